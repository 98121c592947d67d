"""Stacks and interfaces for the inspector: routes, neighbours, sockets, the packet filter, an interface's record."""

from __future__ import annotations

from collections.abc import Callable

from lab import words
from lab.inspect.section import Section, fields, table
from simbsd.sys.carp import CARP_STATES, CarpSoftc
from simbsd.sys.if_softc import BridgeSoftc, EpairSoftc, GifSoftc, StfSoftc, VlanSoftc
from simbsd.sys.in6 import (
    IN6_IFF_ANYCAST,
    IN6_IFF_AUTOCONF,
    IN6_IFF_DEPRECATED,
    IN6_IFF_DUPLICATED,
    IN6_IFF_TENTATIVE,
    is_linklocal,
)
from simbsd.sys.kernel import Kernel
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_NETLINK, AF_ROUTE, AF_UNIX, Inpcb, Socket
from simbsd.sys.vnet import (
    RTF_BLACKHOLE,
    RTF_GATEWAY,
    RTF_HOST,
    RTF_REJECT,
    RTF_STATIC,
    RTF_UP,
    Ifaddr,
    Ifnet,
    In6Ifaddr,
    Llentry,
    Nhop,
    Rib,
    Vnet,
)

Say = Callable[[int], str]
SECOND = 1_000_000
# The letters of usr.bin/netstat/common.c.
STATES6 = (
    (IN6_IFF_ANYCAST, "anycast"), (IN6_IFF_TENTATIVE, "tentative"), (IN6_IFF_DUPLICATED, "duplicated"),
    (IN6_IFF_DEPRECATED, "deprecated"), (IN6_IFF_AUTOCONF, "autoconf"),
)  # fmt: skip
ROUTE_FLAGS = ((RTF_UP, "U"), (RTF_GATEWAY, "G"), (RTF_HOST, "H"), (RTF_REJECT, "R"), (RTF_STATIC, "S"),
               (RTF_BLACKHOLE, "B"))  # fmt: skip
DOMAINS = {AF_UNIX: "PF_LOCAL", AF_INET: "PF_INET", AF_INET6: "PF_INET6", AF_ROUTE: "PF_ROUTE",
           AF_NETLINK: "PF_NETLINK"}  # fmt: skip
MOST_COUNTERS = 60


def stack(kernel: Kernel, vnet: Vnet) -> list[Section]:
    """A network stack: what its V_ variables hold."""
    prison = vnet.vnet_prison
    found = [
        fields("struct vnet", {
            "vnet_id": vnet.vnet_id, "owner": prison.pr_name if prison.pr_id else "prison0",
            "V_ipforwarding": vnet.vnet_forwarding, "V_ip6_forwarding": vnet.vnet_forwarding6,
        }),
        table("V_ifnet: interfaces", ("if_index", "if_xname", "if_flags", "if_home_vnet"), [
            (ifp.if_index, ifp.if_xname, words.flags(ifp.if_flags), ifp.if_home_vnet.vnet_id)
            for ifp in vnet.vnet_ifnets.values()
        ]),
    ]  # fmt: skip
    for number, rib in enumerate(vnet.vnet_fibs):
        found.append(_routes(f"V_rt_tables: IPv4, fib {number}", rib, words.dotted))
    found.append(_routes("V_rt_tables: IPv6, fib 0", vnet.vnet_fibs6[0], words.numeric6))
    found.append(_neighbours(kernel, "V_lltables: ARP", list(vnet.vnet_lltable.values()), words.dotted))
    neighbours = list(vnet.vnet_lltable6.values())
    found.append(_neighbours(kernel, "V_lltables: neighbour discovery", neighbours, words.numeric6))
    found.append(_sockets(vnet))
    found += _filter(kernel, vnet)
    found.append(fields("sysctl: this stack's own", dict(sorted(vnet.vnet_sysctls.items()))))
    counters = {name: count for name, count in sorted(vnet.vnet_stats.items()) if count}
    found.append(fields("V_ statistics that are not zero", dict(list(counters.items())[:MOST_COUNTERS])))
    return found


def _routes(title: str, rib: Rib, say: Say) -> Section:
    rows = [_route(nhop, say) for key in sorted(rib.rib_table) for nhop in rib.rib_table[key]]
    return table(title, ("destination", "gateway", "flags", "nh_ifp"), rows)


def _route(nhop: Nhop, say: Say) -> tuple[object, ...]:
    whole = 32 if say is words.dotted else 128
    destination = "default" if nhop.rt_plen == 0 else say(nhop.rt_dst)
    if 0 < nhop.rt_plen < whole:
        destination += f"/{nhop.rt_plen}"
    gateway = f"link#{nhop.nh_ifp.if_index}" if nhop.nh_gateway is None else say(nhop.nh_gateway)
    letters = "".join(letter for bit, letter in ROUTE_FLAGS if nhop.rt_flags & bit)
    return destination, gateway, letters, nhop.nh_ifp.if_xname


def _neighbours(kernel: Kernel, title: str, entries: list[Llentry], say: Say) -> Section:
    rows = [
        (
            say(entry.lle_addr), words.lladdr(entry.lle_mac) or "(incomplete)", entry.lle_ifp.if_xname, entry.lle_state,
            f"{max(0, entry.lle_expire - kernel.now) // SECOND} s" if entry.lle_expire else "permanent",
            len(entry.lle_hold),
        )
        for entry in entries
    ]  # fmt: skip
    return table(title, ("address", "link level", "interface", "state", "expires", "held packets"), rows)


def _sockets(vnet: Vnet) -> Section:
    rows = [
        (proto, *_ends(inp), inp.inp_tcpcb.t_state if inp.inp_tcpcb is not None else "",
         inp.inp_cred.cr_uid, inp.inp_cred.cr_prison.pr_id)
        for proto, pcbs in vnet.vnet_pcbs.items() for inp in pcbs
    ]  # fmt: skip
    columns = ("protocol", "inp_laddr", "inp_faddr", "t_state", "cr_uid", "cr_prison")
    return table("V_tcbinfo, V_udbinfo, V_ripcbinfo: sockets", columns, rows)


def _ends(inp: Inpcb) -> tuple[str, str]:
    say = words.numeric6 if inp.inp_inet6 else words.dotted
    return _end(inp.inp_laddr, inp.inp_lport, say), _end(inp.inp_faddr, inp.inp_fport, say)


def _end(address: int, port: int, say: Say) -> str:
    return f"{say(address) if address else '*'}:{port or '*'}"


def socket_words(so: Socket) -> str:
    """A socket in a few words, for a list of descriptors: domain, ends, stack."""
    domain = DOMAINS.get(so.so_domain, f"domain {so.so_domain}")
    if isinstance(so.so_pcb, Inpcb):
        here, there = _ends(so.so_pcb)
        return f"{domain} {so.so_pcb.inp_proto} {here} → {there}, so_vnet {so.so_vnet.vnet_id}"
    return f"{domain}, so_vnet {so.so_vnet.vnet_id}"


def _filter(kernel: Kernel, vnet: Vnet) -> list[Section]:
    pf = vnet.vnet_pf
    if pf is None:
        return []
    from simbsd.netpfil.pf_state import info
    from simbsd.sys.pf_text import ntop, rule_text

    rows: list[tuple[object, ...]] = []
    for path, anchor in pf.anchors.items():
        for ruleset, rules in anchor.rules.items():
            for krule in rules:
                counted = (krule.evaluations, krule.packets[0] + krule.packets[1], krule.states_cur)
                rows.append((path or ruleset, krule.nr, rule_text(krule.rule), *counted))
    states = []
    for state in pf.states.values():
        one = info(kernel, pf, state)
        ends = " ".join(f"{ntop(one.af, address)}:{port}" for address, port in one.stack)
        states.append((one.proto, ends, one.ifname, f"{one.src.state}:{one.dst.state}", one.rule, f"{one.expire} s"))
    return [
        fields("V_pf_status", {"running": pf.running, "states": len(pf.states)}),
        table("V_pf_rules", ("ruleset", "nr", "rule", "evaluations", "packets", "states"), rows),
        table("V_pf_states", ("protocol", "ends", "interface", "states", "rule", "expires"), states),
    ]


def interface(kernel: Kernel, ifp: Ifnet) -> list[Section]:
    """An interface: its record, addresses, counters and what its driver keeps."""
    found = [
        fields("struct ifnet", {
            "if_index": ifp.if_index, "if_xname": ifp.if_xname, "if_type": ifp.if_type,
            "if_flags": words.flags(ifp.if_flags), "if_mtu": ifp.if_mtu, "if_metric": ifp.if_metric,
            "if_lladdr": words.lladdr(ifp.if_lladdr), "if_groups": " ".join(ifp.if_groups),
            "if_description": ifp.if_description, "if_link_state": "up" if ifp.if_link_up else "down",
            "if_vnet": ifp.if_vnet.vnet_id, "if_home_vnet": ifp.if_home_vnet.vnet_id, "if_fib": ifp.if_fib,
        }),
        table("if_addrhead: addresses", ("address", "prefix", "broadcast"), [
            *((words.dotted(ifa.ia_addr), ifa.ia_plen, words.dotted(ifa.ia_broadcast) if ifa.ia_broadcast else "")
              for ifa in ifp.if_addrs),
            *((_address6(ifp, ifa), ifa.ia_plen, "") for ifa in ifp.if_addrs6),
        ]),
        fields("counters", {
            "if_ipackets": ifp.if_ipackets, "if_ierrors": ifp.if_ierrors, "if_iqdrops": ifp.if_iqdrops,
            "if_ibytes": ifp.if_ibytes, "if_opackets": ifp.if_opackets, "if_oerrors": ifp.if_oerrors,
            "if_obytes": ifp.if_obytes, "if_collisions": ifp.if_collisions,
        }),
    ]  # fmt: skip
    return found + _driver(kernel, ifp) + _hosts(ifp)


def _hosts(ifp: Ifnet) -> list[Section]:
    """The virtual hosts of CARP on an interface."""
    hosts: list[CarpSoftc] = ifp.if_carp.cif_vrs if ifp.if_carp is not None else []
    columns = ("sc_vhid", "sc_state", "sc_advbase", "sc_advskew", "sc_ifas")
    rows = [
        (sc.sc_vhid, CARP_STATES[sc.sc_state], sc.sc_advbase, sc.sc_advskew,
         " ".join(_shared(ifp, ifa) for ifa in sc.sc_ifas))
        for sc in hosts
    ]  # fmt: skip
    return [table("cif_vrs: virtual hosts", columns, rows)] if hosts else []


def _shared(ifp: Ifnet, ifa: Ifaddr) -> str:
    return _address6(ifp, ifa) if isinstance(ifa, In6Ifaddr) else words.dotted(ifa.ia_addr)


def _address6(ifp: Ifnet, ifa: In6Ifaddr) -> str:
    """An address with its zone, and the words that ifconfig(8) has for its state."""
    zone = f"%{ifp.if_xname}" if is_linklocal(ifa.ia_addr) else ""
    state = "".join(f" {word}" for bit, word in STATES6 if ifa.ia6_flags & bit)
    return f"{words.numeric6(ifa.ia_addr)}{zone}{state}"


def _driver(kernel: Kernel, ifp: Ifnet) -> list[Section]:
    softc = ifp.if_softc
    if isinstance(softc, EpairSoftc):
        far = softc.oifp
        where = f"{far.if_xname} in vnet {far.if_vnet.vnet_id}" if far is not None else None
        cable = softc.cable
        held = {} if cable is None else {
            "loss": f"{cable.loss / 10_000:g}%", "delay": f"{cable.delay} us", "bandwidth": f"{cable.bandwidth} bit/s",
            "sent": cable.sent, "lost": cable.lost, "overflowed": cable.overflowed,
        }  # fmt: skip
        return [fields("struct epair_softc", {"oifp": where, **held})]
    if isinstance(softc, VlanSoftc):
        parent = softc.ifv_parent.if_xname if softc.ifv_parent is not None else None
        return [fields("struct ifvlan", {"ifv_parent": parent, "ifv_vid": softc.ifv_vid, "ifv_pcp": softc.ifv_pcp})]
    if isinstance(softc, StfSoftc):
        ends = {"srcv4_addr": words.dotted(softc.srcv4_addr), "braddr": words.dotted(softc.braddr)}
        return [fields("struct stf_softc", {**ends, "v4prefixlen": softc.v4prefixlen})]
    if isinstance(softc, GifSoftc):
        ends = {"gif_src": words.dotted(softc.gif_src), "gif_dst": words.dotted(softc.gif_dst)}
        return [fields("struct gif_softc", dict(ends))]
    return _bridge(kernel, softc) if isinstance(softc, BridgeSoftc) else []


def _bridge(kernel: Kernel, softc: BridgeSoftc) -> list[Section]:
    members = [(one.bif_ifp.if_xname, one.bif_state, one.bif_priority, one.bif_path_cost) for one in softc.sc_members]
    learned = [
        (words.lladdr(node.brt_addr), node.brt_ifp.if_xname,
         f"{max(0, node.brt_expire - kernel.now) // SECOND} s" if node.brt_expire else "static")
        for node in softc.sc_rthash.values()
    ]  # fmt: skip
    return [
        table("sc_iflist: members", ("member", "state", "priority", "path cost"), members),
        table("sc_rthash: learned addresses", ("address", "member", "expires"), learned),
        fields("struct bridge_softc", {
            "sc_priority": softc.sc_priority, "sc_hello_time": softc.sc_hello_time,
            "sc_forward_delay": softc.sc_forward_delay, "sc_max_age": softc.sc_max_age, "sc_timeout": softc.sc_timeout,
        }),
    ]  # fmt: skip
