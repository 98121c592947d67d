"""Protocol statistics as netstat -s prints them.

Models the p() macros of usr.bin/netstat/inet.c. A counter's name is that of the C member, for instance
``ips_total``; messages sent and received by type are ``out.8`` and ``in.8``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from simbsd.usr_bin.netstat.fields import FIELDS, container
from simbsd.usr_bin.netstat.tables import ARP, CARP, ICMP, ICMP_NAMES, IGMP, IP, ROUTING, TCP, UDP, Lines
from simbsd.usr_bin.netstat.tables6 import ICMP6, ICMP6_NAMES, IP6, RIP6

TCP_STATES = (
    "CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "CLOSING", "LAST_ACK",
    "FIN_WAIT_2", "TIME_WAIT",
)  # fmt: skip
_ENDINGS = {"%s": ("", "s"), "%i": ("y", "ies"), "%e": ("", "es")}
_TABLES: dict[str, Lines] = {
    "tcp": TCP, "udp": UDP, "ip": IP, "icmp": ICMP, "igmp": IGMP, "carp": CARP, "arp": ARP, "ip6": IP6,
    "icmp6": ICMP6, "rip6": RIP6,
}  # fmt: skip
_HISTOGRAMS: dict[str, Mapping[int, str]] = {"icmp": dict(enumerate(ICMP_NAMES)), "icmp6": ICMP6_NAMES}
# what was received, and what was lost of it
_LOST = {
    "rip6": ("rip6s_ipackets", "rip6s_badsum", "rip6s_nosock", "rip6s_nosockmcast", "rip6s_fullsock"),
    "udp": (
        "udps_ipackets", "udps_hdrops", "udps_badlen", "udps_badsum", "udps_noport", "udps_noportbcast",
        "udps_fullsock",
    ),
}  # fmt: skip


def fill(text: str, counts: list[int]) -> str:
    """Put counters into a line of the tables."""
    left = list(counts)
    last = 0

    def piece(found: re.Match[str]) -> str:
        nonlocal last
        if found.group() == "%d":
            last = left.pop(0)
            return str(last)
        return _ENDINGS[found.group()][last != 1]

    return re.sub(r"%[dsie]", piece, text)


def counter(stats: Mapping[str, int], name: str) -> int:
    """A counter by its C name, with or without the structure's prefix; 0 when the kernel does not keep it."""
    return stats.get(name, stats.get(name.partition("_")[2], 0))


def lines_text(table: Lines, stats: Mapping[str, int], terse: bool) -> str:
    """Counters line by line; ``terse`` leaves out those that are 0."""
    text = ""
    for names, line in table:
        counts = [counter(stats, name) for name in names.split()]
        if not terse or any(counts):
            text += fill(line, counts) + "\n"
    return text


def ip_text(stats: Mapping[str, int], terse: bool) -> str:
    """Internet Protocol; ``terse`` (-ss) leaves out zero counters."""
    return "ip:\n" + lines_text(IP, stats, terse)


def ip6_text(stats: Mapping[str, int], terse: bool) -> str:
    """Internet Protocol 6; of what is told of buffers, nothing ever counts here."""
    text = "ip6:\n" + lines_text(IP6[:-4], stats, terse)
    text += "\tMbuf statistics:\n\t\t0 one mbuf\n\t\t0 one ext mbuf\n\t\t0 two or more ext mbuf\n"
    return text + lines_text(IP6[-4:], stats, terse)


def icmp6_text(stats: Mapping[str, int], terse: bool) -> str:
    """Control messages of IPv6."""
    text = "icmp6:\n" + lines_text(ICMP6[:3], stats, terse) + _histogram("Output", "out", stats, ICMP6_NAMES)
    text += lines_text(ICMP6[3:8], stats, terse) + _histogram("Input", "in", stats, ICMP6_NAMES)
    text += "\tHistogram of error messages to be generated:\n" + lines_text(ICMP6[8:], stats, terse)
    return text


def arp_text(stats: Mapping[str, int], terse: bool) -> str:
    """Address resolution."""
    return "arp:\n" + lines_text(ARP, stats, terse)


def igmp_text(stats: Mapping[str, int], terse: bool) -> str:
    """Group management."""
    return "igmp:\n" + lines_text(IGMP, stats, terse)


def carp_text(stats: Mapping[str, int], terse: bool) -> str:
    """Shared addresses."""
    return "carp:\n" + lines_text(CARP, stats, terse)


def rip6_text(stats: Mapping[str, int], terse: bool) -> str:
    """Raw sockets of IPv6."""
    return "rip6:\n" + lines_text(RIP6, _with_delivered("rip6", stats), terse)


def routing_text(terse: bool) -> str:
    """The routing table's own counters, which all stay 0 since routes come from no cache."""
    return "routing:\n" + lines_text(ROUTING, {}, terse)


def udp_text(stats: Mapping[str, int], terse: bool) -> str:
    """User datagrams."""
    return "udp:\n" + lines_text(UDP, _with_delivered("udp", stats), terse)


def _with_delivered(name: str, stats: Mapping[str, int]) -> Mapping[str, int]:
    """The counters with what came of the packets that nothing happened to."""
    if name not in _LOST:
        return stats
    first, *lost = _LOST[name]
    delivered = counter(stats, first) - sum(counter(stats, one) for one in lost)
    return {**stats, f"{name}s_delivered": delivered & 0xFFFFFFFFFFFFFFFF}  # a broadcast to no socket is lost twice


def fields(
    name: str, stats: Mapping[str, int], states: Mapping[str, int], maskrepl: bool | None, terse: bool
) -> dict[str, object]:
    """The same for libxo: counters by the names of its fields, some in containers of their own."""
    found: dict[str, Any] = {}
    stats = _with_delivered(name, stats)
    for member in " ".join(members for members, _ in _TABLES[name]).split():
        count, place = counter(stats, member), container(member)
        if count or not terse:
            (found if place is None else found.setdefault(place, {}))[FIELDS[member]] = count
    if name in _HISTOGRAMS:
        for title, way in (("output-histogram", "out"), ("input-histogram", "in")):
            counts = [(kind, stats.get(f"{way}.{number}", 0)) for number, kind in _HISTOGRAMS[name].items()]
            if any(count for _, count in counts):
                found[title] = [{"name": kind, "count": count} for kind, count in counts if count]
    if name == "tcp":
        shown = {state: states.get(state, 0) for state in TCP_STATES}
        found["TCP connection count by state"] = {one: count for one, count in shown.items() if count or not terse}
    if maskrepl is not None:
        found["icmp-address-responses"] = "enabled" if maskrepl else "disabled"
    return found


def tcp_text(stats: Mapping[str, int], states: Mapping[str, int], terse: bool) -> str:
    """Transmission control, with how many connections are in each state."""
    text = "tcp:\n" + lines_text(TCP, stats, terse) + "TCP connection count by state:\n"
    for state in TCP_STATES:
        count = states.get(state, 0)
        if count or not terse:
            text += f"\t{count} {'connection ' if count == 1 else 'connections'} in {state} state\n"
    return text


def icmp_text(stats: Mapping[str, int], maskrepl: bool | None, terse: bool) -> str:
    """Control messages; ``maskrepl`` is net.inet.icmp.maskrepl (None: not known)."""
    text = "icmp:\n" + lines_text(ICMP[:2], stats, terse) + _histogram("Output", "out", stats)
    text += lines_text(ICMP[2:8], stats, terse) + _histogram("Input", "in", stats)
    text += lines_text(ICMP[8:], stats, terse)
    if maskrepl is not None:
        text += f"\tICMP address mask responses are {'en' if maskrepl else 'dis'}abled\n"
    return text


def _histogram(
    title: str, name: str, stats: Mapping[str, int], names: Mapping[int, str] = dict(enumerate(ICMP_NAMES))
) -> str:
    counts = [(kind, stats.get(f"{name}.{number}", 0)) for number, kind in names.items()]
    lines = "".join(f"\t\t{kind}: {count}\n" for kind, count in counts if count)
    return f"\t{title} histogram:\n{lines}" if lines else ""
