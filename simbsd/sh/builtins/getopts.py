"""The getopts built-in.

Models bin/sh/options.c (getoptscmd, getopts); leaves out nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from simbsd.sh.errors import ShellError
from simbsd.sh.state import Parameters, Shell


class _Step(NamedTuple):
    """What one call found: the letter, its argument, a message, and whether the options are at their end."""

    letter: str
    argument: str | None
    message: str
    done: bool


async def getopts(sh: Shell, argv: list[str]) -> int:
    """getopts optstring var [arg ...]: 0 while there are options."""
    if len(argv) < 3:
        raise ShellError("usage: getopts optstring var [arg]")
    params = sh.params
    if params.reset:
        params.own = tuple(argv[3:]) if len(argv) > 3 else None
        params.index, params.rest, params.reset = 0, "", False
    words = params.values if params.own is None else params.own
    if params.index is None:
        return 1
    step = _next(params, words, argv[1])
    if step.message:
        sh.output.err(step.message)
        await sh.output.flush_err()
    index = params.index + 1
    if step.done:
        params.index = None
    await _assign(sh, argv[2], step, index)
    return int(step.done)


def _next(params: Parameters, words: tuple[str, ...], letters: str) -> _Step:
    assert params.index is not None
    quiet = letters[:1] == ":"
    if not params.rest:
        word = words[params.index] if params.index < len(words) else ""
        if len(word) < 2 or word[0] != "-":
            return _Step("?", None, "", True)
        params.index += 1
        if word == "--":
            return _Step("?", None, "", True)
        params.rest = word[1:]
    letter, params.rest = params.rest[0], params.rest[1:]
    place = _place(letters, letter)
    if place < 0:
        if quiet:
            return _Step("?", letter, "", False)
        return _Step("?", None, f"Illegal option -{letter}\n", False)
    if letters[place + 1 : place + 2] != ":":
        return _Step(letter, None, "", False)
    if params.rest:
        argument, params.rest = params.rest, ""
        return _Step(letter, argument, "", False)
    if params.index >= len(words):
        if quiet:
            return _Step(":", letter, "", False)
        return _Step("?", None, f"No arg for -{letter} option\n", False)
    argument = words[params.index]
    params.index += 1
    return _Step(letter, argument, "", False)


def _place(letters: str, letter: str) -> int:
    """Where ``letter`` stands in the option string, a colon after a letter being no letter."""
    position = 0
    while position < len(letters):
        if letters[position] == letter:
            return position
        position += 1
        if letters[position : position + 1] == ":":
            position += 1
    return -1


async def _assign(sh: Shell, name: str, step: _Step, index: int) -> None:
    failed = False
    for variable, value, hook in (
        ("OPTARG", step.argument, True),
        ("OPTIND", str(index), False),
        (name, step.letter, True),
    ):
        try:
            if value is None:
                sh.vars.unset(variable)
            else:
                sh.vars.set(variable, value, hook=hook)
        except ShellError as error:
            await sh.report(error)
            failed = True
    if failed:
        sh.params.index, sh.params.rest = None, ""
        raise ShellError(None)
