"""POSIX regular expressions, matched in time linear in the text: no pattern can hang the machine.

Models regcomp(3) and regexec(3), basic and extended; leaves out back-references, collating elements and locales. A
pattern is parsed to a tree, compiled to a Thompson automaton and run on all its states at once, which finds the
leftmost-longest match POSIX asks for. What its groups matched, lib/regex_groups.py finds afterwards.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from simbsd.lib.unistd import tick
from simbsd.sys.strtol import is_number, to_int

RE_DUP_MAX = 255
BREATH = 2000
CLASSES: dict[str, str] = {
    "alpha": "isalpha", "digit": "isdigit", "alnum": "isalnum", "upper": "isupper", "lower": "islower",
    "space": "isspace",
}  # fmt: skip
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


class RegexError(ValueError):
    """A pattern that does not parse; the text is regerror(3)'s."""


@dataclass(frozen=True, slots=True)
class Set:
    """One character: any of ``letters``, ``ranges`` or ``classes``, or none of them; ``any`` matches everything."""

    letters: str = ""
    ranges: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()
    negated: bool = False
    any: bool = False

    def matches(self, letter: str, fold: bool) -> bool:
        """True when the set holds the letter; ``fold`` ignores case."""
        if self.any:
            return True
        forms = (letter, letter.lower(), letter.upper()) if fold else (letter,)
        return any(map(self._holds, forms)) != self.negated

    def _holds(self, letter: str) -> bool:
        if letter in self.letters or any(low <= letter <= high for low, high in self.ranges):
            return True
        return any(in_class(letter, name) for name in self.classes)


def in_class(letter: str, name: str) -> bool:
    """True when a letter is in one of KNOWN_CLASSES (iswctype)."""
    if name in CLASSES:
        return bool(getattr(letter, CLASSES[name])())
    others = {
        "blank": letter in " \t", "punct": letter in PUNCTUATION, "xdigit": letter in "0123456789abcdefABCDEF",
        "print": letter.isprintable(), "graph": letter.isprintable() and letter != " ",
        "cntrl": letter < " " or letter == "\x7f", "word": letter.isalnum() or letter == "_",
    }  # fmt: skip
    return others[name]


KNOWN_CLASSES = frozenset((*CLASSES, "blank", "punct", "xdigit", "print", "graph", "cntrl", "word"))

# A node of the tree: ("set", Set), ("anchor", "^$<>"), ("cat", nodes), ("alt", nodes), ("repeat", node, low, high or
# None), ("group", node, number)
Node = tuple[object, ...]
Match = tuple[int, int]


class _Parser:
    """Recursive descent over one pattern."""

    def __init__(self, pattern: str, extended: bool) -> None:
        self.text, self.extended, self.at, self.depth, self.groups = pattern, extended, 0, 0, 0

    def parse(self) -> Node:
        node = self.alternatives()
        if self.at < len(self.text):
            raise RegexError("parentheses not balanced")
        return node

    def looking(self, token: str) -> bool:
        return self.text.startswith(token, self.at)

    def special(self, letter: str) -> str:
        """How an operator is written: plain in extended expressions, after a backslash in basic ones."""
        return letter if self.extended else "\\" + letter

    def alternatives(self) -> Node:
        branches = [self.branch()]
        while self.looking(self.special("|")):
            self.at += len(self.special("|"))
            branches.append(self.branch())
        return branches[0] if len(branches) == 1 else ("alt", tuple(branches))

    def branch(self) -> Node:
        nodes: list[Node] = []
        while self.at < len(self.text):
            if self.looking(self.special("|")) or (self.looking(self.special(")")) and self.depth):
                break
            nodes.append(self.repeated(first=not nodes))
        return ("cat", tuple(nodes))

    def repeated(self, first: bool) -> Node:
        node = self.atom(first)
        if node == ("anchor", "^") and not self.extended:
            return node  # a star that follows is an ordinary character
        while bounds := self.bounds(first and node == ("cat", ())):
            if node[0] == "anchor":
                raise RegexError("repetition-operator operand invalid")
            node = ("repeat", node, *bounds)
        return node

    def bounds(self, nothing: bool) -> tuple[int, int | None] | None:
        """The repetition that follows, as (least, most)."""
        if self.looking("*") and not nothing:
            self.at += 1
            return 0, None
        for letter, limits in (("+", (1, None)), ("?", (0, 1))):
            if self.looking(self.special(letter)):
                self.at += len(self.special(letter))
                return limits
        if self.looking(self.special("{")):
            return self.interval()
        return None

    def interval(self) -> tuple[int, int | None]:
        self.at += len(self.special("{"))
        end = self.text.find(self.special("}"), self.at)
        if end < 0:
            raise RegexError("braces not balanced")
        low, comma, high = self.text[self.at : end].partition(",")
        self.at = end + len(self.special("}"))
        if not is_number(low) or (high and not is_number(high)):
            raise RegexError("invalid repetition count(s)")
        least = to_int(low)
        most = None if comma and not high else to_int(high or low)
        if least > RE_DUP_MAX or (most is not None and (most > RE_DUP_MAX or most < least)):
            raise RegexError("invalid repetition count(s)")
        return least, most

    def atom(self, first: bool) -> Node:
        if self.looking(self.special("(")):
            return self.group()
        letter = self.text[self.at]
        self.at += 1
        if letter == ".":
            return ("set", Set(any=True))
        if letter == "[":
            return self.bracket()
        if letter == "^" and (self.extended or first):
            return ("anchor", "^")
        if letter == "$" and (self.extended or self.ends()):
            return ("anchor", "$")
        if letter == "\\":
            return self.escaped()
        if letter in "*+?{" and self.extended and first and letter != "{":
            raise RegexError("repetition-operator operand invalid")
        return ("set", Set(letter))

    def ends(self) -> bool:
        return self.at == len(self.text) or self.looking("\\)") or self.looking("\\|")

    def group(self) -> Node:
        self.at += len(self.special("("))
        self.depth += 1
        self.groups += 1
        number = self.groups
        if self.depth > 50:
            raise RegexError("out of memory")
        node = self.alternatives()
        if not self.looking(self.special(")")):
            raise RegexError("parentheses not balanced")
        self.at += len(self.special(")"))
        self.depth -= 1
        return ("group", node, number)

    def escaped(self) -> Node:
        if self.at == len(self.text):
            raise RegexError("trailing backslash (\\)")
        letter = self.text[self.at]
        self.at += 1
        if letter in "<>":
            return ("anchor", letter)
        if letter in "123456789" and not self.extended:
            # A back-reference, which no automaton can follow: refused, rather than taken for the digit.
            raise RegexError("invalid backreference number")
        words = {"w": Set(classes=("word",)), "W": Set(classes=("word",), negated=True),
                 "s": Set(classes=("space",)), "S": Set(classes=("space",), negated=True)}  # fmt: skip
        return ("set", words.get(letter, Set(letter)))

    def bracket(self) -> Node:
        for word, anchor in (("[:<:]]", "<"), ("[:>:]]", ">")):
            if self.looking(word):
                self.at += len(word)
                return ("anchor", anchor)
        negated = self.looking("^")
        self.at += negated
        letters, ranges, classes = "", [], []
        start = self.at
        while not self.looking("]") or self.at == start:
            if self.at >= len(self.text):
                raise RegexError("brackets ([ ]) not balanced")
            if self.looking("[:"):
                classes.append(self.named_class())
                continue
            low = self.text[self.at]
            self.at += 1
            if self.looking("-") and not self.looking("-]") and self.at + 1 < len(self.text):
                high = self.text[self.at + 1]
                self.at += 2
                if high < low:
                    raise RegexError("invalid character range")
                ranges.append((low, high))
            else:
                letters += low
        self.at += 1
        return ("set", Set(letters, tuple(ranges), tuple(classes), negated))

    def named_class(self) -> str:
        end = self.text.find(":]", self.at)
        name = self.text[self.at + 2 : end] if end > 0 else ""
        if name not in KNOWN_CLASSES:
            raise RegexError("invalid character class")
        self.at = end + 2
        return name


class Regex:
    """A compiled pattern. ``states`` is the automaton: (what, out, out2); what is a Set, an anchor, ``split`` or
    ``match``; ``groups`` is how many groups the pattern has (re_nsub). A part of another's tree may be the pattern.
    """

    def __init__(self, pattern: str | Node, extended: bool = False, fold: bool = False) -> None:
        self.fold = fold
        self.groups = 0
        if isinstance(pattern, str):
            parser = _Parser(pattern, extended)
            pattern, self.groups = parser.parse(), parser.groups
        self.tree = pattern
        self.literal = None if fold else _literal(pattern)
        self.states: list[list[object]] = []
        end = self._state("match")
        self.start = self._compile(pattern, end)

    def _state(self, what: object, out: int = -1, out2: int = -1) -> int:
        if len(self.states) > 20_000:
            raise RegexError("out of memory")
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
            if best is None:
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
                what, out, _ = self.states[state]
                if isinstance(what, Set) and what.matches(text[at], self.fold):
                    assert isinstance(out, int)
                    self._add(following, out, begin, text, at + 1)
            current = following
        return best

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
                what, out, _ = self.states[state]
                if isinstance(what, Set) and what.matches(text[at], self.fold):
                    assert isinstance(out, int)
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
            elif isinstance(what, str) and what != "match" and _anchored(what, text, at):
                waiting.append(out)


def _anchored(anchor: str, text: str, at: int) -> bool:
    before = at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")
    after = at < len(text) and (text[at].isalnum() or text[at] == "_")
    return {"^": at == 0, "$": at == len(text), "<": after and not before, ">": before and not after}[anchor]


def _literal(tree: Node) -> str | None:
    """The text that a pattern without operators stands for, or None."""
    letters = []
    for node in tree[1] if tree[0] == "cat" else ():  # type: ignore[attr-defined]
        what = node[1]
        if node[0] != "set" or what != Set(what.letters) or len(what.letters) != 1:
            return None
        letters.append(what.letters)
    return "".join(letters) if tree[0] == "cat" else None
