"""What other object stores had to publish advisories about, tried on `sluice serve`.

    advisories_test.py SLUICE    README.md beside this file lists the classes, with their unit tests
"""

import base64
import contextlib
import hashlib
import http.client
import json
import pathlib
import secrets
import socket
import sys
import time
import unittest

import boto3
import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.exceptions

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from served import Served  # noqa: E402

TRAVERSING_KEYS = ("../../outside", "/../outside", "a/../../../outside", "..", ".", "a/./b",
                   "..\\outside", "%2e%2e/outside", "a//../b")
BOMB = ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">'
                  for old, new in zip("abcdefghi", "bcdefghij"))
        + "]><Tagging><TagSet><Tag><Key>&j;</Key><Value>v</Value></Tag></TagSet></Tagging>")
EXTERNAL = ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            "<Tagging><TagSet><Tag><Key>&a;</Key><Value>v</Value></Tag></TagSet></Tagging>")


class Advisories(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.served = cls.enterClassContext(Served(PROGRAM, "--access-log"))
        cls.s3, cls.iam = cls.served.client(), cls.served.client("iam")
        cls.s3.create_bucket(Bucket="bucket")
        cls.s3.put_object(Bucket="bucket", Key="secret", Body=b"the content")

    def connection(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=20)
        self.addCleanup(connection.close)
        return connection

    def send(self, method, path, body=b"", headers=None):
        """(status, body) of a request as it is."""
        connection = self.connection()
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def send_raw(self, data):
        """Everything that is answered until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.served.port), timeout=20) as client:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: client.recv(65536), b""))

    def signed_headers(self, method, path, body, headers=None):
        request = botocore.awsrequest.AWSRequest(method, self.served.url + path, headers or {},
                                                 body)
        keys = botocore.credentials.Credentials(self.served.key, self.served.secret)
        botocore.auth.S3SigV4Auth(keys, "s3", "us-east-1").add_auth(request)
        return dict(request.headers)

    def user(self, name, *statements):
        """An S3 client of a new user who may do just that, and its secret."""
        self.iam.create_user(UserName=name)
        self.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": action, "Resource": f"arn:aws:s3:::{resource}"}
                for action, resource in statements]}))
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        session = boto3.session.Session(key["AccessKeyId"], key["SecretAccessKey"],
                                        region_name="us-east-1")
        return session.client("s3", endpoint_url=self.served.url), key["SecretAccessKey"]

    @contextlib.contextmanager
    def denied(self):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            yield
        self.assertEqual(caught.exception.response["Error"]["Code"], "AccessDenied")

    def test_path_traversal_keys_are_only_names(self):
        folder = self.served.lake.folder
        before = set(folder.iterdir())
        for number, key in enumerate(TRAVERSING_KEYS):
            self.s3.put_object(Bucket="bucket", Key=key, Body=str(number).encode() * 200_000)
        for number, key in enumerate(TRAVERSING_KEYS):
            body = self.s3.get_object(Bucket="bucket", Key=key)["Body"].read()
            self.assertEqual(body, str(number).encode() * 200_000, key)
        self.assertEqual([each for each in folder.rglob("*") if "outside" in each.name], [])
        self.assertLessEqual(set(folder.iterdir()), before)
        self.assertEqual([each for each in folder.parent.iterdir() if each.name == "outside"], [])

    def test_path_traversal_targets_read_no_file(self):
        for target in ("/bucket/../../../../etc/passwd", "/../../../../etc/passwd",
                       "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/-/../../../etc/passwd",
                       "/bucket/..%2f..%2f..%2f..%2fetc%2fpasswd"):
            answer = self.send_raw(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            self.assertRegex(answer, rb"^HTTP/1.1 4\d\d ", target)
            self.assertNotIn(b"root:", answer, target)

    def test_xml_bombs_are_refused_at_once(self):
        for bomb in (BOMB, EXTERNAL, "<a>" * 200_000):
            path, began = "/bucket?tagging", time.monotonic()
            body = bomb.encode()
            checked = {"Content-MD5": base64.b64encode(hashlib.md5(body).digest()).decode()}
            status, answer = self.send("PUT", path, body,
                                       self.signed_headers("PUT", path, body, checked))
            self.assertEqual(status, 400, answer)
            self.assertIn(b"MalformedXML", answer)
            self.assertLess(time.monotonic() - began, 5)

    def test_slow_clients_keep_nobody_waiting(self):
        with contextlib.ExitStack() as stack:
            for _ in range(200):
                client = stack.enter_context(
                    socket.create_connection(("127.0.0.1", self.served.port), timeout=20))
                client.sendall(b"PUT /bucket/slow HTTP/1.1\r\nHost: a\r\nX-Slo")
            began = time.monotonic()
            self.s3.get_object(Bucket="bucket", Key="secret")["Body"].read()
            self.assertLess(time.monotonic() - began, 5)

    def test_secrets_are_in_no_log(self):
        key = secrets.token_bytes(32)
        sealed = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": key}
        self.s3.put_object(Bucket="bucket", Key="sealed", Body=b"sealed content", **sealed)
        self.s3.get_object(Bucket="bucket", Key="sealed", **sealed)["Body"].read()
        wrong = {**sealed, "SSECustomerKey": secrets.token_bytes(32)}
        with self.assertRaises(botocore.exceptions.ClientError):
            self.s3.get_object(Bucket="bucket", Key="sealed", **wrong)
        url = self.s3.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "secret"})
        signature = url.partition("X-Amz-Signature=")[2].partition("&")[0]
        self.assertEqual(len(signature), 64)
        path = url[len(self.served.url):]
        self.assertEqual(self.send("GET", path)[0], 200)
        self.assertEqual(self.send("GET", path.replace("secret", "other"))[0], 403)
        token = self.served.client("sts").get_session_token()["Credentials"]
        _, user_secret = self.user("logged", ("s3:GetObject", "bucket/*"))
        log = self.served.log()
        self.assertIn("GetObject", log, "the access log is on")
        for secret in (base64.b64encode(key).decode(), key.hex(), self.served.secret, signature,
                       token["SecretAccessKey"], token["SessionToken"], user_secret,
                       "the content", "sealed content"):
            self.assertNotIn(secret, log)

    def test_a_spoofed_source_address_changes_nothing(self):
        self.s3.create_bucket(Bucket="inside")
        self.s3.put_object(Bucket="inside", Key="k", Body=b"inside")
        self.s3.delete_public_access_block(Bucket="inside")
        self.s3.put_bucket_policy(Bucket="inside", Policy=json.dumps(
            {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                 "Resource": "arn:aws:s3:::inside/*",
                 "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]}))
        for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP"):
            value = "for=10.1.2.3" if name == "Forwarded" else "10.1.2.3"
            self.assertEqual(self.send("GET", "/inside/k", headers={name: value})[0], 403, name)

    def test_a_copy_needs_the_right_to_read_its_source(self):
        copier, _ = self.user("copier", ("s3:PutObject", "bucket/mine/*"),
                              ("s3:GetObject", "bucket/mine/*"))
        source = {"Bucket": "bucket", "Key": "secret"}
        with self.denied():
            copier.copy_object(Bucket="bucket", Key="mine/copy", CopySource=source)
        upload = copier.create_multipart_upload(Bucket="bucket", Key="mine/copy")["UploadId"]
        with self.denied():
            copier.upload_part_copy(Bucket="bucket", Key="mine/copy", UploadId=upload,
                                    PartNumber=1, CopySource=source)
        # Another spelling of the source is the same object.
        with self.denied():
            copier.copy_object(Bucket="bucket", Key="mine/copy", CopySource="/bucket/%73ecret")

    def test_versions_need_rights_of_their_own(self):
        self.s3.create_bucket(Bucket="versioned")
        self.s3.put_bucket_versioning(Bucket="versioned",
                                      VersioningConfiguration={"Status": "Enabled"})
        old = self.s3.put_object(Bucket="versioned", Key="k", Body=b"old")["VersionId"]
        self.s3.put_object(Bucket="versioned", Key="k", Body=b"new")
        reader, _ = self.user("reader", ("s3:GetObject", "versioned/*"),
                              ("s3:PutObject", "versioned/*"), ("s3:DeleteObject", "versioned/*"))
        self.assertEqual(reader.get_object(Bucket="versioned", Key="k")["Body"].read(), b"new")
        with self.denied():
            reader.get_object(Bucket="versioned", Key="k", VersionId=old)
        with self.denied():
            reader.delete_object(Bucket="versioned", Key="k", VersionId=old)
        with self.denied():
            reader.copy_object(Bucket="versioned", Key="copy", CopySource={
                "Bucket": "versioned", "Key": "k", "VersionId": old})
        errors = reader.delete_objects(Bucket="versioned", Delete={
            "Objects": [{"Key": "k", "VersionId": old}]})["Errors"]
        self.assertEqual([each["Code"] for each in errors], ["AccessDenied"])
        self.s3.get_object(Bucket="versioned", Key="k", VersionId=old)

    def test_credentials_in_header_and_query_are_refused(self):
        url = self.s3.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "secret"})
        path = url[len(self.served.url):]
        headers = self.signed_headers("GET", "/bucket/secret", b"")
        self.assertEqual(self.send("GET", path)[0], 200)
        self.assertEqual(self.send("GET", "/bucket/secret", headers=headers)[0], 200)
        status, answer = self.send("GET", path, headers=headers)
        self.assertEqual(status, 400, answer)
        forged = {"Authorization": headers["Authorization"][:-4] + "0000"}
        self.assertIn(self.send("GET", path, headers=forged)[0], (400, 403))

    def test_a_forged_signature_with_an_unsigned_trailer_writes_nothing(self):
        body = b"3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n"
        own = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
               "x-amz-trailer": "x-amz-checksum-crc32", "x-amz-decoded-content-length": "3",
               "Content-Encoding": "aws-chunked", "Host": f"127.0.0.1:{self.served.port}"}
        date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        claim = (f"AWS4-HMAC-SHA256 Credential={self.served.key}/{date[:8]}/us-east-1/s3/"
                 "aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=")
        for signature in ("0" * 64, "", "f" * 64):
            headers = {**own, "x-amz-date": date, "Authorization": claim + signature}
            status, answer = self.send("PUT", "/bucket/forged", body, headers)
            self.assertIn(status, (400, 403), answer)
        self.assertEqual(self.send("PUT", "/bucket/forged", body, own)[0], 403)
        listed = self.s3.list_objects_v2(Bucket="bucket", Prefix="forged")
        self.assertEqual(listed["KeyCount"], 0)

    def test_smuggled_requests_are_not_answered(self):
        smuggled = b"GET /-/health HTTP/1.1\r\nHost: a\r\n\r\n"
        for lengths in (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                        b"Content-Length: 5\r\nContent-Length: 6\r\n",
                        b"Transfer-Encoding: chunked, identity\r\n",
                        b"Transfer-Encoding : chunked\r\n"):
            answer = self.send_raw(b"POST /bucket HTTP/1.1\r\nHost: a\r\n" + lengths
                                   + b"\r\n0\r\n\r\n" + smuggled)
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, lengths)
            self.assertRegex(answer, rb"^HTTP/1.1 [45]\d\d ", lengths)


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    unittest.main(argv=sys.argv[:1] + sys.argv[2:], verbosity=2)
