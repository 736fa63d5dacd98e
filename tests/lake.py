"""A lake in a folder of its own, worked on by the program as a person would."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
from collections import Counter

SOURCE = pathlib.Path(__file__).resolve().parent.parent
IS_LONG = os.environ.get("SLUICE_TEST_LONG") == "1"


class Failed(Exception):
    """A command that was to succeed did not."""


class Lake:
    """Use as a context manager: the folder goes away with it."""

    def __init__(self, program, folder=None):
        self.program = os.path.abspath(program)
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="sluice-lake-"))
        self.path = self.folder / "lake"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def environment(self):
        own = {"SLUICE_LAKE": str(self.path), "SLUICE_KEY_FILE": str(self.folder / "key")}
        return {**os.environ, **own}

    def start(self, *arguments, **how):
        """A process that the caller waits for."""
        return subprocess.Popen([self.program, *map(str, arguments)], env=self.environment,
                                cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True, errors="replace", **how)

    def run(self, *arguments, timeout=600, **how):
        """Whatever comes of it: .returncode, .stdout, .stderr."""
        return subprocess.run([self.program, *map(str, arguments)], env=self.environment,
                              cwd=self.folder, capture_output=True, text=True, errors="replace",
                              timeout=timeout, check=False, **how)

    def must(self, *arguments, **how):
        """Its stdout."""
        done = self.run(*arguments, **how)
        if done.returncode != 0:
            raise Failed(f"sluice {' '.join(map(str, arguments))}: exit code {done.returncode}\n"
                         f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout

    def sql(self, text):
        """The rows as dictionaries."""
        return [json.loads(line)
                for line in self.must("sql", "--format", "json", text).splitlines()]

    def query_file(self, path):
        return [json.loads(line)
                for line in self.must("sql", "--format", "json", "-f", path).splitlines()]

    def run_pipeline(self, file, *arguments):
        """The last event: the run with its steps, by name."""
        lines = self.must("run", file, "--json", "--report", self.folder / "report.html",
                          *arguments).splitlines()
        return finished(lines)

    def copy_of(self, other):
        """Makes this lake a copy of another, which nobody has open."""
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.copytree(other.path, self.path, ignore=shutil.ignore_patterns("*.sock"))
        shutil.copy2(other.folder / "key", self.folder / "key")

    def body_bytes(self):
        return sum(file.stat().st_size for file in (self.path / "bodies").rglob("*")
                   if file.is_file())


def finished(lines):
    last = json.loads(lines[-1])
    assert last["event"] == "finished", last
    last["steps"] = {step["step"]: step for step in last["steps"]}
    return last


def states(run):
    return {name: step["state"] for name, step in run["steps"].items()}


def is_balanced(ledger):
    """The two equations, from the counts that the run recorded."""
    rows = ledger["written"] + ledger["rejected_by_expectations"] + ledger["dropped_by_merge_key"]
    return ledger["produced"] == rows and all(
        each["records"] == each["rows"] + each["rejected"] for each in ledger["inputs"])


def plain(value):
    """A value in one spelling: numbers as rounded floats, whatever they came as."""
    if isinstance(value, bool) or value is None:
        return value
    try:
        return float(f"{float(value):.9g}")
    except (TypeError, ValueError):
        return str(value)


def multiset(rows):
    """Of dictionaries or tuples, to compare in any order."""
    values = (row.values() if isinstance(row, dict) else row for row in rows)
    return Counter(tuple(map(plain, row)) for row in values)
