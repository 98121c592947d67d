"""nohup(1): run a program that a hangup does not end.

Models usr.bin/nohup/nohup.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.signal import signal
from simbsd.lib.stdio import STDERR, STDOUT
from simbsd.lib.unistd import dup2, isatty, open
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_RDWR
from simbsd.sys.signal import SIGHUP

NO_EXEC, NOT_FOUND, MISCELLANEOUS = 126, 127, 127
FILE = "nohup.out"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Become the program with SIGHUP ignored; what it would write to a terminal goes to nohup.out."""
    err = Err(argv)
    options, operands = await getopt(argv, "")
    if options or not operands:
        await err.usage("nohup [--] utility [arguments]", MISCELLANEOUS)
    if await isatty(STDOUT):
        await _file(err, envp)
    if await isatty(STDERR):
        await dup2(STDOUT, STDERR)
    await signal(SIGHUP, "SIG_IGN")
    try:
        await execvpe(operands[0], operands, envp)
    except Errno as error:
        await err.err(NOT_FOUND if error.errno == ENOENT else NO_EXEC, operands[0], error)


async def _file(err: Err, envp: dict[str, str]) -> None:
    """Append the output to nohup.out here or at home (dofile)."""
    for path in [FILE, f"{envp['HOME']}/{FILE}"] if envp.get("HOME") else [FILE]:
        try:
            fd = await open(path, O_RDWR | O_CREAT | O_APPEND, 0o600)
        except Errno:
            continue
        await dup2(fd, STDOUT)
        await printf(f"appending output to {path}\n", STDERR)
        return
    await err.errx(MISCELLANEOUS, "can't open a nohup.out file")
