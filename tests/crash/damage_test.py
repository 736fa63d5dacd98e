"""Flipped bytes, a full disk, and files that are not what they should be: a clear outcome each.

    damage_test.py SLUICE    the seed is printed; SLUICE_CRASH_SEED=N repeats its places
"""

import gzip
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time
import unittest

import duckdb

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import lake as lakes  # noqa: E402
import small_pipeline  # noqa: E402

FLIPS = 200 if lakes.IS_LONG else 16
SEED = int(os.environ.get("SLUICE_CRASH_SEED", time.time_ns() % 10**9))

OK, FAILED, LIMIT, CORRUPT, DENIED = 0, 1, 5, 6, 9
QUESTIONS = ";".join(f"SELECT * FROM {table}" for table in small_pipeline.TABLES)


class DamagedTest(unittest.TestCase):
    maxDiff = 2000

    def new_lake(self):
        lake = lakes.Lake(PROGRAM)
        self.addCleanup(shutil.rmtree, lake.folder, ignore_errors=True)
        return lake

    def small_lake(self, rows=2500):
        lake = self.new_lake()
        small_pipeline.first_delivery(small_pipeline.Writer(lake.folder, 1, rows))
        lake.must("run", "sluice.yaml")
        return lake


class FlippedBytes(DamagedTest):
    """One byte of a file of the lake differs: an error that says so, or the same answer."""

    @classmethod
    def setUpClass(cls):
        print(f"SLUICE_CRASH_SEED={SEED}, {FLIPS} bytes", flush=True)
        cls.random = random.Random(SEED)

    def flip(self, source, file):
        """Answers a copy of the lake in which one byte of the file is another."""
        lake = self.new_lake()
        lake.copy_of(source)
        path = lake.path / file.relative_to(source.path)
        content = bytearray(path.read_bytes())
        at = self.random.randrange(len(content))
        content[at] ^= 1 << self.random.randrange(8)
        path.write_bytes(content)
        return lake, f"{file.name} at {at}"

    def check(self, source, files, may_not_matter):
        expected = source.must("sql", "--format", "json", QUESTIONS)
        reported = 0
        for _ in range(FLIPS):
            lake, where = self.flip(source, self.random.choice(files))
            with self.subTest(where):
                done = lake.run("sql", "--format", "json", QUESTIONS)
                if done.returncode == OK:
                    self.assertEqual(sorted(done.stdout.splitlines()),
                                     sorted(expected.splitlines()), "never another answer")
                    self.assertTrue(may_not_matter, "the byte belongs to an answer")
                else:
                    reported += 1
                    self.assertIn(done.returncode, (CORRUPT, DENIED), done.stderr)
                    self.assertTrue(done.stderr.startswith("error: "), done.stderr)
            shutil.rmtree(lake.folder, ignore_errors=True)
        return reported

    def test_of_a_body_are_reported(self):
        source = self.small_lake()
        files = [each for each in (source.path / "bodies").rglob("*")
                 if each.is_file() and each.stat().st_size > 0]
        reported = self.check(source, files, may_not_matter=True)
        print(f"bodies: {reported} of {FLIPS} reported, the others concern no answer", flush=True)
        self.assertGreater(reported, FLIPS // 3)

    def test_of_a_large_body_are_all_reported(self):
        lake = self.new_lake()
        duckdb.sql("SELECT range AS id, md5(range::varchar) AS text FROM range(200000)"
                   ).write_parquet(str(lake.folder / "big.parquet"))
        lake.must("cp", "big.parquet", "s3://big-raw/big/big.parquet")
        lake.must("crawl", "s3://big-raw/big/", "--database", "raw")
        files = [each for each in (lake.path / "bodies" / "files").rglob("*") if each.is_file()]
        self.assertEqual(len(files), 1)
        for _ in range(max(4, FLIPS // 4)):
            damaged, where = self.flip(lake, files[0])
            with self.subTest(where):
                done = damaged.run("cat", "s3://big-raw/big/big.parquet", "--json")
                self.assertEqual(done.returncode, CORRUPT, done.stderr[-500:])
                self.assertIn("big.parquet", done.stderr)

    def test_of_the_database_are_reported(self):
        source = self.small_lake()
        source.must("gc")
        reported = self.check(source, [source.path / "meta.db"], may_not_matter=True)
        print(f"meta.db: {reported} of {FLIPS} reported, the others concern no answer", flush=True)
        self.assertGreater(reported, 0)

    def test_of_the_identity_are_reported(self):
        source = self.small_lake()
        identity = source.path / "lake.json"
        identity.write_text(identity.read_text().replace('"', "'", 1))
        done = source.run("tables")
        self.assertEqual(done.returncode, CORRUPT, done.stderr)
        self.assertIn("lake.json", done.stderr)


class FullDisk(DamagedTest):
    """The lake lies on a disk of a few megabytes."""

    def mount(self, folder, size_mib, option="size"):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"{option}={size_mib}m", "sluice-test",
                               str(folder)], capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest("only root can make a small disk")

    def lake_on_small_disk(self, size_mib):
        lake = self.new_lake()
        small_pipeline.first_delivery(small_pipeline.Writer(lake.folder, 1, 2500))
        lake.path.mkdir()
        self.mount(lake.path, size_mib)
        self.addCleanup(subprocess.run, ["umount", "-l", str(lake.path)], check=True)
        return lake

    def enlarge(self, lake):
        self.mount(lake.path, 64, "remount,size")

    def assert_told(self, done):
        self.assertIn(done.returncode, (FAILED, LIMIT), done.stdout + done.stderr)
        self.assertRegex(done.stdout + done.stderr, "is full|No space left on device")

    def test_fails_the_step_says_so_and_leaves_the_lake_usable(self):
        lake = self.lake_on_small_disk(18)
        lake.must("run", "sluice.yaml")
        before = small_pipeline.contents(lake)
        orders = "".join(f"{n},{n % 500},1.5,{n * 7919:032x},2020-01\n"
                         for n in range(10**6, 10**6 + 100_000))
        for number in range(4):
            (lake.folder / f"data/orders/big{number}.csv").write_text(
                f"id,customer,price,note,month\n{number},1,1,first,2020-01\n{orders}")
        self.assert_told(lake.run("run", "sluice.yaml"))
        self.assertEqual(small_pipeline.contents(lake), before)
        self.assert_told(lake.run("run", "sluice.yaml"))
        self.enlarge(lake)
        lake.must("run", "sluice.yaml")
        self.assertEqual(sum(small_pipeline.contents(lake)["raw.orders"].values()),
                         sum(before["raw.orders"].values()) + 4 * 100_001)

    def fill(self, lake, free_bytes):
        """Leaves that much of the disk. Answers the file that takes the rest."""
        disk = os.statvfs(lake.path)
        filler = lake.path / "filler"
        filler.write_bytes(bytes(disk.f_bavail * disk.f_frsize - free_bytes))
        return filler

    def test_when_a_model_writes_leaves_its_table_as_it_was(self):
        lake = self.lake_on_small_disk(18)
        lake.must("run", "sluice.yaml")
        before = small_pipeline.contents(lake)
        filler = self.fill(lake, 1 << 20)
        model = lake.folder / "models" / "letters.sql"
        model.write_text("SELECT id, reverse(body) AS body FROM raw.letters")
        self.assert_told(lake.run("run", "sluice.yaml"))
        self.assertEqual(small_pipeline.contents(lake), before)
        filler.unlink()
        lake.must("run", "sluice.yaml")
        self.assertNotEqual(small_pipeline.contents(lake)["curated.letters"],
                            before["curated.letters"])

    def test_when_the_lake_is_made_leaves_nothing_that_hinders(self):
        lake = self.lake_on_small_disk(1)
        (lake.path / "filler").write_bytes(bytes(1020 << 10))
        self.assertNotEqual(lake.run("run", "sluice.yaml").returncode, OK)
        (lake.path / "filler").unlink()
        self.enlarge(lake)
        lake.must("run", "sluice.yaml")


CSV = "id,name\n1,ann\n2,bob\n"

PIPELINE = """
zones: {raw: {bucket: odd-raw}, out: {bucket: odd-out}}
sources: {load: {files: data, to: raw/}}
crawls: {find: {of: raw}}
models: models
"""


class OddFiles(DamagedTest):
    """Each through a load, a crawl and a model: the outcome is told, and nothing disappears."""

    def pipeline(self, name, content, sql="SELECT * FROM raw.odd"):
        lake = self.new_lake()
        for path, text in (("sluice.yaml", PIPELINE), ("models/m.sql", sql)):
            (lake.folder / path).parent.mkdir(exist_ok=True)
            (lake.folder / path).write_text(text)
        folder = lake.folder / "data" / "odd"
        folder.mkdir(parents=True)
        (folder / ("good" + pathlib.Path(name).suffixes[0])).write_bytes(self.good(name))
        lake.must("run", "sluice.yaml")
        (folder / name).write_bytes(content)
        return lake

    def good(self, name):
        if name.endswith(".parquet"):
            return self.parquet()
        return CSV.encode()

    def parquet(self):
        path = self.new_lake().folder / "x.parquet"
        rows = duckdb.sql("SELECT range AS id, 'n' || range AS name FROM range(2)")
        rows.write_parquet(str(path))
        return path.read_bytes()

    def run_again(self, lake):
        done = lake.run("run", "sluice.yaml", "--json")
        self.assertIn(done.returncode, (OK, FAILED), done.stderr)
        return done.returncode, lakes.finished(done.stdout.splitlines())["steps"], done

    def assert_fails_and_names(self, lake, name):
        code, steps, _ = self.run_again(lake)
        self.assertEqual((code, steps["m"]["state"]), (FAILED, "failed"), steps["m"])
        self.assertIn(name, steps["m"]["note"])
        self.assert_untouched(lake)

    def assert_untouched(self, lake):
        self.assertEqual(len(lake.sql("SELECT * FROM out.m")), 2, "the good file's rows")

    def test_corrupt_parquet_is_named_and_the_table_stays(self):
        content = bytearray(self.parquet())
        footer = int.from_bytes(content[-8:-4], "little")
        content[-8 - footer:-8 - footer // 2] = bytes(footer - footer // 2)
        lake = self.pipeline("bad.parquet", bytes(content))
        self.assert_fails_and_names(lake, "bad.parquet")

    def test_a_parquet_file_cut_off_is_named_and_the_table_stays(self):
        content = self.parquet()
        lake = self.pipeline("bad.parquet", content[:len(content) // 2])
        self.assert_fails_and_names(lake, "bad.parquet")

    def test_truncated_gzip_fails_and_names_the_object(self):
        content = gzip.compress(("id,name\n" + "".join(f"{n},x{n * 7919}\n"
                                                      for n in range(20_000))).encode())
        lake = self.pipeline("bad.csv.gz", content[:len(content) * 2 // 3])
        self.assert_fails_and_names(lake, "bad.csv.gz")

    def test_wrong_utf8_is_set_aside(self):
        lake = self.pipeline("bad.csv", b"id,name\n3,b\xff\xfed\n4,dan\n")
        code, steps, done = self.run_again(lake)
        self.assertEqual(code, OK, done.stdout)
        self.assertEqual(steps["m"]["rejected"], 1, steps["m"])
        self.assertEqual(len(lake.sql("SELECT * FROM out.m")), 3)
        self.assertIn("bad.csv", lake.must("rejects", "out.m"))

    def test_an_empty_file_adds_nothing(self):
        lake = self.pipeline("bad.csv", b"")
        code, _, done = self.run_again(lake)
        self.assertEqual(code, OK, done.stdout)
        self.assert_untouched(lake)

    def test_a_header_only_file_adds_nothing(self):
        lake = self.pipeline("bad.csv", b"id,name\n")
        code, steps, done = self.run_again(lake)
        self.assertEqual(code, OK, done.stdout)
        self.assertEqual(steps["m"]["rejected"], 0)
        self.assert_untouched(lake)

    def test_ragged_rows_are_set_aside(self):
        lake = self.pipeline("bad.csv", b"id,name\n3,cyd\n4\n5,eve,extra\n6,fay\n")
        code, steps, done = self.run_again(lake)
        self.assertEqual(code, OK, done.stdout)
        self.assertEqual(steps["m"]["rejected"], 2, steps["m"])
        self.assertTrue(lakes.is_balanced(steps["m"]["model"]["ledger"]))
        self.assertEqual(len(lake.sql("SELECT * FROM out.m")), 4)

    def test_a_line_of_100_mb_is_set_aside_or_refused_within_bounded_memory(self):
        lake = self.pipeline("bad.csv", b"id,name\n3," + b"x" * (100 << 20) + b"\n4,dan\n")
        code, steps, _ = self.run_again(lake)
        rows = len(lake.sql("SELECT id FROM out.m"))
        if code == OK:
            self.assertEqual(rows + steps["m"]["rejected"], 4, steps["m"])
        else:
            self.assertIn("bad.csv", steps["m"]["note"] + steps["find"]["note"])
            self.assertEqual(rows, 2)

    def test_a_crawl_says_what_it_skipped(self):
        lake = self.pipeline("bad.csv", b"\x00\x01\x02\x03" * 100)
        self.run_again(lake)
        told = lake.run("crawl", "s3://odd-raw/", "--database", "raw", "--dry-run", "--objects",
                        "--again")
        self.assertIn("bad.csv", told.stdout)


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    unittest.main(argv=sys.argv[:1] + sys.argv[2:], verbosity=2)
