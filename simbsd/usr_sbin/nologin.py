"""nologin(8): the shell of accounts that nobody may use.

Models usr.sbin/nologin/nologin.c; leaves out syslog.
"""

from __future__ import annotations

from simbsd.lib.printf import printf


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Say so, and fail."""
    await printf("This account is currently not available.\n")
    return 1
