"""The 22 TPC-H queries through the dialect equal DuckDB's own answers: tpch.py ANSWERS EXTENSION

Both run on the same SF 0.01 tables, which DuckDB's tpch extension (a file) makes. Decimal
quotients follow Athena's rule in the dialect and are doubles in DuckDB: numbers are compared to the
digits that the dialect gives.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import duckdb


def same(mine, theirs):
    if mine is None or theirs is None:
        return mine is None and theirs is None
    if isinstance(theirs, str) or mine == str(theirs):
        return mine == str(theirs)
    try:
        digits = len(mine.split(".")[1]) if "." in mine else 0
        return abs(float(mine) - float(theirs)) <= 0.51 * 10 ** -digits + 1e-9 * abs(float(theirs))
    except ValueError:
        return False


def main(program, extension):
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"LOAD '{extension}'")
    connection.execute("CALL dbgen(sf = 0.01)")
    folder = pathlib.Path(__file__).parents[2] / "bench" / "tpch"
    queries = [path.read_text().strip().rstrip(";") for path in sorted(folder.glob("q*.sql"))]
    with tempfile.TemporaryDirectory() as scratch:
        connection.execute(f"EXPORT DATABASE '{scratch}' (FORMAT parquet)")
        setup = pathlib.Path(scratch) / "setup.sql"
        setup.write_text("\n".join(
            (pathlib.Path(scratch) / name).read_text() for name in ("schema.sql", "load.sql")))
        questions = "".join(json.dumps({"id": str(i), "sql": sql}) + "\n"
                            for i, sql in enumerate(queries))
        done = subprocess.run([program, str(setup)], input=questions, capture_output=True,
                              text=True, check=True)
    failures = 0
    for number, (sql, line) in enumerate(zip(queries, done.stdout.splitlines()), 1):
        answer = json.loads(line)
        theirs = connection.execute(sql).fetchall()
        rows = answer.get("rows", [])
        good = "error" not in answer and len(rows) == len(theirs) and all(
            len(a) == len(b) and all(map(same, a, b)) for a, b in zip(rows, theirs))
        if not good:
            failures += 1
            print(f"Q{number} differs: {answer.get('error', '')}")
            for a, b in list(zip(rows, theirs))[:3]:
                print("  ", a, "\n  ", b)
    print(f"{len(queries)} queries, {failures} failures")
    return 1 if failures or len(queries) != 22 else 0


sys.exit(main(sys.argv[1], sys.argv[2]))
