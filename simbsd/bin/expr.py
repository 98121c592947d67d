"""expr(1): evaluate an expression.

Models bin/expr/expr.y, whose parser reduces from the left: what has been computed fails before what follows is read;
leaves out the login class's idea of compatibility (check_utility_compat).
"""

from __future__ import annotations

from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.regex import Regex
from simbsd.lib.regex_groups import submatches
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import encode
from simbsd.lib.unistd import tick
from simbsd.sys.strtol import is_number, to_int

FAILED = 2
LEAST, GREATEST = -(1 << 63), (1 << 63) - 1
BLANKS = " \t\n\v\f\r"
PRECEDENCE = {
    "|": 1, "&": 2, "=": 3, ">": 3, "<": 3, ">=": 3, "<=": 3, "!=": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5, ":": 6,
}  # fmt: skip
BREATH = 200

Value = int | str


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the value; status 0 unless it is null or zero (1), or the expression is none (2)."""
    err = Err(argv)
    words, loose = argv[1:], "EXPR_COMPAT" in envp
    if not loose:
        options, words = await getopt(argv, "e")
        if any(letter == "?" for letter, _ in options):
            await err.errx(FAILED, "usage: expr [-e] expression\n")
        loose = bool(options)
    expression = Expression(err, loose)
    value = await expression.evaluate(words)
    await printf(f"{value}\n")
    return int(expression.null(value))


class Expression:
    """One expression on its way: ``stack`` holds values, operators and open parentheses."""

    def __init__(self, err: Err, loose: bool) -> None:
        self.err, self.loose = err, loose
        self.values: list[Value] = []
        self.operators: list[str] = []

    async def evaluate(self, words: list[str]) -> Value:
        """The value of all the words, or the end of the program."""
        wanted = True  # an operand comes next
        for count, word in enumerate(words):
            if count % BREATH == BREATH - 1:
                await tick()
            if wanted:
                if word == "(":
                    self.operators.append(word)
                    continue
                if word in PRECEDENCE or word == ")":
                    await self._syntax()
                self.values.append(word)
                wanted = False
                continue
            await self._reduce(PRECEDENCE.get(word, 0))
            if word == ")" and self.operators:
                self.operators.pop()
            elif word in PRECEDENCE:
                self.operators.append(word)
                wanted = True
            else:
                await self._syntax()
        if not wanted:
            await self._reduce(0)
        if wanted or self.operators:
            await self._syntax()
        return self.values[0]

    async def _syntax(self) -> NoReturn:
        await self.err.errx(FAILED, "syntax error")

    async def _reduce(self, least: int) -> None:
        """Carry out the operators that bind as tightly as ``least`` or tighter, back to a parenthesis."""
        while self.operators and self.operators[-1] != "(" and PRECEDENCE[self.operators[-1]] >= least:
            operator = self.operators.pop()
            right, left = self.values.pop(), self.values.pop()
            self.values.append(await self._apply(operator, left, right))

    async def _apply(self, operator: str, left: Value, right: Value) -> Value:
        if operator == "|":
            return right if self.null(left) and not self.null(right) else 0 if self.null(left) else left
        if operator == "&":
            return 0 if self.null(left) or self.null(right) else left
        if operator == ":":
            return await self._matched(str(left), str(right))
        if PRECEDENCE[operator] == PRECEDENCE["="]:
            return await self._compared(operator, left, right)
        one, other = await self._integer(left), await self._integer(right)
        if operator in "/%":
            return await self._divided(operator, one, other)
        result = one + other if operator == "+" else one - other if operator == "-" else one * other
        if not LEAST <= result <= GREATEST:
            await self.err.errx(FAILED, "overflow")
        return result

    async def _divided(self, operator: str, one: int, other: int) -> int:
        """C's division, which cuts towards zero."""
        if other == 0:
            await self.err.errx(FAILED, "division by zero")
        quotient = abs(one) // abs(other)
        quotient = -quotient if (one < 0) != (other < 0) else quotient
        if operator == "%":
            return one - quotient * other
        if quotient > GREATEST:
            await self.err.errx(FAILED, "overflow")
        return quotient

    def _numeric(self, text: str) -> bool:
        """Whether a word looks like a number (is_integer): a lone minus does not, but with -e nothing at all does."""
        if self.loose:
            if not text:
                return True
            text = text.lstrip(BLANKS)
        body = text[1:] if text[:1] == "-" or (self.loose and text[:1] == "+") else text
        return is_number(body)

    def _known(self, value: Value) -> int | None:
        """The number that a value is, or None for other text and for numbers beyond 64 bits (to_integer)."""
        if isinstance(value, int):
            return value
        number = to_int(value or "0") if self._numeric(value) else None
        return number if number is not None and LEAST <= number <= GREATEST else None

    async def _integer(self, value: Value) -> int:
        number = self._known(value)
        if number is None:
            kind = "operand too large" if self._numeric(str(value)) else "not a decimal number"
            await self.err.errx(FAILED, f"{kind}: '{value}'")
        return number

    def null(self, value: Value) -> bool:
        """True of zero and of an empty string."""
        return value == "" or self._known(value) == 0

    async def _compared(self, operator: str, left: Value, right: Value) -> int:
        if all(isinstance(value, int) or self._numeric(value) for value in (left, right)):
            one, other = await self._integer(left), await self._integer(right)
            order = (one > other) - (one < other)
        else:
            before, after = encode(str(left)), encode(str(right))
            order = (before > after) - (before < after)
        holds = {"=": order == 0, "!=": order != 0, ">": order > 0, "<": order < 0, ">=": order >= 0, "<=": order <= 0}
        return int(holds[operator])

    async def _matched(self, text: str, pattern: str) -> Value:
        """What the first group of a pattern matched at the beginning, or how many bytes all of it did."""
        try:
            regex = Regex(pattern)
        except RegexError as error:
            await self.err.errx(FAILED, str(error))
        match = await regex.find(text)
        if match is None or match[0] != 0:
            return "" if regex.groups else 0
        groups = await submatches(regex, text, match)
        first = groups[1] if regex.groups else None
        return text[first[0] : first[1]] if first is not None else len(encode(text[: match[1]]))
