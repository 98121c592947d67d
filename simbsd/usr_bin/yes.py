"""yes(1): a line, again and again.

Models usr.bin/yes/yes.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.stdio import STDOUT, encode
from simbsd.lib.unistd import write
from simbsd.sys.errno import Errno

BUFSIZE = 8192


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point: ends only when writing fails, or by a signal."""
    line = encode((argv[1] if len(argv) > 1 else "y") + "\n")
    if len(line) <= BUFSIZE:
        line *= max((BUFSIZE - 1) // len(line), 1)
    try:
        while True:
            left = line
            while left:
                left = left[await write(STDOUT, left) :]
    except Errno as error:
        await Err(argv).warn("stdout", error)
        return 1
