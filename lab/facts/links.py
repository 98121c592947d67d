"""Facts about links: bridges and their ports, spanning tree, vlans, MTU, link-level and IPv6 addresses, cables."""

from __future__ import annotations

from lab.diagnosis.layers import Broken, check_interface, check_up, check_vnet, of_vnet
from lab.facts.fact import Arguments, Context, Fact
from lab.graph.network import interface_id
from simbsd.sys.if_softc import BridgeMember, BridgeSoftc, VlanSoftc
from simbsd.sys.in6 import IN6_IFF_DUPLICATED, IN6_IFF_TENTATIVE, inet_ntop6
from simbsd.sys.vnet import RTF_STATIC, Ifnet


def _bridge(context: Context, given: Arguments) -> tuple[Ifnet, BridgeSoftc]:
    ifp = check_interface(check_vnet(context.kernel, given["jail"]), given["bridge"])
    if not isinstance(ifp.if_softc, BridgeSoftc):
        raise Broken("interface", f"{ifp.if_xname} is not a bridge.", interface_id(ifp.if_index))
    return ifp, ifp.if_softc


def _port(context: Context, given: Arguments) -> BridgeMember:
    bridge, softc = _bridge(context, given)
    for member in softc.sc_members:
        if member.bif_ifp.if_xname == given["interface"]:
            return member
    raise Broken(
        "bridged", f"{given['interface']} is not a member of {bridge.if_xname}.", interface_id(bridge.if_index)
    )


def _member(context: Context, given: Arguments) -> None:
    bridge, _ = _bridge(context, given)
    member = _port(context, given)
    check_up(bridge)
    check_up(member.bif_ifp)


def _not_member(context: Context, given: Arguments) -> None:
    bridge, softc = _bridge(context, given)
    if any(member.bif_ifp.if_xname == given["interface"] for member in softc.sc_members):
        sentence = f"{given['interface']} is a member of {bridge.if_xname}."
        raise Broken("bridged", sentence, interface_id(bridge.if_index))


def _state(context: Context, given: Arguments) -> None:
    member = _port(context, given)
    if member.bif_stp is None:
        sentence = f"The port {given['interface']} takes no part in the spanning tree."
        raise Broken("bridged", sentence, interface_id(member.bif_ifp.if_index))
    if member.bif_state != given["state"]:
        sentence = f"The port {given['interface']} of {given['bridge']} is {member.bif_state}, not {given['state']}."
        raise Broken("bridged", sentence, interface_id(member.bif_ifp.if_index))


def _vlan(context: Context, given: Arguments) -> None:
    ifp = check_interface(check_vnet(context.kernel, given["jail"]), given["interface"])
    softc = ifp.if_softc
    if not isinstance(softc, VlanSoftc):
        raise Broken("interface", f"{ifp.if_xname} is not a vlan interface.", interface_id(ifp.if_index))
    if softc.ifv_parent is None:
        raise Broken("link", f"{ifp.if_xname} rides on no other interface.", interface_id(ifp.if_index))
    if softc.ifv_vid != given["tag"]:
        sentence = f"{ifp.if_xname} puts the tag {softc.ifv_vid} on its frames, not {given['tag']}."
        raise Broken("link", sentence, interface_id(ifp.if_index))


def _mtu(context: Context, given: Arguments) -> None:
    ifp = check_interface(check_vnet(context.kernel, given["jail"]), given["interface"])
    if ifp.if_mtu != given["mtu"]:
        sentence = f"The MTU of {ifp.if_xname} is {ifp.if_mtu}, not {given['mtu']}."
        raise Broken("link", sentence, interface_id(ifp.if_index))


def _distinct(context: Context, given: Arguments) -> None:
    """No two interfaces of these stacks bear one link-level address; an epair's ends are on one wire."""
    seen: dict[bytes, Ifnet] = {}
    for ifp in context.kernel.ifnets.values():
        if ifp.if_type != "epair" or ifp.if_lladdr is None:
            continue
        other = seen.get(ifp.if_lladdr)
        if other is not None:
            sentence = f"{other.if_xname} and {ifp.if_xname} have one link-level address."
            raise Broken("link", sentence, interface_id(ifp.if_index))
        seen[ifp.if_lladdr] = ifp


def _address6(context: Context, given: Arguments) -> None:
    vnet = check_vnet(context.kernel, given["jail"])
    for ifp in vnet.vnet_ifnets.values():
        for ifa in ifp.if_addrs6:
            if ifa.ia_addr == given["address"]:
                check_up(ifp)
                if ifa.ia_plen != given["plen"]:
                    sentence = f"{ifp.if_xname} has {inet_ntop6(ifa.ia_addr)}/{ifa.ia_plen}, not /{given['plen']}."
                    raise Broken("address", sentence, interface_id(ifp.if_index))
                if ifa.ia6_flags & IN6_IFF_DUPLICATED:
                    sentence = f"{inet_ntop6(ifa.ia_addr)} is a duplicate on {ifp.if_xname}: somebody else has it too."
                    raise Broken("address", sentence, interface_id(ifp.if_index))
                if ifa.ia6_flags & IN6_IFF_TENTATIVE:
                    sentence = f"{inet_ntop6(ifa.ia_addr)} is tentative: the test for duplicates has not ended."
                    raise Broken("address", sentence, interface_id(ifp.if_index))
                return
    raise Broken(
        "address", f"No interface there has {inet_ntop6(given['address'])}.", f"vnet:{vnet.vnet_id}"
    )


def _default_route6(context: Context, given: Arguments) -> None:
    """A default route of IPv6 that stays: one that a router advertised goes by that router's word."""
    vnet = check_vnet(context.kernel, given["jail"])
    hops = vnet.vnet_fibs6[0].rib_table.get((0, 0), [])
    if any(hop.rt_flags & RTF_STATIC and hop.nh_gateway is not None for hop in hops):
        return
    whose = f"The network stack of {of_vnet(vnet)}"
    why = "has its IPv6 default route from a router's advertisement only." if hops else "has no IPv6 default route."
    raise Broken("route", f"{whose} {why}", f"vnet:{vnet.vnet_id}")


def _lossless(context: Context, given: Arguments) -> None:
    ifp = check_interface(check_vnet(context.kernel, given["jail"]), given["interface"])
    cable = getattr(ifp.if_softc, "cable", None)
    if cable is not None and cable.loss:
        sentence = f"The cable loses {cable.loss / 10_000:g} % of what {ifp.if_xname} sends."
        raise Broken("link", sentence, interface_id(ifp.if_index))


def _delayed(context: Context, given: Arguments) -> None:
    ifp = check_interface(check_vnet(context.kernel, given["jail"]), given["interface"])
    cable = getattr(ifp.if_softc, "cable", None)
    delay = cable.delay if cable is not None else 0
    if delay != given["ms"] * 1000:
        sentence = f"What {ifp.if_xname} sends takes {delay / 1000:g} ms, not {given['ms']}."
        raise Broken("link", sentence, interface_id(ifp.if_index))


_PORT = {"jail": "text", "bridge": "text", "interface": "text"}
_INTERFACE = {"jail": "text", "interface": "text"}
FACTS: tuple[Fact, ...] = (
    Fact("bridge_member", _PORT, _member),
    Fact("not_bridge_member", _PORT, _not_member),
    Fact("port_state", {**_PORT, "state": "text"}, _state),
    Fact("vlan_tag", {**_INTERFACE, "tag": "integer"}, _vlan),
    Fact("mtu", {**_INTERFACE, "mtu": "integer"}, _mtu),
    Fact("macs_distinct", {}, _distinct),
    Fact("address6", {"jail": "text", "address": "address6", "plen": "integer"}, _address6),
    Fact("default_route6", {"jail": "text"}, _default_route6),
    Fact("link_lossless", _INTERFACE, _lossless),
    Fact("link_delay", {**_INTERFACE, "ms": "integer"}, _delayed),
)
