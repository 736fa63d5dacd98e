import json
import os
import unittest

from world import World

HEADER = "order_id,ordered_on,customer,amount\n"


class Pipelines(World):
    def test_the_template_runs_as_it_is(self):
        pipeline = self.new_pipeline()
        shown = self.sluice("run", folder=pipeline)
        self.assertIn("SUCCEEDED", shown)
        self.assertIn("ledger: 7 records = 7 read + 0 rejected; "
                      "6 rows produced = 5 written + 1 rejected + 0 merged", shown)
        with open(os.path.join(pipeline, "report.html"), encoding="utf-8") as file:
            self.assertIn("clean_orders", file.read())
        self.assertEqual(self.rows("select sum(orders) as n from curated.revenue_by_day"),
                         [{"n": 3}])
        self.assertIn("3 passed, 0 failed", self.sluice("test", folder=pipeline))

    def test_a_second_run_has_nothing_to_do(self):
        pipeline = self.new_pipeline()
        self.sluice("run", folder=pipeline)
        last = json.loads(self.sluice("run", "--json", folder=pipeline).splitlines()[-1])
        self.assertEqual({step["state"] for step in last["steps"]}, {"up to date"})

    def test_a_folders_name_is_no_pattern(self):
        folder = self.path("a[b]{c}*")
        os.rename(self.new_pipeline(), folder)
        self.assertIn("SUCCEEDED", self.sluice("run", folder=folder))

    def test_only_what_changed_runs_again(self):
        pipeline = self.new_pipeline()
        self.sluice("run", folder=pipeline)
        model = os.path.join(pipeline, "models/revenue_by_day.sql")
        with open(model, "a", encoding="utf-8") as file:
            file.write("HAVING count(*) > 1\n")
        last = json.loads(self.sluice("run", "--json", folder=pipeline).splitlines()[-1])
        states = {step["step"]: step["state"] for step in last["steps"]}
        self.assertEqual(states["clean_orders"], "up to date")
        self.assertEqual(states["revenue_by_day"], "done")

    def test_a_plan_needs_no_lake_and_makes_none(self):
        pipeline = self.new_pipeline()
        shown = self.sluice("plan", folder=pipeline)
        for step in ("load_orders", "crawl_orders", "clean_orders", "revenue_by_day"):
            self.assertIn(step, shown)
        self.assertFalse(os.path.exists(self.path("lake")))
        plan = json.loads(self.sluice("plan", "--json", folder=pipeline))
        self.assertTrue(all(step["runs"] for step in plan["steps"]))

    def test_events_are_json_lines_for_programs(self):
        pipeline = self.new_pipeline()
        events = [json.loads(line)
                  for line in self.sluice("run", "--json", folder=pipeline).splitlines()]
        self.assertEqual(events[0]["event"], "started")
        self.assertEqual(events[-1]["event"], "finished")
        self.assertIn(("clean_orders", "done"),
                      [(event["step"], event["state"]) for event in events[1:-1]])
        models = {step["step"]: step.get("model") for step in events[-1]["steps"]}
        self.assertEqual(models["clean_orders"]["ledger"]["written"], 3)

    def test_rejects_are_shown_corrected_and_replayed(self):
        pipeline = self.new_pipeline()
        self.sluice("run", folder=pipeline)
        self.assertIn("an order costs something", self.sluice("rejects", "clean_orders"))
        self.assertEqual(self.lines("rejects", "curated.clean_orders")[0]["row"]["order_id"], 4)
        model = os.path.join(pipeline, "models/clean_orders.sql")
        with open(model, encoding="utf-8") as file:
            text = file.read()
        with open(model, "w", encoding="utf-8") as file:
            file.write(text.replace("amount > 0", "amount <> 0"))
        self.sluice("replay", "clean_orders", folder=pipeline)
        self.assertIn("no records", self.sluice("rejects", "clean_orders"))
        self.assertEqual(self.rows("select count(*) as n from curated.clean_orders"), [{"n": 4}])

    def test_a_failed_test_of_the_data_fails_the_run_and_keeps_the_table(self):
        pipeline = self.new_pipeline()
        self.sluice("run", folder=pipeline)
        self.write("p/data/more.csv", HEADER + "1,2026-01-09,Eve,1.00\n")
        done = self.run_program("run", folder=pipeline)
        self.assertEqual(done.returncode, 1)
        self.assertIn("unique(order_id)", done.stdout)
        self.assertEqual(self.rows("select count(*) as n from curated.clean_orders"), [{"n": 3}])

    def test_a_failed_unit_test_shows_the_difference(self):
        pipeline = self.new_pipeline()
        test = os.path.join(pipeline, "tests/revenue_by_day.yaml")
        with open(test, encoding="utf-8") as file:
            text = file.read()
        with open(test, "w", encoding="utf-8") as file:
            file.write(text.replace("orders: 2", "orders: 3"))
        done = self.run_program("test", "--unit", folder=pipeline)
        self.assertEqual(done.returncode, 1)
        self.assertIn("missing:", done.stdout)
        self.assertFalse(os.path.exists(self.path("lake")))

    def test_selected_steps_run_and_others_do_not(self):
        pipeline = self.new_pipeline()
        shown = self.sluice("run", "--select", "+clean_orders", "--json", folder=pipeline)
        states = {step["step"]: step["state"]
                  for step in json.loads(shown.splitlines()[-1])["steps"]}
        self.assertEqual(states["clean_orders"], "done")
        self.assertEqual(states["revenue_by_day"], "skipped")

    def test_parameters_are_given_on_the_command_line(self):
        pipeline = self.new_pipeline()
        self.write("elsewhere/a.csv", HEADER + "9,2026-03-01,Eve,1.00\n")
        self.sluice("run", "--param", "orders=" + self.path("elsewhere"), folder=pipeline)
        self.assertEqual(self.rows("select order_id from curated.clean_orders"), [{"order_id": 9}])

    def test_runs_are_listed_with_their_steps(self):
        pipeline = self.new_pipeline()
        self.sluice("run", folder=pipeline)
        run = self.lines("runs")[0]
        self.assertEqual((run["kind"], run["state"]), ("pipeline", "SUCCEEDED"))
        whole = self.lines("runs", "--id", run["id"])[0]
        self.assertEqual([step["kind"] for step in whole["steps"]],
                         ["load", "crawl", "model", "model"])
        self.assertIn("no run", self.fails(3, "runs", "--id", "nothing"))

    def test_a_template_does_not_write_over_files(self):
        self.new_pipeline()
        self.assertIn("is there already", self.fails(4, "init", "p"))

    def test_the_aviation_template_finds_its_data(self):
        self.sluice("init", "--template", "aviation", "birds")
        self.assertIn("load_flights", self.sluice("plan", folder=self.path("birds")))


if __name__ == "__main__":
    unittest.main()
