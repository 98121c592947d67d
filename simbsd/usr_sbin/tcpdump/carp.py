"""A captured advertisement of CARP, or of VRRP, whose number it has: as one with -T carp, else as the other.

Models contrib/tcpdump/print-carp.c and print-vrrp.c; leaves out version 3 of VRRP and its passwords.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.usr_sbin.tcpdump.packet import Header, Header6, in_cksum

if TYPE_CHECKING:
    from simbsd.usr_sbin.tcpdump.style import Style

_AUTH = {0: "none", 1: "simple", 2: "ah"}
_TTL = 255


def _bad_sum(data: bytes) -> int | None:
    """The sum inside, when it is wrong."""
    return int.from_bytes(data[6:8], "big") if in_cksum(data) else None


async def advertisement(style: Style, ip: Header | Header6, data: bytes) -> str:
    """What protocol 112 carries (ip_demux_print: IPPROTO_VRRP)."""
    return _carp(style, ip, data) if style.kind == "carp" else await _vrrp(style, ip, data)


def _carp(style: Style, ip: Header | Header6, data: bytes) -> str:
    """carp_print()."""
    version, kind = data[0] >> 4, data[0] & 15
    text = f"CARPv{version}-{'advertise' if kind == 1 else 'unknown'} {len(data)}: "
    if ip.ttl != _TTL:
        text += f"[ttl={ip.ttl}!] "
    if version != 2 or kind != 1:
        return text
    vhid, advskew, authlen, _pad, advbase, _sum, counter = struct.unpack_from(">xBBBBBHQ", data)
    text += f"vhid={vhid} advbase={advbase} advskew={advskew} authlen={authlen} "
    wrong = _bad_sum(data) if style.verbose else None
    if wrong is not None:
        text += f" (bad carp cksum {wrong:x}!)"
    return f"{text}counter={counter}"


async def _vrrp(style: Style, ip: Header | Header6, data: bytes) -> str:
    """vrrp_print()."""
    version, kind = data[0] >> 4, data[0] & 15
    text = f"VRRPv{version}, {'Advertisement' if kind == 1 else f'unknown type ({kind})'}"
    if ip.ttl != _TTL:
        text += f", (ttl {ip.ttl})"
    if version != 2 or kind != 1:
        return text
    vrid, prio, naddrs, auth, interval = struct.unpack_from(">xBBBBB", data)
    text += f", vrid {vrid}, prio {prio}, authtype {_AUTH.get(auth, f'#{auth}')}, intvl {interval}s, length {len(data)}"
    if not style.verbose:
        return text
    wrong = _bad_sum(data)
    if wrong is not None:
        text += f", (bad vrrp cksum {wrong:x})"
    text += f", addrs{f'({naddrs})' if naddrs > 1 else ''}: "
    size, host = (16, style.names.host6) if isinstance(ip, Header6) else (4, style.names.host)
    addresses = [data[8 + size * at : 8 + size * (at + 1)] for at in range(naddrs)]
    shown = [await host(int.from_bytes(one, "big")) for one in addresses if len(one) == size]
    truncated = " [|vrrp]" if len(shown) < naddrs else ""
    return text + ",".join(shown) + truncated
