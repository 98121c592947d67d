"""printenv(1): the environment.

Models usr.bin/printenv/printenv.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Every variable, or the value of one; status 1 when it is not set."""
    err = Err(argv)
    options, operands = await getopt(argv, "")
    if options:
        await err.usage("printenv [name]")
    if not operands:
        await puts("".join(f"{name}={value}\n" for name, value in envp.items()))
        return 0
    if operands[0] not in envp:
        return 1
    await puts(f"{envp[operands[0]]}\n")
    return 0
