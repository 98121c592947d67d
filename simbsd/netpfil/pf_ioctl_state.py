"""The requests of /dev/pf about states, sources and interfaces.

Models sys/netpfil/pf/pf_ioctl.c (DIOCGETSTATES, DIOCKILLSTATES, DIOCGETSRCNODES ...) and pf_if.c (pfi_get_ifaces,
pfi_set_flags, pfi_update_status).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netpfil.pf_if import is_named
from simbsd.netpfil.pf_source import drop_source
from simbsd.netpfil.pf_state import SECOND, info, purge, unlink
from simbsd.sys.pf import PF_OUT, PfAddr, PfIfaceInfo, PfSourceInfo, PfStateInfo
from simbsd.sys.pf_var import Pf, PfKif, PfSource, PfState
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Vnet

_ANY = PfAddr()


def get_states(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> list[PfStateInfo]:
    """Every state."""
    purge(kernel, pf)
    return [info(kernel, pf, state) for state in pf.states.values()]


def clear_states(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, ifname: str) -> int:
    """End the states of one interface, or all; how many (pf_clear_states)."""
    doomed = [state for state in pf.states.values() if not ifname or _kif(state) == ifname]
    for state in doomed:
        unlink(kernel, pf, state)
    return len(doomed)


def _kif(state: PfState) -> str:
    """The interface of a state; of one that floats, where it began."""
    return state.orig_ifname if state.ifname == "all" else state.ifname


def kill_states(
    kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, ifname: str, src: PfAddr, dst: PfAddr, label: str = "",
    gateway: PfAddr = _ANY, match: bool = False,
) -> int:  # fmt: skip
    """End the states of one interface, from and to certain addresses, made by rules of a label, routed by a gateway;
    with ``match`` also those of the same connection on its other side; how many (pf_killstates).
    """
    purge(kernel, pf)
    doomed = [state for state in pf.states.values() if _is_doomed(state, ifname, src, dst, label, gateway)]
    for state in tuple(doomed) if match else ():
        other = _matching(pf, state)
        if other is not None and other not in doomed:
            doomed.append(other)
    for state in doomed:
        unlink(kernel, pf, state)
    return len(doomed)


def _matching(pf: Pf, state: PfState) -> PfState | None:
    """The only state of a connection where it enters, of one that leaves, and the other way round."""
    out = state.direction == PF_OUT
    af, proto, addr0, port0, addr1, port1 = state.stack if out else state.wire
    found = (pf.wire if out else pf.stack).get((af, proto, addr1, port1, addr0, port0), [])
    return found[0] if len(found) == 1 else None


def _is_doomed(state: PfState, ifname: str, src: PfAddr, dst: PfAddr, label: str, gateway: PfAddr) -> bool:
    if (ifname and _kif(state) != ifname) or (label and label not in state.krule.rule.labels):
        return False
    af, _, addr0, _, addr1, _ = state.wire
    ends = (addr1, addr0) if state.direction == PF_OUT else (addr0, addr1)
    if gateway.af and (state.route is None or not _covers(gateway, af, state.route[1])):
        return False
    return all(_covers(wrap, af, addr) for wrap, addr in zip((src, dst), ends, strict=True))


def _covers(wrap: PfAddr, af: int, addr: int) -> bool:
    width = 32 if af == AF_INET else 128
    return not wrap.af or (wrap.af == af and (addr ^ wrap.addr) >> (width - wrap.plen) == 0)


def kill_id(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, number: int) -> int:
    """End the state of a number; how many that were."""
    state = pf.states.get(number)
    if state is None:
        return 0
    unlink(kernel, pf, state)
    return 1


def get_sources(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> list[PfSourceInfo]:
    """Every source, the latest first."""
    purge(kernel, pf)
    return [_source_info(kernel, source) for source in reversed(pf.sources)]


def _source_info(kernel: Kernel, source: PfSource) -> PfSourceInfo:
    return PfSourceInfo(
        source.af, source.addr, source.raddr, source.states, source.conn,
        (source.count, source.krule.rule.track.rate[1]), (kernel.now - source.created) // SECOND,
        max(0, source.expire - kernel.now) // SECOND, source.packets, source.octets, source.krule.nr,
    )  # fmt: skip


def clear_sources(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    """Forget every source; states go on without (pf_clear_srcnodes)."""
    kill_sources(kernel, p, vnet, pf, _ANY, _ANY)


def kill_sources(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, src: PfAddr, dst: PfAddr) -> int:
    """Forget the sources of certain addresses, sent to certain others; how many (pf_kill_srcnodes)."""
    doomed = [
        source
        for source in pf.sources
        if _covers(src, source.af, source.addr) and _covers(dst, source.af, source.raddr)
    ]
    for state in pf.states.values():
        if state.source in doomed:
            state.source, state.tcp_est = None, False
        if state.nat_source in doomed:
            state.nat_source = None
    for source in doomed:
        drop_source(pf, source)
    return len(doomed)


def set_skip(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, name: str, on: bool) -> None:
    """Pass over an interface or group, or no more; an empty name means all (DIOCSETIFFLAG, DIOCCLRIFFLAG)."""
    if on:
        pf.skip[name] = True
    elif name:
        pf.skip.pop(name, None)
    else:
        pf.skip.clear()


def get_ifaces(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, name: str) -> list[PfIfaceInfo]:
    """What pf knows of an interface or group, or of all, by name (pfi_get_ifaces)."""
    members = {ifp.if_xname: ifp.if_groups for ifp in vnet.vnet_ifnets.values()}
    rules = [krule.rule for place in pf.anchors.values() for some in place.rules.values() for krule in some]
    named = [rule.ifname for rule in rules if rule.ifname]
    groups = [group for names in members.values() for group in names]
    found: list[PfIfaceInfo] = []
    for one in sorted(dict.fromkeys(("all", *members, *groups, *named, *pf.skip))):
        if name and one != name:
            continue
        kif = pf.kifs.get(one, PfKif())
        skip = any(other in pf.skip for other in (one, *members.get(one, ())))
        found.append(
            PfIfaceInfo(one, skip, pf.created, named.count(one), tuple(kif.packets), tuple(kif.octets))
        )
    return found


def log_counters(vnet: Vnet, pf: Pf) -> tuple[tuple[int, ...], ...]:
    """What the log interface, or the members of a group, had: bytes in and out, packets passed and blocked, in and out;
    for either family (pfi_update_status).
    """
    names = [ifp.if_xname for ifp in vnet.vnet_ifnets.values() if pf.loginterface and is_named(ifp, pf.loginterface)]
    kifs = [pf.kifs[name] for name in names if name in pf.kifs]
    totals = [sum(kif.packets[at] for kif in kifs) for at in range(8)]
    octets = [sum(kif.octets[at] for kif in kifs) for at in range(8)]
    return tuple(
        (octets[at] + octets[at + 1], octets[at + 2] + octets[at + 3], *totals[at : at + 4]) for at in (0, 4)
    )
