import json
import os
import stat
import subprocess
import unittest

from world import World

# Far longer than a test takes; every test stops it.
LONG = ("select count(*) from unnest(sequence(1, 10000)) a(n) "
        "cross join unnest(sequence(1, 10000)) b(n) cross join unnest(sequence(1, 10000)) c(n) "
        "where sqrt(a.n * b.n + c.n) < 0")


class Holder(World):
    """Commands beside one that holds the lake."""

    def setUp(self):
        super().setUp()
        self.new_orders()

    def hold(self):
        """A process that works on until it is stopped, and has the lake."""
        process = self.start("sql", LONG)
        self.addCleanup(self.end, process)
        socket = self.path("lake/sluice.sock")
        while not os.path.exists(socket):
            self.assertIsNone(process.poll())
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def test_a_query_beside_a_long_one_answers_the_same(self):
        query = ("sql", "select customer, amount from orders order by order_id")
        alone = self.sluice(*query)
        holder = self.hold()
        self.assertEqual(self.sluice(*query), alone)
        self.assertEqual(self.sluice("sql", text="select 1 as one", folder="/"),
                         "one\n───\n  1\n(1 row)\n")
        self.assertIsNone(holder.poll())

    def test_errors_and_exit_codes_are_the_same(self):
        alone = self.fails(2, "sql", "select * from nowhere")
        self.hold()
        self.assertEqual(self.fails(2, "sql", "select * from nowhere"), alone)
        self.fails(3, "cat", "s3://raw/nothing")

    def test_paths_are_the_guests_own(self):
        self.hold()
        self.write("elsewhere/b.csv", "x\n1\n")
        self.sluice("cp", "b.csv", "s3://raw/b/", folder=self.path("elsewhere"))
        self.sluice("cp", "s3://raw/b/b.csv", "c.csv", folder=self.path("elsewhere"))
        self.assertTrue(os.path.exists(self.path("elsewhere/c.csv")))

    def test_a_pipeline_runs_beside_a_query(self):
        pipeline = self.new_pipeline()
        self.hold()
        self.assertIn("SUCCEEDED", self.sluice("run", folder=pipeline))
        self.assertTrue(os.path.exists(os.path.join(pipeline, "report.html")))
        self.write("p/bad.yaml", "zones:\n  raw: {bukket: raw}\n")
        self.assertIn("bad.yaml:2:", self.fails(2, "run", "bad.yaml", folder=pipeline))

    def test_a_query_answers_beside_a_long_run(self):
        pipeline = self.new_pipeline()
        self.sluice("run", folder=pipeline)
        self.write("p/models/revenue_by_day.sql", f"/*\nzone: curated\n*/\n{LONG}\n")
        run = self.start("run", "--json", folder=pipeline)
        self.addCleanup(self.end, run)
        for line in run.stdout:
            event = json.loads(line)
            if (event.get("step"), event.get("state")) == ("revenue_by_day", "running"):
                break
        self.assertEqual(self.rows("select sum(orders) as n from curated.revenue_by_day"),
                         [{"n": 3}])
        self.assertIsNone(run.poll())

    def test_the_socket_is_private_and_goes_with_its_holder(self):
        holder = self.hold()
        socket = self.path("lake/sluice.sock")
        self.assertEqual(stat.S_IMODE(os.stat(socket).st_mode), 0o600)
        holder.terminate()
        self.assertEqual(holder.wait(60), 130)
        self.assertFalse(os.path.exists(socket))

    def test_a_socket_that_a_killed_process_left_is_replaced(self):
        holder = self.hold()
        holder.kill()
        holder.wait(60)
        self.assertTrue(os.path.exists(self.path("lake/sluice.sock")))
        self.assertIn("3", self.sluice("sql", "select count(*) from orders"))

    def test_a_guest_is_stopped_alone(self):
        holder = self.hold()
        guest = self.start("sql", LONG)
        self.addCleanup(self.end, guest)
        with self.assertRaises(subprocess.TimeoutExpired):
            guest.wait(1)
        guest.terminate()
        self.assertEqual(guest.wait(60), 130)
        self.assertIsNone(holder.poll())

    def test_a_holder_ends_only_after_its_guests(self):
        holder = self.hold()
        guest = self.start("sql", LONG)
        self.addCleanup(self.end, guest)
        with self.assertRaises(subprocess.TimeoutExpired):
            guest.wait(1)
        holder.terminate()
        with self.assertRaises(subprocess.TimeoutExpired):
            holder.wait(1)
        self.assertIn("3", self.sluice("sql", "select count(*) from orders"))
        guest.terminate()
        self.assertEqual(guest.wait(60), 130)
        self.assertEqual(holder.wait(60), 130)

    def test_many_at_once_all_answer(self):
        processes = [self.start("sql", f"select {i} + count(*) as n from orders", "--format", "csv")
                     for i in range(20)]
        for i, process in enumerate(processes):
            out, error = process.communicate(timeout=120)
            self.assertEqual((out, error), (f"n\n{i + 3}\n", ""))


if __name__ == "__main__":
    unittest.main()
