"""Which of several addresses of a host is tried first (RFC 3484, section 6).

Models lib/libc/net/getaddrinfo.c (reorder, get_addrselectpolicy, match_addrselectpolicy, set_source, comp_dst,
gai_addr2scopetype, matchlen); leaves out rule 3, deprecated sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key

from simbsd.lib.socket import connect, getsockname, socket
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import MASKS6, In6AddrPolicy, in6_addrscope, in6_clearscope, in6_getscope
from simbsd.sys.socketvar import AF_INET, AF_INET6, SOCK_DGRAM

Entry = tuple[int, int]  # family and address
_MAPPED = 0xFFFF << 32


@dataclass(slots=True)
class _Order:
    """What is known of a destination; ``source`` None: it cannot be reached."""

    entry: Entry
    source: int | None
    dstpolicy: In6AddrPolicy | None
    srcpolicy: In6AddrPolicy | None


async def reorder(entries: list[Entry]) -> list[Entry]:
    """The addresses in the order in which they are to be tried; as they are where no policy is installed."""
    if len(entries) <= 1:
        return entries
    try:
        policies: tuple[In6AddrPolicy, ...] = await sysctl("net.inet6.ip6.addrctlpolicy")
    except Errno:
        return entries
    if not policies:
        return entries
    known = [await _order(entry, policies) for entry in entries]
    return [one.entry for one in sorted(known, key=cmp_to_key(_compare))]


async def _order(entry: Entry, policies: tuple[In6AddrPolicy, ...]) -> _Order:
    source = await _source(entry)
    mine = _match((entry[0], source), policies) if source is not None else None
    return _Order(entry, source, _match(entry, policies), mine)


async def _source(entry: Entry) -> int | None:
    """The address that a datagram to this one would come from (set_source)."""
    family, address = entry
    try:
        fd = await socket(family, SOCK_DGRAM)
    except Errno:
        return None
    found: int | None = None
    try:
        ends = (in6_clearscope(address), 1, in6_getscope(address)) if family == AF_INET6 else (address, 1)
        await connect(fd, ends)
        found = (await getsockname(fd))[0]
    except Errno:
        found = None
    await close(fd)
    return found


def _match(entry: Entry, policies: tuple[In6AddrPolicy, ...]) -> In6AddrPolicy | None:
    """The policy of the longest prefix; an address of IPv4 counts as a mapped one."""
    address = entry[1] if entry[0] == AF_INET6 else _MAPPED | entry[1]
    fitting = [one for one in policies if address & MASKS6[one.plen] == one.addr]
    return max(fitting, key=lambda one: one.plen, default=None)


def _scope(entry: Entry) -> int:
    family, address = entry
    if family == AF_INET6:
        return in6_addrscope(address)
    return 2 if address >> 24 == 127 or address >> 16 == 0xA9FE else 14


def _compare(one: _Order, other: _Order) -> int:
    """Below 0: the first is tried first (comp_dst)."""
    ranks = tuple(_ranks(order) for order in (one, other))
    for mine, its in zip(*ranks, strict=True):
        if mine != its:
            return -1 if mine < its else 1
    if one.entry[0] == other.entry[0] != AF_INET and one.source is not None and other.source is not None:
        near, far = (128 - (order.source ^ order.entry[1]).bit_length() for order in (one, other) if order.source)
        return far - near
    return 0


def _ranks(order: _Order) -> tuple[int, ...]:
    """Rules 1, 2, 5, 6 and 8, smaller first."""
    scope = _scope(order.entry)
    same = order.source is not None and _scope((order.entry[0], order.source)) == scope
    dst, src = order.dstpolicy, order.srcpolicy
    labelled = dst is not None and src is not None and dst.label == src.label
    return order.source is None, not same, not labelled, -(dst.preced if dst is not None else -1), scope
