"""Sources: how many states and connections each has by a rule, and what becomes of those that have too many.

Models sys/netpfil/pf/pf.c (pf_find_src_node, pf_insert_src_node, pf_src_connlimit, pf_overload_task,
pf_src_tree_remove_state, pf_purge_expired_src_nodes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.pf import PF_OUT
from simbsd.sys.pf_var import Pf, PfKrule, PfSource, PfState
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_SECOND = 1_000_000
_MULT = 1000  # PF_THRESHOLD_MULT


def find_source(pf: Pf, krule: PfKrule, af: int, addr: int) -> PfSource | None:
    """The source of an address by a rule."""
    pf.scounters["searches"] += 1
    return krule.sources.get((af, addr))


def take_source(kernel: Kernel, pf: Pf, krule: PfKrule, af: int, addr: int) -> PfSource | None:
    """A source for one more state, made if need be; None when it, or the rule, has too many (pf_insert_src_node)."""
    track = krule.rule.track
    source = find_source(pf, krule, af, addr)
    if source is not None:
        source.states += 1
        if track.states and source.states >= track.states:
            source.states -= 1
            pf.lcounters["max-src-states"] += 1
            return None
        return source
    if track.nodes and len(krule.sources) >= track.nodes:
        pf.lcounters["max-src-nodes"] += 1
        return None
    if len(pf.sources) >= pf.limits["src-nodes"]:
        return None
    source = krule.sources[af, addr] = PfSource(krule, af, addr, kernel.now, kernel.now)
    pf.sources.append(source)
    pf.scounters["inserts"] += 1
    return source


def leave_source(kernel: Kernel, pf: Pf, state: PfState) -> None:
    """A state ends: its sources have one less (pf_src_tree_remove_state)."""
    seconds = dict(state.krule.rule.options).get("src.track") or pf.timeouts["src.track"]
    if state.source is not None and state.tcp_est:
        state.source.conn -= 1
    nat = state.nat_source if state.nat_source is not state.source else None
    for source in (state.source, nat):
        if source is not None:
            source.states -= 1
            if not source.states:
                source.expire = kernel.now + seconds * _SECOND
    state.source = state.nat_source = None


def purge_sources(kernel: Kernel, pf: Pf) -> None:
    """Forget sources without states whose time is over."""
    for source in tuple(pf.sources):
        if not source.states and source.expire <= kernel.now:
            drop_source(pf, source)


def drop_source(pf: Pf, source: PfSource) -> None:
    """Forget a source."""
    pf.sources.remove(source)
    source.krule.sources.pop((source.af, source.addr), None)
    pf.scounters["removals"] += 1


def is_over_limit(kernel: Kernel, pf: Pf, state: PfState) -> bool:
    """A connection is established: whether its source has too many, or too often (pf_src_connlimit)."""
    source = state.source
    if source is None:
        return False
    track = state.krule.rule.track
    source.conn += 1
    state.tcp_est = True
    _add_threshold(kernel, source, track.rate[1])
    bad = False
    if track.conn and track.conn < source.conn:
        pf.lcounters["max-src-conn"] += 1
        bad = True
    if track.rate[0] and source.count > track.rate[0] * _MULT:
        pf.lcounters["max-src-conn-rate"] += 1
        bad = True
    return bad


def _add_threshold(kernel: Kernel, source: PfSource, seconds: int) -> None:
    now = kernel.now // _SECOND
    gone = now - source.last // _SECOND
    source.count = 0 if gone >= seconds else source.count - source.count * gone // seconds
    source.count += _MULT
    source.last = kernel.now


def overload(kernel: Kernel, pf: Pf, state: PfState, source: PfSource) -> list[PfState]:
    """Put a source into its rule's table; the states that are flushed with it (pf_overload_task)."""
    track = state.krule.rule.track
    table = pf.table(state.path, track.overload)
    if table is None:
        return []
    pf.lcounters["overload table insertion"] += 1
    key = (source.af, 32 if source.af == AF_INET else 128, source.addr)
    table.pfrt_addrs.setdefault(key, False)
    table.pfrt_since.setdefault(key, kernel.boottime + kernel.now // _SECOND)
    if not track.flush:
        return []
    pf.lcounters["overload flush states"] += 1
    side = 4 if state.direction == PF_OUT else 2
    return [
        other
        for other in pf.states.values()
        if other.wire[0] == source.af and other.wire[side] == source.addr
        and ("global" in track.flush or other.krule is state.krule)
    ]  # fmt: skip
