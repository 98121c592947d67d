"""What a packet carries, as text: ICMP, UDP, TCP, and the first line of HTTP.

Models contrib/tcpdump/print-icmp.c, print-udp.c, print-tcp.c and print-http.c; leaves out the other protocols above
UDP and TCP, whose packets end with their length, and ICMP extensions.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.usr_sbin.tcpdump.packet import Header, Header6, in_cksum, pseudo_cksum
from simbsd.usr_sbin.tcpdump.tcp_options import tcp_options

if TYPE_CHECKING:
    from simbsd.usr_sbin.tcpdump.style import Style

_UNREACHABLE = {
    0: "net {dst} unreachable", 1: "host {dst} unreachable", 2: "{dst} protocol {proto} unreachable",
    5: "{dst} unreachable - source route failed", 6: "net {dst} unreachable - unknown",
    7: "host {dst} unreachable - unknown", 8: "{dst} unreachable - source host isolated",
    9: "net {dst} unreachable - admin prohibited", 10: "host {dst} unreachable - admin prohibited",
    13: "host {dst} unreachable - admin prohibited filter",
}  # fmt: skip
_REDIRECT = {0: "redirect {dst} to net {gateway}", 1: "redirect {dst} to host {gateway}"}
_EXCEEDED = {0: "time exceeded in-transit", 1: "ip reassembly time exceeded"}
_FLAGS = ((0x01, "F"), (0x02, "S"), (0x04, "R"), (0x08, "P"), (0x10, "."), (0x20, "U"), (0x40, "E"), (0x80, "W"))
_FIN_SYN_RST, _SYN, _ACK, _RST, _URG = 0x07, 0x02, 0x10, 0x04, 0x20
_MAX_RST_DATA = 30
_HTTP_PORTS = (80, 8080)
_HTTP_WORDS = (
    "GET", "PUT", "COPY", "HEAD", "LOCK", "MOVE", "POLL", "POST", "BCOPY", "BMOVE", "MKCOL", "TRACE", "LABEL", "MERGE",
    "DELETE", "SEARCH", "UNLOCK", "REPORT", "UPDATE", "NOTIFY", "BDELETE", "CONNECT", "OPTIONS", "CHECKIN", "PROPFIND",
    "CHECKOUT", "CCM_POST", "SUBSCRIBE", "PROPPATCH", "BPROPFIND", "BPROPPATCH", "UNCHECKOUT", "MKACTIVITY",
    "MKWORKSPACE", "UNSUBSCRIBE", "RPC_CONNECT", "VERSION-CONTROL", "BASELINE-CONTROL",
)  # fmt: skip


async def icmp_text(style: Style, ip: Header, data: bytes) -> str:
    """icmp_print(), but for the packet that an error quotes."""
    kind, code, check, ident, seq = struct.unpack_from(">BBHHH", data)
    if kind in (0, 8):
        what = f"echo {'request' if kind else 'reply'}, id {ident}, seq {seq}"
    elif kind in (3, 5) and len(data) >= 28:
        what = await _quoting(style, kind, code, data)
    elif kind == 11:
        what = _EXCEEDED.get(code, f"time exceeded-#{code}")
    elif kind == 12:
        what = f"parameter problem - code {code}" if code else f"parameter problem - octet {data[4]}"
    else:
        what = f"type-#{kind}"
    text = f"ICMP {what}, length {len(data)}"
    if style.verbose and not ip.more:
        right = in_cksum(data[:2] + b"\0\0" + data[4:])
        if right != check:
            text += f" (wrong icmp cksum {check:x} (->{right:x})!)"
    return text


async def _quoting(style: Style, kind: int, code: int, data: bytes) -> str:
    """Errors that say which packet they are about."""
    quoted = Header.parse(data[8:])
    target = await style.names.host(quoted.dst)
    (gateway,) = struct.unpack_from(">I", data, 4)
    if kind == 5:
        form = _REDIRECT.get(code, f"redirect-#{code} {{dst}} to {{gateway}}")
        return form.format(dst=target, gateway=await style.names.host(gateway))
    if code == 3:
        (port,) = struct.unpack_from(">H", data, 30)
        proto = {6: "tcp", 17: "udp"}.get(quoted.proto)
        if proto is None:
            return f"{target} protocol {quoted.proto} port {port} unreachable"
        return f"{target} {proto} port {await style.names.port(port, proto)} unreachable"
    if code == 4:
        mtu = f" (mtu {gateway & 0xFFFF})" if gateway & 0xFFFF else ""
        return f"{target} unreachable - need to frag{mtu}"
    return _UNREACHABLE.get(code, f"{{dst}} unreachable - #{code}").format(dst=target, proto=quoted.proto)


async def _ends(style: Style, ip: Header | Header6, proto: str, sport: int, dport: int) -> str:
    names = style.names
    host = names.host6 if isinstance(ip, Header6) else names.host
    source = f"{await host(ip.src)}.{await names.port(sport, proto)}"
    return f"{source} > {await host(ip.dst)}.{await names.port(dport, proto)}: "


async def udp_text(style: Style, ip: Header | Header6, data: bytes) -> str:
    """udp_print()."""
    sport, dport, length, check = struct.unpack_from(">HHHH", data)
    text = await _ends(style, ip, "udp", sport, dport)
    least = 1 if isinstance(ip, Header6) else 2  # for IPv6 the sum is mandatory, and looked at with one -v
    if style.verbose >= least and not style.unchecked and not ip.more:
        right = pseudo_cksum(ip, data[:6] + b"\0\0" + data[8:]) or 0xFFFF
        good = right == check
        if not check and least == 2:
            text += "[no cksum] "
        else:
            text += "[udp sum ok] " if good else f"[bad udp cksum 0x{check:04x} -> 0x{right:04x}!] "
    body = data[8:length]
    if style.kind == "domain" or (not style.quiet and not style.kind and 53 in (sport, dport)):
        from simbsd.usr_sbin.tcpdump.domain import domain_text

        return text + domain_text(style, body)
    if not style.quiet and not style.kind and {67, 68} & {sport, dport}:
        from simbsd.usr_sbin.tcpdump.bootp import bootp_text

        return text + await bootp_text(style, body)
    if length > len(data) and not ip.more:
        return f"{text}UDP, bad length {length - 8} > {len(data) - 8}"
    return f"{text}UDP, length {length - 8}"


async def tcp_text(style: Style, ip: Header | Header6, data: bytes) -> str:
    """tcp_print()."""
    sport, dport, seq, ack, offset, flags, window, check = struct.unpack_from(">HHIIBBHH", data)
    text = await _ends(style, ip, "tcp", sport, dport)
    header = offset >> 4 << 2
    length = len(data) - header
    if header < 20:
        return f"{text} tcp {length} [bad hdr length {header} - too short, < 20]"
    if style.quiet:
        return f"{text}tcp {length}" + (f" [bad hdr length {header} - too long, > {len(data)}]" if length < 0 else "")
    text += f"Flags [{''.join(letter for bit, letter in _FLAGS if flags & bit) or 'none'}]"
    base = 0
    if not style.absolute and flags & _ACK:
        base = ack
        seq, ack = _relative(style, (ip.src, sport), (ip.dst, dport), seq, ack, bool(flags & _SYN))
        base = base - ack & 0xFFFFFFFF if ack != base else 0
    if style.verbose and not style.unchecked and not ip.more:
        right = pseudo_cksum(ip, data[:16] + b"\0\0" + data[18:])
        text += f", cksum 0x{check:04x} " + ("(correct)" if right == check else f"(incorrect -> 0x{right:04x})")
    if style.verbose > 1 or length > 0 or flags & _FIN_SYN_RST:
        text += f", seq {seq}" + (f":{seq + length & 0xFFFFFFFF}" if length else "")
    if flags & _ACK:
        text += f", ack {ack}"
    text += f", win {window}"
    if flags & _URG:
        text += f", urg {int.from_bytes(data[18:20], 'big')}"
    if header > 20:
        text += tcp_options(data[20:header], base)
    text += f", length {length}"
    if length and flags & _RST and style.verbose:
        return text + _reset(data[header:])
    if length and style.kind == "domain":
        return text + _domain_over_tcp(style, data[header:])
    if length and not style.kind and 53 in (sport, dport):
        return text + _domain_over_tcp(style, data[header:])
    if length and not style.kind and (sport in _HTTP_PORTS or dport in _HTTP_PORTS):
        text += ": HTTP" + _http(style, data[header:])
    return text


def _relative(
    style: Style, source: tuple[int, int], target: tuple[int, int], seq: int, ack: int, begins: bool
) -> tuple[int, int]:
    """Numbers counted from where the conversation began, or was first seen; there they are whole."""
    back = (source[1], source[0]) > (target[1], target[0])
    key = (*target, *source) if back else (*source, *target)
    start = style.sequences.get(key)
    if start is None or begins:
        style.sequences[key] = (ack - 1 & 0xFFFFFFFF, seq) if back else (seq, ack - 1 & 0xFFFFFFFF)
        return seq, ack
    mine, other = (start[1], start[0]) if back else start
    return seq - mine & 0xFFFFFFFF, ack - other & 0xFFFFFFFF


def _reset(data: bytes) -> str:
    """print_tcp_rst_data(): the reason that some systems give."""
    shown = "".join(chr(octet) if 33 <= octet <= 126 or octet in (9, 32) else "." for octet in data[:_MAX_RST_DATA])
    return f" [RST{'+' if len(data) > _MAX_RST_DATA else ''} {shown}]"


def _domain_over_tcp(style: Style, data: bytes) -> str:
    """A message to or from a name server, which has its length before it."""
    from simbsd.usr_sbin.tcpdump.domain import domain_text

    size = len(data) - 2
    if size < 0:
        return f" [DNS over TCP: length {len(data)} < 2] (invalid)"
    told = int.from_bytes(data[:2], "big")
    if told != size:
        return f" [prefix length({told}) != length({size})] (invalid)"
    return " " + domain_text(style, data[2:])


def _http(style: Style, data: bytes) -> str:
    """http_print(): the first line of a request or an answer; with -v all its lines of text."""
    words = data.split(None, 2)
    answer = len(words) > 1 and len(words[1]) == 3 and words[1].isdigit()
    if not words or not (answer or words[0].decode("latin-1").upper() in _HTTP_WORDS):
        return ""
    if not style.verbose:
        return _line(": ", data)[0]
    text, rest = f", length: {len(data)}", data
    while rest:
        line, rest = _line("\n\t", rest)
        text += line
    return text


def _line(prefix: str, data: bytes) -> tuple[str, bytes]:
    """print_txt_line(): a line, and what follows it; nothing where something is no text."""
    end = next((at for at, octet in enumerate(data) if octet != 9 and not 32 <= octet < 127), len(data))
    line = prefix + data[:end].decode("ascii")
    if end == len(data):
        return f"{line} [|http]", b""
    if data[end : end + 1] == b"\n":
        return line, data[end + 1 :]
    return (line, data[end + 2 :]) if data[end : end + 2] == b"\r\n" else ("", b"")
