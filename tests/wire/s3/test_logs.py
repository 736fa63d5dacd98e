"""Server access logs, as S3 delivers them."""

import re
import signal
import time
import unittest
import urllib.request

import botocore.exceptions

from s3.world import PART_BYTES, DeliveryTest
from server import ACCOUNT, policy

LOG_SECONDS = 0.5

# The fields of https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
LINE = re.compile(
    r'(?P<owner>\S+) (?P<bucket>\S+) \[(?P<time>[^\]]+)\] (?P<ip>\S+) (?P<requester>\S+) '
    r'(?P<request>\S+) (?P<operation>\S+) (?P<key>\S+) "(?P<uri>[^"]*)" (?P<status>\S+) '
    r'(?P<error>\S+) (?P<sent>\S+) (?P<size>\S+) (?P<total>\d+) (?P<turn>\d+) '
    r'"(?P<referrer>[^"]*)" "(?P<agent>[^"]*)" (?P<version>\S+) (?P<host_id>\S+) '
    r'(?P<signature>\S+) (?P<cipher>\S+) (?P<auth>\S+) (?P<host>\S+) (?P<tls>\S+) '
    r'(?P<access_point>\S+) (?P<acl>\S+)( \S+)?')


class AccessLogs(DeliveryTest):
    arguments = ("--log-delivery", str(LOG_SECONDS))

    def logged_bucket(self, prefix="log/", **options):
        source, target = self.new_bucket(), self.new_bucket()
        self.let_in(target, "logging.s3.amazonaws.com", prefix,
                    ArnLike={"aws:SourceArn": f"arn:aws:s3:::{source}"},
                    StringEquals={"aws:SourceAccount": ACCOUNT})
        self.s3.put_bucket_logging(Bucket=source, BucketLoggingStatus={"LoggingEnabled": {
            "TargetBucket": target, "TargetPrefix": prefix, **options}})
        return source, target

    def setUp(self):
        super().setUp()
        self.known = {}  # lines by target and key: what was delivered stays

    def lines(self, target):
        for key in self.keys(target):
            if (target, key) in self.known:
                continue
            found = self.known[target, key] = []
            for line in self.read(target, key).decode("ascii").splitlines():
                match = LINE.fullmatch(line)
                self.assertIsNotNone(match, line)
                found.append(match.groupdict())
        return [line for (bucket, _), lines in self.known.items() if bucket == target
                for line in lines]

    def line_of(self, target, answer):
        """The line about the request that got this answer."""
        wanted = answer["ResponseMetadata"]["RequestId"]
        found = self.eventually(
            lambda: [line for line in self.lines(target) if line["request"] == wanted])
        self.assertEqual(len(found), 1)
        return found[0]

    def test_a_request_becomes_a_line_in_the_target(self):
        source, target = self.logged_bucket()
        put = self.put(source, "a b/ü.txt", b"12345")
        got = self.s3.get_object(Bucket=source, Key="a b/ü.txt", Range="bytes=1-3")
        got["Body"].read()
        line = self.line_of(target, put)
        owner = self.s3.list_buckets()["Owner"]["ID"]
        self.assertEqual({name: line[name] for name in (
            "owner", "bucket", "ip", "requester", "operation", "key", "status", "error", "sent",
            "size", "referrer", "version", "signature", "cipher", "auth", "tls", "access_point",
            "acl")}, {
            "owner": owner, "bucket": source, "ip": "127.0.0.1", "requester": owner,
            "operation": "REST.PUT.OBJECT", "key": "a%2520b/%25C3%25BC.txt", "status": "200",
            "error": "-", "sent": "-", "size": "5", "referrer": "-", "version": "-",
            "signature": "SigV4", "cipher": "-", "auth": "AuthHeader", "tls": "-",
            "access_point": "-", "acl": "-"})
        self.assertEqual(line["uri"], f"PUT /{source}/a%20b/%C3%BC.txt HTTP/1.1")
        self.assertIn("Boto3", line["agent"])
        self.assertEqual(line["host"], f"127.0.0.1:{self.server.port}")
        self.assertEqual(line["host_id"],
                         put["ResponseMetadata"]["HTTPHeaders"]["x-amz-id-2"])
        age = time.time() - time.mktime(time.strptime(line["time"], "%d/%b/%Y:%H:%M:%S +0000"))
        self.assertLess(abs(age + time.timezone), 60)
        line = self.line_of(target, got)
        self.assertEqual((line["operation"], line["status"], line["sent"], line["size"]),
                         ("REST.GET.OBJECT", "206", "3", "5"))
        for key in self.keys(target):
            self.assertRegex(key, r"^log/\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-[0-9A-F]{16}$")

    def test_operations_are_named_as_aws_names_them(self):
        source, target = self.logged_bucket()
        self.put(source, "a")
        upload = self.s3.create_multipart_upload(Bucket=source, Key="m")["UploadId"]
        named = {"Bucket": source, "Key": "m", "UploadId": upload}
        part = self.s3.upload_part(**named, PartNumber=1, Body=b"x" * PART_BYTES)
        whole = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
        made = {
            "REST.PUT.PART": part,
            "REST.GET.UPLOAD": self.s3.list_parts(**named),
            "REST.POST.UPLOAD": self.s3.complete_multipart_upload(**named, MultipartUpload=whole),
            "REST.COPY.OBJECT": self.s3.copy_object(Bucket=source, Key="c",
                                                    CopySource=f"{source}/a"),
            "REST.HEAD.OBJECT": self.s3.head_object(Bucket=source, Key="a"),
            "REST.HEAD.BUCKET": self.s3.head_bucket(Bucket=source),
            "REST.GET.BUCKET": self.s3.list_objects_v2(Bucket=source),
            "REST.GET.BUCKETVERSIONS": self.s3.list_object_versions(Bucket=source),
            "REST.GET.VERSIONING": self.s3.get_bucket_versioning(Bucket=source),
            "REST.GET.LOGGING_STATUS": self.s3.get_bucket_logging(Bucket=source),
            "REST.POST.MULTI_OBJECT_DELETE": self.s3.delete_objects(
                Bucket=source, Delete={"Objects": [{"Key": "c"}]}),
            "REST.DELETE.OBJECT": self.s3.delete_object(Bucket=source, Key="a"),
        }
        for operation, answer in made.items():
            with self.subTest(operation):
                line = self.line_of(target, answer)
                self.assertEqual(line["operation"], operation)
        self.assertEqual(self.line_of(target, made["REST.POST.UPLOAD"])["size"], str(PART_BYTES))
        self.assertEqual(self.line_of(target, made["REST.HEAD.OBJECT"])["sent"], "-")

    def test_requests_that_are_refused_are_told_of(self):
        source, target = self.logged_bucket()
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            self.s3.get_object(Bucket=source, Key="absent")
        line = self.line_of(target, caught.exception.response)
        self.assertEqual((line["status"], line["error"]), ("404", "NoSuchKey"))
        stranger = self.s3_of(self.session(secret="wrong"))
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            stranger.get_object(Bucket=source, Key="absent")
        line = self.line_of(target, caught.exception.response)
        self.assertEqual((line["status"], line["error"], line["requester"], line["operation"],
                          line["key"]),
                         ("403", "SignatureDoesNotMatch", "-", "REST.GET.OBJECT", "absent"))

    def test_a_user_is_named_by_arn(self):
        source, target = self.logged_bucket()
        user = self.new_user("reader", {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
        line = self.line_of(target, self.s3_of(user).list_objects_v2(Bucket=source))
        self.assertEqual(line["requester"], f"arn:aws:iam::{ACCOUNT}:user/reader")

    def test_a_link_leaves_no_secret(self):
        source, target = self.logged_bucket()
        self.put(source, "a", b"12345")
        client = self.client("s3", signature_version="s3v4", s3={"addressing_style": "path"})
        link = client.generate_presigned_url("get_object", {"Bucket": source, "Key": "a"})
        request = urllib.request.Request(link, headers={"Referer": link, "User-Agent": 'q"x'})
        with urllib.request.urlopen(request) as answer:
            answer.read()
        line = self.line_of(target, {"ResponseMetadata": {
            "RequestId": answer.headers["x-amz-request-id"]}})
        self.assertEqual((line["auth"], line["agent"]), ("QueryString", "q%22x"))
        for field in ("uri", "referrer"):
            self.assertIn("X-Amz-Signature=REDACTED", line[field])
            self.assertIn("X-Amz-Credential", line[field])

    def test_keys_may_be_partitioned(self):
        for source_of_date in ("EventTime", "DeliveryTime"):
            with self.subTest(source_of_date):
                source, target = self.logged_bucket("", TargetObjectKeyFormat={
                    "PartitionedPrefix": {"PartitionDateSource": source_of_date}})
                self.put(source, "a")
                key = self.eventually(lambda target=target: self.keys(target))[0]
                hour = "00-00-00" if source_of_date == "EventTime" else r"\d\d-\d\d-\d\d"
                self.assertRegex(key, rf"^{ACCOUNT}/us-east-1/{source}/\d{{4}}/\d\d/\d\d/"
                                      rf"\d{{4}}-\d\d-\d\d-{hour}-[0-9A-F]{{16}}$")

    def test_a_target_that_was_closed_gets_nothing(self):
        source, target = self.logged_bucket()
        other, open_target = self.logged_bucket()
        self.s3.delete_bucket_policy(Bucket=target)
        self.put(source, "a")
        self.line_of(open_target, self.put(other, "a"))
        self.assertEqual(self.keys(target), [])

    def test_the_targets_default_encryption_applies(self):
        source, target = self.logged_bucket()
        key = self.client("kms").create_key(Policy=policy(
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
             "Action": "kms:*", "Resource": "*"},
            {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"},
             "Action": ["kms:GenerateDataKey*", "kms:Decrypt"], "Resource": "*"}))
        arn = key["KeyMetadata"]["Arn"]
        self.s3.put_bucket_encryption(Bucket=target, ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {
                "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn}}]})
        self.put(source, "a")
        found = self.eventually(lambda: self.keys(target))
        self.assertEqual(self.s3.head_object(Bucket=target, Key=found[0])["SSEKMSKeyId"], arn)

    def test_the_log_delivery_group_is_let_in_by_acl(self):
        source = self.new_bucket()
        target = self.new_bucket(ObjectOwnership="ObjectWriter")
        self.s3.put_bucket_acl(Bucket=target, ACL="log-delivery-write")
        grant = {"Grantee": {"Type": "Group",
                             "URI": "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"},
                 "Permission": "READ"}
        self.s3.put_bucket_logging(Bucket=source, BucketLoggingStatus={"LoggingEnabled": {
            "TargetBucket": target, "TargetPrefix": "", "TargetGrants": [grant]}})
        self.put(source, "a")
        key = self.eventually(lambda: self.keys(target))[0]
        grants = self.s3.get_object_acl(Bucket=target, Key=key)["Grants"]
        self.assertIn(("Group", "READ"),
                      [(each["Grantee"]["Type"], each["Permission"]) for each in grants])


class LogsOfAServerThatEnds(DeliveryTest):
    """Lines wait long here; what ends the server is what delivers them, or must not lose them."""

    arguments = ("--log-delivery", "3600")

    def setUp(self):
        super().setUp()
        self.source, self.target = self.new_bucket(), self.new_bucket()
        self.let_in(self.target, "logging.s3.amazonaws.com")
        self.s3.put_bucket_logging(Bucket=self.source, BucketLoggingStatus={"LoggingEnabled": {
            "TargetBucket": self.target, "TargetPrefix": ""}})

    def delivered(self):
        return [line for key in self.keys(self.target)
                for line in self.read(self.target, key).decode().splitlines()]

    def test_lines_are_delivered_at_the_end_and_survive_a_kill(self):
        for i in range(20):
            self.put(self.source, f"a{i}")
        time.sleep(0.3)
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait()
        self.server.start()
        self.assertEqual(self.delivered(), [])
        self.put(self.source, "b")
        self.server.process.terminate()
        self.server.process.wait(timeout=30)
        self.server.start()
        lines = self.delivered()
        for key in [f"a{i}" for i in range(20)] + ["b"]:
            found = [line for line in lines if f" REST.PUT.OBJECT {key} " in line]
            self.assertEqual(len(found), 1, key)


if __name__ == "__main__":
    unittest.main()
