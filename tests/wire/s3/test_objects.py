import datetime
import io

from s3.world import S3Test

AGES_AGO = datetime.datetime(2001, 1, 1, tzinfo=datetime.timezone.utc)
MD5_OF_TEXT = '"1cb251ec0d568de6a929b520c4aed8d1"'


class Objects(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()

    def test_an_object_is_put_read_and_removed(self):
        put = self.put(self.bucket, "a", b"text")
        self.assertEqual(put["ETag"], MD5_OF_TEXT)
        got = self.s3.get_object(Bucket=self.bucket, Key="a")
        self.assertEqual(got["Body"].read(), b"text")
        self.assertEqual((got["ContentLength"], got["ETag"], got["ContentType"]),
                         (4, MD5_OF_TEXT, "binary/octet-stream"))
        self.assertEqual(got["AcceptRanges"], "bytes")
        self.s3.delete_object(Bucket=self.bucket, Key="a")
        with self.refused("NoSuchKey", 404):
            self.s3.get_object(Bucket=self.bucket, Key="a")
        self.s3.delete_object(Bucket=self.bucket, Key="a")

    def test_headers_and_metadata_come_back(self):
        self.put(self.bucket, "a", ContentType="text/csv", ContentEncoding="gzip",
                 ContentLanguage="de", ContentDisposition="attachment", CacheControl="no-cache",
                 Expires=AGES_AGO, Metadata={"step": "load", "row-count": "3"},
                 StorageClass="STANDARD_IA")
        head = self.s3.head_object(Bucket=self.bucket, Key="a")
        shown = {name: head[name] for name in [
            "ContentType", "ContentEncoding", "ContentLanguage", "ContentDisposition",
            "CacheControl", "Expires", "Metadata", "StorageClass"]}
        self.assertEqual(shown, {
            "ContentType": "text/csv", "ContentEncoding": "gzip", "ContentLanguage": "de",
            "ContentDisposition": "attachment", "CacheControl": "no-cache", "Expires": AGES_AGO,
            "Metadata": {"step": "load", "row-count": "3"}, "StorageClass": "STANDARD_IA"})

    def test_an_answer_takes_the_headers_asked_for(self):
        self.put(self.bucket, "a")
        got = self.s3.get_object(Bucket=self.bucket, Key="a", ResponseContentType="text/html",
                                 ResponseContentDisposition="inline")
        self.assertEqual((got["ContentType"], got["ContentDisposition"]), ("text/html", "inline"))

    def test_any_key_is_a_key(self):
        keys = ["a b", "a+b", "a%2Fb", "../up", "a//b", "folder/", "ünï/日本", "<&>\"'", "x" * 1024,
                "?q=1", "#h", ".", "a\nb"]
        for key in keys:
            with self.subTest(key):
                self.put(self.bucket, key, key.encode())
                self.assertEqual(self.read(self.bucket, key), key.encode())
        self.assertEqual(self.keys(self.bucket), sorted(keys, key=str.encode))
        with self.refused("KeyTooLongError", 400):
            self.put(self.bucket, "x" * 1025)

    def test_ranges_are_read(self):
        self.put(self.bucket, "a", b"0123456789")
        for wanted, part, shown in [("bytes=2-4", b"234", "bytes 2-4/10"),
                                    ("bytes=7-", b"789", "bytes 7-9/10"),
                                    ("bytes=-2", b"89", "bytes 8-9/10"),
                                    ("bytes=5-100", b"56789", "bytes 5-9/10")]:
            got = self.s3.get_object(Bucket=self.bucket, Key="a", Range=wanted)
            self.assertEqual((got["Body"].read(), got["ContentRange"]), (part, shown))
            self.assertEqual(got["ResponseMetadata"]["HTTPStatusCode"], 206)
        with self.refused("InvalidRange", 416):
            self.s3.get_object(Bucket=self.bucket, Key="a", Range="bytes=10-")

    def test_conditions_of_reads(self):
        self.put(self.bucket, "a")
        ask = {"Bucket": self.bucket, "Key": "a"}
        self.s3.get_object(**ask, IfMatch=MD5_OF_TEXT)
        self.s3.get_object(**ask, IfNoneMatch='"other"')
        self.s3.get_object(**ask, IfModifiedSince=AGES_AGO)
        for condition in [{"IfNoneMatch": MD5_OF_TEXT},
                          {"IfModifiedSince": datetime.datetime.now(datetime.timezone.utc)
                                              - datetime.timedelta(seconds=0)}]:
            with self.subTest(condition), self.refused("304", 304):
                self.s3.get_object(**ask, **condition)
        for condition in [{"IfMatch": '"other"'}, {"IfUnmodifiedSince": AGES_AGO}]:
            with self.subTest(condition), self.refused("PreconditionFailed", 412):
                self.s3.get_object(**ask, **condition)
            with self.subTest(condition), self.refused("412", 412):
                self.s3.head_object(**ask, **condition)

    def test_conditions_of_writes(self):
        self.put(self.bucket, "a", IfNoneMatch="*")
        with self.refused("PreconditionFailed", 412):
            self.put(self.bucket, "a", b"again", IfNoneMatch="*")
        self.put(self.bucket, "a", b"next", IfMatch=MD5_OF_TEXT)
        with self.refused("PreconditionFailed", 412):
            self.put(self.bucket, "a", b"lost", IfMatch=MD5_OF_TEXT)
        with self.refused("NoSuchKey", 404):
            self.put(self.bucket, "absent", IfMatch=MD5_OF_TEXT)
        with self.refused("PreconditionFailed", 412):
            self.s3.delete_object(Bucket=self.bucket, Key="a", IfMatch=MD5_OF_TEXT)
        self.assertEqual(self.read(self.bucket, "a"), b"next")

    def test_a_wrong_md5_is_refused_and_nothing_is_kept(self):
        with self.refused("BadDigest", 400):
            self.put(self.bucket, "a", ContentMD5="1B2M2Y8AsgTpgAmY7PhCfg==")
        with self.refused("InvalidDigest", 400):
            self.put(self.bucket, "a", ContentMD5="short")
        self.assertEqual(self.keys(self.bucket), [])

    def test_many_are_removed_at_once(self):
        for key in ["a", "b", "c"]:
            self.put(self.bucket, key)
        gone = self.s3.delete_objects(Bucket=self.bucket, Delete={
            "Objects": [{"Key": "a"}, {"Key": "b"}, {"Key": "absent"}]})
        self.assertCountEqual([each["Key"] for each in gone["Deleted"]], ["a", "b", "absent"])
        self.assertEqual(self.keys(self.bucket), ["c"])
        self.put(self.bucket, "a")
        quiet = self.s3.delete_objects(Bucket=self.bucket,
                                       Delete={"Objects": [{"Key": "a"}], "Quiet": True})
        self.assertNotIn("Deleted", quiet)
        with self.refused("MalformedXML", 400):
            self.s3.delete_objects(Bucket=self.bucket, Delete={
                "Objects": [{"Key": str(number)} for number in range(1001)]})

    def test_attributes(self):
        self.put(self.bucket, "a", ChecksumAlgorithm="SHA256")
        found = self.s3.get_object_attributes(
            Bucket=self.bucket, Key="a",
            ObjectAttributes=["ETag", "Checksum", "ObjectSize", "StorageClass", "ObjectParts"])
        self.assertEqual((found["ETag"], found["ObjectSize"], found["StorageClass"]),
                         (MD5_OF_TEXT.strip('"'), 4, "STANDARD"))
        self.assertIn("ChecksumSHA256", found["Checksum"])
        self.assertNotIn("ObjectParts", found)

    def test_tags_come_with_the_object_and_change(self):
        self.put(self.bucket, "a", Tagging="step=load&note=x%20y")
        ask = {"Bucket": self.bucket, "Key": "a"}
        tags = self.s3.get_object_tagging(**ask)["TagSet"]
        self.assertCountEqual(tags, [{"Key": "step", "Value": "load"},
                                     {"Key": "note", "Value": "x y"}])
        self.assertEqual(self.s3.head_object(**ask)["TagCount"], 2)
        self.s3.put_object_tagging(**ask, Tagging={"TagSet": tags[:1]})
        self.assertEqual(self.s3.get_object_tagging(**ask)["TagSet"], tags[:1])
        self.s3.delete_object_tagging(**ask)
        self.assertEqual(self.s3.get_object_tagging(**ask)["TagSet"], [])
        eleven = [{"Key": str(number), "Value": ""} for number in range(11)]
        with self.refused("InvalidTag", 400):
            self.s3.put_object_tagging(**ask, Tagging={"TagSet": eleven})

    def test_a_file_goes_up_and_down(self):
        content = bytes(range(256)) * (80 << 10)  # 20 MiB: in parts
        self.s3.upload_fileobj(io.BytesIO(content), self.bucket, "big")
        back = io.BytesIO()
        self.s3.download_fileobj(self.bucket, "big", back)
        self.assertTrue(back.getvalue() == content)
        self.assertTrue(self.s3.head_object(Bucket=self.bucket, Key="big")["ETag"].endswith('-3"'))


class Checksums(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()

    def test_every_algorithm_that_the_client_computes(self):
        for algorithm in ["CRC32", "SHA1", "SHA256"]:
            with self.subTest(algorithm):
                put = self.put(self.bucket, "a", ChecksumAlgorithm=algorithm)
                got = self.s3.get_object(Bucket=self.bucket, Key="a", ChecksumMode="ENABLED")
                self.assertEqual(got["Body"].read(), b"text")
                self.assertEqual(got[f"Checksum{algorithm}"], put[f"Checksum{algorithm}"])
                self.assertEqual(got["ChecksumType"], "FULL_OBJECT")

    def test_those_given_as_values(self):
        # Of "123456789", as the catalogue of CRCs lists them.
        values = {"ChecksumCRC32": "y/Q5Jg==", "ChecksumCRC32C": "4waSgw==",
                  "ChecksumCRC64NVME": "rosUhgp5mIg="}
        for name, value in values.items():
            with self.subTest(name):
                put = self.put(self.bucket, "a", b"123456789", **{name: value})
                self.assertEqual(put[name], value)
            with self.subTest(name), self.refused("BadDigest", 400):
                self.put(self.bucket, "a", b"123456780", **{name: value})

    def test_an_object_has_one_even_if_none_was_asked_for(self):
        old = self.client("s3", s3={"addressing_style": "path"},
                          request_checksum_calculation="when_required")
        old.put_object(Bucket=self.bucket, Key="a", Body=b"123456789")
        head = self.s3.head_object(Bucket=self.bucket, Key="a", ChecksumMode="ENABLED")
        self.assertEqual(head["ChecksumCRC64NVME"], "rosUhgp5mIg=")


class Copies(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()
        self.put(self.bucket, "a", ContentType="text/csv", Metadata={"step": "load"},
                 Tagging="team=lake")
        self.source = {"Bucket": self.bucket, "Key": "a"}

    def copy(self, key="b", **options):
        options = {"CopySource": self.source, **options}
        return self.s3.copy_object(Bucket=self.bucket, Key=key, **options)

    def test_a_copy_has_all_of_its_source(self):
        self.assertEqual(self.copy()["CopyObjectResult"]["ETag"], MD5_OF_TEXT)
        got = self.s3.get_object(Bucket=self.bucket, Key="b")
        self.assertEqual((got["Body"].read(), got["ContentType"], got["Metadata"], got["TagCount"]),
                         (b"text", "text/csv", {"step": "load"}, 1))

    def test_a_copy_may_have_its_own(self):
        self.copy(MetadataDirective="REPLACE", Metadata={"new": "1"}, ContentType="text/plain",
                  TaggingDirective="REPLACE", Tagging="x=y")
        head = self.s3.head_object(Bucket=self.bucket, Key="b")
        self.assertEqual((head["ContentType"], head["Metadata"]), ("text/plain", {"new": "1"}))
        self.assertEqual(self.s3.get_object_tagging(Bucket=self.bucket, Key="b")["TagSet"],
                         [{"Key": "x", "Value": "y"}])

    def test_a_copy_onto_itself_changes_something(self):
        with self.refused("InvalidRequest", 400):
            self.copy("a")
        self.copy("a", MetadataDirective="REPLACE", Metadata={"new": "1"})
        self.assertEqual(self.s3.head_object(Bucket=self.bucket, Key="a")["Metadata"], {"new": "1"})

    def test_conditions_are_of_the_source(self):
        self.copy(CopySourceIfMatch=MD5_OF_TEXT)
        for condition in [{"CopySourceIfMatch": '"other"'}, {"CopySourceIfNoneMatch": MD5_OF_TEXT},
                          {"CopySourceIfUnmodifiedSince": AGES_AGO}]:
            with self.subTest(condition), self.refused("PreconditionFailed", 412):
                self.copy(**condition)

    def test_an_absent_source(self):
        with self.refused("NoSuchKey", 404):
            self.copy(CopySource={"Bucket": self.bucket, "Key": "absent"})
        with self.refused("NoSuchBucket", 404):
            self.copy(CopySource={"Bucket": "absent-bucket", "Key": "a"})
