"""Network stacks, interfaces, addresses, routes and neighbours.

Models sys/net/vnet.h, sys/net/if_var.h, sys/net/route/nhop.h and sys/net/if_llatbl.h; leaves out multicast
memberships, queues and statistics that no program here prints. What drivers keep is in sys/if_softc.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simbsd.sys.in6 import ND6_INFINITE_LIFETIME, In6AddrPolicy
from simbsd.sys.socketvar import AF_INET, AF_INET6

if TYPE_CHECKING:
    from simbsd.sys.jail import Prison
    from simbsd.sys.mbuf import Ip, Ip6, Mbuf
    from simbsd.sys.socketvar import Inpcb

# if_flags (sys/net/if.h)
IFF_UP, IFF_BROADCAST, IFF_DEBUG, IFF_LOOPBACK, IFF_POINTOPOINT, IFF_RUNNING = 0x1, 0x2, 0x4, 0x8, 0x10, 0x40
IFF_NOARP, IFF_PROMISC, IFF_ALLMULTI, IFF_SIMPLEX, IFF_MULTICAST = 0x80, 0x100, 0x200, 0x800, 0x8000
IFF_PPROMISC, IFF_MONITOR, IFF_STATICARP, IFF_LOWER_UP = 0x20000, 0x40000, 0x80000, 0x1000000

IFNAMSIZ = 16

# route flags (sys/net/route.h)
RTF_UP, RTF_GATEWAY, RTF_HOST, RTF_REJECT, RTF_DYNAMIC = 0x1, 0x2, 0x4, 0x8, 0x10
RTF_STATIC, RTF_BLACKHOLE, RTF_PINNED = 0x800, 0x1000, 0x100000


@dataclass(slots=True, eq=False)
class Ifaddr:
    """An IPv4 address of an interface (integers); ``ia_dst`` is the far end of a point-to-point link.

    ``ia_route`` (IFA_ROUTE): the route to the prefix was made for this address. ``ifa_carp``: the virtual host that
    shares it. The counters are of packets that came for the address and left from it.
    """

    ia_addr: int
    ia_plen: int
    ia_broadcast: int | None = None
    ia_dst: int | None = None
    ia_ifp: Any = None
    ia_route: bool = False
    ia_ipackets: int = 0
    ia_ibytes: int = 0
    ia_opackets: int = 0
    ia_obytes: int = 0
    ifa_carp: Any = None


@dataclass(slots=True, eq=False)
class In6Ifaddr(Ifaddr):
    """An IPv6 address of an interface: flags (IN6_IFF_*), lifetimes in seconds and the virtual time they count from.

    ``ia6_ndpr`` is the prefix it belongs to, ``ia6_dad`` the running test for duplicates.
    """

    ia6_flags: int = 0
    ia6_vltime: int = ND6_INFINITE_LIFETIME
    ia6_pltime: int = ND6_INFINITE_LIFETIME
    ia6_updatetime: int = 0
    ia6_createtime: int = 0
    ia6_ndpr: NdPrefix | None = None
    ia6_dad: Any = None
    ia6_timer: Any = None


@dataclass(slots=True, eq=False)
class NdPrefix:
    """A prefix that is on a link; ``ndpr_onlink``: its route is in the table. ``ndpr_expire`` is an absolute virtual
    time (0: never), ``ndpr_advrtrs`` the routers that advertised it.
    """

    ndpr_ifp: Ifnet
    ndpr_prefix: int
    ndpr_plen: int
    ndpr_vltime: int = ND6_INFINITE_LIFETIME
    ndpr_pltime: int = ND6_INFINITE_LIFETIME
    ndpr_expire: int = 0
    ndpr_raf_onlink: bool = True
    ndpr_raf_auto: bool = False
    ndpr_ra_derived: bool = False
    ndpr_onlink: bool = False
    ndpr_addrcnt: int = 0
    ndpr_advrtrs: list[NdDefrouter] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class NdDefrouter:
    """A router that offers to be the default one, until ``expire`` (absolute virtual time)."""

    rtaddr: int
    ifp: Ifnet
    raflags: int
    rtlifetime: int
    expire: int
    installed: bool = False


@dataclass(slots=True, eq=False)
class Rib:
    """A routing table of one family: ``(prefix length, network)`` to next hops (struct rib_head).

    ``rib_lengths`` lists the prefix lengths there are, longest first; ``rib_cache`` keeps answers until the table
    changes, ``rib_routes`` the way that the last packet to a destination took (struct route): next hop, interface, its
    function that took it, neighbour. Neither is state of the machine; ``rib_notify`` is who is told of changes. Next
    hops that lead the same way are one, with one number: ``rib_nhops`` has the number by the way, ``rib_nhrefs`` by
    number how many routes lead so, and the way; ``rib_groups`` has number and references of a group of next hops, by
    their numbers and weights; ``rib_nhfree`` are numbers that are free again, up to ``rib_nhindex``.
    """

    rib_family: int
    rib_table: dict[tuple[int, int], list[Nhop]] = field(default_factory=dict)
    rib_lengths: list[int] = field(default_factory=list)
    rib_cache: dict[int, list[Nhop]] = field(default_factory=dict)
    rib_routes: dict[int, tuple[Nhop, Ifnet, Any, Llentry]] = field(default_factory=dict)
    rib_nhindex: int = 0
    rib_nhops: dict[tuple[Any, ...], int] = field(default_factory=dict)
    rib_nhrefs: dict[int, list[Any]] = field(default_factory=dict)
    rib_groups: dict[tuple[tuple[int, int], ...], list[int]] = field(default_factory=dict)
    rib_nhfree: list[int] = field(default_factory=list)
    rib_notify: tuple[Any, Any, Any] | None = None


@dataclass(slots=True, eq=False)
class Llentry:
    """A neighbour: protocol address -> link-level address. ``state`` is ``incomplete``, ``reachable`` or ``static``;
    for IPv6 also ``nostate``, ``stale``, ``delay`` or ``probe``.

    ``hold`` keeps the packets that wait for the answer; ``expire`` is an absolute virtual time (0: permanent).
    ``lle_pub``: answered for on behalf of another (proxy).
    """

    lle_addr: int
    lle_ifp: Ifnet
    lle_mac: bytes | None = None
    lle_state: str = "incomplete"
    lle_expire: int = 0
    lle_asked: int = 0
    lle_hold: list[Mbuf] = field(default_factory=list)
    lle_timer: Any = None
    lle_ifaddr: bool = False
    lle_router: bool = False
    lle_pub: bool = False


@dataclass(slots=True, eq=False)
class Nhop:
    """A route: prefix -> next hop. ``nh_gateway`` is None for a directly connected prefix, ``nh_expire`` the
    absolute virtual time when it goes (0: it stays). ``nh_fixedmtu``: its MTU was given (RTF_FIXEDMTU).
    """

    rt_dst: int
    rt_plen: int
    rt_flags: int
    nh_ifp: Ifnet
    nh_gateway: int | None = None
    nh_ifa: Ifaddr | None = None
    nh_mtu: int = 0
    nh_index: int = 0
    nh_expire: int = 0
    nh_weight: int = 1
    nh_fixedmtu: bool = False


@dataclass(slots=True, eq=False)
class Ifnet:
    """A network interface. ``if_vnet`` is where it is, ``if_home_vnet`` where it returns when that stack ends.

    ``if_type`` is the driver (``lo``, ``epair``, ``bridge``, ``vlan``, ``em``), ``if_softc`` the driver's own data,
    ``if_baudrate`` bits per second. Counters as netstat -i prints them. ``if_bridge`` is the bridge it is a member of.
    The driver's functions: ``if_output(kernel, ifp, m, gateway)`` takes a packet, ``if_transmit(kernel, ifp, m,
    wait)`` a frame (both give an errno or 0), ``if_input(kernel, ifp, m)`` what arrived, ``if_init(kernel, ifp)`` is
    told of changes of IFF_UP and IFF_PROMISC. ``if_multiaddrs`` counts how often each group was joined, of IPv4 and of
    IPv6; ``if_mld`` and ``if_igmp`` are what it has to tell of them. ``if_vlantrunk`` holds the vlan interfaces that
    ride on this one, by VID; ``if_pcount`` counts who wants it promiscuous, ``if_bpf`` lists who listens on it. IPv6:
    ``if_addrs6``, the hop limit and MTU that a router advertised (0: none), what came of its packets and messages.
    ``if_pcp`` is the priority of frames without a tag.
    """

    if_index: int
    if_xname: str
    if_type: str
    if_unit: int
    if_vnet: Vnet
    if_home_vnet: Vnet
    if_flags: int
    if_mtu: int
    if_lladdr: bytes | None = None
    if_softc: Any = None
    if_addrs: list[Ifaddr] = field(default_factory=list)
    if_groups: list[str] = field(default_factory=list)
    if_description: str = ""
    if_metric: int = 0
    if_capabilities: int = 0
    if_nd6_flags: int = 0
    if_baudrate: int = 0
    if_bridge: Ifnet | None = None
    if_spans: tuple[Ifnet, ...] = ()  # the bridges it is a span port of
    if_fib: int = 0
    if_link_up: bool = True
    if_ipackets: int = 0
    if_ierrors: int = 0
    if_iqdrops: int = 0
    if_opackets: int = 0
    if_oerrors: int = 0
    if_collisions: int = 0
    if_ibytes: int = 0
    if_obytes: int = 0
    if_imcasts: int = 0
    if_omcasts: int = 0
    if_output: Any = None
    if_transmit: Any = None
    if_input: Any = None
    if_init: Any = None
    if_media: str = ""
    if_vlantrunk: dict[int, Ifnet] = field(default_factory=dict)
    if_lagg: Any = None  # the LaggPort it is
    if_carp: Any = None  # the CarpIf with its virtual hosts
    if_pcount: int = 0
    if_bpf: list[Any] = field(default_factory=list)
    if_stat6: dict[str, int] = field(default_factory=dict)
    if_icmp6stat: dict[str, int] = field(default_factory=dict)
    if_addrs6: list[In6Ifaddr] = field(default_factory=list)
    if_multiaddrs: dict[int, int] = field(default_factory=dict)
    if_mld: Any = None
    if_igmp: Any = None
    if_chlim: int = 64
    if_linkmtu: int = 0
    if_retrans: int = 1000
    if_reachable: int = 30
    if_pcp: int | None = None
    if_capoff: int = 0  # capabilities that were switched off


@dataclass(slots=True, eq=False)
class Ipq:
    """Fragments of one packet: what has come, by offset, and the whole size once the last piece is here.
    ``ipq_first`` is a piece and the interface it came by: the first that came, with IPv6 the one with the headers
    before it. ``ipq_came`` has of IPv6 how each came, for errors that quote it.
    """

    ipq_timer: Any
    ipq_parts: dict[int, Ip | Ip6] = field(default_factory=dict)
    ipq_size: int = 0
    ipq_first: Any = None
    ipq_came: dict[int, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Vnet:
    """One network stack: everything a V_ macro reaches. ``vnet_prison`` is the prison that owns it.

    ``vnet_ifnets`` keeps the kernel's list order (attach order). ``vnet_fibs[n]`` and ``vnet_fibs6[n]`` are the routing
    tables. ``vnet_sysctls`` holds this stack's own values of CTLFLAG_VNET variables. ``vnet_pcbs`` lists protocol
    control blocks by protocol (``tcp``, ``udp``, ``raw``, ``raw6``), ``vnet_pcbhash`` those with a port by it.
    ``vnet_stats`` counts by ``protocol.counter``. ``vnet_inaddrs`` and ``vnet_in6addrs`` find an own address.
    ``vnet_hidden`` lists interfaces whose name finds another, ``vnet_homed`` those made here, wherever they are now.
    A negative ``vnet_id`` is a stack of another machine, beyond em0's cable (net/internet.py).
    ``vnet_lltable`` and ``vnet_lltable6`` are keyed by (interface index, address). The prefixes of IPv6 are in the
    order in which they became known, newest first, its default routers oldest first. ``vnet_pfil`` is the packet filter
    at this stack's hooks (None: none), ``vnet_pfil_link`` that of frames, ``vnet_pf`` what pf keeps here.
    ``vnet_netlink`` lists the sockets that have joined groups of netlink, ``vnet_hostcache`` the MTU of ways,
    by family and destination, where a packet was too big, ``vnet_addrsel`` the policies by which addresses of IPv6 are
    selected. ``vnet_tempids`` is, by interface, what its next temporary identifier is made of, the one it has and when
    that was made; ``vnet_desync`` by how many seconds such addresses end early, once it is drawn.
    """

    vnet_id: int
    vnet_prison: Prison
    vnet_ifnets: dict[int, Ifnet] = field(default_factory=dict)
    vnet_names: dict[str, Ifnet] = field(default_factory=dict)
    vnet_units: dict[str, dict[int, bool]] = field(default_factory=dict)
    vnet_fibs: list[Rib] = field(default_factory=lambda: [Rib(AF_INET)])
    vnet_fibs6: list[Rib] = field(default_factory=lambda: [Rib(AF_INET6)])
    vnet_lltable: dict[tuple[int, int], Llentry] = field(default_factory=dict)
    vnet_pcbs: dict[str, list[Inpcb]] = field(default_factory=lambda: {"tcp": [], "udp": [], "raw": [], "raw6": []})
    vnet_sysctls: dict[str, Any] = field(default_factory=dict)
    vnet_stats: dict[str, int] = field(default_factory=dict)
    vnet_ip_id: int = 0
    vnet_nextport: int = 10000
    vnet_pcbcount: int = 0
    vnet_lo: Any = None
    vnet_inaddrs: dict[int, list[Ifaddr]] = field(default_factory=dict)
    vnet_homed: dict[int, Ifnet] = field(default_factory=dict)
    vnet_hidden: list[Ifnet] = field(default_factory=list)
    vnet_forwarding: bool = False
    vnet_fragments: dict[tuple[int, int, int, int], Ipq] = field(default_factory=dict)
    vnet_pcbhash: dict[tuple[str, int], list[Inpcb]] = field(default_factory=dict)
    vnet_bandlim: dict[str, tuple[int, int]] = field(default_factory=dict)
    vnet_shutdown: bool = False
    vnet_in6addrs: dict[int, In6Ifaddr] = field(default_factory=dict)
    vnet_lltable6: dict[tuple[int, int], Llentry] = field(default_factory=dict)
    vnet_nd_prefixes: list[NdPrefix] = field(default_factory=list)
    vnet_nd_defrouters: list[NdDefrouter] = field(default_factory=list)
    vnet_nd_defif: int = 0
    vnet_forwarding6: bool = False
    vnet_fragments6: dict[tuple[int, int, int], Ipq] = field(default_factory=dict)
    vnet_ip6_id: int = 0
    vnet_hostcache: dict[tuple[int, int], int] = field(default_factory=dict)
    vnet_addrsel: list[In6AddrPolicy] = field(default_factory=list)
    vnet_tempids: dict[int, tuple[bytes, int, int]] = field(default_factory=dict)
    vnet_desync: int | None = None
    vnet_pfil: Any = None
    vnet_pfil_link: Any = None
    vnet_pf: Any = None
    vnet_netlink: list[Any] = field(default_factory=list)
