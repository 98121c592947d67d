"""Paths in jq: where a program leads in a value, and values with something else there.

Models jq's manual (1.7), path expressions and assignment, and jv_aux.c (jv_getpath, jv_setpath, jv_delpaths); leaves
out paths of reduce and foreach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from simbsd.usr_local_bin.jq.evaluate import Argument, Environment, Evaluator, entered
from simbsd.usr_local_bin.jq.parse import Node
from simbsd.usr_local_bin.jq.values import Refused, by_order, indexed, kind_of, operate, sliced, truth, whole, written

Path = tuple[Any, ...]
Found = Iterator[tuple[Path, Any]]
MOST = 1 << 16


def paths(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    """Every place that a program leads to, with what is there."""
    run.step()
    find = FINDERS.get(node.kind)
    if find is None:
        shown = written(run.first(node, value, names))
        raise Refused(f"Invalid path expression with result {shown if len(shown) <= 11 else shown[:10] + '...'}")
    yield from find(run, node, value, names)


def _identity(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    yield (), value


def _index(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for path, one in paths(run, node.parts[0], value, names):
        for key in run.run(node.parts[1], value, names):
            yield (*path, key), indexed(one, key)


def _slice(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for path, one in paths(run, node.parts[0], value, names):
        low, high = (run.first(part, value, names) for part in node.parts[1:])
        yield (*path, {"start": low, "end": high}), sliced(one, low, high)


def _iterate(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for path, one in paths(run, node.parts[0], value, names):
        for key in _keys(one):
            yield (*path, key), indexed(one, key)


def _keys(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value)
    if isinstance(value, list):
        return list(range(len(value)))
    if value is None:
        return []
    raise Refused(f"Cannot iterate over {kind_of(value)} ({written(value)})")


def _pipe(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for path, one in paths(run, node.parts[0], value, names):
        for further, inner in paths(run, node.parts[1], one, names):
            yield path + further, inner


def _comma(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for part in node.parts:
        yield from paths(run, part, value, names)


def _if(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for one in run.run(node.parts[0], value, names):
        yield from paths(run, node.parts[1 if truth(one) else 2], value, names)


def _alternative(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    try:
        found = [(path, one) for path, one in paths(run, node.parts[0], value, names) if truth(one)]
    except Refused:
        found = []
    yield from found or paths(run, node.parts[1], value, names)


def _try(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    try:
        yield from paths(run, node.parts[0], value, names)
    except Refused as refused:
        if len(node.parts) > 1:
            yield from paths(run, node.parts[1], refused.value, names)


def _bind(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for one in run.run(node.parts[0], value, names):
        yield from paths(run, node.parts[1], value, {**names, str(node.value): one})


def _def(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    yield from paths(run, node.parts[1], value, run.defined(node, names))


def _call(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    """Functions of the user's own, arguments, and those of jq that lead somewhere."""
    name = f"{node.value}/{len(node.parts)}"
    if name in CALLS:
        yield from CALLS[name](run, node, value, names)
        return
    function = run.function(node, names)
    if function is None:
        raise Refused(f"Invalid path expression with result {written(run.first(node, value, names))}")
    if isinstance(function, Argument):
        yield from paths(run, function.node, value, function.names)
        return
    for inner in entered(run, function, node, value, names):
        yield from paths(run, function.body, value, inner)
        run.depth -= 1


def _select(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for one in run.run(node.parts[0], value, names):
        if truth(one):
            yield (), value


def _recurse(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    step = node.parts[0] if node.parts else Node("try", [Node("iterate", [Node("identity")])])
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        run.step()
        path, one = waiting.pop()
        yield path, one
        waiting += [(path + further, inner) for further, inner in paths(run, step, one, names)][::-1]
        if len(waiting) > MOST:
            raise Refused("the program does too much")


def _first(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for found in paths(run, node.parts[0], value, names):
        yield found
        break


def _last(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    yield from list(paths(run, node.parts[0], value, names))[-1:]


def _end(at: int) -> Callable[[Evaluator, Node, Any, Environment], Found]:
    def find(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
        yield (at,), indexed(value, at)

    return find


def _getpath(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    for path in run.run(node.parts[0], value, names):
        yield tuple(path), getpath(value, path)


def _empty(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    yield from ()


def _error(run: Evaluator, node: Node, value: Any, names: Environment) -> Found:
    raise Refused(run.first(node.parts[0], value, names) if node.parts else value)
    yield


FINDERS: dict[str, Callable[[Evaluator, Node, Any, Environment], Found]] = {
    "identity": _identity, "index": _index, "slice": _slice, "iterate": _iterate, "pipe": _pipe, "comma": _comma,
    "if": _if, "alternative": _alternative, "try": _try, "bind": _bind, "def": _def, "call": _call,
}  # fmt: skip
CALLS: dict[str, Callable[[Evaluator, Node, Any, Environment], Found]] = {
    "select/1": _select, "recurse/0": _recurse, "recurse/1": _recurse, "first/1": _first, "last/1": _last,
    "first/0": _end(0), "last/0": _end(-1), "getpath/1": _getpath, "empty/0": _empty, "error/0": _error,
    "error/1": _error,
}  # fmt: skip


def getpath(value: Any, path: Any) -> Any:
    """What stands at a path; null below null."""
    if not isinstance(path, list | tuple):
        raise Refused("Path must be specified as an array")
    for key in path:
        value = sliced(value, key.get("start"), key.get("end")) if isinstance(key, dict) else indexed(value, key)
    return value


def setpath(value: Any, path: Any, new: Any) -> Any:
    """The value with something new at a path; what leads there is made."""
    if not isinstance(path, list | tuple):
        raise Refused("Path must be specified as an array")
    below = [value]
    for key in path[:-1]:
        below.append(getpath(below[-1], [key]))
    for key, one in zip(reversed(path), reversed(below), strict=False):
        new = _put(one, key, new)
    return new


def _put(value: Any, key: Any, new: Any) -> Any:
    if isinstance(key, str) and (value is None or isinstance(value, dict)):
        return {**(value or {}), key: new}
    if kind_of(key) == "number" and (value is None or isinstance(value, list)):
        found, at = list(value or []), whole(key)
        at += len(found) if at < 0 else 0
        if at < 0:
            raise Refused("Out of bounds negative array index")
        if at >= MOST:
            raise Refused("Array index too large")
        found += [None] * (at + 1 - len(found))
        found[at] = new
        return found
    if isinstance(key, dict) and (value is None or isinstance(value, list)):
        if not isinstance(new, list):
            raise Refused("A slice of an array can only be assigned another array")
        found = list(value or [])
        found[_place(key.get("start")) : _place(key.get("end"))] = new
        return found
    indexed(value, key)  # says what is wrong with it
    raise Refused(f"Cannot update field at object index of {kind_of(value)}")


def _place(at: Any) -> int | None:
    return None if at is None else whole(at)


def delpaths(value: Any, gone: list[Any]) -> Any:
    """The value without what stands at some paths, the last ones first."""
    for path in sorted(map(list, gone), key=by_order, reverse=True):
        value = _without(value, path)
    return value


def _without(value: Any, path: list[Any]) -> Any:
    if not path or value is None:
        return None
    if len(path) > 1:
        inner = getpath(value, path[:1])
        return value if inner is None else _put(value, path[0], _without(inner, path[1:]))
    key = path[0]
    if isinstance(value, dict) and isinstance(key, str):
        return {name: one for name, one in value.items() if name != key}
    if isinstance(value, list) and kind_of(key) == "number":
        at = whole(key) + (len(value) if key < 0 else 0)
        return [one for place, one in enumerate(value) if place != at]
    if isinstance(value, list) and isinstance(key, dict):
        found = list(value)
        del found[_place(key.get("start")) : _place(key.get("end"))]
        return found
    raise Refused(f"Cannot delete field at {kind_of(key)} index of {kind_of(value)}")


def assign(run: Evaluator, node: Node, value: Any, names: Environment) -> Iterator[Any]:
    """``=``, ``|=``, and an operator with ``=`` behind it: one output for each value of the right side."""
    left, right = node.parts
    operator = str(node.value)
    if operator == "|=":
        yield _updated(run, left, value, names, lambda one: run.run(right, one, names))
        return
    for new in run.run(right, value, names):
        if operator == "=":
            result = value
            for path, _ in list(paths(run, left, value, names)):
                result = setpath(result, path, new)
            yield result
        elif operator == "//=":
            yield _updated(run, left, value, names, lambda one, new=new: iter([one if truth(one) else new]))
        else:
            change = partial(_operated, operator[:-1], new)
            yield _updated(run, left, value, names, change)


def _operated(operator: str, new: Any, one: Any) -> Iterator[Any]:
    yield operate(operator, one, new)


def _updated(
    run: Evaluator, left: Node, value: Any, names: Environment, change: Callable[..., Iterator[Any]]
) -> Any:
    """Each place becomes the first value that its change gives; without one it goes."""
    gone: list[Any] = []
    for path, _ in list(paths(run, left, value, names)):
        for new in change(getpath(value, path)):
            value = setpath(value, path, new)
            break
        else:
            gone.append(path)
    return delpaths(value, gone)
