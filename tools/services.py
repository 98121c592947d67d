"""PostgreSQL and Redis of this machine's packages, on free ports, for a test or a benchmark, and ended with it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

START_SECONDS = 30
PROGRAMS = "/usr/lib/postgresql"
MISSING = "{} is missing; install it with: sudo apt-get install {}"


class Missing(Exception):
    """A program is not here; the message says what to install."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def find(program: str, package: str, *folders: Path) -> str:
    """Where a program is. Raises Missing."""
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(program, path=path)
    if found is None:
        raise Missing(MISSING.format(program, package))
    return found


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with status {process.returncode}")
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer")


class Redis:
    """A Redis that keeps nothing. `stop` and `start` let a test live without it for a while."""

    def __init__(self) -> None:
        self.program = find("redis-server", "redis-server")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL)
        wait_for(self.port, self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Postgres:
    """A PostgreSQL with one database, in a folder of its own; as root it runs as `postgres`, for it refuses root."""

    def __init__(self, folder: Path) -> None:
        folders = sorted(Path(PROGRAMS).glob("*/bin"), reverse=True)
        self.initdb = find("initdb", "postgresql", *folders)
        self.server = find("postgres", "postgresql", *folders)
        self.folder = folder / "postgres"
        self.port = free_port()
        self.url = f"postgresql://cellblock@127.0.0.1:{self.port}/postgres"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir()
        user = None
        if os.geteuid() == 0:
            user = "postgres"
            owner = pwd.getpwnam(user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            for parent in self.folder.parents:  # pytest's folders are their owner's alone
                if parent.stat().st_uid == 0 and parent != Path(parent.anchor) and parent.name != "tmp":
                    parent.chmod(parent.stat().st_mode | 0o011)
        make = [self.initdb, "-D", self.folder, "-U", "cellblock", "--auth=trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(make, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL)
        options = ["-p", str(self.port), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        options += ["-c", "unix_socket_directories=", "-c", "max_connections=60"]
        self.process = subprocess.Popen(
            [self.server, "-D", self.folder, *options], user=user, cwd="/", stderr=subprocess.DEVNULL
        )
        wait_for(self.port, self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=START_SECONDS)
            self.process = None
