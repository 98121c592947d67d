"""Regular expressions with back-references: every way through the pattern, one after the other, within a bound.

Models lib/libc/regex/engine.c (backref): the leftmost place where a match begins, the farthest where it ends, and of
the ways there the first; a pattern that needs more than STATES steps for one try ends in REG_ESPACE.
"""

from __future__ import annotations

from collections.abc import Generator

from simbsd.lib.regex_parse import ESPACE, Node, RegexError, Set

STATES = 200_000  # that one try may reach
CODE = 20_000  # instructions of a program
BREATH = 2000

Places = tuple[int, ...]  # begin and end of groups 1, 2 ...; -1 for what took no part
Way = tuple[int, Places]
State = tuple[int, int, Places]  # instruction, place in the text, groups so far


class Program:
    """A tree as instructions, each (what, argument, argument): set, anchor, back, split, save, match."""

    def __init__(self, tree: Node, groups: int, fold: bool) -> None:
        self.groups, self.fold = groups, fold
        self.code: list[tuple[str, object, int]] = []
        self._compile(tree)
        self._emit("match")

    def _emit(self, what: str, first: object = 0, second: int = 0) -> int:
        if len(self.code) > CODE:
            raise RegexError(ESPACE)
        self.code.append((what, first, second))
        return len(self.code) - 1

    def _compile(self, node: Node) -> None:
        kind, inner = node[0], node[1]
        if kind in ("set", "anchor", "back"):
            self._emit(str(kind), inner)
        elif kind == "group":
            number = node[2]
            assert isinstance(inner, tuple)
            assert isinstance(number, int)
            self._emit("save", 2 * number - 2)
            self._compile(inner)
            self._emit("save", 2 * number - 1)
        elif kind == "cat":
            assert isinstance(inner, tuple)
            for part in inner:
                self._compile(part)
        elif kind == "alt":
            assert isinstance(inner, tuple)
            self._branches(inner)
        else:
            self._repeat(node)

    def _branches(self, branches: tuple[Node, ...]) -> None:
        """Each branch but the last behind a fork to the next one, and a way round the others after it."""
        exits = []
        for branch in branches[:-1]:
            fork = self._emit("split")
            self._compile(branch)
            exits.append(self._emit("split"))
            self.code[fork] = ("split", fork + 1, len(self.code))
        self._compile(branches[-1])
        for place in exits:
            self.code[place] = ("split", len(self.code), len(self.code))

    def _repeat(self, node: Node) -> None:
        _, part, low, high = node
        assert isinstance(part, tuple)
        assert isinstance(low, int)
        for _ in range(low):
            self._compile(part)
        if high is None:
            fork = self._emit("split")
            self._compile(part)
            self._emit("split", fork, fork)
            self.code[fork] = ("split", fork + 1, len(self.code))
            return
        assert isinstance(high, int)
        forks = []
        for _ in range(high - low):
            forks.append(self._emit("split"))
            self._compile(part)
        for fork in forks:
            self.code[fork] = ("split", fork + 1, len(self.code))

    def ways(self, text: str, begin: int, end: int | None = None) -> Generator[None, None, Way | None]:
        """The farthest end of a match that begins at ``begin``, with its groups; with ``end``, the first way there.

        Stops for breath after every BREATH states. Raises RegexError.
        """
        best: Way | None = None
        waiting: list[State] = [(0, begin, (-1,) * (2 * self.groups))]
        seen: dict[State, bool] = {}
        while waiting:
            state = waiting.pop()
            if state in seen:
                continue
            seen[state] = True
            if len(seen) % BREATH == 0:
                yield
            if len(seen) > STATES:
                raise RegexError(ESPACE)
            number, at, places = state
            if self.code[number][0] != "match":
                waiting += self._follow(state, text)
            elif at == end or (end is None and (best is None or at > best[0])):
                best = (at, places)
                if at == end:
                    break
        return best

    def _follow(self, state: State, text: str) -> tuple[State, ...]:
        """The states that one leads to, the last one to be tried first."""
        from simbsd.lib.regex import anchored

        number, at, places = state
        what, first, second = self.code[number]
        if isinstance(first, Set):
            return ((number + 1, at + 1, places),) if at < len(text) and first.matches(text[at], self.fold) else ()
        if isinstance(first, str):
            return ((number + 1, at, places),) if anchored(first, text, at) else ()
        assert isinstance(first, int)
        if what == "split":
            return (second, at, places), (first, at, places)
        if what == "save":
            return ((number + 1, at, (*places[:first], at, *places[first + 1 :])),)
        low, high = places[2 * first - 2 : 2 * first]
        return ((number + 1, at + high - low, places),) if high >= 0 and text.startswith(text[low:high], at) else ()

    def scan(self, text: str, start: int) -> Generator[None, None, tuple[int, int] | None]:
        """The leftmost match at or after ``start``, as far as it goes."""
        for begin in range(start, len(text) + 1):
            found = yield from self.ways(text, begin)
            if found is not None:
                return begin, found[0]
        return None
