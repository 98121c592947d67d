"""A captured IPv6 packet as text: header, fragments, ICMPv6 with neighbour discovery and its options.

Models contrib/tcpdump/print-ip6.c, print-frag6.c and print-icmp6.c; leaves out other extension headers, mobility, node
information, sources of groups, and what a redirect quotes.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.lib.inet import ether_ntoa
from simbsd.usr_sbin.tcpdump.carp import advertisement
from simbsd.usr_sbin.tcpdump.dump import hex_dump
from simbsd.usr_sbin.tcpdump.packet import Header6, pseudo_cksum
from simbsd.usr_sbin.tcpdump.transport import tcp_text, udp_text

if TYPE_CHECKING:
    from simbsd.usr_sbin.tcpdump.style import Style

_NAMES = {6: "TCP", 17: "UDP", 44: "Fragment", 58: "ICMPv6", 0: "Options", 4: "IPIP", 41: "IPv6", 59: "no next header",
          112: "VRRP"}  # fmt: skip
_TYPES = {
    1: "destination unreachable", 2: "packet too big", 3: "time exceeded in-transit", 4: "parameter problem",
    128: "echo request", 129: "echo reply", 130: "multicast listener query", 131: "multicast listener report",
    132: "multicast listener done", 133: "router solicitation", 134: "router advertisement",
    135: "neighbor solicitation", 136: "neighbor advertisement", 137: "redirect",
    143: "multicast listener report v2",
}  # fmt: skip
_UNREACHABLE = {0: "unreachable route", 1: " unreachable prohibited", 2: "beyond scope", 3: "unreachable address",
                4: "unreachable port"}  # fmt: skip
_LONG = (133, 134, 135, 136, 137)  # with -v their length comes before the rest
_OPTIONS = {1: "source link-address", 2: "destination link-address", 3: "prefix info", 4: "redirected header",
            5: "mtu", 25: "rdnss", 31: "dnssl"}  # fmt: skip
_RECORDS = {1: "is_in", 2: "is_ex", 3: "to_in", 4: "to_ex", 5: "allow", 6: "block"}
_RA_FLAGS = ((0x80, "managed"), (0x40, "other stateful"), (0x20, "home agent"), (0x02, "ipv6 only"))
_NA_FLAGS = ((0x80, "router"), (0x40, "solicited"), (0x20, "override"))
_PI_FLAGS = ((0x80, "onlink"), (0x40, "auto"), (0x20, "router"))
_PREFERENCES = ("medium", "high", "rsv", "low")


def _bits(value: int, table: tuple[tuple[int, str], ...]) -> str:
    return ", ".join(name for bit, name in table if value & bit) or "none"


async def ip6_text(style: Style, data: bytes) -> str:
    """ip6_print()."""
    ip = Header6.parse(data)
    text = "" if style.link else "IP6 "
    if style.verbose:
        text += f"(class 0x{ip.tos:02x}, " if ip.tos else "("
        text += f"flowlabel 0x{ip.flow:05x}, " if ip.flow else ""
        name = _NAMES.get(ip.next, "unknown")
        text += f"hlim {ip.ttl}, next-header {name} ({ip.next}) payload length: {ip.length}) "
    payload = data[40 : 40 + ip.length]
    if ip.proto == 6 and ip.next == 6:
        return text + await tcp_text(style, ip, payload)
    if ip.proto == 17 and ip.next == 17:
        return text + await udp_text(style, ip, payload)
    text += f"{await style.names.host6(ip.src)} > {await style.names.host6(ip.dst)}: "
    if ip.next == 44:
        offset, ident = ip.pieces & 0xFFF8, int.from_bytes(payload[4:8], "big")
        head = f"frag (0x{ident:08x}:" if style.verbose else "frag ("
        text += f"{head}{offset}|{len(payload) - 8})"
        if offset:
            return text
        text, payload = f"{text} ", payload[8:]
        if ip.proto in (6, 17):
            return text + await (tcp_text if ip.proto == 6 else udp_text)(style, ip, payload)
    if ip.options:
        text += "HBH " + (_hop_by_hop(payload[2 : ip.options]) if style.verbose else "")
        payload = payload[ip.options :]
    if ip.proto == 58:
        return text + await _icmp6(style, ip, payload)
    if ip.proto == 112:
        return text + await advertisement(style, ip, payload)
    return f"{text} ip-proto-{ip.proto} {len(payload)}"


def _hop_by_hop(data: bytes) -> str:
    """ip6_opt_process(), with -v."""
    text = ""
    while len(data) >= 2:
        kind, size = data[0], data[1]
        if kind == 5:
            text += f"(rtalert: 0x{int.from_bytes(data[2:4], 'big'):04x}) "
        else:
            text += "(pad1)" if kind == 0 else "(padn)" if kind == 1 else f"(opt_type 0x{kind:02x}: len={size})"
        data = data[1:] if kind == 0 else data[2 + size :]
    return text + " "


async def _icmp6(style: Style, ip: Header6, data: bytes) -> str:
    """icmp6_print()."""
    kind, code, check = struct.unpack_from(">BBH", data)
    text = ""
    if style.verbose and ip.next in (0, 58):
        right = pseudo_cksum(ip, data[:2] + b"\0\0" + data[4:])
        text = "[icmp6 sum ok] " if right == check else f"[bad icmp6 cksum 0x{check:04x} -> 0x{right:04x}!] "
    text += f"ICMP6, {_TYPES.get(kind, f'unknown icmp6 type ({kind})')}"
    if style.verbose and kind in _LONG:
        text += f", length {len(data)}"
    text += await _details(style, kind, code, data)
    return text if style.verbose and kind in _TYPES else f"{text}, length {len(data)}"


async def _details(style: Style, kind: int, code: int, data: bytes) -> str:
    host = style.names.host6
    word = int.from_bytes(data[4:8], "big")
    if kind in (1, 3, 4) and len(data) >= 48:
        return await _error(style, kind, code, data)
    if kind == 2:
        return f", mtu {word}"
    if kind in (128, 129):
        return f", id {word >> 16}, seq {word & 0xFFFF}"
    if kind == 130 and len(data) != 24:
        return await _query(style, data)
    if kind in (130, 131, 132):
        return f"max resp delay: {word >> 16} addr: {await host(int.from_bytes(data[8:24], 'big'))}"
    if kind == 133:
        return await _options(style, data[8:])
    if kind == 134:
        return await _advert(style, data)
    if kind == 135:
        return f", who has {await host(int.from_bytes(data[8:24], 'big'))}" + await _options(style, data[24:])
    if kind == 136:
        flags = f", Flags [{_bits(data[4], _NA_FLAGS)}]" if style.verbose else ""
        return f", tgt is {await host(int.from_bytes(data[8:24], 'big'))}{flags}" + await _options(style, data[24:])
    if kind == 137:
        target, dst = (int.from_bytes(data[at : at + 16], "big") for at in (8, 24))
        return f", {await host(dst)} to {await host(target)}" + await _options(style, data[40:])
    return await _report(style, data) if kind == 143 else ""


async def _report(style: Style, data: bytes) -> str:
    """mldv2_report_print()."""
    count = int.from_bytes(data[6:8], "big")
    text, at = f", {count} group record(s)", 8
    for _ in range(count if style.verbose else 0):
        kind, sources = data[at], int.from_bytes(data[at + 2 : at + 4], "big")
        group = await style.names.host6(int.from_bytes(data[at + 4 : at + 20], "big"))
        text += f" [gaddr {group} {_RECORDS.get(kind, f' [v2-report-#{kind}]')}"
        text += f", {sources} source(s)]" if style.verbose == 1 else " { }]"
        at += 20 + 16 * sources
    return text


async def _error(style: Style, kind: int, code: int, data: bytes) -> str:
    """Errors that quote a packet."""
    quoted = Header6.parse(data[8:])
    target = await style.names.host6(quoted.dst)
    if kind == 3:
        return {0: f" for {target}", 1: " (reassembly)"}.get(code, f", unknown code ({code})")
    if kind == 4:
        what = {0: ", erroneous", 1: ", next header", 2: ", option"}.get(code)
        return f"{what} - octet {int.from_bytes(data[4:8], 'big')}" if what else f", code-#{code}"
    text = f", {_UNREACHABLE.get(code, f'unknown unreach code ({code})')}"
    if code == 2:
        return f"{text} {target}, source address {await style.names.host6(quoted.src)}"
    if code != 4:
        return f"{text} {target}"
    (port,) = struct.unpack_from(">H", data, 50)
    proto = {6: "tcp", 17: "udp"}.get(quoted.proto)
    if proto is None:
        return f"{text}, {target} protocol {quoted.proto} port {port} unreachable"
    return f"{text}, {target} {proto} port {await style.names.port(port, proto)}"


async def _query(style: Style, data: bytes) -> str:
    """mldv2_query_print(): a question of version 2."""
    if len(data) < 28:
        return f" unknown-version (len {len(data)}) "
    code, count = int.from_bytes(data[4:6], "big"), int.from_bytes(data[26:28], "big")
    delay = code if code < 0x8000 else (code & 0xFFF | 0x1000) << ((code >> 12 & 7) + 3)
    text = " v2" + (f" [max resp delay={delay}]" if style.verbose else "")
    text += f" [gaddr {await style.names.host6(int.from_bytes(data[8:24], 'big'))}"
    if style.verbose:
        every = data[25] if data[25] < 128 else (data[25] & 15 | 16) << ((data[25] >> 4 & 7) + 3)
        text += (" sflag" if data[24] & 8 else "") + (f" robustness={data[24] & 7}" if data[24] & 7 else "")
        text += f" qqi={every}"
    if count and len(data) < 28 + 16 * count:
        text += " [invalid number of sources]"
    elif count and style.verbose > 1:
        sources = [int.from_bytes(data[28 + 16 * at : 44 + 16 * at], "big") for at in range(count)]
        text += " {" + "".join([f" {await style.names.host6(one)}" for one in sources]) + " }"
    elif count:
        text += f", {count} source(s)"
    return text + "]"


async def _advert(style: Style, data: bytes) -> str:
    if not style.verbose:
        return ""
    limit, flags, lifetime, reachable, retrans = struct.unpack_from(">BBHII", data, 4)
    text = f"\n\thop limit {limit}, Flags [{_bits(flags, _RA_FLAGS)}], pref {_PREFERENCES[flags >> 3 & 3]}"
    text += f", router lifetime {lifetime}s, reachable time {reachable}ms, retrans timer {retrans}ms"
    return text + await _options(style, data[16:])


def _lifetime(seconds: int) -> str:
    return "infinity" if seconds == 0xFFFFFFFF else f"{seconds}s"


async def _options(style: Style, data: bytes) -> str:
    """icmp6_opt_print(), with -v."""
    text = ""
    while style.verbose and len(data) >= 8 and data[1]:
        kind, size = data[0], data[1]
        option, data = data[: size * 8], data[size * 8 :]
        text += f"\n\t  {_OPTIONS.get(kind, 'unknown')} option ({kind}), length {size * 8} ({size}): "
        if kind in (1, 2):
            text += ether_ntoa(option[2:8])
        elif kind == 3 and size == 4:
            valid, preferred = struct.unpack_from(">II", option, 4)
            prefix = await style.names.host6(int.from_bytes(option[16:32], "big"))
            text += f"{prefix}/{option[2]}, Flags [{_bits(option[3], _PI_FLAGS)}], valid time {_lifetime(valid)}"
            text += f", pref. time {_lifetime(preferred)}"
        elif kind == 5:
            text += f" {int.from_bytes(option[4:8], 'big')}"
        elif kind == 25:
            text += f" lifetime {int.from_bytes(option[4:8], 'big')}s,"
            for at in range(8, size * 8, 16):
                text += f" addr: {await style.names.host6(int.from_bytes(option[at : at + 16], 'big'))}"
        elif kind != 4 and style.verbose == 1:
            return text + hex_dump("\n\t  ", option[2:])
        if style.verbose > 1:
            text += hex_dump("\n\t    ", option[2:])
    return text
