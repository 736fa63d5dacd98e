"""DuckDB's own answers on the tables of its extensions, to hold the dialect's against."""

import json
import pathlib
import subprocess
import tempfile

import duckdb


def same(mine, theirs):
    """Decimal quotients and averages are rounded by Athena's rules in the dialect and doubles in
    DuckDB: numbers are compared to the digits that the dialect gives."""
    if mine is None or theirs is None:
        return mine is None and theirs is None
    if isinstance(theirs, str) or mine == str(theirs):
        return mine == str(theirs)
    try:
        digits = len(mine.split(".")[1]) if "." in mine else 0
        return abs(float(mine) - float(theirs)) <= 0.51 * 10 ** -digits + 1e-9 * abs(float(theirs))
    except ValueError:
        return False


def tables(extension, statement):
    """A DuckDB with the tables that the statement makes."""
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"LOAD '{extension}'")
    connection.execute(statement)
    return connection


def answers(program, connection, queries):
    """What sql_answers says to each query on the same tables."""
    with tempfile.TemporaryDirectory() as scratch:
        connection.execute(f"EXPORT DATABASE '{scratch}' (FORMAT parquet)")
        setup = pathlib.Path(scratch) / "setup.sql"
        setup.write_text("\n".join(
            (pathlib.Path(scratch) / name).read_text() for name in ("schema.sql", "load.sql")))
        questions = "".join(json.dumps({"id": name, "sql": sql}) + "\n"
                            for name, sql in queries.items())
        done = subprocess.run([program, str(setup)], input=questions, capture_output=True,
                              text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def failures(program, connection, queries, references):
    """Prints the queries whose rows differ from DuckDB's to references[name]; how many."""
    count = 0
    for answer in answers(program, connection, queries):
        name = answer["id"]
        theirs = connection.execute(references[name]).fetchall()
        rows = answer.get("rows", [])
        good = "error" not in answer and len(rows) == len(theirs) and all(
            len(a) == len(b) and all(map(same, a, b)) for a, b in zip(rows, theirs))
        if good:
            continue
        count += 1
        print(f"{name} differs: {answer.get('error', '')} {len(rows)} and {len(theirs)} rows")
        unequal = ((a, b) for a, b in zip(rows, theirs) if not all(map(same, a, b)))
        for a, b in list(unequal)[:3]:
            print("  ", a, "\n  ", [None if value is None else str(value) for value in b])
    print(f"{len(queries)} queries, {count} failures")
    return count
