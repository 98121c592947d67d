"""The packet filter: what becomes of a packet at a hook.

Models sys/netpfil/pf/pf.c (pf_test, pf_test6, pf_test_rule, pf_create_state, pf_test_state_*, pf_return, pf_route).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.netinet6.ip6_output import (
    FRAGMENT_HDR_LEN,
    IPV6_FORWARDING,
    IPV6_SKIPFIREWALL,
    ip6_fragment,
    ip6_send,
)
from simbsd.netpfil.pf_if import is_named
from simbsd.netpfil.pf_lb import get_translation
from simbsd.netpfil.pf_norm import mend, normalize
from simbsd.netpfil.pf_packet import describe_packet, rewrite
from simbsd.netpfil.pf_related import test_related
from simbsd.netpfil.pf_return import pf_return
from simbsd.netpfil.pf_route import pf_route, route_of
from simbsd.netpfil.pf_rules import PfPdesc, add_scrub, count, evaluate, log_packet
from simbsd.netpfil.pf_source import take_source
from simbsd.netpfil.pf_state import FIRST, connlimit, find, insert, make_key, purge, unlink
from simbsd.netpfil.pf_track import ESTABLISHED, begin_modulation, is_over, modulate, start, track
from simbsd.sys.mbuf import IP6_HDR_LEN, IPPROTO_TCP, TH_ACK, TH_RST, TH_SYN, Ip6, Mbuf, Tcp
from simbsd.sys.pf import ADAPTIVE, BLOCK, NEVER, NO_SCRUB, PF_IN, PF_OUT, PF_TCPS_PROXY_SRC, PfRule
from simbsd.sys.pf_text import rule_text
from simbsd.sys.pf_var import Pf, PfKif, PfKrule, PfPeer, PfSource, PfState, StateKey
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet, Vnet

_LOWDELAY = 0x10  # IPTOS_LOWDELAY
_ICMP_ERRORS = {4: (3, 4, 5, 11, 12), 6: (1, 2, 3, 4)}


def pf_test(kernel: Kernel, vnet: Vnet, ifp: Ifnet, m: Mbuf, direction: int) -> bool:
    """Whether a packet goes on (pf_check_in, pf_check_out): by a state, else by the rules."""
    pf: Pf = vnet.vnet_pf
    if pf.sending or m.m_packet == pf.own or any(is_named(ifp, name) for name in pf.skip):
        return True
    scrub = normalize(kernel, pf, ifp, m, direction)
    if scrub is None:
        return False
    pd = describe_packet(vnet, ifp, m, direction)
    pd.scrub = scrub
    pd.tag = pf.tags.pop(m.m_packet, "")
    passed = not pd.refused and _test(kernel, pf, pd)
    if pd.refused or (passed and pd.options and not (pd.krule or pf.default).rule.allow_opts):
        passed = _refuse(kernel, pf, pd, pd.refused or "ip-option")
    _count_interface(pf, pd, passed)
    if passed and pd.scrub != NO_SCRUB:
        mend(pd, pd.scrub)
    if passed and pd.krule is not None:
        _act(pd, pd.krule.rule)
    if passed and pd.tag and (direction == PF_IN or vnet.vnet_pfil_link is not None):
        pf.tag(m.m_packet, pd.tag)
    if passed:
        m.m_consumed = pf_route(kernel, pf, pd) or (direction == PF_OUT and _refragment(kernel, vnet, m))
    return passed and not m.m_consumed


def _act(pd: PfPdesc, rule: PfRule) -> None:
    """What a rule has done to the packet besides: another routing table, a priority for VLANs (pf_test's end)."""
    if rule.rtable >= 0:
        pd.m.m_fib = rule.rtable
    if rule.set_prio is not None and pd.vnet.vnet_sysctls.get("net.link.vlan.mtag_pcp", 0):
        only_ack = type(pd.inner) is Tcp and bool(pd.flags & TH_ACK) and not pd.inner.data
        pd.m.m_pcp = rule.set_prio[bool(pd.tos & _LOWDELAY) or only_ack]


def _refragment(kernel: Kernel, vnet: Vnet, m: Mbuf) -> bool:
    """A packet of IPv6 that pf put together and that is passed on is cut as its sender cut it (pf_refragment6); True:
    it is gone.
    """
    pf: Pf = vnet.vnet_pf
    if not pf.reassembled or m.m_rcvif is None or type(m.m_payload) is not Ip6 or m.m_packet not in pf.reassembled:
        return False
    longest, ident = pf.reassembled.pop(m.m_packet)
    for piece in ip6_fragment(m.m_payload, longest + IP6_HDR_LEN + FRAGMENT_HDR_LEN, ident):
        part = Mbuf(m.m_packet, piece, m.m_rcvif, m_fib=m.m_fib)
        if ip6_send(kernel, vnet, part, m.m_rcvif.if_fib, IPV6_FORWARDING | IPV6_SKIPFIREWALL) == 0:
            vnet.vnet_stats["ip6.ip6s_forward"] += 1
    return True


def _refuse(kernel: Kernel, pf: Pf, pd: PfPdesc, reason: str) -> bool:
    """A packet is thrown away whatever rules say: headers that end too early, or options without allow-opts."""
    pf.counters[reason] += 1
    what = "options, and the rule has no allow-opts" if reason == "ip-option" else "headers that end too early"
    drop(kernel, pd.m, pd.ifp, f"pf: a packet with {what} ({reason}).")
    return False


def _test(kernel: Kernel, pf: Pf, pd: PfPdesc) -> bool:
    if pd.fragment:
        return _test_rule(kernel, pf, pd)
    if _is_answered(kernel, pf, pd):
        return False
    related = test_related(kernel, pf, pd)
    if related is not None:
        return _count_state(kernel, pf, pd, related)
    state = find(kernel, pf, make_key(pd), pd.dir, pd.ifp.if_xname)
    if state is None or is_error(pd):
        return _begin(kernel, pf, pd)
    ends = (state.src, state.dst) if pd.dir == state.direction else (state.dst, state.src)
    if state.src.state >= PF_TCPS_PROXY_SRC:
        from simbsd.netpfil.pf_synproxy import pf_synproxy

        pf_synproxy(kernel, pf, pd, state)
        return False
    if is_over(pd, *ends) and (pd.flags & (TH_SYN | TH_ACK) == TH_SYN or _is_cookie(pf, pd)):
        unlink(kernel, pf, state)
        return _begin(kernel, pf, pd)
    before = state.src.state + state.dst.state
    if not track(kernel, pd, state, *ends):
        pf.counters["state-mismatch"] += 1
        drop(kernel, pd.m, pd.ifp, "pf: the segment does not fit the state of its connection (state-mismatch).")
        return False
    if state.scrub.reassemble_tcp and not state.krule.rule.sloppy and not _is_normal(kernel, pf, pd, state):
        return False
    moved = state.src.state + state.dst.state != before
    if moved and state.source is not None and not state.tcp_est and not _check_source(kernel, pf, pd, state):
        return False
    modulate(pd, *ends)
    if state.wire != state.stack:
        rewrite(pd, state.stack if pd.dir == PF_IN else state.wire)
    pd.tag = state.tag or pd.tag
    return _count_state(kernel, pf, pd, state)


def _is_normal(kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState) -> bool:
    """Whether the timestamp of a segment can be; it is changed on the way (reassemble tcp)."""
    from simbsd.netpfil.pf_norm_tcp import normalize_tcp

    ends = (state.src, state.dst) if pd.dir == state.direction else (state.dst, state.src)
    if normalize_tcp(kernel, pf, pd, state, *ends):
        return True
    pf.counters["bad-timestamp"] += 1
    drop(kernel, pd.m, pd.ifp, "pf: the segment has a timestamp that cannot be, or lacks one (bad-timestamp).")
    return False


def _is_answered(kernel: Kernel, pf: Pf, pd: PfPdesc) -> bool:
    """Whether a SYN gets a cookie for its answer; none does while nobody asks for cookies and states are few."""
    cookies = pf.syncookies
    if pd.proto != IPPROTO_TCP or pd.dir != PF_IN or pd.flags & (TH_SYN | TH_ACK | TH_RST) != TH_SYN:
        return False
    if cookies.mode == NEVER or (cookies.mode == ADAPTIVE and not cookies.active and len(pf.states) <= cookies.hiwat):
        return False
    from simbsd.netpfil.pf_syncookies import send_cookie, synflood_check

    if not synflood_check(kernel, pd.vnet, pf):
        return False
    send_cookie(kernel, pf, pd)
    return True


def _is_cookie(pf: Pf, pd: PfPdesc) -> bool:
    """Whether a segment that came in brings a cookie back."""
    if pd.proto != IPPROTO_TCP or pd.dir != PF_IN or not any(pf.syncookies.inflight):
        return False
    from simbsd.netpfil.pf_syncookies import check

    return check(pf, pd)


def _begin(kernel: Kernel, pf: Pf, pd: PfPdesc) -> bool:
    """A packet without a state: it may bring a cookie back, else the rules are asked."""
    if not _is_cookie(pf, pd):
        return _test_rule(kernel, pf, pd)
    from simbsd.netpfil.pf_syncookies import take_cookie

    take_cookie(kernel, pf, pd)
    return False


def is_error(pd: PfPdesc) -> bool:
    """An ICMP error: it has no state of its own."""
    version = 4 if pd.af == AF_INET else 6
    return pd.proto in (1, 58) and pd.types[0] in _ICMP_ERRORS[version]


def _count_state(kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState) -> bool:
    """A packet passes by a state: it counts there, and for its rules."""
    key = state.stack if state.direction == PF_IN else state.wire
    pd.ends = (key[2], key[4]) if state.direction == PF_IN else (key[4], key[2])
    pd.krule_path = state.path
    side = int(pd.dir != state.direction)
    state.packets[side] += 1
    state.octets[side] += pd.length
    count(kernel, pf, state.krule, pd)
    if state.nat is not None:
        count(kernel, pf, state.nat, pd)
    for krule in (state.nat, state.krule) if kernel.modules.get("pflog") else ():
        if krule is not None and krule.rule.log and "all" in krule.rule.log:
            log_packet(kernel, pd, krule, state.path)
            break
    if state.source is not None:
        state.source.packets += 1
        state.source.octets += pd.length
    pd.krule, pd.state = state.krule, state
    pd.scrub = add_scrub(pd.scrub, state.scrub)
    return True


def _check_source(kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState) -> bool:
    """A tracked connection may have become established; False: its source has too many, and it ends."""
    if pd.proto != IPPROTO_TCP or state.src.state != ESTABLISHED or state.dst.state != ESTABLISHED:
        return True
    if not connlimit(kernel, pf, state):
        return True
    drop(kernel, pd.m, pd.ifp, f"pf: its source has too many connections (src-limit), rule {state.krule.nr}.")
    return False


def _test_rule(kernel: Kernel, pf: Pf, pd: PfPdesc) -> bool:
    """Translate, then ask the filter rules: the last that matches decides (pf_test_rule)."""
    before = make_key(pd)
    payload = pd.m.m_payload
    translated = None if pd.fragment else get_translation(kernel, pf, pd)
    if translated is not None:
        pd.nat = translated[0]
        if pd.nat.rule.log is not None:
            log_packet(kernel, pd, pd.nat, "")
        rewrite(pd, translated[1])
        count(kernel, pf, pd.nat, pd)
    if pd.nat is None or not pd.nat.rule.natpass:
        evaluate(kernel, pf, pd, "", "filter")
    krule = pd.krule = pd.krule or pf.default
    count(kernel, pf, krule, pd)
    pf.counters["match"] += 1
    if krule.rule.log is not None:
        log_packet(kernel, pd, krule, pd.krule_path)
    pd.scrub = add_scrub(pd.scrub, krule.rule.scrub)
    if krule.rule.action == BLOCK:
        pd.m.m_payload = payload
        pf_return(kernel, pf, pd, krule)
        _dropped(kernel, pd, krule)
        return False
    if (krule.rule.state or pd.nat is not None) and not is_error(pd) and not pd.fragment:
        return _create_state(kernel, pf, pd, krule, before, make_key(pd))
    return True


def _dropped(kernel: Kernel, pd: PfPdesc, krule: PfKrule) -> None:
    if kernel.watched:
        place = f" of anchor {pd.krule_path}" if pd.krule_path else ""
        drop(kernel, pd.m, pd.ifp, f"pf: {rule_text(krule.rule)} (rule {krule.nr}{place})")


def _create_state(kernel: Kernel, pf: Pf, pd: PfPdesc, krule: PfKrule, before: StateKey, after: StateKey) -> bool:
    """Remember that this connection passes (pf_create_state)."""
    rule = krule.rule
    limit = dict(rule.options).get("max", 0)
    if limit and krule.states_cur >= limit:
        return _no_state(kernel, pf, pd, krule, "state-limit", "max states per rule")
    if len(pf.states) >= pf.limits["states"]:
        purge(kernel, pf)
        if len(pf.states) >= pf.limits["states"]:
            return _no_state(kernel, pf, pd, krule, "memory", "")
    source: PfSource | None = None
    if rule.track.kind:
        source = take_source(kernel, pf, krule, pd.af, pd.src)
        if source is None:
            return _no_state(kernel, pf, pd, krule, "src-limit", "")
    wire, stack = (before, after) if pd.dir == PF_IN else (after, before)
    state = PfState(
        0, pd.ifp.if_xname if rule.if_bound else "all", pd.ifp.if_xname, pd.dir, wire, stack, krule, pd.nat, pd.anchor,
        PfPeer(), PfPeer(), FIRST.get(pd.proto, "other.first"), kernel.now, kernel.now, tag=pd.tag,
        source=source, path=pd.krule_path, scrub=pd.scrub,
    )  # fmt: skip
    _stick(kernel, pf, pd, state, before, after)
    start(pd, state.src, state.dst)
    if rule.state == "modulate":
        begin_modulation(kernel, pd, state.src)
    if state.scrub.reassemble_tcp and not _is_normal(kernel, pf, pd, state):
        return False
    state.route = route_of(kernel, pf, pd, krule)
    if not insert(pf, state):
        return _no_state(kernel, pf, pd, krule, "state-insert", "")
    pd.state = state
    if rule.state == "synproxy" and pd.proto == IPPROTO_TCP and pd.flags & (TH_SYN | TH_ACK) == TH_SYN:
        from simbsd.netpfil.pf_synproxy import begin

        begin(kernel, pf, pd, state, before)
        return False
    state.packets[0] = 1
    state.octets[0] = pd.length
    return True


def _no_state(kernel: Kernel, pf: Pf, pd: PfPdesc, krule: PfKrule, reason: str, limit: str) -> bool:
    pf.counters[reason] += 1
    if limit:
        pf.lcounters[limit] += 1
    drop(kernel, pd.m, pd.ifp, f"pf: no state can be made for it ({reason}), rule {krule.nr}.")
    return False


def _stick(kernel: Kernel, pf: Pf, pd: PfPdesc, state: PfState, before: StateKey, after: StateKey) -> None:
    """A sticky translation remembers where it sent this source."""
    if pd.nat is None or not pd.nat.rule.pool.sticky:
        return
    out = pd.dir == PF_OUT
    source = take_source(kernel, pf, pd.nat, before[0], before[4] if out else before[2])
    if source is not None:
        source.raddr = after[4]
        state.nat_source = source


def _count_interface(pf: Pf, pd: PfPdesc, passed: bool) -> None:
    """The counters of an interface, by family, direction and fate."""
    kif = pf.kifs.get(pd.ifp.if_xname)
    if kif is None:
        kif = pf.kifs[pd.ifp.if_xname] = PfKif()
    at = 4 * (pd.af != AF_INET) + 2 * (pd.dir == PF_OUT) + (not passed)
    kif.packets[at] += 1
    kif.octets[at] += pd.length
