"""A regular expression as a tree: what regcomp(3) accepts and refuses, basic and extended.

Models lib/libc/regex/regcomp.c, and libregex's extensions for those who ask (grep); leaves out collating elements of
several letters, the names of cname.h and locales.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sys.strtol import to_int

RE_DUP_MAX = 255
NESTING = 50
CLASSES: dict[str, str] = {
    "alpha": "isalpha", "digit": "isdigit", "alnum": "isalnum", "upper": "isupper", "lower": "islower",
    "space": "isspace",
}  # fmt: skip
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
KNOWN_CLASSES = frozenset((*CLASSES, "blank", "punct", "xdigit", "print", "graph", "cntrl"))
DIGITS = "0123456789"
BADRPT, EBRACK, ECTYPE = "repetition-operator operand invalid", "brackets ([ ]) not balanced", "invalid character class"
EPAREN, EESCAPE, EMPTY = "parentheses not balanced", "trailing backslash (\\)", "empty (sub)expression"
BADBR, EBRACE, ERANGE = "invalid repetition count(s)", "braces not balanced", "invalid character range"
ESUBREG, ECOLLATE, ESPACE = "invalid backreference number", "invalid collating element", "out of memory"

# A node of the tree: ("set", Set), ("anchor", one of ^ $ < > b B ` '), ("cat", nodes), ("alt", nodes),
# ("repeat", node, low, high or None), ("group", node, number), ("back", number)
Node = tuple[object, ...]


class RegexError(ValueError):
    """A pattern that does not parse, or a match that needs too much; the text is regerror(3)'s."""


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
        "cntrl": letter < " " or letter == "\x7f",
    }  # fmt: skip
    return others[name]


# p_b_pseudoclass: \w is alnum, without the underscore.
PSEUDO = {
    "w": Set(classes=("alnum",)), "W": Set(classes=("alnum",), negated=True),
    "s": Set(classes=("space",)), "S": Set(classes=("space",), negated=True),
}  # fmt: skip


class Parser:
    """Recursive descent over one pattern. ``gnu`` takes libregex's extensions, as grep(1) does."""

    def __init__(self, pattern: str, extended: bool, gnu: bool) -> None:
        self.text, self.extended, self.gnu = pattern, extended, gnu
        self.at = self.depth = self.groups = 0
        self.closed: dict[int, bool] = {}  # groups that a back-reference may name
        self.backrefs = False

    def parse(self) -> Node:
        """The whole tree. Raises RegexError."""
        node = self._alternatives()
        if self.at < len(self.text):
            raise RegexError(EPAREN)
        return node

    def _looking(self, token: str) -> bool:
        return self.text.startswith(token, self.at)

    def _eat(self, token: str) -> bool:
        found = self._looking(token)
        self.at += len(token) * found
        return found

    def _special(self, letter: str) -> str:
        """How an operator is written: plain in extended expressions, after a backslash in basic ones."""
        return letter if self.extended else "\\" + letter

    def _bar(self) -> bool:
        return (self.extended or self.gnu) and self._looking(self._special("|"))

    def _closing(self) -> bool:
        return bool(self.depth) and self._looking(self._special(")"))

    def _alternatives(self) -> Node:
        branches = [self._branch()]
        while self._bar():
            self.at += len(self._special("|"))
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else ("alt", tuple(branches))

    def _branch(self) -> Node:
        nodes: list[Node] = []
        if not self.extended and self._eat("^"):
            nodes.append(("anchor", "^"))
        chain = 0  # expressions so far, the first ^ of a basic one not counted
        while self.at < len(self.text) and not self._bar() and not self._closing():
            nodes.append(self._repeated(chain))
            chain += 1
        if not nodes and not self.gnu:
            raise RegexError(EMPTY)
        return ("cat", tuple(nodes))

    def _repeated(self, chain: int) -> Node:
        node = self._extended_atom() if self.extended else self._basic_atom(chain)
        limits = self._bounds(node)
        if limits is None:
            return node
        if self._bounds_follow():
            raise RegexError(BADRPT)
        return ("repeat", node, *limits)

    def _bounds(self, node: Node) -> tuple[int, int | None] | None:
        """The repetition that follows, as (least, most)."""
        caret = self.extended and node == ("anchor", "^")
        for letter, limits in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if letter != "*" and not (self.extended or self.gnu):
                continue
            if self._eat(letter if letter == "*" else self._special(letter)):
                if caret:
                    raise RegexError(BADRPT)
                return limits
        if not self._looking(self._special("{")):
            return None
        follows = self.text[self.at + 1 : self.at + 2]
        if caret or (self.extended and (not follows or follows not in DIGITS + ",")):
            raise RegexError(BADRPT)
        return self._interval()

    def _bounds_follow(self) -> bool:
        if not self.extended:
            return self._looking("*") or self._looking("\\{")
        following = self.text[self.at : self.at + 2]
        return following[:1] in ("*", "+", "?") or (following[:1] == "{" and following[1:] in tuple(DIGITS))

    def _interval(self) -> tuple[int, int | None]:
        self.at += len(self._special("{"))
        least = self._count()
        most: int | None = least
        if self._eat(","):
            most = self._count() if self.text[self.at : self.at + 1] in tuple(DIGITS) else None
            if most is not None and most < least:
                raise RegexError(BADBR)
        if not self._eat(self._special("}")):
            raise RegexError(EBRACE if self.text.find(self._special("}"), self.at) < 0 else BADBR)
        return least, most

    def _count(self) -> int:
        start = self.at
        while self.text[self.at : self.at + 1] in tuple(DIGITS):
            self.at += 1
        digits = self.text[start : self.at]
        if not digits or len(digits) > 9 or to_int(digits) > RE_DUP_MAX:
            raise RegexError(BADBR)
        return to_int(digits)

    def _extended_atom(self) -> Node:
        """One atom of an extended expression (p_ere_exp)."""
        letter = self._next()
        if letter == "(":
            return self._group()
        if letter in "^$":
            return ("anchor", letter)
        refused = {")": EPAREN, "|": EMPTY, "*": BADRPT, "+": BADRPT, "?": BADRPT, "{": BADRPT}
        if letter in refused:
            raise RegexError(refused[letter])
        return self._plain(letter)

    def _basic_atom(self, chain: int) -> Node:
        """One atom of a basic expression (p_simp_re)."""
        letter = self._next()
        if letter == "\\" and self.text[self.at : self.at + 1] in ("(", ")", "{"):
            operator = self._next()
            if operator == "(":
                return self._group()
            raise RegexError(EPAREN if operator == ")" else BADRPT)
        if letter == "*" and chain:
            raise RegexError(BADRPT)
        if letter == "$" and (self.at == len(self.text) or self._bar() or self._closing()):
            return ("anchor", "$")
        return self._plain(letter)

    def _next(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def _plain(self, letter: str) -> Node:
        if letter == ".":
            return ("set", Set(any=True))
        if letter == "[":
            return self._bracket()
        return self._escaped() if letter == "\\" else ("set", Set(letter))

    def _group(self) -> Node:
        """A group, its opening parenthesis read; nothing at all in it is allowed (an error heuristic of regcomp.c)."""
        self.depth += 1
        self.groups += 1
        number = self.groups
        if self.depth > NESTING:
            raise RegexError(ESPACE)
        nothing = self.at == len(self.text) or self._closing()
        node: Node = ("cat", ()) if nothing else self._alternatives()
        if not self._eat(self._special(")")):
            raise RegexError(EPAREN)
        self.depth -= 1
        self.closed[number] = True
        return ("group", node, number)

    def _escaped(self) -> Node:
        if self.at == len(self.text):
            raise RegexError(EESCAPE)
        letter = self._next()
        if letter in "<>":
            return ("anchor", letter)
        if letter in "123456789" and (self.gnu or not self.extended):
            if to_int(letter) not in self.closed:
                raise RegexError(ESUBREG)
            self.backrefs = True
            return ("back", to_int(letter))
        if self.gnu and letter in PSEUDO:
            return ("set", PSEUDO[letter])
        if self.gnu and letter in "bB`'":
            return ("anchor", letter)
        if letter.isalpha() or letter in "'`":  # may_escape
            raise RegexError(EESCAPE)
        return ("set", Set(letter))

    def _bracket(self) -> Node:
        for word, anchor in (("[:<:]]", "<"), ("[:>:]]", ">")):
            if self._eat(word):
                return ("anchor", anchor)
        negated = self._eat("^")
        letters, ranges, classes = "", [], []
        if self._looking("]") or self._looking("-"):
            letters = self._next()
        while self.at < len(self.text) and not self._looking("]") and not self._looking("-]"):
            if self._looking("-"):
                raise RegexError(ERANGE)
            if self._eat("[:"):
                classes.append(self._class())
                continue
            low = high = self._element("[=", "=]") or self._symbol()
            if self._looking("-") and not self._looking("-]") and self.at + 1 < len(self.text):
                self.at += 1
                high = self._symbol()
            if high < low:
                raise RegexError(ERANGE)
            if high == low:
                letters += low
            else:
                ranges.append((low, high))
        letters += "-" * self._eat("-")
        if not self._eat("]"):
            raise RegexError(EBRACK)
        return ("set", Set(letters, tuple(ranges), tuple(classes), negated))

    def _symbol(self) -> str:
        if self.at == len(self.text):
            raise RegexError(EBRACK)
        return self._element("[.", ".]") or self._next()

    def _element(self, opening: str, closing: str) -> str:
        """A letter written as a collating symbol or an equivalence class; empty when there is none here."""
        if not self._eat(opening):
            return ""
        end = self.text.find(closing, self.at)
        name = self.text[self.at : end]
        if end < 0 or len(name) != 1:
            raise RegexError(EBRACK if end < 0 else ECOLLATE)
        self.at = end + 2
        return name

    def _class(self) -> str:
        if self.at == len(self.text):
            raise RegexError(EBRACK)
        start = self.at
        while self.text[self.at : self.at + 1].isalpha():
            self.at += 1
        name = self.text[start : self.at]
        if name not in KNOWN_CLASSES:
            raise RegexError(ECTYPE)
        if self.at == len(self.text):
            raise RegexError(EBRACK)
        if not self._eat(":]"):
            raise RegexError(ECTYPE)
        return name
