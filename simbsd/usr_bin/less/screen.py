"""A text on a terminal: which part of it is shown, and what the keys do.

Models contrib/less/command.c, forwback.c, search.c and decode.c (the default keys) for the commands in KEYS.
"""

from __future__ import annotations

from collections.abc import Callable

from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import decode, encode, put
from simbsd.lib.termios import tcgetattr, tcsetattr, winsize
from simbsd.lib.unistd import close, open, read, tick
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.fcntl import O_RDWR
from simbsd.sys.strtol import to_int
from simbsd.sys.termios import ECHO, ICANON, IEXTEN
from simbsd.usr_bin.less.text import NORMAL, REVERSE, plain, rows

ENTER, LEAVE = "\033[?1049h\033[H\033[2J", "\033[?1049l"
HOME_AND_CLEAR, CLEAR_LINE = "\033[H\033[2J", "\r\033[K"
BELL = "\a"
BREATH = 200  # lines searched between two ticks
HELP = """\
                   SUMMARY OF LESS COMMANDS

  h  H                 Display this help.
  q  Q  ZZ             Exit.

  e  j  ENTER  down    Forward  one line   (or N lines).
  y  k  up             Backward one line   (or N lines).
  f  SPACE  ^F  PgDn   Forward  one window (or N lines).
  b  ^B  PgUp          Backward one window (or N lines).
  d  ^D                Forward  one half-window.
  u  ^U                Backward one half-window.
  g  <  Home           Go to first line (or line N).
  G  >  End            Go to last line (or line N).
  r  ^L                Repaint screen.
  =  ^G                Display current position.

  /pattern             Search forward for a matching line.
  ?pattern             Search backward for a matching line.
  n  N                 Repeat previous search; in reverse direction.
"""


class Pager:
    """One text under way. ``top`` is the first row shown, counted in rows of this terminal."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = lines
        self.raw = self.fold = self.leaves_at_end = self.leaves_if_short = self.keeps_screen = self.following = False
        self.top = 0
        self.height, self.columns = 23, 80
        self.drawn: list[str] = []
        self.first: list[int] = []  # the row where each line begins
        self.number = ""
        self.pattern: Regex | None = None
        self.backward = False
        self.message = ""
        self.fresh = True

    async def run(self) -> str:
        """Show it until the reader has had enough: ``quit``, or ``next`` at the end of a file that others follow."""
        terminal = await open("/dev/tty", O_RDWR)
        modes = await tcgetattr(terminal)
        keys = modes.copy()
        keys.c_lflag &= ~(ICANON | ECHO | IEXTEN)
        await self._measure(terminal)
        if self.leaves_if_short and len(self.drawn) <= self.height:
            await put(terminal, encode("".join(f"{row}\n" for row in self.drawn)))
            await close(terminal)
            return "next"
        await tcsetattr(terminal, keys)
        await put(terminal, encode("" if self.keeps_screen else ENTER))
        end = await self._loop(terminal)
        await put(terminal, encode(CLEAR_LINE + ("" if self.keeps_screen else LEAVE)))
        await tcsetattr(terminal, modes)
        await close(terminal)
        return end

    async def _measure(self, terminal: int) -> None:
        """Lay the text out for the terminal's size."""
        size = await winsize(terminal)
        self.height, self.columns = max(2, size.ws_row or 24) - 1, size.ws_col or 80
        self.drawn, self.first = [], []
        for number, line in enumerate(self.lines):
            self.first.append(len(self.drawn))
            self.drawn += rows(line, self.columns, self.raw)
            if number % BREATH == 0:
                await tick()

    async def _loop(self, terminal: int) -> str:
        await put(terminal, encode(self._screen()))
        while True:
            key = await self._key(terminal)
            if key in ("q", "Q", "Z", "\x03", ""):
                return "quit"
            if key in "0123456789" and key:
                self.number += key
                await put(terminal, encode(f"{CLEAR_LINE}:{self.number}"))
                continue
            at_end = self._at_end()
            if key in ("/", "?"):
                await self._ask(terminal, key)
            elif key in ("n", "N") and self.pattern is not None:
                await self._search(self.backward != (key == "N"), 1)
            elif key in ("h", "H"):
                await Pager("", HELP.split("\n")[:-1])._inside(terminal)
            elif key in ("r", "\x0c"):
                await self._measure(terminal)
            else:
                self._move(key)
            self.number = ""
            if at_end and self._at_end() and key in FORWARD and (self.leaves_at_end or self.following):
                return "next"
            await put(terminal, encode(self._screen()))

    async def _inside(self, terminal: int) -> None:
        """The help, on the screen of another text."""
        await self._measure(terminal)
        await self._loop(terminal)

    async def _key(self, terminal: int) -> str:
        """One key, or one of the sequences of cursor keys."""
        while True:
            try:
                data = decode(await read(terminal, 1))
                if data != "\033":
                    return data
                for _ in range(3):
                    data += decode(await read(terminal, 1))
                    if data in SEQUENCES:
                        return SEQUENCES[data]
                return data
            except Errno as error:
                if error.errno != EINTR:
                    raise
                await self._measure(terminal)
                await put(terminal, encode(self._screen()))

    def _move(self, key: str) -> None:
        count = to_int(self.number) if self.number else 0
        if key not in KEYS:
            self.message = BELL
            return
        if count and key in ("g", "G", "<", ">"):
            self.top = self.first[min(count, len(self.first)) - 1] if self.first else 0
        else:
            self.top += KEYS[key](self, count)
        self._bound()

    def _bound(self) -> None:
        self.top = max(0, min(self.top, len(self.drawn) - self.height))

    def _at_end(self) -> bool:
        return self.top + self.height >= len(self.drawn)

    def _screen(self) -> str:
        shown = self.drawn[self.top : self.top + self.height]
        shown += ["~"] * (self.height - len(shown))
        prompt, self.message = self._prompt(), ""
        return HOME_AND_CLEAR + "".join(f"{row}\n" for row in shown) + prompt

    def _prompt(self) -> str:
        """The last row: the file's name at first, then a colon, and that the end is reached (prompt.c)."""
        name = f"{self.name} " if self.fresh and self.name else ""
        self.fresh = False
        if self.message:
            return self.message if self.message == BELL else f"{REVERSE}{self.message}{NORMAL}"
        if self._at_end():
            return f"{REVERSE}{name}(END){NORMAL}"
        return f"{REVERSE}{name.rstrip()}{NORMAL}" if name else ":"

    async def _ask(self, terminal: int, key: str) -> None:
        """Read a pattern on the last row and look for it."""
        text = ""
        while True:
            await put(terminal, encode(f"{CLEAR_LINE}{key}{text}"))
            letter = decode(await read(terminal, 1))
            if letter in ("\r", "\n", ""):
                break
            if letter in ("\x7f", "\b"):
                if not text:
                    return
                text = text[:-1]
            elif letter == "\x15":
                text = ""
            elif letter == "\033":
                return
            else:
                text += letter
        if text:
            try:
                self.pattern = Regex(text, extended=True, fold=self.fold)
            except RegexError as error:
                self.message = f"Invalid pattern: {error}"
                return
        self.backward = key == "?"
        if self.pattern is None:
            self.message = "No previous regular expression"
        else:
            await self._search(self.backward, 0)

    async def _search(self, backward: bool, skip: int) -> None:
        """Go to the next line that the pattern matches; the present top line counts only for a new search."""
        assert self.pattern is not None
        here = sum(1 for row in self.first if row <= self.top) - 1
        step = -1 if backward else 1
        at = here + (step if skip or backward else 0)
        while 0 <= at < len(self.lines):
            if at % BREATH == 0:
                await tick()
            if self.pattern.search(plain(self.lines[at])) is not None and (at != here or not skip):
                self.top = self.first[at]
                self._bound()
                return
            at += step
        self.message = "Pattern not found"


def _lines(forward: bool) -> Callable[[Pager, int], int]:
    return lambda pager, count: (count or 1) * (1 if forward else -1)


def _windows(forward: bool, part: int) -> Callable[[Pager, int], int]:
    return lambda pager, count: (count or pager.height // part) * (1 if forward else -1)


def _ends(forward: bool) -> Callable[[Pager, int], int]:
    return lambda pager, count: len(pager.drawn) * (1 if forward else -1)


# Key -> how many rows forward it goes, from the pager and the number typed before it (0: none).
KEYS: dict[str, Callable[[Pager, int], int]] = {
    **dict.fromkeys(("e", "j", "\r", "\n", "\x05", "\x0e"), _lines(True)),
    **dict.fromkeys(("y", "k", "\x19", "\x10", "\x0b"), _lines(False)),
    **dict.fromkeys(("f", " ", "\x06", "\x16", "z"), _windows(True, 1)),
    **dict.fromkeys(("b", "\x02", "w"), _windows(False, 1)),
    **dict.fromkeys(("d", "\x04"), _windows(True, 2)),
    **dict.fromkeys(("u", "\x15"), _windows(False, 2)),
    **dict.fromkeys(("g", "<"), _ends(False)),
    **dict.fromkeys(("G", ">"), _ends(True)),
}
FORWARD = ("e", "j", "\r", "\n", "f", " ", "d")
SEQUENCES = {
    "\033[A": "k", "\033[B": "j", "\033OA": "k", "\033OB": "j", "\033[5~": "b", "\033[6~": "f", "\033[H": "g",
    "\033[F": "G", "\033OH": "g", "\033OF": "G", "\033[1~": "g", "\033[4~": "G",
}  # fmt: skip
