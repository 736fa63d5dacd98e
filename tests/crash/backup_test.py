"""`sluice backup` under load, interrupted and restored: each backup is a moment of the lake.

    backup_test.py SLUICE    the seed is printed; SLUICE_CRASH_SEED=N repeats its operations
"""

import dataclasses
import hashlib
import json
import os
import pathlib
import random
import shutil
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import lake as lakes  # noqa: E402
from served import Served  # noqa: E402

ROUNDS = 20 if lakes.IS_LONG else 3
KILLS = 60 if lakes.IS_LONG else 4
WORKERS = 4
BUCKET = "load"
PART_BYTES = 5 << 20
SEED = int(os.environ.get("SLUICE_CRASH_SEED", time.time_ns() % 10**9))
COUNT = "select count(*) as n from numbers"


@dataclasses.dataclass
class Step:
    """What one request did: {key: MD5 of the content, None when it was deleted}."""
    began: float
    ended: float
    change: dict


class Worker:
    """A client that changes keys of its own, one request after another."""

    def __init__(self, number, client):
        self.random = random.Random(f"{SEED}/{number}")
        self.keys = [f"w{number}/{name}" for name in ("a", "b", "c/d", "é +", "e")]
        self.client = client
        self.steps = []
        self.fault = None
        self.is_ending = threading.Event()
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def end(self):
        self.is_ending.set()
        self.thread.join()

    def work(self):
        try:
            while not self.is_ending.is_set():
                self.random.choices((self.put, self.upload, self.delete, self.delete_several),
                                    (10, 1, 3, 1))[0]()
        except Exception as error:  # whatever it is, the test tells it
            self.fault = repr(error)

    def note(self, began, change):
        self.steps.append(Step(began, time.monotonic(), change))

    def put(self):
        key = self.random.choice(self.keys)
        body = self.random.randbytes(self.random.choice((0, 10, 4096, 70_000, 1_500_000)))
        began = time.monotonic()
        self.client.put_object(Bucket=BUCKET, Key=key, Body=body)
        self.note(began, {key: hashlib.md5(body).hexdigest()})

    def upload(self):
        key = self.random.choice(self.keys)
        bodies = [self.random.randbytes(PART_BYTES), self.random.randbytes(1000)]
        place = {"Bucket": BUCKET, "Key": key}
        place["UploadId"] = self.client.create_multipart_upload(**place)["UploadId"]
        parts = [{"PartNumber": number, "ETag": self.client.upload_part(
            PartNumber=number, Body=body, **place)["ETag"]} for number, body in
            enumerate(bodies, 1)]
        began = time.monotonic()
        self.client.complete_multipart_upload(MultipartUpload={"Parts": parts}, **place)
        self.note(began, {key: hashlib.md5(b"".join(bodies)).hexdigest()})

    def delete(self):
        key = self.random.choice(self.keys)
        began = time.monotonic()
        self.client.delete_object(Bucket=BUCKET, Key=key)
        self.note(began, {key: None})

    def delete_several(self):
        began = time.monotonic()
        self.client.delete_objects(Bucket=BUCKET, Delete={
            "Objects": [{"Key": key} for key in self.keys[:3]]})
        # Several changes, each a moment of its own: in any order, so that none is held against it.
        self.note(began, {key: None for key in self.keys[:3]})

    def prefixes(self, seen):
        """How many steps may have been done when the keys were as seen."""
        state, found = {}, []
        for done in range(len(self.steps) + 1):
            if done:
                state.update(self.steps[done - 1].change)
            if {key: value for key, value in state.items() if value} == seen:
                found.append(done)
        return found


class Backup:
    def __init__(self, lake, target, *arguments):
        self.began = time.monotonic()
        self.said = json.loads(lake.must("backup", target, "--json", *arguments))
        self.ended = time.monotonic()
        self.name = self.said["name"]


def content_of(client):
    """{key: MD5}, of what is listed; each body matches its size and its ETag."""
    seen = {}
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for entry in page.get("Contents", []):
            data = client.get_object(Bucket=BUCKET, Key=entry["Key"])["Body"].read()
            digest = hashlib.md5(data).hexdigest()
            assert len(data) == entry["Size"], entry
            if "-" not in entry["ETag"]:
                assert entry["ETag"] == f'"{digest}"', entry
            seen[entry["Key"]] = digest
    return seen


class BackupUnderLoad(unittest.TestCase):
    def setUp(self):
        print(f"SLUICE_CRASH_SEED={SEED}", flush=True)
        self.served = Served(PROGRAM)
        self.lake = self.served.lake
        self.target = self.lake.folder / "backups"
        self.moments = random.Random(SEED)
        numbers = self.lake.folder / "numbers.csv"
        numbers.write_text("n\n" + "".join(f"{n}\n" for n in range(1000)), encoding="utf-8")
        self.lake.must("cp", numbers, "s3://tables/numbers/")
        self.lake.must("crawl", "s3://tables/numbers/")
        self.served.start()
        self.addCleanup(self.served.__exit__)
        self.served.client().create_bucket(Bucket=BUCKET)

    def start_load(self):
        self.workers = [Worker(number, self.served.client()) for number in range(WORKERS)]
        self.addCleanup(self.end_load)

    def end_load(self):
        for worker in self.workers:
            worker.end()

    def names(self):
        return [json.loads(line)["name"] for line in
                self.lake.must("backup", "--list", self.target, "--json").splitlines()]

    def verify(self):
        return json.loads(self.lake.must("backup", "--verify", self.target, "--json"))

    def restored(self, name):
        """A server of a lake of its own; the backup does not hold the key."""
        other = Served(PROGRAM)
        other.lake.must("restore", self.target, "--at", name)
        shutil.copy2(self.lake.folder / "key", other.lake.folder / "key")
        self.assertEqual(other.lake.sql(COUNT), [{"n": 1000}])
        other.lake.must("scrub")
        return other

    def compare(self, backup):
        """There is one moment, while the backup ran, at which every worker's keys were so."""
        with self.restored(backup.name) as other:
            seen = content_of(other.client())
            other.client().put_object(Bucket=BUCKET, Key="goes on", Body=b"1")
        earliest, latest = backup.began, backup.ended
        for number, worker in enumerate(self.workers):
            own = {key: digest for key, digest in seen.items() if key in worker.keys}
            # Of moments that look the same, the one that fits.
            fits = []
            for done in worker.prefixes(own):
                since = worker.steps[done - 1].began if done else 0
                until = worker.steps[done].ended if done < len(worker.steps) else float("inf")
                if since <= latest and until >= earliest:
                    fits.append((max(since, earliest), min(until, latest)))
            self.assertTrue(fits, f"{backup.name}: worker {number}: {own} is no moment of it")
            if len(fits) == 1:
                earliest, latest = fits[0]

    def test_each_backup_is_a_moment_that_can_be_restored(self):
        self.start_load()
        backups = []
        for _ in range(ROUNDS):
            time.sleep(self.moments.uniform(0.3, 1.5))
            backups.append(Backup(self.lake, self.target))
            self.lake.must("gc")
        self.end_load()
        self.assertEqual([worker.fault for worker in self.workers if worker.fault], [])
        self.assertEqual(self.names(), [backup.name for backup in backups])
        self.assertEqual(self.verify()["damaged_files"], 0)
        for backup in backups:
            self.compare(backup)

    def test_of_an_unchanged_lake_copies_no_bodies(self):
        self.start_load()
        time.sleep(1)
        self.end_load()
        first = Backup(self.lake, self.target).said
        second = Backup(self.lake, self.target).said
        self.assertGreater(first["copied_bodies"], 0)
        self.assertEqual((second["copied_bodies"], second["bytes"]), (0, first["bytes"]))
        self.served.client().put_object(Bucket=BUCKET, Key="one more", Body=b"x" * 2_000_000)
        third = Backup(self.lake, self.target, "--keep", "2").said
        self.assertEqual((third["copied_bodies"], third["removed"]), (1, [first["name"]]))
        self.assertEqual(self.names(), [second["name"], third["name"]])
        self.assertEqual(self.verify()["damaged_files"], 0)

    def test_killed_at_any_moment_leaves_the_earlier_ones(self):
        """The command beside the server, the server itself, and a backup without a server."""
        self.start_load()
        time.sleep(0.5)
        first = Backup(self.lake, self.target)
        for number in range(KILLS):
            self.kill_one(first.ended - first.began, of_server=number % 2 == 1)
        self.end_load()
        self.served.kill()
        for _ in range(KILLS):
            self.kill_process(first.ended - first.began)
        self.assertEqual(self.names()[0], first.name)
        last = Backup(self.lake, self.target, "--keep", "1")
        self.assertEqual(self.names(), [last.name])
        self.assertEqual(self.verify()["damaged_files"], 0)
        self.served.start()
        now = content_of(self.served.client())
        with self.restored(last.name) as other:
            self.assertEqual(content_of(other.client()), now)

    def kill_one(self, usual_seconds, of_server):
        if not of_server:
            return self.kill_process(usual_seconds)
        self.end_load()
        process = self.lake.start("backup", self.target)
        time.sleep(self.moments.uniform(0, usual_seconds))
        self.served.kill()
        process.communicate()
        self.served.start()
        self.assertEqual(self.verify()["damaged_files"], 0)
        return self.start_load()

    def kill_process(self, usual_seconds):
        process = self.lake.start("backup", self.target)
        time.sleep(self.moments.uniform(0, usual_seconds))
        process.kill()
        process.communicate()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:  # the server may still be ending it
            done = self.lake.run("backup", "--verify", self.target, "--json")
            if done.returncode != 4:
                break
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    unittest.main(argv=sys.argv[:1] + sys.argv[2:], verbosity=2)
