"""What the tidy test holds the tree to. The arrows are those of docs/architecture.md."""

# A module may include modules of earlier layers, and of these only its declared DEPENDS.
LAYERS = [
    ["base"],
    ["meta"],
    ["access", "catalog", "store"],
    ["sql"],
    ["engine"],
    ["query"],
    ["crawl", "jobs"],
    ["flow"],
    ["pipeline"],
    ["api"],
    ["server"],
    ["cli"],
]

# Start of a third-party header's name -> the paths below src/ that may include it.
OWNERS = {
    "duckdb.": ["engine/"],
    "duckdb/": ["engine/"],
    "sqlite3": ["meta/"],
    "boost/beast": ["server/"],
    "boost/asio": ["server/"],
    "boost/json": ["base/json"],
    "pugixml": ["api/wire/xml/"],
    "pcre2": ["api/wire/check/"],
    "CLI/": ["cli/"],
}

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
TEST_BODY_LINES_MAX = 120
LINE_CHARS_MAX = 100
README_LINES_MAX = 40

# Spelt in halves, or this file would break its own rule.
FORBIDDEN_WORDS = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]

CHECKED_FOLDERS = ["src", "tests", "cmake", "scripts", "bench"]
CODE_SUFFIXES = {".h", ".cc", ".py", ".cmake"}
NOT_IN_SRC = {".py", ".ts", ".tsx", ".js", ".sh"}
