"""kill(1): send signals to processes.

Models bin/kill/kill.c; jobs are the shell's own kill.
"""

from __future__ import annotations

from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.signal import kill
from simbsd.lib.stdio import STDERR, STDOUT, puts
from simbsd.lib.unistd import exit
from simbsd.sys.errno import Errno
from simbsd.sys.signal import NSIG, SIGNAMES, SIGTERM
from simbsd.sys.strtol import is_number, to_int

USAGE = """\
usage: kill [-s signal_name] pid ...
       kill -l [exit_status]
       kill -signal_name pid ...
       kill -signal_number pid ...
"""


async def _usage() -> NoReturn:
    await puts(USAGE, STDERR)
    await exit(2)


def signal_list() -> str:
    """Every signal name, in two lines."""
    half = NSIG // 2
    return " ".join(SIGNAMES[1 : half + 1]) + "\n" + " ".join(SIGNAMES[half + 1 : NSIG]) + "\n"


def signame_to_signum(name: str) -> int | None:
    """The number of a signal name, with or without SIG, in either case; None for no signal."""
    upper = name.upper().removeprefix("SIG")
    return SIGNAMES.index(upper) if upper and upper in SIGNAMES else None


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Send a signal, SIGTERM unless another is named, to each process; 1 when one could not be sent."""
    err, words = Err(argv), argv[1:]
    if not words:
        await _usage()
    if words[0] == "-l":
        return await _list(err, words[1:])
    sig, words = await _signal(err, words)
    if words and words[0].startswith("--"):
        words = words[1:]
    if not words:
        await _usage()
    status = 0
    for word in words:
        digits = word.strip(" \t").removeprefix("-").removeprefix("+")
        if not is_number(digits) or abs(to_int(word)) >= 1 << 31:
            await err.errx(2, f"illegal process id: {word}")
        try:
            await kill(to_int(word), sig)
        except Errno as error:
            await err.warn(word, error)
            status = 1
    return status


async def _list(err: Err, words: list[str]) -> int:
    if len(words) > 1 or (words and not is_number(words[0][:1])):
        await _usage()
    if not words:
        await puts(signal_list(), STDOUT)
        return 0
    if not is_number(words[0]):
        await err.errx(2, f"illegal signal number: {words[0]}")
    number = to_int(words[0])
    number = number - 128 if number >= 128 else number
    if not 0 < number < NSIG:
        await _nosig(err, words[0])
    await puts(f"{SIGNAMES[number]}\n")
    return 0


async def _nosig(err: Err, name: str) -> NoReturn:
    await err.warnx(f"unknown signal {name}; valid signals:")
    await puts(signal_list(), STDERR)
    await exit(2)


async def _signal(err: Err, words: list[str]) -> tuple[int, list[str]]:
    """The signal asked for and the words left."""
    first = words[0]
    if first == "-s":
        if len(words) < 2:
            await err.warnx("option requires an argument -- s")
            await _usage()
        number = 0 if words[1] == "0" else signame_to_signum(words[1])
        if number is None:
            await _nosig(err, words[1])
        return number, words[2:]
    if not first.startswith("-") or first.startswith("--"):
        return SIGTERM, words
    name = first[1:]
    if is_number(name[:1]):
        if not is_number(name):
            await err.errx(2, f"illegal signal number: {name}")
        return to_int(name), words[1:]
    number = signame_to_signum(name) if name[:1].isalpha() else None
    if number is None:
        await _nosig(err, name)
    return number, words[1:]
