"""What the tests of S3 share: a client that addresses by path, and buckets of their own."""

import itertools
import time
import unittest

from server import Server, WireTest, has_server, policy

NUMBERS = itertools.count(1)
PART_BYTES = 5 << 20
PATIENCE_SECONDS = 30


class S3Test(WireTest):
    def setUp(self):
        self.s3 = self.client("s3", s3={"addressing_style": "path"})

    def s3_of(self, session, **options):
        return self.client("s3", session, s3={"addressing_style": "path"}, **options)

    def new_bucket(self, **options):
        name = f"bucket-{next(NUMBERS)}"
        self.s3.create_bucket(Bucket=name, **options)
        return name

    def versioned_bucket(self):
        bucket = self.new_bucket()
        self.s3.put_bucket_versioning(Bucket=bucket,
                                      VersioningConfiguration={"Status": "Enabled"})
        return bucket

    def put(self, bucket, key, body=b"text", **options):
        return self.s3.put_object(Bucket=bucket, Key=key, Body=body, **options)

    def read(self, bucket, key, **options):
        return self.s3.get_object(Bucket=bucket, Key=key, **options)["Body"].read()

    def keys(self, bucket, **options):
        listed = self.s3.list_objects_v2(Bucket=bucket, **options)
        return [each["Key"] for each in listed.get("Contents", [])]


class DeliveryTest(S3Test):
    """What S3 writes into buckets by itself, by a server of its own."""

    arguments = ()

    @classmethod
    def setUpClass(cls):
        if not has_server():
            raise unittest.SkipTest("this program has no server")
        cls.server = Server(*cls.arguments)
        cls.addClassCleanup(cls.server.close)

    def let_in(self, bucket, service, prefix="", **conditions):
        statement = {"Effect": "Allow", "Principal": {"Service": service},
                     "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/{prefix}*"}
        if conditions:
            statement["Condition"] = conditions
        self.s3.put_bucket_policy(Bucket=bucket, Policy=policy(statement))

    def eventually(self, look, patience=PATIENCE_SECONDS):
        deadline = time.monotonic() + patience
        while True:
            found = look()
            if found or time.monotonic() > deadline:
                return found
            time.sleep(0.1)


def without_metadata(answer):
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}
