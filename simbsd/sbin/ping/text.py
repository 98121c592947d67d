"""What ping prints of a packet, and its statistics.

Models pr_pack(), pr_icmph() and pr_iph() of sbin/ping/ping.c and pr_summary() of main.c.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from simbsd.lib.inet import inet_ntoa
from simbsd.sys.mbuf import Icmp, Ip

UNREACHABLE = {
    0: "Destination Net Unreachable",
    1: "Destination Host Unreachable",
    2: "Destination Protocol Unreachable",
    3: "Destination Port Unreachable",
    5: "Source Route Failed",
    13: "Communication prohibited by filter",
}
REDIRECTS = {
    0: "Redirect Network",
    1: "Redirect Host",
    2: "Redirect Type of Service and Network",
    3: "Redirect Type of Service and Host",
}
EXCEEDED = {0: "Time to live exceeded", 1: "Frag reassembly time exceeded"}
PLAIN = {
    0: "Echo Reply", 8: "Echo Request", 9: "Router Advertisement", 10: "Router Solicitation", 13: "Timestamp",
    14: "Timestamp Reply", 15: "Information Request", 16: "Information Reply", 17: "Address Mask Request",
    18: "Address Mask Reply",
}  # fmt: skip
IPOPT_EOL, IPOPT_NOP, IPOPT_RR, IPOPT_LSRR, IPOPT_SSRR = 0, 1, 7, 131, 137
IPOPT_MINOFF, RR_SIZE = 4, 39
RR_SPACE = bytes((IPOPT_RR, RR_SIZE, IPOPT_MINOFF)) + bytes(RR_SIZE - 2)  # nine addresses, and the end of options


@dataclass
class Counts:
    """What has been sent and received; times in microseconds."""

    transmitted: int = 0
    received: int = 0
    repeats: int = 0
    late: int = 0
    least: int = 999_999_999_000
    most: int = 0
    total: int = 0
    squares: int = 0

    def timed(self, us: int) -> None:
        """Take a round trip into account."""
        self.least = min(self.least, us)
        self.most = max(self.most, us)
        self.total += us
        self.squares += us * us


def milliseconds(us: int) -> str:
    """A time with three decimals."""
    return f"{us // 1000}.{us % 1000:03}"


def summary(target: str, counts: Counts, timing: bool) -> str:
    """The statistics at the end."""
    text = f"\n--- {target} ping statistics ---\n"
    text += f"{counts.transmitted} packets transmitted, {counts.received} packets received, "
    if counts.repeats:
        text += f"+{counts.repeats} duplicates, "
    if counts.transmitted:
        if counts.received > counts.transmitted:
            text += "-- somebody's duplicating packets!"
        else:
            text += f"{(counts.transmitted - counts.received) * 100.0 / counts.transmitted:.1f}% packet loss"
    if counts.late:
        text += f", {counts.late} packets out of wait time"
    text += "\n"
    if counts.received and timing:
        text += f"round-trip min/avg/max/stddev = {_times(counts)} ms\n"
    return text


def _times(counts: Counts) -> str:
    number = counts.received + counts.repeats
    average = counts.total / number
    deviation = math.sqrt(max(0.0, counts.squares / number - average * average))
    middle = f"{average / 1000:.3f}/{milliseconds(counts.most)}/{deviation / 1000:.3f}"
    return f"{milliseconds(counts.least)}/{middle}"


def reply_line(packet: Ip, message: Icmp, name: str, us: int | None, duplicate: bool) -> str:
    """One reply, without its newline."""
    text = f"{packet.length - 20 - len(packet.options)} bytes from {name}: icmp_seq={message.seq} ttl={packet.ttl}"
    if us is not None:
        text += f" time={milliseconds(us)} ms"
    return text + (" (DUP!)" if duplicate else "")


@dataclass(slots=True)
class Route:
    """The route that the last reply had recorded, as its option was."""

    old: bytes = b""


def option_pieces(options: bytes, route: Route) -> list[str | int]:
    """What is said of a reply's IP options (pr_pack): pieces of text, and addresses between them. A route that is that
    of the last reply is not told again.
    """
    pieces: list[str | int] = []
    at, left, data = 0, len(options), options + bytes(48)
    while left > 0:
        kind, size, pointer = data[at], data[at + 1], data[at + 2]
        if kind == IPOPT_EOL:
            break
        if kind not in (IPOPT_RR, IPOPT_LSRR, IPOPT_SSRR):
            pieces.append("\nNOP" if kind == IPOPT_NOP else f"\nunknown option {kind:x}")
            at, left = at + 1, left - 1
            continue
        room = (min(pointer, size) if kind == IPOPT_RR else size) - IPOPT_MINOFF + 1
        at, left = at + 2, left - 2
        if kind == IPOPT_RR:
            if not 0 <= room <= left:
                route.old = b""
                at, left = at + 1, left - 1
                continue
            now = data[at : at + room]
            if now == route.old:
                pieces.append("\t(same route)")
                at, left = at + room + 1, left - room - 1
                continue
            route.old = now
        pieces.append({IPOPT_RR: "\nRR: ", IPOPT_LSRR: "\nLSRR: ", IPOPT_SSRR: "\nSSRR: "}[kind])
        if not 4 <= room <= left:
            pieces.append("\t(truncated route)")
        for number in range(room // 4 if 4 <= room <= left else 0):
            pieces += ["\n\t" if number else "\t", int.from_bytes(data[at + 1 : at + 5], "big")]
            at, left = at + 4, left - 4
        at, left = at + 1, left - 1
    return pieces


def error_text(message: Icmp) -> str:
    """What an ICMP message that is no reply says, the quoted header included."""
    if message.type in PLAIN:
        return PLAIN[message.type] + "\n"
    said = _reason(message)
    if said is None:
        return f"Bad ICMP type: {message.type}\n"
    return said + "\n" + (header_text(message.original) if message.original is not None else "")


def _reason(message: Icmp) -> str | None:
    code = message.code
    if message.type == 3:
        if code == 4:
            return f"frag needed and DF set (MTU {message.extra})"
        return UNREACHABLE.get(code, f"Dest Unreachable, Bad Code: {code}")
    if message.type == 4:
        return "Source Quench"
    if message.type == 5:
        what = REDIRECTS.get(code, f"Redirect, Bad Code: {code}")
        return f"{what}(New addr: {inet_ntoa(message.extra)})"
    if message.type == 11:
        return EXCEEDED.get(code, f"Time exceeded, Bad Code: {code}")
    if message.type == 12:
        return f"Parameter problem: pointer = 0x{message.extra:02x}"
    return None


def checksum(packet: Ip) -> int:
    """in_cksum() over the header."""
    options = [int.from_bytes(packet.options[at : at + 2], "big") for at in range(0, len(packet.options), 2)]
    words = [
        0x4500 + (len(packet.options) // 4 << 8) | packet.tos, packet.length, packet.id, _fragment(packet),
        packet.ttl << 8 | packet.proto, packet.src >> 16, packet.src & 0xFFFF, packet.dst >> 16, packet.dst & 0xFFFF,
        *options,
    ]  # fmt: skip
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _fragment(packet: Ip) -> int:
    return (0x4000 if packet.df else 0) | (0x2000 if packet.mf else 0) | packet.offset >> 3


def header_text(packet: Ip) -> str:
    """A quoted IP header in hexadecimal."""
    source, destination = inet_ntoa(packet.src), inet_ntoa(packet.dst)
    titles = f"Vr HL TOS  Len   ID Flg  off TTL Pro  cks {'Src':>{len(source)}} {'Dst':>{len(destination)}}"
    titles += " Opts\n" if packet.options else "\n"
    fragment = _fragment(packet)
    numbers = f" 4  {5 + len(packet.options) // 4:x}  {packet.tos:02x} {packet.length:04x} {packet.id:04x}"
    numbers += f"   {fragment >> 13:x} {fragment & 0x1FFF:04x}"
    numbers += f"  {packet.ttl:02x}  {packet.proto:02x} {checksum(packet):04x}"
    options = f" {packet.options.hex()}" if packet.options else ""
    return f"{titles}{numbers} {source} {destination}{options}\n"
