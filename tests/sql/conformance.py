"""Trino's own test cases against the dialect: right, type, wrong, error by area and family.

conformance.py ANSWERS [CASES] [--tpch ARCHIVE] [--out FILE] [--show VERDICT] …

ANSWERS is the sql_answers program; CASES (or SLUICE_CONFORMANCE) a file of cases in the format of
cases.jsonl.gz, ARCHIVE (or SLUICE_CONFORMANCE_TPCH) the tables of its tpch cases, by default the
tpch_tiny.tar.gz beside CASES. Without CASES there is nothing to do, which is no failure.
A case with sql_bound, the same over a column, is right only when both are.
Fails when a case of conformance/passing.txt is not right. README.md says more.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile

import duckdb

from conformance import ask, cases as case_files, judge, report

PASSING = pathlib.Path(__file__).parent / "conformance" / "passing.txt"


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("answers")
    parser.add_argument("cases", nargs="?", default=os.environ.get("SLUICE_CONFORMANCE"))
    parser.add_argument("--tpch", default=os.environ.get("SLUICE_CONFORMANCE_TPCH"))
    parser.add_argument("--out", help="a JSON line a case: id, verdict, value, type, error")
    parser.add_argument("--show", help="print the cases of this verdict")
    parser.add_argument("--limit", type=int, default=100, help="of --show")
    parser.add_argument("--area")
    parser.add_argument("--family")
    parser.add_argument("--kind")
    parser.add_argument("--seconds", type=float, default=10.0, help="a case may take")
    parser.add_argument("--write-passing", action="store_true")
    return parser.parse_args()


def archive_of(options):
    beside = pathlib.Path(options.cases).parent / "tpch_tiny.tar.gz"
    return options.tpch or (str(beside) if beside.exists() else None)


def reference_of(script):
    """Standard SQL on the same tables, by DuckDB itself: a second opinion where a case keeps no
    rows. Taken only where it finds as many rows as the case counts."""
    connection = duckdb.connect()
    if script:
        connection.execute(script.read_text(encoding="utf-8"))

    def rows(case):
        try:
            found = connection.execute(case["expected_sql"]).fetchall()
        except duckdb.Error:
            return None
        if len(found) != case.get("expected_row_count"):
            return None
        return [[plain(value) for value in row] for row in found]

    return rows


def plain(value):
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def lost(judged):
    if not PASSING.exists():
        return []
    passing = set(PASSING.read_text(encoding="utf-8").split())
    return [(case, outcome) for case, outcome in judged
            if case["id"] in passing and outcome.verdict != "right"]


def judge_all(options, folder):
    archive = archive_of(options)
    asked = [case for case in case_files.read(options.cases) if case_files.is_asked(case, options)]
    if not archive:
        left_out = sum(map(case_files.needs_tables, asked))
        asked = [case for case in asked if not case_files.needs_tables(case)]
        print(f"no tables (--tpch): {left_out} cases are not asked")
    script = case_files.tables_script(archive, folder) if archive else None
    answers = ask.Answers(options.answers, script, options.seconds)
    judges = judge.Judge(answers, reference_of(script))
    judged = [(case, judges.judge(case)) for case in asked]
    answers.close()
    return judged


def main():
    options = parse_options()
    if not options.cases:
        print("no cases: set SLUICE_CONFORMANCE")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        judged = judge_all(options, folder)
    if options.out:
        with open(options.out, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(outcome.line(case), ensure_ascii=False) + "\n"
                           for case, outcome in judged)
    if options.write_passing:
        right = sorted(case["id"] for case, outcome in judged if outcome.verdict == "right")
        PASSING.write_text("".join(name + "\n" for name in right), encoding="utf-8")
    shown = [pair for pair in judged if pair[1].verdict == options.show]
    for case, outcome in shown[:options.limit]:
        report.show(case, outcome)
    report.by_area(judged)
    report.print_figures(judged)
    fallen = lost(judged)
    for case, outcome in fallen[:options.limit]:
        print(f"lost: {case['id']}: {outcome.verdict} {outcome.error[:200]}")
    return 1 if fallen or any(outcome.verdict == "crash" for _, outcome in judged) else 0


sys.exit(main())
