"""Files that captured packets are written to, one after the other when they are full or old (-C, -G, -W).

Models contrib/tcpdump/tcpdump.c (MakeFilename, dump_packet, dump_packet_and_trunc).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.strftime import strftime
from simbsd.lib.unistd import exit, gettimeofday
from simbsd.sys.bpf import Captured
from simbsd.usr_sbin.tcpdump.flags import Flags, Wrong
from simbsd.usr_sbin.tcpdump.savefile import Dumper


@dataclass
class Rotation:
    """The file being written, and what its name was made of; ``full`` gives the counts that are told at the last."""

    err: Err
    flags: Flags
    pattern: str
    dlt: int
    snaplen: int
    since: int
    dumper: Dumper
    files: int = 0
    periods: int = 0
    full: Callable[[], Awaitable[str]] | None = None

    @classmethod
    async def start(cls, err: Err, flags: Flags, path: str, dlt: int, snaplen: int, now: int) -> Rotation:
        """Open the first file. Raises Wrong, PcapError."""
        if not path:
            raise Wrong("an empty string is not a valid file name")
        dumper = await Dumper.open(_name(flags, path, now, 0), dlt, snaplen)
        rotation = cls(err, flags, path, dlt, snaplen, now, dumper)
        if flags.has("U"):
            await dumper.flush()
        return rotation

    async def put(self, packet: Captured) -> None:
        """Write a packet, to a new file if it is time for one."""
        flags = self.flags
        if flags.rotate_seconds:
            now = await gettimeofday() // 1_000_000
            if now - self.since >= flags.rotate_seconds:
                self.since = now
                self.periods += 1
                if not flags.rotate_size and 0 < flags.rotate_files <= self.periods:
                    await self._last()
                self.files = 0
                await self._next()
        if flags.rotate_size and self.dumper.size > flags.rotate_size:
            self.files += 1
            if flags.rotate_files and self.files >= flags.rotate_files:
                self.files = 0
            await self._next()
        await self.dumper.put(packet)
        if flags.has("U"):
            await self.dumper.flush()

    async def _last(self) -> None:
        await self.dumper.close()
        await printf(f"Maximum file limit reached: {self.flags.rotate_files}\n", STDERR)
        if self.full is not None:
            await printf(await self.full(), STDERR)
        await exit(0)

    async def _next(self) -> None:
        await self.dumper.close()
        path = _name(self.flags, self.pattern, self.since, self.files)
        self.dumper = await Dumper.open(path, self.dlt, self.snaplen)

    async def close(self) -> None:
        """The end."""
        await self.dumper.close()


def _name(flags: Flags, pattern: str, now: int, number: int) -> str:
    """MakeFilename()."""
    name = strftime(pattern, now) if flags.rotate_seconds else pattern
    most = flags.rotate_files - 1
    width = len(str(most)) if flags.rotate_size and most > 0 else 0  # getWflagChars()
    return name if not number and not width else f"{name}{number:0{width}d}" if width else f"{name}{number}"
