"""Fragments that pf puts together by itself.

Models sys/netpfil/pf/pf_norm.c (pf_fillup_fragment, pf_frent_insert, pf_join_fragment, pf_reassemble, pf_reassemble6,
pf_purge_expired_fragments); a packet's time is looked at when a fragment comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simbsd.sys.mbuf import IP_HDR_LEN, Fragment, Ip, Ip6

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.pf_var import Pf

ENTRY_POINTS, ENTRY_LIMIT = 16, 64  # PF_FRAG_ENTRY_POINTS, PF_FRAG_ENTRY_LIMIT
IP_MAXPACKET = 65535
_SPAN = 0x10000 // ENTRY_POINTS
_FRAGMENT_HEADERS = 48
SECOND = 1_000_000
Packet = Ip | Ip6


class Bad(Exception):
    """A fragment that cannot be one; the text is pf's counter."""


@dataclass(slots=True, eq=False)
class PfFragment:
    """The pieces of one packet (pf_fragment), in order of their offsets; ``maxlen`` is the longest that came."""

    since: int
    maxlen: int = 0
    parts: list[Packet] = field(default_factory=list)


def size_of(packet: Packet) -> int:
    """Bytes of a fragment without its headers."""
    if type(packet) is Ip6:
        return packet.length - _FRAGMENT_HEADERS
    assert type(packet) is Ip
    return packet.length - IP_HDR_LEN - len(packet.options)


def _end(packet: Packet) -> int:
    return packet.offset + size_of(packet)


def reassemble(kernel: Kernel, pf: Pf, packet: Packet) -> tuple[Packet, int] | None:
    """Keep a fragment; once all have come, the packet and the length of its longest piece. Raises Bad."""
    _purge(kernel, pf)
    if not size_of(packet) or (packet.mf and size_of(packet) % 8) or _end(packet) > IP_MAXPACKET:
        raise Bad("fragment")
    proto = packet.proto if type(packet) is Ip else 0
    key = (packet.src, packet.dst, packet.id, proto)
    frag = pf.fragments.get(key)
    if frag is None:
        if sum(len(one.parts) for one in pf.fragments.values()) >= pf.limits["frags"]:
            pf.fragments.clear()  # pf_flush_fragments, which makes room
        frag = pf.fragments[key] = PfFragment(kernel.now)
        frag.parts.append(packet)
    else:
        frag.since = kernel.now
        _fillup(frag, packet)
    frag.maxlen = max(frag.maxlen, size_of(packet))
    if _has_holes(frag):
        return None
    del pf.fragments[key]
    return _join(frag), frag.maxlen


def _purge(kernel: Kernel, pf: Pf) -> None:
    limit = kernel.now - pf.timeouts["frag"] * SECOND
    for key in [key for key, frag in pf.fragments.items() if frag.since <= limit]:
        del pf.fragments[key]


def _fillup(frag: PfFragment, packet: Packet) -> None:
    """Put a fragment among the others: what an earlier one has is cut from it, later ones lose what it has. Raises
    Bad for one that contradicts them, or where too many begin in one sixteenth of the packet.
    """
    last = frag.parts[-1]
    total, end = _end(last), _end(packet)
    if end < total and not packet.mf:
        raise Bad("fragment")
    if not last.mf:
        if end > total or (end == total and packet.mf):
            raise Bad("fragment")
    elif end == total and not packet.mf:
        raise Bad("fragment")
    before = [part for part in frag.parts if part.offset <= packet.offset]
    after = frag.parts[len(before) :]
    if before and (cut := _end(before[-1]) - packet.offset) > 0:
        if cut >= size_of(packet):
            raise Bad("fragment")
        packet = _behind(packet, cut)
    while after and end > after[0].offset:
        cut = end - after[0].offset
        if cut < size_of(after[0]):
            moved = _behind(after[0], cut)
            others = [*before, *after[1:]]
            if moved.offset // _SPAN != after[0].offset // _SPAN and _is_full(others, moved):
                frag.parts = others
                raise Bad("fragment")
            after[0] = moved
            break
        del after[0]
    frag.parts = [*before, *after]
    if _is_full(frag.parts, packet):
        raise Bad("fragment")
    frag.parts = [*before, packet, *after]


def _is_full(parts: list[Packet], packet: Packet) -> bool:
    """Whether a sixteenth of the packet has as many pieces as it may (pf_frent_insert)."""
    index = packet.offset // _SPAN
    return sum(part.offset // _SPAN == index for part in parts) >= ENTRY_LIMIT


def _behind(packet: Packet, cut: int) -> Packet:
    """A piece without its first bytes (m_adj)."""
    payload = packet.payload
    payload = payload._replace(size=payload.size - cut) if type(payload) is Fragment else payload[cut:]
    return packet._replace(payload=payload, offset=packet.offset + cut, length=packet.length - cut)


def _has_holes(frag: PfFragment) -> bool:
    """Whether something is missing yet (fr_holes)."""
    have = 0
    for part in frag.parts:
        if part.offset != have:
            return True
        have = _end(part)
    return frag.parts[-1].mf


def _join(frag: PfFragment) -> Packet:
    """The packet that was cut, with the headers of its first piece. Raises Bad for one that is too long."""
    first = frag.parts[0]
    headers = first.length - size_of(first) - (8 if type(first) is Ip6 else 0)
    length = headers + _end(frag.parts[-1])
    if length - (0 if type(first) is Ip else headers) > IP_MAXPACKET:
        raise Bad("short")
    whole = first._replace(payload=_payload(frag.parts), length=length, mf=False, offset=0)
    return whole._replace(id=0) if type(whole) is Ip6 else whole


def _payload(parts: list[Packet]) -> Any:
    """What the pieces carried: the value that was cut, if all are of one; else their bytes."""
    first = parts[0].payload
    if type(first) is Fragment and all(
        type(one.payload) is Fragment and one.payload.payload is first.payload for one in parts
    ):
        return first.payload
    from simbsd.net.bpf_wire import payload_bytes

    return b"".join(payload_bytes(one) for one in parts)
