"""kldunload(8): unload kernel modules.

Models sbin/kldunload/kldunload.c; -f is as none: nothing in use is unloaded.
"""

from __future__ import annotations

from simbsd.lib.err import EX_USAGE, Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.syscall import syscall
from simbsd.lib.sysctl import kldstat
from simbsd.sys.errno import Errno
from simbsd.sys.records import KldRecord
from simbsd.sys.strtol import atoi

USAGE = "usage: kldunload [-fv] -i id ...\n       kldunload [-fv] [-n] name ...\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Unload each module, by name or, with -i, by number."""
    err = Err(argv)
    options, operands = await getopt(argv, "finv")
    letters = [letter for letter, _ in options]
    if "?" in letters or not operands:
        await puts(USAGE, STDERR)
        return EX_USAGE
    for name in operands:
        files: list[KldRecord] = await kldstat()
        number = atoi(name) if "i" in letters else _number_of(files, name)
        if number is None:
            await err.errx(1, f"can't find file {name}")
        if "v" in letters:
            file = next((file.name for file in files if file.id == number), name)
            await puts(f"Unloading {file}, id={number}\n")
        try:
            await syscall("kldunload", number)
        except Errno as error:
            await err.err(1, "can't unload file", error)
    return 0


def _number_of(files: list[KldRecord], name: str) -> int | None:
    plain = name.rpartition("/")[2].removesuffix(".ko")
    return next((file.id for file in files if file.name.removesuffix(".ko") == plain), None)
