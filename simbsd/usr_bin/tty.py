"""tty(1): the name of the terminal that is standard input.

Models usr.bin/tty/tty.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDIN
from simbsd.lib.termios import ttyname
from simbsd.lib.unistd import isatty


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point: 0 on a terminal, 1 when there is none, 2 for bad usage; -s says nothing."""
    options, _ = await getopt(argv, "s")
    if any(letter == "?" for letter, _ in options):
        await Err(argv).usage("tty [-s]", 2)
    name = await ttyname(STDIN) if await isatty(STDIN) else None
    if not options:
        await printf((name or "not a tty") + "\n")
    return 0 if name is not None else 1
