"""setfib(1): run a command with another default routing table.

Models usr.sbin/setfib/setfib.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import setfib
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.strtol import is_number, to_int

USAGE = "usage: setfib [-[F]]value command\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Choose the table and become the command."""
    err = Err(argv)
    numfibs = int(await sysctl("net.fibs"))
    words = list(argv)
    if len(words) > 1:
        first = words[1][1:] if words[1][:1] == "-" and words[1][1:2].isdigit() else words[1]
        words[1] = f"-F{first}" if first[:1].isdigit() else words[1]
    options, operands = await getopt(words, "F:")
    fib = 0
    for letter, text in options:
        if letter == "?":
            operands = []
            break
        if not is_number(text) or not 0 <= to_int(text) < numfibs:
            await err.errx(1, f"{text}: invalid FIB (max {numfibs - 1})")
        fib = to_int(text)
    if not operands:
        await puts(USAGE, STDERR)
        return 1
    try:
        await setfib(fib)
    except Errno as error:
        await err.warn("setfib", error)
    try:
        await execvpe(operands[0], operands, envp)
    except Errno as error:
        await err.warn(operands[0], error)
        return 127 if error.errno == ENOENT else 126
    return 0
