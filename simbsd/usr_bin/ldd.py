"""ldd(1): the libraries that a program needs.

Models usr.bin/ldd/ldd.c and trace_loaded_objects of libexec/rtld-elf/rtld.c; leaves out -f, and a process in which the
libraries are really loaded: their addresses are the simulator's own.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.rtld import find_library, header
from simbsd.lib.stdio import puts
from simbsd.sys.elf import ELFMAG, needed, parse
from simbsd.sys.errno import Errno

USAGE = "ldd [-a] [-f format [-f format]] program ..."
FIRST, STEP = 0x8_2000_0000, 0x20_0000
VDSO = 0x7FFF_FFFF_F000


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print where each library of each program is; -a for every object apart."""
    err = Err(argv)
    options, operands = await getopt(argv, "a")
    if any(letter == "?" for letter, _ in options) or not operands:
        await err.usage(USAGE)
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
        await puts(await (_each if options else _once)(path, head))
    return status


async def _once(path: str, head: bytes) -> str:
    lines = [f"{path}:"]
    for place, (library, _) in enumerate(needed(head)):
        lines.append(await _line(library, place))
    return "\n".join([*lines, f"\t[vdso] (0x{VDSO:x})"]) + "\n"


async def _each(path: str, head: bytes) -> str:
    """Every object with what it needs itself."""
    found = needed(head)
    order = [name for name, _ in found]
    holders = dict.fromkeys(by for _, by in found)
    lines = []
    for holder in holders:
        lines.append(f"{await find_library(holder) if holder else path}:")
        lines += [await _line(name, order.index(name)) for name, by in found if by == holder]
    return "\n".join([*lines, "[preloaded]", f"\t[vdso] (0x{VDSO:x})"]) + "\n"


async def _line(library: str, place: int) -> str:
    where = await find_library(library)
    return f"\t{library} => {where or 'not found'} ({f'0x{FIRST + place * STEP:x}' if where else '0'})"
