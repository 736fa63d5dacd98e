"""`sluice serve` over TLS: how connections begin and end."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from server import PROGRAM, free_port

MAKE_CERTIFICATE = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "cert.pem"]


class Tls(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="sluice-tls-")
        self.addCleanup(shutil.rmtree, self.folder)
        subprocess.run(MAKE_CERTIFICATE, cwd=self.folder, check=True, capture_output=True)
        self.port = free_port()
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder,
                       "SLUICE_LAKE": os.path.join(self.folder, "lake")}
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", f"127.0.0.1:{self.port}", "--tls-cert", "cert.pem",
             "--tls-key", "key.pem"],
            cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        while "Serving" not in (line := self.process.stdout.readline()):
            self.assertTrue(line)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def connect(self):
        context = ssl.create_default_context(cafile=os.path.join(self.folder, "cert.pem"))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        # Told to, Python's client reports an end without TLS's own word for it.
        return context.wrap_socket(plain, server_hostname="localhost",
                                   suppress_ragged_eofs=False)

    def test_the_last_answer_ends_with_tls_own_word(self):
        with self.connect() as client:
            client.sendall(b"GET /-/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b""
            while piece := client.recv(4096):
                answer += piece
        self.assertTrue(answer.endswith(b"\r\n\r\nok\n"), answer)

    def test_a_client_that_never_shakes_hands_does_not_hold_up_the_end(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=10):
            with self.connect() as served:  # by now the silent one is waited for, too
                served.sendall(b"GET /-/health HTTP/1.1\r\nHost: x\r\n\r\n")
                served.recv(4096)
                begin = time.monotonic()
                self.assertEqual(self.stop(), 0)
                self.assertLess(time.monotonic() - begin, 5)


if __name__ == "__main__":
    unittest.main()
