"""How `sluice serve` starts, tells its key, and ends."""

import glob
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import boto3
import botocore.config
import botocore.exceptions

from server import PROGRAM, free_port

README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../README.md")
KEY = re.compile(r"aws_access_key_id\s+(\S+)\s+aws_secret_access_key\s+(\S+)")


class Serve(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="sluice-serve-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.folder,
                            "SLUICE_LAKE": os.path.join(self.folder, "lake")}

    def start(self, *arguments):
        """The process, its port and what it said before it served."""
        process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", "127.0.0.1:0", *arguments], cwd=self.folder,
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.stop, process)
        told = ""
        while "Serving" not in told:
            line = process.stdout.readline()
            self.assertTrue(line, told)
            told += line
        port = int(re.search(r"Serving .* at http://127\.0\.0\.1:(\d+);", told).group(1))
        return process, port, told

    def stop(self, process, how=signal.SIGTERM):
        if process.poll() is None:
            process.send_signal(how)
        process.communicate(timeout=60)
        return process.returncode

    def test_the_key_is_told_once_and_kept_for_its_owner_alone(self):
        process, port, told = self.start()
        key, secret = KEY.search(told).groups()
        files = glob.glob(os.path.join(self.folder, ".config/sluice/keys/*.credentials"))
        self.assertEqual(len(files), 1)
        self.assertEqual(stat.S_IMODE(os.stat(files[0]).st_mode), 0o600)
        with open(files[0], encoding="utf-8") as file:
            kept = file.read()
        self.assertIn(key, kept)
        self.assertIn(secret, kept)
        client = boto3.client("sts", endpoint_url=f"http://127.0.0.1:{port}",
                              region_name="us-east-1", aws_access_key_id=key,
                              aws_secret_access_key=secret)
        self.assertTrue(client.get_caller_identity()["Arn"].endswith(":root"))
        self.assertEqual(self.stop(process), 0)
        process, _, told = self.start()
        self.assertIsNone(KEY.search(told))
        self.assertNotIn(secret, told)

    def test_it_ends_well_by_either_signal(self):
        for how in [signal.SIGTERM, signal.SIGINT]:
            with self.subTest(how):
                self.assertEqual(self.stop(self.start()[0], how), 0)

    def test_an_idle_connection_does_not_hold_it_up(self):
        process, port, _ = self.start()
        with socket.create_connection(("127.0.0.1", port), timeout=10) as idle:
            idle.sendall(b"GET /-/health HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertIn(b"200", idle.recv(4096))
            begin = time.monotonic()
            self.assertEqual(self.stop(process), 0)
            self.assertLess(time.monotonic() - begin, 10)

    def test_a_second_one_on_the_lake_is_refused(self):
        self.start()
        second = subprocess.run([PROGRAM, "serve", "--listen", "127.0.0.1:0"], cwd=self.folder,
                                env=self.environment, capture_output=True, text=True, timeout=60,
                                check=False)
        self.assertEqual(second.returncode, 4, second.stderr)
        self.assertRegex(second.stderr, "^error: .*`sluice serve` needs it for itself\n$")

    def test_a_port_that_is_taken_is_an_error(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = subprocess.run([PROGRAM, "serve", "--listen", f"127.0.0.1:{port}"],
                                  cwd=self.folder, env=self.environment, capture_output=True,
                                  text=True, timeout=60, check=False)
        self.assertNotIn(done.returncode, (0, 70), done.stderr)
        self.assertIn(str(port), done.stderr)

    def s3(self, port, told):
        key, secret = KEY.search(told).groups()
        config = botocore.config.Config(s3={"addressing_style": "path"},
                                        retries={"total_max_attempts": 1})
        return boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", config=config,
                            region_name="us-east-1", aws_access_key_id=key,
                            aws_secret_access_key=secret)

    def metrics(self, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/metrics", timeout=10) as answer:
            return answer.read().decode()

    def test_a_full_disk_refuses_what_is_new_and_nothing_else(self):
        process, port, told = self.start()
        s3 = self.s3(port, told)
        s3.create_bucket(Bucket="kept")
        s3.put_object(Bucket="kept", Key="a", Body=b"here before")
        self.assertRegex(self.metrics(port), r"\nsluice_disk_free_bytes [1-9]\d*\n")
        self.stop(process)
        _, port, _ = self.start("--reserve", "900PB")
        self.assertIn(f"\nsluice_disk_reserve_bytes {900 << 50}\n", self.metrics(port))
        s3 = self.s3(port, told)
        upload = s3.create_multipart_upload(Bucket="kept", Key="b")["UploadId"]
        for add in [
                lambda: s3.put_object(Bucket="kept", Key="b", Body=b"new"),
                lambda: s3.copy_object(Bucket="kept", Key="b", CopySource="kept/a"),
                lambda: s3.upload_part(Bucket="kept", Key="b", UploadId=upload, PartNumber=1,
                                       Body=b"new")]:
            with self.assertRaises(botocore.exceptions.ClientError) as refused:
                add()
            answer = refused.exception.response
            self.assertEqual(answer["Error"]["Code"], "InsufficientStorage")
            self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 507)
        self.assertEqual(s3.get_object(Bucket="kept", Key="a")["Body"].read(), b"here before")
        s3.delete_object(Bucket="kept", Key="a")
        self.assertEqual(s3.list_objects_v2(Bucket="kept")["KeyCount"], 0)

    def test_half_a_key_is_refused(self):
        self.environment["SLUICE_ROOT_ACCESS_KEY_ID"] = "AKIAHALF"
        done = subprocess.run([PROGRAM, "serve", "--listen", "127.0.0.1:0"], cwd=self.folder,
                              env=self.environment, capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 2, done.stderr)


class Readme(unittest.TestCase):
    """The section "Use it as S3", typed as written but for the port, which may be taken."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="sluice-readme-")
        self.addCleanup(shutil.rmtree, self.folder)

    def test_the_section_works_as_typed(self):
        if not os.path.exists("/usr/bin/aws"):
            self.skipTest("aws is absent: `scripts/setup test` installs it")
        with open(README, encoding="utf-8") as file:
            section = file.read().split("## Use it as S3\n")[1].split("\n## ")[0]
        shell = "".join(re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE))
        (python,) = re.findall(r"^```python\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
        script = f"{shell}\npython <<'END'\n{python}END\nkill %1; wait %1\n"
        bin_folder = os.path.join(self.folder, "bin")
        os.mkdir(bin_folder)
        os.symlink(PROGRAM, os.path.join(bin_folder, "sluice"))
        os.symlink("/usr/bin/aws", os.path.join(bin_folder, "aws"))
        environment = {"PATH": f"{bin_folder}:{os.path.dirname(sys.executable)}:/usr/bin:/bin",
                       "HOME": self.folder}
        port = str(free_port())
        done = subprocess.run(["bash", "-c", "set -meuo pipefail\n" + script.replace("4566", port)],
                              cwd=self.folder, env=environment, capture_output=True, text=True,
                              timeout=100, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("orders.csv", done.stdout)


if __name__ == "__main__":
    unittest.main()
