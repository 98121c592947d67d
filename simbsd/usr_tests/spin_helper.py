"""spin_helper: run again under long or short arguments, and then only be there.

Models bin/pkill/tests/spin_helper.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, execve, nanosleep, open
from simbsd.sys.errno import E2BIG, Errno
from simbsd.sys.fcntl import O_CREAT, O_RDWR

SECOND = 1_000_000


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    if argv[1:2] == ["--spin"] and len(argv) >= 4:
        await close(await open(argv[2], O_RDWR | O_CREAT, 0o755))
        while True:
            await nanosleep(SECOND)
    if len(argv) != 4:
        await printf(f"usage: {argv[0]} [--short | --long] flagfile sentinel\n", STDERR)
        return 1
    head, tail = [argv[0], "--spin", argv[2]], [argv[3]]
    filling = 0 if argv[1] == "--short" else int(await sysctl("kern.argmax")) - len("".join([*head, *tail])) - 5
    while True:
        try:
            await execve(argv[0], [*head, *(["x" * filling] if filling else []), *tail], {})
        except Errno as error:
            if error.errno != E2BIG:
                await err.err(1, "execve", error)
        filling -= 1
