"""Stateful normalisation of TCP (reassemble tcp): one hop limit for all segments of an end, timestamps that tell nobody
how long a host is up, and none that cannot be.

Models sys/netpfil/pf/pf_norm.c (pf_normalize_tcp_init, pf_normalize_tcp_stateful); leaves out messages for debugging. A
segment that is dropped for its time has moved its state here already.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.netpfil.pf_packet import settle
from simbsd.netpfil.pf_rules import PfPdesc, arc4random
from simbsd.netpfil.pf_track import ESTABLISHED
from simbsd.sys.mbuf import IPPROTO_TCP, TH_RST, TH_SYN, Tcp
from simbsd.sys.pf_var import Pf, PfPeer, PfState, PfStateScrub

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_MASK = 0xFFFFFFFF
_SECOND = 1_000_000
_TS_MAX_IDLE, _TS_MAX_CONN = 24 * 24 * 60 * 60 * _SECOND, 12 * 24 * 60 * 60 * _SECOND
_TS_MAXFREQ = 1100  # ticks a second: a clock of 1 ms that is a tenth fast
_EOL, _NOP, _TIMESTAMP, _TIMESTAMP_LEN = 0, 1, 8, 10
_BAD = -1


def normalize_tcp(kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState, src: PfPeer, dst: PfPeer) -> bool:
    """Mend a segment from ``src`` to ``dst``; False when its time cannot be."""
    if pd.proto != IPPROTO_TCP:
        return True
    tcp: Tcp = pd.inner
    at = _timestamp_at(tcp.options)
    if src.scrub is None:
        src.scrub = _init(kernel, pd, at)
    if at == _BAD:
        return False
    _set_ttl(pd, src.scrub)
    times = struct.unpack_from(">II", tcp.options, at) if at else None
    own, other = src.scrub, dst.scrub
    if times is not None and (own.timestamp or (other is not None and other.timestamp)):
        times = _modulate(pd, own, other, at, *times)
    _idle(kernel, state, own, other)
    if other is not None and own.paws and other.paws and not _fits(kernel, pf, pd, state, src, dst, times):
        return False
    if tcp.data and own.timestamp and own.data_ts is None:
        own.data_ts = times is not None
    if times is not None and own.timestamp and not own.idled:
        _update(kernel, own, *times)
    return True


def _timestamp_at(options: bytes) -> int:
    """Where the times of the timestamp are, 0 without one, _BAD where there are two."""
    at = found = 0
    while len(options) - at >= _TIMESTAMP_LEN:
        if options[at] in (_EOL, _NOP):
            at += 1
            continue
        if options[at] == _TIMESTAMP and options[at + 1] >= _TIMESTAMP_LEN:
            if found:
                return _BAD
            found = at + 2
        at += max(options[at + 1], 2)
    return found


def _init(kernel: Kernel, pd: PfPdesc, at: int) -> PfStateScrub:
    """What is remembered of an end from its first segment on; times only where that is a SYN."""
    scrub = PfStateScrub(pd.m.m_payload.ttl)
    if at > 0 and pd.flags & TH_SYN:
        scrub.timestamp, scrub.ts_mod, scrub.last = True, arc4random(kernel), kernel.now
        scrub.tsval, scrub.tsecr = struct.unpack_from(">II", pd.inner.options, at)
        scrub.tsval0 = scrub.tsval
    return scrub


def _set_ttl(pd: PfPdesc, scrub: PfStateScrub) -> None:
    packet = pd.m.m_payload
    scrub.ttl = max(scrub.ttl, packet.ttl)
    if packet.ttl != scrub.ttl:
        pd.m.m_payload = packet._replace(ttl=scrub.ttl)


def _modulate(
    pd: PfPdesc, own: PfStateScrub, other: PfStateScrub | None, at: int, val: int, ecr: int
) -> tuple[int, int]:
    """Change a time, and back an echoed one; zero stays what it is. The times as the ends know them."""
    shown = val + own.ts_mod & _MASK if val and own.timestamp else val
    if ecr and other is not None and other.timestamp:
        ecr = ecr - other.ts_mod & _MASK
    options = pd.inner.options
    settle(pd)
    pd.inner = pd.inner._replace(options=options[:at] + struct.pack(">II", shown, ecr) + options[at + 8 :])
    pd.m.m_payload = pd.m.m_payload._replace(payload=pd.inner)
    return val, ecr


def _idle(kernel: Kernel, state: PfState, own: PfStateScrub, other: PfStateScrub | None) -> None:
    """After 24 days clocks may have begun again, and after twelve nobody knows from where."""
    if own.paws and (kernel.now - own.last > _TS_MAX_IDLE or kernel.now - state.created > _TS_MAX_CONN):
        own.paws, own.idled = False, True
    if other is not None and other.paws and kernel.now - other.last > _TS_MAX_IDLE:
        other.paws, other.idled = False, True


def _less(one: int, other: int) -> bool:
    return (one - other & _MASK) >= 0x80000000


def _fits(
    kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState, src: PfPeer, dst: PfPeer, times: tuple[int, int] | None
) -> bool:
    """Whether both times lie between what was told last and what clocks can have reached since; data of an end that
    tells times has one.
    """
    own, other = src.scrub, dst.scrub
    assert own is not None
    assert other is not None
    if times is None:
        both = src.state == ESTABLISHED == dst.state
        counts = not pd.flags & TH_RST and (both or bool(pd.inner.data) or bool(pd.flags & TH_SYN))
        return not (counts and pd.inner.data and own.data_ts)
    if min(src.state, dst.state) < ESTABLISHED:
        return True
    val, ecr = times
    fudge = dict(state.krule.rule.options).get("tcp.tsdiff", 0) or pf.timeouts["tcp.tsdiff"]
    since = kernel.now - own.last
    ticks = (since // _SECOND + fudge) * _TS_MAXFREQ + since % _SECOND // (_SECOND // _TS_MAXFREQ)
    if _less(val, other.tsecr) or _less(own.tsval + ticks & _MASK, val):
        return False
    return not ecr or not (_less(other.tsval, ecr) or _less(ecr, other.tsval0))


def _update(kernel: Kernel, own: PfStateScrub, val: int, ecr: int) -> None:
    own.last = kernel.now
    if not own.paws or not _less(val, own.tsval):
        own.tsval = val
    if not ecr:
        return
    if not own.paws or not _less(ecr, own.tsecr):
        own.tsecr = ecr
    if not own.paws and (_less(val, own.tsval0) or not own.tsval0):
        own.tsval0 = val
    own.paws = True
