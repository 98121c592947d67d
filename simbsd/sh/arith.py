"""Arithmetic expansion: 64-bit signed integers, C's operators.

Models bin/sh/arith_yacc.c and arith_yylex.c; leaves out nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from simbsd.sh.errors import ShellError, TooDeep

_MIN, _MAX = -(1 << 63), (1 << 63) - 1
_DEPTH = 20

# Longest first, so that "<<=" is not read as "<".
_OPERATORS = re.compile(r"<<=|>>=|\|\||&&|==|!=|<=|>=|<<|>>|\+=|-=|\*=|/=|%=|&=|\|=|\^=|[-+*/%<>=!~&|^?:()]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*")
_PRECEDENCE = {
    "*": 0, "/": 0, "%": 0, "+": 1, "-": 1, "<<": 2, ">>": 2, "<": 3, "<=": 3, ">": 3, ">=": 3,
    "==": 4, "!=": 4, "&": 5, "^": 6, "|": 7,
}  # fmt: skip
_ASSIGNMENTS = ("=", "<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=")


def wrap(value: int) -> int:
    """``value`` as a signed 64-bit integer."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def read_number(text: str) -> tuple[int, int, bool]:
    """The number at the start of ``text`` as strtoimax(3) with base 0 has it: value, length, whether it overflows."""
    found = re.match(r"[ \t\n\v\f\r]*([-+]?)", text)
    assert found is not None
    digits = _NUMBER.match(text, found.end())
    if digits is None:
        return 0, 0, False
    body = digits.group()
    base = 16 if body[:2] in ("0x", "0X") else 8 if body[0] == "0" else 10
    # Python refuses to convert very long numbers; beyond 64 bits only the overflow matters.
    value = int(body, base) if len(body) < 100 else 1 << 80
    if found.group(1) == "-":
        return max(-value, _MIN), digits.end(), -value < _MIN
    if body[0] == "0":
        # Hexadecimal and octal are read unsigned: 0xffffffffffffffff is -1.
        return wrap(min(value, (1 << 64) - 1)), digits.end(), value >= 1 << 64
    # 2**63 alone becomes the smallest number, as strtoumax(3) gives it.
    return (_MIN if value == 1 << 63 else min(value, _MAX)), digits.end(), value > _MAX


class Evaluator:
    """One expression being evaluated. ``lookup`` gives a variable's value or None, ``assign`` sets one."""

    def __init__(
        self, text: str, lookup: Callable[[str], str | None], assign: Callable[[str, str], None], nounset: bool = False
    ) -> None:
        self._text = text
        self._lookup = lookup
        self._assign = assign
        self._nounset = nounset
        self._position = 0
        self._depth = 0
        self._kind = ""
        self._token = ""
        self._number = 0

    def value(self) -> int:
        """The value of the whole expression; raises ShellError with the text of yyerror()."""
        self._next()
        result = self._assignment(True)
        if self._kind != "end":
            self._fail("expecting EOF")
        return result

    def _fail(self, why: str) -> None:
        raise ShellError(f'arithmetic expression: {why}: "{self._text}"')

    def _next(self) -> None:
        text, position = self._text, self._position
        while position < len(text) and text[position] in " \t\n":
            position += 1
        if position >= len(text):
            self._kind, self._token, self._position = "end", "", position
            return
        for kind, regular in (("operator", _OPERATORS), ("name", _NAME)):
            found = regular.match(text, position)
            if found is not None:
                self._kind, self._token, self._position = kind, found.group(), found.end()
                if self._token in ("+", "-") and text[position + 1 : position + 2] == self._token:
                    self._kind = "bad"
                return
        if text[position].isascii() and text[position].isdigit():
            self._number, length, _ = read_number(text[position:])
            self._kind, self._token, self._position = "number", "", position + length
            return
        self._kind = "bad"

    def _is(self, operator: str) -> bool:
        return self._kind == "operator" and self._token == operator

    def _assignment(self, live: bool) -> int:
        self._depth += 1
        if self._depth > _DEPTH:
            raise TooDeep
        result = self._assigned(live) if self._kind == "name" else self._conditional(live)
        self._depth -= 1
        return result

    def _assigned(self, live: bool) -> int:
        name, position = self._token, self._position
        self._next()
        operator = self._token if self._kind == "operator" else ""
        if operator not in _ASSIGNMENTS:
            self._kind, self._token, self._position = "name", name, position
            return self._conditional(live)
        self._next()
        result = self._assignment(live)
        if not live:
            return result
        if operator != "=":
            result = self._binary(operator[:-1], self._variable(name), result)
        self._assign(name, str(result))
        return result

    def _conditional(self, live: bool) -> int:
        test = self._or(live)
        if not self._is("?"):
            return test
        self._next()
        first = self._assignment(live and bool(test))
        if not self._is(":"):
            self._fail("expecting ':'")
        self._next()
        self._depth += 1
        if self._depth > _DEPTH:
            raise TooDeep
        second = self._conditional(live and not test)
        self._depth -= 1
        return first if test else second

    def _or(self, live: bool) -> int:
        value = self._and(live)
        if not self._is("||"):
            return value
        while self._is("||"):
            self._next()
            right = self._and(live and not value)
            value = int(bool(value) or bool(right))
        return value

    def _and(self, live: bool) -> int:
        value = self._operators(live)
        if not self._is("&&"):
            return value
        while self._is("&&"):
            self._next()
            right = self._operators(live and bool(value))
            value = int(bool(value) and bool(right))
        return value

    def _operators(self, live: bool) -> int:
        """Binary operators by precedence, with two stacks instead of recursion."""
        values = [self._primary(live)]
        operators: list[str] = []
        while self._kind == "operator" and self._token in _PRECEDENCE:
            operator = self._token
            while operators and _PRECEDENCE[operators[-1]] <= _PRECEDENCE[operator]:
                self._reduce(values, operators, live)
            operators.append(operator)
            self._next()
            values.append(self._primary(live))
        while operators:
            self._reduce(values, operators, live)
        return values[0]

    def _reduce(self, values: list[int], operators: list[str], live: bool) -> None:
        right = values.pop()
        operator = operators.pop()
        values[-1] = self._binary(operator, values[-1], right) if live else right

    def _primary(self, live: bool) -> int:
        prefixes = []
        while self._kind == "operator" and self._token in ("+", "-", "!", "~"):
            prefixes.append(self._token)
            self._next()
        value = self._operand(live)
        for prefix in reversed(prefixes):
            value = {"+": value, "-": wrap(-value), "!": int(not value), "~": ~value}[prefix]
        return value

    def _operand(self, live: bool) -> int:
        if self._is("("):
            self._next()
            value = self._assignment(live)
            if not self._is(")"):
                self._fail("expecting ')'")
        elif self._kind == "number":
            value = self._number
        elif self._kind == "name":
            value = self._variable(self._token) if live else 0
        else:
            self._fail("expecting primary")
        self._next()
        return value

    def _variable(self, name: str) -> int:
        text = self._lookup(name)
        if text is None and self._nounset:
            self._fail("variable not set")
        if not text:
            return 0
        value, length, overflow = read_number(text)
        if overflow or length != len(text):
            self._fail("variable conversion error")
        return value

    def _binary(self, operator: str, left: int, right: int) -> int:
        if operator in ("/", "%"):
            return self._divide(operator, left, right)
        match operator:
            case "*":
                return wrap(left * right)
            case "+":
                return wrap(left + right)
            case "-":
                return wrap(left - right)
            case "<<":
                return wrap(left << (right & 63))
            case ">>":
                return left >> (right & 63)
            case "&":
                return left & right
            case "^":
                return left ^ right
            case "|":
                return left | right
        return int(_COMPARE[operator](left, right))

    def _divide(self, operator: str, left: int, right: int) -> int:
        if right == 0:
            self._fail("division by zero")
        if left == _MIN and right == -1:
            self._fail("divide error")
        quotient = abs(left) // abs(right)
        if (left < 0) != (right < 0):
            quotient = -quotient
        return quotient if operator == "/" else left - quotient * right


_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}
