"""What time does to objects, with days of a second."""

import time
import unittest

from server import Server, WireTest, has_server

DAY_SECONDS = 1.5
RESTORE_SECONDS = 2
PATIENCE_SECONDS = 30
BIG = b"x" * (128 << 10)


class Lifecycle(WireTest):
    @classmethod
    def setUpClass(cls):
        if not has_server():
            raise unittest.SkipTest("this program has no server")
        cls.server = Server("--lifecycle-day", str(DAY_SECONDS),
                            "--restore-time", str(RESTORE_SECONDS))
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        self.s3 = self.client("s3")

    def bucket(self, name, *rules, versioned=False):
        self.s3.create_bucket(Bucket=name)
        if versioned:
            self.s3.put_bucket_versioning(Bucket=name,
                                          VersioningConfiguration={"Status": "Enabled"})
        listed = [{"ID": f"r{i}", "Status": "Enabled", "Filter": {"Prefix": ""}, **rule}
                  for i, rule in enumerate(rules)]
        self.s3.put_bucket_lifecycle_configuration(
            Bucket=name, LifecycleConfiguration={"Rules": listed})
        return name

    def put(self, bucket, key, body=b"a", **more):
        return self.s3.put_object(Bucket=bucket, Key=key, Body=body, **more).get("VersionId")

    def keys(self, bucket):
        return [each["Key"] for each in self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]

    def classes(self, bucket):
        listed = self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        return {each["Key"]: each["StorageClass"] for each in listed}

    def versions(self, bucket):
        page = self.s3.list_object_versions(Bucket=bucket)
        return ([each["VersionId"] for each in page.get("Versions", [])],
                [each["VersionId"] for each in page.get("DeleteMarkers", [])])

    def becomes(self, wanted, look):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while look() != wanted and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(look(), wanted)

    def test_objects_expire_by_prefix_tag_and_size(self):
        bucket = self.bucket(
            "expiring",
            {"Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 1}},
            {"Filter": {"Tag": {"Key": "keep", "Value": "no"}}, "Expiration": {"Days": 1}},
            {"Filter": {"ObjectSizeGreaterThan": 1000}, "Expiration": {"Days": 1}},
            {"Filter": {"And": {"Prefix": "both/", "Tags": [{"Key": "a", "Value": "b"}]}},
             "Expiration": {"Days": 1}},
            {"Filter": {"Prefix": "off/"}, "Status": "Disabled", "Expiration": {"Days": 1}})
        self.put(bucket, "tmp/a")
        self.put(bucket, "tagged", Tagging="keep=no")
        self.put(bucket, "large", b"x" * 1001)
        self.put(bucket, "both/gone", Tagging="a=b")
        kept = ["both/stays", "off/a", "other", "small"]
        for key in kept:
            self.put(bucket, key, b"x" * 1000, Tagging="keep=yes")
        self.becomes(kept, lambda: self.keys(bucket))
        time.sleep(2 * DAY_SECONDS)
        self.assertEqual(self.keys(bucket), kept)

    def test_small_objects_are_archived_where_the_least_size_varies_by_class(self):
        archiving = {"Transitions": [{"Days": 1, "StorageClass": "GLACIER"}]}
        bucket = self.bucket("archiving", archiving)
        self.put(bucket, "small")
        time.sleep(3 * DAY_SECONDS)
        self.assertEqual(self.classes(bucket), {"small": "STANDARD"})
        rules = self.s3.get_bucket_lifecycle_configuration(Bucket=bucket)
        self.assertEqual(rules["TransitionDefaultMinimumObjectSize"], "all_storage_classes_128K")
        self.s3.put_bucket_lifecycle_configuration(
            Bucket=bucket, LifecycleConfiguration={"Rules": rules["Rules"]},
            TransitionDefaultMinimumObjectSize="varies_by_storage_class")
        self.becomes({"small": "GLACIER"}, lambda: self.classes(bucket))

    def test_objects_grow_colder_step_by_step(self):
        bucket = self.bucket("cooling", {"Transitions": [
            {"Days": 1, "StorageClass": "STANDARD_IA"},
            {"Days": 3, "StorageClass": "GLACIER"}]})
        self.put(bucket, "big", BIG)
        self.put(bucket, "small")
        self.assertEqual(self.classes(bucket), {"big": "STANDARD", "small": "STANDARD"})
        seen = []

        def look():
            now = self.classes(bucket)["big"]
            if now not in seen:
                seen.append(now)
            return now

        self.becomes("GLACIER", look)
        self.assertEqual(seen, ["STANDARD", "STANDARD_IA", "GLACIER"])
        self.assertEqual(self.classes(bucket)["small"], "STANDARD")
        with self.refused("InvalidObjectState", 403):
            self.s3.get_object(Bucket=bucket, Key="big")

    def test_archived_objects_are_read_while_they_are_restored(self):
        bucket = "restored"
        self.s3.create_bucket(Bucket=bucket)
        self.put(bucket, "a", b"cold", StorageClass="GLACIER")
        with self.refused("InvalidObjectState", 403):
            self.s3.get_object(Bucket=bucket, Key="a")
        asked = {"Bucket": bucket, "Key": "a",
                 "RestoreRequest": {"Days": 4, "GlacierJobParameters": {"Tier": "Standard"}}}
        answer = self.s3.restore_object(**asked)
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 202)
        self.assertEqual(self.s3.head_object(Bucket=bucket, Key="a")["Restore"],
                         'ongoing-request="true"')
        with self.refused("RestoreAlreadyInProgress", 409):
            self.s3.restore_object(**asked)
        with self.refused("InvalidObjectState", 403):
            self.s3.get_object(Bucket=bucket, Key="a")
        time.sleep(RESTORE_SECONDS + 0.5)
        self.assertIn('ongoing-request="false"',
                      self.s3.head_object(Bucket=bucket, Key="a")["Restore"])
        self.assertEqual(self.s3.get_object(Bucket=bucket, Key="a")["Body"].read(), b"cold")
        answer = self.s3.restore_object(**asked)
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 200)
        time.sleep(5 * DAY_SECONDS)
        with self.refused("InvalidObjectState", 403):
            self.s3.get_object(Bucket=bucket, Key="a")

    def test_versions_that_were_replaced_go_but_the_newest_of_them(self):
        bucket = self.bucket("replaced", {"NoncurrentVersionExpiration": {
            "NoncurrentDays": 1, "NewerNoncurrentVersions": 1}}, versioned=True)
        made = [self.put(bucket, "a", str(i).encode()) for i in range(4)]
        self.becomes(([made[3], made[2]], []), lambda: self.versions(bucket))
        time.sleep(2 * DAY_SECONDS)
        self.assertEqual(self.versions(bucket), ([made[3], made[2]], []))

    def test_versions_that_were_replaced_grow_colder(self):
        bucket = self.bucket("replaced-cold", {"NoncurrentVersionTransitions": [
            {"NoncurrentDays": 1, "StorageClass": "GLACIER_IR"}]}, versioned=True)
        for body in (BIG, BIG + b"y"):
            self.put(bucket, "a", body)

        def look():
            page = self.s3.list_object_versions(Bucket=bucket)
            return [each["StorageClass"] for each in page["Versions"]]

        self.becomes(["STANDARD", "GLACIER_IR"], look)

    def test_an_expired_object_leaves_a_marker_that_goes_with_its_last_version(self):
        bucket = self.bucket("markers", {"Filter": {"Prefix": "a"}, "Expiration": {"Days": 1}},
                             versioned=True)
        made = self.put(bucket, "a")
        self.becomes([], lambda: self.keys(bucket))
        versions, markers = self.versions(bucket)
        self.assertEqual(versions, [made])
        self.assertEqual(len(markers), 1)
        self.s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={
            "Rules": [{"ID": "rest", "Status": "Enabled", "Filter": {"Prefix": ""},
                       "Expiration": {"ExpiredObjectDeleteMarker": True},
                       "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}]})
        self.becomes(([], []), lambda: self.versions(bucket))

    def test_locked_versions_stay(self):
        bucket = "locked-versions"
        self.s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
        held = self.put(bucket, "a", b"held", ObjectLockLegalHoldStatus="ON")
        free = self.put(bucket, "a", b"free")
        newest = self.put(bucket, "a", b"newest")
        self.s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={
            "Rules": [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""},
                       "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}]})
        self.assertEqual(self.versions(bucket), ([newest, free, held], []))
        self.becomes(([newest, held], []), lambda: self.versions(bucket))

    def test_uploads_that_nobody_completes_are_aborted(self):
        bucket = self.bucket("uploads", {
            "Filter": {"Prefix": "a"},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}})
        for key in ("a", "b"):
            upload = self.s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
            self.s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=1, Body=BIG)

        def look():
            page = self.s3.list_multipart_uploads(Bucket=bucket)
            return [each["Key"] for each in page.get("Uploads", [])]

        self.becomes(["b"], look)
        time.sleep(2 * DAY_SECONDS)
        self.assertEqual(look(), ["b"])


if __name__ == "__main__":
    unittest.main()
