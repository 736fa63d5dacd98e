"""kill -9 at random moments: every table is as before or after, and running again converges.

    kill_test.py SLUICE      the seed is printed; SLUICE_CRASH_SEED=N repeats its moments
"""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import lake as lakes  # noqa: E402
import small_pipeline  # noqa: E402

KILLS = 300 if lakes.IS_LONG else 12
ROWS = 3000
SEED = int(os.environ.get("SLUICE_CRASH_SEED", time.time_ns() % 10**9))
# Segments of small bodies are compacted once more than half of them is dead, from a size on.
SLACK_BYTES = 1 << 20


class Scenario:
    """A lake and files to run on; the tables before, and after a run that nobody disturbs."""

    def __init__(self, lake, folder, before):
        self.start = lakes.Lake(PROGRAM)
        if lake.path.exists():
            self.start.copy_of(lake)
        self.file = folder / "sluice.yaml"
        self.before = before
        # Objects are seen once they are loaded, new partitions of raw tables once they are crawled:
        # two commits.
        self.loaded = self.contents_after_load()
        began = time.monotonic()
        run(lake, self.file)
        self.seconds = time.monotonic() - began
        self.after = small_pipeline.contents(lake)
        lake.must("gc")
        self.clean_bytes, self.clean_files = lake.body_bytes(), large_bodies(lake)

    def contents_after_load(self):
        with self.new_lake() as lake:
            lake.must("run", self.file, "--select", "load", "--report", lake.folder / "report.html")
            return small_pipeline.contents(lake)

    def states(self, table):
        return self.before[table], self.loaded[table], self.after[table]

    def new_lake(self):
        lake = lakes.Lake(PROGRAM)
        if self.start.path.exists():
            lake.copy_of(self.start)
        return lake


def run(lake, file):
    lake.must("run", file, "--report", lake.folder / "report.html")


class Killed(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        print(f"SLUICE_CRASH_SEED={SEED}, {KILLS} kills", flush=True)
        cls.random = random.Random(SEED)
        clean = lakes.Lake(PROGRAM)
        cls.folders = [clean.folder]
        cls.addClassCleanup(lambda: [shutil.rmtree(each, ignore_errors=True)
                                     for each in cls.folders])
        first, second = clean.folder / "first", clean.folder / "second"
        writer = small_pipeline.Writer(first, 1, ROWS)
        small_pipeline.first_delivery(writer)
        shutil.copytree(first, second, copy_function=shutil.copy2)
        writer.folder = second
        small_pipeline.second_delivery(writer)
        nothing = dict.fromkeys([*small_pipeline.TABLES, "rejects"])
        cls.scenarios = [Scenario(clean, first, nothing)]
        cls.scenarios.append(Scenario(clean, second, cls.scenarios[0].after))
        cls.folders += [each.start.folder for each in cls.scenarios]

    def test_the_two_deliveries_differ(self):
        for scenario in self.scenarios:
            for table in scenario.after:
                self.assertNotEqual(scenario.before[table], scenario.after[table], table)

    def test_a_killed_run_leaves_every_table_before_or_after_and_converges(self):
        kills = interrupted = 0
        while kills < KILLS:
            scenario = self.scenarios[kills % 2]
            with scenario.new_lake() as lake:
                # Often one kill, sometimes another in the run that was to repair the first.
                for _ in range(self.random.choice([1, 1, 2])):
                    moment = self.random.uniform(0, scenario.seconds * 1.05)
                    kills += 1
                    interrupted += self.kill_at(lake, scenario, moment)
                    with self.subTest(kill=kills, moment=f"{moment:.4f} s"):
                        self.check_tables(lake, scenario)
                self.check_convergence(lake, scenario)
        print(f"{kills} kills, {interrupted} of them while it ran", flush=True)
        self.assertGreater(interrupted, kills // 3)

    def kill_at(self, lake, scenario, moment):
        """Whether the run was still going."""
        began = time.monotonic()
        process = lake.start("run", scenario.file, "--report", lake.folder / "report.html")
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return True
        # How fast the machine is changes: the next moments lie within what a run takes now.
        scenario.seconds = time.monotonic() - began
        return False

    def check_tables(self, lake, scenario):
        if not (lake.path / "lake.json").exists():
            return  # killed before there was a lake
        for table, rows in small_pipeline.contents(lake).items():
            if rows in scenario.states(table):
                continue
            message = (f"{table} is neither before nor after: {count(rows)} rows, "
                       f"{' or '.join(map(count, scenario.states(table)))} are right")
            print(message, flush=True)
            self.fail(message)

    def check_convergence(self, lake, scenario):
        run(lake, scenario.file)
        now = small_pipeline.contents(lake)
        for table, rows in now.items():
            if rows != scenario.after[table]:
                self.fail(f"{table} did not converge: {difference(scenario.after[table], rows)}")
        self.assertEqual(set(lakes.states(lake.run_pipeline(scenario.file)).values()),
                         {"up to date"})
        lake.must("gc")
        self.assertEqual(large_bodies(lake), scenario.clean_files,
                         "bodies that nobody can reach are collected")
        self.assertLessEqual(lake.body_bytes(), 2 * scenario.clean_bytes + SLACK_BYTES)
        self.assertEqual(small_pipeline.contents(lake), now, "and no others")


def large_bodies(lake):
    """How many bodies have a file of their own."""
    return sum(file.is_file() for file in (lake.path / "bodies" / "files").rglob("*"))


def difference(expected, rows):
    return (f"missing {list((expected - rows).items())[:3]}, "
            f"too many {list((rows - expected).items())[:3]}")


def count(rows):
    return "no table" if rows is None else str(sum(rows.values()))


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    unittest.main(argv=sys.argv[:1] + sys.argv[2:], verbosity=2)
