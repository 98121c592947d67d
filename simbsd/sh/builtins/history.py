"""The fc built-in.

Models histcmd() in bin/sh/histedit.c; leaves out $FCEDIT: commands are run again only by -s.
"""

from __future__ import annotations

from simbsd.sh.errors import ShellError
from simbsd.sh.histedit import History
from simbsd.sh.options import NextOption
from simbsd.sh.state import Shell

_LAST_LISTED = 16


async def fc(sh: Shell, argv: list[str]) -> int:
    """fc -l [-nr] [first [last]], or fc -s [old=new] [first]"""
    history = sh.history
    if history is None:
        raise ShellError("history not active")
    if len(argv) == 1:
        raise ShellError("missing history argument")
    options, words = _options(argv)
    pattern: tuple[str, str] | None = None
    listing = "l" in options and "s" not in options
    if not listing and words and "=" in words[0]:
        old, _, new = words[0].partition("=")
        pattern, words = (old, new), words[1:]
    if len(words) > 2:
        raise ShellError("too many arguments")
    first = words[0] if words else (f"-{_LAST_LISTED}" if listing else "-1")
    last = words[1] if len(words) > 1 else ("-1" if listing or not words else words[0])
    start, end = _event(history, first), _event(history, last)
    if "r" in options:
        start, end = end, start
    step = 1 if start <= end else -1
    for index in range(start, end + step, step):
        text = history.events[index]
        if listing:
            sh.output.out(text if "n" in options else f"{history.first + index:5d} {text}")
        else:
            await _again(sh, text, pattern)
    return 0


def _options(argv: list[str]) -> tuple[str, list[str]]:
    """The option letters, and the operands: a negative number is one."""
    words = argv[1:]
    split = next(
        (i for i, word in enumerate(words) if word[:1] != "-" or word[1:].isdigit() or word == "-"), len(words)
    )
    options = NextOption(["fc", *words[:split]], "e:lnrs")
    letters = "".join(letter for letter in options)
    if "l" not in letters and "s" not in letters:
        raise ShellError("missing history argument")
    return letters, options.rest + words[split:]


def _event(history: History, text: str) -> int:
    """The index of the event that ``text`` means: a number, a negative one counted from the end, or a beginning."""
    count = len(history.events)
    if count == 0:
        raise ShellError("history not active")
    digits = text[1:] if text[:1] in ("-", "+") else text
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        number = int(digits)
        index = count - 1 - number if text[0] == "-" else number - history.first
        return min(max(index, 0), count - 1)
    for index in range(count - 1, -1, -1):
        if history.events[index].startswith(text):
            return index
    raise ShellError(f"history pattern not found: {text}")


async def _again(sh: Shell, text: str, pattern: tuple[str, str] | None) -> None:
    from simbsd.sh.evalstring import evaluate_string

    if pattern is not None:
        text = text.replace(pattern[0], pattern[1], 1)
    sh.output.err(text)
    await sh.output.flush()
    await evaluate_string(sh, text, 0)
    if sh.history is not None:
        sh.history.enter(text, True)
