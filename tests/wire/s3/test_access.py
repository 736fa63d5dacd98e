import json
import urllib.error
import urllib.request

import boto3
import botocore
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from s3.world import S3Test
from server import REGION, policy, statement

EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"


def public_read(bucket):
    return policy({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                   "Resource": f"arn:aws:s3:::{bucket}/*"})


class Access(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()

    def nobody(self):
        """A client that signs nothing."""
        return boto3.client("s3", endpoint_url=self.server.url, region_name=REGION, config=Config(
            signature_version=botocore.UNSIGNED, s3={"addressing_style": "path"},
            retries={"max_attempts": 1}))

    def open_bucket(self):
        self.s3.delete_public_access_block(Bucket=self.bucket)

    def test_strangers_are_refused(self):
        self.put(self.bucket, "a")
        for operation, key in [("get_object", {"Key": "a"}), ("list_objects_v2", {}),
                               ("put_object", {"Key": "b", "Body": b""})]:
            with self.subTest(operation), self.refused("AccessDenied", 403):
                getattr(self.nobody(), operation)(Bucket=self.bucket, **key)

    def test_a_policy_is_kept_and_removed(self):
        document = policy({"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket",
                           "Resource": f"arn:aws:s3:::{self.bucket}"})
        self.s3.put_bucket_policy(Bucket=self.bucket, Policy=document)
        found = self.s3.get_bucket_policy(Bucket=self.bucket)["Policy"]
        self.assertEqual(json.loads(found), json.loads(document))
        self.assertFalse(self.s3.get_bucket_policy_status(Bucket=self.bucket)
                         ["PolicyStatus"]["IsPublic"])
        with self.refused("AccessDenied", 403):
            self.s3.delete_bucket(Bucket=self.bucket)
        self.s3.delete_bucket_policy(Bucket=self.bucket)
        self.s3.delete_bucket(Bucket=self.bucket)

    def test_a_wrong_policy_is_refused(self):
        for text in ["{", "{}", policy({"Effect": "Maybe"}), public_read("another-bucket")]:
            with self.subTest(text), self.refused("MalformedPolicy", 400):
                self.s3.put_bucket_policy(Bucket=self.bucket, Policy=text)

    def test_a_public_policy_needs_the_block_away(self):
        self.put(self.bucket, "a")
        with self.refused("AccessDenied", 403):
            self.s3.put_bucket_policy(Bucket=self.bucket, Policy=public_read(self.bucket))
        self.open_bucket()
        self.s3.put_bucket_policy(Bucket=self.bucket, Policy=public_read(self.bucket))
        self.assertTrue(self.s3.get_bucket_policy_status(Bucket=self.bucket)
                        ["PolicyStatus"]["IsPublic"])
        ask = {"Bucket": self.bucket, "Key": "a"}
        self.assertEqual(self.nobody().get_object(**ask)["Body"].read(), b"text")
        # The block works on what is there already, too.
        self.s3.put_public_access_block(Bucket=self.bucket, PublicAccessBlockConfiguration={
            "BlockPublicAcls": False, "IgnorePublicAcls": False, "BlockPublicPolicy": False,
            "RestrictPublicBuckets": True})
        with self.refused("AccessDenied", 403):
            self.nobody().get_object(**ask)

    def test_acls_work_where_they_are_on(self):
        self.open_bucket()
        with self.refused("AccessControlListNotSupported", 400):
            self.put(self.bucket, "a", ACL="public-read")
        self.s3.put_bucket_ownership_controls(Bucket=self.bucket, OwnershipControls={
            "Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]})
        self.put(self.bucket, "a", ACL="public-read")
        ask = {"Bucket": self.bucket, "Key": "a"}
        self.assertEqual(self.nobody().get_object(**ask)["Body"].read(), b"text")
        grants = self.s3.get_object_acl(**ask)["Grants"]
        self.assertIn(("READ", EVERYBODY), [(each["Permission"], each["Grantee"].get("URI"))
                                            for each in grants])
        self.s3.put_object_acl(**ask, ACL="private")
        with self.refused("AccessDenied", 403):
            self.nobody().get_object(**ask)

    def test_the_acl_of_a_bucket(self):
        self.open_bucket()
        self.s3.put_bucket_ownership_controls(Bucket=self.bucket, OwnershipControls={
            "Rules": [{"ObjectOwnership": "ObjectWriter"}]})
        self.s3.put_bucket_acl(Bucket=self.bucket, ACL="public-read")
        self.nobody().list_objects_v2(Bucket=self.bucket)
        acl = self.s3.get_bucket_acl(Bucket=self.bucket)
        self.assertCountEqual([each["Permission"] for each in acl["Grants"]],
                              ["FULL_CONTROL", "READ"])
        owner = acl["Owner"]
        self.s3.put_bucket_acl(Bucket=self.bucket, AccessControlPolicy={
            "Owner": owner, "Grants": [{"Permission": "FULL_CONTROL", "Grantee": {
                "Type": "CanonicalUser", "ID": owner["ID"]}}]})
        with self.refused("AccessDenied", 403):
            self.nobody().list_objects_v2(Bucket=self.bucket)

    def test_ownership_controls_are_removed(self):
        self.s3.delete_bucket_ownership_controls(Bucket=self.bucket)
        with self.refused("OwnershipControlsNotFoundError", 404):
            self.s3.get_bucket_ownership_controls(Bucket=self.bucket)

    def test_the_block_is_removed(self):
        self.open_bucket()
        with self.refused("NoSuchPublicAccessBlockConfiguration", 404):
            self.s3.get_public_access_block(Bucket=self.bucket)

    def test_a_user_does_what_its_policy_allows(self):
        self.put(self.bucket, "open/a")
        self.put(self.bucket, "closed/a")
        reader = self.s3_of(self.new_user(
            "reader", statement("s3:GetObject", f"arn:aws:s3:::{self.bucket}/open/*")))
        reader.get_object(Bucket=self.bucket, Key="open/a")
        with self.refused("AccessDenied", 403):
            reader.get_object(Bucket=self.bucket, Key="closed/a")
        with self.refused("AccessDenied", 403):
            reader.delete_object(Bucket=self.bucket, Key="open/a")

    def test_a_copy_needs_to_read_its_source(self):
        self.put(self.bucket, "secret")
        writer = self.s3_of(self.new_user(
            "writer", statement("s3:PutObject", f"arn:aws:s3:::{self.bucket}/*")))
        with self.refused("AccessDenied", 403):
            writer.copy_object(Bucket=self.bucket, Key="mine",
                               CopySource={"Bucket": self.bucket, "Key": "secret"})

    def test_a_requester_who_pays_says_so(self):
        self.put(self.bucket, "a")
        self.s3.put_bucket_request_payment(
            Bucket=self.bucket, RequestPaymentConfiguration={"Payer": "Requester"})
        self.s3.get_object(Bucket=self.bucket, Key="a", RequestPayer="requester")


class Signed(S3Test):
    """Links, and who signed wrongly."""

    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()
        # boto3 signs links for us-east-1 by the second version unless it is told otherwise.
        self.s3 = self.s3_of(None, signature_version="s3v4")

    def test_a_link_reads_and_another_writes(self):
        name = {"Bucket": self.bucket, "Key": "a b"}
        put = self.s3.generate_presigned_url("put_object", Params=name)
        request = urllib.request.Request(put, data=b"by link", method="PUT")
        with urllib.request.urlopen(request) as answer:
            self.assertEqual(answer.status, 200)
        get = self.s3.generate_presigned_url("get_object", Params=name)
        with urllib.request.urlopen(get) as got:
            self.assertEqual(got.read(), b"by link")

    def test_a_link_says_in_its_query_what_headers_would(self):
        query = "x-amz-meta-team=a%20b&X-Amz-Storage-Class=GLACIER_IR"
        link = AWSRequest("PUT", f"{self.server.url}/{self.bucket}/a?{query}")
        keys = Credentials(self.server.key, self.server.secret)
        S3SigV4QueryAuth(keys, "s3", REGION).add_auth(link)
        request = urllib.request.Request(link.url, data=b"text", method="PUT")
        with urllib.request.urlopen(request) as answer:
            self.assertEqual(answer.status, 200)
        head = self.s3.head_object(Bucket=self.bucket, Key="a")
        self.assertEqual((head["Metadata"], head["StorageClass"]), ({"team": "a b"}, "GLACIER_IR"))

    def test_a_changed_link_is_refused(self):
        self.put(self.bucket, "a")
        self.put(self.bucket, "b")
        link = self.s3.generate_presigned_url("get_object", {"Bucket": self.bucket, "Key": "a"})
        for changed in [link.replace("/a?", "/b?"), link.replace("Expires=3600", "Expires=7200")]:
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(changed)
            self.assertEqual(caught.exception.code, 403)
            self.assertIn(b"<Code>SignatureDoesNotMatch</Code>", caught.exception.read())
            caught.exception.close()

    def test_wrong_keys_are_refused(self):
        with self.refused("InvalidAccessKeyId", 403):
            self.s3_of(self.session("AKIAUNKNOWN0000000", "s" * 40)).list_buckets()
        with self.refused("SignatureDoesNotMatch", 403):
            self.s3_of(self.session(secret="s" * 40)).list_buckets()
