"""kenv(1): the kernel environment.

Models bin/kenv/kenv.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import exit
from simbsd.sys.errno import ENOENT, Errno, strerror

USAGE = """\
usage: kenv [-l|-s] [-hNq]
       kenv [-qv] variable[=value]
       kenv [-q] -u variable
"""
FAILED = 255  # main returns kenv(2)'s -1


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """List the environment, or show, set or remove one variable."""
    options, operands = await getopt(argv, "hlNqsuv")
    letters = "".join(letter for letter, _ in options)
    word = operands[0] if operands else None
    wrong = "?" in letters or len(operands) > 1 or {"l", "s"} <= set(letters)
    if word is None:
        wrong = wrong or "u" in letters or "v" in letters
    else:
        wrong = wrong or "h" in letters or "N" in letters
    if wrong:
        await puts(USAGE, STDERR)
        await exit(1)
    err = Err(argv)
    try:
        await puts(await (_dump(letters) if word is None else _one(word, letters)))
    except Errno as error:
        if "q" not in letters:
            await err.warnx(_complaint(word, letters, error))
        return FAILED
    return 0


async def _dump(letters: str) -> str:
    what = "KENV_DUMP_LOADER" if "l" in letters else "KENV_DUMP_STATIC" if "s" in letters else "KENV_DUMP"
    lines = []
    for name, value in await syscall("kenv", what, "", ""):
        if "h" in letters and not name.startswith("hint."):
            continue
        lines.append(f"{name}\n" if "N" in letters else f'{name}="{value}"\n')
    return "".join(lines)


async def _one(word: str, letters: str) -> str:
    name, equals, value = word.partition("=")
    if equals:
        await syscall("kenv", "KENV_SET", name, value)
        return f'{name}="{value}"\n'
    if "u" in letters:
        await syscall("kenv", "KENV_UNSET", name, "")
        return ""
    value = await syscall("kenv", "KENV_GET", name, "")
    return f'{name}="{value}"\n' if "v" in letters else f"{value}\n"


def _complaint(word: str | None, letters: str, error: Errno) -> str:
    if word is None:
        return "requested environment is unavailable" if error.errno == ENOENT else f"kdumpenv: {strerror(error.errno)}"
    name, equals, value = word.partition("=")
    if equals:
        return f"unable to set {name} to {value}"
    return f"unable to {'unset' if 'u' in letters else 'get'} {name}"
