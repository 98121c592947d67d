"""The test and ``[`` built-ins.

Models bin/test/test.c; leaves out nothing. ``Expression`` is shared with test(1).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from simbsd.lib.files import eaccess, lstat, stat
from simbsd.lib.unistd import getegid, geteuid, isatty
from simbsd.sh.errors import ShellError, TooDeep
from simbsd.sh.state import Shell
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import (
    F_OK,
    R_OK,
    S_IFBLK,
    S_IFCHR,
    S_IFDIR,
    S_IFIFO,
    S_IFLNK,
    S_IFMT,
    S_IFREG,
    S_IFSOCK,
    S_ISGID,
    S_ISTXT,
    S_ISUID,
    W_OK,
    X_OK,
)
from simbsd.sys.vnode import Stat

_DEPTH = 40
_TYPES = {
    "f": S_IFREG,
    "d": S_IFDIR,
    "c": S_IFCHR,
    "b": S_IFBLK,
    "p": S_IFIFO,
    "h": S_IFLNK,
    "L": S_IFLNK,
    "S": S_IFSOCK,
}
_BITS = {"u": S_ISUID, "g": S_ISGID, "k": S_ISTXT}
_UNARY = tuple("-" + letter for letter in "rwxefdcbpugkstznhOGLS")
_STRINGS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
}
_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda left, right: left == right,
    "-ne": lambda left, right: left != right,
    "-ge": lambda left, right: left >= right,
    "-gt": lambda left, right: left > right,
    "-le": lambda left, right: left <= right,
    "-lt": lambda left, right: left < right,
}
_FILES = ("-nt", "-ot", "-ef")
_BINARY = (*_STRINGS, *_NUMBERS, *_FILES)


async def test(sh: Shell, argv: list[str]) -> int:
    """test expression, or [ expression ]"""
    return await evaluate(argv)


async def evaluate(argv: list[str]) -> int:
    """The exit status of a test command; raises ShellError with its message."""
    words = argv[1:]
    if argv[0].rpartition("/")[2] == "[":
        if not words or words[-1] != "]":
            raise ShellError("missing ]")
        words = words[:-1]
    if not words:
        return 1
    if len(words) == 2 and words[0] in _UNARY:
        return int(not await unary(words[0], words[1]))
    if len(words) == 4 and words[0] == "!":
        expression = Expression(words[1:])
        result = await expression.either(expression.first())
    else:
        expression = Expression(words)
        result = not await expression.either(expression.first())
    expression.check_end()
    return int(result)


def simple(sh: Shell, argv: list[str]) -> int | None:
    """The status of the forms that are written most: they need no parser and ask for no file. Raises ShellError."""
    count = len(argv) - 1
    if argv[0] == "[":
        if not count or argv[-1] != "]":
            return None
        count -= 1
    if count == 2:
        return int((argv[2] == "") == (argv[1] == "-n")) if argv[1] in ("-n", "-z") else None
    if count == 3:
        return compared(argv[1], argv[2], argv[3])
    if count == 4 and argv[1] == "!":
        status = compared(argv[2], argv[3], argv[4])
        return None if status is None else 1 - status
    return int(argv[1] == "") if count == 1 else None


def compared(left: str, operator: str, right: str) -> int | None:
    """The status of a comparison of strings or numbers, None for anything else. Raises ShellError."""
    if left in ("(", "!"):
        return None
    if operator in _STRINGS:
        return int(not _compare(operator, left, right))
    if operator in _NUMBERS:
        return int(not _NUMBERS[operator](integer(left), integer(right)))
    return None


def _compare(operator: str, left: str, right: str) -> bool:
    if left.isascii() and right.isascii():
        return _STRINGS[operator](left, right)
    return _STRINGS[operator](_bytes(left), _bytes(right))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


class Expression:
    """The parser of test.c: tokens are classified by what follows them. ``at`` may stand past the last word."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.at = 0
        self.parens = 0
        self.depth = 0

    def first(self) -> str:
        """The kind of the first word."""
        return self._kind()

    def check_end(self) -> None:
        """Raise ShellError if words are left."""
        if self.at + 1 < len(self.words):
            raise _syntax(self.words[self.at], "unexpected operator")

    def _left(self) -> int:
        return len(self.words) - self.at

    def _next(self) -> str:
        self.at += 1
        return self._kind()

    def _kind(self) -> str:
        """The operator that the current word is, "" for the end, "operand" for any other word."""
        if self.at >= len(self.words):
            return ""
        word = self.words[self.at]
        if (word in _UNARY or word == "!") and self._unary_is_operand():
            return "operand"
        if (word == "(" and self._open_is_operand()) or (word == ")" and self._close_is_operand()):
            return "operand"
        known = word in _UNARY or word in _BINARY or word in ("!", "-a", "-o", "(", ")")
        return word if known else "operand"

    def _word(self, offset: int) -> str:
        return self.words[self.at + offset] if self.at + offset < len(self.words) else ""

    def _unary_is_operand(self) -> bool:
        left = self._left()
        if left == 1:
            return True
        if left == 2:
            return self.parens == 1 and self._word(1) == ")"
        return self._word(1) in _BINARY and (self.parens == 0 or self._word(2) != ")")

    def _open_is_operand(self) -> bool:
        left = self._left()
        if left == 1:
            return True
        if left == 2:
            return self.parens == 1 and self._word(1) == ")"
        return left == 3 and self._word(1) in _BINARY

    def _close_is_operand(self) -> bool:
        return self._left() == 2 and self.parens == 1 and self._word(1) == ")"

    async def either(self, kind: str) -> bool:
        """``-o``."""
        self.depth += 1
        if self.depth > _DEPTH:
            raise TooDeep
        result = await self._both(kind)
        while self._next() == "-o":
            result = await self._both(self._next()) or result
        self.at -= 1
        self.depth -= 1
        return result

    async def _both(self, kind: str) -> bool:
        result = await self._negated(kind)
        while self._next() == "-a":
            result = await self._negated(self._next()) and result
        self.at -= 1
        return result

    async def _negated(self, kind: str) -> bool:
        negate = False
        while kind == "!":
            negate = not negate
            kind = self._next()
        return await self._primary(kind) != negate

    async def _primary(self, kind: str) -> bool:
        if kind == "":
            return False
        if kind == "(":
            return await self._parenthesis()
        if kind in _UNARY:
            if self._left() == 1:
                raise ShellError("argument expected")
            self.at += 1
            return await unary(kind, self.words[self.at])
        operator = self._following()
        if operator in _BINARY:
            return await self._binary(operator)
        return self.words[self.at] != ""

    async def _parenthesis(self) -> bool:
        self.parens += 1
        kind = self._next()
        if kind == ")":
            self.parens -= 1
            return False
        result = await self.either(kind)
        if self._next() != ")":
            raise ShellError("closing paren expected")
        self.parens -= 1
        return result

    def _following(self) -> str:
        """The kind of the next word, which is classified as if it were the current one."""
        return self._word(1)

    async def _binary(self, operator: str) -> bool:
        left = self.words[self.at]
        if self.at + 2 >= len(self.words):
            raise _syntax(operator, "argument expected")
        self.at += 2
        right = self.words[self.at]
        if operator in _STRINGS:
            return _compare(operator, left, right)
        if operator in _NUMBERS:
            return _NUMBERS[operator](integer(left), integer(right))
        return await _compare_files(operator, left, right)


def _syntax(word: str, message: str) -> ShellError:
    return ShellError(f"{word}: {message}" if word else message)


def integer(text: str) -> int:
    """A decimal number of 64 bits; raises ShellError (getq)."""
    digits = text.strip(" \t\n\v\f\r")
    body = digits[1:] if digits[:1] in ("-", "+") else digits
    if not (body.isascii() and body.isdigit()):
        raise ShellError(f"{text}: bad number")
    value = int(digits) if len(body) < 100 else 1 << 80
    if not -(1 << 63) <= value < 1 << 63:
        raise ShellError(f"{text}: out of range")
    return value


async def _attributes(name: str, follow: bool = True) -> Stat | None:
    try:
        return await (stat(name) if follow else lstat(name))
    except Errno:
        return None


async def _compare_files(operator: str, left: str, right: str) -> bool:
    one, other = await _attributes(left), await _attributes(right)
    if one is None or other is None:
        return False
    if operator == "-ef":
        return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
    return one.st_mtime > other.st_mtime if operator == "-nt" else one.st_mtime < other.st_mtime


async def unary(operator: str, operand: str) -> bool:
    """A unary operator: of strings, of descriptors, of files (filstat)."""
    letter = operator[1]
    if letter in "zn":
        return (operand == "") == (letter == "z")
    if letter == "t":
        return await isatty(integer(operand))
    found = await _attributes(operand, follow=letter not in "hL")
    if found is None:
        return False
    if letter in _TYPES:
        return found.st_mode & S_IFMT == _TYPES[letter]
    if letter in _BITS:
        return bool(found.st_mode & _BITS[letter])
    return await _SPECIAL[letter](operand, found)


async def _may(operand: str, mode: int) -> bool:
    try:
        await eaccess(operand, mode)
    except Errno:
        return False
    return True


async def _readable(operand: str, found: Stat) -> bool:
    return await _may(operand, R_OK)


async def _writable(operand: str, found: Stat) -> bool:
    return await _may(operand, W_OK)


async def _exists(operand: str, found: Stat) -> bool:
    return await _may(operand, F_OK)


async def _executable(operand: str, found: Stat) -> bool:
    if not await _may(operand, X_OK):
        return False
    # The superuser may run nothing that nobody may.
    return found.st_mode & S_IFMT == S_IFDIR or await geteuid() != 0 or bool(found.st_mode & 0o111)


async def _not_empty(operand: str, found: Stat) -> bool:
    return found.st_size > 0


async def _own(operand: str, found: Stat) -> bool:
    return found.st_uid == await geteuid()


async def _own_group(operand: str, found: Stat) -> bool:
    return found.st_gid == await getegid()


_SPECIAL: dict[str, Callable[[str, Stat], Awaitable[bool]]] = {
    "r": _readable,
    "w": _writable,
    "e": _exists,
    "x": _executable,
    "s": _not_empty,
    "O": _own,
    "G": _own_group,
}
