"""kdump(1): the file that ktrace(1) wrote, as text.

Models usr.bin/kdump/kdump.c; leaves out records of capabilities, page faults, utrace(2) and arrays, and other ABIs.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN
from simbsd.lib.termios import winsize
from simbsd.lib.unistd import nanosleep, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.ktrace import (
    ALL_POINTS,
    HEADER,
    KTR_CSW,
    KTR_GENIO,
    KTR_NAMEI,
    KTR_PROCCTOR,
    KTR_PROCDTOR,
    KTR_PSIG,
    KTR_STRUCT,
    KTR_SYSCALL,
    KTR_SYSCTL,
    KTR_SYSRET,
    KTR_VERSIONED,
    points,
)
from simbsd.sys.strtol import atoi
from simbsd.usr_bin.kdump.records import Style, genio, namei, psig, structure, switch, syscall, sysret

USAGE = "usage: kdump [-dEnlHRrSsTA] [-f trfile] [-m maxdata] [-p pid] [-t trstr]\n"
TYPES = {
    KTR_SYSCALL: "CALL", KTR_SYSRET: "RET ", KTR_NAMEI: "NAMI", KTR_GENIO: "GIO ", KTR_PSIG: "PSIG", KTR_CSW: "CSW ",
    KTR_STRUCT: "STRU", KTR_SYSCTL: "SCTL",
}  # fmt: skip
TEXTS = {
    KTR_SYSCALL: syscall, KTR_SYSRET: sysret, KTR_NAMEI: namei, KTR_GENIO: genio, KTR_PSIG: psig, KTR_CSW: switch,
    KTR_SYSCTL: namei,
}  # fmt: skip
SECOND = 1_000_000_000
SIZE = 65536
MALFORMED = (struct.error, ValueError, IndexError, OverflowError)


@dataclass(slots=True)
class Dump:
    """One run: what is asked, what was read and not yet told, and two times to count from, in nanoseconds."""

    err: Err
    letters: str
    style: Style
    points: int
    pid: int
    fd: int = STDIN
    rest: bytes = b""
    first: int | None = None
    before: int | None = None
    known: set[int] = field(default_factory=set)

    async def take(self, size: int) -> bytes | None:
        """The next bytes; None at the end of the file, which -l waits at (fread_tail)."""
        while len(self.rest) < size:
            more = await read(self.fd, SIZE)
            if not more:
                if "l" not in self.letters:
                    return None
                await nanosleep(1_000_000)
            self.rest += more
        data, self.rest = self.rest[:size], self.rest[size:]
        return data

    def head(self, pid: int, tid: int, comm: str, at: int, cpu: int, kind: int) -> str:
        """What stands before a record (dumpheader)."""
        text = f"{pid:6} " + (f"{tid:6} " if "H" in self.letters else "") + f"{comm:<8} "
        text += self._times(at)
        if "c" in self.letters:
            text += f"{cpu:3} "
        abi = ("F64" if pid in self.known else "U00") + "  " if "A" in self.letters else ""
        return text + TYPES.get(kind, f"UNKNOWN({kind})") + "  " + abi

    def _times(self, at: int) -> str:
        text = ""
        if "T" in self.letters:
            text += _seconds(at)
        if "E" in self.letters:
            self.first = at if self.first is None else self.first
            text += _seconds(at - self.first)
        if "R" in self.letters:
            elapsed = at - (at if self.before is None else self.before)
            self.before = at
            text += ("-" if elapsed < 0 else "") + _seconds(abs(elapsed))
        return text


def _seconds(ns: int) -> str:
    return f"{ns // SECOND}.{ns % SECOND:09} "


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Write each record of a trace as text."""
    err = Err(argv)
    options, words = await getopt(argv, "f:cdElm:np:AHRrSsTt:")
    given = dict(options)
    facilities = ALL_POINTS
    if "t" in given:
        try:
            facilities = points(given["t"])
        except ValueError:
            await err.errx(1, f"unknown trace point in {given['t']}")
    if "?" in given or words:
        await printf(USAGE, STDERR)
        return 1
    letters = "".join(given)
    style = Style("d" in given, "n" not in given, "r" in given, "S" in given, "s" in given, atoi(given.get("m", "0")))
    dump = Dump(err, letters, style, facilities, atoi(given.get("p", "0")))
    path = given.get("f", "ktrace.out")
    if path != "-":
        try:
            dump.fd = await open(path, O_RDONLY)
        except Errno as error:
            await err.err(1, path, error)
    if style.fancy:
        try:
            width = (await winsize(STDERR)).ws_col
            style.width = width if width > 8 else style.width
        except Errno:
            pass  # no terminal: 80 columns
    await _records(dump)
    return 0


async def _records(dump: Dump) -> None:
    out: list[str] = []
    while (header := await dump.take(HEADER.size)) is not None:
        length, kind, _, pid, comm, seconds, nanoseconds, tid, cpu = HEADER.unpack(header)
        kind &= 0x7FFF & ~KTR_VERSIONED
        if length < 0:
            await printf("".join(out))
            await dump.err.errx(1, f"bogus length 0x{length & 0xFFFFFFFF:x}")
        data = await dump.take(length) if length else b""
        if data is None:
            await printf("".join(out))
            await dump.err.errx(1, "data too short")
        if kind in (KTR_PROCCTOR, KTR_PROCDTOR):
            (dump.known.add if kind == KTR_PROCCTOR else dump.known.discard)(pid)
            continue
        if (dump.pid and dump.pid not in (pid, tid)) or not dump.points & 1 << kind:
            continue
        name = comm.rstrip(b"\0").decode("utf-8", "replace")
        out.append(dump.head(pid, tid, name, seconds * SECOND + nanoseconds, cpu, kind))
        try:
            if kind == KTR_STRUCT:
                out.append(await structure(data, dump.style))
            else:
                out.append(TEXTS[kind](data, dump.style) if kind in TEXTS else "\n")
        except MALFORMED:  # where kdump.c reads past the record
            await printf("".join(out))
            await dump.err.errx(1, "data too short")
        if "l" in dump.letters or len(out) > 256:
            await printf("".join(out))
            out.clear()
    await printf("".join(out))
