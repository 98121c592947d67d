"""A script for sh(1) that builds the present state on a FreeBSD host, step by step."""

from __future__ import annotations

from lab.export.interfaces import configured, is_made, joined, made, named
from lab.export.jail_conf import inside
from lab.export.survey import (
    cables,
    interfaces,
    jails,
    modules,
    mounts,
    original_name,
    parameters,
    quoted,
    runs_something,
    static_routes,
)
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel

COPIED = ("em",)  # cards of the machine, which a host has its own of


def shell(kernel: Kernel) -> tuple[str, list[str]]:
    """The script, and what it does not do."""
    notes = ["Cards (em0) are the host's own: what it has on them is left out, and further addresses are added."]
    blocks = [
        ("Interfaces of the host", _make(kernel)),
        ("Jails", [line for prison in jails(kernel) for line in _jail(kernel, prison, notes)]),
        ("Interfaces that move into a jail's stack", _move(kernel)),
        ("Addresses, bridges and routes of the host", _host(kernel)),
        ("Inside each stack", [line for prison in jails(kernel) if prison.pr_owns_vnet for line in _inside(prison)]),
    ]
    text = "#!/bin/sh\n# Builds the jails and networks as they stood. Run it as root on FreeBSD 14.\nset -e\n"
    text += "".join(f"\n# {title}\n" + "".join(f"{line}\n" for line in lines) for title, lines in blocks if lines)
    return text, notes


def _make(kernel: Kernel) -> list[str]:
    lines = [f"kldload -n {name}" for name in modules(kernel)]
    lines += [f"ifconfig epair{one.if_unit} create" for one, _ in cables(kernel)]
    host = interfaces(kernel.vnet0)
    lines += [line for ifp in host if is_made(ifp) for line in made(ifp)]
    return lines + [line for ifp in host for line in named(ifp)]


def _jail(kernel: Kernel, prison: Prison, notes: list[str]) -> list[str]:
    lines = [f"mkdir -p {quoted(prison.pr_path)}"] if prison.pr_path != "/" else []
    for what, where, kind in mounts(kernel, prison):
        lines.append(f"mkdir -p {quoted(where)}")
        lines.append(f"mount -t {kind} {quoted(what)} {quoted(where)}")
    given = [name if value is None else f"{name}={value}" for name, value in parameters(kernel, prison)]
    if not prison.pr_persist and runs_something(kernel, prison):
        notes.append(f"{prison.pr_name} lives by its processes alone; here it is made to persist.")
    lines.append(" ".join(["jail -c", f"name={quoted(prison.pr_name)}", *(quoted(word) for word in given), "persist"]))
    return lines


def _move(kernel: Kernel) -> list[str]:
    return [
        f"ifconfig {original_name(ifp)} vnet {quoted(prison.pr_name)}"
        for prison in jails(kernel)
        if prison.pr_owns_vnet
        for ifp in interfaces(prison.pr_vnet)
        if ifp.if_home_vnet is not prison.pr_vnet
    ]


def _host(kernel: Kernel) -> list[str]:
    host = kernel.vnet0
    lines = [line for ifp in interfaces(host) for line in configured(ifp, beside=ifp.if_type in COPIED)]
    lines += joined(host)
    if host.vnet_forwarding:
        lines.append("sysctl net.inet.ip.forwarding=1")
    routes = static_routes(host)
    return lines + [f"route add {where} {gateway}" for where, gateway in routes if where != "default"]


def _inside(prison: Prison) -> list[str]:
    return [f"jexec {quoted(prison.pr_name)} {command}" for command in inside(prison)]
