"""How packets are told of: what the options ask for, and what was told before.

Models struct netdissect_options of contrib/tcpdump/netdissect.h and util-print.c (ts_print).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.strftime import strftime
from simbsd.usr_sbin.tcpdump.names import Names


@dataclass
class Style:
    """What the options ask for. ``sequences`` remembers where each TCP conversation began, ``reference`` when a
    packet came from which others count. ``kind`` is the type that -T names; ``hexadecimal``, ``both`` and ``ascii`` say
    how bytes are dumped, more than 1 with the link's header; ``depth`` is how many packets are around the one at hand,
    ``missing`` how many octets of it were not caught.
    """

    names: Names
    link: bool = False
    quiet: bool = False
    verbose: int = 0
    absolute: bool = False
    unchecked: bool = False
    stamps: int = 0
    kind: str = ""
    hexadecimal: int = 0
    both: int = 0
    ascii: int = 0
    numbered: bool = False
    nanoseconds: bool = False
    depth: int = 0
    missing: int = 0
    reference: int = 0
    sequences: dict[tuple[int, int, int, int], tuple[int, int]] = field(default_factory=dict)


    @property
    def dumps_unknown(self) -> bool:
        """Whether what is not understood is dumped (ndo_suppress_default_print)."""
        return not (self.quiet or self.hexadecimal or self.both)


def stamp(style: Style, when: int) -> str:
    """ts_print(): time of day, nothing (-t), seconds since 1970 (-tt), since the last packet (-ttt), with the date
    (-tttt), since the first packet (-ttttt).
    """
    kind = style.stamps
    if kind == 1:
        return ""
    since = when
    if kind in (3, 5):
        style.reference = style.reference or when
        since -= style.reference
        style.reference = when if kind == 3 else style.reference
    seconds, micros = divmod(since, 1_000_000)
    rest = "000" if style.nanoseconds else ""
    if kind == 2:
        return f"{seconds}.{micros:06d}{rest} "
    date = "%Y-%m-%d %H:%M:%S" if kind == 4 else "%H:%M:%S"
    return f"{' ' if kind in (3, 5) else ''}{strftime(date, seconds)}.{micros:06d}{rest} "
