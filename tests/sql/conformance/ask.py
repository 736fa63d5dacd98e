"""Questions to sql_answers. One process answers them all; one that dies or hangs is named and
another goes on."""

import json
import os
import select
import subprocess


class Answers:
    def __init__(self, program, script=None, seconds_max=10.0):
        self.command = [program] + ([str(script)] if script else [])
        self.seconds_max = seconds_max
        self.process = None
        self.rest = b""
        self.told = {}  # what was asked before: cases share expected statements

    def close(self):
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def ask(self, **question):
        """The answer's object; {"crash": why} where there is none."""
        text = json.dumps({"id": "", **question})
        if text not in self.told:
            self.told[text] = self.answer_to(text)
        return self.told[text]

    def answer_to(self, text):
        self.start()
        try:
            os.write(self.process.stdin.fileno(), text.encode() + b"\n")
            line = self.read_line(self.seconds_max)
        except BrokenPipeError:
            line = b""
        if line:
            return json.loads(line)
        why = f"no answer within {self.seconds_max:g} s" if line is None \
            else f"ended with status {self.process.wait()}"
        self.close()
        return {"crash": why}

    def start(self):
        if self.process:
            return
        self.rest = b""
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        # Its tables take time; a first answer says that they are there.
        os.write(self.process.stdin.fileno(), b'{"id": "", "sql": "SELECT 1"}\n')
        if not self.read_line(120):
            raise SystemExit(f"{self.command} does not answer")

    def read_line(self, seconds):
        """None when time is up, empty at the end."""
        output = self.process.stdout.fileno()
        while b"\n" not in self.rest:
            if not select.select([output], [], [], seconds)[0]:
                return None
            part = os.read(output, 1 << 20)
            if not part:
                return b""
            self.rest += part
        line, self.rest = self.rest.split(b"\n", 1)
        return line
