from clients.world import ClientTest

BIG = bytes(range(256)) * (28 << 10)  # 7 MiB


class Rclone(ClientTest):
    program = "/usr/bin/rclone"

    def environment(self):
        return {**super().environment(), "RCLONE_CONFIG": "/dev/null",
                "RCLONE_CONFIG_LAKE_TYPE": "s3", "RCLONE_CONFIG_LAKE_PROVIDER": "Other",
                "RCLONE_CONFIG_LAKE_ENV_AUTH": "true", "RCLONE_CONFIG_LAKE_REGION": "us-east-1",
                "RCLONE_CONFIG_LAKE_ENDPOINT": self.server.url,
                "RCLONE_CONFIG_LAKE_FORCE_PATH_STYLE": "true",
                # This release always sends an ACL; buckets without ACLs take this one only.
                "RCLONE_CONFIG_LAKE_ACL": "bucket-owner-full-control",
                "RCLONE_CONFIG_LAKE_BUCKET_ACL": "private"}

    def test_folders_are_synced_and_checked(self):
        self.ask("mkdir", "lake:rclone")
        self.write("from/a b", b"text")
        self.write("from/deep/big", BIG)
        self.ask("sync", "--s3-upload-cutoff", "5Mi", "--s3-chunk-size", "5Mi", "from",
                 "lake:rclone/to")
        self.ask("check", "--download", "from", "lake:rclone/to")
        self.assertCountEqual(self.ask("lsf", "-R", "lake:rclone/to").splitlines(),
                              ["a b", "deep/", "deep/big"])
        self.ask("copy", "lake:rclone/to", "back")
        self.assertTrue(self.content("back/deep/big") == BIG)

    def test_a_file_is_moved_and_removed(self):
        self.ask("mkdir", "lake:moves")
        self.ask("copyto", self.write("a", b"text"), "lake:moves/a")
        self.ask("moveto", "lake:moves/a", "lake:moves/b")
        self.assertEqual(self.ask("cat", "lake:moves/b"), "text")
        self.ask("purge", "lake:moves")
        self.assertNotIn("moves", self.ask("lsd", "lake:"))
