import os
import re
import subprocess
import unittest

from world import PROGRAM, World

COMMANDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/commands.md")


class Documentation(World):
    def test_every_example_of_the_commands_page_works_as_typed(self):
        with open(COMMANDS, encoding="utf-8") as file:
            examples = re.findall(r"^```sh\n(.*?)^```$", file.read(), re.DOTALL | re.MULTILINE)
        self.assertGreater(len(examples), 8)
        script = "set -euo pipefail\n" + "".join(examples)
        script = script.replace("/tmp/report.html", self.path("report.html"))
        os.symlink(PROGRAM, self.path("sluice"))
        environment = {**self.environment, "PATH": self.folder + ":" + os.environ["PATH"]}
        done = subprocess.run(["bash", "-x", "-c", script], cwd=self.folder, env=environment,
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])


if __name__ == "__main__":
    unittest.main()
