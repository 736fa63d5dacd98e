"""Pipelines that load tables of other databases: what holds for each of them."""

import json
import os

from world import World

PIPELINE = """name: shop
parameters:
  dsn: {{type: string}}
zones:
  raw: {{bucket: shop-raw, versioned: true}}
sources:
  all_orders:
    database: {{kind: {kind}, connection: "${{dsn}}", table: {table}}}
    to: raw/all/
  new_orders:
    database: {{kind: {kind}, connection: "${{dsn}}", table: {table}}}
    to: raw/new/
    mode: incremental
    cursor: {cursor}
crawls:
  crawl_all: {{of: raw/all, table: all_orders}}
  crawl_new: {{of: raw/new, table: new_orders}}
"""


class Databases(World):
    """A class of one database says how it is spoken to."""

    kind = ""
    table = "orders"

    def connection(self):
        raise NotImplementedError

    def execute(self, *statements):
        raise NotImplementedError

    def pipeline(self, table=None, cursor="updated_at"):
        return self.write("p/sluice.yaml", PIPELINE.format(
            kind=self.kind, table=json.dumps(table or self.table), cursor=cursor))

    def run_steps(self, dsn=None, code=0):
        """The steps of a run by name."""
        done = self.run_program("run", "--json", "--param", f"dsn={dsn or self.connection()}",
                                folder=self.path("p"))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.shown = done.stdout + done.stderr
        return {step["step"]: step for step in json.loads(done.stdout.splitlines()[-1])["steps"]}

    def objects(self, folder):
        return sorted(each["key"] for each in self.lines("ls", f"s3://shop-raw/{folder}", "-r"))

    def ids(self, table):
        return [row["id"] for row in self.rows(f"select id from raw.{table} order by id")]

    def note(self, steps, name):
        return steps[name]["note"]

    def check_both_modes(self):
        self.pipeline()
        self.execute("insert into orders(id, name, updated_at) "
                     "values (1, 'a', '2024-01-01 00:00:00'), (2, 'b', '2024-01-02 00:00:00')",
                     "insert into orders(id, name) values (9, 'never')")
        self.run_steps()
        self.assertEqual(self.ids("all_orders"), [1, 2, 9])
        self.assertEqual(self.ids("new_orders"), [1, 2])

        steps = self.run_steps()
        self.assertEqual({name: step["state"] for name, step in steps.items()},
                         dict.fromkeys(steps, "up to date"))

        self.execute("insert into orders(id, name, updated_at) "
                     "values (3, 'c', '2024-01-03 00:00:00')",
                     "update orders set name = 'z', updated_at = '2024-01-04 00:00:00' "
                     "where id = 1",
                     "delete from orders where id = 2")
        self.run_steps()
        self.assertEqual(self.ids("all_orders"), [1, 3, 9])
        self.assertEqual(self.ids("new_orders"), [1, 1, 2, 3])
        self.assertEqual(self.objects("new/"),
                         ["new/orders/000000000001.parquet", "new/orders/000000000002.parquet"])
        self.assertEqual(self.objects("all/"), ["all/orders.parquet"])

    def check_a_missing_table_and_a_missing_column(self):
        self.pipeline(table="nothing")
        note = self.note(self.run_steps(code=1), "all_orders")
        self.assertRegex(note, r"sluice\.yaml:\d+:\d+: .* has no table nothing")
        self.pipeline(cursor="changed")
        steps = self.run_steps(code=1)
        self.assertEqual(steps["all_orders"]["state"], "done")
        self.assertRegex(self.note(steps, "new_orders"),
                         r"sluice\.yaml:\d+:\d+: .* table orders has no column changed "
                         r"\(it has: id,")

    def check_no_secret(self, secret):
        """Neither shown nor recorded."""
        self.assertNotIn(secret, self.shown)
        self.assertNotIn("duckdb", self.shown.lower())
        for command in ("runs",):
            self.assertNotIn(secret, self.sluice(command, "--json"))
        for where, _, names in os.walk(self.path("p")):
            for name in names:
                with open(os.path.join(where, name), "rb") as file:
                    self.assertNotIn(secret.encode(), file.read())
