"""printf(1): formatted output.

Models usr.bin/printf/printf.c; leaves out what the shell's built-in, whose formatting this is, leaves out.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.output import Output
from simbsd.sh.builtins.printf import Formatter


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the arguments as the format says."""
    err = Err(argv)
    options, words = await getopt(argv, "")
    if options or not words:
        await err.usage("printf format [arguments ...]")
    out = Output()
    status = await Formatter(words, out.put, err.warnx).run()
    await out.flush()
    return status
