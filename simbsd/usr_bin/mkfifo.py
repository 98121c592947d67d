"""mkfifo(1): make named pipes.

Models usr.bin/mkfifo/mkfifo.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import mkfifo
from simbsd.lib.getopt import getopt
from simbsd.lib.mode import ModeError, setmode
from simbsd.lib.unistd import umask
from simbsd.sys.errno import Errno

BASEMODE = 0o666


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Make each operand; -m gives the mode, whatever the mask."""
    err = Err(argv)
    options, operands = await getopt(argv, "m:")
    if any(letter == "?" for letter, _ in options) or not operands:
        await err.usage("mkfifo [-m mode] fifo_name ...")
    mode = BASEMODE
    for _, text in options:
        await umask(0)
        try:
            mode = setmode(text, BASEMODE, 0)
        except ModeError:
            await err.errx(1, f"invalid file mode: {text}")
    status = 0
    for path in operands:
        try:
            await mkfifo(path, mode)
        except Errno as error:
            await err.warn(path, error)
            status = 1
    return status
