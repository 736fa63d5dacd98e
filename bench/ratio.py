"""ratio.py NAME FILE: one line from hyperfine's JSON: ours, then the reference if there is one."""

import json
import sys

name, path = sys.argv[1:]
medians = [run["median"] for run in json.load(open(path))["results"]]
line = f"{name}: sluice {medians[0]:.3f} s"
if len(medians) == 2:
    line += f", duckdb {medians[1]:.3f} s, ratio {medians[0] / medians[1]:.2f}"
print(line)
