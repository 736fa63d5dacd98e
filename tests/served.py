"""A lake behind `sluice serve`, which can be killed and started again on the same folder."""

import contextlib
import secrets
import socket
import subprocess
import time
import urllib.request

import boto3
import botocore.config

import lake as lakes

START_SECONDS_MAX = 30


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Served:
    """Use as a context manager: the server ends and the lake goes away with it."""

    def __init__(self, program, *arguments):
        self.lake = lakes.Lake(program)
        self.arguments = arguments
        self.key = "AKIA" + secrets.token_hex(8).upper()
        self.secret = secrets.token_hex(20)
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        self.lake.__exit__()

    @property
    def log_file(self):
        return self.lake.folder / "server.log"

    def start(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {**self.lake.environment, "SLUICE_ROOT_ACCESS_KEY_ID": self.key,
                       "SLUICE_ROOT_SECRET_ACCESS_KEY": self.secret}
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [self.lake.program, "serve", "--listen", f"127.0.0.1:{self.port}",
                 *self.arguments],
                env=environment, cwd=self.lake.folder, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(f"{self.url}/-/health", timeout=1):
                    return
            time.sleep(0.01)
        raise lakes.Failed(f"the server did not start: {self.log()[-2000:]}")

    def log(self):
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def client(self, service="s3"):
        """One try a request: what got no answer is for the caller to judge."""
        config = botocore.config.Config(
            retries={"total_max_attempts": 1}, max_pool_connections=32, connect_timeout=5,
            read_timeout=30, signature_version="s3v4",
            s3={"addressing_style": "path"})
        session = boto3.session.Session(self.key, self.secret, region_name="us-east-1")
        return session.client(service, endpoint_url=self.url, config=config)
