"""The loop that carries bytes both ways.

Models readwrite(), fillbuf() and drainbuf() of contrib/netcat/netcat.c; poll here does not tell a hang-up,
so that a connection that was reset is noticed when it is read.
"""

from __future__ import annotations

from simbsd.lib.socket import shutdown
from simbsd.lib.unistd import nanosleep, poll, read, write
from simbsd.sys.errno import EAGAIN, EINTR, Errno
from simbsd.sys.socketvar import SHUT_RD, SHUT_WR
from simbsd.usr_bin.nc.options import Arguments

BUFSIZE = 16384
AGAIN = (EAGAIN, EINTR)  # no end of anything: poll and try again


class ReadWrite:
    """Standard input to the network, the network to standard output. A closed direction has descriptor -1."""

    def __init__(self, arguments: Arguments, net: int, received: bytes = b"") -> None:
        self.arguments = arguments
        self.stdin = arguments.tun_fd if arguments.tun_fd != -1 else -1 if arguments.detached else 0
        self.net_out = self.net_in = net
        self.stdout = arguments.tun_fd if arguments.tun_fd != -1 else 1
        self.to_net = b""
        self.to_stdout = received

    async def run(self) -> None:
        """Until both inputs or both outputs are gone, or -w's time has passed. Errors: those of poll."""
        while not self._is_over():
            if self.arguments.interval:
                await nanosleep(self.arguments.interval * 1_000_000)
            wanted = self._wanted()
            ready = await poll(wanted, self._timeout())
            if not ready:
                return
            await self._step({fd: ready.get(fd, "") for fd in wanted})
            await self._close_finished()

    def _is_over(self) -> bool:
        empty = not self.to_net and not self.to_stdout
        if self.net_in == -1 and empty and (self.stdin == -1 or self.arguments.listen):
            return True
        return self.net_out == -1 and self.stdout == -1

    def _timeout(self) -> int | None:
        return None if self.arguments.timeout is None else self.arguments.timeout * 1_000_000

    def _wanted(self) -> dict[int, str]:
        """What to poll for; on one descriptor both directions together."""
        wanted: dict[int, str] = {}
        for fd, letter, wish in (
            (self.stdin, "r", len(self.to_net) < BUFSIZE),
            (self.net_out, "w", bool(self.to_net)),
            (self.net_in, "r", len(self.to_stdout) < BUFSIZE),
            (self.stdout, "w", bool(self.to_stdout)),
        ):
            if fd != -1 and wish:
                wanted[fd] = wanted.get(fd, "") + letter
        return wanted

    async def _step(self, ready: dict[int, str]) -> None:
        if "r" in ready.get(self.stdin, ""):
            await self._from_stdin()
        if "w" in ready.get(self.net_out, "") and self.to_net:
            left = await self._write(self.net_out, self.to_net)
            if left is None:
                self.net_out = self.stdin = -1
            else:
                self.to_net = left
        if "r" in ready.get(self.net_in, ""):
            await self._from_net()
        if "w" in ready.get(self.stdout, "") and self.to_stdout:
            left = await self._write(self.stdout, self.to_stdout)
            if left is None:
                await self._stdout_gone()
            else:
                self.to_stdout = left

    async def _from_stdin(self) -> None:
        try:
            data = await self._read(self.stdin, BUFSIZE - len(self.to_net))
        except Errno:
            return
        if not data:
            self.stdin = -1
        self.to_net += data or b""

    async def _from_net(self) -> None:
        try:
            data = await self._read(self.net_in, BUFSIZE - len(self.to_stdout))
        except Errno:
            return
        if data is None:
            # reset: the real poll reports a hang-up on both directions
            self.net_in = self.net_out = self.stdin = -1
        elif data == b"":
            await self._shutdown(self.net_in, SHUT_RD)
            self.net_in = -1
        else:
            self.to_stdout += data

    async def _stdout_gone(self) -> None:
        self.stdout = -1
        self.to_stdout = b""
        if self.net_in != -1:
            await self._shutdown(self.net_in, SHUT_RD)
        self.net_in = -1

    async def _close_finished(self) -> None:
        if self.stdin == -1 and not self.to_net:
            if self.net_out != -1 and self.arguments.shutdown:
                await self._shutdown(self.net_out, SHUT_WR)
            self.net_out = -1
        if self.net_in == -1 and not self.to_stdout:
            self.stdout = -1

    async def _shutdown(self, fd: int, how: int) -> None:
        try:
            await shutdown(fd, how)
        except Errno:
            return  # the real program does not look

    async def _read(self, fd: int, room: int) -> bytes | None:
        """What is there, empty at the end; None after an error.

        Raises Errno when it is only to be tried again.
        """
        try:
            return await read(fd, room)
        except Errno as error:
            if error.errno in AGAIN:
                raise
            return None

    async def _write(self, fd: int, data: bytes) -> bytes | None:
        """What is left to write; None after an error."""
        try:
            return data[await write(fd, data) :]
        except Errno as error:
            return data if error.errno in AGAIN else None
