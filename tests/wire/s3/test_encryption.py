import os

from s3.world import PART_BYTES, S3Test


class Encryption(S3Test):
    def setUp(self):
        super().setUp()
        self.bucket = self.new_bucket()
        self.kms = self.client("kms")

    def new_key(self):
        return self.kms.create_key()["KeyMetadata"]["Arn"]

    def test_keys_of_kms_encrypt(self):
        key = self.new_key()
        put = self.put(self.bucket, "a", ServerSideEncryption="aws:kms", SSEKMSKeyId=key,
                       BucketKeyEnabled=True, SSEKMSEncryptionContext="eyJhIjoiYiJ9")
        self.assertEqual((put["ServerSideEncryption"], put["SSEKMSKeyId"], put["BucketKeyEnabled"]),
                         ("aws:kms", key, True))
        got = self.s3.get_object(Bucket=self.bucket, Key="a")
        self.assertEqual((got["Body"].read(), got["SSEKMSKeyId"]), (b"text", key))

    def test_a_disabled_key_closes_its_objects(self):
        key = self.new_key()
        self.put(self.bucket, "a", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
        self.kms.disable_key(KeyId=key)
        with self.refused("KMS.DisabledException", 400):
            self.read(self.bucket, "a")
        self.kms.enable_key(KeyId=key)
        self.assertEqual(self.read(self.bucket, "a"), b"text")

    def test_a_key_that_is_not_there(self):
        with self.refused("KMS.NotFoundException", 400):
            self.put(self.bucket, "a", ServerSideEncryption="aws:kms",
                     SSEKMSKeyId="11111111-2222-3333-4444-555555555555")

    def test_the_buckets_key_is_used_by_default(self):
        key = self.new_key()
        self.s3.put_bucket_encryption(Bucket=self.bucket, ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {
                "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}]})
        self.assertEqual(self.put(self.bucket, "a")["SSEKMSKeyId"], key)

    def test_a_customers_key_is_asked_for_again(self):
        mine = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": os.urandom(32)}
        put = self.put(self.bucket, "a", **mine)
        self.assertEqual(put["SSECustomerAlgorithm"], "AES256")
        self.assertEqual(self.read(self.bucket, "a", **mine), b"text")
        with self.refused("InvalidRequest", 400):
            self.read(self.bucket, "a")
        with self.refused("InvalidRequest", 400):
            self.read(self.bucket, "a", **{**mine, "SSECustomerKey": os.urandom(32)})

    def test_a_copy_is_encrypted_as_it_says(self):
        mine = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": os.urandom(32)}
        self.put(self.bucket, "a", **mine)
        self.s3.copy_object(
            Bucket=self.bucket, Key="b", CopySource={"Bucket": self.bucket, "Key": "a"},
            CopySourceSSECustomerAlgorithm="AES256",
            CopySourceSSECustomerKey=mine["SSECustomerKey"], ServerSideEncryption="aws:kms")
        got = self.s3.get_object(Bucket=self.bucket, Key="b")
        self.assertEqual((got["Body"].read(), got["ServerSideEncryption"]), (b"text", "aws:kms"))

    def test_uploads_in_parts_are_encrypted(self):
        key = self.new_key()
        upload = self.s3.create_multipart_upload(
            Bucket=self.bucket, Key="big", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
        upload = {"Bucket": self.bucket, "Key": "big", "UploadId": upload["UploadId"]}
        body = os.urandom(PART_BYTES)
        part = self.s3.upload_part(**upload, PartNumber=1, Body=body)
        self.assertEqual(part["SSEKMSKeyId"], key)
        self.s3.complete_multipart_upload(
            **upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
        self.assertTrue(self.read(self.bucket, "big") == body)

    def test_the_disk_shows_nothing(self):
        text = b"nobody reads this on the disk " * 1000
        self.put(self.bucket, "a", text)
        lake = os.path.join(self.server.folder, "lake")
        for folder, _, names in os.walk(lake):
            for name in names:
                if name.endswith(".sock"):
                    continue
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(b"nobody reads this", file.read(), name)
