"""kldstat(8): the files of the kernel.

Models sbin/kldstat/kldstat.c; leaves out -d and -v. A file holds one module, of its own name; of those in the kernel
itself -m knows what scripts ask for.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.humanize import humanize_number
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import kldstat
from simbsd.sys.errno import ENOENT
from simbsd.sys.records import KldRecord

BUILT_IN = ("if_vlan", "if_lo", "ufs", "devfs", "ether")  # modules of the GENERIC kernel itself
SHORT_HEADER = f"Id Refs Address{'':11} {'Size':>5} Name\n"
HEADER = f"Id Refs Address{'':11} {'Size':>8} Name\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """List the kernel and its modules, or look for one by id, file (-n) or module (-m)."""
    err = Err(argv)
    options, operands = await getopt(argv, "hi:m:n:q")
    given = dict(options)
    if "?" in given or operands:
        await err.usage("kldstat [-dhqv] [-i id] [-n filename]\n       kldstat [-dq] [-m modname]")
    files: list[KldRecord] = await kldstat()
    if "m" in given:
        return await _module(err, files, given["m"], "q" in given)
    wanted = given.get("n")
    if wanted is not None:
        plain = wanted.removesuffix(".ko")
        files = [file for file in files if file.name.removesuffix(".ko") == plain]
        if not files:
            if "q" not in given:
                await err.warn(f"can't find file {wanted}", ENOENT)
            return 1
    if "i" in given:
        files = [file for file in files if str(file.id) == given["i"]]
    if "q" not in given:
        short = "h" in given
        await puts((SHORT_HEADER if short else HEADER) + "".join(_row(file, short) for file in files))
    return 0


async def _module(err: Err, files: list[KldRecord], name: str, quiet: bool) -> int:
    """-m: is there a module of this name? A file's number stands for its module's."""
    found = next((file for file in files if file.name == f"{name}.ko"), None)
    if found is None and name not in BUILT_IN:
        if not quiet:
            await err.warn(f"can't find module {name}", ENOENT)
        return 1
    if not quiet:
        number = found.id if found is not None else 1
        await puts(f"Id  Refs Name\n{number:>3} {1:>4} {name}\n")
    return 0


def _row(file: KldRecord, short: bool) -> str:
    if short:
        size = humanize_number(file.size, 5, byte=False)
        return f"{file.id:>2} {file.refs:>4} {file.address:#18x} {size:>5} {file.name}\n"
    return f"{file.id:>2} {file.refs:>4} {file.address:#18x} {file.size:>8x} {file.name}\n"
