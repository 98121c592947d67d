"""printf(1): formatted output.

Models usr.bin/printf/printf.c; leaves out what the shell's built-in, whose formatting this is, leaves out.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf as write
from simbsd.sh.builtins.printf import Formatter

BUFFER = 4096


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the arguments as the format says."""
    err = Err(argv)
    options, words = await getopt(argv, "")
    if options or not words:
        await err.usage("printf format [arguments ...]")
    pieces: list[str] = []
    held = 0

    async def put(text: str) -> None:
        nonlocal held
        pieces.append(text)
        held += len(text)
        if held >= BUFFER:
            await write("".join(pieces))
            pieces.clear()
            held = 0

    status = await Formatter(words, put, err.warnx).run()
    await write("".join(pieces))
    return status
