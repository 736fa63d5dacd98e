"""Whether a value or a set of rows is the one a case expects (the rules of the cases' README).

Expected values are plain JSON or tagged, {"t": "double", "v": "NaN"}; answers are what sql_answers
writes: numbers, dates and times as text, intervals as milliseconds or months, a map as its list of
pairs, a row as its list of fields.
"""

import decimal
import json
import math
import re

DOUBLE, REAL = 1e-9, 1e-5


def same_number(expected, actual, tolerance):
    try:
        a, b = (float(str(text).replace("Infinity", "inf")) for text in (expected, actual))
    except ValueError:
        return False
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b or abs(a - b) <= tolerance * max(abs(a), abs(b))


# The cases' decimals are results of arithmetic in 28 digits: further ones were rounded away.
CASE_DIGITS = decimal.Context(prec=28)


def same_decimal(expected, actual):
    try:
        a, b = decimal.Decimal(expected), decimal.Decimal(actual)
    except decimal.InvalidOperation:
        return False
    scales = (a.as_tuple().exponent, b.as_tuple().exponent)
    return scales[0] == scales[1] and (a == b or a == CASE_DIGITS.plus(b))


def without_zeros(text):
    """2020-01-01 00:00:01.50 has the fraction .5."""
    text = text.lstrip("+")
    return text.rstrip("0").rstrip(".") if "." in text else text


def offset_of(zone):
    """Minutes of "+08:35" or "UTC"; None for a region's name."""
    if zone in ("UTC", "Z", "GMT", "UT", "Etc/UTC"):
        return 0
    fixed = re.fullmatch(r"(?:UTC|GMT|UT)?([+-])(\d{1,2}):?(\d\d)?", zone)
    if not fixed:
        return None
    return int(fixed[1] + "1") * (int(fixed[2]) * 60 + int(fixed[3] or 0))


def same_zoned(expected, actual):
    """The clock and its zone, both."""
    if not isinstance(actual, str):
        return False
    (wall, _, zone), (shown, _, shown_zone) = expected.rpartition(" "), actual.rpartition(" ")
    is_same_zone = zone == shown_zone or (
        offset_of(zone) is not None and offset_of(zone) == offset_of(shown_zone))
    return is_same_zone and without_zeros(wall) == without_zeros(shown)


def same_map(expected, actual):
    left = list(actual) if isinstance(actual, list) else None
    if left is None or len(left) != len(expected):
        return False
    for key, value in expected:
        found = next((i for i, (k, v) in enumerate(left) if same(key, k) and same(value, v)), None)
        if found is None:
            return False
        left.pop(found)
    return True


def same_tagged(expected, actual):
    kind, value = expected["t"], expected["v"]
    if kind in ("double", "real"):
        return same_number(value, actual, DOUBLE if kind == "double" else REAL)
    if kind == "decimal":
        return same_decimal(value, actual)
    if kind in ("timestamp", "time", "date"):
        return isinstance(actual, str) and without_zeros(value) == without_zeros(actual)
    if kind == "timestamptz":
        return same_zoned(value, actual)
    if kind == "map":
        return same_map(value, actual)
    if kind == "row":
        return same(value if isinstance(value, list) else list(value.values()), actual)
    return str(value).lower() == str(actual).lower()


def same(expected, actual):
    if expected is None or actual is None:
        return expected is None and actual is None
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, dict):
        return same_tagged(expected, actual)
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) == len(actual) and all(
            map(same, expected, actual))
    if isinstance(expected, (int, float)):
        return isinstance(actual, str) and same_number(expected, actual, DOUBLE)
    return expected == actual


def same_as_standard(expected, actual, type_name):
    """Another engine computed it: a number takes the answer's type, as in Trino's own tests."""
    number = expected.get("v") if isinstance(expected, dict) and expected["t"] in (
        "decimal", "double", "real") else expected
    if actual is None or isinstance(number, bool) or not is_number(number):
        return same(expected, actual)
    if type_name.startswith("decimal"):
        wanted = decimal.Decimal(str(number)).quantize(
            decimal.Decimal(1).scaleb(decimal.Decimal(actual).as_tuple().exponent),
            decimal.ROUND_HALF_UP, decimal.Context(prec=100))
        return wanted == decimal.Decimal(actual)
    if type_name in ("double", "real") or isinstance(number, (int, float)):
        return same_number(number, actual, REAL if type_name == "real" else DOUBLE)
    return same(expected, actual) or same_number(number, actual, DOUBLE)


def is_number(value):
    if isinstance(value, (int, float)):
        return True
    return isinstance(value, str) and re.fullmatch(r"[-+]?[\d.]+([eE][-+]?\d+)?", value) is not None


def same_answers(left, right):
    """Two values of sql_answers, whose types are the same: only floating digits may differ."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_answers, left, right))
    if left == right or not isinstance(left, str) or not isinstance(right, str):
        return left == right
    return is_number(left) and is_number(right) and same_number(left, right, DOUBLE)


def order_key(value):
    """Equal values sort together, however they are tagged or rounded."""
    if isinstance(value, dict):
        value = value["v"] if value["t"] not in ("timestamp", "time", "timestamptz") \
            else without_zeros(value["v"])
    if isinstance(value, list):
        return json.dumps(list(map(order_key, value)))
    try:
        return f"{float(value):.6g}" if not isinstance(value, bool) else str(value)
    except (TypeError, ValueError):
        return str(value)


def same_rows(expected, actual, ordered, equal=same):
    """As lists, or as multisets."""
    if len(expected) != len(actual):
        return False
    if ordered or all(map(equal, expected, actual)):
        return all(map(equal, expected, actual))
    left, right = (sorted(rows, key=order_key) for rows in (expected, actual))
    if all(map(equal, left, right)):
        return True
    if len(left) > 500:
        return False
    for row in left:
        found = next((i for i, other in enumerate(right) if equal(row, other)), None)
        if found is None:
            return False
        right.pop(found)
    return True


def same_type(expected, actual):
    plain = [re.sub(r'[\s"]', "", text).lower() for text in (expected, actual)]
    return plain[0] == plain[1]


def like_type(expected, actual):
    """Beside listed rows Trino's tests name a column's type roughly: bigint where it is integer
    or double, varchar where it is varchar(1)."""
    rough = [re.sub(r"\(\d+\)", "", re.sub(r"\b(tinyint|smallint|integer|double|real)\b", "bigint",
                                          text)) for text in (expected, actual)]
    return same_type(*rough)
