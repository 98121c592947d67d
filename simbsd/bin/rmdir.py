"""rmdir(1): remove empty directories.

Models bin/rmdir/rmdir.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import rmdir
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.sys.errno import Errno


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Remove each directory; with -p also the parents that become empty."""
    err = Err(argv)
    options, operands = await getopt(argv, "pv")
    flags = {letter for letter, _ in options}
    if "?" in flags or not operands:
        await err.usage("rmdir [-pv] directory ...")
    status = 0
    for path in operands:
        chain = _parents(path) if "p" in flags else [path]
        for step in chain:
            try:
                await rmdir(step)
            except Errno as error:
                await err.warn(step, error)
                status = 1
                break
            if "v" in flags:
                await puts(f"{step}\n")
    return status


def _parents(path: str) -> list[str]:
    """The path and every directory above it that the operand names."""
    chain = []
    path = path.rstrip("/")
    while path:
        chain.append(path)
        path = path.rpartition("/")[0].rstrip("/")
    return chain
