"""stf: IPv6 inside IPv4 without a tunnel's end to name: 6to4 and 6rd find the other end in the address itself.

Models sys/net/if_stf.c (stf_clone_create, stf_getin4addr, stf_getsrcifa6, stf_output, stf_encapcheck, in_stf_input,
stf_checkaddr4, stf_checkaddr6, stf_ioctl); a stack has one at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_priv import priv_check
from simbsd.net.bpf import drop, inet_ntoa
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.if_gif import encap_read
from simbsd.net.route import fib4_lookup, fib6_lookup
from simbsd.net.vnet import if_destroy
from simbsd.net.wire_input import Malformed, malformed
from simbsd.netinet.ip_output import ip_newid, ip_output
from simbsd.netinet6.ip6_input import ip6_input
from simbsd.sys.errno import EINVAL, ENETDOWN, ENETUNREACH, Errno
from simbsd.sys.if_softc import StfSoftc
from simbsd.sys.in6 import MASKS6, in6_clearscope, inet_ntop6, is_v4mapped
from simbsd.sys.mbuf import IP_HDR_LEN, IPPROTO_IPV6, IPV6_MMTU, Encap, Ip, Ip6, Mbuf
from simbsd.sys.priv import Priv
from simbsd.sys.vnet import IFF_BROADCAST, IFF_RUNNING, IFF_UP, Ifnet, In6Ifaddr, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

STF_TTL = 40
IFF_LINK0, IFF_LINK1, IFF_LINK2 = 0x1000, 0x2000, 0x4000  # no decapsulation; copy ECN; no ingress filter
_PRIVATE = ((0x0A, 8), (0xAC1, 12), (0xC0A8, 16))
_ECN_MASK, _ECN_CE, _ECN_ECT1 = 3, 3, 1
_WORD64 = (1 << 64) - 1
_RESERVED = (0, 127, 255)


def stf_new(vnet: Vnet, fib: int) -> Ifnet:
    """An interface without addresses, not attached yet; its packets are routed by the table of whoever made it."""
    return Ifnet(
        if_index=0, if_xname="stf0", if_type="stf", if_unit=0, if_vnet=vnet, if_home_vnet=vnet, if_flags=0,
        if_mtu=IPV6_MMTU, if_groups=["stf"], if_softc=StfSoftc(sc_fibnum=fib), if_output=stf_output,
        if_transmit=stf_discard, if_input=_no_input, if_init=stf_init,
    )  # fmt: skip


def if_stf_load(kernel: Kernel) -> None:
    """The module comes: its cloner is known from now on (vnet_stf_init)."""


def if_stf_unload(kernel: Kernel) -> None:
    """The module goes, and its interfaces with it (vnet_stf_uninit, if_clone_detach)."""
    for ifp in tuple(kernel.ifnets.values()):
        if ifp.if_type == "stf":
            if_destroy(kernel, ifp)


def stf_init(kernel: Kernel, ifp: Ifnet) -> None:
    """RUNNING from the first address on (stf_ioctl SIOCSIFADDR)."""
    if ifp.if_addrs6:
        ifp.if_flags |= IFF_RUNNING


def stf_discard(kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
    """Frames have no way here."""
    drop(kernel, m, ifp, f"{ifp.if_xname} carries packets of IPv6, no frames.")
    return EINVAL


def _no_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    stf_discard(kernel, ifp, m)


def stf_set(kernel: Kernel, p: Proc, ifp: Ifnet, srcv4: int, plen: int) -> None:
    """6rd: the own address, and how many of its bits all addresses have in common (STF6RD_SV4NET). Errors: EINVAL,
    EPERM.
    """
    sc = _softc(ifp)
    priv_check(kernel, p, Priv.PRIV_NET_ADDIFADDR)
    if not 1 <= plen <= 32:
        raise Errno(EINVAL, f"A prefix has 1 to 32 bits, not {plen}.", "if_stf.c: stf_ioctl")
    sc.srcv4_addr, sc.v4prefixlen = srcv4, plen


def stf_setbr(kernel: Kernel, p: Proc, ifp: Ifnet, braddr: int) -> None:
    """6rd: the border relay, which gets what is for nobody nearer (STF6RD_SBR). Errors: EINVAL, EPERM."""
    sc = _softc(ifp)
    priv_check(kernel, p, Priv.PRIV_NET_ADDIFADDR)
    sc.braddr = braddr


def stf_get(kernel: Kernel, p: Proc, ifp: Ifnet) -> tuple[int, int, int]:
    """Own address, prefix length and border relay (STF6RD_GV4NET). Errors: EINVAL."""
    sc = _softc(ifp)
    return sc.srcv4_addr, sc.v4prefixlen, sc.braddr


def _softc(ifp: Ifnet) -> StfSoftc:
    if not isinstance(ifp.if_softc, StfSoftc):
        raise Errno(EINVAL, f"{ifp.if_xname} is no stf.", "if_stf.c: stf_ioctl")
    return ifp.if_softc


def check_stf_address(kernel: Kernel, ifp: Ifnet, addr: int, plen: int) -> None:
    """Whether an IPv4 address can be found in the interface's first one (stf_ioctl SIOCSIFADDR). Errors: EINVAL."""
    if not ifp.if_addrs6 and stf_getin4addr(kernel, ifp.if_softc, addr, plen) is None:
        why = "a private IPv4 address is inside" if is_6to4(addr) else "its prefix is longer than 64 bits"
        raise Errno(EINVAL, f"{inet_ntop6(addr)}: {why}.", "if_stf.c: stf_ioctl")


def is_6to4(address: int) -> bool:
    """2002::/16 (IN6_IS_ADDR_6TO4)."""
    return address >> 112 == 0x2002


def _v4(address: int) -> int:
    """The 32 bits behind the first 16 (GET_V4)."""
    return address >> 80 & 0xFFFFFFFF


def _is_private(kernel: Kernel, address: int) -> bool:
    """An address of RFC 1918, unless net.link.stf.permit_rfc1918 (isrfc1918addr)."""
    permitted = kernel.sysctls.get("net.link.stf.permit_rfc1918", 0)
    return not permitted and any(address >> 32 - plen == prefix for prefix, plen in _PRIVATE)


def stf_getin4addr(kernel: Kernel, sc: StfSoftc, address: int, plen: int) -> int | None:
    """The IPv4 address inside an address of IPv6, or None: by 6to4 the bits behind 2002, by 6rd those behind the prefix
    after what all have in common (stf_getin4addr). Without stfv4net that is nothing; a shift too far is what amd64
    makes of it.
    """
    if is_6to4(address):
        return None if _is_private(kernel, _v4(address)) else _v4(address)
    if plen > 64:
        return None
    suffix = 32 - sc.v4prefixlen if sc.v4prefixlen < 32 else 32
    common = sc.srcv4_addr & 0xFFFFFFFF << suffix & 0xFFFFFFFF
    inside = (address >> 64 << plen & _WORD64) >> plen >> (64 - plen - suffix) % 64
    return common | inside & 0xFFFFFFFF


def _getin4addr_in6(kernel: Kernel, sc: StfSoftc, own: In6Ifaddr, address: int) -> int | None:
    """The same for another's address, which must have the prefix of the own one (stf_getin4addr_in6)."""
    if (own.ia_addr ^ address) & MASKS6[own.ia_plen]:
        return None
    return stf_getin4addr(kernel, sc, address, own.ia_plen)


def _getsrcifa6(kernel: Kernel, ifp: Ifnet) -> In6Ifaddr | None:
    """The address whose IPv4 address is one of this stack's, or None (stf_getsrcifa6)."""
    sc: StfSoftc = ifp.if_softc
    for ia in ifp.if_addrs6:
        inside = sc.srcv4_addr or stf_getin4addr(kernel, sc, ia.ia_addr, ia.ia_plen)
        if inside is not None and inside in ifp.if_vnet.vnet_inaddrs:
            return ia
    return None


def stf_output(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """Send a packet to the IPv4 address inside its destination, else to the border relay, else to the one inside the
    gateway (stf_output).
    """
    sc, vnet, ip6 = ifp.if_softc, ifp.if_vnet, m.m_payload
    own = _getsrcifa6(kernel, ifp) if ifp.if_flags & IFF_UP else None
    if own is None:
        down = "has no address of IPv6 in which one of this stack's IPv4 addresses is"
        return _refuse(kernel, ifp, m, ENETDOWN, down if ifp.if_flags & IFF_UP else "is down: nothing is sent")
    if type(ip6) is not Ip6:
        return _refuse(kernel, ifp, m, ENETUNREACH, "carries packets of IPv6 only")
    dst = _getin4addr_in6(kernel, sc, own, ip6.dst)
    if dst is None:
        dst = sc.braddr or _getin4addr_in6(kernel, sc, own, gateway)
    src = sc.srcv4_addr or stf_getin4addr(kernel, sc, own.ia_addr, own.ia_plen)
    if dst is None or src is None:
        shown = inet_ntop6(in6_clearscope(gateway))
        return _refuse(kernel, ifp, m, ENETUNREACH, f"finds no IPv4 address in {shown}, and knows no border relay")
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m)
    tos = ip6.tos
    if ifp.if_flags & IFF_LINK1 and tos & _ECN_MASK == _ECN_CE:
        tos &= ~_ECN_ECT1
    ifp.if_opackets += 1
    size = ip6.length
    outer = Ip(src, dst, IPPROTO_IPV6, STF_TTL, Encap(ip6, size), IP_HDR_LEN + size, ip_newid(vnet), tos)
    return ip_output(kernel, vnet, outer, sc.sc_fibnum)


def _refuse(kernel: Kernel, ifp: Ifnet, m: Mbuf, error: int, why: str) -> int:
    ifp.if_oerrors += 1
    drop(kernel, m, ifp, f"{ifp.if_xname} {why}.")
    return error


def stf_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> bool:
    """A packet with one of IPv6 inside came for this stack, and for no gif: True if its stf has taken it, or thrown it
    away (encap4_input, in_stf_input).
    """
    stf = next((one for one in ifp.if_vnet.vnet_ifnets.values() if one.if_type == "stf"), None)
    if stf is None or not _encapcheck(kernel, stf, m.m_payload):
        return False
    outer: Ip = m.m_payload
    try:
        inner = encap_read(IPPROTO_IPV6, outer.payload) if type(outer.payload) is bytes else outer.payload.payload
        if type(inner) is bytes:
            raise Malformed("", "no packet of IPv6")
    except Malformed as error:
        malformed(kernel, stf, m, error)
        return True
    why = _why_not(kernel, ifp, stf, outer, inner)
    if why:
        drop(kernel, m, stf, f"{stf.if_xname}: {why}.")
        return True
    tos = inner.tos
    if stf.if_flags & IFF_LINK1 and outer.tos & _ECN_MASK == _ECN_CE and tos & _ECN_MASK:
        tos |= _ECN_CE
    inside = Mbuf(m.m_packet, inner if tos == inner.tos else inner._replace(tos=tos), stf, False, m.m_hops)
    if stf.if_bpf:
        bpf_mtap(kernel, stf, inside)
    stf.if_ipackets += 1
    stf.if_ibytes += inner.length
    ip6_input(kernel, stf, inside)
    return True


def _encapcheck(kernel: Kernel, stf: Ifnet, outer: Ip) -> bool:
    """Whether a packet is for the IPv4 address of this stf; by 6to4 its sender must share as much of that as the prefix
    says (stf_encapcheck).
    """
    if not stf.if_flags & IFF_UP or stf.if_flags & IFF_LINK0:
        return False
    own, sc = _getsrcifa6(kernel, stf), stf.if_softc
    if own is None or outer.dst != (sc.srcv4_addr or stf_getin4addr(kernel, sc, own.ia_addr, own.ia_plen)):
        return False
    return not is_6to4(own.ia_addr) or not (outer.dst ^ outer.src) & _v4(MASKS6[own.ia_plen])


def _why_not(kernel: Kernel, ifp: Ifnet, stf: Ifnet, outer: Ip, inner: Ip6) -> str:
    """What is wrong with a packet, outside or inside, or nothing (in_stf_input)."""
    for address, came in ((outer.dst, None), (outer.src, ifp)):
        if not _checkaddr4(stf, address, came):
            return f"{inet_ntoa(address)} cannot be an end, or did not come this way"
    for address, came in ((inner.dst, None), (inner.src, ifp)):
        if not _checkaddr6(stf, address, came):
            return f"{inet_ntop6(address)} cannot be an end, or did not come this way"
    for six, four in ((inner.src, outer.src), (inner.dst, outer.dst)):
        if is_6to4(six) and _is_private(kernel, four):
            return f"{inet_ntoa(four)} is private, and no address of 6to4"
    nhop = fib6_lookup(stf.if_vnet, stf.if_softc.sc_fibnum, inner.dst)
    if nhop is None:
        return f"this stack has no route to {inet_ntop6(inner.dst)}"
    if nhop.nh_ifp is stf and nhop.nh_gateway != inner.src:
        return f"the way to {inet_ntop6(inner.dst)} leads back by this interface"
    return ""


def _checkaddr4(stf: Ifnet, address: int, came: Ifnet | None) -> bool:
    """Refuse groups, reserved nets, broadcasts, and a sender to whom the way leads by another interface
    (stf_checkaddr4).
    """
    vnet = stf.if_vnet
    if address >> 28 == 14 or address >> 24 in _RESERVED:
        return False
    broadcasters = (ifp for ifp in vnet.vnet_ifnets.values() if ifp.if_flags & IFF_BROADCAST)
    if any(ifa.ia_broadcast == address for ifp in broadcasters for ifa in ifp.if_addrs):
        return False
    if came is None or stf.if_flags & IFF_LINK2:
        return True
    nhop = fib4_lookup(vnet, stf.if_softc.sc_fibnum, address)
    return nhop is not None and nhop.nh_ifp is came


def _checkaddr6(stf: Ifnet, address: int, came: Ifnet | None) -> bool:
    """The same for what is inside; addresses that stand for IPv4 in other ways are refused (stf_checkaddr6)."""
    if is_6to4(address):
        return _checkaddr4(stf, _v4(address), came)
    compatible = address >> 32 == 0 and address not in (0, 1)
    return not compatible and not is_v4mapped(address)
