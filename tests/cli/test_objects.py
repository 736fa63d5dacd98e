import filecmp
import os
import unittest

from world import ORDERS, World


class Objects(World):
    def test_a_file_goes_in_and_comes_out_as_it_was(self):
        content = os.urandom(3_000_000)
        self.write("a.bin", content)
        self.assertIn("s3://raw/x/a.bin", self.sluice("cp", "a.bin", "s3://raw/x/"))
        self.sluice("cp", "s3://raw/x/a.bin", "s3://other/b.bin")
        self.sluice("cp", "s3://other/b.bin", "out.bin")
        self.assertTrue(filecmp.cmp(self.path("a.bin"), self.path("out.bin"), shallow=False))

    def test_cat_writes_the_bytes(self):
        self.write("orders.csv", ORDERS)
        self.sluice("cp", "orders.csv", "s3://raw/orders.csv")
        self.assertEqual(self.sluice("cat", "s3://raw/orders.csv"), ORDERS)

    def test_folders_are_copied_whole(self):
        self.write("in/a.csv", "1\n")
        self.write("in/deep/b.csv", "2\n")
        self.assertIn("--recursive", self.fails(2, "cp", "in", "s3://raw/in/"))
        self.sluice("cp", "--recursive", "in", "s3://raw/in")
        self.assertEqual([line["key"] for line in self.lines("ls", "-r", "s3://raw/")],
                         ["in/a.csv", "in/deep/b.csv"])
        self.sluice("cp", "--recursive", "s3://raw/in", "out")
        with open(self.path("out/deep/b.csv"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "2\n")

    def test_ls_shows_buckets_folders_and_every_object(self):
        self.write("in/a.csv", "1\n")
        self.write("in/deep/b.csv", "2\n")
        self.sluice("cp", "--recursive", "in", "s3://raw/in/")
        self.assertIn("s3://raw/", self.sluice("ls"))
        shown = self.sluice("ls", "s3://raw/in/").splitlines()
        self.assertEqual([line.split()[-1] for line in shown], ["deep/", "a.csv"])
        every = self.sluice("ls", "--recursive", "s3://raw/").splitlines()
        self.assertEqual([line.split()[-1] for line in every], ["in/a.csv", "in/deep/b.csv"])

    def test_a_key_never_leads_out_of_the_folder(self):
        self.write("a.csv", "1\n")
        self.sluice("cp", "a.csv", "s3://raw/x/../../../a.csv")
        self.assertIn("leads out", self.fails(2, "cp", "-r", "s3://raw/x/", "out"))

    def test_what_is_not_there_is_said(self):
        self.write("a.csv", "1\n")
        self.sluice("cp", "a.csv", "s3://raw/a.csv")
        self.assertIn("nothing", self.fails(3, "cat", "s3://raw/nothing"))
        self.assertIn("nowhere", self.fails(3, "ls", "s3://nowhere/"))
        self.assertIn("nothing", self.fails(3, "ls", "s3://raw/nothing/"))
        self.assertIn("absent.csv", self.fails(3, "cp", "absent.csv", "s3://raw/"))
        self.assertIn("s3://", self.fails(2, "cp", "a.csv", "b.csv"))

    def test_a_flipped_byte_is_an_error(self):
        content = os.urandom(2_000_000)
        self.write("a.bin", content)
        self.sluice("cp", "a.bin", "s3://raw/a.bin")
        largest = max(
            (os.path.join(folder, name) for folder, _, names in os.walk(self.path("lake/bodies"))
             for name in names), key=os.path.getsize)
        with open(largest, "r+b") as file:
            file.seek(1_000_000)
            byte = file.read(1)
            file.seek(1_000_000)
            file.write(bytes([byte[0] ^ 1]))
        self.assertIn("damaged: s3://raw/a.bin version null", self.run_program("scrub").stdout)
        self.assertIn("s3://raw/a.bin", self.fails(6, "cp", "s3://raw/a.bin", "out.bin"))
        self.assertFalse(os.path.exists(self.path("out.bin")))

    def test_gc_says_what_it_freed(self):
        self.write("a.csv", "1\n")
        self.sluice("cp", "a.csv", "s3://raw/a.csv")
        self.assertIn("freed", self.sluice("gc"))


if __name__ == "__main__":
    unittest.main()
