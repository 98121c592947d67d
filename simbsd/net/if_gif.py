"""gif: an interface whose packets, and on a bridge frames, travel inside IPv4 packets to the other end of a tunnel.

Models sys/net/if_gif.c (gif_transmit, gif_output, gif_input, gif_ioctl) and sys/netinet/in_gif.c (in_gif_ioctl,
in_gif_output, in_gif_input, in_gif_lookup); leaves out tunnels through IPv6, ECN, options and the tunnel's own FIB.
RUNNING follows the outer source address when flags or the tunnel change, not when addresses do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.subr_prf import log
from simbsd.net.bpf import drop
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.if_bridge import bridge_input
from simbsd.net.if_ethersubr import ether_demux
from simbsd.net.wire_input import Malformed, exact, frame_parse, malformed
from simbsd.netinet.ip_input import ip_input
from simbsd.netinet.ip_output import ip_newid, ip_output
from simbsd.netinet.raw_ip import rip_input
from simbsd.netinet6.ip6_input import ip6_input
from simbsd.sys.errno import EADDRNOTAVAIL, EINVAL, EIO, ENETDOWN, Errno
from simbsd.sys.if_softc import GifSoftc
from simbsd.sys.mbuf import (
    ETHERTYPE_IP,
    ETHERTYPE_IPV6,
    IP_HDR_LEN,
    IPPROTO_ETHERIP,
    IPPROTO_IPV4,
    IPPROTO_IPV6,
    Encap,
    Ether,
    Ip,
    Ip6,
    Mbuf,
)
from simbsd.sys.vnet import IFF_MONITOR, IFF_MULTICAST, IFF_POINTOPOINT, IFF_RUNNING, IFF_UP, Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

GIF_MTU, GIF_TTL, ETHERIP_LEN = 1280, 30, 2
_LINKSTATE = 1 << 19
_ETHERIP = b"\x30\x00"


def gif_new(vnet: Vnet, unit: int) -> Ifnet:
    """An interface without a tunnel, not attached yet (gif_clone_create)."""
    return Ifnet(
        if_index=0, if_xname=f"gif{unit}", if_type="gif", if_unit=unit, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=IFF_POINTOPOINT | IFF_MULTICAST, if_mtu=GIF_MTU, if_capabilities=_LINKSTATE, if_groups=["gif"],
        if_softc=GifSoftc(), if_output=gif_output, if_transmit=gif_transmit, if_input=gif_discard, if_init=gif_init,
    )  # fmt: skip


def gif_init(kernel: Kernel, ifp: Ifnet) -> None:
    """RUNNING as long as the outer source is an address of this stack (in_gif_set_running)."""
    sc: GifSoftc = ifp.if_softc
    if sc.gif_src in ifp.if_vnet.vnet_inaddrs:
        ifp.if_flags |= IFF_RUNNING
    else:
        ifp.if_flags &= ~IFF_RUNNING


def gif_discard(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Nothing arrives but by the tunnel."""
    drop(kernel, m, ifp, f"{ifp.if_xname} takes packets from its tunnel only.")


def gif_set(kernel: Kernel, p: Proc, ifp: Ifnet, src: int, dst: int) -> None:
    """Give the tunnel its ends (SIOCSIFPHYADDR). Errors: EINVAL, EADDRNOTAVAIL (another's tunnel)."""
    sc = _softc(ifp)
    if not src or not dst or any(one is not ifp for one in _find(ifp.if_vnet, src, dst)):
        raise Errno(EADDRNOTAVAIL, "Another gif has this tunnel, or an end is missing.", "in_gif.c: in_gif_ioctl")
    sc.gif_src, sc.gif_dst = src, dst
    gif_init(kernel, ifp)


def gif_delete(kernel: Kernel, p: Proc | None, ifp: Ifnet) -> None:
    """Take the tunnel away (SIOCDIFPHYADDR, gif_delete_tunnel). Errors: EINVAL."""
    sc = _softc(ifp)
    sc.gif_src = sc.gif_dst = 0
    ifp.if_flags &= ~IFF_RUNNING


def gif_get(kernel: Kernel, p: Proc, ifp: Ifnet) -> tuple[int, int]:
    """The ends of the tunnel (SIOCGIFPSRCADDR, SIOCGIFPDSTADDR). Errors: EINVAL, EADDRNOTAVAIL (there is none)."""
    sc = _softc(ifp)
    if not sc.gif_src:
        raise Errno(EADDRNOTAVAIL, "The interface has no tunnel.", "in_gif.c: in_gif_ioctl")
    return sc.gif_src, sc.gif_dst


def _softc(ifp: Ifnet) -> GifSoftc:
    if not isinstance(ifp.if_softc, GifSoftc):
        raise Errno(EINVAL, f"{ifp.if_xname} is no tunnel")
    return ifp.if_softc


def _find(vnet: Vnet, src: int, dst: int) -> list[Ifnet]:
    """The gifs of a stack with these ends."""
    return [
        ifp
        for ifp in vnet.vnet_ifnets.values()
        if isinstance(ifp.if_softc, GifSoftc) and (ifp.if_softc.gif_src, ifp.if_softc.gif_dst) == (src, dst)
    ]


def gif_output(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """Send an IP packet by the tunnel, whatever the gateway (gif_output)."""
    return gif_transmit(kernel, ifp, m)


def _nesting(payload: Any) -> int:
    """How many tunnels a packet is in already."""
    depth = 0
    while payload is not None and depth < 8:
        depth += type(payload) is Encap
        payload = getattr(payload, "payload", None)
    return depth


def gif_transmit(kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
    """Put a packet, or on a bridge a frame, into an IPv4 packet for the other end (gif_transmit, in_gif_output)."""
    sc, vnet, inner = ifp.if_softc, ifp.if_vnet, m.m_payload
    if ifp.if_flags & IFF_MONITOR or not ifp.if_flags & IFF_UP or not ifp.if_flags & IFF_RUNNING or not sc.gif_src:
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, f"{ifp.if_xname} is down, or has no tunnel from an address of this stack.")
        return ENETDOWN
    depth, most = 1 + _nesting(inner), int(vnet.vnet_sysctls.get("net.link.gif.max_nesting", 1))
    if depth > most:
        log(kernel, f"{ifp.if_xname}: if_output recursively called too many times({depth})")
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, f"{ifp.if_xname}: {depth} tunnels in each other, net.link.gif.max_nesting is {most}.")
        return EIO
    if ifp.if_bpf and type(inner) is not Ether:
        bpf_mtap(kernel, ifp, m)
    kinds = {Ether: IPPROTO_ETHERIP, Ip6: IPPROTO_IPV6}
    size = ETHERIP_LEN + m.m_len if type(inner) is Ether else inner.length
    ifp.if_opackets += 1
    ifp.if_obytes += size
    proto = kinds.get(type(inner), IPPROTO_IPV4)
    outer = Ip(sc.gif_src, sc.gif_dst, proto, GIF_TTL, Encap(inner, size), IP_HDR_LEN + size, ip_newid(vnet))
    error = ip_output(kernel, vnet, outer)
    if error:
        ifp.if_oerrors += 1
    return error


def gif_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A packet with another inside came for this stack: to the gif with these ends, else to raw sockets (in_gif_lookup,
    in_gif_input, gif_input).
    """
    outer: Ip = m.m_payload
    gifs = [gif for gif in _find(ifp.if_vnet, outer.dst, outer.src) if gif.if_flags & IFF_UP]
    if not gifs:
        if not (outer.proto == IPPROTO_IPV6 and _stf_input(kernel, ifp, m)):
            rip_input(kernel, ifp, m)
        return
    gif, inner = gifs[0], outer.payload
    try:
        packet = encap_read(outer.proto, inner) if type(inner) is bytes else inner.payload
    except Malformed as error:
        gif.if_ierrors += 1
        malformed(kernel, gif, m, error)
        return
    inside = Mbuf(m.m_packet, packet, gif, False, m.m_hops, outer.length - IP_HDR_LEN - ETHERIP_LEN)
    monitors = gif.if_flags & IFF_MONITOR
    if type(packet) is Ether and not monitors:
        _frame_in(kernel, gif, inside)
        return
    gif.if_ipackets += 1
    gif.if_ibytes += inside.m_len if type(packet) in (Ether, bytes) else packet.length
    if gif.if_bpf and type(packet) is not Ether:
        bpf_mtap(kernel, gif, inside)
    if monitors:
        drop(kernel, inside, gif, f"{gif.if_xname} only monitors.")
        return
    (ip6_input if outer.proto == IPPROTO_IPV6 else ip_input)(kernel, gif, inside)


def _stf_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> bool:
    """Whether a packet that is for no gif was for this stack's stf, which is imported only where there is one."""
    if not any(one.if_type == "stf" for one in ifp.if_vnet.vnet_ifnets.values()):
        return False
    from simbsd.net.if_stf import stf_input

    return stf_input(kernel, ifp, m)


def encap_read(proto: int, data: bytes) -> Any:
    """What a program sent as bytes. Raises Malformed."""
    if proto == IPPROTO_ETHERIP:
        if data[:1] != _ETHERIP[:1]:
            raise Malformed("", "EtherIP of another version than 3")
        return frame_parse(data[ETHERIP_LEN:])
    return exact(ETHERTYPE_IP if proto == IPPROTO_IPV4 else ETHERTYPE_IPV6, data)


def _frame_in(kernel: Kernel, gif: Ifnet, m: Mbuf) -> None:
    """A frame is for the bridge that the gif is a member of, and for this stack by another member (gif_input)."""
    m.m_broadcast = m.m_payload.dst[0] & 1 == 1
    if gif.if_bridge is None:
        drop(kernel, m, gif, f"{gif.if_xname} got a frame, and is a member of no bridge.")
        return
    local = bridge_input(kernel, gif, m)
    if local is gif and not m.m_broadcast:
        drop(kernel, m, gif, f"{gif.if_xname}: {gif.if_bridge.if_xname} has no use for the frame.")
    elif local is not None and local is not gif:
        ether_demux(kernel, local, m)


