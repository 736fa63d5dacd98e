"""Tables: by area, and the figures with their bounds."""

import collections

from . import cases as case_files

VERDICTS = ["right", "type", "wrong", "error", "code", "message", "crash"]


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def section(case):
    if case["kind"] in case_files.VALUE_KINDS:
        return "values"
    return "errors" if case["kind"] in case_files.ERROR_KINDS else case["kind"]


def by_area(judged):
    """"value" is the right value in whatever type."""
    counts = collections.defaultdict(collections.Counter)
    for case, outcome in judged:
        for area in (case["area"], "(all)"):
            counts[section(case), case["family"], area][outcome.verdict] += 1
    heads = ["cases", "right", "type", "wrong", "error", "code", "message", "crash"]
    print(f"{'':12}{'':10}{'area':17}" + "".join(f"{head:>8}" for head in heads)
          + f"{'right %':>9}{'value %':>9}{'wrong %':>9}")
    for key in sorted(counts):
        of = counts[key]
        total = sum(of.values())
        shares = (of["right"], of["right"] + of["type"], of["wrong"])
        print(f"{key[0]:12}{key[1]:10}{key[2]:17}{total:8}"
              + "".join(f"{of[verdict]:8}" for verdict in VERDICTS)
              + "".join(f"{percent(share, total):9.2f}" for share in shares))


def is_beyond(case):
    return bool(case.get("subsecond_gt6") or case.get("timetz"))


def figures(judged):
    """(name, percent, bound, whether it is met), in the order of the product's promises."""
    found = collections.defaultdict(list)
    for case, outcome in judged:
        verdict = outcome.verdict
        kind = section(case)
        if kind != "values":
            found[kind].append(verdict)
            continue
        found["values"].append(verdict)
        if case["family"] == "core":
            found["core"].append(verdict)
            found["core", case["area"]].append(verdict)
        else:
            found["beyond" if is_beyond(case) else "extended"].append(verdict)

    def share(name, *verdicts):
        return percent(sum(v in verdicts for v in found[name]), len(found[name]))

    refused = ("right", "message")
    rows = [
        ("core: right value and type", share("core", "right"), 95, True),
        ("extended without the next line: right value and type", share("extended", "right"), 80,
         True),
        ("digits beyond a microsecond, time with time zone: right or an error",
         share("beyond", "right", "error"), 100, True),
        ("values: silently wrong", share("values", "wrong"), 0.3, False),
        ("errors: the right code (or message)", share("errors", "right"), 90, True),
        ("parse_ok: accepted", share("parse_ok", "right"), 99, True),
        ("parse_error: rejected", share("parse_error", *refused), 97, True),
        ("crashes and hangs, any kind",
         percent(sum(o.verdict == "crash" for _, o in judged), len(judged)), 0, False),
    ]
    areas = [(key[1], share(key, "right")) for key, of in found.items()
             if isinstance(key, tuple) and len(of) >= 50]
    if areas:
        area, least = min(areas, key=lambda pair: pair[1])
        rows.append((f"the least area of core with 50 cases: {area}", least, 80, True))
    return rows


def print_figures(judged):
    print()
    for name, share, bound, is_least in figures(judged):
        met = share >= bound if is_least else share <= bound
        side = "at least" if is_least else "at most"
        print(f"{name:68}{share:8.2f} %  {side:8} {bound:>5} %  {'met' if met else 'NOT MET'}")


def show(case, outcome):
    wanted = case.get("error_code") or case.get("message") or case.get("expected_sql") or (
        case.get("expected_type"), case.get("expected", case.get("expected_rows")))
    got = (outcome.types, outcome.value) if outcome.types else ""
    print(f"{case['id']}  [{case['kind']} {case['family']} {case['area']}]\n{case['sql'][:2000]}")
    if outcome.error.startswith("over a column"):
        print(f"  bound  {case['sql_bound']}")
    print(f"  wanted {str(wanted)[:1000]}\n  got    {str(got)[:1000]} {outcome.error[:1000]}")
