"""Reading one word, or the body of a here-document, into parts.

Models bin/sh/parser.c (readtoken1, checkend); leaves out nothing.

Quotations and ``${...}`` nest, and a ``${x-word}`` shares the quotation state of what is around it. So the reader keeps
a stack of levels, each with its own syntax, as the C program does.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from simbsd.lib.stdio import decode, encode
from simbsd.sh import nodes
from simbsd.sh.cstyle import read_escape, skip_quotation
from simbsd.sh.dollar import Dollar, read_dollar
from simbsd.sh.errors import SyntaxFault, TooDeep
from simbsd.sh.nodes import Arith, CommandSub, Literal, Param, Part, QuoteMark, Word
from simbsd.sh.pattern import ESC
from simbsd.sh.source import Source

BASE, DOUBLE, SINGLE, ARITH = "base", "double", "single", "arith"
TOP, OLD, NEW, EXPRESSION = "top", "old", "new", "expression"
_DEPTH = 30

# A run of characters that mean nothing in each syntax.
_PLAIN = {
    BASE: re.compile(r"[^\n\\'\"`$}<>();&| \t]+"),
    DOUBLE: re.compile(r"[^\n\\\"`$}]+"),
    SINGLE: re.compile(r"[^\n\\']+"),
    ARITH: re.compile(r"[^\n\\`\"$}()]+"),
}


class _Level:
    """One level of nesting: its syntax, its kind, the parts read so far, and what closing it makes."""

    __slots__ = ("syntax", "kind", "parens", "parts", "text", "quoted", "dollar", "inner_quoted")

    def __init__(self, syntax: str, kind: str, dollar: Dollar | None, inner_quoted: bool) -> None:
        self.syntax = syntax
        self.kind = kind
        self.parens = 0
        self.parts: list[Part] = []
        self.text: list[str] = []
        self.quoted = False
        self.dollar = dollar
        self.inner_quoted = inner_quoted

    def add_text(self, text: str, quoted: bool) -> None:
        if quoted != self.quoted and self.text:
            self.flush()
        self.quoted = quoted
        self.text.append(text)

    def add(self, part: Part) -> None:
        self.flush()
        if (
            isinstance(part, Param)
            and (part.name, part.op, part.quoted) == ("@", nodes.NORMAL, True)
            and self.parts
            and isinstance(self.parts[-1], QuoteMark)
        ):
            # "$@" without parameters is no word at all, in spite of its quotes.
            self.parts.pop()
        self.parts.append(part)

    def flush(self) -> None:
        if self.text:
            text = "".join(self.text)
            if not text.isascii():
                # The bytes of one character may have been given one by one, as in $'\303\244'.
                text = decode(encode(text))
            self.parts.append(Literal(text, self.quoted or ESC in text))
            self.text.clear()


class WordReader:
    """Reads one word from ``source``. ``substitute`` parses a command substitution (old style or not)."""

    def __init__(
        self, source: Source, substitute: Callable[[bool, bool], nodes.Command | None], function_line: int = 0
    ) -> None:
        self.source = source
        self.substitute = substitute
        self.function_line = function_line
        self.quoted = False
        self.here = False
        self.end = ""
        self._levels: list[_Level] = []
        self._new = 0
        self._cstyle = False
        self._line_done = False
        self._start = source.line

    def word(self, syntax: str = BASE) -> Word:
        """Read a word; afterwards ``end`` is the character that ended it, still unread."""
        self._start = self.source.line
        self._levels = [_Level(syntax, TOP, None, False)]
        while self._step():
            pass
        return self._finish()

    def document(self, delimiter: str, strip: bool, expand: bool) -> Word:
        """Read the body of a here-document up to a line that is ``delimiter``."""
        self.here = True
        self._start = self.source.line
        self._levels = [_Level(DOUBLE if expand else SINGLE, TOP, None, False)]
        while not self._at_delimiter(delimiter, strip) and self._line(expand):
            pass
        return self._finish()

    def expression(self) -> Word:
        """Read the whole source as if it stood in double quotes (for PS1, PS4 and file names in variables)."""
        self.here = True
        self._levels = [_Level(DOUBLE, TOP, None, False)]
        while self._step():
            pass
        return self._finish()

    # Here-documents.

    def _at_delimiter(self, delimiter: str, strip: bool) -> bool:
        source = self.source
        if strip:
            while source.get() == "\t":
                pass
            source.unget()
        start = source.position
        line = []
        while (char := source.get()) not in ("", "\n"):
            line.append(char)
        if "".join(line) == delimiter:
            source.line += char == "\n"
            return True
        source.position = start
        return False

    def _line(self, expand: bool) -> bool:
        """Read one line of a here-document; false at the end of the input."""
        if expand:
            self._line_done = False
            while not self._line_done:
                if not self._step():
                    return False
            return True
        text = []
        while (char := self.source.get()) not in ("", "\n"):
            text.append(char)
        self._levels[-1].add_text("".join(text) + char, True)
        self.source.line += char == "\n"
        return char == "\n"

    # One step: a run of plain characters, or one special character.

    def _step(self) -> bool:
        """Read on a little; false at the end of the word."""
        level = self._levels[-1]
        source = self.source
        found = _PLAIN[level.syntax].match(source.text, source.position)
        if found is not None:
            source.position = found.end()
            level.add_text(found.group(), level.syntax != BASE)
            return True
        char = source.get()
        handler = _HANDLERS[level.syntax].get(char)
        if handler is not None:
            return handler(self, level, char)
        if char == "" or (level.syntax == BASE and len(self._levels) == 1):
            return self._stop(char)
        level.add_text(char, level.syntax != BASE)
        return True

    def _stop(self, char: str) -> bool:
        self.end = char
        self.source.unget()
        return False

    def _newline(self, level: _Level, char: str) -> bool:
        if len(self._levels) == 1 and level.syntax == BASE:
            return self._stop(char)
        level.add_text(char, level.syntax != BASE)
        self.source.line += 1
        self._line_done = True
        return True

    def _backslash(self, level: _Level, char: str) -> bool:
        char = self.source.get()
        if char == "":
            level.add_text("\\", level.syntax != BASE)
            self.source.unget()
        elif char == "\n":
            self.source.line += 1
        else:
            if level.syntax == DOUBLE and not self._escapable(level, char):
                level.add_text("\\", True)
            if (not self.here or self._new) and level.syntax == BASE:
                level.add(QuoteMark())
            level.add_text(char, True)
            self.quoted = True
        return True

    def _escapable(self, level: _Level, char: str) -> bool:
        """Whether a backslash in double quotes quotes ``char``."""
        if char in "\\`$":
            return True
        return (char == '"' and not (self.here and not self._new)) or (char == "}" and level.kind == OLD)

    def _single(self, level: _Level, char: str) -> bool:
        level.add(QuoteMark())
        level.syntax = SINGLE
        self._cstyle = False
        return True

    def _double(self, level: _Level, char: str) -> bool:
        level.add(QuoteMark())
        level.syntax = DOUBLE
        return True

    def _end_quote(self, level: _Level, char: str) -> bool:
        if self.here and not self._new:
            level.add_text(char, True)
        else:
            level.syntax = BASE
            self.quoted = True
        return True

    def _backquote(self, level: _Level, char: str) -> bool:
        self._substitution(level, True)
        return True

    def _substitution(self, level: _Level, old: bool) -> None:
        in_double = level.syntax == DOUBLE and (not self.here or self._new > 0)
        node = self.substitute(old, in_double)
        level.add(CommandSub(node, level.syntax in (DOUBLE, ARITH)))

    def _ignore(self, level: _Level, char: str) -> bool:
        return True

    def _open_paren(self, level: _Level, char: str) -> bool:
        level.parens += 1
        level.add_text(char, True)
        return True

    def _close_paren(self, level: _Level, char: str) -> bool:
        if level.parens > 0:
            level.parens -= 1
            level.add_text(char, True)
        elif self.source.get_joined() != ")":
            self.source.unget()
            level.add_text(")", True)
        elif level.kind == EXPRESSION and len(self._levels) > 1:
            self._pop()
        else:
            level.add_text(")", True)
        return True

    def _brace(self, level: _Level, char: str) -> bool:
        closes = level.kind == NEW and level.syntax == BASE
        if level.kind == OLD:
            closes = level.syntax == self._levels[-2].syntax
        if closes:
            self._new -= level.kind == NEW
            self._pop()
        else:
            level.add_text(char, level.syntax != BASE)
        return True

    def _dollar(self, level: _Level, char: str) -> bool:
        char = self.source.get_joined()
        if char == "(":
            if self.source.get_joined() == "(":
                self._push(_Level(ARITH, EXPRESSION, None, level.syntax == DOUBLE))
            else:
                self.source.unget()
                self._substitution(level, False)
        elif char == "'" and level.syntax == BASE:
            level.add(QuoteMark())
            level.syntax = SINGLE
            self._cstyle = True
        else:
            self.source.unget()
            self._parameter(level)
        return True

    def _parameter(self, level: _Level) -> None:
        dollar = read_dollar(self.source, self.function_line, self._start)
        if dollar is None:
            level.add_text("$", level.syntax != BASE)
            return
        quoted = level.syntax in (DOUBLE, ARITH)
        if dollar.op == nodes.NORMAL:
            level.add(Param(dollar.name, dollar.op, False, (), quoted, dollar.line))
        elif dollar.op in (nodes.MINUS, nodes.PLUS, nodes.QUESTION, nodes.ASSIGN):
            # The operators of the Bourne shell inherit the quotation; the others have one of their own.
            self._push(_Level(level.syntax, OLD, dollar, quoted))
        else:
            self._push(_Level(BASE, NEW, dollar, quoted))
            self._new += 1

    def _push(self, level: _Level) -> None:
        if len(self._levels) > _DEPTH:
            raise TooDeep
        self._levels.append(level)

    def _pop(self) -> None:
        level = self._levels.pop()
        level.flush()
        parts = tuple(level.parts)
        if level.dollar is None:
            self._levels[-1].add(Arith(parts, level.inner_quoted))
            return
        dollar = level.dollar
        self._levels[-1].add(Param(dollar.name, dollar.op, dollar.colon, parts, level.inner_quoted, dollar.line))

    def _escape(self, level: _Level, char: str) -> bool:
        """A backslash in single quotes: literal, but in $'...' the beginning of an escape sequence."""
        if not self._cstyle:
            level.add_text("\\", True)
            return True
        text = read_escape(self.source, self._start)
        if "\0" in text:
            skip_quotation(self.source, self._start)
        else:
            level.add_text(text, True)
        return True

    # The end.

    def _finish(self) -> Word:
        level = self._levels[-1]
        if level.syntax == ARITH:
            raise SyntaxFault("Missing '))'", self._start)
        if level.syntax != BASE and not self.here:
            raise SyntaxFault("Unterminated quoted string", self._start)
        if level.kind in (OLD, NEW):
            raise SyntaxFault("Missing '}'", self.source.line)
        level.flush()
        return make_word(tuple(level.parts), self.quoted)


def make_word(parts: tuple[Part, ...], quoted: bool) -> Word:
    """A word with what can be known of it before expansion."""
    texts = [part for part in parts if isinstance(part, Literal)]
    bare = "".join(part.text for part in texts if not part.quoted)
    magic = "*" in bare or "?" in bare or "~" in bare or ("[" in bare and "]" in bare)
    constant = not magic and all(isinstance(part, (Literal, QuoteMark)) for part in parts)
    plain = "".join(part.text for part in texts) if constant else None
    first = parts[0] if parts else None
    assignment = isinstance(first, Literal) and not first.quoted and is_assignment(first.text)
    return Word(parts, quoted, plain, assignment)


_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def is_assignment(text: str) -> bool:
    """Whether ``text`` begins with a variable's name and ``=``."""
    return _ASSIGNMENT.match(text) is not None


def is_name(text: str) -> bool:
    """Whether ``text`` can be the name of a variable."""
    return _NAME.fullmatch(text) is not None


_Handler = Callable[[WordReader, _Level, str], bool]
_COMMON: dict[str, _Handler] = {
    "\n": WordReader._newline,
    "\\": WordReader._backslash,
    "`": WordReader._backquote,
    "$": WordReader._dollar,
    "}": WordReader._brace,
}
_HANDLERS: dict[str, dict[str, _Handler]] = {
    BASE: {**_COMMON, "'": WordReader._single, '"': WordReader._double},
    DOUBLE: {**_COMMON, '"': WordReader._end_quote},
    SINGLE: {"\n": WordReader._newline, "\\": WordReader._escape, "'": WordReader._end_quote},
    ARITH: {**_COMMON, '"': WordReader._ignore, "(": WordReader._open_paren, ")": WordReader._close_paren},
}
