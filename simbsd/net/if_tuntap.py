"""tun and tap: interfaces whose other side is a program that reads and writes packets (tun) or frames (tap).

Models sys/net/if_tuntap.c (tuncreate, tunopen, tundtor, tunoutput, tap_transmit, tunread, tunwrite_l2, tunwrite_l3,
tunpoll, tunclone, tun_destroy); leaves out vmnet, the TUNS* requests, LRO and virtio headers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.fs.devfs_devs import destroy_dev, make_dev
from simbsd.kern.kern_priv import priv_check
from simbsd.kern.kern_synch import selwakeup, wakeup
from simbsd.net.bpf import drop, hop
from simbsd.net.bpf_tap import bpf_mtap
from simbsd.net.bpf_wire import frame_bytes, ip_bytes
from simbsd.net.if_ethersubr import ether_input, ether_output
from simbsd.net.wire_input import Malformed, exact, frame_parse, malformed
from simbsd.netinet.in_ import in_purgeaddrs
from simbsd.netinet.ip_input import ip_input
from simbsd.netinet6.in6 import in6_purgeaddrs
from simbsd.sys.conf import Cdev, Cdevsw
from simbsd.sys.errno import EAGAIN, EBUSY, EHOSTDOWN, EIO, ENOBUFS, ENXIO, Errno
from simbsd.sys.fcntl import O_NONBLOCK
from simbsd.sys.if_softc import TunSoftc
from simbsd.sys.mbuf import ETHERTYPE_IP, Ip, Mbuf
from simbsd.sys.priv import Priv
from simbsd.sys.proc import Proc, Sleep
from simbsd.sys.vnet import (
    IFF_BROADCAST,
    IFF_MULTICAST,
    IFF_POINTOPOINT,
    IFF_PROMISC,
    IFF_RUNNING,
    IFF_SIMPLEX,
    IFF_UP,
    Ifnet,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

TUNMTU, TUNMRU, TAPMRU = 1500, 65535, 65535
_MAXUNIT = 0x7FFF  # IF_MAXUNIT
QUEUE = 50  # net.link.ifqmaxlen
UID_UUCP, GID_DIALER = 66, 68
_LINKSTATE, _TAP_CAPABILITIES = 1 << 19, 1 << 19 | 1 << 0 | 1 << 21 | 1 << 10


def tun_new(kernel: Kernel, vnet: Vnet, kind: str, unit: int) -> Ifnet:
    """An interface and its device, not attached yet (tun_create_device, tuncreate); a tap's address is the caller's
    matter.
    """
    name, tap = f"{kind}{unit}", kind == "tap"
    ifp = Ifnet(
        if_index=0, if_xname=name, if_type=kind, if_unit=unit, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=IFF_MULTICAST | (IFF_BROADCAST | IFF_SIMPLEX if tap else IFF_POINTOPOINT), if_mtu=TUNMTU,
        if_capabilities=_TAP_CAPABILITIES if tap else _LINKSTATE, if_groups=[kind], if_softc=TunSoftc(),
        if_output=ether_output if tap else tunoutput, if_input=ether_input if tap else tun_input,
        if_transmit=tap_transmit, if_init=tun_init, if_link_up=False,
        if_media="Ethernet 1000baseT <full-duplex>" if tap else "",
    )  # fmt: skip
    ifp.if_softc.tun_dev = make_dev(kernel, TUN_CDEVSW, name, UID_UUCP, GID_DIALER, 0o600, ifp)
    return ifp


def tunclone(kernel: Kernel, p: Proc, name: str) -> int | None:
    """Somebody looks for a device that is not there: root gets an interface of that name, of the next free number
    without one (tunclone). The number of the device, or None.
    """
    from simbsd.net.if_clone import if_clone_create

    kind, digits = name[:3], name[3:]
    allowed = kernel.sysctls.get(f"net.link.{kind}.devfs_cloning", 1)
    if not allowed or (digits and (not digits.isdigit() or digits != str(int(digits)) or int(digits) > _MAXUNIT)):
        return None
    try:
        priv_check(kernel, p, Priv.PRIV_NET_IFCREATE)
        made = if_clone_create(kernel, p.p_ucred.cr_prison.pr_vnet, p.p_ucred, name)
    except Errno:
        return None
    return kernel.cdevnames.get(made)


def tun_destroy(kernel: Kernel, ifp: Ifnet) -> None:
    """The device goes with its interface; who reads it is told (tun_destroy)."""
    sc: TunSoftc = ifp.if_softc
    destroy_dev(kernel, sc.tun_dev)
    sc.tun_dying = True
    sc.tun_queue.clear()
    _wakeup(kernel, sc)


def tun_init(kernel: Kernel, ifp: Ifnet) -> None:
    """Flags changed: a tun is RUNNING once it was up (tuninit)."""
    if ifp.if_type == "tun" and ifp.if_flags & IFF_UP:
        ifp.if_flags |= IFF_RUNNING


def _wakeup(kernel: Kernel, sc: TunSoftc) -> None:
    wakeup(kernel, sc)
    selwakeup(kernel)


def _enqueue(kernel: Kernel, ifp: Ifnet, m: Mbuf, data: bytes) -> int:
    """Let the program find a packet when it reads (IFQ_HANDOFF)."""
    sc: TunSoftc = ifp.if_softc
    if len(sc.tun_queue) >= QUEUE:
        ifp.if_oerrors += 1
        drop(kernel, m, ifp, f"{ifp.if_xname}: {QUEUE} packets wait for a program to read them.")
        return ENOBUFS
    sc.tun_queue.append(data)
    ifp.if_opackets += 1
    ifp.if_obytes += len(data)
    if kernel.watched:
        hop(kernel, m, ifp, ifp, kernel.now, kernel.now + 1)
    _wakeup(kernel, sc)
    return 0


def tunoutput(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """Send a packet to whoever has the device open (tunoutput). An errno or 0."""
    if not ifp.if_softc.tun_open or not ifp.if_flags & IFF_UP or type(m.m_payload) is not Ip:
        why = "no program has opened its device" if not ifp.if_softc.tun_open else "it is down, or this is not IPv4"
        drop(kernel, m, ifp, f"{ifp.if_xname}: {why}.")
        return EHOSTDOWN
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m)
    return _enqueue(kernel, ifp, m, ip_bytes(m.m_payload))


def tap_transmit(kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
    """Send a frame to whoever has the device open (tap_transmit, tunstart_l2)."""
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m, True)
    if not ifp.if_softc.tun_open:
        drop(kernel, m, ifp, f"{ifp.if_xname}: no program has opened its device.")
        return 0
    return _enqueue(kernel, ifp, m, frame_bytes(m.m_payload, False))


def tun_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """A packet that a program wrote (tunwrite_l3)."""
    ifp.if_ipackets += 1
    ifp.if_ibytes += m.m_len
    if ifp.if_bpf:
        bpf_mtap(kernel, ifp, m)
    ip_input(kernel, ifp, m)


def _link(kernel: Kernel, ifp: Ifnet, up: bool) -> None:
    """The link came or went; a lagg whose port it is hears of it (if_link_state_change)."""
    ifp.if_link_up = up
    if ifp.if_carp is not None:
        from simbsd.netinet.ip_carp import carp_linkstate

        carp_linkstate(kernel, ifp)
    if ifp.if_lagg is not None:
        from simbsd.net.if_lagg_port import lagg_port_state

        lagg_port_state(kernel, ifp.if_lagg)


def tun_open(kernel: Kernel, p: Proc, dev: Cdev, flags: int) -> None:
    """The link is up as long as a program has the device open (tunopen). Errors: EBUSY, ENXIO."""
    ifp: Ifnet = dev.si_drv1
    sc: TunSoftc = ifp.if_softc
    if sc.tun_dying:
        raise Errno(ENXIO, "tunopen: the interface is gone")
    if sc.tun_open:
        raise Errno(EBUSY, "A program has the device open already.", "if_tuntap.c: tunopen")
    sc.tun_open, sc.tun_pid = True, p.p_pid
    _link(kernel, ifp, True)
    if ifp.if_type == "tap":
        ifp.if_flags |= IFF_RUNNING


def tun_close(kernel: Kernel, dev: Cdev) -> None:
    """Nobody has it open any more: down, without addresses, what waits is lost (tundtor)."""
    from simbsd.net.if_ import if_down

    ifp: Ifnet = dev.si_drv1
    sc: TunSoftc = ifp.if_softc
    sc.tun_open, sc.tun_pid = False, 0
    _link(kernel, ifp, False)
    sc.tun_queue.clear()
    if sc.tun_dying:
        return
    if_down(kernel, ifp)
    if ifp.if_flags & IFF_RUNNING:
        ifp.if_flags &= ~IFF_RUNNING
        in_purgeaddrs(kernel, ifp)
        in6_purgeaddrs(kernel, ifp)


def tun_read(kernel: Kernel, p: Proc, dev: Cdev, nbytes: int, flags: int) -> bytes:
    """The next packet; what does not fit is lost (tunread). Errors: EAGAIN, ENXIO (the interface is gone)."""
    sc: TunSoftc = dev.si_drv1.if_softc
    if sc.tun_dying:
        raise Errno(ENXIO, "tunread: the interface is gone")
    if sc.tun_queue:
        return sc.tun_queue.pop(0)[:nbytes]
    if flags & O_NONBLOCK:
        raise Errno(EAGAIN, "No packet waits, and the descriptor does not block.", "if_tuntap.c: tunread")
    raise Sleep(sc, "tunread")


def tun_write(kernel: Kernel, p: Proc, dev: Cdev, data: bytes, flags: int) -> int:
    """A packet or frame comes in; one that makes no sense is dropped and counted (tunwrite). Errors: EIO (too long),
    ENXIO.
    """
    ifp: Ifnet = dev.si_drv1
    if ifp.if_softc.tun_dying:
        raise Errno(ENXIO, "tunwrite: the interface is gone")
    if not ifp.if_flags & IFF_UP or not data:
        return len(data)
    if len(data) > (TAPMRU if ifp.if_type == "tap" else TUNMRU):
        raise Errno(EIO, "tunwrite: longer than any packet")
    kernel.lastpacket += 1
    m = Mbuf(kernel.lastpacket, None, ifp, False, 0, len(data))
    try:
        m.m_payload = frame_parse(data) if ifp.if_type == "tap" else exact(ETHERTYPE_IP, data)
    except Malformed as error:
        malformed(kernel, ifp, m, error)
        return len(data)
    if ifp.if_type == "tap":
        dst = m.m_payload.dst
        if not ifp.if_flags & IFF_PROMISC and not dst[0] & 1 and dst != ifp.if_lladdr:
            drop(kernel, m, ifp, f"{ifp.if_xname}: the frame is for another station.")
            return len(data)
    ifp.if_input(kernel, ifp, m)
    return len(data)


def tun_poll(kernel: Kernel, p: Proc, dev: Cdev, events: str) -> str:
    """Always ready to be written; to be read once a packet waits (tunpoll)."""
    sc: TunSoftc = dev.si_drv1.if_softc
    return "".join(letter for letter in events if letter == "w" or (letter == "r" and (sc.tun_queue or sc.tun_dying)))


TUN_CDEVSW = Cdevsw(open=tun_open, close=tun_close, read=tun_read, write=tun_write, poll=tun_poll)
