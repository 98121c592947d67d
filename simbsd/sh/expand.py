"""Expansion of words: tilde, parameters, commands, arithmetic, splitting into fields.

Models bin/sh/expand.c (expandarg and what it calls); leaves out nothing. Pathnames are in globbing.py.

A value under way is a string in which ESC protects the next character from being a pattern character, if a pattern is
wanted (GLOB, CASE); else it is the plain text.
"""

from __future__ import annotations

from simbsd.lib.unistd import tick
from simbsd.sh import nodes
from simbsd.sh.arith import Evaluator
from simbsd.sh.errors import ShellError, TooDeep
from simbsd.sh.globbing import glob
from simbsd.sh.nodes import Arith, CommandSub, Literal, Param, Part, QuoteMark, Word
from simbsd.sh.parameter import is_special, special_is_set, special_values, unset_message
from simbsd.sh.pattern import escape, escape_control, has_magic, match, trim, unescape
from simbsd.sh.state import Shell
from simbsd.sh.substitute import command_output, home_of
from simbsd.sh.template import fields_of, pattern_of, text_of
from simbsd.sh.vars import MEMORY

SPLIT, GLOB, TILDE, VARTILDE, CASE, SPLIT_LITERAL = 1, 2, 4, 8, 16, 32
FULL = SPLIT | GLOB
# After these, words that look like assignments are expanded as such.
DECLARATIONS = ("export", "readonly", "local")
_DEPTH = 35
# As many fields as fit into a process that is full of their pointers.
_FIELDS = MEMORY // 16
_WHITE = " \t\n"
# States of the list of fields: WORD_IDLE, WORD_WS_DELIMITED, WORD_QUOTEMARK.
_IDLE, _DELIMITED, _QUOTED = 0, 1, 2


async def expand_fields(sh: Shell, words: tuple[Word, ...]) -> list[str]:
    """The fields that ``words`` expand to; raises ShellError."""
    fields: list[str] = []
    for word in words:
        if word.plain is not None and (word.plain or word.quoted):
            fields.append(word.plain)
        else:
            await expand_word(sh, word, fields, FULL | TILDE)
    return fields


async def expand_word(sh: Shell, word: Word, fields: list[str], flags: int) -> None:
    """Expand one word and append what it becomes to ``fields``."""
    if (word.fields or fields_of(word))(sh, fields):
        return
    if sh.options["noglob"]:
        flags &= ~GLOB
    expansion = _Expansion(sh, fields)
    await expansion.parts(word.parts, flags)
    if not flags & SPLIT:
        fields.append(expansion.text())
    elif expansion.buffer or expansion.state == _QUOTED:
        await expansion.emit(flags)


async def expand_text(sh: Shell, word: Word, flags: int = TILDE) -> str:
    """Expand a word to one string, without fields and pathnames."""
    text = text_now(sh, word)
    if text is not None:
        return text
    expansion = _Expansion(sh, [])
    await expansion.parts(word.parts, flags)
    return expansion.text()


def text_now(sh: Shell, word: Word) -> str | None:
    """What expand_text() would give, if it takes no more than a template; else None."""
    return word.plain if word.plain is not None else (word.text or text_of(word))(sh)


async def case_matches(sh: Shell, word: Word, value: str) -> bool:
    """Whether ``value`` matches a pattern of a case statement (casematch)."""
    found = matches_now(sh, word, value)
    if found is not None:
        return found
    expansion = _Expansion(sh, [])
    await expansion.parts(word.parts, TILDE | CASE)
    return match(expansion.text(), value)


def matches_now(sh: Shell, word: Word, value: str) -> bool | None:
    """What case_matches() would give, if it takes no more than a template; else None."""
    if word.plain is not None:
        return word.plain == value
    pattern = (word.pattern or pattern_of(word))(sh)
    return None if pattern is None else match(pattern, value)


class _Expansion:
    """One word being expanded: the field under way in ``buffer``, and the fields that are finished."""

    __slots__ = ("buffer", "depth", "fields", "sh", "size", "state")

    def __init__(self, sh: Shell, fields: list[str]) -> None:
        self.sh = sh
        self.fields = fields
        self.buffer: list[str] = []
        self.state = _IDLE
        self.size = 0
        self.depth = 0

    def text(self) -> str:
        """The field under way."""
        return "".join(self.buffer)

    def append(self, text: str) -> None:
        """Add text to the field under way. The whole may not outgrow the process: ckmalloc()'s message."""
        if text:
            self.size += len(text)
            if self.size > MEMORY:
                raise ShellError("Out of space")
            self.buffer.append(text)

    async def emit(self, flags: int) -> None:
        """Finish the field under way, as pathnames if that is wanted."""
        if len(self.fields) > _FIELDS:
            raise ShellError("Out of space")
        text = self.text()
        self.buffer = []
        if flags & GLOB:
            names = await glob(text) if has_magic(text) else []
            self.fields.extend(names or [unescape(text)])
        else:
            self.fields.append(text)

    async def next_field(self, char: str, flags: int) -> None:
        """A separator has been met; "" separates without fail (nextword)."""
        white = char != "" and char in _WHITE
        if self.buffer or char == "" or (self.state == _QUOTED if white else self.state != _DELIMITED):
            await self.emit(flags)
            self.state = _DELIMITED if white else _IDLE
        elif not white and self.state == _DELIMITED:
            self.state = _IDLE

    # Parts of a word.

    async def parts(self, parts: tuple[Part, ...], flags: int) -> None:
        """Expand ``parts`` one after another (argstr)."""
        split_literal = flags & SPLIT_LITERAL
        flags &= ~SPLIT_LITERAL
        seen_equals = False
        self.depth += 1
        if self.depth > _DEPTH:
            raise TooDeep
        for index, part in enumerate(parts):
            if isinstance(part, Literal):
                text = part.text
                if part.quoted:
                    self.append(escape(text) if flags & (GLOB | CASE) else text)
                    continue
                last = index + 1 == len(parts)
                if index == 0 and text[:1] == "~" and flags & (TILDE | VARTILDE):
                    text = await self._tilde(text, flags, last)
                if flags & VARTILDE and "~" in text:
                    seen_equals = await self._assigned_tildes(text, flags, last, seen_equals)
                elif split_literal:
                    await self._split(text, flags, escaped=False)
                else:
                    self.append(text)
            elif isinstance(part, QuoteMark):
                if flags & SPLIT and not self.buffer:
                    self.state = _QUOTED
            elif isinstance(part, Param):
                await self._parameter(part, flags)
            elif isinstance(part, CommandSub):
                await self._command(part, flags)
            else:
                await self._arith(part, flags)
        self.depth -= 1

    async def _tilde(self, text: str, flags: int, last: bool) -> str:
        """Expand a ``~user`` at the start of ``text``; what follows it comes back."""
        end = next((i for i, char in enumerate(text) if char == "/" or (char == ":" and flags & VARTILDE)), len(text))
        if end == len(text) and not last:
            return text
        home = await home_of(self.sh, text[1:end])
        if not home:
            return text
        self.append(escape(home) if flags & (GLOB | CASE) else home)
        return text[end:]

    async def _assigned_tildes(self, text: str, flags: int, last: bool, seen_equals: bool) -> bool:
        """Expand the tildes after the first ``=`` and after each ``:`` of an assignment."""
        position = 0
        while position < len(text):
            char = text[position]
            position += 1
            self.append(char)
            if char in ":=" and text[position : position + 1] == "~" and (char == ":" or not seen_equals):
                seen_equals = seen_equals or char == "="
                left = await self._tilde(text[position:], flags, last)
                if left[:1] != "~":
                    position = len(text) - len(left)
        return seen_equals

    async def _command(self, part: CommandSub, flags: int) -> None:
        output = await command_output(self.sh, part.node)
        text = output.replace("\0", "").rstrip("\n")
        await self._value(text, flags, part.quoted)

    async def _arith(self, part: Arith, flags: int) -> None:
        inner = _Expansion(self.sh, [])
        inner.depth = self.depth
        await inner.parts(part.parts, 0)
        sh = self.sh

        def assign(name: str, value: str) -> None:
            sh.vars.set(name, value)

        value = Evaluator(inner.text(), sh.vars.get, assign, sh.options["nounset"]).value()
        if value < 0 and part.quoted and flags & (GLOB | CASE):
            self.append(escape(str(value)))
        elif part.quoted:
            self.append(str(value))
        else:
            await self._value(str(value), flags, False)

    async def _value(self, text: str, flags: int, quoted: bool) -> None:
        """Add the result of an expansion, split if it is not quoted (strtodest)."""
        if flags & SPLIT and not quoted:
            await self._split(text, flags, escaped=True)
        elif flags & (GLOB | CASE):
            self.append(escape(text) if quoted else escape_control(text))
        else:
            self.append(text)

    async def _split(self, text: str, flags: int, escaped: bool) -> None:
        separators = self.sh.vars.get("IFS")
        if separators is None:
            separators = _WHITE
        if escaped and flags & GLOB:
            text = escape_control(text)
        start = 0
        for position in [at for at, char in enumerate(text) if char in separators]:
            self.append(text[start:position])
            start = position + 1
            await self.next_field(text[position], flags)
            if not position & 4095:
                await tick(1)
        self.append(text[start:])

    # Parameters.

    async def _parameter(self, part: Param, flags: int) -> None:
        """Expand ``$name`` and ``${name...}`` (evalvar)."""
        op = part.op
        sh = self.sh
        if part.line or is_special(part.name):
            value = None
            present = bool(part.line) or special_is_set(sh, part.name, part.colon)
        else:
            value = sh.lookup(part.name)
            present = value is not None and not (part.colon and value == "")
        if not present and sh.options["nounset"] and part.name not in ("@", "*") and op in _NEEDS_VALUE:
            raise ShellError(f"{part.name}: parameter not set")
        if op == nodes.ERROR:
            more = "..." if part.name and part.word else ""
            raise ShellError(f"${{{part.name}{more}}}: Bad substitution")
        if op == nodes.PLUS:
            present = not present
        if op in (nodes.PLUS, nodes.MINUS) and not present:
            await self.parts(part.word, flags | (SPLIT_LITERAL if flags & SPLIT else 0))
        elif op == nodes.PLUS:
            return
        elif op in (nodes.ASSIGN, nodes.QUESTION) and not present:
            await self._assign(part, flags)
        elif op == nodes.LENGTH:
            length = self._length(part, value) if present else 0
            await self._value(str(length), flags, part.quoted)
        elif present and op in nodes.TRIMS:
            await self._trim(part, value, flags)
        elif present:
            await self._insert(part, value, flags)

    def _length(self, part: Param, value: str | None) -> int:
        if value is not None:
            return len(value)
        if part.line:
            return len(part.name)
        return len(self._joined(part))

    def _joined(self, part: Param) -> str:
        """The value of a special parameter as one string."""
        separators = self.sh.vars.get("IFS")
        return (" " if separators is None else separators[:1]).join(special_values(self.sh, part.name))

    async def _insert(self, part: Param, value: str | None, flags: int) -> None:
        if value is not None or part.line:
            await self._value(part.name if value is None else value, flags, part.quoted)
        elif part.name in ("@", "*"):
            await self._all(part, flags)
        else:
            await self._value("".join(special_values(self.sh, part.name)), flags, part.quoted)

    async def _all(self, part: Param, flags: int) -> None:
        """``$@`` and ``$*``."""
        values = special_values(self.sh, part.name)
        separators = self.sh.vars.get("IFS")
        separator = " " if separators is None else separators[:1]
        each = part.name == "@" and bool(flags & SPLIT) and part.quoted
        for index, value in enumerate(values):
            await self._value(value, flags, part.quoted)
            if index + 1 == len(values):
                break
            if each:
                await self.next_field("", flags)
            elif separator:
                await self._value(separator, flags, part.quoted)
            elif flags & SPLIT and not part.quoted and values[index + 1]:
                await self.next_field("", flags)
        if each and values:
            self.state = _QUOTED

    async def _assign(self, part: Param, flags: int) -> None:
        """``${name=word}`` and ``${name?word}`` (subevalvar_misc)."""
        inner = _Expansion(self.sh, [])
        inner.depth = self.depth
        await inner.parts(part.word, TILDE)
        text = inner.text()
        if part.op == nodes.ASSIGN:
            self.sh.vars.set(part.name, text)
            await self._value(self.sh.vars.text(part.name), flags, part.quoted)
        elif part.word:
            self.sh.output.err(text + "\n")
            raise ShellError(None)
        else:
            raise ShellError(unset_message(part))

    async def _trim(self, part: Param, value: str | None, flags: int) -> None:
        """``${name#pattern}`` and its kin (subevalvar_trim, reprocess)."""
        inner = _Expansion(self.sh, [])
        inner.depth = self.depth
        await inner.parts(part.word, CASE | TILDE)
        if value is None:
            separate = part.name == "@" and flags & SPLIT and part.quoted
            values = special_values(self.sh, part.name)
            value = part.name if part.line else "\0".join(values) if separate else self._joined(part)
        pieces = trim(value, inner.text(), part.op).split("\0")
        for index, piece in enumerate(pieces):
            await self._value(piece, flags, part.quoted)
            if index + 1 < len(pieces) and flags & SPLIT and (part.quoted or piece):
                await self.next_field("", flags)
        if flags & SPLIT and part.name == "@" and part.quoted:
            self.state = _QUOTED


_NEEDS_VALUE = (nodes.NORMAL, nodes.LENGTH, *nodes.TRIMS)
