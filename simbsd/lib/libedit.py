"""A line editor for terminals, with emacs keys, or vi keys (libedit_vi.py).

Models lib/libedit (read.c, map.c, tty.c and filecomplete.c); leaves out .editrc and user bindings.

The terminal is in raw mode only while a line is read. What was typed ahead of the line's end goes back to the terminal
(TIOCSTI), because it belongs to whoever reads next: the program, or the editor again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.libedit_line import LineBuffer
from simbsd.lib.libedit_screen import CLEAR_SCREEN, Screen, width
from simbsd.lib.libedit_vi import ViKeys
from simbsd.lib.stdio import decode, encode, put
from simbsd.lib.termios import tcgetattr, tcsetattr, winsize
from simbsd.lib.unistd import ioctl, read
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.termios import ECHO, ICANON, IEXTEN, Termios

_READ = 8192
_BELL = "\a"
PATTERN_MAX = 1022  # search.c, ce_inc_search: EL_BUFSIZ - LEN
_SEQUENCES = {
    "\033[A": "previous", "\033[B": "next", "\033[C": "right", "\033[D": "left", "\033[H": "home", "\033[F": "end",
    "\033OA": "previous", "\033OB": "next", "\033OC": "right", "\033OD": "left", "\033OH": "home", "\033OF": "end",
    "\033[1~": "home", "\033[4~": "end", "\033[7~": "home", "\033[8~": "end", "\033[3~": "delete",
    "\033[1;5C": "word_right", "\033[1;5D": "word_left", "\033b": "word_left", "\033f": "word_right",
    "\033d": "kill_word_right", "\033\x7f": "kill_word_left", "\033\x08": "kill_word_left", "\033<": "oldest",
    "\033>": "newest", "\x01": "home", "\x02": "left", "\x04": "end_or_delete", "\x05": "end", "\x06": "right",
    "\x08": "rub_out", "\x0b": "kill_right", "\x0c": "clear", "\x0e": "next", "\x10": "previous", "\x12": "search",
    "\x14": "transpose", "\x15": "kill_line", "\x17": "kill_region", "\x19": "yank", "\x7f": "rub_out",
    "\t": "complete", "\n": "accept", "\r": "accept", "\x16": "literal",
}  # fmt: skip
_VI_COMMANDS = "\n\r\x04\x0c"
_VI_INSERTS = "\n\r\t\x04\x08\x15\x16\x17"
_PREFIXES = frozenset(sequence[:length] for sequence in _SEQUENCES for length in range(1, len(sequence)))

# Given the text before the cursor: the beginning of the word to complete, and the words that it may become.
Completer = Callable[[str], Awaitable[tuple[str, list[str]]]]


class EditLine:
    """An editor on the terminal at descriptor ``source``, showing what it does at ``sink``."""

    def __init__(self, source: int, sink: int) -> None:
        self.source = source
        self.sink = sink
        self.line = LineBuffer([])
        self.screen = Screen(80)
        self.columns = 80
        self._prompt = ""
        self._partial = b""
        self._keys = ""
        self.vi: ViKeys | None = None
        self._before_escape: tuple[int, bool] | None = None
        self._search: str | None = None
        self._literal = False
        self._completed = False

    async def read_line(
        self, prompt: str, history: list[str], complete: Completer, interrupted: Callable[[], None]
    ) -> str:
        """Read one line, its newline included; "" at the end of the input.

        ``interrupted`` is called when a signal has come; it may raise. Errors: those of read, but EINTR.
        """
        modes = await tcgetattr(self.source)
        await tcsetattr(self.source, _raw(modes))
        self.line.reset(history)
        self.columns = (await winsize(self.source)).ws_col or 80
        self.screen = Screen(self.columns)
        self._prompt, self._search, self._literal = prompt, None, False
        if self.vi is not None:
            self.vi.begin()
        out = self.screen.start(prompt)
        while True:
            if out:
                await put(self.sink, encode(out))
            data = await self._read(modes, interrupted)
            result, out, rest = await self._type(data, complete)
            if result is not None:
                break
        if out:
            await put(self.sink, encode(out))
        if rest:
            await ioctl(self.source, "TIOCSTI", encode(rest))
        await tcsetattr(self.source, modes)
        return result

    async def _read(self, modes: Termios, interrupted: Callable[[], None]) -> str:
        while True:
            try:
                data = await read(self.source, _READ)
            except Errno as error:
                if error.errno != EINTR:
                    await tcsetattr(self.source, modes)
                    raise
                await self._interrupted(modes, interrupted)
                continue
            data = self._partial + data
            cut = _incomplete(data)
            data, self._partial = data[: len(data) - cut], data[len(data) - cut :]
            return decode(data)

    async def _interrupted(self, modes: Termios, interrupted: Callable[[], None]) -> None:
        """A signal came: the program may give the line up, and then the terminal must be as it was."""
        await tcsetattr(self.source, modes)
        self._keys, self._partial = "", b""
        interrupted()
        await tcsetattr(self.source, _raw(modes))

    async def _type(self, text: str, complete: Completer) -> tuple[str | None, str, str]:
        """Take keys: the finished line or None, what to write, and the keys after the line."""
        if not text:
            return "", "", ""
        out = ""
        position = 0
        while position < len(text):
            run = position
            commanding = self.vi is not None and (self.vi.commanding or self._before_escape is not None)
            if not (self._keys or self._literal or self._search is not None or commanding):
                while run < len(text) and text[run] >= " " and text[run] != "\x7f":
                    run += 1
            if run > position:
                self.line.insert(text[position:run])
                self._completed = False
                position = run
                continue
            result, shown = await self._key(text[position], complete, out)
            out = shown
            position += 1
            if result is not None:
                return result, out, text[position:]
        return None, out + self.screen.update(self.line.text, self.line.cursor), ""

    async def _key(self, char: str, complete: Completer, out: str) -> tuple[str | None, str]:
        if self._literal:
            self._literal = False
            self.line.insert(char)
            return None, out
        if self.vi is not None and not self._keys and self._search is None:
            shown = self._vi_key(self.vi, char)
            if shown is not None:
                self._completed = False
                return None, out + shown
        keys = self._keys + char
        if keys in _PREFIXES and keys not in _SEQUENCES:
            self._keys = keys
            return None, out
        self._keys = ""
        command = _SEQUENCES.get(keys)
        if self._search is not None:
            handled, shown = self._searching(char, command)
            out += shown
            if handled:
                return None, out
        if command == "accept":
            out += self.screen.update(self.line.text, self.line.cursor) + self.screen.end()
            return self.line.text + "\n", out
        if command == "end_or_delete" and not self.line.text:
            return "", out
        if command == "complete":
            return None, out + await self._complete(complete)
        self._completed = False
        if command is None:
            return None, out if len(keys) > 1 else out + _BELL
        return None, out + self._edit(command)

    def _vi_key(self, vi: ViKeys, char: str) -> str | None:
        """What a key means with vi's keys: what to write, or None for a key that means the same in both."""
        before, self._before_escape = self._before_escape, None
        if before is not None and char in "[O":  # an arrow after all: terminal_bind_arrow()
            self.line.cursor, vi.commanding = before
            self._keys = "\033" + char
            return ""
        if char == "\033" and not vi.wanting:
            self._before_escape = (self.line.cursor, vi.commanding)
            return "" if vi.escape(self.line) else _BELL
        if vi.commanding:
            return None if char in _VI_COMMANDS else "" if vi.key(char, self.line) else _BELL
        if char < " " and char not in _VI_INSERTS:
            self.line.insert(char)
            return ""
        return None

    def _edit(self, command: str) -> str:
        """Carry out an editing command; what to write besides the line itself."""
        line = self.line
        if command == "clear":
            self.screen = Screen(self.columns)
            return CLEAR_SCREEN + self.screen.start(self._prompt)
        if command == "search":
            self._search = ""
            return self._show_search()
        if command == "literal":
            self._literal = True
            return ""
        return "" if _COMMANDS[command](line) else _BELL

    # Incremental search (^R), as em_inc_search_prev() in common.c.

    def _searching(self, char: str, command: str | None) -> tuple[bool, str]:
        assert self._search is not None
        start = self.line.event - 1 if command == "search" else len(self.line.history) - 1
        if command == "rub_out":
            self._search = self._search[:-1]
        elif command is None and char >= " ":
            if len(self._search) >= PATTERN_MAX:
                return True, _BELL
            self._search += char
            start = self.line.event if self.line.event < len(self.line.history) else start
        elif command != "search":
            self._search = None
            self.screen = Screen(self.columns)
            return char in ("\x07", "\033"), "\r\033[J" + self.screen.start(self._prompt)
        found = self.line.search(self._search, start) if self._search else -1
        bell = ""
        if found >= 0:
            self.line.recall(found)
        elif self._search:
            bell = _BELL
        return True, bell + self._show_search()

    def _show_search(self) -> str:
        """The line stands after ``bck:`` and what is looked for."""
        self.screen = Screen(self.columns)
        return "\r\033[J" + self.screen.start(f"{self._prompt}bck:{self._search} ")

    # Completion (TAB): the common part first, then a list.

    async def _complete(self, complete: Completer) -> str:
        line = self.line
        word, matches = await complete(line.text[: line.cursor])
        if not matches:
            return _BELL
        common = _common_prefix(matches)
        if len(common) > len(word):
            line.insert(common[len(word) :])
            self._completed = False
            if len(matches) > 1:
                self._completed = True
                return _BELL
            return ""
        if len(matches) == 1:
            return ""
        if not self._completed:
            self._completed = True
            return _BELL
        out = self.screen.update(line.text, len(line.text)) + self.screen.end()
        out += in_columns(sorted(dict.fromkeys(_last_component(match) for match in matches)), self.columns)
        self.screen = Screen(self.columns)
        return out + self.screen.start(self._prompt)


def _last_component(match: str) -> str:
    name = match.rstrip(" ")
    slash = "/" if name.endswith("/") else ""
    return name.rstrip("/").rpartition("/")[2] + slash


def _common_prefix(words: list[str]) -> str:
    first, last = min(words), max(words)
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return first[:length]


def in_columns(names: list[str], columns: int) -> str:
    """``names`` in columns, read downwards, as libedit lists completions."""
    room = max(width(name) for name in names) + 2
    across = max(columns // room, 1)
    rows = -(-len(names) // across)
    out = ""
    for row in range(rows):
        line = "".join(name + " " * (room - width(name)) for name in names[row::rows])
        out += line.rstrip() + "\n"
    return out


def _raw(modes: Termios) -> Termios:
    """The modes while a line is read: no echo, no lines, but signals."""
    raw = modes.copy()
    raw.c_lflag &= ~(ICANON | ECHO | IEXTEN)
    return raw


def _incomplete(data: bytes) -> int:
    """How many bytes at the end of ``data`` begin a UTF-8 character that is not complete."""
    for keep in range(1, min(4, len(data) + 1)):
        lead = data[-keep]
        if lead >= 0xC0:
            return keep if keep < (2 if lead < 0xE0 else 3 if lead < 0xF0 else 4) else 0
        if lead < 0x80:
            break
    return 0


_COMMANDS: dict[str, Callable[[LineBuffer], bool]] = {
    "previous": lambda line: line.recall(line.event - 1),
    "next": lambda line: line.recall(line.event + 1),
    "oldest": lambda line: line.recall(0),
    "newest": lambda line: line.recall(len(line.history)),
    "left": lambda line: line.move(line.cursor - 1),
    "right": lambda line: line.move(line.cursor + 1),
    "home": lambda line: line.move(0),
    "end": lambda line: line.move(len(line.text)),
    "word_left": lambda line: line.move(line.word_left()),
    "word_right": lambda line: line.move(line.word_right()),
    "delete": lambda line: line.delete(line.cursor, line.cursor + 1, keep=False),
    "end_or_delete": lambda line: line.delete(line.cursor, line.cursor + 1, keep=False),
    "rub_out": lambda line: line.delete(line.cursor - 1, line.cursor, keep=False),
    "kill_right": lambda line: line.delete(line.cursor, len(line.text), keep=True),
    "kill_line": lambda line: line.delete(0, len(line.text), keep=True),
    "kill_word_left": lambda line: line.delete(line.word_left(), line.cursor, keep=True),
    "kill_word_right": lambda line: line.delete(line.cursor, line.word_right(), keep=True),
    "kill_region": lambda line: line.delete(line.word_left(blanks_only=True), line.cursor, keep=True),
    "yank": lambda line: line.yank(),
    "transpose": lambda line: line.transpose(),
}
