"""What a bucket is told, it answers; what AWS refuses, it refuses."""

from s3.world import S3Test, without_metadata
from server import policy


class Configurations(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()

    def test_tags_are_kept_and_removed(self):
        tags = [{"Key": "team", "Value": "lake"}, {"Key": "empty", "Value": ""}]
        self.s3.put_bucket_tagging(Bucket=self.bucket, Tagging={"TagSet": tags})
        found = self.s3.get_bucket_tagging(Bucket=self.bucket)["TagSet"]
        self.assertCountEqual(found, tags)
        self.s3.delete_bucket_tagging(Bucket=self.bucket)
        with self.refused("NoSuchTagSet", 404):
            self.s3.get_bucket_tagging(Bucket=self.bucket)
        with self.refused("InvalidTag", 400):
            self.s3.put_bucket_tagging(Bucket=self.bucket, Tagging={"TagSet": [tags[0], tags[0]]})

    def test_cors_is_kept_and_removed(self):
        rule = {"ID": "web", "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["*"],
                "AllowedOrigins": ["https://*.example.com"], "ExposeHeaders": ["ETag"],
                "MaxAgeSeconds": 60}
        self.s3.put_bucket_cors(Bucket=self.bucket, CORSConfiguration={"CORSRules": [rule]})
        self.assertEqual(self.s3.get_bucket_cors(Bucket=self.bucket)["CORSRules"], [rule])
        with self.refused("InvalidRequest", 400):
            self.s3.put_bucket_cors(Bucket=self.bucket, CORSConfiguration={
                "CORSRules": [{**rule, "AllowedMethods": ["PATCH"]}]})
        self.s3.delete_bucket_cors(Bucket=self.bucket)
        with self.refused("NoSuchCORSConfiguration", 404):
            self.s3.get_bucket_cors(Bucket=self.bucket)

    def test_encryption_is_kept_and_goes_back_to_the_default(self):
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"},
                "BucketKeyEnabled": True}
        self.s3.put_bucket_encryption(
            Bucket=self.bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
        found = self.s3.get_bucket_encryption(Bucket=self.bucket)
        found = found["ServerSideEncryptionConfiguration"]["Rules"][0]
        self.assertEqual(found["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "aws:kms")
        self.assertTrue(found["BucketKeyEnabled"])
        self.s3.delete_bucket_encryption(Bucket=self.bucket)
        found = self.s3.get_bucket_encryption(Bucket=self.bucket)
        found = found["ServerSideEncryptionConfiguration"]["Rules"][0]
        self.assertEqual(found["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")

    def test_lifecycle_is_kept_and_removed(self):
        rules = [{"ID": "raw", "Status": "Enabled", "Filter": {"Prefix": "raw/"},
                  "Transitions": [{"Days": 90, "StorageClass": "GLACIER_IR"}],
                  "NoncurrentVersionExpiration": {"NoncurrentDays": 30}},
                 {"ID": "staging", "Status": "Disabled",
                  "Filter": {"And": {"Prefix": "staging/",
                                     "Tags": [{"Key": "keep", "Value": "no"}]}},
                  "Expiration": {"Days": 1}},
                 {"ID": "parts", "Status": "Enabled", "Filter": {"Prefix": ""},
                  "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]
        self.s3.put_bucket_lifecycle_configuration(Bucket=self.bucket,
                                                   LifecycleConfiguration={"Rules": rules})
        found = self.s3.get_bucket_lifecycle_configuration(Bucket=self.bucket)
        self.assertEqual(found["Rules"], rules)
        self.s3.delete_bucket_lifecycle(Bucket=self.bucket)
        with self.refused("NoSuchLifecycleConfiguration", 404):
            self.s3.get_bucket_lifecycle_configuration(Bucket=self.bucket)

    def test_lifecycle_of_no_day_is_refused(self):
        with self.refused("InvalidArgument", 400):
            self.s3.put_bucket_lifecycle_configuration(Bucket=self.bucket, LifecycleConfiguration={
                "Rules": [{"Status": "Enabled", "Filter": {"Prefix": ""},
                           "Expiration": {"Days": 0}}]})

    def test_an_object_says_when_it_expires(self):
        self.s3.put_bucket_lifecycle_configuration(Bucket=self.bucket, LifecycleConfiguration={
            "Rules": [{"ID": "soon", "Status": "Enabled", "Filter": {"Prefix": "tmp/"},
                       "Expiration": {"Days": 1}}]})
        self.assertIn('rule-id="soon"', self.put(self.bucket, "tmp/a")["Expiration"])
        self.assertNotIn("Expiration", self.put(self.bucket, "a"))

    def test_a_website_is_kept_and_removed(self):
        website = {"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "e.html"}}
        self.s3.put_bucket_website(Bucket=self.bucket, WebsiteConfiguration=website)
        found = without_metadata(self.s3.get_bucket_website(Bucket=self.bucket))
        self.assertEqual(found, website)
        self.s3.delete_bucket_website(Bucket=self.bucket)
        with self.refused("NoSuchWebsiteConfiguration", 404):
            self.s3.get_bucket_website(Bucket=self.bucket)

    def test_logging_is_kept_where_logs_may_be_written(self):
        may_write = {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"},
                     "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{self.bucket}/*"}
        self.s3.put_bucket_policy(Bucket=self.bucket, Policy=policy(may_write))
        enabled = {"TargetBucket": self.bucket, "TargetPrefix": "log/"}
        self.s3.put_bucket_logging(Bucket=self.bucket,
                                   BucketLoggingStatus={"LoggingEnabled": enabled})
        found = self.s3.get_bucket_logging(Bucket=self.bucket)["LoggingEnabled"]
        self.assertEqual({name: found[name] for name in enabled}, enabled)
        self.s3.put_bucket_logging(Bucket=self.bucket, BucketLoggingStatus={})
        self.assertNotIn("LoggingEnabled", self.s3.get_bucket_logging(Bucket=self.bucket))
        with self.refused("InvalidTargetBucketForLogging", 400):
            self.s3.put_bucket_logging(Bucket=self.bucket, BucketLoggingStatus={
                "LoggingEnabled": {"TargetBucket": "absent", "TargetPrefix": ""}})

    def test_request_payment_is_kept(self):
        self.s3.put_bucket_request_payment(
            Bucket=self.bucket, RequestPaymentConfiguration={"Payer": "Requester"})
        self.assertEqual(self.s3.get_bucket_request_payment(Bucket=self.bucket)["Payer"],
                         "Requester")

    def test_acceleration_is_kept(self):
        self.s3.put_bucket_accelerate_configuration(
            Bucket=self.bucket, AccelerateConfiguration={"Status": "Enabled"})
        found = self.s3.get_bucket_accelerate_configuration(Bucket=self.bucket)
        self.assertEqual(found["Status"], "Enabled")

    def test_a_target_of_notifications_that_is_not_there_is_refused(self):
        targets = [
            {"QueueConfigurations": [{"QueueArn": "arn:aws:sqs:us-east-1:000000000000:q",
                                      "Events": ["s3:ObjectCreated:*"]}]},
            {"TopicConfigurations": [{"TopicArn": "arn:aws:sns:us-east-1:000000000000:t",
                                      "Events": ["s3:ObjectRemoved:*"]}]}]
        for target in targets:
            with self.subTest(target), self.refused("InvalidArgument", 400):
                self.s3.put_bucket_notification_configuration(
                    Bucket=self.bucket, NotificationConfiguration=target)

    def test_notifications_to_eventbridge_are_kept(self):
        self.s3.put_bucket_notification_configuration(
            Bucket=self.bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
        found = self.s3.get_bucket_notification_configuration(Bucket=self.bucket)
        self.assertEqual(found["EventBridgeConfiguration"], {})

    def test_replication_is_not_there_and_says_so(self):
        with self.refused("ReplicationConfigurationNotFoundError", 404):
            self.s3.get_bucket_replication(Bucket=self.bucket)
        self.s3.delete_bucket_replication(Bucket=self.bucket)


class Listed(S3Test):
    """Configurations of which a bucket has many, by id."""

    def check(self, kind, member, listed, document):
        bucket = self.new_bucket()
        call = lambda verb: getattr(self.s3, f"{verb}_bucket_{kind}_configuration")
        for name in ["one", "two"]:
            call("put")(Bucket=bucket, Id=name, **{member: {"Id": name, **document}})
        self.assertEqual(call("get")(Bucket=bucket, Id="one")[member], {"Id": "one", **document})
        found = getattr(self.s3, f"list_bucket_{kind}_configurations")(Bucket=bucket)
        self.assertEqual([each["Id"] for each in found[listed]], ["one", "two"])
        self.assertFalse(found["IsTruncated"])
        call("delete")(Bucket=bucket, Id="one")
        with self.refused("NoSuchConfiguration", 404):
            call("get")(Bucket=bucket, Id="one")
        with self.refused("InvalidArgument", 400):
            call("put")(Bucket=bucket, Id="x", **{member: {"Id": "y", **document}})

    def test_metrics(self):
        # put_bucket_metrics_configuration, get_, list_, delete_
        self.check("metrics", "MetricsConfiguration", "MetricsConfigurationList",
                   {"Filter": {"Prefix": "raw/"}})

    def test_analytics(self):
        # put_bucket_analytics_configuration, get_, list_, delete_
        self.check("analytics", "AnalyticsConfiguration", "AnalyticsConfigurationList",
                   {"StorageClassAnalysis": {}})

    def test_inventory(self):
        # put_bucket_inventory_configuration, get_, list_, delete_
        self.check("inventory", "InventoryConfiguration", "InventoryConfigurationList", {
            "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::inventory",
                                                    "Format": "CSV"}},
            "IsEnabled": True, "IncludedObjectVersions": "Current",
            "Schedule": {"Frequency": "Daily"}})

    def test_intelligent_tiering(self):
        # put_bucket_intelligent_tiering_configuration, get_, list_, delete_
        self.check("intelligent_tiering", "IntelligentTieringConfiguration",
                   "IntelligentTieringConfigurationList",
                   {"Status": "Enabled",
                    "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}]})
