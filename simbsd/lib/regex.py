"""POSIX regular expressions, matched in time linear in the text: no pattern can hang the machine.

Models lib/libc/regex/engine.c: a pattern is parsed to a tree (lib/regex_parse.py), compiled to a Thompson automaton and
run on all its states at once, which finds the leftmost-longest match POSIX asks for; leaves out REG_NEWLINE. Patterns
with back-references go to lib/regex_back.py. What its groups matched, lib/regex_groups.py finds afterwards.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from simbsd.lib.regex_parse import ESPACE, Node, Parser, RegexError, Set
from simbsd.lib.unistd import tick

if TYPE_CHECKING:
    from simbsd.lib.regex_back import Program

BREATH = 2000
STATES = 20_000

Match = tuple[int, int]


class Regex:
    """A compiled pattern. ``states`` is the automaton: (what, out, out2); what is a Set, an anchor, ``split`` or
    ``match``; ``groups`` is how many groups the pattern has (re_nsub). A part of another's tree may be the pattern.
    """

    def __init__(self, pattern: str | Node, extended: bool = False, fold: bool = False, gnu: bool = False) -> None:
        self.fold = fold
        self.groups = 0
        self.program: Program | None = None
        self.states: list[list[object]] = []
        self.known: dict[tuple[int, str], bool] = {}  # what a state's set has said of a letter
        self.literal: str | None = None
        self.at_start = False  # a match begins where the text does, or nowhere
        if isinstance(pattern, str):
            parser = Parser(pattern, extended, gnu)
            pattern, self.groups = parser.parse(), parser.groups
            if parser.backrefs:
                from simbsd.lib.regex_back import Program

                self.program = Program(pattern, self.groups, fold)
        self.tree = pattern
        if self.program is not None:
            return
        self.literal = None if fold else _literal(pattern)
        end = self._state("match")
        self.start = self._compile(pattern, end)
        self.at_start = not self._may_begin_inside()

    def _state(self, what: object, out: int = -1, out2: int = -1) -> int:
        if len(self.states) > STATES:
            raise RegexError(ESPACE)
        self.states.append([what, out, out2])
        return len(self.states) - 1

    def _compile(self, node: Node, out: int) -> int:
        """States that match ``node`` and go on to ``out``; returns the first."""
        kind = node[0]
        if kind in ("set", "anchor"):
            return self._state(node[1], out)
        if kind == "group":
            return self._compile(node[1], out)  # type: ignore[arg-type]
        if kind == "cat":
            for part in reversed(node[1]):  # type: ignore[call-overload]
                out = self._compile(part, out)
            return out
        if kind == "alt":
            first, *others = [self._compile(part, out) for part in node[1]]  # type: ignore[attr-defined]
            for other in others:
                first = self._state("split", first, other)
            return first
        return self._repeat(node, out)

    def _repeat(self, node: Node, out: int) -> int:
        _, part, low, high = node
        assert isinstance(part, tuple)
        assert isinstance(low, int)
        if high is None:
            loop = self._state("split", -1, out)
            self.states[loop][1] = self._compile(part, loop)
            out = loop
        else:
            assert isinstance(high, int)
            for _ in range(high - low):
                out = self._state("split", self._compile(part, out), out)
        for _ in range(low):
            out = self._compile(part, out)
        return out

    def _may_begin_inside(self) -> bool:
        """Whether some way from the first state passes no ``^`` before it reads a character or matches."""
        waiting, seen = [self.start], set()
        while waiting:
            number = waiting.pop()
            what, *ways = self.states[number]
            if number in seen or what == "^":
                continue
            seen.add(number)
            if what == "match" or isinstance(what, Set):
                return True
            waiting += [way for way in ways if isinstance(way, int) and way >= 0]
        return False

    def search(self, text: str, start: int = 0) -> Match | None:
        """The leftmost-longest match at or after ``start``, as (begin, end), or None: for short texts."""
        scan = self._scan(text, start)
        while True:
            try:
                next(scan)
            except StopIteration as stop:
                found: Match | None = stop.value
                return found

    async def find(self, text: str, start: int = 0) -> Match | None:
        """As ``search``, for texts of any length: user time passes on the way."""
        scan = self._scan(text, start)
        while True:
            try:
                next(scan)
            except StopIteration as stop:
                found: Match | None = stop.value
                return found
            await tick()

    def _scan(self, text: str, start: int) -> Generator[None, None, Match | None]:
        """The search, stopping for breath after every ``BREATH`` states."""
        if self.program is not None:
            return (yield from self.program.scan(text, start))
        if self.literal is not None:
            begin = text.find(self.literal, start)
            return None if begin < 0 else (begin, begin + len(self.literal))
        current: dict[int, int] = {}  # state -> where its match began; earlier begins win
        best: Match | None = None
        visited = 0
        for at in range(start, len(text) + 1):
            visited += 1 + len(current)
            if visited > BREATH:
                visited = 0
                yield
            if best is None and self.at_start and at > start:
                if not current:
                    break
            elif best is None:
                self._add(current, self.start, at, text, at)
            elif not any(begin <= best[0] for begin in current.values()):
                break
            for state, begin in current.items():
                if self.states[state][0] == "match" and (best is None or begin <= best[0]):
                    best = (begin, at)
            if at == len(text) or (best is not None and not current):
                break
            following: dict[int, int] = {}
            for state, begin in sorted(current.items(), key=lambda item: item[1]):
                out = self._step(state, text[at])
                if out >= 0:
                    self._add(following, out, begin, text, at + 1)
            current = following
        return best

    def _step(self, state: int, letter: str) -> int:
        """The state that a letter leads to, or -1."""
        what, out, _ = self.states[state]
        if not isinstance(what, Set):
            return -1
        holds = self.known.get((state, letter))
        if holds is None:
            if len(self.known) > STATES:
                self.known.clear()
            holds = self.known[state, letter] = what.matches(letter, self.fold)
        assert isinstance(out, int)
        return out if holds else -1

    def ends(self, text: str, begin: int, limit: int) -> list[int]:
        """Every place up to ``limit`` where a match that begins at ``begin`` may end, in order."""
        found = []
        current: dict[int, int] = {}
        self._add(current, self.start, begin, text, begin)
        for at in range(begin, limit + 1):
            if any(self.states[state][0] == "match" for state in current):
                found.append(at)
            following: dict[int, int] = {}
            for state in current if at < limit else ():
                out = self._step(state, text[at])
                if out >= 0:
                    self._add(following, out, begin, text, at + 1)
            current = following
            if not current:
                break
        return found

    def _add(self, states: dict[int, int], state: int, begin: int, text: str, at: int) -> None:
        """Add a state and all it leads to without reading a character."""
        waiting = [state]
        while waiting:
            number = waiting.pop()
            if number in states and states[number] <= begin:
                continue
            states[number] = begin
            what, out, out2 = self.states[number]
            assert isinstance(out, int)
            assert isinstance(out2, int)
            if what == "split":
                waiting += (out2, out)
            elif isinstance(what, str) and what != "match" and anchored(what, text, at):
                waiting.append(out)


def anchored(anchor: str, text: str, at: int) -> bool:
    """True when an anchor holds between two letters of a text."""
    before = at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")
    after = at < len(text) and (text[at].isalnum() or text[at] == "_")
    if anchor in "^`":
        return at == 0
    if anchor in "$'":
        return at == len(text)
    return {"<": after and not before, ">": before and not after, "b": before != after, "B": before == after}[anchor]


def _literal(tree: Node) -> str | None:
    """The text that a pattern without operators stands for, or None."""
    letters = []
    for node in tree[1] if tree[0] == "cat" else ():  # type: ignore[attr-defined]
        what = node[1]
        if node[0] != "set" or what != Set(what.letters) or len(what.letters) != 1:
            return None
        letters.append(what.letters)
    return "".join(letters) if tree[0] == "cat" else None
