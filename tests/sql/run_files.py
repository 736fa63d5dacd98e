"""Runs .test files against the dialect: run_files.py ANSWERS FILE…

A file is a list of records, empty lines between them:

    query              or:  error DIVISION_BY_ZERO
    SELECT 1, 'a'           SELECT 1 / 0
    ----
    integer varchar(1)
    1 | a

The line below ---- names the columns' types, then comes a line a row; NULL is spelt NULL. Rows are
compared in order. Below the ---- of an error may stand its message. Lines that start with # are
comments.
"""

import json
import subprocess
import sys


def spelled(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(spelled, value)) + "]"
    return value


def records(path):
    with open(path, encoding="utf-8") as lines:
        text = "".join(line for line in lines if not line.startswith("#"))
    for block in filter(None, (part.strip("\n") for part in text.split("\n\n"))):
        head, *body = block.split("\n")
        split = body.index("----") if "----" in body else len(body)
        yield head, "\n".join(body[:split]), body[split + 1:]


def outcome(answer):
    if "error" in answer:
        return "error " + answer["error"]["code"], [answer["error"]["message"]]
    types = " ".join(t.replace(" ", "_") for t in answer["types"])
    return "query", [types] + [" | ".join(map(spelled, row)) for row in answer["rows"]]


def main(program, paths):
    cases = [(path, *record) for path in paths for record in records(path)]
    questions = "".join(json.dumps({"id": str(i), "sql": case[2]}) + "\n"
                        for i, case in enumerate(cases))
    done = subprocess.run([program], input=questions, capture_output=True, text=True, check=False)
    answers = list(map(json.loads, done.stdout.splitlines()))
    failures = 0 if len(answers) == len(cases) else 1
    for (path, head, sql, wanted), answer in zip(cases, answers):
        kind, lines = outcome(answer)
        is_any_message = head.startswith("error") and not wanted
        if kind == head and (is_any_message or lines == wanted):
            continue
        failures += 1
        print(f"{path}: {sql}\n  wanted {head} {wanted}\n  got    {kind} {lines}")
    print(f"{len(cases)} cases, {failures} failures")
    return 1 if failures or not cases else 0


sys.exit(main(sys.argv[1], sys.argv[2:]))
