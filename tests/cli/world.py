"""A folder with a lake of its own, and the program to run in it."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ.get("SLUICE_PROGRAM", os.path.abspath("../../build/sluice"))

ORDERS = """order_id,ordered_on,customer,amount
1,2026-01-05,Ada,19.90
2,2026-01-05,"Hopper, Grace",250.00
3,2026-02-06,Linus,5.25
"""


class World(unittest.TestCase):
    """Each test has a new folder; the lake is LAKE in it, the master key beside it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="sluice-cli-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder,
            "SLUICE_LAKE": os.path.join(self.folder, "lake"),
        }

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def start(self, *arguments, folder=None, **options):
        return subprocess.Popen(
            [PROGRAM, *arguments], cwd=folder or self.folder, env=self.environment,
            stdin=options.pop("stdin", subprocess.DEVNULL),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def run_program(self, *arguments, folder=None, text=None):
        return subprocess.run(
            [PROGRAM, *arguments], cwd=folder or self.folder, env=self.environment,
            input=text or "", capture_output=True, text=True, timeout=120, check=False)

    def sluice(self, *arguments, **options):
        """Its stdout; it must succeed."""
        done = self.run_program(*arguments, **options)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def fails(self, code, *arguments, **options):
        """Its stderr: one line, no trace."""
        done = self.run_program(*arguments, **options)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertTrue(lines[0].startswith("error: "), done.stderr)
        return lines[0]

    def rows(self, query, *arguments):
        """The answer's objects."""
        out = self.sluice("sql", query, "--json", *arguments)
        return [json.loads(line) for line in out.splitlines()]

    def lines(self, *arguments):
        return [json.loads(line) for line in self.sluice(*arguments, "--json").splitlines()]

    def new_orders(self):
        """A table default.orders of three rows."""
        self.write("orders.csv", ORDERS)
        self.sluice("cp", "orders.csv", "s3://raw/orders/")
        self.sluice("crawl", "s3://raw/orders/")

    def new_pipeline(self):
        """The minimal template in the folder p."""
        self.sluice("init", "p")
        return self.path("p")
