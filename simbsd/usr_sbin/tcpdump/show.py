"""What tcpdump tells of itself and of interfaces: version, usage, -D, -L and -J.

Models contrib/tcpdump/tcpdump.c (print_version, print_usage, show_devices_and_exit, show_dlts_and_exit,
show_tstamp_types_and_exit) and contrib/libpcap/pcap-bpf.c (get_dlt_list, get_if_flags).
"""

from __future__ import annotations

from simbsd.sys.bpf import DLT_EN10MB, DLT_NULL, DLT_PFLOG
from simbsd.sys.records import IfRecord
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_RUNNING, IFF_UP
from simbsd.usr_sbin.tcpdump.gencode import DESCRIPTIONS

_VERSION = "{} version 4.99.4\nlibpcap version 1.10.4\nOpenSSL 3.0.12 24 Oct 2023\n"
_USAGE = (
    " [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]\n"
    "\t\t[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]\n"
    "\t\t[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]\n"
    "\t\t[ -M secret ] [ --number ] [ --print ] [ -Q in|out|inout ]\n"
    "\t\t[ -r file ] [ -s snaplen ] [ -T type ] [ --version ]\n"
    "\t\t[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]\n"
    "\t\t[ --time-stamp-precision precision ] [ --micro ] [ --nano ]\n"
    "\t\t[ -z postrotate-command ] [ -Z user ] [ expression ]\n"
)
DLT_NAMES = {DLT_NULL: "NULL", DLT_EN10MB: "EN10MB", DLT_PFLOG: "PFLOG"}
_STATUS = {"active": "Connected", "no carrier": "Disconnected", "associated": "Connected", "no ring": "Disconnected"}
_FLAGS = ((IFF_UP, "Up"), (IFF_RUNNING, "Running"), (IFF_LOOPBACK, "Loopback"))


def version(name: str) -> str:
    """print_version()."""
    return _VERSION.format(name)


def usage(name: str) -> str:
    """print_usage()."""
    return f"{version(name)}Usage: {name}{_USAGE}"


def link_type(dlt: int) -> str:
    """A link type's name and description."""
    return f"{DLT_NAMES[dlt]} ({DESCRIPTIONS[dlt]})" if dlt in DLT_NAMES else str(dlt)


def devices(links: list[IfRecord]) -> str:
    """-D: one interface a line, with its description and state."""
    lines = []
    for number, link in enumerate(links, 1):
        words = [word for bit, word in _FLAGS if link.flags & bit]
        if words or link.status:
            state = ", ".join(words) or "none"
            state += f", {_STATUS[link.status]}" if link.status in _STATUS else ""
            state += ", Connection status unknown" if link.media and link.status not in _STATUS else ""
        else:
            state = ""
        described = f" ({link.description})" if link.description else ""
        lines.append(f"{number}.{link.name}{described}" + (f" [{state}]" if state else "") + "\n")
    return "".join(lines)


def link_types(device: str, dlt: int) -> str:
    """-L: what an interface's packets can be taken for; an Ethernet's for those of a cable modem, too."""
    text = f"Data link types for {device} (use option -y to set):\n  {link_type(dlt)}\n"
    return text + ("  DOCSIS (DOCSIS) (printing not supported)\n" if dlt == DLT_EN10MB else "")
