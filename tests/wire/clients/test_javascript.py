import os

from clients.world import THIRD_PARTY, ClientTest

MODULES = os.path.join(THIRD_PARTY, "javascript/node_modules")
SCRIPT = os.path.abspath("javascript/objects.js")


class JavaScript(ClientTest):
    """AWS's SDK for JavaScript, version 3."""

    program = os.path.join(THIRD_PARTY, "venv/bin/node")

    @classmethod
    def is_installed(cls):
        return os.path.exists(cls.program) and os.path.exists(MODULES)

    def environment(self):
        return {**super().environment(), "NODE_PATH": MODULES, "ENDPOINT": self.server.url}

    def test_objects_as_the_script_does(self):
        self.assertEqual(self.ask(SCRIPT).strip(), "ok")
