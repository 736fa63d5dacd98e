"""What the benchmarks of S3 share: the servers, the load, and how a ratio is told.

A ratio is the median over rounds in which the sides take turns, for the machine may be shared: the
least and the greatest say how much it was.
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build"))
WORK = pathlib.Path(os.environ.get("WORK", BUILD / "bench" / "work" / "s3"))
RESULTS = BUILD / "bench" / "results"
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = os.environ.get("SECONDS_A_RUN", "2")
KEY = {"AWS_ACCESS_KEY_ID": "AKBENCHBENCHBENCH000", "AWS_SECRET_ACCESS_KEY": "s3cret" * 7}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process that answers on a port; `with` ends it."""

    def __init__(self, command, port, ready, environment=None):
        self.port = port
        started = time.monotonic()
        self.process = subprocess.Popen(
            command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL
        )
        while not self.answers(ready):
            if self.process.poll() is not None or time.monotonic() - started > 30:
                raise SystemExit(f"bench: {command[0]} does not start")
            time.sleep(0.0005)
        self.start_seconds = time.monotonic() - started

    def answers(self, path):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5).close()
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def sluice(lake):
    port = free_port()
    key = {
        "SLUICE_ROOT_ACCESS_KEY_ID": KEY["AWS_ACCESS_KEY_ID"],
        "SLUICE_ROOT_SECRET_ACCESS_KEY": KEY["AWS_SECRET_ACCESS_KEY"],
    }
    command = [BUILD / "sluice", "serve", "--lake", lake, "--listen", f"127.0.0.1:{port}"]
    return Server([str(part) for part in command], port, "/-/health", key)


def nginx(files, sendfile):
    """nginx as Debian configures it, but for the workers, the files and no log."""
    port = free_port()
    folder = new_folder(f"nginx-{sendfile}")
    config = folder / "nginx.conf"
    config.write_text(
        f"""user root; worker_processes 2; daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 768; }}
http {{
  access_log off; sendfile {sendfile}; tcp_nopush on; keepalive_requests 1000000000;
  server {{ listen 127.0.0.1:{port}; root {files}; }}
}}
"""
    )
    return Server(["nginx", "-c", str(config)], port, "/")


def new_folder(name):
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def load(port, check=True, **options):
    """One run of s3_load; underscores stand for hyphens."""
    command = [str(BUILD / "bench" / "s3_load"), "--port", str(port)]
    for name, value in {"seconds": SECONDS, **options}.items():
        command += ["--" + name.replace("_", "-"), str(value)]
    run = subprocess.run(command, env={**os.environ, **KEY}, stdout=subprocess.PIPE, check=False)
    if run.returncode != 0 and check:
        raise SystemExit(f"bench: {' '.join(command)} failed")
    return json.loads(run.stdout)


def make_bucket(port, name="bench"):
    load(port, mix="bucket=1", once="yes", keys=1, connections=1, bucket=name)


def make_plain_bucket(lake, name):
    """A bucket that is not encrypted at rest: a setting of a pipeline's zone, not of S3's."""
    pipeline = lake.parent / "sluice.yaml"
    pipeline.write_text(f"zones:\n  {name}: {{bucket: {name}, at_rest: plain}}\n")
    command = [str(BUILD / "sluice"), "run", str(pipeline), "--lake", str(lake)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def fill(port, **options):
    load(port, mix="put=1", once="yes", connections=16, **options)


def rounds(*sides, count=ROUNDS):
    """Each side in turn, `count` times: a list of results for each side."""
    results = [[] for _ in sides]
    for _ in range(count):
        for side, found in zip(sides, results):
            found.append(side())
    return results


def tell(case, text):
    RESULTS.mkdir(parents=True, exist_ok=True)
    line = f"s3 {case}: {text}"
    print(line, flush=True)
    with open(RESULTS / "s3.txt", "a", encoding="utf-8") as out:
        out.write(line + "\n")


def tell_ratio(case, ours, theirs, unit, claim, name):
    ratios = [one / other for one, other in zip(ours, theirs)]
    tell(
        case,
        f"sluice {statistics.median(ours):.0f} {unit}, {name} {statistics.median(theirs):.0f}, "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}), "
        f"claim {claim}",
    )
