"""tee(1): copy the input to the output and to files.

Models usr.bin/tee/tee.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.signal import signal
from simbsd.lib.stdio import STDIN, STDOUT, put
from simbsd.lib.unistd import open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.signal import SIGINT

CHUNK = 8192


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Write the input everywhere: -a appends, -i goes on after an interrupt."""
    err = Err(argv)
    options, paths = await getopt(argv, "ai")
    letters = {letter for letter, _ in options}
    if "?" in letters:
        await err.usage("tee [-ai] [file ...]")
    if "i" in letters:
        await signal(SIGINT, "SIG_IGN")
    targets = [(STDOUT, "stdout")]
    status = 0
    for path in paths:
        try:
            fd = await open(path, O_WRONLY | O_CREAT | (O_APPEND if "a" in letters else O_TRUNC))
        except Errno as error:
            await err.warn(path, error)
            status = 1
        else:
            targets.insert(0, (fd, path))
    try:
        while data := await read(STDIN, CHUNK):
            for fd, path in targets:
                try:
                    await put(fd, data)
                except Errno as error:
                    await err.warn(path, error)
                    status = 1
    except Errno as error:
        await err.err(1, "read", error)
    return status
