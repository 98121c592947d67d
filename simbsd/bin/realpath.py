"""realpath(1): paths without links and dots.

Models bin/realpath/realpath.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.realpath import realpath
from simbsd.lib.stdio import puts
from simbsd.sys.errno import Errno


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print each operand resolved (none: the working directory); -q says nothing about what cannot be."""
    err = Err(argv)
    options, operands = await getopt(argv, "q")
    letters = {letter for letter, _ in options}
    if "?" in letters:
        await err.usage("realpath [-q] [path ...]")
    status = 0
    for path in operands or ["."]:
        try:
            await puts(f"{await realpath(path)}\n")
        except Errno as error:
            status = 1
            if "q" not in letters:
                await err.warn(path, error)
    return status
