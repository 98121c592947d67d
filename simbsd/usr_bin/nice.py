"""nice(1): run a program with another priority.

Models usr.bin/nice/nice.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.strtonum import INT_MAX, strtonum
from simbsd.lib.unistd import getpriority, setpriority
from simbsd.sys.errno import ENOENT, Errno

DEFAULT = 10


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Add to the nice value (10 unless -n says how much), and become the program."""
    err = Err(argv)
    words = list(argv)
    if len(words) > 1 and words[1] != "--" and words[1][:1] == "-" and words[1][1:2] in tuple("-0123456789"):
        words[1] = "-n" + words[1][1:]  # obsolescent: -number, --number
    options, operands = await getopt(words, "n:")
    more = DEFAULT
    for letter, text in options:
        if letter == "?":
            continue
        try:
            more = strtonum(text, -INT_MAX - 1, INT_MAX)
        except ValueError:
            await err.errx(1, f"{text}: invalid nice value")
    if not operands or any(letter == "?" for letter, _ in options):
        await err.usage("nice [-n increment] utility [argument ...]")
    try:
        await setpriority(0, await getpriority(0) + more)
    except Errno as error:
        await err.warn("setpriority", error)
    try:
        await execvpe(operands[0], operands, envp)
    except Errno as error:
        await err.err(127 if error.errno == ENOENT else 126, operands[0], error)
