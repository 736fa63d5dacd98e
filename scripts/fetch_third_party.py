"""Fetches what scripts/third-party.lock names into a folder; packages already there are left alone.

Runs in third_party/venv, which has npm and pip. Each file is put in place by a rename, so that a
build running beside it never sees half of one.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

LOCK = pathlib.Path(__file__).with_name("third-party.lock")
TOOLS = pathlib.Path(sys.executable).parent


@dataclass
class Package:
    kind: str
    name: str
    version: str
    sha256: str
    files: list = field(default_factory=list)  # (member of the package, destination)


def read_lock():
    packages = []
    for line in LOCK.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" "):
            packages[-1].files.append(tuple(line.split()))
        else:
            packages.append(Package(*line.split()))
    return packages


def run(command, folder, **environment):
    path = {"PATH": f"{TOOLS}:{os.environ['PATH']}", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    environment = os.environ | path | environment
    done = subprocess.run(command, cwd=folder, env=environment, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SystemExit(f"setup: {' '.join(map(str, command))} failed:\n{done.stdout}")


def download(package, folder):
    """The package's archive, its hash verified."""
    if package.kind == "npm":
        run(["npm", "pack", "--silent", f"{package.name}@{package.version}"], folder)
        (archive,) = folder.iterdir()
    else:
        pip = ["pip", "download", "--quiet", "--no-deps", "--require-hashes", "--dest", folder]
        # pip asks a source distribution for its metadata: no compiler is needed for that.
        how = {"wheel": ["--only-binary", ":all:"],
               "sdist": ["--no-build-isolation", "--no-binary", ":all:"]}[package.kind]
        requirement = folder.with_suffix(".txt")
        hash_option = f"--hash=sha256:{package.sha256}"
        requirement.write_text(f"{package.name}=={package.version} {hash_option}\n")
        run(pip + how + ["-r", requirement], folder, SKBUILD_WHEEL_CMAKE="false")
        (archive,) = folder.iterdir()
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"setup: {package.name} {package.version} has the wrong sha256: {found}")
    return archive


def members(archive, prefix):
    """(path below the prefix, open file) of each member that is the prefix or lies in it."""
    wanted = lambda name: name == prefix or (prefix.endswith("/") and name.startswith(prefix))
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in filter(wanted, wheel.namelist()):
                yield name[len(prefix):], wheel.open(name)
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and wanted(member.name):
                yield member.name[len(prefix):], tar.extractfile(member)


def place(archive, package, root):
    for prefix, destination in package.files:
        count = 0
        for below, source in members(archive, prefix):
            target = root / destination / below if below else root / destination
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(target.name + ".partial")
            with source, open(partial, "wb") as out:
                shutil.copyfileobj(source, out)
            partial.replace(target)
            count += 1
        if count == 0:
            raise SystemExit(f"setup: {package.name} {package.version} has no {prefix}")


def fetch(package, root):
    stamp = root / ".fetched" / f"{package.name.replace('/', '+')}-{package.version}"
    wanted = f"{package.sha256} {package.files}"
    in_place = all((root / destination).exists() for _, destination in package.files)
    if in_place and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"setup: fetching {package.name} {package.version}", flush=True)
    with tempfile.TemporaryDirectory(dir=root) as scratch:
        folder = pathlib.Path(scratch) / "archive"
        folder.mkdir()
        place(download(package, folder), package, root)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(wanted)


def main():
    root = pathlib.Path(sys.argv[1])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda package: fetch(package, root), read_lock()))


main()
