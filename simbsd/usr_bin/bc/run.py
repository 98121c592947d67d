"""bc(1): what programs do.

Models contrib/bc/src/program.c; leaves out random numbers, and arrays as wholes but as arguments.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simbsd.lib.output import Output
from simbsd.lib.unistd import tick
from simbsd.usr_bin.bc import library, numbers
from simbsd.usr_bin.bc.numbers import ONE, ZERO, MathError, Number
from simbsd.usr_bin.bc.parse import Node

CALLS, BREATH = 30, 50
OBASE_MAX, SCALE_MAX = 1 << 32, 10_000
ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "q": '"', "r": "\r", "t": "\t", "\\": "\\", "e": "\\"}


class RunError(Exception):
    """Something that cannot be done at run time."""


class Leave(Exception):
    """The program is over."""


class Jump(Exception):
    """break, continue or return."""

    def __init__(self, kind: str, value: Number = ZERO) -> None:
        super().__init__(kind)
        self.kind, self.value = kind, value


@dataclass(slots=True)
class Function:
    """Parameters and automatic variables, and what is done with them."""

    parameters: list[Node]
    autos: list[Node]
    body: Node


@dataclass(slots=True)
class Frame:
    """The variables of one call."""

    name: str
    variables: dict[str, Number] = field(default_factory=dict)
    arrays: dict[str, dict[int, Number]] = field(default_factory=dict)


class Run:
    """One session: variables, functions, and the four numbers that rule everything."""

    def __init__(self, out: Output, reader: Callable[[], Awaitable[str]], library_loaded: bool) -> None:
        self.out, self.reader, self.library = out, reader, library_loaded
        self.special = {"scale": 20 if library_loaded else 0, "ibase": 10, "obase": 10}
        self.last = ZERO
        self.frames = [Frame("(main)")]
        self.functions: dict[str, Function] = {}
        self.steps = 0

    @property
    def scale(self) -> int:
        """Places of quotients."""
        return self.special["scale"]

    async def statement(self, node: Node) -> None:
        """Do one statement. Raises RunError, MathError, TooLarge, Leave, Jump."""
        self.steps += 1
        if self.steps % BREATH == 0:
            await tick(BREATH)
        await STATEMENTS[node.kind](self, node)

    async def value(self, node: Node) -> Number:
        """What an expression amounts to; raises as statement does."""
        self.steps += 1
        if self.steps % BREATH == 0:
            await tick(BREATH)
        return await VALUES[node.kind](self, node)

    async def truth(self, node: Node) -> bool:
        """Whether it is not zero; nothing at all is true."""
        return node.kind == "nothing" or (await self.value(node)).units != 0

    def variables(self, name: str, array: bool) -> dict[str, Number] | dict[str, dict[int, Number]]:
        """Where a name has its value: in the innermost call that has one of its own."""
        for frame in reversed(self.frames):
            found = frame.arrays if array else frame.variables
            if name in found:
                return found
        return self.frames[0].arrays if array else self.frames[0].variables

    def array(self, name: str) -> dict[int, Number]:
        """An array, made when it is first spoken of."""
        found = self.variables(name, array=True)
        return found.setdefault(name, {})  # type: ignore[arg-type,return-value]

    async def store(self, place: Node, value: Number) -> None:
        """Give a place its value. Raises RunError."""
        if place.kind == "variable":
            self.variables(place.value, array=False)[place.value] = value  # type: ignore[assignment]
        elif place.kind == "element":
            self.array(place.value)[await _index(self, place)] = value
        elif place.value == "last":
            self.last = value
        else:
            self._rule(place.value, value.whole())

    def _rule(self, name: str, value: int) -> None:
        least, most = {"scale": (0, SCALE_MAX), "ibase": (2, 16), "obase": (2, OBASE_MAX)}[name]
        if not least <= value <= most:
            raise RunError(f"bad {name}: must be [{least}, {most}]")
        self.special[name] = value


async def _block(run: Run, node: Node) -> None:
    for part in node.parts:
        await run.statement(part)


async def _show(run: Run, node: Node) -> None:
    inner = node.parts[0]
    value = await run.value(inner)
    if inner.kind != "assign":
        run.last = value
        await run.out.put(numbers.text_of(value, run.special["obase"]) + "\n")


async def _text(run: Run, node: Node) -> None:
    await run.out.put(node.value)


async def _print(run: Run, node: Node) -> None:
    for part in node.parts:
        if part.kind == "string":
            await run.out.put(_unescaped(part.value))
        else:
            run.last = await run.value(part)
            await run.out.put(numbers.text_of(run.last, run.special["obase"]))


def _unescaped(text: str) -> str:
    pieces, *others = text.split("\\")
    at = 0
    while at < len(others):
        part = others[at]
        if not part:  # two backslashes
            pieces += "\\" + (others[at + 1] if at + 1 < len(others) else "")
            at += 2
            continue
        pieces += ESCAPES.get(part[0], "\\" + part[0]) + part[1:]
        at += 1
    return pieces


async def _if(run: Run, node: Node) -> None:
    if await run.truth(node.parts[0]):
        await run.statement(node.parts[1])
    elif len(node.parts) > 2:
        await run.statement(node.parts[2])


async def _while(run: Run, node: Node) -> None:
    await _loop(run, node.parts[0], Node("nothing"), node.parts[1])


async def _for(run: Run, node: Node) -> None:
    start, condition, step, body = node.parts
    await run.value(start)
    await _loop(run, condition, step, body)


async def _loop(run: Run, condition: Node, step: Node, body: Node) -> None:
    while await run.truth(condition):
        try:
            await run.statement(body)
        except Jump as jump:
            if jump.kind == "break":
                return
            if jump.kind != "continue":
                raise
        await run.value(step)


async def _return(run: Run, node: Node) -> None:
    raise Jump("return", await run.value(node.parts[0]) if node.parts else ZERO)


async def _jump(run: Run, node: Node) -> None:
    raise Jump(node.kind)


async def _leave(run: Run, node: Node) -> None:
    raise Leave


async def _define(run: Run, node: Node) -> None:
    parameters, autos, body = node.parts
    run.functions[node.value] = Function(parameters.parts, autos.parts, body)


async def _number(run: Run, node: Node) -> Number:
    return numbers.parse(node.value, run.special["ibase"])


async def _variable(run: Run, node: Node) -> Number:
    found = run.variables(node.value, array=False).get(node.value, ZERO)
    assert isinstance(found, Number)
    return found


async def _index(run: Run, node: Node) -> int:
    index = (await run.value(node.parts[0])).whole()
    if index < 0:
        raise MathError("negative number")
    return index


async def _element(run: Run, node: Node) -> Number:
    return run.array(node.value).get(await _index(run, node), ZERO)


async def _special(run: Run, node: Node) -> Number:
    return run.last if node.value == "last" else Number(run.special[node.value])


async def _operator(run: Run, node: Node) -> Number:
    left, right = node.parts
    if node.value in ("&&", "||"):
        if await run.truth(left) == (node.value == "||"):
            return Number(int(node.value == "||"))
        return Number(int(await run.truth(right)))
    return operate(run, node.value, await run.value(left), await run.value(right))


def operate(run: Run, operator: str, one: Number, two: Number) -> Number:
    """Arithmetic and comparison. Raises MathError, TooLarge."""
    if operator in ("+", "-"):
        return numbers.add(one, two if operator == "+" else numbers.negated(two))
    if operator in ARITHMETIC:
        return ARITHMETIC[operator](one, two, run.scale)
    order = numbers.compare(one, two)
    holds = {"==": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}
    return Number(int(holds[operator]))


ARITHMETIC: dict[str, Callable[[Number, Number, int], Number]] = {
    "*": numbers.multiply, "/": numbers.divide, "%": numbers.remainder, "^": numbers.power,
}  # fmt: skip


async def _negative(run: Run, node: Node) -> Number:
    return numbers.negated(await run.value(node.parts[0]))


async def _not(run: Run, node: Node) -> Number:
    return Number(int(not await run.truth(node.parts[0])))


async def _group(run: Run, node: Node) -> Number:
    return await run.value(node.parts[0])


async def _nothing(run: Run, node: Node) -> Number:
    return ZERO


async def _assign(run: Run, node: Node) -> Number:
    place, right = node.parts
    value = await run.value(right)
    if node.value != "=":
        value = operate(run, node.value[0], await run.value(place), value)
    await run.store(place, value)
    return value


async def _after(run: Run, node: Node) -> Number:
    before = await run.value(node.parts[0])
    await run.store(node.parts[0], operate(run, node.value, before, ONE))
    return before


async def _builtin(run: Run, node: Node) -> Number:
    if node.value == "read":
        return numbers.parse((await run.reader()).strip() or "0", run.special["ibase"])
    if len(node.parts) != 1:
        raise RunError(f"wrong number of parameters; need 1, have {len(node.parts)}")
    if node.value == "length" and node.parts[0].kind == "array":
        return Number(max(run.array(node.parts[0].value), default=-1) + 1)
    value = await run.value(node.parts[0])
    if node.value == "scale":
        return Number(value.scale)
    if node.value == "sqrt":
        return numbers.root(value, run.scale)
    digits = len(numbers.text_of(Number(abs(value.units))).replace("\\\n", "")) if value.units else 1
    return Number(max(digits, value.scale))


async def _call(run: Run, node: Node) -> Number:
    function = run.functions.get(node.value)
    if function is None and run.library and node.value in library.FUNCTIONS:
        need = 2 if node.value == "j" else 1
        if len(node.parts) != need:
            raise RunError(f"wrong number of parameters; need {need}, have {len(node.parts)}")
        return library.call(node.value, [await run.value(part) for part in node.parts], run.scale)
    if function is None:
        raise RunError(f"undefined function: {node.value}()")
    need = len(function.parameters)
    if len(node.parts) != need:
        raise RunError(f"wrong number of parameters; need {need}, have {len(node.parts)}")
    frame = Frame(node.value)
    for parameter, argument in zip(function.parameters, node.parts, strict=True):
        if parameter.kind == "array":
            frame.arrays[parameter.value] = dict(run.array(argument.value))
        else:
            frame.variables[parameter.value] = await run.value(argument)
    for auto in function.autos:
        if auto.kind == "array":
            frame.arrays[auto.value] = {}
        else:
            frame.variables[auto.value] = ZERO
    if len(run.frames) > CALLS:
        raise numbers.TooLarge
    run.frames.append(frame)
    try:
        await run.statement(function.body)
    except Jump as jump:
        run.frames.pop()
        return jump.value
    run.frames.pop()
    return ZERO


async def _limits(run: Run, node: Node) -> None:
    rows = (("BC_BASE_MAX", OBASE_MAX), ("BC_SCALE_MAX", SCALE_MAX), ("BC_NUM_MAX", numbers.MOST))
    await run.out.put("".join(f"{name:<16}= {value}\n" for name, value in rows))


STATEMENTS: dict[str, Callable[[Run, Node], Awaitable[None]]] = {
    "block": _block, "show": _show, "text": _text, "print": _print, "if": _if, "while": _while, "for": _for,
    "return": _return, "break": _jump, "continue": _jump, "quit": _leave, "halt": _leave, "define": _define,
    "limits": _limits,
}  # fmt: skip
VALUES: dict[str, Callable[[Run, Node], Awaitable[Number]]] = {
    "number": _number, "variable": _variable, "element": _element, "special": _special, "operator": _operator,
    "negative": _negative, "not": _not, "group": _group, "nothing": _nothing, "assign": _assign, "after": _after,
    "builtin": _builtin, "call": _call,
}  # fmt: skip
