"""The fc built-in.

Models histcmd() in bin/sh/histedit.c; leaves out its limit on fc that runs fc (the shell's own depth bounds it).
"""

from __future__ import annotations

from simbsd.lib.files import unlink
from simbsd.lib.stdio import encode, put
from simbsd.lib.unistd import close, getpid, open
from simbsd.sh.errors import Interrupt, ShellError, ShellExit
from simbsd.sh.histedit import History
from simbsd.sh.options import NextOption
from simbsd.sh.state import Shell
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_EXCL, O_WRONLY

_LAST_LISTED = 16
_DEFAULT_EDITOR = "ed"


class _Request:
    """What the arguments ask for: ``editor`` is None for listing and for running without editing."""

    __slots__ = ("editor", "listing", "numbers", "pattern", "reverse", "words")

    def __init__(self, sh: Shell, argv: list[str]) -> None:
        words = argv[1:]
        split = next((i for i, word in enumerate(words) if not _is_option(word)), len(words))
        if split and words[split - 1].endswith("e"):
            split += 1
        options = NextOption(["fc", *words[:split]], "e:lnrs")
        letters, editor = "", None
        for letter in options:
            letters += letter
            editor = options.argument if letter == "e" else editor
        self.words = options.rest + words[split:]
        again = "s" in letters or editor == "-"
        self.listing = "l" in letters and not again and editor is None
        self.numbers, self.reverse = "n" not in letters, "r" in letters
        if not self.listing and not again and editor is None:
            editor = sh.lookup("FCEDIT") or sh.lookup("EDITOR") or _DEFAULT_EDITOR
        self.editor = None if again else editor
        self.pattern: tuple[str, str] | None = None
        if not self.listing and self.words and "=" in self.words[0]:
            old, _, new = self.words[0].partition("=")
            self.pattern, self.words = (old, new), self.words[1:]


def _is_option(word: str) -> bool:
    return word[:1] == "-" and word != "-" and not word[1:].isdigit()


async def fc(sh: Shell, argv: list[str]) -> int:
    """fc [-e editor] [first [last]], fc -l [-nr] [first [last]], or fc -s [old=new] [first]"""
    history = sh.history
    if history is None:
        raise ShellError("history not active")
    if len(argv) == 1:
        raise ShellError("missing history argument")
    request = _Request(sh, argv)
    words = request.words
    if len(words) > 2:
        raise ShellError("too many arguments")
    first = words[0] if words else (f"-{_LAST_LISTED}" if request.listing else "-1")
    last = words[1] if len(words) > 1 else ("-1" if request.listing or not words else words[0])
    start, end = _event(history, first), _event(history, last)
    if request.reverse:
        start, end = end, start
    step = 1 if start <= end else -1
    indexes = range(start, end + step, step)
    if request.listing:
        for index in indexes:
            number = f"{history.first + index:5d} " if request.numbers else ""
            sh.output.out(number + history.events[index])
        return 0
    texts = [history.events[index] for index in indexes]
    if request.pattern is not None:
        texts = [text.replace(*request.pattern, 1) for text in texts]
    if request.editor is not None:
        await _edit(sh, request.editor, "".join(texts))
        return sh.status
    for text in texts:
        await _again(sh, text)
    return sh.status


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


async def _again(sh: Shell, text: str) -> None:
    """Show a command and run it."""
    from simbsd.sh.evalstring import evaluate_string

    sh.output.err(text)
    await sh.output.flush()
    await evaluate_string(sh, text, 0)
    if sh.history is not None:
        sh.history.enter(text, True)


async def _edit(sh: Shell, editor: str, text: str) -> None:
    """Let the user edit commands in a file, then run it."""
    from simbsd.sh.evalstring import command_loop, evaluate_string
    from simbsd.sh.input import close_script, open_script

    name = f"/tmp/_sh{await getpid():06d}"
    try:
        fd = await open(name, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    except Errno:
        raise ShellError(f"can't create temporary file {name}") from None
    await put(fd, encode(text))
    await close(fd)
    failure: ShellError | ShellExit | Interrupt | None = None
    try:
        await evaluate_string(sh, f"{editor} {name}", 0)
        stream = await open_script(sh, name)
        await command_loop(sh, stream, top=False)
        await close_script(sh, stream)
    except ShellError as error:
        await sh.report(error)
        failure = error
    except (ShellExit, Interrupt) as leaving:
        failure = leaving
    await unlink(name)
    if failure is not None:
        raise failure
