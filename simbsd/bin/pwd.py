"""pwd(1): the working directory.

Models bin/pwd/pwd.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.lib.unistd import getcwd
from simbsd.sys.errno import Errno


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print it: by $PWD where that is right and -P was not given."""
    err = Err(argv)
    options, operands = await getopt(argv, "LP")
    if operands or any(letter == "?" for letter, _ in options):
        await err.usage("pwd [-L | -P]")
    logical = not options or options[-1][0] == "L"
    path = await _logical(envp) if logical else ""
    try:
        await puts((path or await getcwd()) + "\n")
    except Errno as error:
        await err.err(1, ".", error)
    return 0


async def _logical(envp: dict[str, str]) -> str:
    """$PWD when it is an absolute path without dots that leads here."""
    path = envp.get("PWD", "")
    if not path.startswith("/") or any(part in (".", "..") for part in path.split("/")):
        return ""
    try:
        there, here = await stat(path), await stat(".")
    except Errno:
        return ""
    return path if (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino) else ""
