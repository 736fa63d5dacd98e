from s3.world import PART_BYTES, S3Test

FIRST = b"1" * PART_BYTES
LAST = b"2" * 100


class Multipart(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()

    def begin(self, key="big", **options):
        made = self.s3.create_multipart_upload(Bucket=self.bucket, Key=key, **options)
        return {"Bucket": self.bucket, "Key": key, "UploadId": made["UploadId"]}

    def upload(self, upload, *bodies):
        parts = []
        for number, body in enumerate(bodies, 1):
            part = self.s3.upload_part(**upload, PartNumber=number, Body=body)
            parts.append({"PartNumber": number, "ETag": part["ETag"]})
        return {"Parts": parts}

    def complete(self, upload, parts, **options):
        return self.s3.complete_multipart_upload(**upload, MultipartUpload=parts, **options)

    def test_parts_become_an_object(self):
        upload = self.begin(ContentType="text/csv", Metadata={"step": "load"}, Tagging="a=b")
        done = self.complete(upload, self.upload(upload, FIRST, LAST))
        self.assertTrue(done["ETag"].endswith('-2"'))
        got = self.s3.get_object(Bucket=self.bucket, Key="big")
        self.assertTrue(got["Body"].read() == FIRST + LAST)
        self.assertEqual((got["ContentType"], got["Metadata"], got["TagCount"], got["ETag"]),
                         ("text/csv", {"step": "load"}, 1, done["ETag"]))

    def test_a_part_is_read_by_its_number(self):
        upload = self.begin()
        self.complete(upload, self.upload(upload, FIRST, LAST))
        got = self.s3.get_object(Bucket=self.bucket, Key="big", PartNumber=2)
        self.assertEqual((got["Body"].read(), got["PartsCount"]), (LAST, 2))
        head = self.s3.head_object(Bucket=self.bucket, Key="big", PartNumber=1)
        self.assertEqual(head["ContentLength"], PART_BYTES)
        with self.refused("InvalidPart", 400):
            self.s3.get_object(Bucket=self.bucket, Key="big", PartNumber=3)

    def test_parts_and_uploads_are_listed(self):
        upload = self.begin()
        sent = self.upload(upload, b"x", b"yy", b"zzz")
        parts = self.s3.list_parts(**upload)["Parts"]
        self.assertEqual([(each["PartNumber"], each["ETag"], each["Size"]) for each in parts],
                         [(each["PartNumber"], each["ETag"], each["PartNumber"])
                          for each in sent["Parts"]])
        pages = list(self.s3.get_paginator("list_parts").paginate(
            **upload, PaginationConfig={"PageSize": 2}))
        self.assertEqual([len(page["Parts"]) for page in pages], [2, 1])
        self.begin("other/x")
        uploads = self.s3.list_multipart_uploads(Bucket=self.bucket)["Uploads"]
        self.assertEqual([each["Key"] for each in uploads], ["big", "other/x"])
        folders = self.s3.list_multipart_uploads(Bucket=self.bucket, Delimiter="/")
        self.assertEqual([each["Prefix"] for each in folders["CommonPrefixes"]], ["other/"])

    def test_an_aborted_upload_is_gone(self):
        upload = self.begin()
        self.upload(upload, LAST)
        self.s3.abort_multipart_upload(**upload)
        with self.refused("NoSuchUpload", 404):
            self.s3.list_parts(**upload)
        with self.refused("NoSuchUpload", 404):
            self.s3.upload_part(**upload, PartNumber=1, Body=b"late")
        self.assertNotIn("Uploads", self.s3.list_multipart_uploads(Bucket=self.bucket))
        self.assertEqual(self.keys(self.bucket), [])

    def test_wrong_lists_of_parts_are_refused(self):
        upload = self.begin()
        parts = self.upload(upload, FIRST, LAST)["Parts"]
        with self.refused("InvalidPartOrder", 400):
            self.complete(upload, {"Parts": parts[::-1]})
        with self.refused("InvalidPart", 400):
            self.complete(upload, {"Parts": [parts[0], {"PartNumber": 3, "ETag": '"0"'}]})
        with self.refused("MalformedXML", 400):
            self.complete(upload, {"Parts": []})
        self.complete(upload, {"Parts": parts})

    def test_small_parts_are_the_last_ones_only(self):
        upload = self.begin()
        with self.refused("EntityTooSmall", 400):
            self.complete(upload, self.upload(upload, LAST, LAST))

    def test_completing_again_answers_the_same(self):
        upload = self.begin()
        parts = self.upload(upload, LAST)
        once = self.complete(upload, parts)
        self.assertEqual(self.complete(upload, parts)["ETag"], once["ETag"])

    def test_completion_has_conditions(self):
        self.put(self.bucket, "big")
        upload = self.begin()
        parts = self.upload(upload, LAST)
        with self.refused("PreconditionFailed", 412):
            self.complete(upload, parts, IfNoneMatch="*")
        self.assertEqual(self.read(self.bucket, "big"), b"text")

    def test_parts_are_copied_from_objects(self):
        self.put(self.bucket, "source", FIRST + LAST)
        upload = self.begin()
        source = {"Bucket": self.bucket, "Key": "source"}
        copied = [self.s3.upload_part_copy(**upload, PartNumber=number, CopySource=source,
                                           CopySourceRange=wanted)["CopyPartResult"]["ETag"]
                  for number, wanted in [(1, f"bytes=0-{PART_BYTES - 1}"), (2, "bytes=3-5")]]
        self.complete(upload, {"Parts": [{"PartNumber": number, "ETag": tag}
                                         for number, tag in enumerate(copied, 1)]})
        self.assertTrue(self.read(self.bucket, "big") == FIRST + b"111")
        with self.refused("InvalidArgument", 400):
            self.s3.upload_part_copy(**self.begin(), PartNumber=1, CopySource=source,
                                     CopySourceRange="bytes=5-")

    def test_checksums_of_parts_and_of_the_whole(self):
        for algorithm, kind in [("SHA256", "COMPOSITE"), ("CRC32", "FULL_OBJECT")]:
            with self.subTest(algorithm):
                upload = self.begin(ChecksumAlgorithm=algorithm, ChecksumType=kind)
                name = f"Checksum{algorithm}"
                parts = []
                for number, body in enumerate([FIRST, LAST], 1):
                    part = self.s3.upload_part(**upload, PartNumber=number, Body=body,
                                               ChecksumAlgorithm=algorithm)
                    parts.append({"PartNumber": number, "ETag": part["ETag"], name: part[name]})
                done = self.complete(upload, {"Parts": parts})
                self.assertEqual(done["ChecksumType"], kind)
                self.assertEqual(done[name].endswith("-2"), kind == "COMPOSITE")
                found = self.s3.get_object_attributes(
                    Bucket=self.bucket, Key="big", ObjectAttributes=["ObjectParts", "Checksum"])
                self.assertEqual(found["ObjectParts"]["TotalPartsCount"], 2)
                self.assertEqual(found["Checksum"]["ChecksumType"], kind)
