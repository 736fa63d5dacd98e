from s3.world import S3Test

KEYS = ["a", "a/1", "a/2", "b/c/1", "d e", "z"]


class Listing(S3Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        client = cls("setUp").client("s3", s3={"addressing_style": "path"})
        client.create_bucket(Bucket="listed")
        for key in KEYS:
            client.put_object(Bucket="listed", Key=key, Body=b"text")

    def test_everything_is_listed_in_order(self):
        page = self.s3.list_objects_v2(Bucket="listed", FetchOwner=True)
        self.assertEqual([each["Key"] for each in page["Contents"]], KEYS)
        self.assertEqual((page["KeyCount"], page["IsTruncated"], page["MaxKeys"]),
                         (len(KEYS), False, 1000))
        first = page["Contents"][0]
        self.assertEqual((first["Size"], first["StorageClass"]), (4, "STANDARD"))
        self.assertIn("ID", first["Owner"])

    def test_prefix_and_delimiter_make_folders(self):
        page = self.s3.list_objects_v2(Bucket="listed", Delimiter="/")
        self.assertEqual([each["Key"] for each in page["Contents"]], ["a", "d e", "z"])
        self.assertEqual([each["Prefix"] for each in page["CommonPrefixes"]], ["a/", "b/"])
        self.assertEqual(self.keys("listed", Prefix="a/"), ["a/1", "a/2"])
        self.assertEqual(self.keys("listed", Prefix="none"), [])

    def test_pages_go_on_where_the_last_ended(self):
        for size in [1, 2, 4]:
            pages = self.s3.get_paginator("list_objects_v2").paginate(
                Bucket="listed", PaginationConfig={"PageSize": size})
            keys = [each["Key"] for page in pages for each in page["Contents"]]
            self.assertEqual(keys, KEYS)

    def test_pages_of_folders(self):
        pages = list(self.s3.get_paginator("list_objects_v2").paginate(
            Bucket="listed", Delimiter="/", PaginationConfig={"PageSize": 2}))
        names = [[each["Key"] for each in page.get("Contents", [])]
                 + [each["Prefix"] for each in page.get("CommonPrefixes", [])] for page in pages]
        self.assertEqual(names, [["a", "a/"], ["d e", "b/"], ["z"]])

    def test_a_listing_starts_after_a_key(self):
        self.assertEqual(self.keys("listed", StartAfter="b/c/1"), ["d e", "z"])
        self.assertEqual(self.keys("listed", MaxKeys=0), [])

    def test_keys_come_encoded_where_asked_for(self):
        page = self.s3.list_objects_v2(Bucket="listed", Prefix="d", EncodingType="url")
        self.assertEqual(page["Contents"][0]["Key"], "d%20e")

    def test_the_first_version_of_listings(self):
        page = self.s3.list_objects(Bucket="listed", MaxKeys=2, Delimiter="/")
        self.assertTrue(page["IsTruncated"])
        self.assertEqual(page["NextMarker"], "a/")
        rest = self.s3.list_objects(Bucket="listed", Marker=page["NextMarker"], Delimiter="/")
        self.assertEqual([each["Key"] for each in rest["Contents"]], ["d e", "z"])

    def test_a_wrong_page_is_refused(self):
        with self.refused("InvalidArgument", 400):
            self.s3.list_objects_v2(Bucket="listed", ContinuationToken="made up")
        with self.refused("InvalidArgument", 400):
            self.s3.list_objects_v2(Bucket="listed", MaxKeys=-1)
        with self.refused("NoSuchBucket", 404):
            self.s3.list_objects_v2(Bucket="absent-bucket")


class Versions(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.versioned_bucket()

    def test_every_version_stays(self):
        first = self.put(self.bucket, "a", b"one")["VersionId"]
        second = self.put(self.bucket, "a", b"two")["VersionId"]
        self.assertNotEqual(first, second)
        self.assertEqual(self.read(self.bucket, "a"), b"two")
        self.assertEqual(self.read(self.bucket, "a", VersionId=first), b"one")

    def test_a_delete_leaves_a_marker_and_its_delete_brings_the_object_back(self):
        version = self.put(self.bucket, "a")["VersionId"]
        gone = self.s3.delete_object(Bucket=self.bucket, Key="a")
        self.assertTrue(gone["DeleteMarker"])
        with self.refused("NoSuchKey", 404):
            self.read(self.bucket, "a")
        with self.refused("MethodNotAllowed", 405):
            self.read(self.bucket, "a", VersionId=gone["VersionId"])
        self.assertEqual(self.read(self.bucket, "a", VersionId=version), b"text")
        self.s3.delete_object(Bucket=self.bucket, Key="a", VersionId=gone["VersionId"])
        self.assertEqual(self.read(self.bucket, "a"), b"text")

    def test_versions_are_listed_newest_first_in_pages(self):
        versions = [self.put(self.bucket, "a", str(number).encode())["VersionId"]
                    for number in range(3)]
        marker = self.s3.delete_object(Bucket=self.bucket, Key="a")["VersionId"]
        self.put(self.bucket, "b")
        page = self.s3.list_object_versions(Bucket=self.bucket)
        self.assertEqual([each["VersionId"] for each in page["Versions"] if each["Key"] == "a"],
                         versions[::-1])
        self.assertEqual([(each["VersionId"], each["IsLatest"]) for each in page["DeleteMarkers"]],
                         [(marker, True)])
        pages = self.s3.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, PaginationConfig={"PageSize": 2})
        listed = [each["VersionId"] for page in pages
                  for each in page.get("Versions", []) + page.get("DeleteMarkers", [])]
        self.assertEqual(len(listed), 5)
        self.assertEqual(len(set(listed)), 5)

    def test_suspended_versioning_writes_the_null_version(self):
        self.put(self.bucket, "a", b"kept")
        self.s3.put_bucket_versioning(Bucket=self.bucket,
                                      VersioningConfiguration={"Status": "Suspended"})
        self.put(self.bucket, "a", b"one")
        self.put(self.bucket, "a", b"two")
        self.assertEqual(self.read(self.bucket, "a", VersionId="null"), b"two")
        versions = self.s3.list_object_versions(Bucket=self.bucket)["Versions"]
        self.assertEqual(len(versions), 2)

    def test_a_version_that_never_was(self):
        self.put(self.bucket, "a")
        with self.refused("NoSuchVersion", 404):
            self.read(self.bucket, "a", VersionId="0" * 32)
