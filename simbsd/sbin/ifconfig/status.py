"""The text of an interface, and which interfaces a listing shows.

Models status_nl(), match_iface() and group_member() of sbin/ifconfig/ifconfig_netlink.c and ifconfig.c,
in_status_nl() of af_inet.c, link_status_nl() of af_link.c, bridge_status() of ifbridge.c; leaves out
transceivers.
"""

from __future__ import annotations

from simbsd.lib.inet import ether_ntoa, inet_ntoa, plen_to_mask
from simbsd.sbin.ifconfig.inet6 import address_line
from simbsd.sbin.ifconfig.lagg import lagg_lines
from simbsd.sbin.ifconfig.options import Arguments
from simbsd.sbin.ifconfig.vlan import vlan_line
from simbsd.sh.pattern import match as fnmatch
from simbsd.sys.bridgestp import STP_STATES
from simbsd.sys.lagg import LaggRecord
from simbsd.sys.records import BridgeAddrRecord, BridgeRecord, IfaRecord, IfRecord, VlanRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.vnet import IFF_BROADCAST, IFF_POINTOPOINT, IFF_UP

IFF_NAMES = (
    "UP", "BROADCAST", "DEBUG", "LOOPBACK", "POINTOPOINT", "NEEDSEPOCH", "RUNNING", "NOARP", "PROMISC", "ALLMULTI",
    "DRV_OACTIVE", "SIMPLEX", "LINK0", "LINK1", "LINK2", "MULTICAST", "CANTCONFIG", "PPROMISC", "MONITOR",
    "STATICARP", "STICKYARP", "DYING", "RENAMING", "NOGROUP", "LOWER_UP",
)  # fmt: skip
IFCAP_NAMES = (
    "RXCSUM", "TXCSUM", "NETCONS", "VLAN_MTU", "VLAN_HWTAGGING", "JUMBO_MTU", "POLLING", "VLAN_HWCSUM", "TSO4",
    "TSO6", "LRO", "WOL_UCAST", "WOL_MCAST", "WOL_MAGIC", "TOE4", "TOE6", "VLAN_HWFILTER", "NV", "VLAN_HWTSO",
    "LINKSTATE", "NETMAP", "RXCSUM_IPV6", "TXCSUM_IPV6", "HWSTATS", "TXRTLMT", "HWRXTSTMP", "MEXTPG", "TXTLS4",
    "TXTLS6", "VXLAN_HWCSUM", "VXLAN_HWTSO", "TXTLS_RTLMT",
)  # fmt: skip
# printb()'s bit strings (net/if_bridgevar.h, netinet6/nd6.h): bit number, name, in the order printed
IFBIF_BITS = (
    (0, "LEARNING"), (1, "DISCOVER"), (2, "STP"), (3, "SPAN"), (4, "STICKY"), (11, "PRIVATE"), (5, "EDGE"),
    (6, "AUTOEDGE"), (7, "PTP"), (8, "AUTOPTP"),
)  # fmt: skip
IFBIF_STP = 0x4
STP_PROTOS = ("stp", "-", "rstp")
STP_ROLES = ("disabled", "root", "designated", "alternate", "backup", "master")
IFBAF_BITS = ((0, "STATIC"), (1, "STICKY"))
ND6_BITS = (
    (0, "PERFORMNUD"), (1, "ACCEPT_RTADV"), (2, "PREFER_SOURCE"), (3, "IFDISABLED"), (4, "DONT_SET_IFROUTE"),
    (5, "AUTO_LINKLOCAL"), (6, "NO_RADR"), (7, "NO_PREFER_IFACE"), (8, "NO_DAD"), (15, "DEFAULTIF"),
)  # fmt: skip
FAMILY_NUMBERS = {"inet": AF_INET, "inet6": AF_INET6}


def bits(value: int, names: tuple[str, ...]) -> str:
    """print_bits(): ``<A,B>``, or nothing when no bit is set."""
    held = [name for number, name in enumerate(names) if value >> number & 1]
    return f"<{','.join(held)}>" if held else ""


def printb(title: str, value: int, table: tuple[tuple[int, str], ...]) -> str:
    """printb(): ``title=hex<A,B>``, brackets always there."""
    return f"{title}={value:x}<{','.join(name for number, name in table if value >> number & 1)}>"


def shows(arguments: Arguments, link: IfRecord) -> bool:
    """Whether a listing shows an interface (name, -u, -d, groups, family)."""
    if arguments.ifname is not None and arguments.ifname != link.name:
        return False
    if not matches_flags(arguments, link.flags):
        return False
    if not _matches_groups(arguments, link.groups):
        return False
    if arguments.family is None:
        return True
    if arguments.family == "ether":
        return link.lladdr is not None
    family = FAMILY_NUMBERS.get(arguments.family)
    return any(address.family == family for address in link.addrs)


def matches_flags(arguments: Arguments, flags: int) -> bool:
    """-d and -u."""
    return not (flags & IFF_UP if arguments.downonly else arguments.uponly and not flags & IFF_UP)


def _matches_groups(arguments: Arguments, groups: tuple[str, ...]) -> bool:
    names = ("all", *groups)
    match, nomatch = arguments.matchgroup, arguments.nogroup
    if match is not None and not any(fnmatch(match, name) for name in names):
        return False
    return nomatch is None or not any(fnmatch(nomatch, name) for name in names)


def interface_text(
    link: IfRecord,
    arguments: Arguments,
    bridge: BridgeRecord | None,
    names: dict[int, str],
    vlan: VlanRecord | None = None,
    tunnel: tuple[int, int] | None = None,
    lagg: LaggRecord | None = None,
    carp: tuple[str, ...] = (),
    stf: tuple[str, ...] = (),
) -> str:
    """All that ifconfig says of one interface; ``names`` gives host names where -f addr asks for them, ``carp``
    and ``stf`` the lines that their own modules make.
    """
    every = arguments.family is None
    lines = [
        f"{link.name}: flags={link.flags:x}{bits(link.flags, IFF_NAMES)} metric {link.metric} mtu {link.mtu}"
    ]
    if link.description:
        lines.append(f"\tdescription: {link.description}")
    lines.append(f"\toptions={link.capabilities:x}{bits(link.capabilities, IFCAP_NAMES)}")
    if arguments.supmedia:
        # the kernel gives the two sets the wrong way round, so that this is what is switched on
        lines.append(f"\tcapabilities={link.capenable:x}{bits(link.capenable, IFCAP_NAMES)}")
    if tunnel is not None and every:
        lines.append(f"\ttunnel inet {inet_ntoa(tunnel[0])} --> {inet_ntoa(tunnel[1])}")
    if link.lladdr is not None and (every or arguments.family in ("link", "ether", "lladdr")):
        lines.append(f"\tether {_ether(link.lladdr, arguments.formats.get('ether'))}")
        if link.pcp is not None and link.driver not in ("bridge", "vlan"):  # print_pcp(): of IFT_ETHER
            lines.append(f"\tpcp {link.pcp}")
    for address in sorted(link.addrs, key=lambda one: one.family):
        if every or address.family == FAMILY_NUMBERS.get(arguments.family or ""):
            lines.append(_address(link, address, arguments.formats, names))
    if every:
        lagg_part = lagg_lines(lagg, arguments.verbose) if lagg is not None else []
        lines += [*_other(link, bridge, vlan, lagg_part, carp, arguments.supmedia), *stf]
    if link.nd6_flags and (every or arguments.family == "inet6"):
        lines.append("\t" + printb("nd6 options", link.nd6_flags, ND6_BITS))
    if arguments.drivername or arguments.verbose:
        lines.append(f"\tdrivername: {link.driver}{link.unit if link.unit >= 0 else ''}")  # IF_DUNIT_NONE
    return "".join(line + "\n" for line in lines)


def _other(
    link: IfRecord, bridge: BridgeRecord | None, vlan: VlanRecord | None, lagg: list[str], carp: tuple[str, ...],
    medialist: bool,
) -> list[str]:  # fmt: skip
    """What the families without addresses say, the last that was registered first (af_other_status)."""
    lines = (bridge_lines(bridge) if bridge is not None else []) + lagg
    groups = [group for group in link.groups if group != "all"]
    if groups:
        lines.append(f"\tgroups: {' '.join(groups)}")
    lines += carp
    if vlan is not None:
        lines.append(vlan_line(vlan))
    if link.fib:
        lines.append(f"\tfib: {link.fib}")
    if link.media:
        lines.append(f"\tmedia: {link.media}")
    if link.status:
        lines.append(f"\tstatus: {link.status}")
    if medialist and link.medialist:
        lines += ["\tsupported media:", *(f"\t\tmedia {word}" for word in link.medialist)]
    return lines


def _ether(mac: bytes, form: str | None) -> str:
    text = ether_ntoa(mac)
    if form == "dash":
        return text.replace(":", "-")
    if form == "dotted":
        pairs = text.replace(":", "")
        return f"{pairs[:4]}.{pairs[4:8]}.{pairs[8:]}"
    return text


def _address(link: IfRecord, address: IfaRecord, formats: dict[str, str], names: dict[int, str]) -> str:
    if address.family == AF_INET6:
        return address_line(link, address, formats, names)
    text = f"\tinet {names.get(address.addr, inet_ntoa(address.addr))}"
    if link.flags & IFF_POINTOPOINT:
        text += f" --> {inet_ntoa(address.dst or 0)}"
    form = formats.get("inet")
    if form == "cidr":
        text += f"/{address.plen}"
    elif form == "dotted":
        text += f" netmask {inet_ntoa(plen_to_mask(address.plen))}"
    else:
        text += f" netmask {plen_to_mask(address.plen):#x}"
    if link.flags & IFF_BROADCAST and address.plen != 0 and address.broadcast is not None:
        text += f" broadcast {inet_ntoa(address.broadcast)}"
    return text + (f" vhid {address.vhid}" if address.vhid else "")


def _bridge_id(value: bytes) -> str:
    return ether_ntoa(value[-6:].rjust(6, b"\0"))


def bridge_lines(bridge: BridgeRecord) -> list[str]:
    """A bridge's parameters and members, and what the spanning tree says of those that take part."""
    lines = [
        f"\tid {_bridge_id(bridge.bridge_id)} priority {bridge.priority} hellotime {bridge.hello_time}"
        f" fwddelay {bridge.forward_delay}",
        f"\tmaxage {bridge.max_age} holdcnt {bridge.hold_count} proto {STP_PROTOS[bridge.proto]}"
        f" maxaddr {bridge.maxaddr} timeout {bridge.timeout}",
        f"\troot id {_bridge_id(bridge.root_id)} priority {bridge.root_priority} ifcost {bridge.root_cost}"
        f" port {bridge.root_port & 0xFFF}",
    ]
    for member in bridge.members:
        lines.append(printb(f"\tmember: {member.name} flags", member.flags, IFBIF_BITS))
        line = f"\t        ifmaxaddr {member.addrmax} port {member.index} priority {member.priority}"
        line += f" path cost {member.path_cost}"
        if member.flags & IFBIF_STP:
            line += f" proto {STP_PROTOS[member.proto]}"
            line += f"\n\t        role {STP_ROLES[member.role]} state {STP_STATES[member.state]}"
        lines.append(line)
    return lines


def bridge_addresses(table: list[BridgeAddrRecord]) -> str:
    """A bridge's address table, as the ``addr`` word prints it."""
    return "".join(
        f"{ether_ntoa(entry.mac)} Vlan{entry.vlan} {entry.name} {entry.expire} "
        + printb("flags", entry.flags, IFBAF_BITS)
        + "\n"
        for entry in table
    )
