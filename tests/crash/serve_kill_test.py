"""kill -9 of `sluice serve` under load: nothing acknowledged is lost, nothing is torn.

    serve_kill_test.py SLUICE    the seed is printed; SLUICE_CRASH_SEED=N repeats its operations
"""

import os
import pathlib
import random
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import lake as lakes  # noqa: E402
from object_model import (  # noqa: E402
    BUCKETS, MARKER, PLAIN, VERSIONED, Digest, SeenKey, SharedKey, Upload)
from object_worker import Worker  # noqa: E402
from served import Served  # noqa: E402

ROUNDS = 1000 if lakes.IS_LONG else 8
WORKERS = 6
SHARED_KEYS = ("shared/a", "shared/b", "shared/c")
SEED = int(os.environ.get("SLUICE_CRASH_SEED", time.time_ns() % 10**9))


class Seen:
    """Everything that a client can see of the buckets."""

    def __init__(self, client):
        self.client = client
        self.states = {}   # place: SeenKey
        self.uploads = {}  # id: (place, {number: (size, md5)})
        for bucket in BUCKETS:
            self.see_versions(bucket)
            self.see_uploads(bucket)
        self.listed = {bucket: self.list_current(bucket) for bucket in BUCKETS}

    def see_versions(self, bucket):
        for page in self.client.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for entry in page.get("Versions", []):
                seen = self.entry(bucket, entry)
                seen.versions.append((entry["VersionId"], self.read(bucket, entry)))
            for entry in page.get("DeleteMarkers", []):
                self.entry(bucket, entry).markers.append((entry["VersionId"], MARKER))

    def entry(self, bucket, entry):
        seen = self.states.setdefault((bucket, entry["Key"]), SeenKey())
        if entry["IsLatest"]:
            assert seen.latest is None, f"two latest versions: {entry}"
            seen.latest = entry["VersionId"]
        return seen

    def read(self, bucket, entry):
        answer = self.client.get_object(Bucket=bucket, Key=entry["Key"],
                                        VersionId=entry["VersionId"])
        data = answer["Body"].read()
        assert (len(data), answer["ETag"]) == (entry["Size"], entry["ETag"]), entry
        return Digest.of(data)

    def list_current(self, bucket):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return [(each["Key"], each["Size"]) for page in pages for each in page.get("Contents", [])]

    def see_uploads(self, bucket):
        pages = self.client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket)
        for each in (upload for page in pages for upload in page.get("Uploads", [])):
            parts = self.client.list_parts(Bucket=bucket, Key=each["Key"],
                                           UploadId=each["UploadId"]).get("Parts", [])
            self.uploads[each["UploadId"]] = ((bucket, each["Key"]), {
                part["PartNumber"]: Digest(part["Size"], part["ETag"].strip('"'))
                for part in parts})


class ServeKilled(unittest.TestCase):
    maxDiff = 2000

    def test_what_was_acknowledged_is_there_and_nothing_is_torn(self):
        print(f"SLUICE_CRASH_SEED={SEED}, {ROUNDS} rounds", flush=True)
        moments = random.Random(SEED)
        shared = {key: SharedKey(None) for key in SHARED_KEYS}
        self.workers = [Worker(number, SEED, shared) for number in range(WORKERS)]
        with Served(PROGRAM) as served:
            client = served.client()
            for bucket in BUCKETS:
                client.create_bucket(Bucket=bucket)
            client.put_bucket_versioning(Bucket=VERSIONED,
                                         VersioningConfiguration={"Status": "Enabled"})
            for number in range(ROUNDS):
                seconds = moments.uniform(0.02, 1.0)
                # The first failure ends it: the model no longer holds after it.
                self.where = f"round {number}, killed after {seconds:.3f} s: "
                self.load_and_kill(served, client, seconds)
                served.start()
                client = served.client()
                if moments.random() < 0.1:
                    served.lake.must("gc")
                self.compare(Seen(client), shared)
        total = sum(worker.acknowledged for worker in self.workers)
        print(f"{ROUNDS} rounds, {total} operations acknowledged", flush=True)
        self.assertGreater(total, ROUNDS * WORKERS)

    def _formatMessage(self, message, standard):
        return getattr(self, "where", "") + super()._formatMessage(message, standard)

    def load_and_kill(self, served, client, seconds):
        is_ending = threading.Event()
        for worker in self.workers:
            worker.start(client, is_ending)
        time.sleep(seconds)
        killed = time.monotonic()
        served.kill()
        is_ending.set()
        for worker in self.workers:
            worker.thread.join()
        self.assertEqual([worker.fault for worker in self.workers if worker.fault], [])
        self.assertEqual([worker.last_error for worker in self.workers if worker.ended < killed],
                         [], "the server hung up before it was killed")

    def compare(self, seen, shared):
        for worker in self.workers:
            self.compare_uploads(worker.journal, seen)
            for place in worker.places:
                self.compare_place(worker.journal, place, seen)
            worker.journal.clear()
        self.assertEqual(seen.uploads, {}, "uploads of nobody")
        for key in SHARED_KEYS:
            versions = seen.states.pop((PLAIN, key), SeenKey()).versions
            value = versions[0][1] if versions else None
            self.assertIn(value, shared[key].possible(), key)
            shared[key] = SharedKey(value)
        self.compare_listings(seen, shared)

    def compare_place(self, journal, place, seen):
        """What happened to a request in flight is known from here on."""
        now = seen.states.pop(place, SeenKey())
        possible = [journal.state(place)]
        if place in journal.pending:
            possible.append(journal.pending[place])
        fits = [state for state in map(now.fit, possible) if state is not None]
        self.assertTrue(fits, f"{place}: {now}, not one of {possible}")
        journal.states[place] = fits[0]

    def compare_uploads(self, journal, seen):
        for identity, upload in list(journal.uploads.items()):
            place, parts = seen.uploads.pop(identity, (None, None))
            if identity == journal.pending_end:
                self.compare_end(journal, upload, place is None, seen)
            if place is None:
                self.assertEqual(identity, journal.pending_end, f"{upload} is gone")
                del journal.uploads[identity]
                continue
            self.assertEqual(place, upload.place)
            after = Upload(place, dict(upload.parts))
            if journal.pending_part and journal.pending_part[0] == identity:
                after.parts[journal.pending_part[1]] = journal.pending_part[2]
            self.assertIn(parts, (upload.digests(), after.digests()))
            journal.uploads[identity] = upload if parts == upload.digests() else after
        if journal.pending_new:
            self.adopt_upload(journal, seen)

    def adopt_upload(self, journal, seen):
        """One that was being created."""
        place = journal.pending_new
        own = [each for each, (of, _) in seen.uploads.items() if of == place]
        self.assertLessEqual(len(own), 1)
        for identity in own:
            self.assertEqual(seen.uploads.pop(identity)[1], {})
            journal.uploads[identity] = Upload(place, {})

    def compare_end(self, journal, upload, is_gone, seen):
        """An upload is gone in the commit that shows its object."""
        after = journal.pending.get(upload.place)
        if after is not None:
            now = seen.states.get(upload.place, SeenKey())
            self.assertIsNotNone(now.fit(after if is_gone else journal.state(upload.place)),
                                 f"{upload.place}: upload gone: {is_gone}, object {now}")

    def compare_listings(self, seen, shared):
        self.assertEqual(seen.states, {}, "objects of nobody")
        current = {(PLAIN, key): each.writes[0][2] for key, each in shared.items()}
        for worker in self.workers:
            current.update((place, worker.journal.current(place)) for place in worker.places)
        for bucket in BUCKETS:
            expected = sorted(((key, body.size) for (of, key), body in current.items()
                               if of == bucket and body is not None),
                              key=lambda entry: entry[0].encode())
            self.assertEqual(seen.listed[bucket], expected)


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    unittest.main(argv=sys.argv[:1] + sys.argv[2:], verbosity=2)
