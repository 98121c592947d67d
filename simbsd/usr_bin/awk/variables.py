"""Variables of a running awk(1) program: globals, locals of functions, elements and fields, read and changed.

Models contrib/one-true-awk/run.c (assign, incrdecr, array, arg, call's arguments) and tran.c (setfval, setsval).
"""

from __future__ import annotations

import math
from typing import Any

from simbsd.usr_bin.awk.errors import Fatal
from simbsd.usr_bin.awk.nodes import NF, OFS, SYMTAB
from simbsd.usr_bin.awk.records import Records
from simbsd.usr_bin.awk.values import UNSET, Array, Value, number_of, text_of

INT_MAX = (1 << 31) - 1


class Bare:
    """A variable that was never used, handed to a function, where it may yet become an array."""

    def __init__(self, slots: list[Any], number: int) -> None:
        self.slots, self.number = slots, number

    def become(self, array: Array) -> None:
        """Make the variable, and those that it was handed on from, this array."""
        home: object = self
        while isinstance(home, Bare):
            before, home.slots[home.number] = home.slots[home.number], array
            home = before


class Variables(Records):
    """Names and places. A place is its kind and number, its operands on the stack: a field's index, an element's array
    and subscript.
    """

    stack: list[Any]
    locals: list[Any]

    def _slots(self, kind: str) -> list[Any]:
        return self.globals if kind == "global" else self.locals

    def _named(self, kind: str, number: int) -> str:
        if kind == "global":
            return next((name for name, slot in self.slots.items() if slot == number), "")
        return ""

    def scalar(self, found: object, kind: str, number: int, doing: str) -> Value:
        """What a variable holds as a value. Raises Fatal for an array."""
        if isinstance(found, Array):
            raise Fatal(f"can't {doing} {self._named(kind, number)}; it's an array name.")
        return found if isinstance(found, float | str) else UNSET

    async def load(self, place: tuple[str, int]) -> None:
        """Push the value of a place."""
        kind, number = place
        stack = self.stack
        if kind == "element":
            key = stack.pop()
            stack[-1] = stack[-1].get(key)
        elif kind == "field":
            stack[-1] = await self.field(self.index(stack[-1]))
        elif kind == "global" and number == NF:
            stack.append(float(len(await self.fields_of())))
        else:
            stack.append(self.scalar(self._slots(kind)[number], kind, number, "read value of"))

    def index(self, value: Value) -> int:
        """The number of a field. Raises Fatal."""
        number = number_of(value)
        if number > INT_MAX or number != number:
            raise Fatal(f"trying to access out of range field {self.text(value)}")
        if int(number) == 0 and isinstance(value, str) and not hasattr(value, "number"):
            raise Fatal(f'illegal field $({value}), name "(null)"')
        return int(number)

    async def _set(self, place: tuple[str, int], value: Value) -> None:
        """Give the place, whose operands are popped, a value."""
        kind, number = place
        if kind == "element":
            key = self.stack.pop()
            self.stack.pop().set(key, value)
        elif kind == "field":
            await self.set_field(self.index(self.stack.pop()), value)
        elif kind == "global" and number == NF:
            await self.set_count(number_of(value))
        else:
            if kind == "global" and number == OFS:
                await self.whole()
            slots = self._slots(kind)
            self.scalar(slots[number], kind, number, "assign to")
            slots[number] = value

    async def store(self, place: tuple[str, int]) -> None:
        """An assignment: the value lies below the operands, and stays."""
        below = {"element": 2, "field": 1}.get(place[0], 0)
        await self._set(place, self.stack[-1 - below])

    def _operands(self, kind: str) -> list[Any]:
        count = {"element": 2, "field": 1}.get(kind, 0)
        return self.stack[len(self.stack) - count :]

    async def modify(self, argument: tuple[str, int, str]) -> None:
        """``x op= y``: y lies below the operands."""
        kind, number, operator = argument
        operands = self._operands(kind)
        await self.load((kind, number))
        before = number_of(self.stack.pop())
        right = self.stack.pop()
        result = calculate(before, number_of(right), operator, "=")
        self.stack += [result, *operands]
        await self.store((kind, number))

    async def bump(self, argument: tuple[str, int, float, bool]) -> None:
        """``x++`` and its like."""
        kind, number, delta, after = argument
        operands = self._operands(kind)
        await self.load((kind, number))
        before = number_of(self.stack.pop())
        self.stack += [before + delta, *operands]
        await self.store((kind, number))
        if after:
            self.stack[-1] = before + 0.0

    def array(self, argument: tuple[str, int, str]) -> None:
        """Push an array; a variable that was never used becomes one. Raises Fatal."""
        kind, number, name = argument
        slots = self._slots(kind)
        found = slots[number]
        if kind == "global" and number == SYMTAB and found is None:
            found = slots[number] = self._symbols()
        if found is None:
            found = slots[number] = Array()
        elif isinstance(found, Bare):
            array = Array()
            found.become(array)
            slots[number] = found = array
        elif not isinstance(found, Array):
            raise Fatal(f"can't assign to {name}; it's a scalar.")
        self.stack.append(found)

    def _symbols(self) -> Array:
        """SYMTAB: the variables as they are when it is first used."""
        table = Array()
        for name, slot in self.slots.items():
            value = self.globals[slot]
            if isinstance(value, float | str):
                table.set(name, value)
        return table

    def argument_of(self, argument: tuple[str, int]) -> None:
        """Push a bare name as a function is given it."""
        kind, number = argument
        slots = self._slots(kind)
        found = slots[number]
        if kind == "global" and number == NF:
            found = float(len(self.fields))
        self.stack.append(Bare(slots, number) if found is None else found)


def calculate(left: float, right: float, operator: str, suffix: str = "") -> float:
    """Arithmetic; never a negative zero. Raises Fatal."""
    try:
        if operator == "+":
            return left + right + 0.0
        if operator == "-":
            return left - right + 0.0
        if operator == "*":
            return left * right + 0.0
        if operator == "^":
            return _power(left, right)
        if right == 0.0:
            where = f" in {operator}{suffix}" if suffix else " in mod" if operator == "%" else ""
            raise Fatal(f"division by zero{where}")
        return left / right + 0.0 if operator == "/" else math.fmod(left, right) + 0.0
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _power(left: float, right: float) -> float:
    """pow(3); a power of a negative number that is not whole is 1, with a warning that awk gives (errcheck)."""
    try:
        return math.pow(left, right) + 0.0
    except OverflowError:
        return math.inf if left > 0 or right % 2 == 0 else -math.inf
    except ValueError:
        return 1.0


def compared(left: Value, right: Value, convert: str) -> int:
    """Less than, equal to or more than zero: numbers as such when both are, or else strings (relop)."""
    numeric = [isinstance(value, float) or hasattr(value, "number") for value in (left, right)]
    if all(numeric):
        one, two = number_of(left), number_of(right)
        return (one > two) - (one < two)
    texts = [value if isinstance(value, str) else text_of(value, convert) for value in (left, right)]
    return (texts[0] > texts[1]) - (texts[0] < texts[1])
