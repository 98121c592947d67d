"""env(1), printenv(1): the environment.

Models usr.bin/env and usr.bin/printenv; leaves out -0, -L, -S, -U, -P and -v.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import puts
from simbsd.sys.errno import ENOENT, Errno


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Run a command in a changed environment, or print it: -i starts from nothing, -u NAME takes one away."""
    err = Err(argv)
    if err.name == "printenv":
        return await _printenv(argv, envp)
    words = ["-i" if word == "-" else word for word in argv[:2]] + argv[2:]
    options, operands = await getopt(words, "iu:")
    if any(letter == "?" for letter, _ in options):
        await err.usage(
            "env [-0iv] [-L|-U user[/class]] [-P utilpath] [-S string] [-u name]\n"
            "           [name=value ...] [utility [argument ...]]"
        )
    environment = {} if ("i", "") in options else dict(envp)
    for letter, name in options:
        if letter == "u":
            environment.pop(name, None)
    while operands and "=" in operands[0]:
        name, _, value = operands.pop(0).partition("=")
        environment[name] = value
    if not operands:
        await puts("".join(f"{name}={value}\n" for name, value in environment.items()))
        return 0
    try:
        await execvpe(operands[0], operands, environment)
    except Errno as error:
        await err.err(127 if error.errno == ENOENT else 126, operands[0], error)


async def _printenv(argv: list[str], envp: dict[str, str]) -> int:
    if len(argv) == 1:
        await puts("".join(f"{name}={value}\n" for name, value in envp.items()))
        return 0
    if argv[1] not in envp:
        return 1
    await puts(f"{envp[argv[1]]}\n")
    return 0
