import datetime
import time

from s3.world import S3Test


def later(**span):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**span)


class Lock(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket(ObjectLockEnabledForBucket=True)

    def locked(self, mode, **span):
        put = self.put(self.bucket, "a", ObjectLockMode=mode,
                       ObjectLockRetainUntilDate=later(**span))
        return {"Bucket": self.bucket, "Key": "a", "VersionId": put["VersionId"]}

    def test_a_locked_bucket_is_versioned_and_stays_so(self):
        self.assertEqual(self.s3.get_bucket_versioning(Bucket=self.bucket)["Status"], "Enabled")
        with self.refused("InvalidBucketState", 409):
            self.s3.put_bucket_versioning(Bucket=self.bucket,
                                          VersioningConfiguration={"Status": "Suspended"})

    def test_the_default_of_the_bucket_is_kept_and_used(self):
        configuration = {"ObjectLockEnabled": "Enabled",
                         "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
        self.s3.put_object_lock_configuration(Bucket=self.bucket,
                                              ObjectLockConfiguration=configuration)
        found = self.s3.get_object_lock_configuration(Bucket=self.bucket)
        self.assertEqual(found["ObjectLockConfiguration"], configuration)
        self.put(self.bucket, "a")
        head = self.s3.head_object(Bucket=self.bucket, Key="a")
        self.assertEqual(head["ObjectLockMode"], "GOVERNANCE")
        self.assertGreater(head["ObjectLockRetainUntilDate"], later(hours=23))

    def test_a_bucket_without_lock_takes_no_retention(self):
        plain = self.new_bucket()
        with self.refused("InvalidRequest", 400):
            self.put(plain, "a", ObjectLockMode="GOVERNANCE",
                     ObjectLockRetainUntilDate=later(days=1))

    def test_governance_is_bypassed_by_who_may(self):
        version = self.locked("GOVERNANCE", days=1)
        with self.refused("AccessDenied", 403):
            self.s3.delete_object(**version)
        self.s3.delete_object(**version, BypassGovernanceRetention=True)

    def test_compliance_is_not(self):
        version = self.locked("COMPLIANCE", seconds=2)
        with self.refused("AccessDenied", 403):
            self.s3.delete_object(**version, BypassGovernanceRetention=True)
        with self.refused("AccessDenied", 403):
            self.s3.put_object_retention(
                **version, BypassGovernanceRetention=True,
                Retention={"Mode": "COMPLIANCE", "RetainUntilDate": later(seconds=1)})
        time.sleep(2.1)
        self.s3.delete_object(**version)

    def test_a_marker_may_be_put_above(self):
        self.locked("COMPLIANCE", seconds=1)
        self.assertTrue(self.s3.delete_object(Bucket=self.bucket, Key="a")["DeleteMarker"])

    def test_retention_is_extended(self):
        version = self.locked("COMPLIANCE", seconds=1)
        until = later(seconds=2).replace(microsecond=0)
        self.s3.put_object_retention(
            **version, Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until})
        found = self.s3.get_object_retention(**version)["Retention"]
        self.assertEqual((found["Mode"], found["RetainUntilDate"]), ("COMPLIANCE", until))

    def test_a_legal_hold_holds(self):
        put = self.put(self.bucket, "a", ObjectLockLegalHoldStatus="ON")
        version = {"Bucket": self.bucket, "Key": "a", "VersionId": put["VersionId"]}
        self.assertEqual(self.s3.get_object_legal_hold(**version)["LegalHold"]["Status"], "ON")
        with self.refused("AccessDenied", 403):
            self.s3.delete_object(**version, BypassGovernanceRetention=True)
        self.s3.put_object_legal_hold(**version, LegalHold={"Status": "OFF"})
        self.s3.delete_object(**version)


class Archive(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()

    def test_archived_objects_are_restored_before_they_are_read(self):
        for storage_class in ["GLACIER", "DEEP_ARCHIVE"]:
            with self.subTest(storage_class):
                self.put(self.bucket, "a", StorageClass=storage_class)
                with self.refused("InvalidObjectState", 403):
                    self.read(self.bucket, "a")
                with self.refused("InvalidObjectState", 403):
                    self.s3.copy_object(Bucket=self.bucket, Key="b",
                                        CopySource={"Bucket": self.bucket, "Key": "a"})
                self.s3.restore_object(Bucket=self.bucket, Key="a", RestoreRequest={
                    "Days": 1, "GlacierJobParameters": {"Tier": "Standard"}})
                self.assertEqual(self.read(self.bucket, "a"), b"text")
                head = self.s3.head_object(Bucket=self.bucket, Key="a")
                self.assertIn('ongoing-request="false"', head["Restore"])
                self.assertEqual(head["StorageClass"], storage_class)

    def test_the_other_classes_are_read_at_once(self):
        for storage_class in ["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"]:
            self.put(self.bucket, storage_class, StorageClass=storage_class)
            got = self.s3.get_object(Bucket=self.bucket, Key=storage_class)
            self.assertEqual((got["Body"].read(), got["StorageClass"]), (b"text", storage_class))
        with self.refused("InvalidStorageClass", 400):
            self.put(self.bucket, "a", StorageClass="ATTIC")

    def test_only_archived_objects_are_restored(self):
        self.put(self.bucket, "a")
        with self.refused("InvalidObjectState", 403):
            self.s3.restore_object(Bucket=self.bucket, Key="a", RestoreRequest={"Days": 1})
