"""Options of an IPv4 header, as tcpdump -v prints them.

Models contrib/tcpdump/print-ip.c (ip_optprint, ip_printroute, ip_printts).
"""

from __future__ import annotations

from simbsd.lib.inet import inet_ntoa

_EOL, _NOP, _RR, _TS, _LSRR, _SSRR, _RA = 0, 1, 7, 68, 131, 137, 148
_NAMES = {
    _EOL: "EOL", _NOP: "NOP", _RR: "RR", _TS: "timestamp", 82: "traceroute", 130: "security", _LSRR: "LSRR",
    _SSRR: "SSRR", _RA: "RA",
}  # fmt: skip
_TS_KINDS = {0: "TSONLY", 1: "TS+ADDR", 3: "PRESPEC"}


def options_text(data: bytes) -> str:
    """All options, commas between them."""
    parts: list[str] = []
    at = 0
    while at < len(data):
        kind = data[at]
        text = _NAMES.get(kind, f"unknown {kind}")
        if kind == _EOL:
            parts.append(text)
            break
        size = 1 if kind == _NOP else data[at + 1] if at + 1 < len(data) else 0
        if (size < 2 and kind != _NOP) or at + size > len(data):
            parts.append(f"{text} [bad length {size}]")
            break
        option = data[at : at + size]
        if kind in (_RR, _LSRR, _SSRR):
            text += _route(option)
        elif kind == _TS:
            text += _stamps(option)
        elif kind == _RA and (size < 4 or any(option[2:4])):
            text += f" [bad length {size}]" if size < 4 else f" value {int.from_bytes(option[2:4], 'big')}"
        parts.append(text)
        at += size
    return ",".join(parts)


def _route(option: bytes) -> str:
    size = len(option)
    if size < 3:
        return f" [bad length {size}]"
    text = f" [bad length {size}]" if size + 1 & 3 else ""
    pointer = option[2] - 1
    if pointer < 3 or pointer + 1 & 3 or pointer > size + 1:
        text += f" [bad ptr {option[2]}]"
    for at in range(3, size - 3, 4):
        text += f" {inet_ntoa(int.from_bytes(option[at : at + 4], 'big'))}" + ("," if pointer > at else "")
    return text


def _stamps(option: bytes) -> str:
    size = len(option)
    if size < 4:
        return f"[bad length {size}]"
    kind, hop = option[3] & 0xF, 4 if option[3] & 0xF == 0 else 8
    text = " TS{" + (f"[bad length {size}]" if size - 4 & hop - 1 else "")
    pointer, at = option[2] - 1, 0
    if pointer < 4 or pointer - 4 & hop - 1 or pointer > size + 1:
        text += f"[bad ptr {option[2]}]"
    text += _TS_KINDS.get(kind, f"[bad ts type {kind}]")
    if kind in _TS_KINDS:
        at = 4
        while at + hop <= size:
            where = "" if hop == 4 else inet_ntoa(int.from_bytes(option[at : at + 4], "big"))
            stamp = int.from_bytes(option[at + hop - 4 : at + hop], "big")
            text += f"{' ^ ' if pointer == at else ' '}{stamp}@{where}"
            at += hop
    text += " ^ " if pointer == at else ""
    return text + (f" [{option[3] >> 4} hops not recorded]}} " if option[3] >> 4 else "}")
