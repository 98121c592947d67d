"""What an export speaks of: jails with what differs from a new jail, stacks, cables, bridges, routes."""

from __future__ import annotations

import re

from lab import words
from simbsd.sys.carp import CARP_DFLTINTV, IN6ADDR_CARP_GROUP, INADDR_CARP_GROUP, CarpSoftc
from simbsd.sys.if_softc import BridgeSoftc, EpairSoftc, StfSoftc, VlanSoftc
from simbsd.sys.in6 import inet_ntop6, is_linklocal
from simbsd.sys.jail import ALLOW_DEFAULTS, DEFAULT_HOSTUUID, SYSV, Prison
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import ProcState
from simbsd.sys.vnet import RTF_GATEWAY, RTF_STATIC, Ifaddr, Ifnet, Nhop, Vnet

Parameter = tuple[str, str | None]  # without a value: a boolean that is on
PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")
JAILSYS = ("disable", "new", "inherit")
SYSV_DEFAULT = 0
LATE = {"bridge": 1, "vlan": 2}
STATFS_DEFAULT = 2


def jails(kernel: Kernel) -> list[Prison]:
    """Every jail that lives, parents before their children."""
    return [prison for jid, prison in sorted(kernel.allprison.items()) if jid and prison.pr_state.value == "ALIVE"]


def runs_something(kernel: Kernel, prison: Prison) -> bool:
    """Whether a process lives in the jail itself."""
    return any(p.p_ucred.cr_prison is prison and p.p_state is not ProcState.ZOMBIE for p in kernel.allproc.values())


def parameters(kernel: Kernel, prison: Prison) -> list[Parameter]:
    """The parameters of jail(8) that make this jail, those of a new jail left out."""
    parent = prison.pr_parent or kernel.prison0
    found: list[Parameter] = [("path", prison.pr_path)]
    found += [
        (name, value)
        for name, value, usual in (
            ("host.hostname", prison.pr_hostname, parent.pr_hostname if not prison.pr_owns_host else ""),
            ("host.domainname", prison.pr_domainname, ""),
            ("host.hostuuid", prison.pr_hostuuid, DEFAULT_HOSTUUID),
        )
        if value != usual
    ]
    if prison.pr_owns_vnet:
        found.append(("vnet", None))
    else:
        found += _addresses(prison)
    if prison.pr_childmax:
        found.append(("children.max", str(prison.pr_childmax)))
    if prison.pr_securelevel > parent.pr_securelevel:
        found.append(("securelevel", str(prison.pr_securelevel)))
    if prison.pr_enforce_statfs != STATFS_DEFAULT:
        found.append(("enforce_statfs", str(prison.pr_enforce_statfs)))
    if prison.pr_devfs_rsnum:
        found.append(("devfs_ruleset", str(prison.pr_devfs_rsnum)))
    for name in SYSV:
        if prison.pr_sysv.get(name, SYSV_DEFAULT) != SYSV_DEFAULT:
            found.append((name, JAILSYS[prison.pr_sysv[name]]))
    found += _permissions(prison)
    return found


def _addresses(prison: Prison) -> list[Parameter]:
    found: list[Parameter] = []
    for family, held, say in (("ip4", prison.pr_ip4, words.dotted), ("ip6", prison.pr_ip6, inet_ntop6)):
        if held is None:
            found.append((family, "inherit"))
        elif held:
            found.append((f"{family}.addr", ",".join(say(address) for address in held)))
    return found


def _permissions(prison: Prison) -> list[Parameter]:
    found: list[Parameter] = []
    for name, held in prison.pr_allow.items():
        if held == ALLOW_DEFAULTS.get(name, False):
            continue
        head, _, last = name.rpartition(".")
        found.append((f"allow.{f'{head}.' if head else ''}{'' if held else 'no'}{last}", None))
    return found


def mounts(kernel: Kernel, prison: Prison) -> list[tuple[str, str, str]]:
    """What is mounted below a jail's root: (what, where, type)."""
    below = prison.pr_path.rstrip("/") + "/"
    if below == "/":
        return []
    return [(one.mnt_from, one.mnt_on, one.mnt_type) for one in kernel.mountlist if one.mnt_on.startswith(below)]


def interfaces(vnet: Vnet) -> list[Ifnet]:
    """A stack's interfaces but its own loopback, by index; bridges and vlans last, for they stand on others."""
    found = sorted(vnet.vnet_ifnets.values(), key=lambda ifp: (LATE.get(ifp.if_type, 0), ifp.if_index))
    return [ifp for ifp in found if ifp is not vnet.vnet_lo]


def cables(kernel: Kernel) -> list[tuple[Ifnet, Ifnet]]:
    """Every epair, both ends."""
    found = []
    for index in sorted(kernel.ifnets):
        ifp = kernel.ifnets[index]
        other = ifp.if_softc.oifp if isinstance(ifp.if_softc, EpairSoftc) else None
        if other is not None and index < other.if_index:
            found.append((ifp, other))
    return found


def bridges(vnet: Vnet) -> list[tuple[Ifnet, list[Ifnet]]]:
    """A stack's bridges with their members, in the order in which those came."""
    return [
        (ifp, [member.bif_ifp for member in reversed(ifp.if_softc.sc_members)])
        for ifp in interfaces(vnet)
        if isinstance(ifp.if_softc, BridgeSoftc)
    ]


def vlans(vnet: Vnet) -> list[tuple[Ifnet, Ifnet, int]]:
    """A stack's vlan interfaces that have a parent: interface, parent, tag."""
    return [
        (ifp, ifp.if_softc.ifv_parent, ifp.if_softc.ifv_vid)
        for ifp in interfaces(vnet)
        if isinstance(ifp.if_softc, VlanSoftc) and ifp.if_softc.ifv_parent is not None
    ]


def original_name(ifp: Ifnet) -> str:
    """The name that the interface was made with, whatever it is called now."""
    if isinstance(ifp.if_softc, EpairSoftc):
        other = ifp.if_softc.oifp
        return f"epair{ifp.if_unit}{'a' if other is None or ifp.if_index < other.if_index else 'b'}"
    return ifp.if_xname if isinstance(ifp.if_softc, VlanSoftc) else f"{ifp.if_type}{ifp.if_unit}"


def addresses(ifp: Ifnet) -> list[str]:
    """What ifconfig(8) is given for each address: ``inet 10.0.0.1/24``, ``inet6 2001:db8::1/64``; of a point-to-point
    link the far end too, of a shared address its virtual host.
    """
    found = [
        f"inet {words.prefix(ifa)}{f' {words.dotted(ifa.ia_dst)}' if ifa.ia_dst else ''}{_shared(ifa)}"
        for ifa in ifp.if_addrs
    ]
    own = [ifa for ifa in ifp.if_addrs6 if not is_linklocal(ifa.ia_addr)]
    return found + [f"inet6 {inet_ntop6(ifa.ia_addr)}/{ifa.ia_plen}{_shared(ifa)}" for ifa in own]


def _shared(ifa: Ifaddr) -> str:
    """The words of the virtual host that an address belongs to, nothing for an address that is not shared."""
    sc: CarpSoftc | None = ifa.ifa_carp
    if sc is None:
        return ""
    given = (
        ("advbase", str(sc.sc_advbase), sc.sc_advbase != CARP_DFLTINTV),
        ("advskew", str(sc.sc_advskew), sc.sc_advskew != 0),
        ("pass", quoted(sc.sc_key.decode("utf-8", "replace")), sc.sc_key != b""),
        ("peer", words.dotted(sc.sc_carpaddr), sc.sc_carpaddr != INADDR_CARP_GROUP),
        ("peer6", inet_ntop6(sc.sc_carpaddr6), sc.sc_carpaddr6 != IN6ADDR_CARP_GROUP),
    )
    return f" vhid {sc.sc_vhid}" + "".join(f" {word} {value}" for word, value, said in given if said)


def modules(kernel: Kernel) -> list[str]:
    """The kernel modules that must be there first, for ifconfig(8) does not load them, or not in a jail."""
    interfaces_there = kernel.ifnets.values()
    needed = {
        "carp": any(ifp.if_carp is not None for ifp in interfaces_there),
        "if_stf": any(isinstance(ifp.if_softc, StfSoftc) for ifp in interfaces_there),
    }
    return [name for name, is_needed in needed.items() if is_needed]


def static_routes(vnet: Vnet) -> list[tuple[str, str]]:
    """IPv4 routes that were added: destination and gateway."""
    found = []
    for key in sorted(vnet.vnet_fibs[0].rib_table):
        for nhop in vnet.vnet_fibs[0].rib_table[key]:
            if nhop.nh_gateway is not None and nhop.rt_flags & RTF_STATIC and nhop.rt_flags & RTF_GATEWAY:
                found.append((_destination(nhop), words.dotted(nhop.nh_gateway)))
    return found


def _destination(nhop: Nhop) -> str:
    return "default" if nhop.rt_plen == 0 else f"{words.dotted(nhop.rt_dst)}/{nhop.rt_plen}"


def quoted(text: str) -> str:
    """A word for sh(1)."""
    return text if PLAIN.fullmatch(text) else "'" + text.replace("'", "'\\''") + "'"


def configured(text: str) -> str:
    """A string of jail.conf(5) or rc.conf(5), in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") + '"'
