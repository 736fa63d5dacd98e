import os
import shutil
import unittest

from world import World


class Errors(World):
    def test_reading_commands_refuse_to_make_a_lake(self):
        for arguments in (["sql", "select 1"], ["tables"], ["ls"], ["runs"], ["gc"], ["scrub"],
                          ["cat", "s3://a/b"], ["crawl", "s3://a/"], ["rejects", "a.b"]):
            self.assertIn("no lake in", self.fails(3, *arguments))
            self.assertFalse(os.path.exists(self.path("lake")))

    def test_a_run_that_cannot_start_makes_no_lake(self):
        self.assertIn("sluice init", self.fails(3, "run"))
        self.write("sluice.yaml", "zones:\n  raw:\n    bukket: raw\n")
        self.fails(2, "run")
        self.assertFalse(os.path.exists(self.path("lake")))

    def test_wrong_usage_says_where_help_is(self):
        self.assertIn("sluice sql --help", self.fails(2, "sql", "select 1", "--nonsense"))
        self.assertIn("sluice --help", self.fails(2, "frobnicate"))
        self.assertIn("sluice --help", self.fails(2))

    def test_help_is_everywhere(self):
        overview = self.sluice("--help")
        self.assertIn("Exit codes", overview)
        for command in ("init", "plan", "run", "test", "sql", "tables", "crawl", "runs", "rejects",
                        "replay", "ls", "cp", "cat", "gc", "scrub", "deploy"):
            self.assertIn(f"\n  {command}", overview)
            self.assertIn("Examples:", self.sluice(command, "--help"))

    def test_a_mistake_in_the_pipeline_has_its_place(self):
        pipeline = self.new_pipeline()
        with open(os.path.join(pipeline, "sluice.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.write("p/bad.yaml", text.replace("bucket: curated", "buckit: curated"))
        line = 1 + text[:text.index("bucket: curated")].count("\n")
        for command in ("plan", "run"):
            self.assertIn(f"bad.yaml:{line}:", self.fails(2, command, "bad.yaml", folder=pipeline))
        self.assertIn(f"p/bad.yaml:{line}:", self.fails(2, "plan", "p/bad.yaml"))

    def test_a_mistake_in_a_model_has_its_place(self):
        pipeline = self.new_pipeline()
        self.sluice("run", folder=pipeline)
        self.write("p/models/revenue_by_day.sql",
                   "/*\nzone: curated\n*/\nSELECT\n  nothing\nFROM curated.clean_orders\n")
        self.assertIn("models/revenue_by_day.sql:5:3: ", self.fails(2, "plan", folder=pipeline))

    def test_a_step_that_does_not_exist_is_named(self):
        pipeline = self.new_pipeline()
        self.assertIn("nothing", self.fails(2, "run", "--select", "nothing", folder=pipeline))

    def test_a_parameter_that_does_not_exist_is_named(self):
        pipeline = self.new_pipeline()
        self.assertIn("colour", self.fails(2, "run", "--param", "colour=red", folder=pipeline))

    def test_a_folder_with_other_things_is_no_lake(self):
        self.write("lake/photo.jpg", "x")
        self.write("a.csv", "1\n")
        self.assertIn("holds other files", self.fails(2, "cp", "a.csv", "s3://raw/a.csv"))

    def test_a_lake_without_its_key_says_so(self):
        self.write("a.csv", "1\n")
        self.sluice("cp", "a.csv", "s3://raw/a.csv")
        shutil.rmtree(self.path(".config"))
        self.assertIn("key", self.fails(9, "ls"))

    def test_a_damaged_database_is_corrupt(self):
        self.write("a.csv", "1\n")
        self.sluice("cp", "a.csv", "s3://raw/a.csv")
        path = self.path("lake/meta.db")
        with open(path, "r+b") as file:
            for offset in range(2048, os.path.getsize(path), 4096):
                file.seek(offset)
                byte = file.read(1)
                file.seek(offset)
                file.write(bytes([byte[0] ^ 1]))
        self.fails(6, "ls", "-r", "s3://raw/")
        self.fails(6, "tables")

    def test_a_folder_that_cannot_be_read_is_an_error_of_input(self):
        self.write("p", "a file, no folder")
        self.assertIn("p/orders", self.fails(7, "init", "p/orders"))

    def test_a_broken_file_in_a_table_is_corrupt_or_invalid(self):
        self.write("a.parquet", b"PAR1" + b"\0" * 1000 + b"PAR1")
        self.sluice("cp", "a.parquet", "s3://raw/t/")
        shown = self.sluice("crawl", "s3://raw/t/", "--objects")
        self.assertIn("a.parquet", shown)


if __name__ == "__main__":
    unittest.main()
