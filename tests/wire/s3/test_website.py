"""Buckets as browsers see them."""

import http.client
import unittest

from s3.world import S3Test
from server import policy


class Websites(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()
        self.s3.delete_public_access_block(Bucket=self.bucket)
        self.s3.put_bucket_policy(Bucket=self.bucket, Policy=policy(
            {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
             "Resource": f"arn:aws:s3:::{self.bucket}/*"}))
        self.s3.put_bucket_website(Bucket=self.bucket, WebsiteConfiguration={
            "IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "sorry.html"},
            "RoutingRules": [{"Condition": {"KeyPrefixEquals": "old/"},
                              "Redirect": {"ReplaceKeyPrefixWith": "new/"}}]})
        for key in ("index.html", "a/index.html", "sorry.html"):
            self.put(self.bucket, key, key.encode(), ContentType="text/html")

    def visit(self, path, method="GET", host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        host = host or f"{self.bucket}.s3-website.localhost:{self.server.port}"
        connection.request(method, path, headers={"Host": host})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def test_folders_are_their_index_documents(self):
        for path, body in (("/", b"index.html"), ("/a/", b"a/index.html")):
            answer, found = self.visit(path)
            self.assertEqual((answer.status, found), (200, body))
            self.assertEqual(answer.headers["Content-Type"], "text/html")
        answer, _ = self.visit("/a")
        self.assertEqual((answer.status, answer.headers["Location"]), (302, "/a/"))
        answer, found = self.visit("/", method="HEAD")
        self.assertEqual((answer.status, answer.headers["Content-Length"], found),
                         (200, "10", b""))

    def test_errors_have_the_buckets_page(self):
        answer, body = self.visit("/absent")
        self.assertEqual((answer.status, body), (403, b"sorry.html"))
        self.assertEqual(answer.headers["x-amz-error-code"], "AccessDenied")
        answer, body = self.visit("/", host="absent-bucket.s3-website.localhost")
        self.assertEqual(answer.status, 404)
        self.assertIn(b"<li>Code: NoSuchBucket</li>", body)

    def test_redirects_are_followed(self):
        answer, _ = self.visit("/old/x?y=1")
        self.assertEqual(answer.status, 301)
        self.assertEqual(answer.headers["Location"],
                         f"http://{self.bucket}.s3-website.localhost:{self.server.port}/new/x")
        self.put(self.bucket, "moved", WebsiteRedirectLocation="https://example.com/")
        answer, _ = self.visit("/moved")
        self.assertEqual((answer.status, answer.headers["Location"]),
                         (301, "https://example.com/"))

    def test_a_bucket_that_is_closed_shows_nothing(self):
        self.s3.put_public_access_block(Bucket=self.bucket, PublicAccessBlockConfiguration={
            "RestrictPublicBuckets": True})
        answer, body = self.visit("/")
        self.assertEqual(answer.status, 403)
        self.assertNotIn(b"index.html", body)


if __name__ == "__main__":
    unittest.main()
