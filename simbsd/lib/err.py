"""err(3): messages on standard error with the program's name.

Models lib/libc/gen/err.c.
"""

from __future__ import annotations

from typing import NoReturn

from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import exit
from simbsd.sys.errno import Errno, strerror

EX_OK, EX_USAGE, EX_DATAERR, EX_NOINPUT, EX_NOUSER, EX_NOHOST, EX_UNAVAILABLE, EX_SOFTWARE, EX_OSERR = (
    0, 64, 65, 66, 67, 68, 69, 70, 71,
)  # fmt: skip
EX_OSFILE, EX_CANTCREAT, EX_IOERR, EX_TEMPFAIL, EX_PROTOCOL, EX_NOPERM, EX_CONFIG = 72, 73, 74, 75, 76, 77, 78


def progname(argv: list[str]) -> str:
    """getprogname(3): the last part of argv[0]."""
    return argv[0].rpartition("/")[2] if argv else ""


class Refused(Exception):
    """A command line that cannot be done: what to say (nothing: the usage), and the exit status."""

    def __init__(self, message: str = "", status: int = 1) -> None:
        super().__init__(*([message] if message else []))
        self.message = message
        self.status = status


class Err:
    """The err family for one program: ``Err(argv)``; what cannot be written is lost, and nothing else."""

    def __init__(self, argv: list[str]) -> None:
        self.name = progname(argv)

    async def warnx(self, message: str) -> None:
        """``prog: message``."""
        await printf(f"{self.name}: {message}\n", STDERR)

    async def warn(self, message: str, error: Errno | int) -> None:
        """``prog: message: strerror``."""
        number = error.errno if isinstance(error, Errno) else error
        await self.warnx(f"{message}: {strerror(number)}")

    async def errx(self, status: int, message: str) -> NoReturn:
        """``prog: message``, then exit with ``status``."""
        await self.warnx(message)
        await exit(status)

    async def err(self, status: int, message: str, error: Errno | int) -> NoReturn:
        """``prog: message: strerror``, then exit with ``status``."""
        await self.warn(message, error)
        await exit(status)

    async def usage(self, text: str, status: int = 1) -> NoReturn:
        """``usage: text`` on standard error, then exit; ``text`` may hold several lines."""
        await printf(f"usage: {text}\n", STDERR)
        await exit(status)

    async def refuse(self, refused: Refused, usage: str) -> int:
        """Say why a command line is refused, or print the whole usage text; returns the exit status."""
        await printf(f"{self.name}: {refused.message}\n" if refused.message else usage, STDERR)
        return refused.status
