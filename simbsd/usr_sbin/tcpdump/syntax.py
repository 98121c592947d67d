"""Filter expressions: words into a tree of tests.

Models contrib/libpcap/grammar.y.in and scanner.l for ip, ip6, arp, icmp, icmp6, igmp, tcp, udp, sctp, carp, vrrp,
ether, vlan, host, net, port, proto, broadcast, src, dst, and, or, not; leaves out nets of IPv6, port ranges, arithmetic
and everything wireless. ``and`` and ``or`` bind alike, from left to right; a bare name takes the words before it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

PROTOCOLS = ("ip", "ip6", "arp", "icmp", "icmp6", "igmp", "tcp", "udp", "sctp", "carp", "vrrp", "ether")
DIRECTIONS = ("src", "dst")
KINDS = ("host", "net", "port", "proto")
_OTHER = ("and", "or", "not", "vlan", "broadcast")
_KEYWORDS = frozenset((*PROTOCOLS, *DIRECTIONS, *KINDS, *_OTHER))
_SYMBOLS = {"&&": "and", "||": "or", "!": "not"}
_TOKEN = re.compile(r"\s+|&&|\|\||[!()]|[^\s&|!()]+|.", re.DOTALL)


class SyntaxRefused(Exception):
    """The expression is none."""


@dataclass(frozen=True)
class Words:
    """The words before a name: protocol, direction (``src``, ``dst``, or both by ``or``, ``and``), kind; else empty."""

    proto: str = ""
    direction: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Primitive:
    """One test: words and what they are about (None: a protocol alone, or ``vlan``, ``broadcast``)."""

    words: Words
    name: str | None


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


Node = Primitive | Not | Pair


def parse(text: str) -> Node | None:
    """The tree of an expression; None for an empty one. Raises SyntaxRefused."""
    tokens = [_SYMBOLS.get(token, token) for token in _TOKEN.findall(text) if not token.isspace()]
    if not tokens:
        return None
    parser = _Parser(tokens)
    tree = parser.expression()
    if parser.tokens:
        raise SyntaxRefused
    return tree


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.words = Words()

    def _next(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def _take(self) -> str:
        if not self.tokens:
            raise SyntaxRefused
        return self.tokens.pop(0)

    def expression(self) -> Node:
        tree = self._term()
        while self._next() in ("and", "or"):
            operator: Literal["and", "or"] = "and" if self._take() == "and" else "or"
            tree = Pair(operator, tree, self._term())
        return tree

    def _term(self) -> Node:
        token = self._next()
        if token == "not":
            self._take()
            return Not(self._term())
        if token == "(":
            self._take()
            tree = self.expression()
            if self._take() != ")":
                raise SyntaxRefused
            return tree
        return self._primitive()

    def _primitive(self) -> Node:
        token = self._next()
        if token == "vlan":
            self._take()
            return Primitive(Words(kind="vlan"), self._take() if self._next().isdigit() else None)
        if not self._is_name():
            self.words = self._qualifiers()
            if not self._is_name():
                return self._without_name()
        return Primitive(self.words, self._take())

    def _is_name(self) -> bool:
        token = self._next()
        return bool(token) and token not in _KEYWORDS and token not in ("(", ")")

    def _without_name(self) -> Node:
        words = self.words
        if self._next() == "broadcast" and words.proto in ("", "ether") and not words.direction and not words.kind:
            self._take()
            return Primitive(Words("ether", "", "broadcast"), None)
        if not words.proto or words.proto == "ether" or words.direction or words.kind:
            raise SyntaxRefused
        return Primitive(words, None)

    def _qualifiers(self) -> Words:
        proto = self._take() if self._next() in PROTOCOLS else ""
        direction = self._direction()
        kind = self._take() if self._next() in KINDS else ""
        return Words(proto, direction, kind)

    def _direction(self) -> str:
        if self._next() not in DIRECTIONS:
            return ""
        first = self._take()
        if self._next() in ("and", "or") and self.tokens[1:2] and self.tokens[1] in DIRECTIONS:
            operator = self._take()
            second = self._take()
            return operator if second != first else first
        return first
