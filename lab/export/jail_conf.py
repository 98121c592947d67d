"""jail.conf(5) of the jails as they stand."""

from __future__ import annotations

from lab.export.interfaces import configured as configured_as
from lab.export.interfaces import is_made, joined, made, named
from lab.export.survey import (
    Parameter,
    addresses,
    configured,
    interfaces,
    jails,
    mounts,
    original_name,
    parameters,
    runs_something,
    static_routes,
)
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import IFF_UP, Ifnet

INDENT = "    "


def jail_conf(kernel: Kernel) -> tuple[str, list[str]]:
    """The file's text, and what it does not say."""
    notes: list[str] = []
    blocks = [_jail(kernel, prison, notes) for prison in jails(kernel)]
    head = f"# /etc/jail.conf: the jails of {kernel.prison0.pr_hostname or 'this host'} as they stood.\n"
    if not blocks:
        notes.append("There is no jail.")
    return "\n".join([head, *blocks]), notes


def _jail(kernel: Kernel, prison: Prison, notes: list[str]) -> str:
    lines = [_line(parameter) for parameter in parameters(kernel, prison)]
    for what, where, kind in mounts(kernel, prison):
        lines.append("mount.devfs;" if kind == "devfs" else f"mount += {configured(f'{what} {where} {kind} rw 0 0')};")
    if prison.pr_owns_vnet:
        lines += _stack(prison)
    if not prison.pr_persist and runs_something(kernel, prison):
        notes.append(f"{prison.pr_name} lives by its processes alone; here it is made to persist.")
    lines.append("persist;")
    parent = prison.pr_parent
    if parent is not None and parent.pr_id:
        lines.append(f"depend = {configured(parent.pr_name)};")
    return f"{prison.pr_name} {{\n" + "".join(f"{INDENT}{line}\n" for line in lines) + "}\n"


def _line(parameter: Parameter) -> str:
    name, value = parameter
    return f"{name};" if value is None else f"{name} = {configured(value) if not value.isdigit() else value};"


def _stack(prison: Prison) -> list[str]:
    """What a stack of its own needs: interfaces that move in, then addresses and routes, given inside."""
    moved = [ifp for ifp in interfaces(prison.pr_vnet) if ifp.if_home_vnet is not prison.pr_vnet]
    return [
        *_list("vnet.interface", [original_name(ifp) for ifp in moved]),
        *_list("exec.start", inside(prison)),
    ]


def _list(name: str, values: list[str]) -> list[str]:
    return [f"{name} {'+=' if number else '='} {configured(value)};" for number, value in enumerate(values)]


def inside(prison: Prison) -> list[str]:
    """The commands that, given in the jail, set up its stack."""
    found: list[str] = []
    loopback = prison.pr_vnet.vnet_lo
    if loopback is not None and loopback.if_flags & IFF_UP:
        found.append(f"ifconfig {loopback.if_xname} {(addresses(loopback) or ['inet 127.0.0.1/8'])[0]} up")
    for ifp in interfaces(prison.pr_vnet):
        found += _interface(prison, ifp)
    found += joined(prison.pr_vnet)
    if prison.pr_vnet.vnet_forwarding:
        found.append("sysctl net.inet.ip.forwarding=1")
    found += [f"route add {destination} {gateway}" for destination, gateway in static_routes(prison.pr_vnet)]
    return found


def _interface(prison: Prison, ifp: Ifnet) -> list[str]:
    made_here = made(ifp) if ifp.if_home_vnet is prison.pr_vnet and is_made(ifp) else []
    return [*made_here, *named(ifp), *configured_as(ifp)]
