import json

from clients.world import ClientTest

BIG = bytes(range(256)) * (64 << 10)  # 16 MiB: in parts


class AwsCli(ClientTest):
    program = "/usr/bin/aws"

    def aws(self, *arguments):
        return self.ask("--endpoint-url", self.server.url, "--output", "json", *arguments)

    def test_files_go_up_down_and_away(self):
        self.aws("s3", "mb", "s3://cli")
        self.write("orders.csv", b"id\n1\n")
        self.aws("s3", "cp", "orders.csv", "s3://cli/raw/orders.csv")
        self.assertIn("orders.csv", self.aws("s3", "ls", "s3://cli/raw/"))
        self.assertEqual(self.aws("s3", "cp", "s3://cli/raw/orders.csv", "-"), "id\n1\n")
        self.aws("s3", "mv", "s3://cli/raw/orders.csv", "s3://cli/old/a b.csv")
        self.assertIn("old/a b.csv", self.aws("s3", "ls", "--recursive", "s3://cli"))
        self.aws("s3", "rb", "--force", "s3://cli")
        self.assertNotIn("cli", self.aws("s3", "ls"))

    def test_folders_are_synced(self):
        self.aws("s3", "mb", "s3://synced")
        self.write("from/a", b"a")
        self.write("from/deep/b", BIG)
        self.aws("s3", "sync", "from", "s3://synced/to")
        self.assertEqual(self.aws("s3", "sync", "from", "s3://synced/to"), "")
        self.aws("s3", "sync", "s3://synced/to", "back")
        self.assertTrue(self.content("back/deep/b") == BIG)
        self.aws("s3", "rm", "--recursive", "s3://synced/to")
        self.assertEqual(self.aws("s3", "ls", "--recursive", "s3://synced"), "")

    def test_operations_by_name(self):
        self.aws("s3api", "create-bucket", "--bucket", "by-name")
        self.aws("s3api", "put-bucket-versioning", "--bucket", "by-name",
                 "--versioning-configuration", "Status=Enabled")
        self.write("a", b"text")
        put = json.loads(self.aws("s3api", "put-object", "--bucket", "by-name", "--key", "a",
                                  "--body", "a", "--checksum-algorithm", "CRC32C"))
        self.assertIn("ChecksumCRC32C", put)
        head = json.loads(self.aws("s3api", "head-object", "--bucket", "by-name", "--key", "a"))
        self.assertEqual((head["ContentLength"], head["VersionId"]), (4, put["VersionId"]))

    def test_other_services(self):
        caller = json.loads(self.aws("sts", "get-caller-identity"))
        self.assertTrue(caller["Arn"].endswith(":root"))
        self.aws("iam", "create-user", "--user-name", "ann")
        key = json.loads(self.aws("kms", "create-key"))["KeyMetadata"]
        self.assertEqual(key["KeyState"], "Enabled")

    def test_errors_are_told(self):
        done = self.run_client("--endpoint-url", self.server.url, "s3", "ls", "s3://absent-bucket")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("NoSuchBucket", done.stderr)
