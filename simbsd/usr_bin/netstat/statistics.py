"""Protocol statistics as netstat -s prints them.

Models the p() macros of usr.bin/netstat/inet.c. A counter's name is that of the C member, for instance
``ips_total``; messages sent and received by type are ``out.8`` and ``in.8``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from simbsd.usr_bin.netstat.tables import ARP, ICMP, ICMP_NAMES, IP, TCP, UDP, Lines
from simbsd.usr_bin.netstat.tables6 import ICMP6, ICMP6_NAMES, IP6

TCP_STATES = (
    "CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "CLOSING", "LAST_ACK",
    "FIN_WAIT_2", "TIME_WAIT",
)  # fmt: skip
_ENDINGS = {"%s": ("", "s"), "%i": ("y", "ies"), "%e": ("", "es")}
_UDP_LOST = ("udps_hdrops", "udps_badlen", "udps_badsum", "udps_noport", "udps_noportbcast", "udps_fullsock")


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


def _lines(table: Lines, stats: Mapping[str, int], terse: bool) -> str:
    text = ""
    for names, line in table:
        counts = [counter(stats, name) for name in names.split()]
        if not terse or any(counts):
            text += fill(line, counts) + "\n"
    return text


def ip_text(stats: Mapping[str, int], terse: bool) -> str:
    """Internet Protocol; ``terse`` (-ss) leaves out zero counters."""
    return "ip:\n" + _lines(IP, stats, terse)


def ip6_text(stats: Mapping[str, int], terse: bool) -> str:
    """Internet Protocol 6; of what is told of buffers, nothing ever counts here."""
    text = "ip6:\n" + _lines(IP6[:-4], stats, terse)
    text += "\tMbuf statistics:\n\t\t0 one mbuf\n\t\t0 one ext mbuf\n\t\t0 two or more ext mbuf\n"
    return text + _lines(IP6[-4:], stats, terse)


def icmp6_text(stats: Mapping[str, int], terse: bool) -> str:
    """Control messages of IPv6."""
    text = "icmp6:\n" + _lines(ICMP6[:3], stats, terse) + _histogram("Output", "out", stats, ICMP6_NAMES)
    text += _lines(ICMP6[3:8], stats, terse) + _histogram("Input", "in", stats, ICMP6_NAMES)
    text += "\tHistogram of error messages to be generated:\n" + _lines(ICMP6[8:], stats, terse)
    return text


def arp_text(stats: Mapping[str, int], terse: bool) -> str:
    """Address resolution."""
    return "arp:\n" + _lines(ARP, stats, terse)


def udp_text(stats: Mapping[str, int], terse: bool) -> str:
    """User datagrams."""
    delivered = counter(stats, "udps_ipackets") - sum(counter(stats, name) for name in _UDP_LOST)
    return "udp:\n" + _lines(UDP, {**stats, "udps_delivered": delivered}, terse)


def tcp_text(stats: Mapping[str, int], states: Mapping[str, int], terse: bool) -> str:
    """Transmission control, with how many connections are in each state."""
    text = "tcp:\n" + _lines(TCP, stats, terse) + "TCP connection count by state:\n"
    for state in TCP_STATES:
        count = states.get(state, 0)
        if count or not terse:
            text += f"\t{count} {'connection ' if count == 1 else 'connections'} in {state} state\n"
    return text


def icmp_text(stats: Mapping[str, int], maskrepl: bool | None, terse: bool) -> str:
    """Control messages; ``maskrepl`` is net.inet.icmp.maskrepl (None: not known)."""
    text = "icmp:\n" + _lines(ICMP[:2], stats, terse) + _histogram("Output", "out", stats)
    text += _lines(ICMP[2:8], stats, terse) + _histogram("Input", "in", stats)
    text += _lines(ICMP[8:], stats, terse)
    if maskrepl is not None:
        text += f"\tICMP address mask responses are {'en' if maskrepl else 'dis'}abled\n"
    return text


def _histogram(
    title: str, name: str, stats: Mapping[str, int], names: Mapping[int, str] = dict(enumerate(ICMP_NAMES))
) -> str:
    counts = [(kind, stats.get(f"{name}.{number}", 0)) for number, kind in names.items()]
    lines = "".join(f"\t\t{kind}: {count}\n" for kind, count in counts if count)
    return f"\t{title} histogram:\n{lines}" if lines else ""
