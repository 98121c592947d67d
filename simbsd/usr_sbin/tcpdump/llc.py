"""Frames of 802.3: the LLC header, and bridges' words for the spanning tree.

Models contrib/tcpdump/print-llc.c and print-stp.c; leaves out SNAP, the other protocols behind an LLC header,
MSTP and SPB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.lib.inet import ether_ntoa
from simbsd.usr_sbin.tcpdump.dump import hex_and_ascii

if TYPE_CHECKING:
    from simbsd.usr_sbin.tcpdump.style import Style

_STP, _UI = 0x42, 0x03
_SAPS = {
    0x00: "Null", 0xFF: "Global", 0x02: "802.1B I", 0x03: "802.1B G", 0x06: "IP", 0x04: "SNA", 0x0E: "ProWay NM",
    0x42: "STP", 0x4E: "RS511", 0x7E: "ISO8208", 0x8E: "ProWay", 0xAA: "SNAP", 0xE0: "IPX", 0xF0: "NetBeui",
    0xFE: "OSI",
}  # fmt: skip
_IG = ("Individual", "Group")
_GSAP = ("Command", "Response")
_POLL = ("Poll", "Final")
_COMMANDS = {0x03: "ui", 0xE3: "test", 0xAF: "xid", 0x63: "ua", 0x43: "disc", 0x0F: "dm", 0x6F: "sabme", 0x87: "frmr"}
_SUPERVISORY = ("Receiver Ready", "Receiver not Ready", "Reject", "?")
_VERSIONS = {0: "802.1d", 2: "802.1w", 3: "802.1s", 4: "802.1aq"}
_KINDS = {0x00: "Config", 0x02: "Rapid STP", 0x80: "Topology Change"}
_FLAGS = ((0x01, "Topology change"), (0x02, "Proposal"), (0x10, "Learn"), (0x20, "Forward"), (0x40, "Agreement"),
          (0x80, "Topology change ACK"))  # fmt: skip
_ROLES = ("Unknown", "Alternate", "Root", "Designated")
_LEAST = {0x00: 35, 0x02: 36}


async def llc_text(style: Style, data: bytes, src: bytes, dst: bytes) -> tuple[str, int]:
    """The header and what is behind it, and the header's size (llc_print)."""
    if len(data) < 3:
        return "[|llc]" + (hex_and_ascii("\n\t", data) if style.dumps_unknown else ""), len(data)
    dsap, ssap, control = data[0] & ~1, data[1] & ~1, data[2]
    size = 3
    if control & 3 != 3:
        control, size = int.from_bytes(data[2:4], "little"), 4
    text = ""
    if style.link:
        text = f"LLC, dsap {_SAPS.get(dsap, 'Unknown')} (0x{dsap:02x}) {_IG[data[0] & 1]}"
        text += f", ssap {_SAPS.get(ssap, 'Unknown')} (0x{ssap:02x}) {_GSAP[data[1] & 1]}"
        text += f", ctrl 0x{control:0{2 * size - 4}x}: "
    if (dsap, ssap, control) == (_STP, _STP, _UI):
        return text + _stp(style, data[3:]), 3
    if not style.link:
        text = _ends(ssap, dsap, ether_ntoa(src), ether_ntoa(dst))
    text += _control(control, size, data[1] & 1) + f", length {len(data)}"
    supervisory = size == 4 and control & 3 == 1
    return text + (hex_and_ascii("\n\t", data[size:]) if style.dumps_unknown and not supervisory else ""), size


def _ends(ssap: int, dsap: int, src: str, dst: str) -> str:
    target = _SAPS.get(dsap, f"Unknown DSAP 0x{dsap:02x}")
    if ssap == dsap:
        return f"{src} > {dst} {target} "
    return f"{src} {_SAPS.get(ssap, f'Unknown SSAP 0x{ssap:02x}')} > {dst} {target} "


def _control(control: int, size: int, answer: int) -> str:
    """The kind of frame, its numbers and flags."""
    flags = _POLL[answer] if control & (0x10 if size == 3 else 0x100) else _GSAP[answer]
    if size == 3:
        return f"Unnumbered, {_COMMANDS.get(control & 0xEF, f'{control & 0xEF:02x}')}, Flags [{flags}]"
    heard = control >> 9 & 0x7F
    if control & 3 == 1:
        return f"Supervisory, {_SUPERVISORY[control >> 2 & 3]}, rcv seq {heard}, Flags [{flags}]"
    return f"Information, send seq {control >> 1 & 0x7F}, rcv seq {heard}, Flags [{flags}]"


def _bridge(data: bytes) -> str:
    return f"{data[:2].hex()}.{ether_ntoa(data[2:8])}"


def _stp(style: Style, data: bytes) -> str:
    """stp_print()."""
    size = len(data)
    if size < 4:
        return " (invalid)"
    if any(data[:2]):
        return f"unknown STP version, length {size}"
    version, kind = data[2], data[3]
    text = f"STP {_VERSIONS.get(version, f'Unknown STP protocol (0x{version:02x})')}"
    if version not in _VERSIONS:
        return text
    text += f", {_KINDS.get(kind, f'Unknown BPDU Type (0x{kind:02x})')}"
    if kind not in _LEAST or (kind == 2 and version != 2):
        return text
    if size < _LEAST[kind]:
        return text + " (invalid)"
    flags = data[4]
    text += f", Flags [{', '.join(name for bit, name in _FLAGS if flags & bit) or 'none'}]"
    text += f", bridge-id {_bridge(data[17:25])}.{data[25:27].hex()}, length {size}"
    if not style.verbose:
        return text
    ages = [_seconds(int.from_bytes(data[at : at + 2], "big")) for at in (27, 29, 31, 33)]
    text += f"\n\tmessage-age {ages[0]}, max-age {ages[1]}, hello-time {ages[2]}, forwarding-delay {ages[3]}"
    text += f"\n\troot-id {_bridge(data[5:13])}, root-pathcost {int.from_bytes(data[13:17], 'big')}"
    return text + (f", port-role {_ROLES[flags >> 2 & 3]}" if version == 2 else "")


def _seconds(parts: int) -> str:
    """A time in parts of 256 to a second, with two digits behind the point."""
    return f"{parts / 256:.2f}s"
