import datetime

from s3.world import S3Test, without_metadata
from server import ACCOUNT, REGION


class Buckets(S3Test):
    def test_a_bucket_is_made_found_and_removed(self):
        made = self.s3.create_bucket(Bucket="made")
        self.assertEqual(made["Location"], "/made")
        head = self.s3.head_bucket(Bucket="made")
        self.assertEqual(head["BucketRegion"], REGION)
        answer = self.s3.delete_bucket(Bucket="made")
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 204)
        with self.refused("404", 404):
            self.s3.head_bucket(Bucket="made")
        with self.refused("NoSuchBucket", 404):
            self.s3.delete_bucket(Bucket="made")

    def test_names_are_checked(self):
        lenient = self.client("s3", s3={"addressing_style": "path"})
        lenient.meta.events.unregister("before-parameter-build.s3")
        for name in ["ab", "Upper", "under_score", "a..b", "192.168.0.1", "xn--name",
                     "name-s3alias"]:
            with self.subTest(name), self.refused("InvalidBucketName", 400):
                lenient.create_bucket(Bucket=name)

    def test_a_bucket_made_twice_is_ones_own(self):
        # us-east-1 alone takes it.
        bucket = self.new_bucket()
        self.s3.create_bucket(Bucket=bucket)

    def test_the_location_is_nothing_in_us_east_1(self):
        bucket = self.new_bucket()
        self.assertIsNone(self.s3.get_bucket_location(Bucket=bucket)["LocationConstraint"])

    def test_a_bucket_is_in_the_region_that_it_was_made_for(self):
        bucket = "bucket-in-frankfurt"
        frankfurt = {"LocationConstraint": "eu-central-1"}
        self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=frankfurt)
        location = self.s3.get_bucket_location(Bucket=bucket)["LocationConstraint"]
        self.assertEqual(location, "eu-central-1")
        self.assertEqual(self.s3.head_bucket(Bucket=bucket)["BucketRegion"], "eu-central-1")
        listed = self.s3.list_buckets(BucketRegion="eu-central-1")["Buckets"]
        self.assertEqual([(each["Name"], each["BucketRegion"]) for each in listed],
                         [(bucket, "eu-central-1")])
        with self.refused("BucketAlreadyOwnedByYou", 409):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=frankfurt)
        # us-east-1 has no constraint.
        for place in ["us-east-1", "nowhere-1"]:
            with self.subTest(place), self.refused("InvalidLocationConstraint", 400):
                self.s3.create_bucket(Bucket="bucket-elsewhere",
                                      CreateBucketConfiguration={"LocationConstraint": place})

    def test_a_bucket_with_objects_stays(self):
        bucket = self.new_bucket()
        self.put(bucket, "a")
        with self.refused("BucketNotEmpty", 409):
            self.s3.delete_bucket(Bucket=bucket)

    def test_another_owner_is_refused(self):
        bucket = self.new_bucket()
        self.s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=ACCOUNT)
        with self.refused("AccessDenied", 403):
            self.s3.get_bucket_location(Bucket=bucket, ExpectedBucketOwner="111111111111")

    def test_versioning_is_off_on_and_suspended(self):
        bucket = self.new_bucket()
        self.assertNotIn("Status", self.s3.get_bucket_versioning(Bucket=bucket))
        for status in ["Enabled", "Suspended"]:
            self.s3.put_bucket_versioning(Bucket=bucket,
                                          VersioningConfiguration={"Status": status})
            self.assertEqual(self.s3.get_bucket_versioning(Bucket=bucket)["Status"], status)


class BucketList(S3Test):
    def test_buckets_are_listed_in_pages_by_prefix(self):
        start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=1)
        for number in range(5):
            self.s3.create_bucket(Bucket=f"list-{number}")
        self.s3.create_bucket(Bucket="other")
        everything = self.s3.list_buckets()
        names = [each["Name"] for each in everything["Buckets"]]
        self.assertEqual(names, [f"list-{number}" for number in range(5)] + ["other"])
        self.assertTrue(all(each["CreationDate"] > start for each in everything["Buckets"]))
        self.assertIn("ID", everything["Owner"])
        pages = list(self.s3.get_paginator("list_buckets").paginate(
            Prefix="list-", PaginationConfig={"PageSize": 2}))
        self.assertEqual([[each["Name"] for each in page["Buckets"]] for page in pages],
                         [["list-0", "list-1"], ["list-2", "list-3"], ["list-4"]])


class Defaults(S3Test):
    """Those of AWS since April 2023."""

    def test_a_new_bucket_is_closed_to_the_public(self):
        bucket = self.new_bucket()
        block = self.s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        self.assertEqual(block, {"BlockPublicAcls": True, "IgnorePublicAcls": True,
                                 "BlockPublicPolicy": True, "RestrictPublicBuckets": True})

    def test_a_new_bucket_has_no_acls(self):
        bucket = self.new_bucket()
        controls = self.s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]
        self.assertEqual(controls["Rules"], [{"ObjectOwnership": "BucketOwnerEnforced"}])
        with self.refused("AccessControlListNotSupported", 400):
            self.s3.put_bucket_acl(Bucket=bucket, ACL="public-read")

    def test_a_new_bucket_encrypts(self):
        bucket = self.new_bucket()
        rules = self.s3.get_bucket_encryption(Bucket=bucket)[
            "ServerSideEncryptionConfiguration"]["Rules"]
        self.assertEqual(rules[0]["ApplyServerSideEncryptionByDefault"],
                         {"SSEAlgorithm": "AES256"})
        self.assertEqual(self.put(bucket, "a")["ServerSideEncryption"], "AES256")

    def test_what_was_never_set_has_the_error_of_it(self):
        bucket = self.new_bucket()
        missing = {
            "get_bucket_policy": "NoSuchBucketPolicy",
            "get_bucket_cors": "NoSuchCORSConfiguration",
            "get_bucket_tagging": "NoSuchTagSet",
            "get_bucket_website": "NoSuchWebsiteConfiguration",
            "get_bucket_lifecycle_configuration": "NoSuchLifecycleConfiguration",
            "get_bucket_replication": "ReplicationConfigurationNotFoundError",
            "get_object_lock_configuration": "ObjectLockConfigurationNotFoundError",
        }
        for operation, code in missing.items():
            with self.subTest(operation), self.refused(code, 404):
                getattr(self.s3, operation)(Bucket=bucket)

    def test_what_has_a_standing_value_answers_it(self):
        bucket = self.new_bucket()
        self.assertEqual(self.s3.get_bucket_request_payment(Bucket=bucket)["Payer"], "BucketOwner")
        for operation in ["get_bucket_logging", "get_bucket_accelerate_configuration",
                          "get_bucket_notification_configuration", "get_bucket_versioning"]:
            with self.subTest(operation):
                answer = getattr(self.s3, operation)(Bucket=bucket)
                self.assertEqual(without_metadata(answer), {})
