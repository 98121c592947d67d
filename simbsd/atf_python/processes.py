"""What ``import subprocess``, ``open`` and scapy's tunnels give.

Models Lib/subprocess.py of Python (run, Popen) and scapy/layers/tuntap.py (TunTapInterface), as far as helpers of tests
go.
"""

from __future__ import annotations

from typing import Any

from simbsd.atf_python.inet import IP
from simbsd.atf_python.packet import Packet
from simbsd.atf_python.threads import Wait, wait
from simbsd.lib.execvp import execvpe
from simbsd.lib.stdio import STDOUT, decode, read_all
from simbsd.lib.unistd import close, dup2, fork, open, pipe, read, waitpid, write
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_RDWR, O_TRUNC, O_WRONLY
from simbsd.sys.wait import wexitstatus, wifexited, wtermsig

_MTU = 65536
Start = tuple[list[str], dict[str, str], tuple[int, int] | None]


class CalledProcessError(Exception):
    """A program that was to succeed, and did not."""


async def _child(state: Start) -> int:
    args, envp, ends = state
    if ends is not None:
        await dup2(ends[1], STDOUT)
        await close(ends[0])
        await close(ends[1])
    try:
        await execvpe(args[0], args, envp)
    except Errno as error:
        return 127 if error.errno == ENOENT else 126


class Popen:
    """A program under way (subprocess.Popen)."""

    envp: dict[str, str]

    def __init__(self, args: list[str], **named: Any) -> None:
        self.args = args
        self.returncode: int | None = None
        self.stdout: Any = None
        self.pid = 0
        self._reads = -1

    async def begin(self, captured: bool = False) -> Popen:
        """Start it, its output into a pipe if it is ``captured``. Errors: EAGAIN."""
        ends = await pipe() if captured else None
        self.pid = await fork(_child, (self.args, self.envp, ends))
        if ends is not None:
            await close(ends[1])
            self._reads = ends[0]
        return self

    async def communicate(self) -> tuple[Any, Any]:
        """Wait for its end; what it printed, if that was captured."""
        if self._reads >= 0:
            self.stdout = decode(await read_all(self._reads))
            await close(self._reads)
        _, status = await waitpid(self.pid)
        self.returncode = wexitstatus(status) if wifexited(status) else -wtermsig(status)
        return self.stdout, None


def names(envp: dict[str, str]) -> dict[str, Any]:
    """The module, for a script with this environment."""
    kind = type("Popen", (Popen,), {"envp": envp})

    async def run(args: list[str], *, capture_output: bool = False, check: bool = False, text: bool = False) -> Popen:
        made: Popen = await kind(args).begin(capture_output)
        await made.communicate()
        if check and made.returncode:
            raise CalledProcessError(f"Command {args} returned non-zero exit status {made.returncode}.")
        return made

    async def begun(args: list[str], **named: Any) -> Popen:
        made: Popen = await kind(args).begin()
        return made

    return {"run": run, "Popen": begun, "CalledProcessError": CalledProcessError}


class TunTapInterface:
    """A tunnel whose other side is this program."""

    def __init__(self, iface: str) -> None:
        self.iface = iface
        self.fd = -1

    @classmethod
    async def opened(cls, iface: str) -> TunTapInterface:
        """Open its device. Errors: ENOENT, EBUSY."""
        made = cls(iface)
        made.fd = await open(f"/dev/{iface}", O_RDWR)
        return made

    async def recv(self) -> Packet:
        """The next packet that was sent into it."""
        await wait(Wait(fd=self.fd))
        return IP(await read(self.fd, _MTU))

    async def send(self, packet: Packet) -> None:
        """A packet comes out of it."""
        await write(self.fd, bytes(packet))


async def opened(path: str, mode: str = "r") -> File:
    """A file to write (open). Errors: those of open(2)."""
    return File(await open(path, O_WRONLY | O_CREAT | O_TRUNC))


class File:
    """A file that a script writes; each piece is written at once."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def __enter__(self) -> File:
        return self

    def __exit__(self, *error: object) -> None:
        """It is closed when the program ends."""

    async def write(self, text: str) -> int:
        """Append text."""
        await write(self.fd, text.encode())
        return len(text)
