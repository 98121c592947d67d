"""CARP's advertisements as they arrive: what is wrong with one is counted, a good one decides who is master.

Models sys/netinet/ip_carp.c (carp_input, carp6_input, carp_input_c, carp_source_is_self, carp_hmac_verify); an
advertisement that was heard before is believed, as there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.bpf import drop
from simbsd.net.bpf_wire import in_cksum
from simbsd.netinet.ip_carp import carp_backup, carp_master_down, carp_setrun
from simbsd.netinet.ip_carp_ad import SECOND, carp_hmac_generate
from simbsd.netinet.ip_carp_sysctl import carp_allow, carp_debug, carp_stat, carp_sysctl, demote_advskew
from simbsd.netinet.raw_ip import rip_input
from simbsd.netinet6.raw_ip6 import rip6_input
from simbsd.sys.carp import BACKUP, CARP_DFLTTL, MASTER, CarpSoftc
from simbsd.sys.in6 import is_multicast
from simbsd.sys.mbuf import CARP_HDR_LEN, Carp, Ip, Ip6, Mbuf
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.vnet import Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

CARP_VERSION = 2


def carp_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """An advertisement by IPv4 (carp_input). Only the interfaces of virtual hosts listen to CARP's group (ip_input:
    ips_notmember); without the module it is a packet like others.
    """
    stats, ip = ifp.if_vnet.vnet_stats, m.m_payload
    listens = ifp.if_carp is not None and ifp.if_carp.cif_naddrs > 0
    if ip.dst >> 28 == 14 and not listens:
        stats["ip.ips_notmember"] = stats.get("ip.ips_notmember", 0) + 1
        stats["ip.ips_delivered"] -= 1
        drop(kernel, m, ifp, f"{ifp.if_xname} has no virtual host, and does not listen to CARP's group.")
        return
    if "carp" not in kernel.modules:
        rip_input(kernel, ifp, m)
        return
    carp_stat(ifp.if_vnet, "ipackets")
    carp = _read(kernel, ifp, m, "carp_input")
    if carp is not None:
        _decide(kernel, ifp, m, carp, AF_INET)


def carp6_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """The same by IPv6 (carp6_input)."""
    if "carp" not in kernel.modules:
        rip6_input(kernel, ifp, m)
        return
    carp_stat(ifp.if_vnet, "ipackets6")
    carp = _read(kernel, ifp, m, "carp6_input")
    if carp is not None:
        _decide(kernel, ifp, m, carp, AF_INET6)


def _bad(kernel: Kernel, ifp: Ifnet, m: Mbuf, counter: str, told: str, why: str) -> None:
    """Count an advertisement that is thrown away; ``told`` is what the kernel says of it at net.inet.carp.log 2."""
    carp_stat(ifp.if_vnet, counter)
    if told:
        carp_debug(kernel, ifp.if_vnet, told)
    drop(kernel, m, ifp, f"{ifp.if_xname}: {why}.")


def _read(kernel: Kernel, ifp: Ifnet, m: Mbuf, function: str) -> Carp | None:
    """What an advertisement says, if it is whole and its sum is right."""
    payload, name = m.m_payload.payload, ifp.if_xname
    if not carp_allow(kernel, ifp.if_vnet):
        drop(kernel, m, ifp, f"{name}: net.inet.carp.allow is 0 in this stack.")
        return None
    if type(m.m_payload) is Ip6 and ifp.if_carp is None:
        told = f"{function}: packet received on non-carp interface: {name}"
        _bad(kernel, ifp, m, "badif", told, "an advertisement of CARP where there is no virtual host")
        return None
    if type(payload) is Carp:
        return payload
    data = bytes(payload[:CARP_HDR_LEN]) if type(payload) is bytes else b""
    if len(data) < CARP_HDR_LEN:
        told = f"{function}: received len {len(data)} < sizeof(struct carp_header) on {name}"
        if type(m.m_payload) is Ip6:
            told = f"{function}: packet size {m.m_payload.length} too small"
        _bad(kernel, ifp, m, "badlen", told, f"{len(data)} bytes of an advertisement of CARP, which has {CARP_HDR_LEN}")
        return None
    if in_cksum(data):
        mark = "," if type(m.m_payload) is Ip6 else ""
        told = f"{function}: checksum failed{mark} on {name}"
        _bad(kernel, ifp, m, "badsum", told, "an advertisement of CARP with a bad sum")
        return None
    counter = int.from_bytes(data[8:16], "big")
    return Carp(data[1], data[5], data[2], counter, data[16:], data[0] >> 4, data[0] & 15, data[3])


def _host(ifp: Ifnet, carp: Carp, family: int) -> CarpSoftc | None:
    """The virtual host that an advertisement is about: one with an address of the packet's family."""
    for ifa in ifp.if_addrs if family == AF_INET else ifp.if_addrs6:
        sc: CarpSoftc | None = ifa.ifa_carp
        if sc is not None and sc.sc_vhid == carp.vhid:
            return sc
    return None


def _is_own(ifp: Ifnet, packet: Ip | Ip6) -> bool:
    """Whether an advertisement bears one of the shared addresses as its sender's (carp_source_is_self)."""
    addresses = ifp.if_addrs if type(packet) is Ip else ifp.if_addrs6
    return any(ifa.ifa_carp is not None and ifa.ia_addr == packet.src for ifa in addresses)


def _is_multicast(sc: CarpSoftc, family: int) -> bool:
    """Whether the hosts speak to a group, and from this link alone. stable/14 looks at the wrong end of an IPv4
    address (IN_MULTICAST without ntohl), so that 224.0.0.18 does not count as one.
    """
    return sc.sc_carpaddr >> 4 & 15 == 14 if family == AF_INET else is_multicast(sc.sc_carpaddr6)


def _decide(kernel: Kernel, ifp: Ifnet, m: Mbuf, carp: Carp, family: int) -> None:
    """The checks that need the virtual host, then what its state makes of the advertisement (carp_input_c)."""
    name, ttl = ifp.if_xname, m.m_payload.ttl
    sc = _host(ifp, carp, family)
    if carp.vhid == 0 and _is_own(ifp, m.m_payload):
        told = f"dropping looped packet on interface {name}"
        _bad(kernel, ifp, m, "badif", told, "an own advertisement came back")
    elif sc is None:
        _bad(kernel, ifp, m, "badvhid", "", f"no virtual host {carp.vhid} is here")
    elif carp.version != CARP_VERSION:
        told = f"{name}: invalid version {carp.version}"
        _bad(kernel, ifp, m, "badver", told, f"an advertisement of CARP version {carp.version}")
    elif _is_multicast(sc, family) and ttl != CARP_DFLTTL:
        told = f"carp_input_c: received ttl {ttl} != 255 on {name}"
        _bad(kernel, ifp, m, "badttl", told, "an advertisement of CARP came from beyond this link")
    elif carp.md != carp_hmac_generate(sc, carp.counter):
        told = f"carp_input_c: incorrect hash for VHID {sc.sc_vhid}@{name}"
        why = f"an advertisement for virtual host {sc.sc_vhid} with another password, or other addresses"
        _bad(kernel, ifp, m, "badauth", told, why)
    else:
        sc.sc_init_counter, sc.sc_counter = False, carp.counter
        _heard(kernel, sc, carp, family)


def _heard(kernel: Kernel, sc: CarpSoftc, carp: Carp, family: int) -> None:
    """Whoever advertises more often is master; a backup takes over from one who is slower, if it may preempt."""
    skew = demote_advskew(sc) * SECOND // 256
    mine, its = sc.sc_advbase * SECOND + skew, carp.advbase * SECOND + carp.advskew * SECOND // 256
    if sc.sc_state == MASTER:
        if mine >= its:
            carp_backup(kernel, sc, "more frequent advertisement received")
    elif sc.sc_state == BACKUP:
        if carp_sysctl(sc.sc_carpdev.if_vnet, "preempt") and mine < its:
            carp_master_down(kernel, sc, "preempting a slower master")
        elif 3 * sc.sc_advbase * SECOND + skew < its:
            carp_master_down(kernel, sc, "master will time out")
        else:
            carp_setrun(kernel, sc, family)
