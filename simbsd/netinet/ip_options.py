"""Options of IPv4 packets: routes recorded, times stamped, and routes that the sender wants, which are refused.

Models sys/netinet/ip_options.c (ip_dooptions, ip_optcopy); leaves out source routing where net.inet.ip.sourceroute or
accept_sourceroute would allow it: such packets are treated as FreeBSD treats them by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import log
from simbsd.net.bpf import drop, inet_ntoa
from simbsd.net.route import fib4_lookup
from simbsd.netinet.ip_icmp import icmp_error
from simbsd.sys.mbuf import (
    ICMP_PARAMPROB,
    ICMP_UNREACH,
    ICMP_UNREACH_FILTER_PROHIB,
    ICMP_UNREACH_HOST,
    ICMP_UNREACH_SRCFAIL,
    Ip,
    Mbuf,
)
from simbsd.sys.syslog import LOG_WARNING

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

IPOPT_EOL, IPOPT_NOP, IPOPT_RR, IPOPT_TS, IPOPT_SECURITY, IPOPT_LSRR, IPOPT_SSRR = 0, 1, 7, 68, 130, 131, 137
IPOPT_MINOFF = 4
_TSONLY, _TSANDADDR, _PRESPEC = 0, 1, 3
_COPIED = 0x80
_HDR = 20
_DAY = 86_400_000  # milliseconds


class _Bad(Exception):
    """An option that ends the packet: type and code of the answer (a code of -1: none), and why."""

    def __init__(self, kind: int, code: int, why: str) -> None:
        super().__init__(why)
        self.kind, self.code = kind, code


def ip_dooptions(kernel: Kernel, ifp: Ifnet, m: Mbuf, ip: Ip) -> Ip | None:
    """Do what a packet's options ask for (ip_dooptions); the packet as it goes on, or None: it has ended."""
    stats = ifp.if_vnet.vnet_stats
    mode = int(ifp.if_vnet.vnet_sysctls.get("net.inet.ip.process_options", 1))
    if mode == 0:
        return ip
    try:
        if mode == 2:
            raise _Bad(ICMP_UNREACH, ICMP_UNREACH_FILTER_PROHIB, "options, and net.inet.ip.process_options is 2")
        options = _walk(kernel, ifp, ip)
    except _Bad as bad:
        name = "ip.ips_badoptions" if bad.code >= 0 else "ip.ips_cantforward"
        stats[name] = stats.get(name, 0) + 1
        drop(kernel, m, ifp, f"{ifp.if_xname}: the packet has {bad}.")
        if bad.kind == ICMP_PARAMPROB:
            icmp_error(kernel, ifp, m, ip, ICMP_PARAMPROB, 0, bad.code << 24)
        elif bad.code >= 0:
            icmp_error(kernel, ifp, m, ip, bad.kind, bad.code)
        return None
    m.m_payload = ip = ip._replace(options=options)
    return ip


def _walk(kernel: Kernel, ifp: Ifnet, ip: Ip) -> bytes:
    """The options as they are after this stack has looked at them."""
    options, at = bytearray(ip.options), 0
    while at < len(options) and options[at] != IPOPT_EOL:
        kind, left = options[at], len(options) - at
        if kind == IPOPT_NOP:
            at += 1
            continue
        size = options[at + 1] if left >= 2 else 0
        if not 2 <= size <= left:
            raise _Bad(ICMP_PARAMPROB, _HDR + at + 1, "an option of an impossible length")
        if kind in (IPOPT_LSRR, IPOPT_SSRR):
            _source_route(kernel, ifp, ip, options, at, size)
        elif kind == IPOPT_RR:
            _record_route(ifp, ip, options, at, size)
        elif kind == IPOPT_TS:
            _stamp(kernel, ifp, ip, options, at, size)
        at += size
    return bytes(options)


def _source_route(kernel: Kernel, ifp: Ifnet, ip: Ip, options: bytearray, at: int, size: int) -> None:
    """A route that the sender wants: refused by routers and by its end, passed over in silence by other hosts."""
    vnet = ifp.if_vnet
    if size < 3:
        raise _Bad(ICMP_PARAMPROB, _HDR + at + 1, "a source route without a place")
    offset = options[at + 2]
    if offset < IPOPT_MINOFF:
        raise _Bad(ICMP_PARAMPROB, _HDR + at + 2, "a source route whose place is in its header")
    why = "a route that its sender wants (net.inet.ip.sourceroute is 0)"
    mine, ends = ip.dst in vnet.vnet_inaddrs, offset - 1 > size - 4
    if not mine and options[at] == IPOPT_SSRR:
        raise _Bad(ICMP_UNREACH, ICMP_UNREACH_SRCFAIL, "a strict source route that does not lead by here")
    if mine and not ends and not vnet.vnet_forwarding:
        raise _Bad(ICMP_UNREACH, -1, why)
    if vnet.vnet_id >= 0:
        log(kernel, f"attempted source route from {inet_ntoa(ip.src)} to {inet_ntoa(ip.dst)}", LOG_WARNING)
    raise _Bad(ICMP_UNREACH, ICMP_UNREACH_SRCFAIL, why)


def _record_route(ifp: Ifnet, ip: Ip, options: bytearray, at: int, size: int) -> None:
    """Write down the address of this stack that the packet goes on by, or has reached."""
    if size < 3 or options[at + 2] < IPOPT_MINOFF:
        raise _Bad(ICMP_PARAMPROB, _HDR + at + 2, "a recorded route whose place is in its header")
    offset = options[at + 2] - 1
    if offset > size - 4:
        return
    address = ip.dst
    if address not in ifp.if_vnet.vnet_inaddrs:
        nhop = fib4_lookup(ifp.if_vnet, ifp.if_fib, ip.dst, ip.src)
        if nhop is None or nhop.nh_ifa is None:
            raise _Bad(ICMP_UNREACH, ICMP_UNREACH_HOST, "a route to be recorded, and there is none")
        address = nhop.nh_ifa.ia_addr
    options[at + offset : at + offset + 4] = address.to_bytes(4, "big")
    options[at + 2] += 4


def _stamp(kernel: Kernel, ifp: Ifnet, ip: Ip, options: bytearray, at: int, size: int) -> None:
    """Write down the time, in milliseconds of the day, and the address if that is wanted."""
    if not 4 <= size <= 40 or options[at + 2] < 5:
        raise _Bad(ICMP_PARAMPROB, _HDR + at + 1, "a time stamp option of an impossible length or place")
    offset, kind = options[at + 2] - 1, options[at + 3] & 0x0F
    if offset + 1 > size - 4:
        if options[at + 3] >> 4 == 15:
            raise _Bad(ICMP_PARAMPROB, _HDR + at + 2, "more time stamps missed than can be counted")
        options[at + 3] += 1 << 4
        return
    if kind not in (_TSONLY, _TSANDADDR, _PRESPEC):
        raise _Bad(ICMP_PARAMPROB, _HDR + at + 3, f"time stamps of kind {kind}")
    if kind != _TSONLY:
        if offset + 8 > size:
            raise _Bad(ICMP_PARAMPROB, _HDR + at + 2, "no room for an address and a time")
        place = slice(at + offset, at + offset + 4)
        if kind == _TSANDADDR:
            if not ifp.if_addrs:
                return
            options[place] = ifp.if_addrs[0].ia_addr.to_bytes(4, "big")
        elif int.from_bytes(options[place], "big") not in ifp.if_vnet.vnet_inaddrs:
            return
        options[at + 2] += 4
        offset += 4
    now = (kernel.boottime * 1000 + kernel.now // 1000) % _DAY
    options[at + offset : at + offset + 4] = now.to_bytes(4, "big")
    options[at + 2] += 4


def ip_optcopy(options: bytes) -> bytes:
    """Those options that every fragment has, padded to whole words (ip_optcopy)."""
    kept, at = b"", 0
    while at < len(options) and options[at] != IPOPT_EOL:
        if options[at] == IPOPT_NOP:
            kept, at = kept + options[at : at + 1], at + 1
            continue
        size = options[at + 1] if at + 1 < len(options) else 0
        size = max(2, min(size, len(options) - at))
        if options[at] & _COPIED:
            kept += options[at : at + size]
        at += size
    return kept + bytes(-len(kept) % 4)


def ip_optreply(options: bytes) -> bytes:
    """The options that an answer has: routes and times that were recorded so far (icmp_reflect)."""
    kept, at = b"", 0
    while at < len(options) and options[at] != IPOPT_EOL:
        if options[at] == IPOPT_NOP:
            at += 1
            continue
        size = options[at + 1] if at + 1 < len(options) else 0
        if not 2 <= size <= len(options) - at:
            break
        if options[at] in (IPOPT_RR, IPOPT_TS, IPOPT_SECURITY):
            kept += options[at : at + size]
        at += size
    return kept + bytes(-len(kept) % 4)
