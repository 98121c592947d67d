"""The read built-in.

Models bin/sh/miscbltin.c (readcmd); leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.stdio import decode
from simbsd.lib.unistd import isatty, lseek, poll, read
from simbsd.sh.errors import ShellError
from simbsd.sh.options import NextOption
from simbsd.sh.state import Shell
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.fcntl import SEEK_CUR
from simbsd.sys.signal import SIGALRM

_BUFFER = 1024
_WHITE = " \t\n"


async def read_command(sh: Shell, argv: list[str]) -> int:
    """read [-er] [-p prompt] [-t timeout] variable ..."""
    options = NextOption(argv, "erp:t:")
    raw, prompt, timeout = False, "", -1
    for letter in options:
        raw = raw or letter == "r"
        if letter == "p":
            prompt = options.argument
        elif letter == "t":
            timeout = _seconds(options.argument)
    if prompt and await isatty(0):
        sh.output.err(prompt)
        await sh.output.flush()
    names = options.rest
    if not names:
        raise ShellError("arg count")
    if timeout >= 0 and not await poll({0: "r"}, timeout * 1_000_000):
        for name in names:
            sh.vars.set(name, "")
        return 128 + (sh.pending_signal or SIGALRM)
    separators = sh.lookup("IFS")
    splitter = _Splitter(sh, names, _WHITE if separators is None else separators, raw)
    status = await _read_line(sh, splitter)
    splitter.finish()
    return status


def _seconds(text: str) -> int:
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    if not digits or len(digits) > 9:
        raise ShellError("timeout value")
    factor = {"": 1, "s": 1, "m": 60, "h": 3600}.get(text[len(digits) :])
    if factor is None:
        raise ShellError("timeout unit")
    return int(digits) * factor


async def _read_line(sh: Shell, splitter: _Splitter) -> int:
    """Feed one line to ``splitter``. From a file read ahead and seek back; else byte by byte."""
    seekable = await _is_seekable()
    size = _BUFFER if seekable else 1
    pending = b""
    while True:
        try:
            data = await read(0, size)
        except Errno as error:
            if error.errno != EINTR:
                await sh.warning(f"read error: {error}")
                return 2
            sh.check_interrupt()
            if sh.pending_signal:
                return 128 + sh.pending_signal
            continue
        if not data:
            splitter.feed(decode(pending))
            return 1
        pending += data
        text, pending = _characters(pending)
        used, done = splitter.feed(text)
        if done:
            left = len(text[used:].encode("utf-8", "surrogateescape")) + len(pending)
            if seekable and left:
                await lseek(0, -left, SEEK_CUR)
            return 0


def _characters(data: bytes) -> tuple[str, bytes]:
    """``data`` as text, but for the bytes of a character at its end that is not complete."""
    for keep in range(1, min(4, len(data) + 1)):
        lead = data[-keep]
        if lead >= 0xC0:
            length = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
            if length > keep:
                return decode(data[:-keep]), data[-keep:]
            break
        if lead < 0x80:
            break
    return decode(data), b""


async def _is_seekable() -> bool:
    try:
        await lseek(0, 0, SEEK_CUR)
    except Errno:
        return False
    return True


class _Splitter:
    """Cuts a line into the values of variables, a character at a time, as readcmd() does.

    ``start`` is 2 before the first word and after a separator that is no white space, 1 after white space, 0 in a word.
    ``save`` is set in the last variable, which keeps its separators; more than 1 if a word came after one.
    """

    def __init__(self, sh: Shell, names: list[str], separators: str, raw: bool) -> None:
        self.sh = sh
        self.names = list(names)
        self.separators = separators
        self.raw = raw
        self.backslash = False
        self.start = 2
        self.save = 0
        self.word: list[str] = []
        self.last = -1
        self.last_white = -1

    def feed(self, text: str) -> tuple[int, bool]:
        """Take characters up to the end of the line: how many, and whether the line has ended."""
        for index, char in enumerate(text):
            if self.backslash:
                self.backslash = False
                if char != "\n":
                    self._add(char)
            elif char == "\\" and not self.raw:
                self.backslash = True
            elif char == "\n":
                return index + 1, True
            elif char != "\0":
                self._take(char)
        return len(text), False

    def _add(self, char: str) -> None:
        self.start = 0
        self.last = self.last_white = len(self.word)
        self.word.append(char)

    def _take(self, char: str) -> None:
        kind = 0 if char not in self.separators else 1 if char in _WHITE else 2
        if self.start and kind == 1:
            if self.save:
                self.word.append(char)
            return
        if kind == 2 and self.start == 1:
            self.start = 2
            if self.save:
                self.last_white = len(self.word)
                self.word.append(char)
            return
        if kind == 0:
            self.save += bool(self.save)
            self._add(char)
            return
        self.start = kind
        if len(self.names) == 1:
            self.save += 1
            if kind == 2:
                self.last_white = len(self.word)
            self.word.append(char)
            return
        self.sh.vars.set(self.names.pop(0), "".join(self.word))
        self.word = []
        self.last = self.last_white = -1

    def finish(self) -> None:
        """Set the variable under way, without the separators at its end, and empty those that are left."""
        end = self.last if self.save <= 1 else self.last_white
        self.sh.vars.set(self.names[0], "".join(self.word[: end + 1]))
        for name in self.names[1:]:
            self.sh.vars.set(name, "")
