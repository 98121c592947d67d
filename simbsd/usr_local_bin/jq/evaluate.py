"""What a jq program makes of a value: any number of values, one after the other.

Models jq's manual (1.7); what it leaves out, parse.py names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cmp_to_key
from typing import Any

from simbsd.usr_local_bin.jq.parse import Node

STEPS = 2_000_000  # of one program, and then it is given up
DEPTH = 256
Environment = dict[str, Any]


class Refused(ValueError):
    """jq's ``error``: ``value`` is what was thrown."""

    def __init__(self, value: Any) -> None:
        super().__init__(value if isinstance(value, str) else written(value))
        self.value = value


class Evaluator:
    """One run; ``steps`` counts what it did."""

    def __init__(self) -> None:
        self.steps = 0

    def run(self, node: Node, value: Any, names: Environment) -> Iterator[Any]:
        """All outputs of a node for an input."""
        self.steps += 1
        if self.steps > STEPS:
            raise Refused("the program does too much")
        yield from KINDS[node.kind](self, node, value, names)

    def first(self, node: Node, value: Any, names: Environment) -> Any:
        """The first output, null without one."""
        return next(self.run(node, value, names), None)


def _identity(_: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    yield value


def _constant(_: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    yield node.value


def _variable(_: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    if node.value not in names:
        raise Refused(f"{node.value} is not defined")
    yield names[str(node.value)]


def _pipe(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    for one in run.run(node.parts[0], value, names):
        yield from run.run(node.parts[1], one, names)


def _comma(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    for part in node.parts:
        yield from run.run(part, value, names)


def _bind(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    for one in run.run(node.parts[0], value, names):
        yield from run.run(node.parts[1], value, {**names, str(node.value): one})


def _alternative(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    found = False
    try:
        for one in run.run(node.parts[0], value, names):
            if truth(one):
                found = True
                yield one
    except Refused:
        pass
    if not found:
        yield from run.run(node.parts[1], value, names)


def _operator(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    left, right = node.parts
    if node.value in ("and", "or"):
        for one in run.run(left, value, names):
            if truth(one) == (node.value == "or"):
                yield truth(one)
            else:
                for other in run.run(right, value, names):
                    yield truth(other)
        return
    for other in run.run(right, value, names):
        for one in run.run(left, value, names):
            yield operate(str(node.value), one, other)


def _minus(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    for one in run.run(node.parts[0], value, names):
        if kind_of(one) != "number":
            raise Refused(f"{described(one)} cannot be negated")
        yield -one


def _index(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    for one in run.run(node.parts[0], value, names):
        for key in run.run(node.parts[1], value, names):
            yield indexed(one, key)


def _slice(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    for one in run.run(node.parts[0], value, names):
        low, high = (run.first(part, value, names) for part in node.parts[1:])
        if one is None:
            yield None
        elif isinstance(one, list | str):
            yield one[None if low is None else int(low) : None if high is None else int(high)]
        else:
            raise Refused(f"Cannot index {kind_of(one)} with object")


def _iterate(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    for one in run.run(node.parts[0], value, names):
        yield from members(one)


def _try(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    try:
        yield from run.run(node.parts[0], value, names)
    except Refused as refused:
        if len(node.parts) > 1:
            yield from run.run(node.parts[1], refused.value, names)


def _array(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    yield [one for part in node.parts for one in run.run(part, value, names)]


def _object(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    found: list[dict[str, Any]] = [{}]
    for key, content in zip(node.parts[::2], node.parts[1::2], strict=True):
        grown = []
        for one in found:
            for name in run.run(key, value, names):
                if not isinstance(name, str):
                    raise Refused(f"Object keys must be strings, not {kind_of(name)}")
                grown += [{**one, name: inner} for inner in run.run(content, value, names)]
        found = grown
    yield from found


def _text(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    yield "".join(text_of(run.first(part, value, names)) for part in node.parts)


def _if(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    for one in run.run(node.parts[0], value, names):
        yield from run.run(node.parts[1 if truth(one) else 2], value, names)


def _reduce(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    state = run.first(node.parts[1], value, names)
    for one in run.run(node.parts[0], value, names):
        state = run.first(node.parts[2], state, {**names, str(node.value): one})
    yield state


def _foreach(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    state = run.first(node.parts[1], value, names)
    for one in run.run(node.parts[0], value, names):
        inner = {**names, str(node.value): one}
        for following in run.run(node.parts[2], state, inner):
            state = following
            yield from run.run(node.parts[3], state, inner) if len(node.parts) > 3 else [state]


def _call(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    from simbsd.usr_local_bin.jq.functions import FUNCTIONS

    function = FUNCTIONS.get((str(node.value), len(node.parts)))
    if function is None:
        raise Refused(f"{node.value}/{len(node.parts)} is not defined")
    yield from function(run, value, names, *node.parts)


KINDS: dict[str, Callable[[Evaluator, Node, Any, Environment], Iterator[Any]]] = {
    "identity": _identity, "constant": _constant, "variable": _variable, "pipe": _pipe, "comma": _comma,
    "bind": _bind, "alternative": _alternative, "operator": _operator, "minus": _minus, "index": _index,
    "slice": _slice, "iterate": _iterate, "try": _try, "array": _array, "object": _object, "text": _text, "if": _if,
    "reduce": _reduce, "foreach": _foreach, "call": _call,
}  # fmt: skip
ORDER = ("null", "boolean", "number", "string", "array", "object")


def kind_of(value: Any) -> str:
    """jq's name of a type."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    for kind, name in ((int | float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "object"


def truth(value: Any) -> bool:
    """False for false and null."""
    return value is not None and value is not False


def written(value: Any, indent: int | str | None = None, ordered: bool = False, ascii_only: bool = False) -> str:
    """A value as JSON."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(_plain(value), indent=indent, separators=separators, sort_keys=ordered, ensure_ascii=ascii_only)


def _plain(value: Any) -> Any:
    """Whole numbers without a fraction, as jq prints them; the values are as deep as what was read, or built."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e17 else value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def text_of(value: Any) -> str:
    """A string as it is, anything else as JSON (tostring)."""
    return value if isinstance(value, str) else written(value)


def described(value: Any) -> str:
    """A value in an error: its type, and what it is, cut short."""
    text = written(value)
    return f"{kind_of(value)} ({text if len(text) <= 11 else text[:10] + '...'})"


def members(value: Any) -> Iterator[Any]:
    """What ``.[]`` gives."""
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        yield from value.values()
    else:
        shown = "" if value is None else f" ({written(value)})"
        raise Refused(f"Cannot iterate over {kind_of(value)}{shown}")


def indexed(value: Any, key: Any) -> Any:
    """``.[key]``."""
    if value is None and (key is None or isinstance(key, str | int | float)):
        return None
    if isinstance(value, dict) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list) and kind_of(key) == "number":
        at = int(key)
        return value[at] if -len(value) <= at < len(value) else None
    shown = f' "{key}"' if isinstance(key, str) else f" {kind_of(key)}"
    raise Refused(f"Cannot index {kind_of(value)} with{shown}")


def compare(one: Any, two: Any) -> int:
    """jq's order of all values."""
    kinds = [ORDER.index(kind_of(value)) for value in (one, two)]
    if kinds[0] != kinds[1]:
        return kinds[0] - kinds[1]
    if isinstance(one, dict):
        keys = [sorted(value) for value in (one, two)]
        if keys[0] != keys[1]:
            return -1 if keys[0] < keys[1] else 1
        return compare([one[key] for key in keys[0]], [two[key] for key in keys[0]])
    if isinstance(one, list):
        for left, right in zip(one, two, strict=False):
            if order := compare(left, right):
                return order
        return len(one) - len(two)
    return 0 if one is None else (one > two) - (one < two)


by_order = cmp_to_key(compare)


def operate(operator: str, one: Any, two: Any) -> Any:
    """Arithmetic and comparison."""
    if operator in ("==", "!=", "<", "<=", ">", ">="):
        order = compare(one, two)
        return {"==": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0,
                ">=": order >= 0}[operator]  # fmt: skip
    kinds = (kind_of(one), kind_of(two))
    if operator == "+" and "null" in kinds:
        return two if one is None else one
    if operator == "+" and kinds[0] == kinds[1] and kinds[0] in ("string", "array"):
        return one + two
    if operator in "+*" and kinds == ("object", "object"):
        return {**one, **two} if operator == "+" else _merged(one, two)
    if operator == "-" and kinds == ("array", "array"):
        return [value for value in one if not any(compare(value, other) == 0 for other in two)]
    if operator == "/" and kinds == ("string", "string"):
        return one.split(two) if two else list(one)
    if operator == "*" and kinds == ("string", "number"):
        return one * min(int(two), 1 << 16) if two >= 1 else None
    if kinds == ("number", "number"):
        return _number(operator, one, two)
    words = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided", "%": "divided"}
    raise Refused(f"{described(one)} and {described(two)} cannot be {words[operator]}")


def _number(operator: str, one: Any, two: Any) -> Any:
    if operator in "/%" and (int(two) if operator == "%" else two) == 0:
        raise Refused(f"{described(one)} and {described(two)} cannot be divided because the divisor is zero")
    if operator == "%":
        rest = abs(int(one)) % abs(int(two))
        return rest if one >= 0 else -rest
    return {"+": lambda: one + two, "-": lambda: one - two, "*": lambda: one * two, "/": lambda: one / two}[operator]()


def _merged(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    merged = dict(one)
    for key, value in two.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged
