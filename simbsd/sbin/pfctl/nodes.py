"""What pf.conf's grammar puts together before rules are made of it.

Models the node_ structures of sbin/pfctl/pfctl_parser.h and parse.y.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from simbsd.sys.pf import ADDRMASK, ANY, DYNIFTL, NO_SCRUB, NO_TRACK, PfAddr, PfRange, PfScrub, PfTrack
from simbsd.sys.socketvar import AF_INET, AF_INET6


@dataclass(frozen=True, slots=True)
class Host:
    """An address of a list; ``af`` 0 is any, ``ifindex`` the zone of a link-local one, ``ifname`` an interface."""

    addr: PfAddr = ANY
    af: int = 0
    neg: bool = False
    ifindex: int = 0
    ifname: str = ""


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface of a list; ``dynamic`` ones were in parentheses."""

    name: str = ""
    neg: bool = False
    dynamic: bool = False


@dataclass(frozen=True, slots=True)
class FromTo:
    """Where packets come from and go to; no hosts mean any."""

    src: tuple[Host, ...] = ()
    src_ports: tuple[PfRange, ...] = ()
    dst: tuple[Host, ...] = ()
    dst_ports: tuple[PfRange, ...] = ()


ANYWHERE = FromTo()


@dataclass(frozen=True, slots=True)
class IcmpType:
    """An ICMP type and code (-1: any) of one of the two protocols."""

    proto: int
    kind: int
    code: int = -1


@dataclass(slots=True)
class FilterOptions:
    """What may stand in any order at the end of a rule (struct filter_opts)."""

    seen: dict[str, bool] = field(default_factory=dict)
    uids: tuple[PfRange, ...] = ()
    gids: tuple[PfRange, ...] = ()
    flags: tuple[int, int] = (0, 0)
    icmp: tuple[IcmpType, ...] = ()
    prio: int = -1
    set_prio: tuple[int, int] | None = None
    tos: int = 0
    state: str = ""
    state_options: StateOptions | None = None
    ridentifier: int = 0
    fragment: bool = False
    allow_opts: bool = False
    labels: tuple[str, ...] = ()
    queue: tuple[str, str] = ("", "")
    tag: str = ""
    tagged: str = ""
    tagged_not: bool = False
    probability: int = 0
    rtable: int = -1
    scrub: PfScrub = NO_SCRUB


@dataclass(slots=True)
class StateOptions:
    """The options of keep state, as they were written; ``statelock`` is None when nothing was said."""

    numbers: dict[str, int] = field(default_factory=dict)
    no_sync: bool = False
    sloppy: bool = False
    statelock: bool | None = None
    track: PfTrack = NO_TRACK


@dataclass(frozen=True, slots=True)
class Redirection:
    """``-> host port low:high``; ``star`` for ``low:*``."""

    hosts: tuple[Host, ...]
    low: int = 0
    high: int = 0
    star: bool = False


def network(af: int, addr: int, plen: int) -> PfAddr:
    """A network's address, the bits behind the mask gone (set_ipmask)."""
    width = 32 if af == AF_INET else 128
    plen = min(plen, width)
    return PfAddr(ADDRMASK, af, addr >> (width - plen) << (width - plen), plen)


def masked(host: Host, plen: int) -> Host:
    """A host with another prefix length (set_ipmask)."""
    if host.addr.kind == ADDRMASK:
        return replace(host, addr=network(host.addr.af, host.addr.addr, plen))
    return replace(host, addr=replace(host.addr, plen=plen))


def dynnode(host: Host, af: int) -> Host:
    """An interface in parentheses for one family: its mask is not longer than an address (gen_dynnode)."""
    if host.addr.kind == DYNIFTL and af == AF_INET and host.addr.plen > 32:
        return replace(host, addr=replace(host.addr, plen=32))
    return host


def family_of(hosts: tuple[Host, ...], af: int) -> int:
    """The family that a list of hosts decides, if nothing did before (decide_address_family)."""
    if af or not hosts:
        return af
    return hosts[0].af if all(host.af == hosts[0].af for host in hosts) else 0


def proto_matches(proto: int, af: int) -> bool:
    """False for the ICMP of the other family."""
    return (proto, af) not in ((1, AF_INET6), (58, AF_INET))
