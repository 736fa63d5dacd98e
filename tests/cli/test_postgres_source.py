import contextlib
import unittest

from databases import Databases
from servers import PASSWORD, Postgres, free_port

STACK = contextlib.ExitStack()
SERVER = None


def setUpModule():
    global SERVER
    if not Postgres.is_installed():
        raise unittest.SkipTest("PostgreSQL is not installed")
    SERVER = STACK.enter_context(Postgres.start())


def tearDownModule():
    STACK.close()


class PostgresSource(Databases):
    kind = "postgres"

    def setUp(self):
        super().setUp()
        self.execute("drop schema public cascade", "create schema public",
                     "create table orders(id int, name text, updated_at timestamptz)")

    def connection(self, password=PASSWORD):
        return f"postgresql://sluice:{password}@127.0.0.1:{SERVER.port}/postgres"

    def execute(self, *statements):
        self.assertEqual(SERVER.psql("set timezone = 'UTC'", *statements), 0)

    def test_a_table_is_loaded_whole_and_by_its_new_rows(self):
        self.check_both_modes()
        self.check_no_secret(PASSWORD)

    def test_what_is_not_there_is_named(self):
        self.check_a_missing_table_and_a_missing_column()
        self.check_no_secret(PASSWORD)

    def test_a_wrong_password_is_said_and_not_shown(self):
        self.pipeline()
        note = self.note(self.run_steps(dsn=self.connection("0ther-w0rd"), code=1),
                         "all_orders")
        self.assertEqual(note, f"sluice.yaml:8:5: PostgreSQL at 127.0.0.1:{SERVER.port}/postgres "
                               "refused the user or the password")
        self.check_no_secret("0ther-w0rd")

    def test_a_server_that_is_not_there_is_named(self):
        self.pipeline()
        port = free_port()
        dsn = f"host=127.0.0.1 port={port} dbname=shop user=me password='{PASSWORD}'"
        note = self.note(self.run_steps(dsn=dsn, code=1), "all_orders")
        self.assertEqual(note, f"sluice.yaml:8:5: PostgreSQL at 127.0.0.1:{port}/shop cannot be "
                               "reached: the connection was refused")
        self.check_no_secret(PASSWORD)

    def test_a_malformed_connection_is_not_repeated(self):
        self.pipeline()
        note = self.note(self.run_steps(dsn=f"some {PASSWORD}", code=1), "all_orders")
        self.assertIn("the connection is not of the form host=", note)
        self.check_no_secret(PASSWORD)

    def test_no_piece_of_a_malformed_connection_is_shown(self):
        self.pipeline()
        form = "the connection is not of the form postgresql://user:password@host:port/database"
        for dsn, meaning in (
                ("postgresql://u@127.0.0.1:1/db?password=s3cr%zzet", "a wrong %-escape"),
                ("postgresql://u@127.0.0.1:1/db?password=s3cr%00et", "a wrong %-escape"),
                ("postgresql://u:s3cr%zzet@127.0.0.1:1/db", "a wrong %-escape"),
                ("postgresql://u@127.0.0.1:1/db?s3cr=et", "a setting that does not exist"),
                ("postgresql://u@127.0.0.1:1/db?password=a&s3cr", form),
                ("postgresql://u:s3cr/et@127.0.0.1:1/db", "a port that is no number"),
                ("postgresql://u@[s3cr/db", form)):
            with self.subTest(dsn=dsn):
                note = self.note(self.run_steps(dsn=dsn, code=1), "all_orders")
                self.assertIn("cannot be reached: the connection ", note)
                self.assertIn(meaning, note)
                if not dsn.startswith("postgresql://u@[s3cr"):
                    self.check_no_secret("s3cr")

    def test_names_are_quoted_and_types_are_mapped(self):
        self.execute(
            "create schema if not exists \"My Sales\"",
            "drop table if exists \"My Sales\".\"Or.ders\"",
            "drop type if exists mood", "create type mood as enum ('sad', 'glad')",
            "create table \"My Sales\".\"Or.ders\"(id bigint, \"the name\" text, "
            "price numeric(10,2), wide numeric(38,10), at timestamptz, local timestamp, day date, "
            "t time, pause interval, raw bytea, ok boolean, j jsonb, u uuid, m mood, a int[], "
            "o oid, r real)",
            "insert into \"My Sales\".\"Or.ders\" values (1, 'x', 12.34, 1.5, "
            "'2024-01-01 01:02:03+02', '2024-01-01 01:02:03', '2024-01-01', '01:02:03', '1 day', "
            "'\\x00ff', true, '{\"a\": 1}', '6f1ed002-ab55-4c6e-8e35-4a5a8a4cf4a5', 'glad', "
            "'{1,2}', 7, 0.5)",
            "insert into \"My Sales\".\"Or.ders\"(id) values (null)")
        self.pipeline(table="\"My Sales\".\"Or.ders\"", cursor="price")
        self.run_steps()
        rows = self.rows("select *, cast(at as varchar) as at_text from raw.all_orders "
                         "where id = 1")
        self.assertEqual(len(rows), 1)
        row = rows[0]
        self.assertEqual((row["the name"], str(row["price"]), row["at_text"], row["t"], row["j"],
                          row["u"], row["m"], row["o"], float(row["r"])),
                         ("x", "12.34", "2023-12-31 23:02:03.000", "01:02:03", '{"a": 1}',
                          "6f1ed002-ab55-4c6e-8e35-4a5a8a4cf4a5", "glad", 7, 0.5))
        self.assertEqual(self.rows("select cardinality(a) as n from raw.new_orders"), [{"n": 2}])
        self.assertEqual(self.objects("all/"), ["all/My Sales.Or.ders.parquet"])

    def test_infinite_points_in_time_do_not_end_the_loads(self):
        self.pipeline()
        self.execute("insert into orders values (1, 'a', 'infinity'), (2, 'b', '2024-01-01')")
        self.run_steps()
        self.execute("insert into orders values (3, 'c', '2024-01-02')")
        self.run_steps()
        self.assertEqual(self.ids("new_orders"), [2, 3])

    def test_infinite_points_in_time_do_not_begin_the_loads(self):
        self.pipeline()
        self.execute("insert into orders values (1, 'a', '-infinity'), (2, 'b', '2024-01-01'), "
                     "(3, 'c', 'infinity')")
        self.run_steps()
        self.assertEqual(self.ids("new_orders"), [2])
        self.execute("insert into orders values (4, 'd', '2024-01-02'), (5, 'e', '-infinity')")
        self.run_steps()
        self.assertEqual(self.ids("new_orders"), [2, 4])
        self.assertEqual(self.ids("all_orders"), [1, 2, 3, 4, 5])

    def test_many_rows_come_whole(self):
        self.pipeline(cursor="id")
        self.execute("insert into orders select i, md5(i::text), now() "
                     "from generate_series(1, 300000) i")
        self.run_steps()
        for table in ("all_orders", "new_orders"):
            self.assertEqual(self.rows(f"select count(*) as n, sum(id) as s, count(distinct name) "
                                       f"as d from raw.{table}"),
                             [{"n": 300000, "s": 45000150000, "d": 300000}])
        steps = self.run_steps()
        self.assertEqual(steps["all_orders"]["state"], "up to date")
