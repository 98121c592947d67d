"""ipcrm(1): remove System V queues, shared segments and semaphores.

Models usr.bin/ipcrm/ipcrm.c; -y, which reads the kernel's memory itself, finds the same as without it.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.ipc import listed, msgget, remove, semget, shmget
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import exit
from simbsd.sys.errno import Errno
from simbsd.sys.strtol import is_number, to_int

USAGE = (
    "ipcrm [-W] [-v[v]]\n             [-q msqid] [-m shmid] [-s semid]\n"
    "             [-Q msgkey] [-M shmkey] [-S semkey] ..."
)
KINDS = {"q": "msg", "m": "shm", "s": "sem"}
SHORT = {"q": "msq", "m": "shm", "s": "sem"}
NAMES = {"q": "message queue", "m": "shared memory segment", "s": "semaphore"}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Remove each object, by id (-q -m -s) or by key (-Q -M -S), or all that one may (-W)."""
    err = Err(argv)
    options, operands = await getopt(argv, "q:m:s:Q:M:S:vWy")
    if any(letter == "?" for letter, _ in options):
        await err.usage(USAGE)
    verbose = sum(letter == "v" for letter, _ in options)
    errors = 0
    for letter, text in options:
        if letter == "W":
            errors += await _all(err, verbose)
        elif letter not in "vy":
            errors += await _one(err, letter, text)
    if operands:
        await printf(f"unknown argument: {operands[0]}\n", STDERR)
        await err.usage(USAGE)
    await exit(errors & 0xFF)


async def _one(err: Err, letter: str, text: str) -> int:
    number = to_int(text) if is_number(text.removeprefix("-")) else 0
    small = letter.lower()
    by_key = letter != small
    if by_key and number == 0:
        await err.warnx(f"can't remove private {NAMES[small]}s")
        return 0
    try:
        found = number
        if by_key:
            find = {"q": msgget(number, 0), "m": shmget(number, 0, 0), "s": semget(number, 0, 0)}
            chosen = find.pop(small)
            for other in find.values():
                other.close()
            found = await chosen
        await remove(KINDS[small], found)
    except Errno as error:
        await err.warn(f"{SHORT[small]}s({number}): " if by_key else f"{SHORT[small]}id({number}): ", error)
        return 1
    return 0


async def _all(err: Err, verbose: int) -> int:
    errors = 0
    for letter in ("q", "m", "s"):
        for one in reversed(await listed(KINDS[letter])):
            try:
                await remove(KINDS[letter], one.id)
            except Errno as error:
                errors += 1
                if verbose > 1:
                    await err.warn(f"{'msq' if letter == 'q' else SHORT[letter]}id({one.id}): ", error)
                continue
            if verbose:
                await printf(f"Removed {NAMES[letter]} {one.id}\n")
    return errors
