"""kldstat(8): the files of the kernel.

Models sbin/kldstat/kldstat.c; leaves out the data of modules that -d shows, which are 0. Modules are numbered from 1 in
the order of their files; of those in the kernel itself are shown what scripts ask for.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.humanize import humanize_number
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import kldstat
from simbsd.sys.errno import ENOENT
from simbsd.sys.records import KldRecord

SHORT_HEADER = f"Id Refs Address{'':11} {'Size':>5} Name\n"
HEADER = f"Id Refs Address{'':11} {'Size':>8} Name\n"
USAGE = "kldstat [-dhqv] [-i id] [-n filename]\n       kldstat [-dq] [-m modname]"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """List the kernel and its modules, or look for one by id, file (-n) or module (-m)."""
    err = Err(argv)
    options, operands = await getopt(argv, "dhi:m:n:qv")
    given = dict(options)
    number = given.get("i", "0")
    if "?" in given or operands or not number.isdecimal():
        await err.usage(USAGE)
    files: list[KldRecord] = await kldstat()
    numbers = {name: count for count, name in enumerate((name for file in files for name in file.modules), 1)}
    if "m" in given:
        return await _module(err, numbers, given)
    chosen = int(number)
    if "n" in given:
        plain = given["n"].rpartition("/")[2].removesuffix(".ko")
        chosen = next((file.id for file in files if file.name.removesuffix(".ko") == plain), 0)
        if not chosen and "q" not in given:
            await err.warn(f"can't find file {given['n']}", ENOENT)
        if not chosen or "q" in given:
            return not chosen
    await puts(SHORT_HEADER if "h" in given else HEADER)
    rows = [file for file in files if chosen in (0, file.id)]
    if not rows:
        await err.err(1, f"can't stat file id {chosen}", ENOENT)
    await puts("".join(_row(file, "h" in given) + _rest(file, given, numbers) for file in rows))
    return 0


async def _module(err: Err, numbers: dict[str, int], given: dict[str, str]) -> int:
    """-m: is there a module of this name?"""
    name = given["m"]
    if name not in numbers:
        if "q" not in given:
            await err.warn(f"can't find module {name}", ENOENT)
        return 1
    if "q" not in given:
        title, data = (" data..(int, uint, ulong)", " (0, 0, 0x0)") if "d" in given else ("", "")
        await puts(f"Id  Refs Name{title}\n{numbers[name]:>3} {1:>4} {name}{data}\n")
    return 0


def _row(file: KldRecord, short: bool) -> str:
    size = f"{humanize_number(file.size, 5, byte=False):>5}" if short else f"{file.size:>8x}"
    return f"{file.id:>2} {file.refs:>4} {file.address:#18x} {size} {file.name}"


def _rest(file: KldRecord, given: dict[str, str], numbers: dict[str, int]) -> str:
    """The end of a row: with -v the path, and the modules in the file."""
    if "v" not in given:
        return "\n"
    data = " (0, 0, 0x0)" if "d" in given else ""
    modules = "".join(f"\t\t{numbers[name]:>3} {name}{data}\n" for name in file.modules)
    return f" ({file.pathname})\n\tContains modules:\n\t\t Id Name\n{modules}"
