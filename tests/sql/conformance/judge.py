"""What came of a case: its verdict.

right    value and type, the error's code (its message, where the case names no code), the text
         accepted or refused
type     the right value in another type
wrong    another value, or an answer where Trino fails: silently wrong
error    no answer to a case that has one, or a text refused that Trino takes
code     an error with another code
message  an error without a code to compare, in other words than Trino's
crash    the process died or hung
"""

import dataclasses
import re

from . import compare

# The worst of two tries is the case's: a sql_bound that fails makes the case fail.
ORDER = ["right", "type", "message", "code", "error", "wrong", "crash"]


@dataclasses.dataclass
class Outcome:
    verdict: str
    value: object = None
    types: object = None
    error: str = ""

    def line(self, case):
        return {"id": case["id"], "verdict": self.verdict, "value": self.value,
                "type": self.types, "error": self.error or None}


class Judge:
    def __init__(self, answers, reference):
        self.answers = answers
        self.reference = reference  # rows of a standard statement; None where it cannot say

    def judge(self, case):
        outcome = self.judge_text(case, case["sql"])
        if outcome.verdict == "right" and case.get("sql_bound"):
            bound = self.judge_text(case, case["sql_bound"])
            if bound.verdict != "right":
                bound.error = ("over a column: " + bound.error).strip()
                return bound
        return outcome

    def ask(self, case, sql):
        zone = (case.get("session") or {}).get("timezone", "UTC")
        return self.answers.ask(sql=sql, time_zone=zone)

    def judge_text(self, case, sql):
        if case["kind"].startswith("parse"):
            answer = self.answers.ask(sql=sql, parse=case["grammar"])
            return judged(case, answer, judge_parse)
        answer = self.ask(case, sql)
        if case["kind"].endswith("error"):
            return judged(case, answer, judge_error)
        return judged(case, answer, self.judge_value)

    def judge_value(self, case, answer):
        if "error" in answer:
            return "error", error_text(answer)
        rows, types = answer["rows"], answer["types"]
        if case.get("expected_dialect") == "trino":
            return self.judge_against(case, rows, types)
        if case["kind"] == "expression":
            return judge_expression(case, rows, types)
        return self.judge_rows(case, rows, types)

    def judge_against(self, case, rows, types):
        """Trino's own statement, run by the same program, is what is expected."""
        answer = self.ask(case, case["expected_sql"])
        if "rows" not in answer:
            return "error", f"the expected statement: {error_text(answer)}"
        if not compare.same_rows(answer["rows"], rows, case.get("ordered"), compare.same_answers):
            return "wrong", f"expected {answer['rows'][:5]}"
        if case.get("check_types") and not same_types(answer["types"], types):
            return "type", f"expected {answer['types']}"
        return "right", ""

    def judge_rows(self, case, rows, types):
        expected = case.get("expected_rows")
        if expected is None and case.get("expected_sql") and case.get("expected_rows_omitted"):
            expected = self.reference(case)
        equal = compare.same
        if case.get("expected_dialect") == "h2":
            equal = lambda a, b: len(a) == len(b) and all(  # noqa: E731
                map(compare.same_as_standard, a, b, types))
        if expected is not None and not compare.same_rows(expected, rows, case.get("ordered"),
                                                          equal):
            return "wrong", f"expected {expected[:5]}"
        count = case.get("expected_row_count", len(rows))
        if count != len(rows):
            return "wrong", f"expected {count} rows, not {len(rows)}"
        if case.get("expected_types") and not same_types(case["expected_types"], types,
                                                         compare.like_type):
            return "type", f"expected {case['expected_types']}"
        return "right", ""


def judged(case, answer, rule):
    if "crash" in answer:
        return Outcome("crash", error=answer["crash"])
    verdict, why = rule(case, answer)
    rows = answer.get("rows")
    types = answer.get("types")
    if rows is not None and case["kind"] == "expression" and len(rows) == 1 and len(rows[0]) == 1:
        return Outcome(verdict, rows[0][0], types[0], why)
    return Outcome(verdict, rows[:1000] if rows is not None else None, types, why)


def judge_expression(case, rows, types):
    if len(rows) != 1 or len(rows[0]) != 1:
        return "wrong", "not one value"
    if "expected" in case and not compare.same(case["expected"], rows[0][0]):
        return "wrong", ""
    wanted = case.get("expected_type")
    if wanted and not compare.same_type(wanted, types[0]):
        return "type", ""
    return "right", ""


def judge_error(case, answer):
    if "error" not in answer:
        return "wrong", "no error"
    said = error_text(answer)
    if case.get("error_code"):
        return ("right" if answer["error"]["code"] == case["error_code"] else "code"), said
    return ("right" if same_message(case, answer["error"]["message"]) else "message"), said


def judge_parse(case, answer):
    if case["kind"] == "parse_ok":
        return ("error", error_text(answer)) if "error" in answer else ("right", "")
    if "error" not in answer:
        return "wrong", "accepted"
    if answer["error"]["code"] != "SYNTAX_ERROR":
        return "code", error_text(answer)
    told = not case.get("message") or same_message(case, answer["error"]["message"])
    return "right" if told else "message", error_text(answer)


def same_types(expected, actual, equal=compare.same_type):
    return len(expected) == len(actual) and all(map(equal, expected, actual))


def same_message(case, said):
    """The originals stand in other statements than the cases, so positions are left out where
    the message is one of analysis."""
    if says(case, said):
        return True
    without = {**case, "message": unplaced(case["message"])}
    return says(without, unplaced(said))


def unplaced(message):
    return re.sub(r"^(\\Q)?line (\d+:\d+|\.\*): ", r"\1", message)


def says(case, said):
    wanted, how = case["message"], case.get("message_match", "exact")
    if how == "regex":
        return re.fullmatch(python_regex(wanted), said, re.DOTALL) is not None
    if how == "contains":
        return wanted in said
    return said.startswith(wanted) if how == "startswith" else said == wanted


def python_regex(java):
    r"""Java's \Q…\E quotes."""
    return re.sub(r"\\Q(.*?)(\\E|$)", lambda quoted: re.escape(quoted[1]), java, flags=re.DOTALL)


def error_text(answer):
    if "crash" in answer:
        return answer["crash"]
    return f"{answer['error']['code']}: {answer['error']['message']}"
