"""States: the connections that pass, found by what their packets say on either side of a translation.

Models sys/netpfil/pf/pf.c (pf_state_insert, pf_find_state, pf_state_expires, pf_unlink_state); expired states go when
somebody looks. Leaves out adaptive timeouts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netpfil.pf_rules import PfPdesc
from simbsd.netpfil.pf_source import is_over_limit, leave_source, overload, purge_sources
from simbsd.sys.mbuf import IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP
from simbsd.sys.pf import PF_IN, PF_TCPS_PROXY_DST, PfPeerInfo, PfStateInfo
from simbsd.sys.pf_var import Pf, PfKrule, PfPeer, PfState, StateKey

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

SECOND = 1_000_000
FIRST = {
    IPPROTO_TCP: "tcp.first", IPPROTO_UDP: "udp.first", IPPROTO_ICMP: "icmp.first", IPPROTO_ICMPV6: "icmp.first",
}  # fmt: skip


def make_key(pd: PfPdesc) -> StateKey:
    """What a packet says, the far end first: of one that comes in the source, of one that leaves the destination."""
    if pd.dir == PF_IN:
        return (pd.af, pd.proto, pd.src, pd.sport, pd.dst, pd.dport)
    return (pd.af, pd.proto, pd.dst, pd.dport, pd.src, pd.sport)


def expires(pf: Pf, state: PfState) -> int:
    """When a state ends, in virtual time (pf_state_expires)."""
    own = dict(state.krule.rule.options).get(state.timeout)
    return state.since + (own if own is not None else pf.timeouts[state.timeout]) * SECOND


def find(kernel: Kernel, pf: Pf, key: StateKey, direction: int, ifname: str) -> PfState | None:
    """The state of a packet: by the wire's key when it comes in, by the stack's when it leaves; bound ones first."""
    pf.fcounters["searches"] += 1
    table = pf.wire if direction == PF_IN else pf.stack
    for state in tuple(table.get(key, ())):
        if expires(pf, state) <= kernel.now:
            unlink(kernel, pf, state)
        elif state.ifname in ("all", ifname):
            return state
    return None


def exists(pf: Pf, key: StateKey) -> bool:
    """Whether a key is taken on the wire (pf_find_state_all_exists)."""
    return key in pf.wire


def insert(pf: Pf, state: PfState) -> bool:
    """Enter a new state; False when its wire key is taken on that interface (pf_state_key_attach)."""
    for other in pf.wire.get(state.wire, ()):
        if other.ifname == state.ifname and other.direction == state.direction:
            return False
    pf.lastid += 1
    state.id = pf.lastid
    for table, key in ((pf.wire, state.wire), (pf.stack, state.stack)):
        states = table.setdefault(key, [])
        states.insert(len(states) if state.ifname == "all" else 0, state)
    pf.states[state.id] = state
    pf.fcounters["inserts"] += 1
    for krule in _rules(state):
        krule.states_cur += 1
        krule.states_tot += 1
    return True


def connlimit(kernel: Kernel, pf: Pf, state: PfState) -> bool:
    """A tracked connection has become established; True: its source has too many, and it ends, with those that its rule
    flushes (pf_src_connlimit).
    """
    source = state.source
    if source is None or not is_over_limit(kernel, pf, state):
        return False
    unlink(kernel, pf, state)
    for other in overload(kernel, pf, state, source):
        unlink(kernel, pf, other)
    pf.counters["src-limit"] += 1
    return True


def unlink(kernel: Kernel, pf: Pf, state: PfState) -> None:
    """Take a state out of every table; who called, and was not put through yet, is told (pf_unlink_state)."""
    if state.src.state == PF_TCPS_PROXY_DST:
        from simbsd.netpfil.pf_send import hang_up

        hang_up(kernel, pf, state)
    del pf.states[state.id]
    for table, key in ((pf.wire, state.wire), (pf.stack, state.stack)):
        table[key].remove(state)
        if not table[key]:
            del table[key]
    pf.fcounters["removals"] += 1
    for krule in _rules(state):
        krule.states_cur -= 1
    leave_source(kernel, pf, state)


def _rules(state: PfState) -> list[PfKrule]:
    return [state.krule] if state.nat is None else [state.krule, state.nat]


def purge(kernel: Kernel, pf: Pf) -> None:
    """Forget the states whose time is over, then the sources (pf_purge_expired_states)."""
    for state in tuple(pf.states.values()):
        if expires(pf, state) <= kernel.now:
            unlink(kernel, pf, state)
    purge_sources(kernel, pf)


def _sides(key: StateKey) -> tuple[tuple[int, int], tuple[int, int]]:
    return (key[2], key[3]), (key[4], key[5])


def _peer(peer: PfPeer) -> PfPeerInfo:
    return PfPeerInfo(peer.state, peer.seqlo, peer.seqhi, peer.seqdiff, peer.wscale)


def info(kernel: Kernel, pf: Pf, state: PfState) -> PfStateInfo:
    """A state as it is shown (pf_state_export)."""
    rule = state.krule.rule
    return PfStateInfo(
        state.id, state.ifname, state.orig_ifname, state.direction, state.wire[0], state.wire[1], _sides(state.wire),
        _sides(state.stack), _peer(state.src), _peer(state.dst), (kernel.now - state.created) // SECOND,
        max(0, expires(pf, state) - kernel.now) // SECOND, (state.packets[0], state.packets[1]),
        (state.octets[0], state.octets[1]), state.krule.nr, state.anchor, rule.sloppy, rule.allow_opts,
        rule.no_sync, state.source is not None, state.nat_source is not None, bool(rule.log and "all" in rule.log),
        bool(rule.log and "all" in rule.log), pf.hostid, rule.rtable, state.route or ("", 0, ""),
    )  # fmt: skip
