"""Lines for the host's rc.conf(5): interfaces, bridges, routes and jails as they stand."""

from __future__ import annotations

from lab.export.interfaces import CLONED, created_with
from lab.export.survey import (
    addresses,
    bridges,
    cables,
    configured,
    interfaces,
    jails,
    modules,
    original_name,
    static_routes,
    vlans,
)
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import IFF_UP, Ifnet


def rc_conf(kernel: Kernel) -> tuple[str, list[str]]:
    """The lines, and what they do not say."""
    host = kernel.vnet0
    members = {bridge.if_index: ports for bridge, ports in bridges(host)}
    lines = [_set("hostname", kernel.prison0.pr_hostname)] if kernel.prison0.pr_hostname else []
    if modules(kernel):
        lines.append(_set("kld_list", " ".join(modules(kernel))))
    cloned = [f"epair{one.if_unit}" for one, _ in cables(kernel)]
    cloned += [original_name(ifp) for ifp in interfaces(host) if ifp.if_type in CLONED]
    if cloned:
        lines.append(_set("cloned_interfaces", " ".join(dict.fromkeys(cloned))))
    lines += _vlans(kernel)
    for ifp in interfaces(host):
        lines += _interface(ifp, members.get(ifp.if_index, []))
    lines += _routes(kernel)
    if host.vnet_forwarding:
        lines.append(_set("gateway_enable", "YES"))
    if host.vnet_forwarding6:
        lines.append(_set("ipv6_gateway_enable", "YES"))
    names = [prison.pr_name for prison in jails(kernel)]
    if names:
        lines += [_set("jail_enable", "YES"), _set("jail_list", " ".join(names))]
    notes = ["The jails themselves are in jail.conf: take that too."] if names else []
    return "".join(f"{line}\n" for line in ["# Lines for /etc/rc.conf", *lines]), notes


def _set(name: str, value: str) -> str:
    return f"{name}={configured(value)}"


def _key(name: str) -> str:
    """An interface's name in a variable's: dots and the like become underscores (network.subr: get_if_var)."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def _vlans(kernel: Kernel) -> list[str]:
    by_parent: dict[str, list[str]] = {}
    for ifp, parent, vid in vlans(kernel.vnet0):
        tag = str(vid) if ifp.if_xname == f"{parent.if_xname}.{vid}" else ifp.if_xname
        by_parent.setdefault(parent.if_xname, []).append(tag)
    lines = [_set(f"vlans_{_key(parent)}", " ".join(tags)) for parent, tags in by_parent.items()]
    for ifp, parent, vid in vlans(kernel.vnet0):
        if ifp.if_xname != f"{parent.if_xname}.{vid}":
            lines.append(_set(f"create_args_{_key(ifp.if_xname)}", f"vlan {vid}"))
    return lines


def _interface(ifp: Ifnet, members: list[Ifnet]) -> list[str]:
    name = _key(ifp.if_xname)
    lines = []
    if original_name(ifp) != ifp.if_xname:
        lines.append(_set(f"ifconfig_{_key(original_name(ifp))}_name", ifp.if_xname))
    held = addresses(ifp)
    inet = [text for text in held if text.startswith("inet ")]
    # ifconfig(8) takes an address family first or not at all.
    if created_with(ifp):
        lines.append(_set(f"create_args_{name}", created_with(ifp)))
    told = [*inet[:1], *(f"addm {member.if_xname}" for member in members), *(["up"] if ifp.if_flags & IFF_UP else [])]
    if told:
        lines.append(_set(f"ifconfig_{name}", " ".join(told)))
    lines += [_set(f"ifconfig_{name}_alias{number}", text) for number, text in enumerate(inet[1:])]
    inet6 = [text for text in held if text.startswith("inet6 ")]
    lines += [_set(f"ifconfig_{name}_ipv6", text) for text in inet6[:1]]
    lines += [_set(f"ifconfig_{name}_alias{len(inet[1:]) + number}", text) for number, text in enumerate(inet6[1:])]
    return lines


def _routes(kernel: Kernel) -> list[str]:
    lines, names = [], []
    for number, (destination, gateway) in enumerate(static_routes(kernel.vnet0)):
        if destination == "default":
            lines.append(_set("defaultrouter", gateway))
            continue
        names.append(f"net{number}")
        lines.append(_set(f"route_net{number}", f"-net {destination} {gateway}"))
    return [*lines, _set("static_routes", " ".join(names))] if names else lines
