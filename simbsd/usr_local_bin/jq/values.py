"""The values of jq: their kinds, their order, what operators make of them, and how they are written.

Models jq's manual (1.7).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cmp_to_key
from typing import Any

DEPTH = 256
LARGE = 1 << 53


class Refused(ValueError):
    """jq's ``error``: ``value`` is what was thrown."""

    def __init__(self, value: Any) -> None:
        super().__init__(value if isinstance(value, str) else written(value))
        self.value = value


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


def whole(number: Any) -> int:
    """A number as an integer, within bounds however large it is."""
    return int(max(min(number, LARGE), -LARGE)) if number == number else 0


def indexed(value: Any, key: Any) -> Any:
    """``.[key]``."""
    if value is None and (key is None or isinstance(key, str | int | float)):
        return None
    if isinstance(value, dict) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list) and kind_of(key) == "number":
        at = whole(key)
        return value[at] if -len(value) <= at < len(value) else None
    shown = f' "{key}"' if isinstance(key, str) else f" {kind_of(key)}"
    raise Refused(f"Cannot index {kind_of(value)} with{shown}")


def sliced(value: Any, low: Any, high: Any) -> Any:
    """``.[low:high]``."""
    if value is None:
        return None
    if isinstance(value, list | str):
        return value[None if low is None else whole(low) : None if high is None else whole(high)]
    raise Refused(f"Cannot index {kind_of(value)} with object")


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
        return one * min(whole(two), 1 << 16) if two >= 1 else None
    if kinds == ("number", "number"):
        return _number(operator, one, two)
    words = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided", "%": "divided"}
    raise Refused(f"{described(one)} and {described(two)} cannot be {words[operator]}")


def _number(operator: str, one: Any, two: Any) -> Any:
    if operator in "/%" and (whole(two) if operator == "%" else two) == 0:
        raise Refused(f"{described(one)} and {described(two)} cannot be divided because the divisor is zero")
    if operator == "%":
        rest = abs(whole(one)) % abs(whole(two))
        return rest if one >= 0 else -rest
    return {"+": lambda: one + two, "-": lambda: one - two, "*": lambda: one * two, "/": lambda: one / two}[operator]()


def _merged(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    merged = dict(one)
    for key, value in two.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged
