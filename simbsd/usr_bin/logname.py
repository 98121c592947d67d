"""logname(1): the session's login name.

Models usr.bin/logname/logname.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.stdio import puts
from simbsd.lib.unistd import getlogin


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print it."""
    if len(argv) > 1:
        await Err(argv).usage("logname")
    await puts(f"{await getlogin()}\n")
    return 0
