import os
import re
import subprocess
import unittest

from world import PROGRAM, World

COMMANDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/commands.md")


class Documentation(World):
    def run_script(self, script, folder):
        os.symlink(PROGRAM, self.path("sluice"))
        environment = {**self.environment, "PATH": self.folder + ":" + os.environ["PATH"]}
        done = subprocess.run(["bash", "-x", "-c", "set -euo pipefail\n" + script], cwd=folder,
                              env=environment, capture_output=True, text=True, timeout=120,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])

    def test_every_example_of_the_commands_page_works_as_typed(self):
        with open(COMMANDS, encoding="utf-8") as file:
            examples = re.findall(r"^```sh\n(.*?)^```$", file.read(), re.DOTALL | re.MULTILINE)
        self.assertGreater(len(examples), 8)
        script = "".join(examples).replace("/tmp/report.html", self.path("report.html"))
        self.run_script(script, self.folder)

    def test_every_example_of_the_help_works_in_a_new_pipeline(self):
        overview = self.sluice("--help")
        commands = re.findall(r"^  ([a-z-]+) ", overview.split("Subcommands:")[1], re.MULTILINE)
        commands.remove("serve")  # it does not end by itself: tests/wire starts it
        examples = []
        for command in commands:
            examples += re.findall(r"^  (.*sluice.*)$",
                                   self.sluice(command, "--help").split("Examples:")[1],
                                   re.MULTILINE)
        self.assertGreater(len(examples), len(commands))
        self.sluice("init", "p")
        self.run_script("\n".join(examples), self.path("p"))


if __name__ == "__main__":
    unittest.main()
