"""Reads rc.conf(5) lines: which of them this machine's rc(8) reads."""

from __future__ import annotations

import re

from lab.importing.report import Row, rename_cards
from simbsd.rootfs import read

FILE = "rc.conf"
DEFAULTS = "etc/defaults/rc.conf"
ASSIGNMENT = re.compile(r"\s*(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*)")
VALUE = re.compile(r"""(?:"[^"`$\\]*"|'[^']*'|[A-Za-z0-9_./:@%+,-]*)\s*(?:#.*)?""")
# Variables that carry a name of their own (network.subr, rc.d/routing, rc.d/jail).
PATTERNS = re.compile(
    r"(?:ifconfig|ipv6_ifconfig|vlans|create_args|route|ipv6_route|autobridge|jail|.+_(?:enable|flags))_?\w*"
)


def read_rc(text: str) -> tuple[list[str], list[Row]]:
    """The lines that can be used, cards renamed, and what is to be said about the others."""
    known = _known()
    kept: list[str] = []
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = ASSIGNMENT.fullmatch(line)
        if match is None or not VALUE.fullmatch(match["value"]):
            rows.append(Row(FILE, number, "wrong", 'A line of rc.conf is NAME="value", without blanks round the =.'))
        elif match["name"] not in known and not PATTERNS.fullmatch(match["name"]):
            rows.append(Row(FILE, number, "unsupported", f"Nothing in this machine reads {match['name']}."))
        else:
            kept.append(rename_cards(FILE, number, line.strip().replace("\t", " "), rows))
    return kept, rows


def _known() -> frozenset[str]:
    matches = (ASSIGNMENT.fullmatch(line) for line in read(DEFAULTS).decode().splitlines())
    return frozenset(match["name"] for match in matches if match is not None)
