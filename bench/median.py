"""The median and the slowest of a Google Benchmark's results: median.py NAME RESULTS.json

In CPU time: one thread works, whatever else the machine does."""

import json
import statistics
import sys

name, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    runs = json.load(file)["benchmarks"]
failed = [run["name"] for run in runs if run.get("error_occurred")]
times = {run["name"]: run["cpu_time"] for run in runs if not run.get("error_occurred")}
slowest = max(times, key=times.get)
print(f"{name}: median {statistics.median(times.values()):.2f} ms of {len(times)} queries, "
      f"slowest {slowest} {times[slowest]:.2f} ms" + (f", failed: {failed}" if failed else ""))
sys.exit(1 if failed else 0)
