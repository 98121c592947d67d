"""Slow protocols: what the ends of aggregated links say to each other.

Models contrib/tcpdump/print-slow.c for LACP and its marker; leaves out OAM.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.lib.inet import ether_ntoa
from simbsd.usr_sbin.tcpdump.dump import hex_dump

if TYPE_CHECKING:
    from simbsd.usr_sbin.tcpdump.style import Style

_NAMES = {1: "LACP", 2: "MARKER", 3: "OAM"}
_TLVS = {(1, 0): "Terminator", (1, 1): "Actor Information", (1, 2): "Partner Information",
         (1, 3): "Collector Information", (2, 0): "Terminator", (2, 1): "Marker Information"}  # fmt: skip
_SIZES = {(1, 1): 20, (1, 2): 20, (1, 3): 16, (2, 1): 16}
_STATE = ((0x01, "Activity"), (0x02, "Timeout"), (0x04, "Aggregation"), (0x08, "Synchronization"),
          (0x10, "Collecting"), (0x20, "Distributing"), (0x40, "Default"), (0x80, "Expired"))  # fmt: skip


def slow_text(style: Style, data: bytes) -> str:
    """slow_print(). Raises IndexError for one that is too short."""
    kind = data[0]
    if kind in (1, 2):
        if data[1] != 1:
            return f"{_NAMES[kind]} version {data[1]} packet not supported"
        text = f"{_NAMES[kind]}v{data[1]}, length {len(data)}"
        return text + _tlvs(style, kind, data[2:]) if style.verbose else text
    text = f"{_NAMES.get(kind, f'unknown ({kind})')}, length {len(data)}"
    return text if kind in _NAMES else text + hex_dump("\n\t", data)


def _tlvs(style: Style, kind: int, data: bytes) -> str:
    """slow_marker_lacp_print()."""
    text = ""
    while data:
        if len(data) < 2:
            return f"{text}\n\t\t packet is too short"
        what, size = data[0], data[1]
        text += f"\n\t{_TLVS.get((kind, what), 'Unknown')} TLV (0x{what:02x}), length {size}"
        if what == 0:
            return text
        if size < 2:
            return f"{text}\n\t    ERROR: illegal length - should be >= 2"
        if len(data) < size:
            return f"{text}\n\t\t packet is too short"
        value = data[2:size]
        right = _SIZES.get((kind, what))
        if right is not None and size != right:
            text += f"\n\t    ERROR: illegal length - should be {right}"
        elif right is not None:
            text += _value(kind, what, value)
        elif style.verbose <= 1:
            text += hex_dump("\n\t  ", value)
        if style.verbose > 1:
            text += hex_dump("\n\t  ", value)
        data = data[size:]
    return text


def _number(data: bytes, at: int, size: int = 2) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _value(kind: int, what: int, data: bytes) -> str:
    if (kind, what) == (1, 3):
        return f"\n\t  Max Delay {_number(data, 0)}"
    if kind == 2:
        text = f"\n\t  Request System {ether_ntoa(data[2:8])}, Request Port {_number(data, 0)}"
        return f"{text}, Request Transaction ID 0x{_number(data, 8, 4):08x}"
    text = f"\n\t  System {ether_ntoa(data[2:8])}, System Priority {_number(data, 0)}, Key {_number(data, 8)}"
    text += f", Port {_number(data, 12)}, Port Priority {_number(data, 10)}"
    return f"{text}\n\t  State Flags [{', '.join(name for bit, name in _STATE if data[14] & bit) or 'none'}]"
