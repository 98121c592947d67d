"""The words of pf.conf(5): characters, macros, quotes, numbers, keywords.

Models sbin/pfctl/parse.y (lgetc, yylex, lookup, symset, pushfile); of its keywords those of ALTQ, dummynet,
divert sockets and fingerprints are known and refused by the grammar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simbsd.sys.strtol import to_int

STRING, NUMBER, ARROW, PORTBINARY, ERROR, EOF = "STRING", "NUMBER", "->", "PORTBINARY", "ERROR", ""
KEYWORDS = frozenset(
    """all allow-opts altq anchor antispoof any bandwidth binat binat-anchor bitmask block block-policy bridge-to
    buckets cbq code codelq debug divert-reply divert-to dnpipe dnqueue drop dup-to ether fail-policy fairq fastroute
    file fingerprints flags floating flush for fragment from global group hfsc hogs hostid icmp-type icmp6-type if-bound
    in include inet inet6 interval keep keepcounters l3 label limit linkshare load log loginterface map-e-portset match
    max max-mss max-src-conn max-src-conn-rate max-src-nodes max-src-states min-ttl modulate nat nat-anchor no no-df
    no-route no-sync on optimization os out overload pass port prio priority priq probability proto qlimit queue quick
    random random-id rdr rdr-anchor realtime reassemble reply-to require-order return return-icmp return-icmp6
    return-rst ridentifier round-robin route route-to rtable rule ruleset-optimization scrub set set-tos skip sloppy
    source-hash source-track state state-defaults state-policy static-port sticky-address syncookies synproxy table tag
    tagged target tbrsize timeout to tos ttl upperlimit urpf-failed user""".split()
)
_DIGITS = "0123456789"
_ALNUM = _DIGITS + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_IN_STRING = _ALNUM + "\"$%&'*+-.:;?@[\\]^_`|~"
_AFTER_NUMBER = " \t\n\v\f\r),/}="
_BUFFER = 8096
_LLONG_MAX = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Token:
    """A word: its kind (a keyword or character is its own), its text or number, and the line that it begins on."""

    kind: str
    text: str = ""
    number: int = 0
    line: int = 0


@dataclass(slots=True)
class Source:
    """A file that is being read."""

    name: str
    text: str
    at: int = 0
    line: int = 1


@dataclass(slots=True)
class Macro:
    """A macro; ``persist`` ones come from the command line and stay, ``used`` tells whether the file asked for it."""

    value: str
    persist: bool = False
    used: bool = False


class Lexer:
    """Words of a file and of those that it includes. ``complain(name, line, text)`` is told what is wrong."""

    def __init__(self, macros: dict[str, Macro], complain: Callable[[str, int, str], None]) -> None:
        self.macros = macros
        self.complain = complain
        self.files: list[Source] = []
        self.name = ""
        self.line = 0
        self.expansion: str | None = None
        self.index = 0
        self.pushed: list[str] = []

    def push(self, name: str, text: str) -> None:
        """Read another file from here on."""
        self.files.append(Source(name, text))
        self.name = name

    def error(self, text: str) -> None:
        """Something is wrong at the last word."""
        self.complain(self.name, self.line, text)

    def _raw(self) -> str:
        file = self.files[-1]
        if file.at >= len(file.text):
            return ""
        file.at += 1
        return file.text[file.at - 1]

    def _pop(self) -> bool:
        if len(self.files) == 1:
            return False
        self.files.pop()
        self.name = self.files[-1].name
        return True

    def _get(self, quoted: str = "") -> str:
        """The next character; empty at the end (lgetc)."""
        if self.expansion is not None:
            if self.index < len(self.expansion):
                self.index += 1
                return self.expansion[self.index - 1]
            self.expansion = None
        if self.pushed:
            return self.pushed.pop()
        char = self._raw()
        if quoted:
            if not char:
                self.error("reached end of file while parsing quoted string")
                return quoted if self._pop() else ""
            return char
        while char == "\\":
            following = self._raw()
            if following != "\n":
                char = following
                break
            self.line = self.files[-1].line
            self.files[-1].line += 1
            char = self._raw()
        while not char and self._pop():
            char = self._raw()
        return char

    def _unget(self, char: str) -> None:
        if not char:
            return
        if self.expansion is not None and self.index:
            self.index -= 1
        else:
            self.pushed.append(char)

    def _skip_line(self) -> Token:
        """Give a line up (findeol)."""
        self.expansion = None
        char = self._get()
        while char and char != "\n":
            char = self._get()
        if char:
            self.files[-1].line += 1
        return Token(ERROR, line=self.line)

    def next(self) -> Token:
        """The next word (yylex)."""
        while True:
            char = self._get()
            while char and char in " \t":
                char = self._get()
            self.line = self.files[-1].line
            while char and char == "#":
                while char and char != "\n":
                    char = self._get()
            if char != "$" or self.expansion is not None:
                return self._word(char)
            if (bad := self._macro()) is not None:
                return bad

    def _macro(self) -> Token | None:
        """Go on with the value of a macro; a word when there is none."""
        name = ""
        while (char := self._get()) and (char in _ALNUM or char == "_"):
            name += char
        if not char:
            return Token(EOF, line=self.line)
        self._unget(char)
        macro = self.macros.get(name)
        if macro is None:
            self.error(f"macro '{name}' not defined")
            return self._skip_line()
        macro.used = True
        self.expansion, self.index = macro.value, 0
        return None

    def _word(self, char: str) -> Token:
        if char and char in "'\"":
            return self._quoted(char)
        if char and char in "<>-":
            following = self._get()
            pair = char + following
            if pair in ("<>", "><"):
                return Token(PORTBINARY, pair, line=self.line)
            if pair == "->":
                return Token(ARROW, pair, line=self.line)
            self._unget(following)
        if char and (char == "-" or char in _DIGITS):
            number = self._number(char)
            if number is not None:
                return number
            if char == "-":
                return Token("-", line=self.line)
        if char and (char in _ALNUM or char in ":_"):
            return self._string(char)
        line = self.line
        if char == "\n":
            self.files[-1].line += 1
        return Token(char, char, line=line)

    def _quoted(self, quote: str) -> Token:
        text = ""
        while True:
            char = self._get(quote)
            if not char:
                return Token(EOF, line=self.line)
            if char == "\n":
                self.files[-1].line += 1
                continue
            if char == "\\":
                following = self._get(quote)
                if not following:
                    return Token(EOF, line=self.line)
                if following == quote:
                    char = following
                elif following == "\n":
                    self.files[-1].line += 1
                    continue
                else:
                    self._unget(following)
            elif char == quote:
                return Token(STRING, text, line=self.line)
            if len(text) + 1 >= _BUFFER - 1:
                self.error("string too long")
                return self._skip_line()
            text += char

    def _number(self, char: str) -> Token | None:
        """A number, or None with its digits but the first put back: it is a string."""
        text = char
        while (char := self._get()) and char in _DIGITS and len(text) < _BUFFER:
            text += char
        self._unget(char)
        if text != "-" and (not char or char in _AFTER_NUMBER):
            number = to_int(text)
            if abs(number) > _LLONG_MAX:
                size = "small" if number < 0 else "large"
                self.error(f'"{text}" invalid number: too {size}')
                return self._skip_line()
            return Token(NUMBER, text, number, self.line)
        for digit in reversed(text[1:]):
            self._unget(digit)
        return None

    def _string(self, char: str) -> Token:
        text = char
        while (char := self._get()) and char in _IN_STRING:
            text += char
            if len(text) >= _BUFFER:
                self.error("string too long")
                return self._skip_line()
        self._unget(char)
        return Token(text if text in KEYWORDS else STRING, text, line=self.line)
