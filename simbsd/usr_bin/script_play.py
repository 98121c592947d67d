"""Recordings of script(1): what was typed and printed, and when; and how they are played again.

Models usr.bin/script/script.c (record, playback, termset); of either order of bytes.
"""

from __future__ import annotations

import struct

from simbsd.lib.err import Err
from simbsd.lib.files import fstat
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDOUT, encode, put, read_all
from simbsd.lib.strftime import strftime
from simbsd.lib.termios import tcgetattr, tcsetattr
from simbsd.lib.unistd import gettimeofday, isatty, nanosleep
from simbsd.sys.calendar import ctime
from simbsd.sys.fcntl import S_IFMT, S_IFREG
from simbsd.sys.termios import ECHO, ICANON, ICRNL, IEXTEN, IGNCR, INLCR, ISIG, ISTRIP, IXON, OPOST, Termios

HEADER = struct.Struct("<QQII")  # struct stamp: length, seconds, microseconds, direction
SWAPPED = struct.Struct(">QQII")
SECOND = 1_000_000
TSTAMP_FMT = "%n@ %s [%Y-%m-%d %T]%n"


def cfmakeraw(modes: Termios) -> Termios:
    """A copy of a terminal's modes in which every key goes through as it is, and is not shown."""
    raw = modes.copy()
    raw.c_iflag &= ~(ISTRIP | INLCR | IGNCR | ICRNL | IXON)
    raw.c_oflag &= ~OPOST
    raw.c_lflag &= ~(ECHO | ICANON | ISIG | IEXTEN)
    return raw


async def record(fd: int, data: bytes, direction: str) -> None:
    """Append what was typed (``i``) or printed (``o``), the start (``s``) or the end (``e``)."""
    now = await gettimeofday()
    await put(fd, HEADER.pack(len(data), now // SECOND, now % SECOND, ord(direction)) + data)


class Player:
    """A recording that is played: ``quiet`` tells of no start and end, ``sleeps`` waits as long as was waited then,
    ``stamps`` is a format for the times between, with which nothing waits.
    """

    def __init__(self, err: Err, quiet: bool, sleeps: bool, stamps: str | None) -> None:
        self.err, self.quiet, self.sleeps, self.stamps = err, quiet, sleeps, stamps
        self.modes: Termios | None = None
        self.last = 0
        self.shown = 0

    async def play(self, fd: int) -> int:
        """Print what was printed then; the exit status."""
        regular = (await fstat(fd)).st_mode & S_IFMT == S_IFREG
        data = await read_all(fd)
        at = 0
        while at < len(data):
            if len(data) - at < HEADER.size:
                if not regular:
                    break
                await self.err.errx(1, "reading playback header: No error: 0")
            size, seconds, us, direction = HEADER.unpack_from(data, at)
            if direction > 0xFF:
                size, seconds, us, direction = SWAPPED.unpack_from(data, at)
            if size > len(data) - at - HEADER.size:
                await self.err.errx(1, "invalid stamp" if regular else "cannot read buffer: No error: 0")
            when = seconds * SECOND + us
            if not at:
                self.last = when
            at += HEADER.size
            await self._piece(chr(direction & 0xFF), when, data[at : at + size])
            at += size
        await self._reset()
        return 0

    async def _piece(self, direction: str, when: int, data: bytes) -> None:
        if direction == "s":
            if not self.quiet:
                await printf(f"Script started on {ctime(when // SECOND)}\n")
            self.last = when
            if await isatty(STDOUT):
                self.modes = await tcgetattr(STDOUT)
                raw = cfmakeraw(self.modes)
                raw.c_lflag |= ISIG
                await tcsetattr(STDOUT, raw)
        elif direction == "e":
            await self._reset()
            if not self.quiet:
                await printf(f"\nScript done on {ctime(when // SECOND)}\n")
        elif direction == "o":
            await self._wait(when, bool(data))
            await put(STDOUT, data)
        elif direction != "i":
            await self._reset()
            await self.err.errx(1, "invalid direction")

    async def _wait(self, when: int, something: bool) -> None:
        if self.stamps is None:
            if self.sleeps and when > self.last:
                await nanosleep(when - self.last)
            self.last = when
        elif something:
            if when // SECOND > self.shown:
                await put(STDOUT, encode(strftime(self.stamps, when // SECOND)))
            self.shown = when // SECOND

    async def _reset(self) -> None:
        if self.modes is not None:
            await tcsetattr(STDOUT, self.modes)
            self.modes = None
