"""The cases of a file, and the tables that some of them ask."""

import gzip
import json
import pathlib
import tarfile

VALUE_KINDS = ("expression", "query", "tpch_query")
ERROR_KINDS = ("error", "tpch_error")
PARSE_KINDS = ("parse_ok", "parse_error")

# Trino's tpch connector with short names: amounts are doubles, texts have their lengths.
TPCH = {
    "customer": "custkey bigint, name varchar(25), address varchar(40), nationkey bigint, "
                "phone varchar(15), acctbal double, mktsegment varchar(10), comment varchar(117)",
    "lineitem": "orderkey bigint, partkey bigint, suppkey bigint, linenumber integer, "
                "quantity double, extendedprice double, discount double, tax double, "
                "returnflag varchar(1), linestatus varchar(1), shipdate date, commitdate date, "
                "receiptdate date, shipinstruct varchar(25), shipmode varchar(10), "
                "comment varchar(44)",
    "nation": "nationkey bigint, name varchar(25), regionkey bigint, comment varchar(152)",
    "orders": "orderkey bigint, custkey bigint, orderstatus varchar(1), totalprice double, "
              "orderdate date, orderpriority varchar(15), clerk varchar(15), "
              "shippriority integer, comment varchar(79)",
    "part": "partkey bigint, name varchar(55), mfgr varchar(25), brand varchar(10), "
            "type varchar(25), size integer, container varchar(10), retailprice double, "
            "comment varchar(23)",
    "partsupp": "partkey bigint, suppkey bigint, availqty integer, supplycost double, "
                "comment varchar(199)",
    "region": "regionkey bigint, name varchar(25), comment varchar(152)",
    "supplier": "suppkey bigint, name varchar(25), address varchar(40), nationkey bigint, "
                "phone varchar(15), acctbal double, comment varchar(101)",
}


def read(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") \
        else open(path, encoding="utf-8")
    with opened as lines:
        return [unqualified(json.loads(line)) for line in lines if line.strip()]


def unqualified(case):
    """Trino's test catalog tpch.tiny is the default database here."""
    for field in ("sql", "sql_bound", "expected_sql"):
        if "tpch.tiny." in case.get(field, ""):
            case[field] = case[field].replace("tpch.tiny.", "")
    return case


def is_asked(case, options):
    """Not what hangs on the clock, on chance or on an earlier statement of a session."""
    if not case.get("sql") or case.get("uses_now") or case.get("needs_session"):
        return False
    return all(wanted is None or case[field] == wanted for field, wanted in (
        ("area", options.area), ("family", options.family), ("kind", options.kind)))


def needs_tables(case):
    return case["kind"].startswith("tpch") or case.get("expected_rows_omitted", False)


def tables_script(archive, folder):
    """DuckDB statements that load the archive's tables; a column's comment is its Trino type."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
    files = {path.stem: path for path in pathlib.Path(folder).rglob("*.tbl")}
    lines = []
    for table, columns in TPCH.items():
        lines.append(f"CREATE TABLE {table} ({columns});")
        lines.append(f"COPY {table} FROM '{files[table]}' (FORMAT csv, DELIMITER '|', "
                     "HEADER false, QUOTE '', ESCAPE '');")
        for column, type_name in (c.strip().split(" ", 1) for c in columns.split(", ")):
            lines.append(f"COMMENT ON COLUMN {table}.{column} IS '{type_name}';")
    script = pathlib.Path(folder) / "tables.sql"
    script.write_text("\n".join(lines), encoding="utf-8")
    return script
