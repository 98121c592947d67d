"""Next hops and their groups as programs see them.

Models sys/net/route/nhop.h (nhop_external, nhgrp_external) as records; leaves out prepended headers.
"""

from __future__ import annotations

from dataclasses import dataclass

# gateway, host, reject, dynamic, static, blackhole, proto 1 to 3, broadcast: what nhop_ctl.c keeps of a route's flags
NHOP_RTFLAGS = 0x2 | 0x4 | 0x8 | 0x10 | 0x800 | 0x1000 | 0x8000 | 0x4000 | 0x40000 | 0x400000


@dataclass(frozen=True, slots=True)
class NhopRecord:
    """One next hop. ``ifa`` is the address it sends from, ``address_name`` the interface of the address it is for,
    ``refs`` how many routes and groups hold it.
    """

    index: int
    flags: int
    ifa: int | None
    gateway: int | None
    name: str
    address_name: str
    mtu: int
    refs: int


@dataclass(frozen=True, slots=True)
class NhgrpRecord:
    """One group of next hops; ``ways`` are number, weight and slots of each."""

    index: int
    refs: int
    ways: tuple[tuple[int, int, int], ...]
