"""A client that does random things to its own keys, and notes each in its journal."""

import random
import threading
import time

import botocore.exceptions

from object_model import ANY, BUCKETS, PLAIN, VERSIONED, Digest, Journal, Upload

KEYS = 6
VERSIONS_MAX = 8
PART_BYTES_MIN = 5 << 20


class Worker:
    def __init__(self, number, seed, shared):
        self.random = random.Random(f"{seed}/{number}")
        # Keys that path handling or sorting could get wrong.
        self.places = [(bucket, f"w{number}/{name}") for bucket in BUCKETS
                       for name in ("a", "a/", "a//b", "../a", "é %2F+", "z" * 200)[:KEYS]]
        self.journal = Journal()
        self.shared = shared  # key: SharedKey, in the bucket without versions
        self.acknowledged = 0
        self.fault = None

    def start(self, client, is_ending):
        self.client, self.is_ending = client, is_ending
        self.ended, self.last_error = float("inf"), None
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self):
        while not self.is_ending.is_set():
            try:
                self.random.choices(
                    (self.put, self.put_shared, self.copy, self.delete, self.delete_version,
                     self.delete_several, self.get, self.upload),
                    (6, 3, 2, 2, 2, 1, 2, 4))[0]()
                self.acknowledged += 1
            except botocore.exceptions.ClientError as error:
                self.fault = f"refused: {error}"
                return
            except botocore.exceptions.BotoCoreError as error:
                # Killed: what it was doing stays pending.
                self.ended, self.last_error = time.monotonic(), error
                return
            except AssertionError as error:
                self.fault = str(error)
                return

    def body(self):
        size = self.random.choice((0, 1, 100, 4096, 4097, 70_000, 300_000))
        return self.random.randbytes(size)

    def put(self):
        place, body = self.random.choice(self.places), self.body()
        self.replace(place, Digest.of(body), lambda: self.client.put_object(
            Bucket=place[0], Key=place[1], Body=body))

    def replace(self, place, body, ask):
        journal = self.journal
        journal.pending = {place: journal.written(place, ANY, body)}
        version = ask().get("VersionId", "null")
        journal.states[place] = journal.written(place, version, body)
        journal.clear()

    def copy(self):
        sources = [place for place in self.places if self.journal.current(place)]
        if not sources:
            return
        source, target = self.random.choice(sources), self.random.choice(self.places)
        if source == target:
            return
        self.replace(target, self.journal.current(source), lambda: self.client.copy_object(
            Bucket=target[0], Key=target[1], CopySource={"Bucket": source[0], "Key": source[1]}))

    def put_shared(self):
        key = self.random.choice(list(self.shared))
        if self.random.random() < 0.3:
            entry = self.shared[key].begin(None)
            self.client.delete_object(Bucket=PLAIN, Key=key)
        else:
            body = self.body()
            entry = self.shared[key].begin(Digest.of(body))
            self.client.put_object(Bucket=PLAIN, Key=key, Body=body)
        self.shared[key].acknowledge(entry)

    def delete(self):
        journal, place = self.journal, self.random.choice(self.places)
        journal.pending = {place: journal.deleted(place, ANY)}
        answer = self.client.delete_object(Bucket=place[0], Key=place[1])
        journal.states[place] = journal.deleted(place, answer.get("VersionId"))
        journal.clear()

    def delete_version(self):
        journal = self.journal
        place = max((place for place in self.places if place[0] == VERSIONED),
                    key=lambda each: len(journal.state(each)))
        state = journal.state(place)
        if not state:
            return
        version = self.random.choice(state)[0]
        after = tuple(each for each in state if each[0] != version)
        journal.pending = {place: after}
        self.client.delete_object(Bucket=place[0], Key=place[1], VersionId=version)
        journal.states[place] = after
        journal.clear()
        if len(after) > VERSIONS_MAX:
            self.delete_version()

    def delete_several(self):
        journal, bucket = self.journal, self.random.choice(BUCKETS)
        places = self.random.sample([place for place in self.places if place[0] == bucket], 3)
        journal.pending = {place: journal.deleted(place, ANY) for place in places}
        answer = self.client.delete_objects(
            Bucket=bucket, Delete={"Objects": [{"Key": key} for _, key in places]})
        assert not answer.get("Errors"), answer["Errors"]
        for each in answer["Deleted"]:
            place = (bucket, each["Key"])
            journal.states[place] = journal.deleted(place, each.get("DeleteMarkerVersionId"))
        journal.clear()

    def get(self):
        place = self.random.choice(self.places)
        expected = self.journal.current(place)
        try:
            data = self.client.get_object(Bucket=place[0], Key=place[1])["Body"].read()
            seen = Digest.of(data)
        except self.client.exceptions.NoSuchKey:
            seen = None
        assert seen == expected, f"{place}: read {seen}, {expected} was written"

    def upload(self):
        """The next step of an upload."""
        journal = self.journal
        if not journal.uploads:
            return self.create_upload()
        identity, upload = next(iter(journal.uploads.items()))
        if not upload.parts or self.random.random() < 0.4:
            return self.upload_part(identity, upload)
        if self.random.random() < 0.2:
            return self.abort(identity, upload)
        return self.complete(identity, upload)

    def create_upload(self):
        place = self.random.choice(self.places)
        self.journal.pending_new = place
        answer = self.client.create_multipart_upload(Bucket=place[0], Key=place[1])
        self.journal.uploads[answer["UploadId"]] = Upload(place, {})
        self.journal.clear()

    def upload_part(self, identity, upload):
        # A part before the last must be large: seldom.
        number = 1 if upload.parts or self.random.random() < 0.97 else 2
        if number == 2:
            self.send_part(identity, upload, 1, self.random.randbytes(PART_BYTES_MIN))
        self.send_part(identity, upload, number, self.body() or b"x")

    def send_part(self, identity, upload, number, body):
        if number == 1 and 2 in upload.parts:
            return
        self.journal.pending_part = (identity, number, body)
        self.client.upload_part(Bucket=upload.place[0], Key=upload.place[1], UploadId=identity,
                                PartNumber=number, Body=body)
        upload.parts[number] = body
        self.journal.clear()

    def abort(self, identity, upload):
        self.journal.pending_end = identity
        self.client.abort_multipart_upload(Bucket=upload.place[0], Key=upload.place[1],
                                           UploadId=identity)
        del self.journal.uploads[identity]
        self.journal.clear()

    def complete(self, identity, upload):
        journal, place = self.journal, upload.place
        parts = [{"PartNumber": number, "ETag": f'"{part.md5}"'}
                 for number, part in sorted(upload.digests().items())]
        whole = Digest.of(b"".join(body for _, body in sorted(upload.parts.items())))
        journal.pending_end = identity
        self.replace(place, whole, lambda: self.client.complete_multipart_upload(
            Bucket=place[0], Key=place[1], UploadId=identity, MultipartUpload={"Parts": parts}))
        del journal.uploads[identity]
