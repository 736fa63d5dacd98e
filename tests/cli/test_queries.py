import csv
import io
import json
import os
import unittest

from world import World


class Queries(World):
    def setUp(self):
        super().setUp()
        self.new_orders()

    def test_a_query_answers_in_every_format(self):
        query = "select customer, amount from orders where order_id = 2"
        table = self.sluice("sql", query)
        self.assertIn("Hopper, Grace", table)
        self.assertIn("(1 row)", table)
        rows = list(csv.reader(io.StringIO(self.sluice("sql", query, "--format", "csv"))))
        self.assertEqual(rows[0], ["customer", "amount"])
        self.assertEqual(rows[1][0], "Hopper, Grace")
        tabs = self.sluice("sql", query, "--format", "tsv").splitlines()
        self.assertEqual(tabs[0], "customer\tamount")
        self.assertEqual(self.rows(query)[0]["customer"], "Hopper, Grace")

    def test_statements_come_from_text_file_and_stdin(self):
        statements = "select 1 as a;\n-- the second\nselect 'b;c' as b;\n"
        self.write("two.sql", statements)
        expected = ["a", "1", "b", "b;c"]
        self.assertEqual(
            self.sluice("sql", "-f", "two.sql", "--format", "csv").split(), expected)
        self.assertEqual(self.sluice("sql", "--format", "csv", text=statements).split(), expected)
        self.assertEqual(self.sluice("sql", statements, "--format", "csv").split(), expected)

    def test_the_catalog_answers_show_and_describe(self):
        self.assertEqual(self.rows("show databases"), [{"database": "default"}])
        self.assertEqual(self.rows("show schemas like 'nothing%'"), [])
        self.assertEqual(self.rows("show tables"), [{"table": "orders"}])
        self.assertEqual(self.rows("show tables in default like 'ord%'"), [{"table": "orders"}])
        columns = [row["column"] for row in self.rows("describe orders")]
        self.assertEqual(columns, ["order_id", "ordered_on", "customer", "amount"])
        self.assertEqual(self.rows("show columns from default.orders")[0]["column"], "order_id")
        self.assertEqual(self.rows("show partitions orders"), [])

    def test_the_catalog_shows_how_a_table_is_made(self):
        lines = [row["createtab_stmt"] for row in self.rows("show create table orders")]
        self.assertEqual(lines[0], "CREATE EXTERNAL TABLE `default.orders`(")
        self.assertIn("LOCATION ", lines)
        self.assertEqual(self.rows("show views"), [])
        self.assertTrue(self.rows("show tblproperties orders"))
        self.fails(2, "sql", "show create view orders")

    def test_information_schema_is_the_catalog_as_tables(self):
        self.assertEqual(
            self.rows("select table_name, table_type from information_schema.tables"),
            [{"table_name": "orders", "table_type": "BASE TABLE"}])
        columns = self.rows("select column_name, ordinal_position, data_type from "
                            "information_schema.columns where table_name = 'orders' order by 2")
        self.assertEqual([row["column_name"] for row in columns],
                         ["order_id", "ordered_on", "customer", "amount"])
        self.assertEqual(self.rows("select * from information_schema.views"), [])
        self.assertIn({"schema_name": "default"},
                      self.rows("select schema_name from information_schema.schemata"))
        self.assertIn("does not exist",
                      self.fails(2, "sql", "select * from information_schema.nothing"))
        self.assertEqual(
            [row["table"] for row in self.rows("show tables from information_schema")],
            ["columns", "schemata", "tables", "views"])
        self.assertEqual(self.rows("show tables from information_schema like 't%'"),
                         [{"table": "tables"}])
        self.assertEqual(self.rows("show views from information_schema"), [])
        described = self.rows("describe information_schema.columns")
        self.assertEqual(described[4],
                         {"column": "ordinal_position", "type": "bigint", "extra": "",
                          "comment": ""})
        self.fails(3, "sql", "describe information_schema.nothing")

    def test_prepared_statements_take_parameters(self):
        prepare = "prepare p from select customer from orders where order_id = ? and 'a' = ?;"
        self.assertEqual(self.rows(prepare + "execute p using 2, 'a'")[0]["customer"],
                         "Hopper, Grace")
        self.assertEqual(self.rows("execute immediate 'select ? + 1 as n' using 41"), [{"n": 42}])
        self.assertIn("expected 2 but found 1", self.fails(2, "sql", prepare + "execute p using 2"))
        self.assertIn("not found: q", self.fails(3, "sql", "execute q"))
        self.fails(3, "sql", prepare + "deallocate prepare p; execute p using 2, 'a'")

    def test_no_prepared_statement_executes_itself(self):
        for inner, name in (("execute p", "EXECUTE"),
                            ("execute immediate 'select 1'", "EXECUTEIMMEDIATE"),
                            ("prepare q from select 1", "PREPARE"),
                            ("deallocate prepare p", "DEALLOCATE")):
            self.assertIn("Invalid statement type for prepared statement: " + name,
                          self.fails(8, "sql", f"prepare p from {inner}; execute p"))

    def test_an_explanation_takes_parameters(self):
        plan = "\n".join(row["Query Plan"] for row in self.rows(
            "prepare p from explain select customer from orders where order_id = ?;"
            "execute p using 2"))
        self.assertIn("Output[customer:varchar]", plan)
        self.assertEqual(
            self.rows("execute immediate 'explain (type validate) select ? + 1' using 41"),
            [{"Valid": "true"}])
        self.assertIn("INSERT is not supported", self.fails(
            8, "sql", "execute immediate 'insert into orders values (?)' using 1"))

    def test_explain_says_what_will_be_read(self):
        plan = "\n".join(row["Query Plan"] for row in
                         self.rows("explain select customer from orders"))
        self.assertIn("Output[customer:varchar]", plan)
        self.assertIn("TableScan[default.orders]", plan)
        self.assertEqual(self.rows("explain (type validate) select 1"), [{"Valid": "true"}])
        self.assertIn("line 1:16: ", self.fails(2, "sql", "explain select nothing from orders"))
        self.fails(8, "sql", "explain (format json) select 1")

    def test_mistakes_name_line_and_column(self):
        self.assertIn("line 1:15: ", self.fails(2, "sql", "select * from nowhere"))
        self.assertIn("line 1:12: ", self.fails(2, "sql", "select 1 + nothing from orders"))
        self.write("bad.sql", "select 1;\nselect order_id frm orders\n")
        self.assertIn("bad.sql:2:21: ", self.fails(2, "sql", "-f", "bad.sql"))

    def test_statements_that_are_not_supported_are_named(self):
        self.assertIn("INSERT is not supported",
                      self.fails(8, "sql", "insert into orders values (1)"))
        self.assertIn("DROP", self.fails(8, "sql", "drop table orders"))

    def test_errors_are_json_for_programs(self):
        done = self.run_program("sql", "select * from nowhere", "--json")
        self.assertEqual(json.loads(done.stderr)["error"]["code"], "TABLE_NOT_FOUND")

    def test_statistics_go_to_stderr(self):
        done = self.run_program("sql", "select count(*) from orders", "--stats")
        self.assertIn("1 row, ", done.stderr)
        self.assertNotIn("read of", done.stdout)

    def test_output_that_nobody_reads_ends_quietly(self):
        many = ("select a.n from unnest(sequence(1, 5000)) a(n) "
                "cross join unnest(sequence(1, 5000)) b(n)")
        process = self.start("sql", many, "--format", "csv")
        process.stdout.readline()
        process.stdout.close()
        self.assertEqual(process.stderr.read(), "")
        self.assertEqual(process.wait(60), 0)
        process.stderr.close()

    def test_tables_lists_what_there_is(self):
        self.assertIn("default.orders", self.sluice("tables"))
        self.assertIn("ordered_on", self.sluice("tables", "orders"))
        line = self.lines("tables")[0]
        self.assertEqual((line["table"], line["files"], line["format"]), ("orders", 1, "csv"))
        self.assertIn("does not exist", self.fails(3, "tables", "nothing"))

    def test_a_dry_run_of_a_crawl_changes_nothing(self):
        os.rename(self.path("orders.csv"), self.path("more.csv"))
        self.sluice("cp", "more.csv", "s3://raw/more/")
        self.assertIn("more", self.sluice("crawl", "s3://raw/more/", "--dry-run"))
        self.assertEqual(self.rows("show tables"), [{"table": "orders"}])
        self.sluice("crawl", "s3://raw/more/", "--database", "extra")
        self.assertEqual(self.rows("select count(*) as n from extra.more"), [{"n": 3}])


if __name__ == "__main__":
    unittest.main()
