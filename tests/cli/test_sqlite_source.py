import sqlite3
import time

from databases import Databases


class SqliteSource(Databases):
    kind = "sqlite"

    def setUp(self):
        super().setUp()
        self.execute("create table orders(id integer primary key, name text, amount real, "
                     "updated_at timestamp, day date, body blob)")

    def connection(self):
        return self.path("shop.db")

    def execute(self, *statements):
        database = sqlite3.connect(self.path("shop.db"))
        with database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def test_a_table_is_loaded_whole_and_by_its_new_rows(self):
        self.check_both_modes()

    def test_what_is_not_there_is_named(self):
        self.check_a_missing_table_and_a_missing_column()
        note = self.note(self.run_steps(dsn="missing.db", code=1), "all_orders")
        self.assertRegex(note, r"sluice\.yaml:8:5: there is no file .*/p/missing\.db")

    def test_a_file_of_something_else_is_said_to_be_no_database(self):
        self.pipeline()
        self.write("p/text.db", "only some text, and rather more than a header of it\n" * 40)
        note = self.note(self.run_steps(dsn="text.db", code=1), "all_orders")
        self.assertRegex(note, r"sluice\.yaml:8:5: .*/p/text\.db is no SQLite database")

    def test_values_arrive_as_they_are(self):
        self.pipeline(cursor="id")
        self.execute("insert into orders values (1, 'ä''\"', 1.5, '2024-01-01 01:02:03', "
                     "'2024-01-01', x'00ff')")
        self.run_steps()
        row = self.rows("select id, name, amount, cast(updated_at as varchar) as updated_at, "
                        "cast(day as varchar) as day, to_hex(body) as body from raw.new_orders")
        self.assertEqual(row, [{"id": 1, "name": "ä'\"", "amount": 1.5,
                                "updated_at": "2024-01-01 01:02:03.000", "day": "2024-01-01",
                                "body": "00FF"}])

    def test_a_value_that_does_not_fit_its_column_fails_the_load(self):
        self.pipeline(cursor="id")
        self.execute("create table other(id integer, n integer)",
                     "insert into other values (1, 'text')")
        self.pipeline(table="other", cursor="id")
        note = self.note(self.run_steps(code=1), "all_orders")
        self.assertRegex(note, r"sluice\.yaml:8:5: .*shop\.db, table other: a value does not fit")

    def test_a_text_can_be_the_cursor(self):
        self.execute("create table events(id integer, at text)",
                     "insert into events values (1, '2024-01-01T00:00:00Z')")
        self.pipeline(table="events", cursor="at")
        self.run_steps()
        self.execute("insert into events values (2, '2024-01-01T00:00:01Z')")
        self.run_steps()
        self.assertEqual(self.ids("new_orders"), [1, 2])

    def test_a_real_number_cannot_be_the_cursor(self):
        self.pipeline(cursor="amount")
        note = self.note(self.run_steps(code=1), "new_orders")
        self.assertIn("column amount cannot be the cursor: its type is double", note)

    def test_another_cursor_over_the_same_objects_is_refused(self):
        self.pipeline()
        self.execute("insert into orders(id, updated_at) values (1, '2024-01-01 00:00:00')")
        self.run_steps()
        self.pipeline(cursor="id")
        note = self.note(self.run_steps(code=1), "new_orders")
        self.assertIn("000000000001.parquet was not loaded by the cursor id", note)

    def insert_many(self):
        self.execute("insert into orders(id, name, amount) with recursive n(i) as (select 1 union "
                     "all select i + 1 from n where i < 300000) select i, 'name ' || i, i / 3.0 "
                     "from n")

    def test_killed_loads_lose_and_repeat_nothing(self):
        self.pipeline(cursor="id")
        self.insert_many()
        for attempt in range(5):
            with self.start("run", "--param", f"dsn={self.connection()}",
                            folder=self.path("p")) as killed:
                time.sleep(0.1 + 0.2 * attempt)
                killed.kill()
        self.execute("insert into orders(id) values (300001)")
        self.run_steps()
        self.assertEqual(self.rows("select count(*) as n, count(distinct id) as d "
                                   "from raw.new_orders"), [{"n": 300001, "d": 300001}])

    def test_mistakes_of_a_source_are_reported_where_they_are(self):
        self.pipeline()
        with open(self.path("p", "sluice.yaml"), encoding="utf-8") as file:
            text = file.read()
        for before, after, complaint in (
                ("    cursor: updated_at\n", "", "needs `cursor:`"),
                ("mode: incremental", "mode: full", "`cursor:` is for `mode: incremental`"),
                ("bucket: shop-raw", "bucket: shop-raw, expire_after_days: 7", "raw expire"),
                ("to: raw/new/", "to: raw/all/", "makes of table orders already")):
            self.write("p/sluice.yaml", text.replace(before, after))
            done = self.run_program("plan", "--param", "dsn=x", folder=self.path("p"))
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertRegex(done.stderr, r"sluice\.yaml:\d+:\d+: ")
            self.assertIn(complaint, done.stderr)

    def test_many_rows_come_whole(self):
        self.pipeline(cursor="id")
        self.insert_many()
        self.run_steps()
        for table in ("all_orders", "new_orders"):
            self.assertEqual(self.rows(f"select count(*) as n, sum(id) as s, count(distinct name) "
                                       f"as d from raw.{table}"),
                             [{"n": 300000, "s": 45000150000, "d": 300000}])
