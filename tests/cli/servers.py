"""Private servers of other databases, in a folder and on a port of their own."""

import contextlib
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

PASSWORD = "s3kr1t-w0rd"


def find_program(name, *folders):
    """Its path, or None where it is not installed."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *folders])
    return shutil.which(name, path=path)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_user(name):
    """Database servers refuse to run as root."""
    if os.getuid() != 0:
        return {}
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def server_folder(user):
    folder = tempfile.mkdtemp(prefix="sluice-server-")
    try:
        if user:
            os.chown(folder, user["user"], user["group"])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(works, process, seconds=60):
    end = time.monotonic() + seconds
    while not works():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the database server did not start")
        time.sleep(0.1)


@contextlib.contextmanager
def running(command, folder, works, user):
    with open(os.path.join(folder, "log"), "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                   cwd=folder, **user)
        try:
            wait_until(works, process)
            yield
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Postgres:
    """`with Postgres.start() as server`"""

    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)

    @classmethod
    def is_installed(cls):
        return all(find_program(name, *cls.folders) for name in ("initdb", "postgres", "psql"))

    def __init__(self, port):
        self.port = port

    @classmethod
    @contextlib.contextmanager
    def start(cls):
        server = cls(free_port())
        user = server_user("postgres")
        with server_folder(user) as folder:
            data = os.path.join(folder, "data")
            secret = os.path.join(folder, "password")
            with open(secret, "w", encoding="utf-8") as file:
                file.write(PASSWORD)
            os.chmod(secret, 0o644)
            subprocess.run([find_program("initdb", *cls.folders), "-D", data, "-U", "sluice",
                            "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
                            "--no-sync"],
                           check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)
            command = [find_program("postgres", *cls.folders), "-D", data, "-k", folder, "-F",
                       "-p", str(server.port), "-c", "listen_addresses=127.0.0.1"]
            with running(command, folder, lambda: server.psql("select 1") == 0, user):
                yield server

    def psql(self, *statements):
        command = [find_program("psql", *self.folders), "-h", "127.0.0.1", "-p", str(self.port),
                   "-U", "sluice", "-d", "postgres", "-q", "-X", "-v", "ON_ERROR_STOP=1"]
        for statement in statements:
            command += ["-c", statement]
        return subprocess.run(command, env={**os.environ, "PGPASSWORD": PASSWORD}, check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


class MariaDb:
    """`with MariaDb.start() as server`"""

    folders = ["/usr/sbin", "/usr/local/sbin"]

    @classmethod
    def is_installed(cls):
        return all(find_program(name, *cls.folders)
                   for name in ("mariadb-install-db", "mariadbd", "mariadb"))

    def __init__(self, port, folder):
        self.port = port
        self.socket = os.path.join(folder, "s")

    @classmethod
    @contextlib.contextmanager
    def start(cls):
        user = server_user("mysql")
        with server_folder(user) as folder:
            server = cls(free_port(), folder)
            data = os.path.join(folder, "data")
            subprocess.run([find_program("mariadb-install-db", *cls.folders), "--no-defaults",
                            f"--datadir={data}", "--auth-root-authentication-method=normal",
                            "--skip-test-db"],
                           check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)
            command = [find_program("mariadbd", *cls.folders), "--no-defaults",
                       f"--datadir={data}", f"--socket={server.socket}", f"--port={server.port}",
                       "--bind-address=127.0.0.1", f"--pid-file={folder}/pid"]
            with running(command, folder, lambda: server.client("select 1") == 0, user):
                server.client("create database shop",
                              f"create user sluice@'%' identified by '{PASSWORD}'",
                              "grant all on shop.* to sluice@'%'")
                yield server

    def client(self, *statements, database="mysql"):
        return subprocess.run([find_program("mariadb"), "--no-defaults", "-S", self.socket, "-u",
                               "root", database, "-e", "; ".join(statements)], check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
