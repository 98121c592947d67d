"""CARP's advertisements as they are made and sent: counter, hash, and the errors that demote.

Models sys/netinet/ip_carp.c (carp_hmac_prepare, carp_hmac_generate, carp_prepare_ad, carp_best_ifa,
carp_send_ad_locked, carp_send_ad_error, carp_send_ad_all); leaves out a lack of memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import TYPE_CHECKING

from simbsd.fs.devfs_dev import read_random
from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.net.pfil import pfil_out
from simbsd.netinet.ip_carp_hooks import ifa_preferred
from simbsd.netinet.ip_carp_sysctl import carp_demote_adj, carp_stat, carp_sysctl, demote_advskew
from simbsd.netinet.ip_output import IP_RAWOUTPUT, ip_newid, ip_output
from simbsd.netinet6.ip6_output import IPV6_NOLOOP, ip6_output
from simbsd.sys.carp import (
    CARP_DFLTTL,
    CARP_HMAC_PAD,
    CARP_SENDAD_MAX_ERRORS,
    CARP_SENDAD_MIN_SUCCESS,
    MASTER,
    CarpSoftc,
)
from simbsd.sys.errno import EACCES
from simbsd.sys.in6 import in6_clearscope, in6_setscope
from simbsd.sys.mbuf import CARP_HDR_LEN, IP6_HDR_LEN, IP_HDR_LEN, IPPROTO_CARP, Carp, Ip, Ip6, Mbuf
from simbsd.sys.vnet import Ifaddr, Ifnet, In6Ifaddr

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

SECOND = 1_000_000
_DSCP_SHIFT = 2  # IPTOS_DSCP_OFFSET
_WORD = (1 << 64) - 1


def carp_hmac_prepare(sc: CarpSoftc) -> None:
    """What every hash begins with: version, type, host, and each address once, in numerical order, IPv4 first."""
    inet = sorted({ifa.ia_addr for ifa in sc.sc_ifas if not isinstance(ifa, In6Ifaddr)} - {0, 0xFFFFFFFF})
    inet6 = sorted({in6_clearscope(ifa.ia_addr) for ifa in sc.sc_ifas if isinstance(ifa, In6Ifaddr)})
    addresses = [address.to_bytes(4, "big") for address in inet] + [address.to_bytes(16, "big") for address in inet6]
    sc.sc_head = bytes((2, 1, sc.sc_vhid)) + b"".join(addresses)


def carp_hmac_generate(sc: CarpSoftc, counter: int) -> bytes:
    """The hash of an advertisement: HMAC-SHA1 with the password as its key (RFC 2104)."""
    key = sc.sc_key.ljust(CARP_HMAC_PAD, b"\0")
    inner = sha1(bytes(octet ^ 0x36 for octet in key) + sc.sc_head + counter.to_bytes(8, "big")).digest()
    return sha1(bytes(octet ^ 0x5C for octet in key) + inner).digest()


def _prepare(kernel: Kernel, sc: CarpSoftc, advskew: int) -> Carp:
    """The next advertisement; until somebody else was heard, counters are chance (carp_prepare_ad)."""
    if sc.sc_init_counter:
        sc.sc_counter = int.from_bytes(read_random(kernel, 8), "big")
    else:
        sc.sc_counter = sc.sc_counter + 1 & _WORD
    md = carp_hmac_generate(sc, sc.sc_counter)
    return Carp(sc.sc_vhid, sc.sc_advbase, advskew, sc.sc_counter, md)


def carp_best_ifa(addresses: Sequence[Ifaddr]) -> int:
    """The address that advertisements come from: the first that is no virtual one, if there is one (carp_best_ifa)."""
    best: Ifaddr | None = None
    for ifa in addresses:
        if best is None or ifa_preferred(best, ifa):
            best = ifa
    return best.ia_addr if best is not None else 0


def carp_send_ad(kernel: Kernel, sc: CarpSoftc) -> None:
    """Advertise for each family that the virtual host has addresses of, and again after its interval
    (carp_send_ad_locked).
    """
    advskew, ifp = demote_advskew(sc), sc.sc_carpdev
    if sc.sc_naddrs:
        error = _send4(kernel, ifp, sc, _prepare(kernel, sc, advskew))
        _account(kernel, sc, error)
    if sc.sc_naddrs6:
        error = _send6(kernel, ifp, sc, _prepare(kernel, sc, advskew))
        _account(kernel, sc, error)
    callout_stop(sc.sc_ad_tmo)
    interval = sc.sc_advbase * SECOND + advskew * SECOND // 256
    sc.sc_ad_tmo = callout_reset(kernel, interval, carp_send_ad, sc)


def _send4(kernel: Kernel, ifp: Ifnet, sc: CarpSoftc, carp: Carp) -> int:
    vnet = ifp.if_vnet
    length, tos = IP_HDR_LEN + CARP_HDR_LEN, carp_sysctl(vnet, "dscp") << _DSCP_SHIFT
    source = carp_best_ifa(ifp.if_addrs)
    ip = Ip(source, sc.sc_carpaddr, IPPROTO_CARP, CARP_DFLTTL, carp, length, ip_newid(vnet), tos, df=True)
    carp_stat(vnet, "opackets")
    if ip.dst >> 28 != 14:
        return ip_output(kernel, vnet, ip, 0, IP_RAWOUTPUT)
    # imo_multicast_ifp: by this interface, whatever the routes say
    kernel.lastpacket += 1
    m = Mbuf(kernel.lastpacket, ip)
    if vnet.vnet_pfil is not None and not pfil_out(kernel, vnet, ifp, m):
        return EACCES
    first = ifp.if_addrs[0]  # IFP_TO_IA: whose packets they count as
    first.ia_opackets += 1
    first.ia_obytes += length
    error: int = ifp.if_output(kernel, ifp, m, ip.dst)
    return error


def _send6(kernel: Kernel, ifp: Ifnet, sc: CarpSoftc, carp: Carp) -> int:
    vnet = ifp.if_vnet
    source, dst = carp_best_ifa(ifp.if_addrs6), in6_setscope(sc.sc_carpaddr6, ifp.if_index)
    length, tos = IP6_HDR_LEN + CARP_HDR_LEN, carp_sysctl(vnet, "dscp") << _DSCP_SHIFT
    carp_stat(vnet, "opackets6")
    return ip6_output(
        kernel, vnet, Ip6(source, dst, IPPROTO_CARP, CARP_DFLTTL, carp, length, tos=tos), 0, IPV6_NOLOOP, ifp
    )


def _account(kernel: Kernel, sc: CarpSoftc, error: int) -> None:
    """Three errors demote the stack, three successes take that back (carp_send_ad_error)."""
    ifp, factor = sc.sc_carpdev, carp_sysctl(sc.sc_carpdev.if_vnet, "senderr_demotion_factor")
    if error:
        sc.sc_sendad_errors += 1
        if sc.sc_sendad_errors == CARP_SENDAD_MAX_ERRORS:
            carp_demote_adj(kernel, ifp.if_vnet, factor, f"send error {error} on {ifp.if_xname}")
        sc.sc_sendad_success = 0
    elif sc.sc_sendad_errors > 0:
        sc.sc_sendad_success += 1
        if sc.sc_sendad_success >= CARP_SENDAD_MIN_SUCCESS:
            if sc.sc_sendad_errors >= CARP_SENDAD_MAX_ERRORS:
                carp_demote_adj(kernel, ifp.if_vnet, -factor, f"send ok on {ifp.if_xname}")
            sc.sc_sendad_errors = 0


def carp_send_ad_all(kernel: Kernel) -> None:
    """Every master of the machine advertises now, the newest first (carp_send_ad_all)."""
    for ifp in reversed(tuple(kernel.ifnets.values())):
        for sc in tuple(ifp.if_carp.cif_vrs) if ifp.if_carp is not None else ():
            if sc.sc_state == MASTER:
                carp_send_ad(kernel, sc)
