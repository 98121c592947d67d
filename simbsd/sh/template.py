"""Words made into functions: the short way to what most words expand to.

Models nothing beyond expand.py, which says what a word means; leaves to it all that asks the kernel for something
(commands, tildes, pathnames), makes several fields of one value, assigns, or fails.

A word is made into a function when it is first expanded, and keeps it. There are three kinds, for the three uses of a
word: its text, its text as a pattern, the fields that it becomes. They give None, or False, where it takes expand.py,
and have changed nothing then.
"""

from __future__ import annotations

import re

from simbsd.sh import nodes
from simbsd.sh.arith import Evaluator
from simbsd.sh.errors import ShellError
from simbsd.sh.nodes import Arith, Fields, Literal, Param, Part, QuoteMark, Text, Word
from simbsd.sh.parameter import is_special, special_is_set, special_values
from simbsd.sh.pattern import escape, escape_control, trim
from simbsd.sh.state import Shell
from simbsd.sh.vars import MEMORY
from simbsd.sys.strtol import is_number, to_int

TEXT, PATTERN, FIELD = "text", "pattern", "field"
_DEPTH = 3
_FIELDS = MEMORY // 32
_WHITE = " \t\n"
# What an unquoted value must not hold to stay as it is, with the separators that IFS has from the start, or others.
_BREAKS, _MAGIC = re.compile(r"[ \t\n*?[]"), re.compile(r"[*?[]")


def text_of(word: Word) -> Text:
    """Make and keep the function that gives the word's text (expand_text)."""
    return _keep(word, "text", _joined(word.parts, TEXT, _DEPTH) or _no_text)


def pattern_of(word: Word) -> Text:
    """Make and keep the function that gives the pattern of a case statement (case_matches)."""
    return _keep(word, "pattern", _joined(word.parts, PATTERN, _DEPTH) or _no_text)


def fields_of(word: Word) -> Fields:
    """Make and keep the function that appends the fields of the word to a list, or nothing (expand_word)."""
    made = _fields(word.parts)
    object.__setattr__(word, "fields", made)
    return made


def field_of(word: Word) -> Text | None:
    """The function that gives the one field that the word becomes, or None where it may become none or several."""
    text = None if word.parts == (nodes.ALL_PARAMETERS,) else _joined(word.parts, FIELD, _DEPTH)
    if text is None or any(isinstance(part, QuoteMark) for part in word.parts):
        return text
    return lambda sh: text(sh) or None


def _keep(word: Word, use: str, made: Text) -> Text:
    object.__setattr__(word, use, made)
    return made


def _no_text(sh: Shell) -> str | None:
    return None


def _no_fields(sh: Shell, fields: list[str]) -> bool:
    return False


def _fields(parts: tuple[Part, ...]) -> Fields:
    if parts == (nodes.ALL_PARAMETERS,):
        return _all_parameters
    text = _joined(parts, FIELD, _DEPTH)
    if text is None:
        return _no_fields
    marked = any(isinstance(part, QuoteMark) for part in parts)

    def append(sh: Shell, fields: list[str]) -> bool:
        value = text(sh)
        if value is None:
            return False
        if value or marked:
            fields.append(value)
        return True

    return append


def _all_parameters(sh: Shell, fields: list[str]) -> bool:
    values = sh.params.values
    if len(fields) + len(values) > _FIELDS:
        return False
    fields.extend(values)
    return True


# Parts, one after another.


def _joined(parts: tuple[Part, ...], use: str, depth: int, nested: bool = False) -> Text | None:
    pieces = [_piece(part, use, depth, nested) for part in parts if not isinstance(part, QuoteMark)]
    made = [piece for piece in pieces if piece is not None]
    if depth < 0 or len(made) < len(pieces):
        return None
    if len(made) == 1:
        return made[0]

    def joined(sh: Shell) -> str | None:
        text = ""
        for piece in made:
            value = piece(sh)
            if value is None:
                return None
            text += value
        return text if len(text) <= MEMORY else None

    return joined


def _piece(part: Part, use: str, depth: int, nested: bool) -> Text | None:
    if isinstance(part, Literal):
        return _literal(part, use, nested)
    if isinstance(part, Param):
        return _parameter(part, use, depth)
    if isinstance(part, Arith):
        inner = _joined(part.parts, TEXT, depth - 1)
        return None if inner is None else _used(_arithmetic(inner), use, part.quoted)
    return None


def _literal(part: Literal, use: str, nested: bool) -> Text | None:
    text = part.text
    if not part.quoted and ("~" in text or (use == FIELD and _MAGIC.search(text) is not None)):
        return None
    if part.quoted and use == PATTERN:
        text = escape(text)

    def literal(sh: Shell) -> str | None:
        return text

    # The unquoted text in ${x-text} is split as a value is.
    return _used(literal, use, part.quoted) if nested and use == FIELD else literal


def _arithmetic(inner: Text) -> Text:
    def arithmetic(sh: Shell) -> str | None:
        text = inner(sh)
        if text is None or "=" in text:
            return None
        try:
            return str(Evaluator(text, sh.vars.get, sh.vars.set, sh.options.flags["nounset"]).value())
        except ShellError:
            return None

    return arithmetic


def _used(value: Text, use: str, quoted: bool) -> Text:
    """What becomes of a value: it is protected in a pattern, and where it would be cut or matched it is not for us."""
    if use == TEXT or (use == FIELD and quoted):
        return value
    if use == FIELD:

        def whole(sh: Shell) -> str | None:
            text = value(sh)
            return text if not text or _is_whole(sh, text) else None

        return whole
    protect = escape if quoted else escape_control

    def protected(sh: Shell) -> str | None:
        text = value(sh)
        return text and protect(text)

    return protected


def _is_whole(sh: Shell, text: str) -> bool:
    found = sh.vars.table.get("IFS")
    if found is None or found.value is None or found.value == _WHITE:
        return _BREAKS.search(text) is None
    return _MAGIC.search(text) is None and not any(char in text for char in found.value)


# Parameters.


def _parameter(part: Param, use: str, depth: int) -> Text | None:
    op = part.op
    if part.line or part.name in ("", "@", "!"):
        return None
    if part.name == "*" and (op != nodes.NORMAL or (use == FIELD and not part.quoted)):
        return None
    look = _special(part.name) if is_special(part.name) else _variable(part.name)
    if op == nodes.NORMAL:
        return _used(_normal(look), use, part.quoted)
    if op == nodes.LENGTH:
        return _used(_length(look), use, part.quoted)
    if op in nodes.TRIMS:
        pattern = _joined(part.word, PATTERN, depth - 1)
        return None if pattern is None else _used(_trimmed(look, pattern, op), use, part.quoted)
    if op in (nodes.ASSIGN, nodes.QUESTION):
        return _used(_present(look, part.colon), use, part.quoted)
    if op not in (nodes.MINUS, nodes.PLUS) or (use == FIELD and not part.quoted and QuoteMark() in part.word):
        return None
    other = _joined(part.word, use, depth - 1, nested=True)
    if other is None:
        return None
    if op == nodes.PLUS:
        return _plus(look, other, part.colon)
    return _minus(look, _used(look, use, part.quoted), other, part.colon)


# These give None for a parameter that is not set; what is made of them, never but to say that it takes expand.py.


def _variable(name: str) -> Text:
    def variable(sh: Shell) -> str | None:
        if sh.command_environment:
            return sh.lookup(name)
        found = sh.vars.table.get(name)
        return None if found is None else found.value

    return variable


def _special(name: str) -> Text:
    if is_number(name):
        return _positional(to_int(name))
    if name == "#":
        return lambda sh: str(len(sh.params.values))

    def special(sh: Shell) -> str | None:
        if name == "*":
            separators = sh.vars.get("IFS")
            return (" " if separators is None else separators[:1]).join(sh.params.values)
        return special_values(sh, name)[0] if special_is_set(sh, name, False) else None

    return special


def _positional(index: int) -> Text:
    def positional(sh: Shell) -> str | None:
        values = sh.params.values
        if index == 0:
            return sh.arg0
        return values[index - 1] if index <= len(values) else None

    return positional


def _or_unset(sh: Shell, text: str) -> str | None:
    """``text`` for a parameter that is not set; with -u it is an error."""
    return None if sh.options.flags["nounset"] else text


def _normal(look: Text) -> Text:
    def normal(sh: Shell) -> str | None:
        value = look(sh)
        return _or_unset(sh, "") if value is None else value

    return normal


def _length(look: Text) -> Text:
    def length(sh: Shell) -> str | None:
        value = look(sh)
        return _or_unset(sh, "0") if value is None else str(len(value))

    return length


def _trimmed(look: Text, pattern: Text, op: str) -> Text:
    def trimmed(sh: Shell) -> str | None:
        value = look(sh)
        if value is None:
            return _or_unset(sh, "")
        cut = pattern(sh)
        return None if cut is None else trim(value, cut, op)

    return trimmed


def _present(look: Text, colon: bool) -> Text:
    """``${x=word}`` and ``${x?word}`` while x is set."""

    def present(sh: Shell) -> str | None:
        value = look(sh)
        return value or (None if colon else value)

    return present


def _minus(look: Text, used: Text, other: Text, colon: bool) -> Text:
    def minus(sh: Shell) -> str | None:
        value = look(sh)
        return other(sh) if value is None or (colon and not value) else used(sh)

    return minus


def _plus(look: Text, other: Text, colon: bool) -> Text:
    def plus(sh: Shell) -> str | None:
        value = look(sh)
        return "" if value is None or (colon and not value) else other(sh)

    return plus
