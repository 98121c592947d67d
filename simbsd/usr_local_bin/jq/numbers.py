"""The functions of jq that make something of numbers.

Models jq's manual (1.7), math; what has no value there is null.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from simbsd.lib.strftime import strftime
from simbsd.usr_local_bin.jq.evaluate import Environment, Evaluator
from simbsd.usr_local_bin.jq.parse import Node
from simbsd.usr_local_bin.jq.values import Refused, described, kind_of, whole

LAST_SECOND = 253402300799  # of the year 9999


def number(value: Any) -> Any:
    """The value, if it is a number. Raises Refused."""
    if kind_of(value) != "number":
        raise Refused(f"{described(value)} number required")
    return value


def numeric(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function of a number; null where it has no value."""

    def call(value: Any) -> Any:
        given = number(value)
        try:
            return function(given)
        except (ValueError, OverflowError):
            return None

    return call


def power(run: Evaluator, value: Any, names: Environment, one: Node, two: Node) -> Iterator[Any]:
    """``pow(one; two)``."""
    for high in run.run(two, value, names):
        exponent = number(high)
        for low in run.run(one, value, names):
            try:
                yield math.pow(number(low), exponent)
            except (ValueError, OverflowError) as error:
                if isinstance(error, Refused):
                    raise
                yield None


def implode(value: Any) -> str:
    """Numbers of letters as a text."""
    if not isinstance(value, list) or not all(isinstance(one, int) and 0 <= one < 0x110000 for one in value):
        raise Refused("Unicode codepoint must be numeric")
    return "".join(map(chr, value))


def formatted(value: Any, form: Any) -> str:
    """``strftime``: seconds since 1970 as a date."""
    if kind_of(value) != "number" or not isinstance(form, str):
        raise Refused("strftime/1 requires parsed datetime inputs")
    return strftime(form, max(min(whole(value), LAST_SECOND), 0))
