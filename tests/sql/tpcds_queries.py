"""The 99 TPC-DS queries in Athena's spelling, and the tables as the dialect's types.

tpcds_queries.py EXTENSION FOLDER writes q01.sql … q99.sql and schema.txt, a table a line, and in
FOLDER/duckdb the same queries as DuckDB spells them. The texts are those of DuckDB's tpcds
extension (a file); what Athena spells otherwise is in bench/tpcds/.
"""

import pathlib
import sys

import duckdb

REWRITTEN = pathlib.Path(__file__).parents[2] / "bench" / "tpcds"


def text_of(query):
    return query.strip().rstrip(";")


def originals(connection):
    """The extension's own texts by name."""
    found = connection.execute("SELECT query_nr, query FROM tpcds_queries() ORDER BY 1").fetchall()
    return {f"q{number:02}": text_of(text) for number, text in found}


def queries(connection):
    """In Athena's spelling, by name."""
    rewritten = {path.stem: text_of(path.read_text()) for path in REWRITTEN.glob("q*.sql")}
    return originals(connection) | rewritten


def schemas(connection):
    """One "table(column type, …)" a table that exists."""
    columns = connection.execute(
        "SELECT table_name, string_agg(column_name || ' ' || lower(data_type), ', ' "
        "ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal GROUP BY 1 ORDER BY 1")
    return [f"{table}({fields})" for table, fields in columns.fetchall()]


def main(extension, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"LOAD '{extension}'")
    connection.execute("CALL dsdgen(sf = 0)")
    (folder / "schema.txt").write_text("\n".join(schemas(connection)) + "\n")
    for name, text in queries(connection).items():
        (folder / f"{name}.sql").write_text(text + "\n")
    (folder / "duckdb").mkdir(exist_ok=True)
    for name, text in originals(connection).items():
        (folder / "duckdb" / f"{name}.sql").write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
