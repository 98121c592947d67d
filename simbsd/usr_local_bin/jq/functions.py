"""The functions of jq, by name and number of arguments; an argument is a program.

Models jq's manual (1.7) for those in FUNCTIONS.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from simbsd.usr_local_bin.jq import formats
from simbsd.usr_local_bin.jq.evaluate import Environment, Evaluator
from simbsd.usr_local_bin.jq.numbers import formatted, implode, numeric, power
from simbsd.usr_local_bin.jq.parse import Node
from simbsd.usr_local_bin.jq.values import (
    DEPTH,
    Refused,
    by_order,
    compare,
    described,
    indexed,
    kind_of,
    members,
    operate,
    text_of,
    truth,
    whole,
    written,
)

Function = Callable[..., Iterator[Any]]
MOST = 1 << 16



def plain(function: Callable[[Any], Any]) -> Function:
    """A function of the input alone."""

    def call(run: Evaluator, value: Any, names: Environment) -> Iterator[Any]:
        yield function(value)

    return call


def of_argument(function: Callable[[Any, Any], Any]) -> Function:
    """A function of the input and each value of its argument."""

    def call(run: Evaluator, value: Any, names: Environment, argument: Node) -> Iterator[Any]:
        for one in run.run(argument, value, names):
            yield function(value, one)

    return call


def by_key(function: Callable[[list[tuple[Any, Any]]], Any]) -> Function:
    """A function of the members of an array, each with the key that its argument makes."""

    def call(run: Evaluator, value: Any, names: Environment, argument: Node) -> Iterator[Any]:
        pairs = [(list(run.run(argument, one, names)), one) for one in _array(value)]
        yield function(sorted(pairs, key=lambda pair: by_order(pair[0])))

    return call


def _array(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(f"{described(value)} cannot be sorted, as it is not an array")
    return value


def _length(value: Any) -> Any:
    if value is None:
        return 0
    if isinstance(value, bool):
        raise Refused(f"{described(value)} has no length")
    return abs(value) if isinstance(value, int | float) else len(value)


def _keys(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return sorted(value)
    if isinstance(value, list):
        return list(range(len(value)))
    raise Refused(f"{described(value)} has no keys")


def _has(value: Any, key: Any) -> bool:
    if isinstance(value, dict) and isinstance(key, str):
        return key in value
    if isinstance(value, list) and kind_of(key) == "number":
        return 0 <= whole(key) < len(value)
    raise Refused(f"Cannot check whether {kind_of(value)} has a {kind_of(key)} key")


def _select(run: Evaluator, value: Any, names: Environment, argument: Node) -> Iterator[Any]:
    for one in run.run(argument, value, names):
        if truth(one):
            yield value


def _map(run: Evaluator, value: Any, names: Environment, argument: Node) -> Iterator[Any]:
    yield [other for one in members(value) for other in run.run(argument, one, names)]


def _map_values(run: Evaluator, value: Any, names: Environment, argument: Node) -> Iterator[Any]:
    if isinstance(value, dict):
        pairs = ((key, list(run.run(argument, one, names))) for key, one in value.items())
        yield {key: found[0] for key, found in pairs if found}
        return
    yield [found[0] for one in members(value) if (found := list(run.run(argument, one, names)))]


def _recurse(run: Evaluator, value: Any, names: Environment, argument: Node | None = None) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        run.steps += 1
        one = waiting.pop()
        yield one
        if argument is not None:
            waiting += list(run.run(argument, one, names))[::-1]
        elif isinstance(one, list | dict):
            waiting += [*members(one)][::-1]
        if len(waiting) > MOST:
            raise Refused("the program does too much")


def _error(run: Evaluator, value: Any, names: Environment, argument: Node | None = None) -> Iterator[Any]:
    raise Refused(value if argument is None else run.first(argument, value, names))
    yield


def _empty(run: Evaluator, value: Any, names: Environment) -> Iterator[Any]:
    return
    yield


def _add(value: Any) -> Any:
    total = None
    for one in members(value):
        total = operate("+", total, one)
    return total


def _range(run: Evaluator, value: Any, names: Environment, *arguments: Node) -> Iterator[Any]:
    numbers = [run.first(argument, value, names) for argument in arguments]
    low, high, step = (0, numbers[0], 1) if len(numbers) == 1 else (*numbers, 1)[:3]
    while step and (low < high if step > 0 else low > high):
        run.steps += 1
        yield low
        low += step


def _all(wanted: bool) -> Function:
    def call(run: Evaluator, value: Any, names: Environment, argument: Node | None = None) -> Iterator[Any]:
        found = (
            other for one in members(value) for other in ([one] if argument is None else run.run(argument, one, names))
        )
        yield all(map(truth, found)) if wanted else any(map(truth, found))

    return call


def _first(run: Evaluator, value: Any, names: Environment, argument: Node) -> Iterator[Any]:
    for one in run.run(argument, value, names):
        yield one
        break


def _last(run: Evaluator, value: Any, names: Environment, argument: Node) -> Iterator[Any]:
    found = list(run.run(argument, value, names))
    yield from found[-1:]


def _limit(run: Evaluator, value: Any, names: Environment, count: Node, argument: Node) -> Iterator[Any]:
    most = run.first(count, value, names)
    for at, one in enumerate(run.run(argument, value, names)):
        if at >= most:
            break
        yield one


def _nth(run: Evaluator, value: Any, names: Environment, at: Node, argument: Node) -> Iterator[Any]:
    wanted = run.first(at, value, names)
    for number, one in enumerate(run.run(argument, value, names)):
        if number == wanted:
            yield one
            break


def _to_number(value: Any) -> Any:
    if kind_of(value) == "number":
        return value
    try:
        number = json.loads(value) if isinstance(value, str) and len(value) < 400 else None
    except ValueError:
        number = None
    if kind_of(number) != "number":
        raise Refused(f"{described(value)} cannot be parsed as a number")
    return number


def _contains(value: Any, other: Any) -> bool:
    if isinstance(value, dict) and isinstance(other, dict):
        return all(key in value and _contains(value[key], one) for key, one in other.items())
    if isinstance(value, list) and isinstance(other, list):
        return all(any(_contains(mine, one) for mine in value) for one in other)
    if isinstance(value, str) and isinstance(other, str):
        return other in value
    if kind_of(value) != kind_of(other):
        raise Refused(f"{described(value)} and {described(other)} cannot have their containment checked")
    return compare(value, other) == 0


def _strings(function: Callable[[str, str], Any], word: str) -> Callable[[Any, Any], Any]:
    def call(value: Any, other: Any) -> Any:
        if not isinstance(value, str) or not isinstance(other, str):
            raise Refused(f"{word}() requires string inputs")
        return function(value, other)

    return call


def _join(value: Any, between: Any) -> Any:
    parts = ["" if one is None else text_of(one) for one in members(value)]
    return text_of(between).join(parts)


def _string(function: Callable[[str], Any], word: str) -> Callable[[Any], Any]:
    def call(value: Any) -> Any:
        if not isinstance(value, str):
            raise Refused(f"{word} input must be a string")
        return function(value)

    return call


def _unique(pairs: list[tuple[Any, Any]]) -> list[Any]:
    return [pair[1] for at, pair in enumerate(pairs) if at == 0 or compare(pair[0], pairs[at - 1][0])]


def _groups(pairs: list[tuple[Any, Any]]) -> list[list[Any]]:
    groups: list[list[Any]] = []
    for at, (key, one) in enumerate(pairs):
        if at == 0 or compare(key, pairs[at - 1][0]):
            groups.append([])
        groups[-1].append(one)
    return groups


def _paths_of(run: Evaluator, value: Any, names: Environment, argument: Node) -> Iterator[Any]:
    from simbsd.usr_local_bin.jq.paths import paths

    for path, _ in paths(run, argument, value, names):
        yield list(path)


def _setpath(run: Evaluator, value: Any, names: Environment, path: Node, new: Node) -> Iterator[Any]:
    from simbsd.usr_local_bin.jq.paths import setpath

    for one in run.run(new, value, names):
        for place in run.run(path, value, names):
            yield setpath(value, place, one)


def _getpath(value: Any, path: Any) -> Any:
    from simbsd.usr_local_bin.jq.paths import getpath

    return getpath(value, path)


def _delpaths(value: Any, gone: Any) -> Any:
    from simbsd.usr_local_bin.jq.paths import delpaths

    return delpaths(value, gone)


def _indices(value: Any, part: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list) and not isinstance(part, list):
        return [at for at, one in enumerate(value) if compare(one, part) == 0]
    if not part or type(value) is not type(part):
        return None
    return [at for at in range(len(value) - len(part) + 1) if value[at : at + len(part)] == part]


def _sorted(value: Any) -> list[Any]:
    return sorted(_array(value), key=by_order)


def _flatten(value: Any, depth: int = DEPTH) -> list[Any]:
    found: list[Any] = list(members(value))
    for _ in range(depth):
        if not any(isinstance(one, list) for one in found):
            break
        found = [inner for one in found for inner in (one if isinstance(one, list) else [one])]
    return found


def _to_entries(value: Any) -> list[Any]:
    return [{"key": key, "value": indexed(value, key)} for key in (value if isinstance(value, dict) else _keys(value))]


def _from_entries(value: Any) -> dict[str, Any]:
    found = {}
    for entry in members(value):
        key = next((entry[name] for name in ("key", "k", "name", "Name", "Key") if entry.get(name) is not None), None)
        content = next((entry[name] for name in ("value", "v", "Value") if name in entry), None)
        found["null" if key is None else text_of(key)] = content
    return found


def _with_entries(run: Evaluator, value: Any, names: Environment, argument: Node) -> Iterator[Any]:
    yield _from_entries([other for one in _to_entries(value) for other in run.run(argument, one, names)])


def _from_json(text: str) -> Any:
    try:
        return json.loads(text) if text.count("[") + text.count("{") <= DEPTH else None
    except ValueError as error:
        raise Refused(f"{text} (while parsing '{text}')") from error


def _kinds(*wanted: str) -> Function:
    def call(run: Evaluator, value: Any, names: Environment) -> Iterator[Any]:
        if kind_of(value) in wanted:
            yield value

    return call


def _ends(at: int) -> Callable[[Any], Any]:
    return lambda value: indexed(value, at)


FUNCTIONS: dict[tuple[str, int], Function] = {
    ("length", 0): plain(_length), ("keys", 0): plain(_keys), ("not", 0): plain(lambda value: not truth(value)),
    ("keys_unsorted", 0): plain(lambda value: list(value) if isinstance(value, dict) else _keys(value)),
    ("paths_of", 1): _paths_of, ("setpath", 2): _setpath, ("getpath", 1): of_argument(_getpath),
    ("delpaths", 1): of_argument(_delpaths), ("indices", 1): of_argument(_indices),
    **{(name, 0): plain(function) for name, function in formats.FORMATS.items()},
    ("explode", 0): plain(_string(lambda text: [ord(letter) for letter in text], "explode")),
    ("implode", 0): plain(implode),
    ("strftime", 1): of_argument(formatted),
    ("infinite", 0): plain(lambda _: 1.7976931348623157e308),
    ("sqrt", 0): plain(numeric(math.sqrt)), ("round", 0): plain(numeric(lambda value: math.floor(value + 0.5))),
    ("pow", 2): power,
    ("trim", 0): plain(_string(str.strip, "trim")), ("ltrim", 0): plain(_string(str.lstrip, "trim")),
    ("rtrim", 0): plain(_string(str.rstrip, "trim")),
    ("has", 1): of_argument(_has), ("in", 1): of_argument(lambda key, value: _has(value, key)),
    ("select", 1): _select, ("map", 1): _map, ("map_values", 1): _map_values, ("recurse", 0): _recurse,
    ("recurse", 1): _recurse, ("empty", 0): _empty, ("error", 0): _error, ("error", 1): _error,
    ("add", 0): plain(_add), ("any", 0): _all(False), ("any", 1): _all(False), ("all", 0): _all(True),
    ("all", 1): _all(True), ("range", 1): _range, ("range", 2): _range, ("range", 3): _range,
    ("first", 0): plain(_ends(0)), ("first", 1): _first, ("last", 0): plain(_ends(-1)), ("last", 1): _last,
    ("limit", 2): _limit, ("nth", 1): of_argument(indexed), ("nth", 2): _nth,
    ("floor", 0): plain(numeric(math.floor)), ("ceil", 0): plain(numeric(math.ceil)),
    ("tostring", 0): plain(text_of), ("tonumber", 0): plain(_to_number), ("type", 0): plain(kind_of),
    ("tojson", 0): plain(written), ("fromjson", 0): plain(_string(_from_json, "fromjson")),
    ("sort", 0): plain(_sorted), ("sort_by", 1): by_key(lambda pairs: [pair[1] for pair in pairs]),
    ("group_by", 1): by_key(_groups), ("unique_by", 1): by_key(_unique),
    ("unique", 0): plain(lambda value: _unique([(one, one) for one in _sorted(value)])),
    ("min", 0): plain(lambda value: indexed(_sorted(value), 0)),
    ("max", 0): plain(lambda value: indexed(_sorted(value), -1)),
    ("min_by", 1): by_key(lambda pairs: pairs[0][1] if pairs else None),
    ("max_by", 1): by_key(lambda pairs: pairs[-1][1] if pairs else None),
    ("reverse", 0): plain(lambda value: [] if value is None else value[::-1]), ("flatten", 0): plain(_flatten),
    ("flatten", 1): of_argument(lambda value, depth: _flatten(value, whole(depth))),
    ("contains", 1): of_argument(_contains), ("inside", 1): of_argument(lambda value, other: _contains(other, value)),
    ("startswith", 1): of_argument(_strings(str.startswith, "startswith")),
    ("endswith", 1): of_argument(_strings(str.endswith, "endswith")),
    ("ltrimstr", 1): of_argument(lambda value, part: value.removeprefix(part) if isinstance(value, str) else value),
    ("rtrimstr", 1): of_argument(lambda value, part: value.removesuffix(part) if isinstance(value, str) else value),
    ("split", 1): of_argument(_strings(lambda text, mark: text.split(mark) if mark else list(text), "split")),
    ("join", 1): of_argument(_join),
    ("ascii_downcase", 0): plain(_string(str.lower, "ascii_downcase")),
    ("ascii_upcase", 0): plain(_string(str.upper, "ascii_upcase")), ("to_entries", 0): plain(_to_entries),
    ("from_entries", 0): plain(_from_entries), ("with_entries", 1): _with_entries,
    ("values", 0): _kinds(*("boolean", "number", "string", "array", "object")), ("nulls", 0): _kinds("null"),
    ("strings", 0): _kinds("string"), ("numbers", 0): _kinds("number"), ("booleans", 0): _kinds("boolean"),
    ("arrays", 0): _kinds("array"), ("objects", 0): _kinds("object"),
    ("iterables", 0): _kinds("array", "object"), ("scalars", 0): _kinds("null", "boolean", "number", "string"),
}  # fmt: skip
