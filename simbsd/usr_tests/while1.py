"""while1: say that it has started, and wait.

Models usr.bin/procstat/tests/while1.c.
"""

from __future__ import annotations

from simbsd.lib.printf import printf
from simbsd.lib.unistd import nanosleep

LONG = 1_000_000_000


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    await printf("started\n")
    while True:
        await nanosleep(LONG)
