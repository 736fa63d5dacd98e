"""examples/aviation on its real data, and its answers by another way: other SQL on the plain files.

    aviation_test.py SLUICE DATA [--write-readme]

With --write-readme the answers in the example's README are replaced by those of the lake.
"""

import json
import pathlib
import re
import shutil
import sys
import unittest

import duckdb

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import lake as lakes  # noqa: E402

EXAMPLE = lakes.SOURCE / "examples" / "aviation"
README = EXAMPLE / "README.md"

# The example's tables, made otherwise than its models make them.
PREPARE = """
CREATE TABLE airport AS
  SELECT iata, city, state FROM read_csv('{data}/airports.csv', all_varchar = true)
  WHERE country = 'USA';
CREATE TABLE flight AS
  SELECT f.*, a.city, a.state FROM '{data}/flights-3m.parquet' f
  LEFT JOIN airport a ON a.iata = f.origin
  WHERE f.origin != f.destination AND f.distance > 0;
CREATE TABLE strike AS
  SELECT * EXCLUDE (speed), TRY_CAST(speed AS integer) AS speed FROM (
    SELECT "Origin State" AS state, "Wildlife Species" AS species,
           nullif("Effect Amount of damage", 'None') AS damage,
           "Cost Total $"::bigint AS cost, "Speed IAS in knots" AS speed
    FROM read_csv('{data}/birdstrikes.csv', all_varchar = true))
  WHERE speed IS NULL OR speed::integer BETWEEN 30 AND 300;
CREATE TABLE state AS SELECT * FROM read_json('{example}/data/states.json');
"""

# By the query's file: the same answer from those tables.
ANSWERS = {
    "1_busiest_airports": """
        SELECT origin, any_value(city), count(*) AS n FROM flight GROUP BY origin
        ORDER BY n DESC LIMIT 5""",
    "2_late_by_month": """
        SELECT strftime(date, '%Y-%m') AS m, count(*), round(avg(delay), 2),
               round(avg(CASE WHEN delay > 15 THEN 100 ELSE 0 END), 1)
        FROM flight GROUP BY m ORDER BY m""",
    "3_one_day": """
        SELECT hour(date) AS h, count(*), max(delay) AS worst FROM flight
        WHERE date >= '2001-02-14' AND date < '2001-02-15'
        GROUP BY h ORDER BY worst DESC LIMIT 3""",
    "4_strike_risk": """
        WITH met AS (
          SELECT s.code, k.state, count(*) AS strikes, sum(cost) AS cost,
                 (SELECT count(*) FROM flight f WHERE f.state = s.code) AS flights
          FROM strike k, state s WHERE s.name = k.state GROUP BY ALL)
        SELECT row_number() OVER (ORDER BY strikes DESC, state) AS n, state, flights, strikes, cost,
               round(strikes * 100000 / flights, 2)
        FROM met WHERE flights >= 1000 ORDER BY n LIMIT 5""",
    "5_costly_species": """
        SELECT species, count(*), sum(cost) AS cost, round(avg(speed), 1) FROM strike
        GROUP BY species HAVING cost > 100000 ORDER BY cost DESC LIMIT 5""",
}


class Aviation(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.lake = lakes.Lake(PROGRAM)
        cls.addClassCleanup(shutil.rmtree, cls.lake.folder, ignore_errors=True)
        cls.example = cls.lake.folder / "aviation"
        shutil.copytree(EXAMPLE, cls.example, ignore=shutil.ignore_patterns("report.html"))
        cls.first = cls.run_example()
        cls.plain = duckdb.connect()
        cls.plain.execute(PREPARE.format(data=DATA, example=EXAMPLE))

    @classmethod
    def run_example(cls, *arguments):
        return cls.lake.run_pipeline(cls.example / "sluice.yaml", "--param", f"data={DATA}",
                                     *arguments)

    def test_every_step_runs_the_first_time(self):
        self.assertEqual(set(lakes.states(self.first).values()), {"done"})

    def test_the_answers_are_those_of_the_plain_files(self):
        files = sorted((EXAMPLE / "queries").glob("*.sql"))
        self.assertEqual([file.stem for file in files], sorted(ANSWERS))
        for file in files:
            with self.subTest(file.stem):
                mine = [list(map(lakes.plain, row.values())) for row in self.lake.query_file(file)]
                theirs = [list(map(lakes.plain, row))
                          for row in self.plain.sql(ANSWERS[file.stem]).fetchall()]
                self.assertGreater(len(mine), 0)
                self.assertEqual(mine, theirs)

    def test_the_readme_shows_the_real_answers(self):
        self.assertEqual(README.read_text(), readme_with_answers(self.lake))

    def test_a_query_of_one_partition_reads_only_that(self):
        question = "SELECT max(distance_miles) FROM curated.flights"
        self.assertIn("in 7 objects", self.lake.run("sql", "--stats", question).stderr)
        question += " WHERE month = '2001-07'"
        self.assertIn("in 1 object,", self.lake.run("sql", "--stats", question).stderr)

    def test_the_ledger_of_every_model_balances(self):
        for name, step in self.first["steps"].items():
            if step["kind"] == "model":
                with self.subTest(name):
                    self.assertTrue(lakes.is_balanced(step["model"]["ledger"]), step["model"])
        flights = self.first["steps"]["flights"]["model"]
        self.assertEqual(flights["ledger"]["written"], 3_000_000)
        self.assertEqual(flights["files_written"], 7, "one file a month")

    def test_the_implausible_speeds_are_set_aside_with_their_rows(self):
        lines = self.lake.must("rejects", "staging.bird_strikes", "--json").splitlines()
        speeds = [json.loads(line)["row"]["speed_knots"] for line in lines]
        self.assertEqual(len(speeds), 10_000 - self.plain.sql("SELECT count(*) FROM strike")
                         .fetchone()[0])
        self.assertTrue(all(speed < 30 or speed > 300 for speed in speeds))
        self.assertIn("the speed is plausible", self.lake.must("rejects", "staging.bird_strikes"))

    def test_the_unit_and_data_tests_pass(self):
        done = self.lake.run("test", self.example / "sluice.yaml", "--param", f"data={DATA}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("0 failed", done.stdout)

    def test_the_report_shows_every_step(self):
        report = (self.lake.folder / "report.html").read_text()
        for name in self.first["steps"]:
            self.assertIn(name, report)

    def test_then_only_what_changed_runs(self):
        self.assertEqual(set(lakes.states(self.run_example()).values()), {"up to date"})
        ran = lakes.states(self.run_example("--param", "least_flights=5000"))
        self.assertEqual([name for name in ran if ran[name] == "done"], ["strike_risk"])
        self.assertEqual(lakes.states(self.run_example())["strike_risk"], "done", "and back")
        model = self.example / "models" / "monthly_delays.sql"
        model.write_text(model.read_text().replace("> 15)", "> 30)"))
        ran = [name for name, state in lakes.states(self.run_example()).items() if state == "done"]
        self.assertEqual(ran, ["monthly_delays"])
        strikes = self.example / "models" / "bird_strikes.sql"
        strikes.write_text(strikes.read_text().replace("BETWEEN 30 AND 300", "BETWEEN 60 AND 300"))
        ran = [name for name, state in lakes.states(self.run_example()).items() if state == "done"]
        self.assertEqual(ran, ["bird_strikes", "strike_risk"])


def readme_with_answers(lake):
    """The README with each query's answer below its name."""
    text = README.read_text()
    for file in sorted((EXAMPLE / "queries").glob("*.sql")):
        shown = lake.must("sql", "--format", "table", "-f", file).rstrip()
        block = f"$ sluice sql -f queries/{file.name}\n{shown}\n```"
        pattern = re.compile(rf"\$ sluice sql -f queries/{re.escape(file.name)}\n.*?```", re.DOTALL)
        text, count = pattern.subn(lambda _: block, text)
        assert count == 1, f"{README} has no block for {file.name}"
    return text


def write_readme():
    with lakes.Lake(PROGRAM) as lake:
        lake.run_pipeline(EXAMPLE / "sluice.yaml", "--param", f"data={DATA}")
        README.write_text(readme_with_answers(lake))


if __name__ == "__main__":
    PROGRAM, DATA = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
    if "--write-readme" in sys.argv:
        write_readme()
    else:
        unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
