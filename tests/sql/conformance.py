"""Trino's own test cases against the dialect: right, wrong, error by area.

conformance.py ANSWERS [CASES] [--show VERDICT] [--area A] [--limit N] [--max-wrong PERCENT]

ANSWERS is the sql_answers program; CASES (or SLUICE_CONFORMANCE) a file of cases in the format of
cases.jsonl.gz. Without CASES there is nothing to do, which is no failure.
"""

import argparse
import collections
import decimal
import gzip
import json
import math
import os
import subprocess
import sys
import threading


def same_number(expected, actual, tolerance):
    a, b = float(expected.replace("Infinity", "inf")), float(actual)
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b or abs(a - b) <= tolerance * max(abs(a), abs(b))


def without_zeros(text):
    return text.rstrip("0").rstrip(".") if "." in text else text


def same_decimal(expected, actual):
    a, b = decimal.Decimal(expected), decimal.Decimal(actual)
    return a == b and a.as_tuple().exponent == b.as_tuple().exponent


def same_tagged(expected, actual):
    kind, value = expected["t"], expected["v"]
    if kind in ("double", "real"):
        return same_number(value, actual, 1e-9 if kind == "double" else 1e-5)
    if kind == "decimal":
        return same_decimal(value, actual)
    if kind in ("timestamp", "time"):
        return without_zeros(value) == without_zeros(actual)
    if kind == "timestamptz":
        return zoned(value) == actual if isinstance(actual, list) else False
    if kind == "map":
        pairs = [] if not isinstance(actual, list) else actual
        return len(value) == len(pairs) and all(
            any(same(k, a) and same(v, b) for a, b in pairs) for k, v in value)
    if kind == "row":
        fields = value if isinstance(value, list) else list(value.values())
        return isinstance(actual, list) and len(fields) == len(actual) and all(
            map(same, fields, actual))
    return str(value).lower() == str(actual).lower()


def zoned(text):
    return None  # judged by hand: the instant and the zone are kept apart


def same(expected, actual):
    if expected is None or actual is None:
        return expected is None and actual is None
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, dict):
        return isinstance(actual, (str, list)) and same_tagged(expected, actual)
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) == len(actual) and all(
            map(same, expected, actual))
    if isinstance(expected, (int, float)):
        try:
            return same_number(str(expected), actual, 1e-9)
        except (ValueError, TypeError):
            return False
    return str(expected) == actual


def judge(case, answer):
    """right, type (the value is right, its type is not), wrong, error."""
    if "error" in answer:
        code = answer["error"]["code"]
        if case["kind"] == "error":
            return "right" if code == case.get("error_code") else "code"
        return "error"
    if case["kind"] == "error":
        return "wrong"
    rows = answer["rows"]
    if len(rows) != 1 or len(rows[0]) != 1:
        return "wrong"
    if not same(case["expected"], rows[0][0]):
        return "wrong"
    wanted = case.get("expected_type")
    return "type" if wanted and wanted.replace(" ", "") != answer["types"][0].replace(" ", "") \
        else "right"


def is_asked(case, area):
    if case["kind"] not in ("expression", "error") or not case.get("sql"):
        return False
    if case["kind"] == "expression" and "expected" not in case:
        return False
    if case.get("uses_now") or case.get("needs_session"):
        return False
    return area is None or case["area"] == area


def ask(program, cases):
    process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def feed():
        for number, case in enumerate(cases):
            process.stdin.write(json.dumps({"id": str(number), "sql": case["sql"]}) + "\n")
        process.stdin.close()

    threading.Thread(target=feed, daemon=True).start()
    answers = [json.loads(line) for line in process.stdout]
    if process.wait() != 0 or len(answers) != len(cases):
        last = cases[len(answers)]["sql"] if len(answers) < len(cases) else ""
        sys.exit(f"sql_answers ended with {process.returncode} at: {last}")
    return answers


def report(counts):
    verdicts = ["right", "type", "wrong", "error", "code"]
    print(f"{'area':24}" + "".join(f"{v:>8}" for v in verdicts))
    for key in sorted(counts):
        print(f"{key:24}" + "".join(f"{counts[key][v]:8}" for v in verdicts))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("answers")
    parser.add_argument("cases", nargs="?", default=os.environ.get("SLUICE_CONFORMANCE"))
    parser.add_argument("--show")
    parser.add_argument("--area")
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--max-wrong", type=float, default=100.0)
    options = parser.parse_args()
    if not options.cases:
        print("no cases: set SLUICE_CONFORMANCE")
        return 0
    with gzip.open(options.cases, "rt") as lines:
        cases = [c for c in map(json.loads, lines) if is_asked(c, options.area)]
    answers = ask(options.answers, cases)
    counts = collections.defaultdict(collections.Counter)
    shown = 0
    for case, answer in zip(cases, answers):
        verdict = judge(case, answer)
        for key in (f"{case['kind']} {case['area']}", f"{case['kind']} (all)"):
            counts[key][verdict] += 1
        if verdict == options.show and shown < options.limit:
            shown += 1
            said = answer.get("error") or (answer["types"], answer["rows"])
            wanted = case.get("error_code") or (case.get("expected_type"), case.get("expected"))
            print(f"{case['sql']}\n    wanted {wanted}\n    got    {said}")
    report(counts)
    asked = counts["expression (all)"]
    wrong = 100 * asked["wrong"] / max(1, sum(asked.values()))
    print(f"silently wrong: {wrong:.2f} %")
    return 1 if wrong > options.max_wrong else 0


sys.exit(main())
