"""What an import finds, line by line, and the names of network cards, which this machine has one of."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

CARD = "em0"
# Drivers of Ethernet cards (section 4 of the manual).
DRIVERS = (
    "ae age alc ale axe axge bce bfe bge bnxt cxgbe cxl dc em fxp gem ice igb igc ix ixl ixv jme le lge mce msk mxge"
    " nfe nge re rl sge sis sk ste stge ue ure vge vmx vr vtnet vmxnet xl xn"
).split()
CARDS = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(DRIVERS)})\d+(?![A-Za-z0-9])")
LEVELS = ("wrong", "unsupported", "changed", "built")


@dataclass(frozen=True, slots=True)
class Row:
    """One finding: the file, the line it stands in (0: none), its level (LEVELS) and a sentence."""

    file: str
    line: int
    level: str
    text: str

    def dump(self) -> dict[str, Any]:
        """The row as the wire carries it."""
        return asdict(self)


def rename_cards(file: str, number: int, line: str, rows: list[Row]) -> str:
    """The line with every other card's name replaced by this machine's; a row for each name."""
    names = [match[0] for match in CARDS.finditer(line) if match[0] != CARD]
    for name in dict.fromkeys(names):
        rows.append(Row(file, number, "changed", f"{name} is {CARD} here: the machine has one card."))
    return CARDS.sub(CARD, line) if names else line
