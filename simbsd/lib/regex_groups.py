"""What the groups of a regular expression matched, once the whole match is known.

Models lib/libc/regex/engine.c (dissect): from left to right each part takes as much as lets the rest match; leaves out
counting the rounds of {n,m}: the last round of a repetition is found as for a star.
"""

from __future__ import annotations

from simbsd.lib.regex import Match, Regex
from simbsd.lib.regex_parse import Node
from simbsd.lib.unistd import tick


async def submatches(regex: Regex, text: str, match: Match) -> list[Match | None]:
    """The places of groups 0 (the whole match), 1, 2 ... in ``text``; None for a group that took no part."""
    found: list[Match | None] = [match] + [None] * regex.groups
    if regex.program is not None:
        way = regex.program.ways(text, *match)
        while True:
            try:
                next(way)
            except StopIteration as stop:
                _, places = stop.value
                pairs = zip(places[::2], places[1::2], strict=True)
                return [match, *(pair if pair[1] >= 0 else None for pair in pairs)]
            await tick()
    if regex.groups:
        await _Dissection(regex, text, found).node(regex.tree, *match)
    return found


def _has_group(node: object) -> bool:
    if not isinstance(node, tuple):
        return False
    return node[:1] == ("group",) or any(map(_has_group, node))


class _Dissection:
    """One match being taken apart."""

    def __init__(self, regex: Regex, text: str, found: list[Match | None]) -> None:
        self.text, self.fold, self.found = text, regex.fold, found
        self.parts: dict[Node, Regex] = {}

    async def node(self, node: Node, begin: int, end: int) -> None:
        """Note the groups in a part of the pattern that matched from ``begin`` to ``end``."""
        if not _has_group(node):
            return
        kind, inner = node[0], node[1]
        assert isinstance(inner, tuple)
        if kind == "group":
            number = node[2]
            assert isinstance(number, int)
            self.found[number] = (begin, end)
            await self.node(inner, begin, end)
        elif kind == "cat":
            await self._sequence(inner, begin, end)
        elif kind == "alt":
            for branch in inner:
                if end in await self._ends(branch, begin, end):
                    await self.node(branch, begin, end)
                    break
        else:
            await self._rounds(inner, begin, end)

    async def _ends(self, node: Node, begin: int, end: int) -> list[int]:
        await tick(1 + (end - begin) // 1000)
        part = self.parts.get(node)
        if part is None:
            part = self.parts[node] = Regex(node, fold=self.fold)
        return part.ends(self.text, begin, end)

    async def _sequence(self, parts: tuple[Node, ...], begin: int, end: int) -> None:
        """Each part takes the longest match after which the others still reach ``end``."""
        good = [[end]]  # where the parts after this one may begin, the last part's first
        for part in reversed(parts[1:]):
            after = dict.fromkeys(good[-1])
            good.append(
                [at for at in range(begin, end + 1) if any(stop in after for stop in await self._ends(part, at, end))]
            )
        for part, after_it in zip(parts, reversed(good), strict=True):
            allowed = dict.fromkeys(after_it)
            stop = max((at for at in await self._ends(part, begin, end) if at in allowed), default=begin)
            await self.node(part, begin, stop)
            begin = stop

    async def _rounds(self, part: Node, begin: int, end: int) -> None:
        """The last round of a repetition, each round as long as lets the next ones reach ``end``."""
        if begin == end:
            if begin in await self._ends(part, begin, end):
                await self.node(part, begin, end)
            return
        reaches = {end: True}
        for at in range(end - 1, begin - 1, -1):
            if any(stop > at and stop in reaches for stop in await self._ends(part, at, end)):
                reaches[at] = True
        while begin < end:
            stop = max((at for at in await self._ends(part, begin, end) if at > begin and at in reaches), default=end)
            if stop == end:
                await self.node(part, begin, end)
            begin = stop
