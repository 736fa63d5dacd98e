"""Pipelines that the lake keeps and `sluice serve` runs: a minute of schedules is half a second."""

import json
import os
import re
import signal
import subprocess
import time
import unittest
import urllib.request

from test_holder import LONG
from world import PROGRAM, World

PACE = 120
PATIENCE_SECONDS = 60
EVERY_MINUTE = "schedule: rate(1 minute)\n"
MORE_ORDERS = "order_id,ordered_on,customer,amount\n9,2026-03-01,Grace,1.00\n"


class Deploy(World):
    def setUp(self):
        super().setUp()
        self.pipeline = self.new_pipeline()
        self.schedule(EVERY_MINUTE)

    def schedule(self, line):
        path = os.path.join(self.pipeline, "sluice.yaml")
        with open(path, encoding="utf-8") as file:
            text = re.sub(r"^(schedule|timezone):.*\n", "", file.read(), flags=re.MULTILINE)
        self.write("p/sluice.yaml", text + line)

    def serve(self, *options):
        """The server's address is self.url; what it writes is in self.log()."""
        log = open(self.path("server.log"), "ab")
        self.addCleanup(log.close)
        start = log.tell()
        process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--schedule-pace", str(PACE), *options],
            cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        found = self.until(lambda: re.search(r"at (http://\S+);", self.log()[start:]))
        self.url = found.group(1)
        return process

    def log(self):
        with open(self.path("server.log"), encoding="utf-8") as file:
            return file.read()

    def metric(self, name):
        with urllib.request.urlopen(f"{self.url}/-/metrics", timeout=10) as answer:
            text = answer.read().decode()
        found = re.search(rf'^{name}{{pipeline="p"}} (\d+)$', text, re.MULTILINE)
        return int(found.group(1)) if found else 0

    def until(self, look):
        """What the look answers once it is true."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if found := look():
                return found
            time.sleep(0.1)
        self.fail(f"not seen: {self.log()}")

    def runs(self, state):
        """Ids of the pipeline's runs in this state."""
        return [run["id"] for run in self.lines("runs")
                if (run["kind"], run["name"], run["state"]) == ("pipeline", "p", state)]

    def orders(self):
        return self.rows("select sum(orders) as n from curated.revenue_by_day")[0]["n"]

    def test_its_runs_are_recorded_and_its_tables_are_made(self):
        self.assertIn("deployed p: rate(1 minute) in UTC, next at 20",
                      self.sluice("deploy", folder=self.pipeline))
        # What was deployed runs, not what is edited.
        self.write("p/models/clean_orders.sql", "this is no SQL")
        self.serve()
        self.until(lambda: self.runs("SUCCEEDED"))
        self.assertEqual(self.orders(), 3)
        self.write("p/data/more.csv", MORE_ORDERS)
        self.until(lambda: self.orders() == 4)
        self.assertEqual(self.runs("FAILED"), [])
        self.assertGreaterEqual(self.metric("sluice_scheduled_runs_started_total"), 2)
        self.assertEqual(self.metric("sluice_scheduled_runs_failed_total"), 0)
        run = self.runs("SUCCEEDED")[0]
        steps = json.loads(self.sluice("runs", "--id", run, "--json"))["steps"]
        self.assertEqual({step["kind"] for step in steps}, {"load", "crawl", "model"})

    def test_a_killed_server_keeps_what_is_deployed(self):
        self.sluice("deploy", folder=self.pipeline)
        server = self.serve()
        self.until(lambda: self.runs("SUCCEEDED"))
        server.send_signal(signal.SIGKILL)
        server.wait()
        self.assertEqual([each["name"] for each in self.lines("deploy", "--list")], ["p"])
        before = len(self.runs("SUCCEEDED"))
        self.serve()
        self.until(lambda: len(self.runs("SUCCEEDED")) > before)

    def test_a_failed_run_is_recorded_and_the_server_goes_on(self):
        server = self.serve()
        self.sluice("deploy", folder=self.pipeline)  # beside the server
        os.rename(self.path("p/data"), self.path("p/away"))
        failed = self.until(lambda: self.runs("FAILED"))[-1]
        self.until(lambda: f'run={failed} state=FAILED reason="failed: load_orders"' in self.log())
        self.assertGreaterEqual(self.metric("sluice_scheduled_runs_failed_total"), 1)
        os.rename(self.path("p/away"), self.path("p/data"))
        self.until(lambda: self.runs("SUCCEEDED"))
        self.assertIsNone(server.poll())

    def test_sigterm_stops_a_run_cleanly_and_the_next_server_begins_it_again(self):
        self.write("p/models/revenue_by_day.sql", f"/*\nzone: curated\n*/\n{LONG}\n")
        self.sluice("deploy", folder=self.pipeline)
        server = self.serve()
        self.until(lambda: any((run["name"], run["state"]) == ("p", "RUNNING")
                               for run in self.lines("runs")))
        start = time.monotonic()
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(60), 0)
        self.assertLess(time.monotonic() - start, 20)
        self.assertEqual(len(self.runs("STOPPED")), 1)
        self.schedule("schedule: cron(0 0 1 1 ? *)\n")
        self.assertEqual(len(self.lines("deploy", "--list")), 1)
        due = self.lines("deploy", "--list")[0]["next"]
        # Within the next period; a second more, since this text has no fractions.
        self.assertLess(due, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 61)))

    def test_a_pipeline_that_is_removed_runs_no_more(self):
        self.sluice("deploy", folder=self.pipeline)
        self.assertEqual(self.sluice("deploy", "--remove", "p"), "removed p\n")
        self.serve()
        time.sleep(3)
        self.assertEqual(self.lines("runs"), [])
        self.assertIn("nothing is deployed", self.sluice("deploy", "--list"))
        self.assertIn("no pipeline p is deployed", self.fails(3, "deploy", "--remove", "p"))

    def test_deploying_again_replaces(self):
        self.sluice("deploy", folder=self.pipeline)
        self.schedule("schedule: cron(30 6 ? * MON-FRI *)\ntimezone: Europe/Berlin\n")
        self.sluice("deploy", "p")
        deployed, = self.lines("deploy", "--list")
        self.assertEqual((deployed["schedule"], deployed["timezone"], deployed["file"]),
                         ("cron(30 6 ? * MON-FRI *)", "Europe/Berlin", self.path("p/sluice.yaml")))
        table = self.sluice("deploy", "--list")
        self.assertIn("cron(30 6 ? * MON-FRI *)  Europe/Berlin  20", table)

    def test_what_cannot_run_is_refused_and_makes_no_lake(self):
        self.schedule("")
        self.assertIn("sluice.yaml:1:1: nothing would ever start it",
                      self.fails(2, "deploy", folder=self.pipeline))
        self.schedule("schedule: cron(0 8 31 2 ? *)\n")
        self.assertRegex(self.fails(2, "deploy", folder=self.pipeline),
                         r"sluice.yaml:\d+:11: cron\(0 8 31 2 \? \*\): it never fires")
        self.schedule(EVERY_MINUTE)
        self.write("p/models/clean_orders.sql", "/*\nzone: nowhere\n*/\nselect 1 as a\n")
        self.assertIn("models/clean_orders.sql:2:7: ", self.fails(2, "deploy", "p"))
        self.assertFalse(os.path.exists(self.path("lake")))


if __name__ == "__main__":
    unittest.main()
