"""What a jq program makes of a value: any number of values, one after the other.

Models jq's manual (1.7); what it leaves out, parse.py names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from simbsd.usr_local_bin.jq.parse import Node
from simbsd.usr_local_bin.jq.values import (
    Refused,
    described,
    indexed,
    kind_of,
    members,
    operate,
    sliced,
    text_of,
    truth,
)

STEPS = 2_000_000  # of one program, and then it is given up
CALLS = 40  # functions of the user's own inside each other
Environment = dict[str, Any]  # variables by $name, functions by name/arguments


@dataclass(frozen=True, slots=True)
class Argument:
    """A program given to a function, with the names that it knows."""

    node: Node
    names: Environment


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the user's own, or of the library."""

    name: str
    parameters: tuple[str, ...]
    body: Node
    names: Environment


class Evaluator:
    """One run; ``steps`` counts what it did."""

    def __init__(self) -> None:
        self.steps = self.depth = 0

    def run(self, node: Node, value: Any, names: Environment) -> Iterator[Any]:
        """All outputs of a node for an input."""
        self.step()
        yield from KINDS[node.kind](self, node, value, names)

    def step(self) -> None:
        """One step more. Raises Refused when it is one too many."""
        self.steps += 1
        if self.steps > STEPS:
            raise Refused("the program does too much")

    def defined(self, node: Node, names: Environment) -> Environment:
        """The names with the function that a ``def`` makes."""
        assert isinstance(node.value, tuple)
        called = f"{node.value[0]}/{len(node.value) - 1}"
        return {**names, called: Function(called, node.value[1:], node.parts[0], names)}

    def function(self, node: Node, names: Environment) -> Function | Argument | None:
        """What a call calls, unless it is one of jq's own in Python."""
        from simbsd.usr_local_bin.jq.functions import FUNCTIONS
        from simbsd.usr_local_bin.jq.library import library

        name = f"{node.value}/{len(node.parts)}"
        found: Function | Argument | None = names.get(name)
        if found is None and (str(node.value), len(node.parts)) not in FUNCTIONS:
            written_in_jq = library(name)
            found = self.defined(written_in_jq, {"$ENV": names.get("$ENV")})[name] if written_in_jq else None
        return found

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
        yield sliced(one, low, high)


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


def entered(
    run: Evaluator, function: Function, node: Node, value: Any, names: Environment
) -> Iterator[Environment]:
    """The names inside a function, once for each value of its ``$`` parameters. Whoever takes one counts it out."""
    inner: list[Environment] = [{**function.names, function.name: function}]
    for parameter, argument in zip(function.parameters, node.parts, strict=True):
        bare = parameter.removeprefix("$")
        if bare == parameter:
            inner = [{**one, f"{bare}/0": Argument(argument, names)} for one in inner]
            continue
        values = list(run.run(argument, value, names))
        inner = [
            {**one, parameter: given, f"{bare}/0": Argument(Node("constant", value=given), {})}
            for one in inner
            for given in values
        ]
    for one in inner:
        run.depth += 1
        if run.depth > CALLS:
            raise Refused("the program is nested too deep")
        yield one


def _def(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    yield from run.run(node.parts[1], value, run.defined(node, names))


def _assign(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    from simbsd.usr_local_bin.jq.paths import assign

    yield from assign(run, node, value, names)


def _call(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    from simbsd.usr_local_bin.jq.functions import FUNCTIONS

    user = run.function(node, names)
    if isinstance(user, Argument):
        yield from run.run(user.node, value, user.names)
        return
    if user is not None:
        for inner in entered(run, user, node, value, names):
            yield from run.run(user.body, value, inner)
            run.depth -= 1
        return
    function = FUNCTIONS.get((str(node.value), len(node.parts)))
    if function is None:
        raise Refused(f"{node.value}/{len(node.parts)} is not defined")
    yield from function(run, value, names, *node.parts)


KINDS: dict[str, Callable[[Evaluator, Node, Any, Environment], Iterator[Any]]] = {
    "identity": _identity, "constant": _constant, "variable": _variable, "pipe": _pipe, "comma": _comma,
    "bind": _bind, "alternative": _alternative, "operator": _operator, "minus": _minus, "index": _index,
    "slice": _slice, "iterate": _iterate, "try": _try, "array": _array, "object": _object, "text": _text, "if": _if,
    "reduce": _reduce, "foreach": _foreach, "call": _call, "def": _def, "assign": _assign,
}  # fmt: skip
