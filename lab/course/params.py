"""A lesson's seeded parameters: how they are drawn, and how ``{name}`` in any text of the lesson becomes a
value.

The generator is an own integer one (SplitMix64), so that a seed means the same in every Python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Values = dict[str, str]

MASK = 2**64 - 1
PLACE = re.compile(r"(?<!\$)\{([a-z][a-z0-9_]*)\}")


@dataclass(slots=True)
class Generator:
    """SplitMix64 (Steele, Lea, Flood 2014): the same integers everywhere."""

    state: int

    def below(self, bound: int) -> int:
        """An integer from 0 to ``bound - 1``."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & MASK
        return (mixed ^ mixed >> 31) % bound


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: one of ``choose``, an integer between two bounds, or a text made of earlier parameters.

    ``unlike`` names an earlier parameter whose value this one must not take.
    """

    name: str
    choose: tuple[str, ...] = ()
    integer: tuple[int, int] | None = None
    value: str | None = None
    unlike: str | None = None


class UnknownName(Exception):
    """A text names a parameter that the lesson does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a lesson in order; ``values(seed)`` draws them."""

    items: tuple[Parameter, ...] = field(default=())

    def values(self, seed: int) -> Values:
        """The values that a seed gives. Each parameter draws from the seed in its turn."""
        generator = Generator(seed & MASK)
        values: Values = {}
        for one in self.items:
            values[one.name] = _draw(one, generator, values)
        return values


def _draw(one: Parameter, generator: Generator, values: Values) -> str:
    if one.value is not None:
        return fill(one.value, values)
    candidates = one.choose or tuple(str(number) for number in _range(one))
    taken = values.get(one.unlike) if one.unlike else None
    free = [candidate for candidate in candidates if candidate != taken]
    return free[generator.below(len(free))]


def _range(one: Parameter) -> range:
    low, high = one.integer or (0, 0)
    return range(low, high + 1)


def fill(text: str, values: Values) -> str:
    """``text`` with each ``{name}`` replaced. ``${name}`` is the shell's and stays. Raises UnknownName."""

    def replace(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            raise UnknownName(name)
        return values[name]

    return PLACE.sub(replace, text)


def fill_all(value: Any, values: Values) -> Any:
    """``value`` with every text in it filled; lists and tables are walked."""
    if isinstance(value, str):
        return fill(value, values)
    if isinstance(value, list):
        return [fill_all(item, values) for item in value]
    if isinstance(value, dict):
        return {name: fill_all(item, values) for name, item in value.items()}
    return value
