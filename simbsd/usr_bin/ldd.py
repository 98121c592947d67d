"""ldd(1): the libraries that a program needs.

Models usr.bin/ldd/ldd.c and trace_loaded_objects of libexec/rtld-elf/rtld.c; leaves out a process in which the
libraries are really loaded: their addresses are the simulator's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.rtld import find_library, header
from simbsd.lib.stdio import puts
from simbsd.sys.elf import ELFMAG, needed, parse
from simbsd.sys.errno import Errno

USAGE = "ldd [-a] [-f format [-f format]] program ..."
FIRST, STEP = 0x8_2000_0000, 0x20_0000
VDSO, VDSO_NAME = 0x7FFF_FFFF_F000, "elf-vdso.so.1"
FORMAT, FORMAT_OTHER, FORMAT_PRELOADED = "\t%o => %p (%x)\n", "\t%o (%x)\n", "\t%p (%x)\n"


@dataclass(slots=True)
class Trace:
    """How objects are printed: of every one apart (-a), and the formats for names that begin with lib, and others."""

    each: bool
    first: str | None = None
    second: str | None = None

    @property
    def titled(self) -> bool:
        """Is the program named above its libraries?"""
        return not self.each and self.first is None


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print where each library of each program is; -a for every object apart, -f by a format."""
    err = Err(argv)
    options, operands = await getopt(argv, "af:")
    formats = [text for letter, text in options if letter == "f"]
    if len(formats) > 2:
        await err.errx(1, "too many formats")
    if any(letter == "?" for letter, _ in options) or not operands:
        await err.usage(USAGE)
    trace = Trace(any(letter == "a" for letter, _ in options), *formats)
    status = 0
    for path in operands:
        try:
            head = await header(path)
        except Errno as error:
            await err.warn(path, error)
            status = 1
            continue
        program, interp = parse(head)
        if not head.startswith(ELFMAG) or (program and not interp):
            await err.warnx(f"{path}: not a dynamic ELF executable")
            status = 1
            continue
        await puts(await _objects(trace, path, head))
    return status


async def _objects(trace: Trace, path: str, head: bytes) -> str:
    """The libraries once, or with -a below each object that needs them; then what the kernel lends (the vdso)."""
    found = needed(head)
    order = [name for name, _ in found]
    text = f"{path}:\n" if trace.titled else ""
    for holder in dict.fromkeys(by for _, by in found) if trace.each else [None]:
        if holder is not None:
            text += f"{await find_library(holder) if holder else path}:\n"
        for name in (name for name, by in found if holder in (None, by)):
            place = await find_library(name)
            shape = (trace.first or FORMAT) if name.startswith("lib") else (trace.second or FORMAT_OTHER)
            text += _format(shape, path, name, place or "not found", FIRST + order.index(name) * STEP if place else 0)
    text += "[preloaded]\n" if trace.each else ""
    return text + _format(trace.second or FORMAT_PRELOADED, path, VDSO_NAME, "[vdso]", VDSO)


def _format(shape: str, program: str, name: str, path: str, base: int) -> str:
    """One object by a format (trace_print_obj)."""
    values = {"A": program, "a": program, "o": name, "p": path, "x": f"0x{base:x}" if base else "0"}

    def put(found: re.Match[str]) -> str:
        kind, letter = found[0][0], found[0][1:]
        return {"n": "\n", "t": "\t"}.get(letter, "") if kind == "\\" else values.get(letter, letter)

    return re.sub(r"[%\\].?", put, shape, flags=re.DOTALL)
