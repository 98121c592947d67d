"""Internet and Ethernet addresses as text: what inet_aton, inet_ntoa, ether_aton and link_addr accept and
give.

Models lib/libc/inet/inet_addr.c, lib/libc/net/ether_addr.c and linkaddr.c; leaves out IPv6.
"""

from __future__ import annotations

import re

from simbsd.sys.strtol import to_int

_PART = re.compile(r"0[xX][0-9a-fA-F]*|0[0-7]*|[1-9][0-9]*")
_HEX = re.compile(r"(?:0[xX])?([0-9a-fA-F]+)")
_LIMITS = {1: (32,), 2: (8, 24), 3: (8, 8, 16), 4: (8, 8, 8, 8)}


def inet_ntoa(address: int) -> str:
    """An address as dotted quad."""
    return f"{address >> 24 & 255}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}"


def inet_aton(text: str) -> int | None:
    """An address of one to four parts, each decimal, octal (0...) or hexadecimal (0x...); None when it is none.

    The last part fills what is left, so ``10.1`` is 10.0.0.1. White space ends the address.
    """
    words = text.split(None, 1)
    if not words or text[0].isspace():
        return None
    parts = words[0].split(".")
    widths = _LIMITS.get(len(parts))
    if widths is None:
        return None
    value = 0
    for part, width in zip(parts, widths, strict=True):
        if not _PART.fullmatch(part):
            return None
        number = _number(part)
        if number >= 1 << width:
            return None
        value = value << width | number
    return value


def _number(part: str) -> int:
    if part[:2] in ("0x", "0X"):
        return to_int(part[2:] or "0", 16)
    return to_int(part, 8 if part[0] == "0" else 10)


def plen_to_mask(plen: int) -> int:
    """The netmask of a prefix length."""
    return 0xFFFFFFFF << (32 - plen) & 0xFFFFFFFF


def ether_ntoa(mac: bytes) -> str:
    """An Ethernet address as six hexadecimal pairs."""
    return ":".join(f"{octet:02x}" for octet in mac)


def ether_aton(text: str) -> bytes | None:
    """Six hexadecimal numbers with colons between (sscanf's %x: each cut to a byte), else None."""
    parts = text.split(":", 5)
    if len(parts) != 6:
        return None
    octets = []
    for index, part in enumerate(parts):
        found = _HEX.match(part) if index == 5 else _HEX.fullmatch(part)
        if found is None:
            return None
        octets.append(to_int(found.group(1), 16) & 0xFF)
    return bytes(octets)


def link_addr(text: str) -> bytes:
    """A link-level address as link_addr(3) reads it after a colon: octets of one or two hexadecimal digits;
    anything else separates.
    """
    octets: list[int] = []
    digits = ""
    for char in text:
        if char not in "0123456789abcdefABCDEF":
            octets.append(int(digits or "0", 16))
            digits = ""
        elif len(digits) == 2:
            octets.append(int(digits, 16))
            digits = char
        else:
            digits += char
    return bytes([*octets, int(digits, 16)] if digits else octets)


def strtoul(text: str) -> int | None:
    """strtoul(3) with base 0 over a whole word: None when anything is left over or nothing was there."""
    if re.fullmatch(r"\s*\+?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)", text):
        return _number(text.strip().lstrip("+"))
    return None
