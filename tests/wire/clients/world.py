"""What the tests of other clients share: a program that may not be installed, and its answers."""

import os
import shutil
import subprocess
import unittest

from server import WireTest

THIRD_PARTY = os.environ.get("SLUICE_THIRD_PARTY", os.path.abspath("../../third_party"))


class ClientTest(WireTest):
    program = ""  # looked for where Debian installs it: others of the name may have other versions

    @classmethod
    def setUpClass(cls):
        if not cls.is_installed():
            raise unittest.SkipTest(f"{cls.program} is absent: `scripts/setup test` installs it")
        super().setUpClass()

    @classmethod
    def is_installed(cls):
        return os.path.exists(cls.program)

    def setUp(self):
        self.folder = os.path.join(self.server.folder, self.id().rsplit(".", 1)[-1])
        os.mkdir(self.folder)
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, content):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def content(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "HOME": self.folder,
                "AWS_ACCESS_KEY_ID": self.server.key, "AWS_SECRET_ACCESS_KEY": self.server.secret,
                "AWS_DEFAULT_REGION": "us-east-1"}

    def run_client(self, *arguments):
        return subprocess.run([self.program, *arguments], cwd=self.folder, timeout=60,
                              env=self.environment(), capture_output=True, text=True, check=False)

    def ask(self, *arguments):
        """Its stdout; it must succeed."""
        done = self.run_client(*arguments)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout
