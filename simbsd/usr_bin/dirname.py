"""dirname(1): a path without its last part.

Models usr.bin/dirname/dirname.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.path import dirname
from simbsd.lib.printf import printf


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print each path's directory."""
    options, operands = await getopt(argv, "")
    if options or not operands:
        await Err(argv).usage("dirname string [...]")
    for path in operands:
        await printf(dirname(path) + "\n")
    return 0
