"""IPv6 addresses as integers: their kinds, their text, and the zone that the kernel keeps inside link-local ones.

Models sys/netinet6/in6.h, scope6_var.h and lib/libc/inet/inet_ntop.c, inet_pton.c; leaves out scopes other than
interface-local, link-local and global. A link-local address inside the kernel has its interface's index in its second
16 bits, as KAME's stack keeps it (a signed number: machines beyond em0 have indexes below zero); on the wire these bits
are zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sys.strtol import to_int

IN6ADDR_ANY, IN6ADDR_LOOPBACK = 0, 1
ALLNODES, ALLROUTERS = 0xFF020000 << 96 | 1, 0xFF020000 << 96 | 2
V4MAPPED = 0xFFFF << 32
ALL_ONES = (1 << 128) - 1
MASKS6: tuple[int, ...] = tuple(ALL_ONES << (128 - plen) & ALL_ONES for plen in range(129))
_ZONE = 0xFFFF << 96
_SOLICITED = 0xFF02 << 112 | 0x1FF << 24

# ia6_flags (sys/netinet6/in6_var.h)
IN6_IFF_ANYCAST, IN6_IFF_TENTATIVE, IN6_IFF_DUPLICATED, IN6_IFF_DETACHED = 0x01, 0x02, 0x04, 0x08
IN6_IFF_DEPRECATED, IN6_IFF_NODAD, IN6_IFF_AUTOCONF, IN6_IFF_TEMPORARY = 0x10, 0x20, 0x40, 0x80
IN6_IFF_PREFER_SOURCE = 0x100
IN6_IFF_NOTREADY = IN6_IFF_TENTATIVE | IN6_IFF_DUPLICATED

# flags of an interface (sys/netinet6/nd6.h)
ND6_IFF_PERFORMNUD, ND6_IFF_ACCEPT_RTADV, ND6_IFF_IFDISABLED = 0x1, 0x2, 0x8
ND6_IFF_AUTO_LINKLOCAL, ND6_IFF_NO_RADR, ND6_IFF_NO_PREFER_IFACE, ND6_IFF_NO_DAD = 0x20, 0x40, 0x80, 0x100
ND6_INFINITE_LIFETIME = 0xFFFFFFFF

ADDR_LABEL_NOTAPP = -1


@dataclass(slots=True)
class In6AddrPolicy:
    """What a prefix counts when addresses are selected, and how often it was asked for (struct in6_addrpolicy)."""

    addr: int
    plen: int
    preced: int
    label: int
    use: int = 0


def is_linklocal(address: int) -> bool:
    """fe80::/10 (IN6_IS_ADDR_LINKLOCAL)."""
    return address >> 118 == 0x3FA


def is_multicast(address: int) -> bool:
    """ff00::/8 (IN6_IS_ADDR_MULTICAST)."""
    return address >> 120 == 0xFF


def is_v4mapped(address: int) -> bool:
    """::ffff:0.0.0.0/96 (IN6_IS_ADDR_V4MAPPED)."""
    return address >> 32 == 0xFFFF


def is_scoped(address: int) -> bool:
    """Whether an address means something on one link only (IN6_IS_SCOPE_EMBED): link-local, or a multicast group of
    interface or link.
    """
    return address >> 118 == 0x3FA or (address >> 120 == 0xFF and address >> 112 & 0xF in (1, 2))


def in6_setscope(address: int, index: int) -> int:
    """An address with the zone of an interface, if it is of a kind that has one and has none yet (in6_setscope)."""
    return address | (index & 0xFFFF) << 96 if is_scoped(address) and not address & _ZONE else address


def in6_clearscope(address: int) -> int:
    """An address as it is on the wire (in6_clearscope)."""
    return address & ~_ZONE if is_scoped(address) else address


def in6_getscope(address: int) -> int:
    """The zone inside an address: an interface's index, or 0 (in6_getscope)."""
    return (address >> 96 & 0xFFFF ^ 0x8000) - 0x8000 if is_scoped(address) else 0


def solicited_node(address: int) -> int:
    """The multicast group in which the owner of an address listens to its neighbours' questions, without zone."""
    return _SOLICITED | address & 0xFFFFFF


def in6_addrscope(address: int) -> int:
    """How far an address reaches: 1 interface, 2 link, 5 site, 14 everywhere (in6_addrscope)."""
    if is_multicast(address):
        return address >> 112 & 0xF
    if is_linklocal(address):
        return 2
    if address >> 118 == 0x3FB:
        return 5
    return 1 if address == IN6ADDR_LOOPBACK else 14


def inet_ntop6(address: int) -> str:
    """The text of an address, the longest run of two zero groups or more as ``::`` (inet_ntop6)."""
    groups = [address >> shift & 0xFFFF for shift in range(112, -1, -16)]
    best, length = _longest_zeros(groups)
    quad = best == 0 and (length == 6 or (length == 5 and groups[5] == 0xFFFF))
    words = [f"{group:x}" for group in groups]
    if quad:
        words[6:] = [".".join(str(address >> shift & 0xFF) for shift in (24, 16, 8, 0))]
    if length < 2:
        return ":".join(words)
    return f"{':'.join(words[:best])}::{':'.join(words[best + length :])}"


def _longest_zeros(groups: list[int]) -> tuple[int, int]:
    best = length = at = 0
    while at < len(groups):
        end = at
        while end < len(groups) and groups[end] == 0:
            end += 1
        if end - at > length:
            best, length = at, end - at
        at = max(end, at + 1)
    return best, length


def inet_pton6(text: str) -> int | None:
    """The address that a text means, or None (inet_pton6). A zone after ``%`` is not part of it."""
    head, double, tail = text.partition("::")
    if "::" in tail or (double and (head.endswith(":") or tail.startswith(":"))):
        return None
    first, last = _groups(head, not double), _groups(tail, True)
    if first is None or last is None:
        return None
    missing = 8 - len(first) - len(last)
    if missing < 1 if double else missing != 0:
        return None
    value = 0
    for group in [*first, *[0] * missing, *last]:
        value = value << 16 | group
    return value


def _groups(text: str, quad: bool) -> list[int] | None:
    """The groups of one side of ``::``; ``quad``: it may end in an IPv4 address."""
    if not text:
        return []
    found: list[int] = []
    words = text.split(":")
    for place, word in enumerate(words):
        if quad and place == len(words) - 1 and "." in word:
            octets = word.split(".")
            if len(octets) != 4 or not all(one.isascii() and one.isdigit() and len(one) <= 3 for one in octets):
                return None
            numbers = [to_int(one) for one in octets]
            if max(numbers) > 255:
                return None
            return [*found, numbers[0] << 8 | numbers[1], numbers[2] << 8 | numbers[3]]
        if not 1 <= len(word) <= 4 or any(char not in "0123456789abcdefABCDEF" for char in word):
            return None
        found.append(to_int(word, 16))
    return found
