"""The 22 TPC-H queries through the dialect equal DuckDB's own answers: tpch.py ANSWERS EXTENSION

Both run on the same SF 0.01 tables, which DuckDB's tpch extension (a file) makes.
"""

import pathlib
import sys

import reference


def main(program, extension):
    connection = reference.tables(extension, "CALL dbgen(sf = 0.01)")
    folder = pathlib.Path(__file__).parents[2] / "bench" / "tpch"
    queries = {path.stem: path.read_text().strip().rstrip(";")
               for path in sorted(folder.glob("q*.sql"))}
    failures = reference.failures(program, connection, queries, queries)
    return 1 if failures or len(queries) != 22 else 0


sys.exit(main(sys.argv[1], sys.argv[2]))
