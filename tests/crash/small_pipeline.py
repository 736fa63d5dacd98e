"""A small pipeline with every kind of model, rejects and a second delivery, to be broken."""

import json
import random

import lake as lakes

PIPELINE = """
name: small
zones:
  raw: {bucket: small-raw, versioned: true}
  curated: {bucket: small-curated}
sources:
  load: {files: data, to: raw/}
crawls:
  find: {of: raw}
models: models
"""

MODELS = {
    "orders_by_month": """/*
materialize: incremental
source: raw.orders
partition_by: [month]
sort_by: [id]
expectations:
  - {name: the price is positive, check: price > 0, on_fail: reject}
tests:
  - not_null: [id, month]
*/
SELECT id, customer, price, note, month FROM raw.orders
""",
    "customers": """/*
materialize: merge
source: raw.customers
merge_key: [id]
latest_by: version
tests:
  - unique: [id]
*/
SELECT id, name, city, version FROM raw.customers
""",
    "visits_by_day": """/*
materialize: replace_partitions
source: raw.visits
partition_by: [day]
*/
SELECT person, count(*) AS visits, sum(seconds) AS seconds, day FROM raw.visits
GROUP BY person, day
""",
    "letters": "SELECT id, body FROM raw.letters",
    "revenue": """/*
tests:
  - row_count: {min: 1}
*/
SELECT c.city, o.month, count(*) AS orders, sum(o.price) AS revenue
FROM orders_by_month o JOIN customers c ON c.id = o.customer
GROUP BY c.city, o.month
""",
}

TABLES = ["raw.customers", "raw.letters", "raw.orders", "raw.visits"]
TABLES += [f"curated.{name}" for name in MODELS]
CITIES = ["Oslo", "Rome", "Bern", "Lima"]


class Writer:
    """Writes the files of a delivery; the same files for the same seed."""

    def __init__(self, folder, seed, rows):
        self.folder, self.random, self.rows = folder, random.Random(seed), rows
        self.next_order = 1

    def definition(self):
        self.file("sluice.yaml", PIPELINE)
        for name, sql in MODELS.items():
            self.file(f"models/{name}.sql", sql)

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def orders(self, name):
        lines = ["id,customer,price,note,month"]
        for _ in range(self.rows):
            # All digits: sums of short ones would often lie where rounding to nine turns.
            price = self.random.uniform(-0.5, 99)  # a few are not positive
            note = f"{self.random.getrandbits(128):x}"
            month = f"2020-{self.random.randint(1, 6):02}"
            lines.append(f"{self.next_order},{self.random.randint(1, 500)},{price},{note},{month}")
            self.next_order += 1
        for bad in ("x,1,2,3,2020-01", "12,1", f"{self.next_order},5,many,?,2020-02"):
            lines.insert(self.random.randint(self.rows // 2, self.rows), bad)
        self.file(f"data/orders/{name}", "\n".join(lines) + "\n")

    def customers(self, name, ids, version):
        lines = [json.dumps({"id": each, "name": f"c{each}v{version}",
                             "city": self.random.choice(CITIES), "version": version})
                 for each in ids]
        self.file(f"data/customers/{name}", "\n".join(lines) + "\n")

    def letters(self, name, ids):
        """More than 1 MiB, in Parquet too: bodies with files of their own."""
        lines = [json.dumps({"id": each, "body": self.random.randbytes(20_000).hex()})
                 for each in ids]
        self.file(f"data/letters/{name}", "\n".join(lines) + "\n")

    def visits(self, day, name):
        lines = ["person,seconds"]
        lines += [f"p{self.random.randint(1, 50)},{self.random.uniform(0, 1000)}"
                  for _ in range(self.rows // 20)]
        self.file(f"data/visits/day={day}/{name}", "\n".join(lines) + "\n")


def first_delivery(writer):
    writer.definition()
    writer.orders("a.csv")
    writer.orders("b.csv")
    writer.customers("a.json", range(1, 501), 1)
    writer.letters("a.json", range(80))
    for day in ("mon", "tue", "wed"):
        writer.visits(day, "1.csv")


def second_delivery(writer):
    writer.orders("c.csv")
    writer.customers("b.json", range(400, 601), 2)  # some again, some new
    writer.letters("a.json", range(90))             # other bytes
    writer.visits("tue", "1.csv")                   # other bytes
    writer.visits("wed", "2.csv")                   # one more
    writer.visits("thu", "1.csv")                   # a new day


def contents(lake):
    """By table: its rows as a multiset; None where it is not there. Dead letters, too."""
    there = {f"{table['database']}.{table['table']}"
             for table in map(json.loads, lake.must("tables", "--json").splitlines())}
    present = [table for table in TABLES if table in there]
    found = {table: [] for table in present}
    statements = ";".join(f"SELECT '{table}' AS sluice_table, t.* FROM {table} t"
                          for table in present)
    for row in lake.sql(statements) if present else []:
        found[row.pop("sluice_table")].append(row)
    state = {table: lakes.multiset(found[table]) if table in there else None for table in TABLES}
    if "curated.orders_by_month" in there:
        lines = lake.must("rejects", "curated.orders_by_month", "--json").splitlines()
        state["rejects"] = lakes.multiset([dead(json.loads(line))] for line in lines)
    else:
        state["rejects"] = None
    return state


def dead(line):
    return line.get("raw") or json.dumps(line["row"], sort_keys=True)
