"""Which lines of two files correspond: a longest common subsequence, and of several the one that diff(1) finds.

Models usr.bin/diff/diffreg.c (prune, equiv, stone, unravel, check), after J. W. Hunt and M. D. McIlroy.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

from simbsd.lib.unistd import tick

BREATH = 500  # lines between ticks
TRIES = 256
Key = Callable[[str], str]


class Matcher:
    """The candidates of one comparison: ``ends`` holds for each length the candidate that ends lowest."""

    def __init__(self) -> None:
        self.candidates: list[tuple[int, int, int]] = [(0, 0, 0)]  # line, line of the other file, predecessor
        self.ends = [0]

    def _new(self, x: int, y: int, predecessor: int) -> int:
        self.candidates.append((x, y, predecessor))
        return len(self.candidates) - 1

    def _search(self, y: int) -> int:
        """The length whose end is the first one at or after ``y``."""
        low, high = 0, len(self.ends)
        while high - low > 1:
            middle = (low + high) // 2
            if self.candidates[self.ends[middle]][1] < y:
                low = middle
            else:
                high = middle
        return low + 1

    def line(self, x: int, places: list[int], most: int) -> None:
        """Take in a line that stands at these places of the other file, in descending order of use (stone)."""
        before, length, tries = self.ends[0], 0, 0
        for y in places:
            if y <= self.candidates[before][1]:
                continue
            found = self._search(y)
            if found != length + 1:
                before = self.ends[found - 1]
            if found == len(self.ends):
                self.ends.append(self._new(x, y, before))
                return
            old = self.ends[found]
            if self.candidates[old][1] <= y:
                continue
            self.ends[found] = self._new(x, y, before)
            before, length = old, found
            tries += 1
            if tries >= most:
                return

    def pairs(self) -> list[tuple[int, int]]:
        """The longest chain found, last pair first."""
        found, at = [], self.ends[-1]
        while at:
            x, y, at = self.candidates[at]
            found.append((x, y))
        return found


async def correspondence(old: list[str], new: list[str], coarse: Key, exact: Key, minimal: bool) -> list[int]:
    """For each line of ``old``, counted from 1, the line of ``new`` that it is, or 0; entry 0 is 0.

    ``coarse`` makes the key by which lines are paired, ``exact`` the one by which pairs are accepted in the end.
    """
    keys = [[coarse(line) for line in lines] for lines in (old, new)]
    prefix = 0
    shorter = min(len(old), len(new))
    while prefix < shorter and keys[0][prefix] == keys[1][prefix]:
        prefix += 1
    suffix = 0
    while suffix < shorter - prefix and keys[0][-1 - suffix] == keys[1][-1 - suffix]:
        suffix += 1
    places: dict[str, list[int]] = {}
    for y in range(prefix, len(new) - suffix):
        places.setdefault(keys[1][y], []).append(y - prefix + 1)
    inner = len(old) - suffix - prefix
    most = len(new) + 1 if minimal else max(TRIES, isqrt(inner))
    matcher = Matcher()
    for x in range(1, inner + 1):
        if x % BREATH == 0:
            await tick()
        if found := places.get(keys[0][prefix + x - 1]):
            matcher.line(x, found, most)
    lines = [at if at <= prefix else 0 for at in range(len(old) + 1)]
    for at in range(len(old) - suffix + 1, len(old) + 1):
        lines[at] = at + len(new) - len(old)
    for x, y in matcher.pairs():
        lines[x + prefix] = y + prefix
    for at in range(1, len(old) + 1):
        if lines[at] and exact(old[at - 1]) != exact(new[lines[at] - 1]):
            lines[at] = 0
    return lines
