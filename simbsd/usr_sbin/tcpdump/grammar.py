"""Filter expressions: tokens into a tree of tests.

Models contrib/libpcap/grammar.y.in; leaves out what scanner.py leaves out. ``and`` and ``or`` bind alike, from left to
right; a name or an address behind them takes the qualifiers before it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simbsd.usr_sbin.tcpdump.scanner import PROTOCOLS, CompileRefused, SyntaxRefused, Token, scan

DEPTH = 100  # parentheses and nots in each other
_KINDS = ("host", "net", "port", "portrange")
_PLAIN = ("proto", "protochain", "gateway")  # never with a direction
_RELATIONS = {">": (">", False), ">=": (">=", False), "=": ("=", False), "<=": (">", True), "<": (">=", True),
              "!=": ("=", True)}  # fmt: skip
_BINDS = {"|": 1, "^": 0, "&": 2, "<<": 3, ">>": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5}
_NAMES = ("id", "hid", "hid6", "eid")


@dataclass(frozen=True)
class Words:
    """The qualifiers of a name: protocol, direction (``src``, ``dst``, or both by ``or``, ``and``), kind; else empty.
    ``undefined``: there are none to be taken again.
    """

    proto: str = ""
    direction: str = ""
    kind: str = ""
    undefined: bool = False


_UNDEFINED = Words(undefined=True)


@dataclass(frozen=True)
class Name:
    """A name, an address or a number with its qualifiers; ``mask`` is a mask or the length of a prefix."""

    words: Words
    token: Token
    mask: Token | None = None


@dataclass(frozen=True)
class Plain:
    """A test of its own: a protocol, ``broadcast`` of one, ``less`` than a number, ``vlan``, ``on`` an interface."""

    what: str
    proto: str = ""
    value: Token | None = None


@dataclass(frozen=True)
class Byte:
    """``byte`` with an offset, an operator and a value."""

    offset: int
    operator: str
    value: int


@dataclass(frozen=True)
class Arith:
    """A number: a constant, ``len``, bytes of a packet (``load``: protocol, size, offset), or two with an operator."""

    what: str
    value: int = 0
    proto: str = ""
    parts: tuple[Arith, ...] = ()


@dataclass(frozen=True)
class Relation:
    """Two numbers, compared; ``opposite``: the comparison must not hold."""

    operator: str
    opposite: bool
    left: Arith
    right: Arith


@dataclass(frozen=True)
class Not:
    """The opposite."""

    inner: Node


@dataclass(frozen=True)
class Pair:
    """Both, or either."""

    operator: Literal["and", "or"]
    left: Node
    right: Node


Node = Name | Plain | Byte | Relation | Not | Pair


def parse(text: str) -> Node | None:
    """The tree of an expression; None for an empty one. Raises CompileRefused."""
    tokens = scan(text)
    if not tokens:
        return None
    parser = _Parser(tokens)
    tree, _ = parser.expression(_UNDEFINED, False)
    if parser.at < len(tokens):
        raise SyntaxRefused
    return tree


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def _peek(self, ahead: int = 0) -> Token:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else Token("end", "")

    def _take(self) -> Token:
        token = self._peek()
        if token.kind == "end":
            raise SyntaxRefused
        self.at += 1
        return token

    def _is(self, *texts: str) -> bool:
        token = self._peek()
        return token.kind in ("word", "op") and token.text in texts

    def _expect(self, *texts: str) -> str:
        if not self._is(*texts):
            raise SyntaxRefused
        return self._take().text

    def _kind(self, kind: str) -> Token:
        if self._peek().kind != kind:
            raise SyntaxRefused
        return self._take()

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise CompileRefused("can't parse filter expression: yacc stack overflow")

    def expression(self, words: Words, names: bool) -> tuple[Node, Words]:
        """expr; ``names``: the first may be a name with the qualifiers ``words``."""
        tree, words = self._operand(words, names)
        while self._is("and", "or"):
            operator: Literal["and", "or"] = "and" if self._take().text == "and" else "or"
            right, words = self._operand(words, True)
            tree = Pair(operator, tree, right)
        return tree, words

    def _operand(self, words: Words, names: bool) -> tuple[Node, Words]:
        """term, or where there are qualifiers to be taken again, id."""
        self._deeper()
        try:
            if self._is("not"):
                self._take()
                inner, words = self._operand(words, names)
                return Not(inner), words
            relation = self._relation()
            if relation is not None:
                return relation, _UNDEFINED
            if names and self._starts_name():
                return self._name(words), words
            if self._is("("):
                self._take()
                tree, _ = self.expression(words, names)
                self._expect(")")
                return tree, words
            return self._term()
        finally:
            self.depth -= 1

    def _starts_name(self) -> bool:
        """Whether an id follows, perhaps in parentheses."""
        ahead = 0
        while self._peek(ahead) == ("op", "(", 0):
            ahead += 1
        return self._peek(ahead).kind in (*_NAMES, "num")

    def _name(self, words: Words) -> Node:
        """id: a name, a number, or several in parentheses."""
        self._deeper()
        try:
            if self._is("not"):
                self._take()
                return Not(self._name(words))
            if self._is("("):
                self._take()
                tree = self._name(words)
                while self._is("and", "or"):
                    operator: Literal["and", "or"] = "and" if self._take().text == "and" else "or"
                    tree = Pair(operator, tree, self._name(words))
                self._expect(")")
                return tree
            token = self._take()
            if token.kind not in (*_NAMES, "num"):
                raise SyntaxRefused
            mask = None
            if token.kind in ("hid", "hid6") and self._is("/"):
                self._take()
                mask = self._kind("num")
            elif token.kind == "hid" and self._is("mask"):
                self._take()
                mask = self._kind("hid")
            return Name(words, token, mask)
        finally:
            self.depth -= 1

    def _term(self) -> tuple[Node, Words]:
        token = self._peek()
        if token.kind != "word":
            raise SyntaxRefused
        if token.text in ("less", "greater", "ifindex"):
            self._take()
            return Plain(token.text, "", self._kind("num")), _UNDEFINED
        if token.text in ("inbound", "outbound"):
            self._take()
            return Plain(token.text), _UNDEFINED
        if token.text == "vlan":
            self._take()
            tagged = self._is("(") or self._peek().kind == "num"
            return Plain("vlan", "", self._constant() if tagged else None), _UNDEFINED
        if token.text == "byte":
            self._take()
            offset = self._kind("num").value
            return Byte(offset, self._expect("&", "|", "<", ">", "="), self._kind("num").value), _UNDEFINED
        if token.text in ("on", "rset", "rnr", "srnr", "reason", "action"):
            return self._pf(self._take().text), _UNDEFINED
        return self._qualified()

    def _pf(self, what: str) -> Plain:
        kinds = {"rnr": ("num",), "srnr": ("num",), "reason": ("num", "id")}.get(what, ("id",))
        if self._peek().kind not in kinds:
            raise SyntaxRefused
        return Plain(what, "", self._take())

    def _constant(self) -> Token:
        """pnum."""
        opened = 0
        while self._is("("):
            self._take()
            opened += 1
        token = self._kind("num")
        for _ in range(opened):
            self._expect(")")
        return token

    def _qualified(self) -> tuple[Node, Words]:
        proto = self._take().text if self._is(*PROTOCOLS) else ""
        if self._is("broadcast", "multicast"):
            return Plain(self._take().text, proto), _UNDEFINED
        direction = self._direction()
        kind = self._take().text if self._is(*_KINDS) or (not direction and self._is(*_PLAIN)) else ""
        if not direction and not kind:
            if not proto:
                raise SyntaxRefused
            return Plain("abbreviation", proto), _UNDEFINED
        words = Words(proto, direction, kind)
        return self._name(words), words

    def _direction(self) -> str:
        if not self._is("src", "dst"):
            return ""
        first = self._take().text
        following = self._peek(1)
        if self._is("and", "or") and following.kind == "word" and following.text in ("src", "dst"):
            operator, second = self._take().text, self._take().text
            if first == second:
                raise SyntaxRefused
            return operator
        return first

    def _relation(self) -> Relation | None:
        """arth relop arth; None, and nothing is taken, where there is none."""
        start, depth = self.at, self.depth
        loads = self._peek().kind == "word" and self._peek().text in PROTOCOLS and self._peek(1).text == "["
        if not (loads or self._peek().kind == "num" or self._is("(", "-", "len")):
            return None
        try:
            left = self._arith(0)
            operator, opposite = _RELATIONS[self._expect(*_RELATIONS)]
        except SyntaxRefused:
            if loads:
                raise
            self.at, self.depth = start, depth
            return None
        return Relation(operator, opposite, left, self._arith(0))

    def _arith(self, least: int) -> Arith:
        left = self._atom()
        while (operator := self._peek()).kind == "op" and _BINDS.get(operator.text, -1) >= least:
            self._take()
            left = Arith(operator.text, 0, "", (left, self._arith(_BINDS[operator.text] + 1)))
        return left

    def _atom(self) -> Arith:
        self._deeper()
        token = self._take()
        found: Arith
        if token.kind == "num":
            found = Arith("number", token.value)
        elif token == ("word", "len", 0):
            found = Arith("len")
        elif token == ("op", "-", 0):
            found = Arith("negative", 0, "", (self._atom(),))
        elif token == ("op", "(", 0):
            found = self._arith(0)
            self._expect(")")
        elif token.kind == "word" and token.text in PROTOCOLS:
            found = self._load(token.text)
        else:
            raise SyntaxRefused
        self.depth -= 1
        return found

    def _load(self, proto: str) -> Arith:
        self._expect("[")
        offset = self._arith(0)
        size = 1
        if self._is(":"):
            self._take()
            size = self._kind("num").value
        self._expect("]")
        return Arith("load", size, proto, (offset,))
