"""basename(1): the last part of a path.

Models usr.bin/basename/basename.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.path import basename
from simbsd.lib.printf import printf


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the path's last part, less a suffix; -a and -s take any number of paths."""
    err = Err(argv)
    options, operands = await getopt(argv, "as:")
    given = dict(options)
    if "?" in given or not operands:
        await err.usage("basename string [suffix]\n       basename [-a] [-s suffix] string [...]")
    if not operands[0]:
        await printf("\n")
        return 0
    suffix = given.get("s", "")
    if not given and len(operands) == 2:
        suffix = operands.pop()
    for path in operands:
        name = basename(path)
        await printf((name.removesuffix(suffix) or name) + "\n")
    return 0
