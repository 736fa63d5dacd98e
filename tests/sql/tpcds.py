"""The 99 TPC-DS queries through the dialect equal DuckDB's own answers: tpcds.py ANSWERS EXTENSION

Both run on the same SF 0.1 tables, which DuckDB's tpcds extension (a file) makes. The queries are
the extension's; those that Trino spells otherwise (a text for a date, an ORDER BY that groups again
by the select list's names) are rewritten in bench/tpcds/. DuckDB still answers its own text.
"""

import sys

import reference
import tpcds_queries

# Where a query compares or sorts by an average or a quotient of decimals, DuckDB's doubles go
# another way than Athena's rounded decimals: so the reference rounds there, too.
ROUNDED = {
    "q53": [("avg(sum(ss_sales_price)) OVER (PARTITION BY i_manufact_id)",
             "round(avg(sum(ss_sales_price)) OVER (PARTITION BY i_manufact_id), 2)"),
            ("ABS (sum_sales - avg_quarterly_sales)/ avg_quarterly_sales",
             "round(abs(sum_sales - avg_quarterly_sales) / avg_quarterly_sales, 2)")],
    "q61": [("cast(promotions AS decimal(15,4))/cast(total AS decimal(15,4))*100",
             "round(promotions / total, 4) * 100")],
    "q75": [("CAST(curr_yr.sales_cnt AS DECIMAL(17,2))"
             "/CAST(prev_yr.sales_cnt AS DECIMAL(17,2))<0.9",
             "round(curr_yr.sales_cnt / prev_yr.sales_cnt, 2) < 0.9")],
}


def main(program, extension):
    connection = reference.tables(extension, "CALL dsdgen(sf = 0.1)")
    references = tpcds_queries.originals(connection)
    queries = tpcds_queries.queries(connection)
    for name, changes in ROUNDED.items():
        for written, rounded in changes:
            assert written in references[name], name
            references[name] = references[name].replace(written, rounded)
    failures = reference.failures(program, connection, queries, references)
    return 1 if failures or len(queries) != 99 else 0


sys.exit(main(sys.argv[1], sys.argv[2]))
