"""test(1), ``[``: judge an expression.

Models bin/test/test.c; leaves out nothing: the expressions are those of the shell's built-in.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.signal import kill
from simbsd.lib.unistd import getpid
from simbsd.sh.builtins.test import evaluate
from simbsd.sh.errors import ShellError, TooDeep
from simbsd.sys.signal import SIGSEGV


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Status 0 when the expression holds, 1 when not, 2 when it is none."""
    try:
        return await evaluate(argv)
    except ShellError as error:
        await Err(argv).errx(error.status, error.message or "")
    except TooDeep:
        await kill(await getpid(), SIGSEGV)
    return 2
