"""A pipeline's zones are buckets like others to S3's clients."""

import os
import subprocess

from server import PROGRAM, WireTest


class Zones(WireTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sluice("init", "orders", "--template", "minimal")
        cls.sluice("run", "orders/sluice.yaml")

    @classmethod
    def sluice(cls, *arguments):
        """Beside the server, on its lake."""
        folder = cls.server.folder
        done = subprocess.run(
            [PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, check=False,
            env={"PATH": os.environ["PATH"], "HOME": folder,
                 "SLUICE_LAKE": os.path.join(folder, "lake")})
        if done.returncode != 0:
            raise RuntimeError(f"sluice {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def setUp(self):
        self.s3 = self.client("s3")

    def test_every_bucket_is_encrypted_and_closed(self):
        names = [each["Name"] for each in self.s3.list_buckets()["Buckets"]]
        self.assertLessEqual({"raw", "staging", "curated"}, set(names))
        for name in names:
            encryption = self.s3.get_bucket_encryption(Bucket=name)
            rules = encryption["ServerSideEncryptionConfiguration"]["Rules"]
            self.assertEqual(rules, [{"ApplyServerSideEncryptionByDefault": {
                "SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}])
            block = self.s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
            self.assertEqual(list(block.values()), [True] * 4)
            ownership = self.s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]
            self.assertEqual(ownership["Rules"], [{"ObjectOwnership": "BucketOwnerEnforced"}])

    def test_the_raw_zone_keeps_versions_and_grows_colder(self):
        self.assertEqual(self.s3.get_bucket_versioning(Bucket="raw")["Status"], "Enabled")
        rules = self.s3.get_bucket_lifecycle_configuration(Bucket="raw")["Rules"]
        self.assertEqual(rules, [{
            "ID": "sluice-zone-raw", "Status": "Enabled", "Filter": {"Prefix": ""},
            "Transitions": [{"Days": 90, "StorageClass": "GLACIER_IR"}]}])

    def test_the_staging_zone_expires(self):
        rules = self.s3.get_bucket_lifecycle_configuration(Bucket="staging")["Rules"]
        self.assertEqual(rules, [{"ID": "sluice-zone-staging", "Status": "Enabled",
                                  "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}}])
        with self.refused("NoSuchLifecycleConfiguration", 404):
            self.s3.get_bucket_lifecycle_configuration(Bucket="curated")

    def test_what_clients_read_back_they_can_put(self):
        read = self.s3.get_bucket_lifecycle_configuration(Bucket="raw")
        rules = read["Rules"] + [{"ID": "mine", "Status": "Enabled", "Filter": {"Prefix": "tmp/"},
                                  "Expiration": {"Days": 3}}]
        self.s3.put_bucket_lifecycle_configuration(
            Bucket="raw", LifecycleConfiguration={"Rules": rules})
        self.sluice("run", "orders/sluice.yaml")
        again = self.s3.get_bucket_lifecycle_configuration(Bucket="raw")["Rules"]
        self.assertEqual(sorted(each["ID"] for each in again), ["mine", "sluice-zone-raw"])

    def test_archived_objects_are_restored_by_the_command(self):
        self.s3.create_bucket(Bucket="cold")
        for key in ("a/1", "a/2", "b"):
            self.s3.put_object(Bucket="cold", Key=key, Body=b"x", StorageClass="GLACIER")
        said = self.sluice("restore-objects", "s3://cold/a/", "--days", "2")
        self.assertIn("2 archived objects can be read for 2 days", said)
        for key in ("a/1", "a/2"):
            self.assertEqual(self.s3.get_object(Bucket="cold", Key=key)["Body"].read(), b"x")
        with self.refused("InvalidObjectState", 403):
            self.s3.get_object(Bucket="cold", Key="b")
