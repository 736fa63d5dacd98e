"""Inventories, as S3 delivers them."""

import concurrent.futures
import csv
import gzip
import hashlib
import io
import json
import time
import unittest
import urllib.parse

import duckdb

from s3.world import DeliveryTest
from server import ACCOUNT, policy

DAY_SECONDS = 2


class Inventories(DeliveryTest):
    arguments = ("--lifecycle-day", str(DAY_SECONDS))
    fields = ["Size", "LastModifiedDate", "ETag", "StorageClass", "IsMultipartUploaded",
              "EncryptionStatus", "ChecksumAlgorithm", "ObjectOwner"]

    def inventory(self, source, target, frequency="Daily", **options):
        destination = {"Bucket": f"arn:aws:s3:::{target}", "Format": options.pop("Format", "CSV"),
                       "Prefix": "to", **options.pop("Destination", {})}
        self.s3.put_bucket_inventory_configuration(
            Bucket=source, Id="all", InventoryConfiguration={
                "Id": "all", "IsEnabled": True, "IncludedObjectVersions": "Current",
                "Destination": {"S3BucketDestination": destination},
                "Schedule": {"Frequency": frequency}, "OptionalFields": self.fields, **options})
        # Days are short: it would be delivered all the time.
        self.addCleanup(self.s3.delete_bucket_inventory_configuration, Bucket=source, Id="all")

    def put_many(self, bucket, objects):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda each: self.put(bucket, *each), objects))

    def buckets(self):
        source, target = self.new_bucket(), self.new_bucket()
        self.let_in(target, "s3.amazonaws.com",
                    ArnLike={"aws:SourceArn": f"arn:aws:s3:::{source}"},
                    StringEquals={"aws:SourceAccount": ACCOUNT,
                                  "s3:x-amz-acl": "bucket-owner-full-control"})
        return source, target

    def manifests(self, source, target):
        return [key for key in self.keys(target, Prefix=f"to/{source}/all/2")
                if key.endswith("/manifest.json")]

    def manifest(self, source, target):
        keys = self.eventually(lambda: self.manifests(source, target))
        text = self.read(target, keys[0])
        checksum = self.read(target, keys[0].replace("manifest.json", "manifest.checksum"))
        self.assertEqual(checksum.decode(), hashlib.md5(text).hexdigest())
        self.assertRegex(keys[0], rf"^to/{source}/all/\d{{4}}-\d\d-\d\dT\d\d-\d\dZ/manifest.json$")
        return json.loads(text)

    def data(self, target, manifest):
        bodies = []
        for file in manifest["files"]:
            body = self.read(target, file["key"])
            self.assertEqual(len(body), file["size"])
            self.assertEqual(hashlib.md5(body).hexdigest(), file["MD5checksum"])
            bodies.append(body)
        return bodies

    def rows(self, target, manifest):
        names = manifest["fileSchema"].split(", ")
        text = b"".join(gzip.decompress(body) for body in self.data(target, manifest)).decode()
        return [dict(zip(names, row, strict=True)) for row in csv.reader(io.StringIO(text))]

    def test_a_list_in_csv_equals_a_listing(self):
        source, target = self.buckets()
        self.put_many(source, [(f"a/{i:04}", b"x" * (i % 7)) for i in range(1003)])
        self.put(source, "a/ü b+", StorageClass="STANDARD_IA")
        self.put(source, "other")
        self.inventory(source, target, Filter={"Prefix": "a/"})
        manifest = self.manifest(source, target)
        self.assertEqual(
            {name: manifest[name] for name in ("sourceBucket", "destinationBucket", "version",
                                               "fileFormat", "fileSchema")},
            {"sourceBucket": source, "destinationBucket": f"arn:aws:s3:::{target}",
             "version": "2016-11-30", "fileFormat": "CSV",
             "fileSchema": "Bucket, Key, " + ", ".join(self.fields)})
        self.assertLess(abs(int(manifest["creationTimestamp"]) / 1000 - time.time()), 60)
        listed = [each for page in self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=source, Prefix="a/") for each in page["Contents"]]
        rows = self.rows(target, manifest)
        self.assertEqual(len(rows), 1004)
        self.assertEqual(
            [(row["Bucket"], urllib.parse.unquote(row["Key"]), int(row["Size"]), row["ETag"],
              row["StorageClass"], row["LastModifiedDate"]) for row in rows],
            [(source, each["Key"], each["Size"], each["ETag"].strip('"'), each["StorageClass"],
              each["LastModified"].strftime("%Y-%m-%dT%H:%M:%S.000Z")) for each in listed])
        self.assertEqual({row["EncryptionStatus"] for row in rows}, {"SSE-S3"})
        owner = self.s3.list_buckets()["Owner"]["ID"]
        self.assertEqual({row["ObjectOwner"] for row in rows}, {owner})
        links = [key for key in self.keys(target, Prefix=f"to/{source}/all/hive/dt=")]
        self.assertTrue(links[0].endswith("/symlink.txt"))
        self.assertRegex(self.read(target, links[0]).decode(),
                         rf"^s3://{target}/to/{source}/all/data/[0-9a-f-]{{36}}\.csv\.gz\n$")

    def test_all_versions_are_told_with_markers(self):
        source, target = self.buckets()
        self.s3.put_bucket_versioning(Bucket=source,
                                      VersioningConfiguration={"Status": "Enabled"})
        made = [self.put(source, "a", body)["VersionId"] for body in (b"1", b"22")]
        marker = self.s3.delete_object(Bucket=source, Key="a")["VersionId"]
        self.inventory(source, target, IncludedObjectVersions="All")
        rows = self.rows(target, self.manifest(source, target))
        self.assertEqual(
            [(row["VersionId"], row["IsLatest"], row["IsDeleteMarker"], row["Size"])
             for row in rows],
            [(marker, "true", "true", ""), (made[1], "false", "false", "2"),
             (made[0], "false", "false", "1")])

    def test_an_empty_bucket_has_a_manifest_without_files(self):
        source, target = self.buckets()
        self.inventory(source, target)
        self.assertEqual(self.manifest(source, target)["files"], [])

    def test_a_list_in_parquet_is_read_by_others(self):
        source, target = self.buckets()
        self.put_many(source, [(f"k{i:03}/ü", b"x" * i) for i in range(100)])
        self.s3.put_object(Bucket=source, Key="locked", Body=b"1", StorageClass="GLACIER_IR")
        self.fields = [*Inventories.fields, "ObjectLockRetainUntilDate", "ObjectLockMode",
                       "ObjectAccessControlList", "LifecycleExpirationDate"]
        self.inventory(source, target, Format="Parquet", IncludedObjectVersions="All")
        manifest = self.manifest(source, target)
        self.assertTrue(manifest["fileSchema"].startswith(
            "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); "
            "optional binary version_id (UTF8); optional boolean is_latest; optional boolean "
            "is_delete_marker; optional int64 size; optional int64 last_modified_date "
            "(TIMESTAMP_MILLIS); optional binary e_tag (UTF8);"), manifest["fileSchema"])
        path = f"{self.server.folder}/{source}.parquet"
        with open(path, "wb") as file:
            file.write(self.data(target, manifest)[0])
        listed = self.s3.list_objects_v2(Bucket=source)["Contents"]
        rows = duckdb.sql(
            "SELECT bucket, key, size, e_tag, epoch(last_modified_date)::BIGINT, storage_class, "
            f"is_latest, object_lock_mode, version_id FROM '{path}'").fetchall()
        self.assertEqual(rows, [
            (source, each["Key"], each["Size"], each["ETag"].strip('"'),
             int(each["LastModified"].timestamp()), each["StorageClass"], True, None, None)
            for each in listed])

    def test_every_day_has_one_and_failures_are_tried_again(self):
        source, target = self.buckets()
        self.s3.delete_bucket_policy(Bucket=target)
        self.put(source, "a")
        self.inventory(source, target)
        time.sleep(2)
        self.assertEqual(self.keys(target), [])
        self.let_in(target, "s3.amazonaws.com")
        self.assertTrue(self.eventually(lambda: self.manifests(source, target)))
        data = lambda: self.keys(target, Prefix=f"to/{source}/all/data/")
        count = len(data())
        self.assertTrue(self.eventually(lambda: len(data()) >= count + 2))

    def test_a_week_has_one_whatever_restarts(self):
        source, target = self.buckets()
        self.put(source, "a")
        week = 7 * DAY_SECONDS
        self.inventory(source, target, frequency="Weekly")
        self.assertTrue(self.eventually(lambda: self.manifests(source, target)))
        start = time.time()
        self.server.process.terminate()
        self.server.process.wait(timeout=30)
        self.server.start()
        data = lambda: self.keys(target, Prefix=f"to/{source}/all/data/")
        time.sleep(2 * DAY_SECONDS)
        # One a week: a new one began at most once meanwhile.
        self.assertLessEqual(len(data()), 1 + int((time.time() - start) // week) + 1)

    def test_it_may_be_encrypted_by_a_key_that_lets_s3_in(self):
        source, target = self.buckets()
        statements = [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                       "Action": "kms:*", "Resource": "*"}]
        key = self.client("kms").create_key(Policy=policy(*statements))["KeyMetadata"]
        self.put(source, "a")
        self.inventory(source, target, Destination={"Encryption": {
            "SSEKMS": {"KeyId": key["Arn"]}}})
        time.sleep(2)
        self.assertEqual(self.keys(target), [])
        statements.append({"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
                           "Action": "kms:GenerateDataKey", "Resource": "*",
                           "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{source}"}}})
        self.client("kms").put_key_policy(KeyId=key["KeyId"], PolicyName="default",
                                          Policy=policy(*statements))
        found = self.eventually(lambda: self.manifests(source, target))
        head = self.s3.head_object(Bucket=target, Key=found[0])
        self.assertEqual(head["SSEKMSKeyId"], key["Arn"])

    def test_what_nobody_writes_here_is_refused(self):
        source, target = self.buckets()
        with self.refused("NotImplemented", 501):
            self.inventory(source, target, Format="ORC")
        self.fields = ["IntelligentTieringReferenceDate"]
        with self.refused("NotImplemented", 501):
            self.inventory(source, target)


if __name__ == "__main__":
    unittest.main()
