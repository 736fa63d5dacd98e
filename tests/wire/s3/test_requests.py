"""What is not an operation of a client: hosts, forms, browsers, and what is not served."""

import glob
import http.client
import os
import pathlib
import re
import uuid

from botocore import xform_name
from botocore.config import Config

from s3.world import S3Test

# What AWS's model has and Sluice does not: each answers NotImplemented.
NOT_SERVED = {
    "CreateBucketMetadataConfiguration", "CreateBucketMetadataTableConfiguration",
    "CreateSession", "DeleteBucketMetadataConfiguration",
    "DeleteBucketMetadataTableConfiguration", "DeleteObjectAnnotation", "GetBucketAbac",
    "GetBucketMetadataConfiguration", "GetBucketMetadataTableConfiguration",
    "GetObjectAnnotation", "ListObjectAnnotations", "PutBucketAbac",
    "PutBucketReplication", "PutObjectAnnotation", "RenameObject", "SelectObjectContent",
    "UpdateBucketMetadataAnnotationTableConfiguration",
    "UpdateBucketMetadataInventoryTableConfiguration",
    "UpdateBucketMetadataJournalTableConfiguration", "UpdateObjectEncryption",
}
# Of other endpoints (ListDirectoryBuckets, WriteGetObjectResponse), or old names of others.
ELSEWHERE = {
    "GetBucketLifecycle", "GetBucketNotification", "ListDirectoryBuckets", "PutBucketLifecycle",
    "PutBucketNotification", "WriteGetObjectResponse",
}


def least_value(shape):
    """The least that the model takes."""
    if shape.type_name == "structure":
        return {name: least_value(shape.members[name]) for name in shape.required_members}
    least = {"list": [], "map": {}, "integer": 1, "long": 1, "boolean": True, "timestamp": 0}
    return least.get(shape.type_name, (getattr(shape, "enum", None) or ["x"])[0])


class Model(S3Test):
    def test_every_operation_is_tested_or_answers_not_implemented(self):
        folder = os.path.dirname(os.path.abspath(__file__))
        tests = "".join(pathlib.Path(path).read_text(encoding="utf-8")
                        for path in glob.glob(os.path.join(folder, "test_*.py")))
        # Configurations that are listed are tested by one function for all kinds.
        listed = re.compile("(Analytics|Inventory|Metrics|IntelligentTiering)Configuration")
        operations = set(self.s3.meta.service_model.operation_names) - NOT_SERVED - ELSEWHERE
        untested = [name for name in operations if not listed.search(name)
                    and not re.search(rf"\b{xform_name(name)}\b", tests)]
        self.assertEqual(untested, [])

    def test_what_is_not_served_says_so(self):
        bucket = self.new_bucket()
        model = self.s3.meta.service_model
        lenient = self.client("s3", s3={"addressing_style": "path"}, parameter_validation=False)
        for name in NOT_SERVED:
            shape = model.operation_model(name).input_shape
            wanted = {member: least_value(shape.members[member])
                      for member in shape.required_members}
            wanted["Bucket"] = bucket
            with self.subTest(name), self.refused("NotImplemented", 501):
                getattr(lenient, xform_name(name))(**wanted)

    def test_no_object_has_a_torrent(self):
        bucket = self.new_bucket()
        self.put(bucket, "a")
        with self.refused("NoSuchKey", 404):
            self.s3.get_object_torrent(Bucket=bucket, Key="a")


class Hosts(S3Test):
    def test_a_bucket_is_a_host(self):
        bucket = self.new_bucket()
        self.put(bucket, "folder/a")
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port)
        host = f"localhost:{self.server.port}"
        by_host = self.session().client("s3", endpoint_url=f"http://{host}", config=Config(
            signature_version="s3v4", s3={"addressing_style": "virtual"}))
        link = by_host.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "folder/a"})
        self.assertTrue(link.startswith(f"http://{bucket}.{host}/folder/a?"), link)
        # Not every machine resolves names below localhost.
        connection.request("GET", link.split(host, 1)[1], headers={"Host": f"{bucket}.{host}"})
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.read()), (200, b"text"))
        connection.close()


class Browsers(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()
        self.s3 = self.s3_of(None, signature_version="s3v4")

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port)
        self.addCleanup(connection.close)
        connection.request(method, path, body,
                           {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()

    def test_a_preflight_is_answered_by_the_rules(self):
        self.s3.put_bucket_cors(Bucket=self.bucket, CORSConfiguration={"CORSRules": [{
            "AllowedMethods": ["PUT"], "AllowedOrigins": ["https://a.example"],
            "AllowedHeaders": ["x-amz-*"], "MaxAgeSeconds": 9}]})
        asked = {"Origin": "https://a.example", "Access_Control_Request_Method": "PUT",
                 "Access_Control_Request_Headers": "x-amz-date"}
        answer, _ = self.ask("OPTIONS", f"/{self.bucket}/a", **asked)
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "https://a.example")
        self.assertEqual(answer.headers["Access-Control-Max-Age"], "9")
        answer, _ = self.ask("OPTIONS", f"/{self.bucket}/a",
                             **{**asked, "Origin": "https://b.example"})
        self.assertEqual(answer.status, 403)

    def post(self, fields, content):
        edge = uuid.uuid4().hex
        lines = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                 for name, value in fields.items()]
        lines.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="f.txt"'
                     f'\r\nContent-Type: text/plain\r\n\r\n{content}\r\n--{edge}--\r\n')
        return self.ask("POST", f"/{self.bucket}", "".join(lines).encode(),
                        Content_Type=f"multipart/form-data; boundary={edge}")

    def test_a_form_puts_an_object(self):
        form = self.s3.generate_presigned_post(
            self.bucket, "up/${filename}", Fields={"success_action_status": "201"},
            Conditions=[{"success_action_status": "201"}, ["content-length-range", 0, 10]])
        answer, body = self.post(form["fields"], "by form")
        self.assertEqual(answer.status, 201, body)
        self.assertIn(b"<Key>up/f.txt</Key>", body)
        self.assertEqual(self.read(self.bucket, "up/f.txt"), b"by form")
        answer, body = self.post(form["fields"], "more than ten bytes")
        self.assertEqual(answer.status, 400)
        self.assertIn(b"<Code>EntityTooLarge</Code>", body)

    def test_a_changed_form_is_refused(self):
        form = self.s3.generate_presigned_post(self.bucket, "a")
        answer, body = self.post({**form["fields"], "key": "b"}, "text")
        self.assertEqual(answer.status, 403, body)
        self.assertEqual(self.keys(self.bucket), [])

    def test_an_error_names_the_request(self):
        answer, body = self.ask("GET", f"/{self.bucket}/a")
        self.assertEqual(answer.status, 403)
        request = answer.headers["x-amz-request-id"].encode()
        self.assertIn(b"<RequestId>" + request + b"</RequestId>", body)
