"""Commands for Bastille, a manager of jails: create, config and cmd as docs/chapters/subcommands has them."""

from __future__ import annotations

from lab import words
from lab.export.jail_conf import inside
from lab.export.survey import addresses, bridges, interfaces, jails, parameters, quoted
from simbsd.sys.if_softc import EpairSoftc
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import Ifnet

RELEASE = "14.3-RELEASE"
BY_CREATE = ("path", "host.hostname", "vnet", "ip4.addr", "ip6.addr", "ip4", "ip6")  # what create sees to


def bastille(kernel: Kernel) -> tuple[str, list[str]]:
    """The commands, and what Bastille cannot be told."""
    notes = [f"Jails are made from {RELEASE}, which bootstrap fetches; another will do as well."]
    lines = ["#!/bin/sh", f"bastille bootstrap {RELEASE}"]
    for prison in jails(kernel):
        if "." in prison.pr_name:
            notes.append(f"{prison.pr_name} is a jail in a jail: Bastille makes none.")
            continue
        lines += ["", *_jail(kernel, prison, notes)]
    return "".join(f"{line}\n" for line in lines), notes


def _jail(kernel: Kernel, prison: Prison, notes: list[str]) -> list[str]:
    name = prison.pr_name
    lines = [_create(kernel, prison, notes)]
    for parameter, value in parameters(kernel, prison):
        if parameter not in BY_CREATE:
            lines.append(f"bastille config {name} set {parameter} {quoted(value) if value is not None else 1}")
    if prison.pr_owns_vnet:
        late = [command for command in inside(prison) if command.startswith(("route", "sysctl"))]
        lines += [f"bastille cmd {name} {command}" for command in late]
    return lines


def _create(kernel: Kernel, prison: Prison, notes: list[str]) -> str:
    name = prison.pr_name
    if not prison.pr_owns_vnet:
        held = [words.dotted(address) for address in prison.pr_ip4 or ()]
        if len(held) > 1:
            notes.append(f"{name} has more addresses than one: add the others to its jail.conf.")
        address = held[0] if held else "inherit" if prison.pr_ip4 is None else "none"
        if address == "none":
            notes.append(f"{name} has no IPv4 address, which create asks for: it is made to inherit the host's.")
        return f"bastille create {name} {RELEASE} {address if held else 'inherit'}"
    bridge, ifp = _plugged(kernel, prison)
    address = next((text.split()[1] for text in addresses(ifp)), "0.0.0.0") if ifp is not None else "0.0.0.0"
    if bridge is None:
        notes.append(f"{name} is on no bridge of the host: plug its interface in by hand, or give create a bridge.")
        return f"bastille create -V {name} {RELEASE} {address} em0"
    return f"bastille create -B {name} {RELEASE} {address} {bridge.if_xname}"


def _plugged(kernel: Kernel, prison: Prison) -> tuple[Ifnet | None, Ifnet | None]:
    """The host's bridge that a jail's first cable leads to, and the jail's end of it."""
    first = None
    for ifp in interfaces(prison.pr_vnet):
        far = ifp.if_softc.oifp if isinstance(ifp.if_softc, EpairSoftc) else None
        first = first or ifp
        for bridge, members in bridges(kernel.vnet0):
            if far in members:
                return bridge, ifp
    return None, first
