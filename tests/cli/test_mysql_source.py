import contextlib
import unittest

from databases import Databases
from servers import PASSWORD, MariaDb

STACK = contextlib.ExitStack()
SERVER = None


def setUpModule():
    global SERVER
    if not MariaDb.is_installed():
        raise unittest.SkipTest("MariaDB is not installed")
    SERVER = STACK.enter_context(MariaDb.start())


def tearDownModule():
    STACK.close()


class MySqlSource(Databases):
    kind = "mysql"

    def setUp(self):
        super().setUp()
        self.execute("drop table if exists orders", "create table orders(id int, name text, "
                     "updated_at datetime(6))")

    def connection(self, password=PASSWORD):
        return (f"host=127.0.0.1 port={SERVER.port} database=shop user=sluice "
                f"password={password}")

    def execute(self, *statements):
        self.assertEqual(SERVER.client(*statements, database="shop"), 0)

    def test_a_table_is_loaded_whole_and_by_its_new_rows(self):
        self.check_both_modes()
        self.check_no_secret(PASSWORD)

    def test_what_is_not_there_is_named(self):
        self.check_a_missing_table_and_a_missing_column()

    def test_a_wrong_password_is_said_and_not_shown(self):
        self.pipeline()
        note = self.note(self.run_steps(dsn=self.connection("0ther-w0rd"), code=1),
                         "all_orders")
        self.assertEqual(note, f"sluice.yaml:8:5: MySQL at 127.0.0.1:{SERVER.port}/shop "
                               "refused the user or the password")
        self.check_no_secret("0ther-w0rd")

    def test_no_piece_of_a_malformed_connection_is_shown(self):
        self.pipeline()
        for dsn, meaning in (
                ("host=127.0.0.1 port=1 database=shop user=u password=my s3cr=et",
                 "a setting that does not exist"),
                ("host=127.0.0.1 password=my s3cr", "not of the form host="),
                ("some s3cr", "nobody knows the host's name"),
                ("mysql://u:p@127.0.0.1:1/shop?s3cr=et", "a setting that does not exist"),
                ("mysql://u:s3cr/et@127.0.0.1:1/shop", "")):
            with self.subTest(dsn=dsn):
                note = self.note(self.run_steps(dsn=dsn, code=1), "all_orders")
                self.assertNotIn("does not fit its column", note)
                self.assertIn(meaning, note)
                self.check_no_secret("s3cr")

    def test_types_are_mapped(self):
        self.execute("drop table if exists kinds",
                     "create table kinds(id bigint unsigned, flag tinyint(1), price decimal(10,2), "
                     "seen timestamp null, day date, kind enum('a','b'), raw blob, t time)",
                     "set time_zone = '+02:00'",
                     "insert into kinds values (18446744073709551615, 2, 12.34, "
                     "'2024-01-01 02:00:00', '2024-01-01', 'b', x'00ff', '01:02:03')")
        self.pipeline(table="kinds", cursor="id")
        self.run_steps()
        self.assertEqual(
            self.rows("select cast(id as varchar) as id, flag, cast(price as varchar) as price, "
                      "cast(seen as varchar) as seen, kind, t from raw.new_orders"),
            [{"id": "18446744073709551615", "flag": 2, "price": "12.34",
              "seen": "2024-01-01 00:00:00.000", "kind": "b", "t": "01:02:03"}])
