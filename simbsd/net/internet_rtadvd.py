"""The router advertisements of the gateway beyond em0.

Models what usr.sbin/rtadvd does with its defaults (rtadvd.h: DEF_*), in another's machine; leaves out chance: an answer
takes 200 ms, and once somebody has asked, 400 s pass between advertisements to all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset
from simbsd.netinet.in_pcb import in_pcballoc
from simbsd.netinet6.in6 import in6_joingroup
from simbsd.netinet6.nd6_output import nd6_send
from simbsd.sys.in6 import ALLNODES, ALLROUTERS, in6_setscope, is_linklocal
from simbsd.sys.mbuf import IPPROTO_ICMPV6, ND_ROUTER_ADVERT, ND_ROUTER_SOLICIT, Advert, Icmp6, PrefixOption
from simbsd.sys.socketvar import AF_INET6, INP_IPV6, SOCK_RAW, Socket
from simbsd.sys.ucred import Ucred

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet, Vnet

ANSWER, INTERVAL = 200_000, 400_000_000  # microseconds
PREFIX, PLEN = 0x20010DB8_00000002 << 64, 64
HLIM, LIFETIME, VLTIME, PLTIME = 64, 1800, 2592000, 604800  # times in seconds


def rtadvd(kernel: Kernel, vnet: Vnet, ifp: Ifnet) -> None:
    """Let a machine be the router of a link: it listens for solicitations from now on."""
    so = Socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, Ucred(0, 0, 0, (0,), 0, 0, kernel.prison0), vnet)
    inp = in_pcballoc(so, "raw6")
    inp.inp_options["protocol"], inp.inp_inet6, inp.inp_vflag = IPPROTO_ICMPV6, True, INP_IPV6
    inp.inp_options["ifp"], inp.inp_options["asked"] = ifp, False
    so.so_options["ICMP6_FILTER"] = (ND_ROUTER_SOLICIT,)
    so.so_upcall = _heard
    in6_joingroup(kernel, ifp, ALLROUTERS)


def _heard(kernel: Kernel, so: Socket) -> None:
    so.so_rcv.clear()
    so.so_rcvcc = 0
    options = so.so_pcb.inp_options
    callout_reset(kernel, ANSWER, _advertise, options["ifp"], not options["asked"])
    options["asked"] = True


def _advertise(kernel: Kernel, ifp: Ifnet, again: bool) -> None:
    source = next(ia.ia_addr for ia in ifp.if_addrs6 if is_linklocal(ia.ia_addr))
    advert = Advert(HLIM, 0, LIFETIME, 0, 0, (PrefixOption(PREFIX, PLEN, True, True, VLTIME, PLTIME),))
    message = Icmp6(ND_ROUTER_ADVERT, 0, lladdr=ifp.if_lladdr, advert=advert)
    nd6_send(kernel, ifp, source, in6_setscope(ALLNODES, ifp.if_index), message)
    if again:
        callout_reset(kernel, INTERVAL, _advertise, ifp, True)
