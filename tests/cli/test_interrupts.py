import json
import os
import pty
import signal
import subprocess
import time
import unittest

from test_holder import LONG
from world import PROGRAM, World


class Interrupts(World):
    def setUp(self):
        super().setUp()
        self.new_orders()

    def started(self, *arguments):
        process = self.start(*arguments)
        self.addCleanup(process.communicate)
        while not os.path.exists(self.path("lake/sluice.sock")):
            self.assertIsNone(process.poll())
        return process

    def test_ctrl_c_ends_a_query_cleanly(self):
        process = self.started("sql", LONG)
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out), (130, ""))
        self.assertEqual(len(error.splitlines()), 1)
        self.assertLess(time.monotonic() - start, 10)
        self.assertIn("3", self.sluice("sql", "select count(*) from orders"))

    def test_ctrl_c_stops_a_run_and_leaves_the_table_as_it_was(self):
        pipeline = self.new_pipeline()
        self.sluice("run", folder=pipeline)
        self.write("p/models/revenue_by_day.sql", f"/*\nzone: curated\n*/\n{LONG}\n")
        process = self.start("run", "--json", folder=pipeline)
        self.addCleanup(process.communicate)
        for line in process.stdout:
            event = json.loads(line)
            if (event.get("step"), event.get("state")) == ("revenue_by_day", "running"):
                break
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(json.loads(out.splitlines()[-1])["state"], "STOPPED")
        self.assertEqual(self.rows("select sum(orders) as n from curated.revenue_by_day"),
                         [{"n": 3}])

    def test_a_second_ctrl_c_ends_the_process_at_once(self):
        process = self.started("sql", LONG)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 130)

    def test_ctrl_c_ends_waiting_for_somebody_to_type(self):
        process = self.start("sql", stdin=subprocess.PIPE)
        self.addCleanup(process.communicate)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 130)

    def test_on_a_terminal_a_run_is_a_tree(self):
        pipeline = self.new_pipeline()
        ours, theirs = pty.openpty()
        process = subprocess.Popen([PROGRAM, "run"], cwd=pipeline, stdout=theirs, stderr=theirs,
                                   env={**self.environment, "TERM": "xterm"})
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:
            pass  # the other side is closed
        os.close(ours)
        self.assertEqual(process.wait(60), 0)
        text = shown.decode()
        self.assertIn("└─ crawl_orders", text)
        self.assertIn("✓", text)
        self.assertIn("SUCCEEDED", text)


if __name__ == "__main__":
    unittest.main()
