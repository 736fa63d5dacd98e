"""A new lake behind `sluice serve` on a free port, and AWS's client to ask it."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.request

import boto3
import botocore.config
import botocore.exceptions

PROGRAM = os.environ.get("SLUICE_PROGRAM", os.path.abspath("../../build/sluice"))
REGION = "us-east-1"
ACCOUNT = "000000000000"
START_SECONDS_MAX = 20


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def has_server():
    done = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True)
    return any(line.split()[:1] == ["serve"] for line in done.stdout.splitlines())


class Server:
    """Runs until it is closed; the folder goes away with it."""

    def __init__(self, *arguments):
        self.folder = tempfile.mkdtemp(prefix="sluice-wire-")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # The root's key can be chosen, so that nobody has to read it from a file.
        self.key = "AKIA" + secrets.token_hex(8).upper()
        self.secret = secrets.token_hex(20)
        self.log = open(os.path.join(self.folder, "server.log"), "wb")
        self.arguments = arguments
        self.start()

    def start(self):
        """Again, once the process has ended: on the same lake and port."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder,
            "SLUICE_LAKE": os.path.join(self.folder, "lake"),
            "SLUICE_ROOT_ACCESS_KEY_ID": self.key,
            "SLUICE_ROOT_SECRET_ACCESS_KEY": self.secret,
        }
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", f"127.0.0.1:{self.port}", *self.arguments],
            cwd=self.folder, env=environment, stdout=self.log, stderr=self.log)
        try:
            self.wait()
        except Exception:
            self.close()
            raise

    def wait(self):
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(f"{self.url}/-/health", timeout=1):
                    return
            time.sleep(0.02)
        with open(self.log.name, encoding="utf-8", errors="replace") as log:
            raise RuntimeError(f"the server did not start: {log.read()[-2000:]}")

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class WireTest(unittest.TestCase):
    """One server for each class; names of what tests make must differ."""

    @classmethod
    def setUpClass(cls):
        if not has_server():
            raise unittest.SkipTest("this program has no server")
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)

    def session(self, key=None, secret=None, token=None):
        return boto3.session.Session(
            aws_access_key_id=key or self.server.key,
            aws_secret_access_key=secret or self.server.secret,
            aws_session_token=token, region_name=REGION)

    def client(self, service, session=None, **options):
        config = botocore.config.Config(retries={"max_attempts": 1}, **options)
        return (session or self.session()).client(
            service, endpoint_url=self.server.url, config=config)

    def session_of(self, credentials):
        """Of what STS answers."""
        return self.session(credentials["AccessKeyId"], credentials["SecretAccessKey"],
                            credentials["SessionToken"])

    def new_user(self, name, *statements):
        """A session of a new user with these statements as its policy."""
        iam = self.client("iam")
        iam.create_user(UserName=name)
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="own",
                                PolicyDocument=policy(*statements))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return self.session(key["AccessKeyId"], key["SecretAccessKey"])

    @contextlib.contextmanager
    def refused(self, code, status=None):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            yield caught
        answer = caught.exception.response
        self.assertEqual(answer["Error"]["Code"], code, answer)
        if status is not None:
            self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], status, answer)


def statement(action, resource="*", effect="Allow", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(principal, **more):
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more})
