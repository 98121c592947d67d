"""kldstat(8): the files of the kernel.

Models sbin/kldstat/kldstat.c; leaves out -d and the modules inside a file (-v lists the files only).
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import kldstat
from simbsd.sys.errno import ENOENT
from simbsd.sys.records import KldRecord

HEADER = f"Id Refs Address{'':11} {'Size':>8} Name\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """List the kernel and its modules, or look for one by id, file (-n) or module (-m)."""
    err = Err(argv)
    options, operands = await getopt(argv, "i:m:n:q")
    given = dict(options)
    if "?" in given or operands:
        await err.usage("kldstat [-dhqv] [-i id] [-n filename]\n       kldstat [-dq] [-m modname]")
    files: list[KldRecord] = await kldstat()
    wanted = given.get("n") or given.get("m")
    if wanted is not None:
        plain = wanted.removesuffix(".ko")
        files = [file for file in files if file.name.removesuffix(".ko") == plain]
        if not files:
            if "q" not in given:
                what = "can't find file" if "n" in given else "can't find module"
                await err.warn(f"{what} {wanted}", ENOENT)
            return 1
    if "i" in given:
        files = [file for file in files if str(file.id) == given["i"]]
    if "q" not in given:
        await puts(HEADER + "".join(_row(file) for file in files))
    return 0


def _row(file: KldRecord) -> str:
    return f"{file.id:>2} {file.refs:>4} {file.address:#18x} {file.size:>8x} {file.name}\n"
