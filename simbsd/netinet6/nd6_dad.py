"""Duplicate address detection: before an address is used, the link is asked whether somebody has it.

Models sys/netinet6/nd6_nbr.c (nd6_dad_start, nd6_dad_timer, nd6_dad_duplicated, nd6_dad_ns_input); leaves out the
random delay of up to a second before a question: it is asked at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.kern.subr_prf import log
from simbsd.netinet6.nd6_output import nd6_dad_ns_output
from simbsd.sys.in6 import (
    IN6_IFF_ANYCAST,
    IN6_IFF_DUPLICATED,
    IN6_IFF_TENTATIVE,
    ND6_IFF_IFDISABLED,
    ND6_IFF_NO_DAD,
    in6_clearscope,
    inet_ntop6,
    is_linklocal,
)
from simbsd.sys.syslog import LOG_ERR
from simbsd.sys.vnet import IFF_RUNNING, IFF_UP, Ifnet, In6Ifaddr

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_UP_RUNNING = IFF_UP | IFF_RUNNING
MILLISECOND = 1000


@dataclass(slots=True, eq=False)
class Dadq:
    """A test under way (struct dadq): questions still to send, what was seen meanwhile, the last question's nonce."""

    dad_left: int
    dad_timer: Any = None
    dad_ns_icount: int = 0
    dad_ns_ocount: int = 0
    dad_ns_lcount: int = 0
    dad_na_icount: int = 0
    dad_nonce: bytes = b""


def nd6_dad_start(kernel: Kernel, ia: In6Ifaddr) -> None:
    """Start the test of a tentative address, or end it at once where none is wanted (nd6_dad_start). On an interface
    that is down the address stays tentative.
    """
    ifp: Ifnet = ia.ia_ifp
    count = int(ifp.if_vnet.vnet_sysctls.get("net.inet6.ip6.dad_count", 1))
    if ia.ia6_flags & IN6_IFF_ANYCAST or count <= 0 or ifp.if_nd6_flags & ND6_IFF_NO_DAD:
        ia.ia6_flags &= ~IN6_IFF_TENTATIVE
        return
    down = ifp.if_flags & _UP_RUNNING != _UP_RUNNING or ifp.if_nd6_flags & ND6_IFF_IFDISABLED
    if down or ia.ia6_dad is not None:
        return
    ia.ia6_dad = Dadq(count)
    nd6_dad_timer(kernel, ia)


def nd6_dad_stop(ia: In6Ifaddr) -> None:
    """End a test without a verdict (nd6_dad_stop)."""
    if ia.ia6_dad is not None:
        callout_stop(ia.ia6_dad.dad_timer)
        ia.ia6_dad = None


def nd6_dad_timer(kernel: Kernel, ia: In6Ifaddr) -> None:
    """Ask once more, or decide (nd6_dad_timer)."""
    ifp: Ifnet = ia.ia_ifp
    dad: Dadq = ia.ia6_dad
    if ifp.if_nd6_flags & ND6_IFF_IFDISABLED:
        log(kernel, f"nd6_dad_timer: cancel DAD on {ifp.if_xname} because of ND6_IFF_IFDISABLED.", LOG_ERR)
        ia.ia6_dad = None
    elif dad.dad_left:
        dad.dad_left -= 1
        dad.dad_ns_ocount += 1
        dad.dad_timer = callout_reset(kernel, ifp.if_retrans * MILLISECOND, nd6_dad_timer, ia)
        kernel.lastpacket += 1
        dad.dad_nonce = (kernel.seed * 0x9E3779B1 + kernel.lastpacket & 0xFFFFFFFFFFFF).to_bytes(6, "big")
        nd6_dad_ns_output(kernel, ifp, ia.ia_addr, dad.dad_nonce)
    elif dad.dad_ns_icount or dad.dad_na_icount:
        nd6_dad_duplicated(kernel, ia)
    else:
        ia.ia6_dad = None
        ia.ia6_flags &= ~IN6_IFF_TENTATIVE


def nd6_dad_duplicated(kernel: Kernel, ia: In6Ifaddr) -> None:
    """Somebody has the address: it is not used; if it is made from a hardware address, neither is IPv6
    (nd6_dad_duplicated).
    """
    ifp: Ifnet = ia.ia_ifp
    dad: Dadq = ia.ia6_dad
    text = inet_ntop6(in6_clearscope(ia.ia_addr))
    seen = f"NS in/out/loopback={dad.dad_ns_icount}/{dad.dad_ns_ocount}/{dad.dad_ns_lcount}, NA in={dad.dad_na_icount}"
    log(kernel, f"{ifp.if_xname}: DAD detected duplicate IPv6 address {text}: {seen}", LOG_ERR)
    nd6_dad_stop(ia)
    ia.ia6_flags = ia.ia6_flags & ~IN6_IFF_TENTATIVE | IN6_IFF_DUPLICATED
    log(kernel, f"{ifp.if_xname}: DAD complete for {text} - duplicate found", LOG_ERR)
    log(kernel, f"{ifp.if_xname}: manual intervention required", LOG_ERR)
    if is_linklocal(ia.ia_addr) and ifp.if_lladdr is not None:
        mac = ifp.if_lladdr
        eui64 = bytes([mac[0] ^ 2]) + mac[1:3] + b"\xff\xfe" + mac[3:]
        if ia.ia_addr & (1 << 64) - 1 == int.from_bytes(eui64, "big"):
            ifp.if_nd6_flags |= ND6_IFF_IFDISABLED
            log(kernel, f"{ifp.if_xname}: possible hardware address duplication detected, disable IPv6", LOG_ERR)


def nd6_dad_ns_input(ia: In6Ifaddr, nonce: bytes) -> None:
    """Somebody else tests the same address; one's own question that came back does not count (nd6_dad_ns_input)."""
    dad: Dadq | None = ia.ia6_dad
    if dad is None:
        return
    if nonce and nonce == dad.dad_nonce:
        dad.dad_ns_lcount += 1
        return
    dad.dad_ns_icount += 1


def nd6_dad_na_input(kernel: Kernel, ia: In6Ifaddr) -> None:
    """Somebody says that the address is theirs (nd6_dad_na_input)."""
    if ia.ia6_dad is not None:
        ia.ia6_dad.dad_na_icount += 1
        nd6_dad_duplicated(kernel, ia)
