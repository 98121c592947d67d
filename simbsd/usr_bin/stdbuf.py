"""stdbuf(1): run a program with other buffers.

Models usr.bin/stdbuf/stdbuf.c; leaves out libstdbuf.so: the variables are set, and programs of this machine write when
they have composed what they say.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.sys.errno import Errno

USAGE = "stdbuf [-e 0|L|B|<sz>] [-i 0|L|B|<sz>] [-o 0|L|B|<sz>] <cmd> [args ...]"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Set _STDBUF_I, _STDBUF_O and _STDBUF_E as asked, and become the command."""
    err = Err(argv)
    options, words = await getopt(argv, "e:i:o:")
    given = dict(options)
    if "?" in given:
        await err.usage(USAGE)
    if not words:
        return 0
    try:
        await execvpe(words[0], words, envp | {f"_STDBUF_{letter.upper()}": size for letter, size in options})
    except Errno as error:
        await err.err(2, words[0], error)
