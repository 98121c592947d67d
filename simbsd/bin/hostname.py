"""hostname(1): print or set the host's name.

Models bin/hostname/hostname.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import sysctl, sysctl_set
from simbsd.sys.errno import Errno

USAGE = "hostname [-f] [-s | -d] [name-of-host]"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the name, its first part (-s) or the rest (-d), or set it."""
    err = Err(argv)
    options, operands = await getopt(argv, "fsd")
    letters = [letter for letter, _ in options]
    if "?" in letters or len(operands) > 1 or ("s" in letters and "d" in letters):
        await err.usage(USAGE)
    if operands:
        try:
            await sysctl_set("kern.hostname", operands[0])
        except Errno as error:
            await err.err(1, "sethostname", error)
        return 0
    name = str(await sysctl("kern.hostname"))
    first, dot, rest = name.partition(".")
    await puts((first if "s" in letters else rest if "d" in letters and dot else name) + "\n")
    return 0
