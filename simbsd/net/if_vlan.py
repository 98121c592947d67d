"""VLANs: interfaces that put a tag on what they send by their parent, and get what arrives there with that tag.

Models sys/net/if_vlan.c (vlan_transmit, vlan_output, vlan_input, vlan_config, vlan_unconfig_locked, vlan_setflags,
vlan_capabilities, vlan_ifdetach); leaves out multicast filters, padding, net.link.vlan.mtag_pcp and TLS. A vlan below
itself, or ``MAXSTOREYS`` above each other, is refused, where FreeBSD would go round for ever or out of stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop, hop
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.if_promisc import ifpromisc
from simbsd.sys.errno import EBUSY, EEXIST, EINVAL, ENETDOWN, EPROTONOSUPPORT, Errno
from simbsd.sys.if_softc import VlanSoftc
from simbsd.sys.mbuf import Ether, Mbuf, Tag
from simbsd.sys.vnet import (
    IFF_BROADCAST,
    IFF_MULTICAST,
    IFF_PROMISC,
    IFF_RUNNING,
    IFF_SIMPLEX,
    IFF_UP,
    Ifnet,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

VLAN_US = 1
MAXSTOREYS = 32
ENCAPLEN, ETHERMTU = 4, 1500
_ETHERNETS = ("em", "epair", "vlan", "tap", "lagg")
_IFCAP_VLAN_MTU, _IFCAP_VLAN_HWCSUM, _IFCAP_VLAN_HWTSO = 1 << 3, 1 << 7, 1 << 18
# What a vlan interface can do because its parent can: with checksums of tagged frames, with TSO of them, in any case.
_CAP_HWCSUM = 1 << 0 | 1 << 1 | 1 << 10 | 1 << 21 | 1 << 22
_CAP_HWTSO = 1 << 8 | 1 << 9
_CAP_ALWAYS = 1 << 14 | 1 << 15 | 1 << 19 | 1 << 24 | 1 << 26 | 1 << 27 | 1 << 28 | 1 << 31
_UP_RUNNING = IFF_UP | IFF_RUNNING


def vlan_new(vnet: Vnet, name: str, unit: int) -> Ifnet:
    """A vlan interface without a parent, not attached yet (vlan_clone_create)."""
    return Ifnet(
        if_index=0, if_xname=name, if_type="vlan", if_unit=unit, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=IFF_BROADCAST | IFF_MULTICAST, if_mtu=ETHERMTU, if_lladdr=bytes(6), if_groups=["vlan"],
        if_softc=VlanSoftc(), if_output=vlan_output, if_transmit=vlan_transmit,
        if_init=vlan_init, if_link_up=False,
    )  # fmt: skip


def vlan_init(kernel: Kernel, ifp: Ifnet) -> None:
    """Flags changed: the parent is promiscuous as long as this interface is (vlan_ioctl SIOCSIFFLAGS)."""
    vlan_setflags(kernel, ifp, ifp.if_flags & IFF_PROMISC)


def vlan_setflags(kernel: Kernel, ifp: Ifnet, wanted: int) -> None:
    """Let the parent's promiscuous mode follow ``wanted`` (IFF_PROMISC or 0), counted once (vlan_setflag)."""
    sc: VlanSoftc = ifp.if_softc
    if sc.ifv_parent is not None and wanted != sc.ifv_pflags:
        ifpromisc(kernel, sc.ifv_parent, bool(wanted))
        sc.ifv_pflags = wanted


def vlan_base(ifp: Ifnet) -> Ifnet | None:
    """The interface below all vlan interfaces, or None when one of them has no parent."""
    below: Ifnet | None = ifp
    while below is not None and below.if_type == "vlan":
        below = below.if_softc.ifv_parent
    return below


def vlan_output(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """Send an IP packet as the interface below would, from this one (vlan_output). An errno or 0."""
    base = vlan_base(ifp)
    if base is None:
        drop(kernel, m, ifp, f"{ifp.if_xname} has no parent interface: nothing is sent.")
        return ENETDOWN
    error: int = base.if_output(kernel, ifp, m, gateway)
    return error


def vlan_transmit(kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
    """Put the tag on a frame and send it by the parent (vlan_transmit, ether_8021q_frame). An errno or 0."""
    sc: VlanSoftc = ifp.if_softc
    parent = sc.ifv_parent
    if parent is None or parent.if_flags & _UP_RUNNING != _UP_RUNNING:
        ifp.if_oerrors += 1
        why = f"{parent.if_xname}, its parent, is down" if parent else "it has no parent interface"
        drop(kernel, m, ifp, f"{ifp.if_xname}: {why}; nothing is sent.")
        return ENETDOWN
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m, True)
    frame: Ether = m.m_payload
    size = m.m_len
    pcp, m.m_pcp = sc.ifv_pcp if m.m_pcp is None else m.m_pcp, None
    tags = (Tag(sc.ifv_proto, sc.ifv_vid, pcp), *frame.tags)
    m.m_payload = Ether(frame.dst, frame.src, frame.type, frame.payload, sc.ifv_vid, tags)
    m.m_len = size + ENCAPLEN
    if kernel.watched:
        hop(kernel, m, ifp, parent, kernel.now + wait, kernel.now + wait + VLAN_US)
    error: int = parent.if_transmit(kernel, parent, m, wait + VLAN_US)
    if error:
        ifp.if_oerrors += 1
    else:
        ifp.if_opackets += 1
        ifp.if_obytes += size
    return error


def vlan_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A tagged frame came in: take the outer tag off and give it to the interface of that tag (vlan_input)."""
    frame: Ether = m.m_payload
    child = ifp.if_vlantrunk.get(frame.vlan or 0)
    if child is None:
        drop(kernel, m, ifp, f"{ifp.if_xname} has no vlan interface for tag {frame.vlan}.")
        return
    if child.if_flags & _UP_RUNNING != _UP_RUNNING:
        drop(kernel, m, child, f"{child.if_xname}, the vlan interface for tag {frame.vlan}, is down.")
        return
    tags = frame.tags[1:]
    m.m_payload = Ether(frame.dst, frame.src, frame.type, frame.payload, tags[0].vid if tags else None, tags)
    m.m_len -= ENCAPLEN
    if kernel.watched:
        hop(kernel, m, ifp, child, kernel.now, kernel.now + VLAN_US)
    child.if_input(kernel, child, m)


def check_vlan_config(ifp: Ifnet | None, parent: Ifnet, vid: int) -> None:
    """Whether an interface (None: a new one) may have this parent and tag (vlan_config). Errors: EPROTONOSUPPORT,
    EINVAL, EBUSY (it has another parent), EEXIST (the parent has an interface for the tag).
    """
    if parent.if_type not in _ETHERNETS:
        raise Errno(EPROTONOSUPPORT, f"vlan_config: {parent.if_xname} is no Ethernet that carries tags")
    if not 0 < vid < 0xFFF:
        raise Errno(EINVAL, "vlan_config: a tag is between 1 and 4094")
    old: Ifnet | None = ifp.if_softc.ifv_parent if ifp is not None else None
    if old is not None and old is not parent:
        raise Errno(EBUSY, f"Its parent is {old.if_xname}: -vlandev comes first.", "if_vlan.c: vlan_config")
    if parent.if_vlantrunk.get(vid, ifp) is not ifp:
        raise Errno(EEXIST, f"{parent.if_xname} has an interface for tag {vid} already.", "if_vlan.c: vlan_inshash")
    storeys, below = _storeys(ifp), parent
    while below is not None and below.if_type == "vlan" and below is not ifp and storeys <= MAXSTOREYS:
        storeys, below = storeys + 1, below.if_softc.ifv_parent
    if below is ifp or storeys > MAXSTOREYS:
        raise Errno(EINVAL, f"vlan_config: a vlan below itself, or more than {MAXSTOREYS} above each other")


def _storeys(ifp: Ifnet | None) -> int:
    """How many vlan interfaces are above each other from this one (None: a new one) up, itself counted."""
    return 1 + max((_storeys(child) for child in ifp.if_vlantrunk.values()), default=0) if ifp is not None else 1


def vlan_config(kernel: Kernel, ifp: Ifnet, parent: Ifnet, vid: int, proto: int) -> None:
    """Give an interface its tag, and its parent with MTU, speed, address and capabilities (vlan_config, after its
    checks). Whether neighbours are told of the address is the caller's matter.
    """
    sc: VlanSoftc = ifp.if_softc
    sc.ifv_proto = proto
    if sc.ifv_parent is not None:
        del parent.if_vlantrunk[sc.ifv_vid]
        sc.ifv_vid = vid
        parent.if_vlantrunk[vid] = ifp
        return
    sc.ifv_parent, sc.ifv_vid, sc.ifv_pcp = parent, vid, 0
    sc.ifv_mtufudge = 0 if parent.if_capabilities & _IFCAP_VLAN_MTU else ENCAPLEN
    parent.if_vlantrunk[vid] = ifp
    ifp.if_mtu = parent.if_mtu - sc.ifv_mtufudge
    ifp.if_baudrate = parent.if_baudrate
    ifp.if_input = parent.if_input
    ifp.if_link_up = parent.if_link_up
    ifp.if_lladdr = parent.if_lladdr
    ifp.if_capabilities = _capabilities(parent.if_capabilities)
    ifp.if_flags = ifp.if_flags & ~IFF_SIMPLEX | parent.if_flags & IFF_SIMPLEX | IFF_RUNNING
    vlan_init(kernel, ifp)
    if ifp.if_carp is not None:
        from simbsd.netinet.ip_carp import carp_linkstate

        carp_linkstate(kernel, ifp)


def _capabilities(parent: int) -> int:
    """What the interface can do, from what its parent can (vlan_capabilities)."""
    found = parent & _CAP_ALWAYS
    if parent & _IFCAP_VLAN_HWCSUM:
        found |= parent & _CAP_HWCSUM
    if parent & _IFCAP_VLAN_HWTSO:
        found |= parent & _CAP_HWTSO
    return found


def vlan_unconfig(kernel: Kernel, ifp: Ifnet) -> None:
    """Take an interface from its parent; its address stays (vlan_unconfig_locked)."""
    sc: VlanSoftc = ifp.if_softc
    if sc.ifv_parent is not None:
        vlan_setflags(kernel, ifp, 0)
        del sc.ifv_parent.if_vlantrunk[sc.ifv_vid]
        sc.ifv_parent = None
    ifp.if_mtu = ETHERMTU
    ifp.if_link_up = False
    ifp.if_flags &= ~IFF_RUNNING
    if ifp.if_carp is not None:
        from simbsd.netinet.ip_carp import carp_linkstate

        carp_linkstate(kernel, ifp)


def vlan_ifdetach(kernel: Kernel, ifp: Ifnet) -> None:
    """An interface leaves its stack: the vlan interfaces on it lose their parent, wherever they are (vlan_ifdetach)."""
    for child in tuple(ifp.if_vlantrunk.values()):
        vlan_unconfig(kernel, child)
