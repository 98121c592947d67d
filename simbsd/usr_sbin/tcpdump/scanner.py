"""Filter expressions: text into tokens.

Models contrib/libpcap/scanner.l and pcap.c's word for a number (stou); leaves out the words of ATM, ISO, MTP, IPX,
AppleTalk, PPPoE, MPLS, Geneve and wireless networks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from simbsd.sys.in6 import inet_pton6

PROTOCOLS = (
    "link", "ip", "ip6", "arp", "rarp", "icmp", "icmp6", "igmp", "igrp", "pim", "tcp", "udp", "sctp", "carp", "vrrp",
    "ah", "esp", "stp", "decnet", "lat", "sca", "moprc", "mopdl",
)  # fmt: skip
_SAME = {
    "ether": "link", "ppp": "link", "slip": "link", "fddi": "link", "tr": "link", "wlan": "link", "length": "len",
    "ifname": "on", "ruleset": "rset", "rulenum": "rnr", "subrulenum": "srnr", "&&": "and", "||": "or", "!": "not",
    "==": "=",
}  # fmt: skip
_WORDS = frozenset((
    *PROTOCOLS, *_SAME, "dst", "src", "host", "net", "mask", "port", "portrange", "proto", "protochain", "gateway",
    "less", "greater", "byte", "broadcast", "multicast", "and", "or", "not", "len", "inbound", "outbound", "ifindex",
    "vlan", "on", "rset", "rnr", "srnr", "reason", "action",
))  # fmt: skip
# Names of numbers: fields and values of ICMP, ICMPv6 and TCP.
_NUMBERS = {
    "icmptype": 0, "icmpcode": 1, "icmp6type": 0, "icmp6code": 1, "tcpflags": 13,
    "icmp-echoreply": 0, "icmp-unreach": 3, "icmp-sourcequench": 4, "icmp-redirect": 5, "icmp-echo": 8,
    "icmp-routeradvert": 9, "icmp-routersolicit": 10, "icmp-timxceed": 11, "icmp-paramprob": 12, "icmp-tstamp": 13,
    "icmp-tstampreply": 14, "icmp-ireq": 15, "icmp-ireqreply": 16, "icmp-maskreq": 17, "icmp-maskreply": 18,
    "icmp6-destinationunreach": 1, "icmp6-packettoobig": 2, "icmp6-timeexceeded": 3, "icmp6-parameterproblem": 4,
    "icmp6-echo": 128, "icmp6-echoreply": 129, "icmp6-multicastlistenerquery": 130,
    "icmp6-multicastlistenerreportv1": 131, "icmp6-multicastlistenerdone": 132, "icmp6-routersolicit": 133,
    "icmp6-routeradvert": 134, "icmp6-neighborsolicit": 135, "icmp6-neighboradvert": 136, "icmp6-redirect": 137,
    "icmp6-routerrenum": 138, "icmp6-nodeinformationquery": 139, "icmp6-nodeinformationresponse": 140,
    "icmp6-ineighbordiscoverysolicit": 141, "icmp6-ineighbordiscoveryadvert": 142,
    "icmp6-multicastlistenerreportv2": 143, "icmp6-homeagentdiscoveryrequest": 144,
    "icmp6-homeagentdiscoveryreply": 145, "icmp6-mobileprefixsolicit": 146, "icmp6-mobileprefixadvert": 147,
    "icmp6-certpathsolicit": 148, "icmp6-certpathadvert": 149, "icmp6-multicastrouteradvert": 151,
    "icmp6-multicastroutersolicit": 152, "icmp6-multicastrouterterm": 153,
    "tcp-fin": 1, "tcp-syn": 2, "tcp-rst": 4, "tcp-push": 8, "tcp-ack": 16, "tcp-urg": 32, "tcp-ece": 64,
    "tcp-cwr": 128,
}  # fmt: skip
_N = r"(?:0[xX][0-9A-Fa-f]+|[0-9]+)"
_B, _B2 = r"[0-9A-Fa-f]{1,2}", r"[0-9A-Fa-f]{4}"
# Of those that match the longest is taken, of equal ones the first (flex).
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in (
    ("", r"[ \r\n\t]+"),
    ("bogus", rf"{_B}:+(?:{_B}:+)+"),
    ("op", r">=|<=|!=|==|<<|>>|&&|\|\||[+\-*/%:\[\]!<>()&|^=]"),
    ("eid", rf"{_B}(?::{_B}){{5}}|{_B}(?:-{_B}){{5}}|{_B}(?:\.{_B}){{5}}|{_B2}\.{_B2}\.{_B2}|(?:{_B2}){{3}}"),
    ("num", _N),
    ("hid", rf"{_N}(?:\.{_N}){{1,3}}"),
    ("hid6", r"(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9]+(?:\.[0-9]+){3}|[0-9A-Fa-f]{0,4})"),
    ("id", r"[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?"),
    ("escaped", r"\\[^ !()\n\t]+"),
))  # fmt: skip


class CompileRefused(Exception):
    """libpcap's reason why an expression is no filter."""


class SyntaxRefused(CompileRefused):
    """The expression is none (yyerror)."""

    def __init__(self) -> None:
        super().__init__("can't parse filter expression: syntax error")


class Token(NamedTuple):
    """A token: ``word`` and ``op`` by their text, ``num`` by its value, ``id``, ``hid``, ``hid6`` and ``eid`` (names
    and addresses of IPv4, IPv6 and Ethernet) by their text.
    """

    kind: str
    text: str
    value: int = 0


def scan(text: str) -> list[Token]:
    """The tokens of an expression. Raises CompileRefused, SyntaxRefused."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        matches = [(kind, match[0]) for kind, pattern in _PATTERNS if (match := pattern.match(text, at)) is not None]
        matches = [one for one in matches if one[0] != "hid6" or inet_pton6(one[1]) is not None]
        if not matches:
            raise SyntaxRefused
        kind, word = max(matches, key=lambda one: len(one[1]))
        at += len(word)
        if kind:
            found.append(_token(kind, word))
    return found


def _token(kind: str, text: str) -> Token:
    if kind == "op":
        same = _SAME.get(text, text)
        return Token("word" if same in _WORDS else "op", same)
    if kind == "num":
        return Token("num", text, _number(text))
    if kind == "bogus":
        raise CompileRefused(f"bogus ethernet address {text}")
    if kind == "escaped":
        return Token("id", text[1:])
    if kind == "id" and text in _WORDS:
        return Token("word", _SAME.get(text, text))
    if kind == "id" and text in _NUMBERS:
        return Token("num", text, _NUMBERS[text])
    return Token(kind, text)


def _number(text: str) -> int:
    """stou(): hexadecimal after 0x, octal after 0, 32 bits."""
    if text[:2] in ("0x", "0X"):
        value = int(text, 16)
    elif text.startswith("0"):
        if text.strip("01234567"):
            raise CompileRefused(f"number {text} contains non-octal digit")
        value = int(text, 8)
    else:
        value = int(text)
    if value > 0xFFFFFFFF:
        raise CompileRefused(f"number {text} overflows 32 bits")
    return value
