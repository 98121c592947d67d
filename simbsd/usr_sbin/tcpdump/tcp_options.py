"""Options of a TCP segment as text.

Models contrib/tcpdump/print-tcp.c (tcp_print) without multipath TCP, authentication and fast open, whose octets are
shown.
"""

from __future__ import annotations

_EOL, _NOP, _MSS, _WSCALE, _SACKOK, _SACK, _TIMESTAMP, _UTO = 0, 1, 2, 3, 4, 5, 8, 28
_NAMES = {
    _EOL: "eol", _NOP: "nop", _MSS: "mss", _WSCALE: "wscale", _SACKOK: "sackOK", _SACK: "sack", 6: "echo",
    7: "echoreply", _TIMESTAMP: "TS", 11: "cc", 12: "ccnew", 13: "", 19: "md5", 20: "scps", _UTO: "uto", 29: "tcp-ao",
    30: "mptcp", 34: "tfo", 254: "exp",
}  # fmt: skip
_WORDS = (6, 7, 11, 12, 13)


def tcp_options(data: bytes, base: int) -> str:
    """All options in brackets; blocks that were received are counted from ``base``."""
    parts: list[str] = []
    at = 0
    while at < len(data):
        kind = data[at]
        size = 1 if kind in (_EOL, _NOP) else data[at + 1] if at + 1 < len(data) else 0
        if (size < 2 and kind > _NOP) or at + size > len(data):
            parts.append("[bad opt]")
            break
        text, used = _option(kind, data[at + 2 : at + size], base)
        if used < 0:
            parts.append(f"{_NAMES.get(kind, f'unknown-{kind}')}[bad opt]")
            break
        whole = used + (1 if kind in (_EOL, _NOP) else 2)
        parts.append(text + (f"[len {size}]" if whole != size else ""))
        at += size
        if kind == _EOL:
            break
    return f", options [{','.join(parts)}]"


def _option(kind: int, value: bytes, base: int) -> tuple[str, int]:
    """An option's text, and how many octets of its value it took (-1: there are too few)."""
    name = _NAMES.get(kind, f"unknown-{kind}")
    fixed = {_MSS: 2, _WSCALE: 1, _TIMESTAMP: 8, _UTO: 2, **dict.fromkeys(_WORDS, 4)}.get(kind)
    if fixed is not None:
        if len(value) < fixed:
            return "", -1
        first = int.from_bytes(value[: min(fixed, 4)], "big")
        if kind == _TIMESTAMP:
            return f"{name} val {first} ecr {int.from_bytes(value[4:8], 'big')}", fixed
        if kind == _UTO:
            return f"{name} 0x{first:x} {(first >> 1) * (60 if first & 1 else 1)}", fixed
        return f"{name} {first}", fixed
    if kind in (_EOL, _NOP, _SACKOK):
        return name, 0
    if kind == _SACK:
        if len(value) % 8:
            return f"{name} invalid sack", len(value)
        edges = [int.from_bytes(value[at : at + 4], "big") - base & 0xFFFFFFFF for at in range(0, len(value), 4)]
        blocks = "".join(f"{{{start}:{end}}}" for start, end in zip(edges[::2], edges[1::2], strict=True))
        return f"{name} {len(value) // 8} {blocks}", len(value)
    return name + (f" 0x{value.hex()}" if value else ""), len(value)
