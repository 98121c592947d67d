"""What TCP remembers of the ways to other hosts: the MTU of one on which a packet was too big.

Models sys/netinet/tcp_hostcache.c (tcp_hc_getmtu, tcp_hc_updatemtu), sys/netinet/ip_icmp.c (ip_next_mtu) and
sys/netinet/tcp_subr.c (tcp_next_pmtu); leaves out round-trip times, thresholds and windows. An entry goes an hour after
it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Vnet

HOSTCACHE_EXPIRE = 3600 * 1_000_000  # TCP_HOSTCACHE_EXPIRE, in microseconds
_LEAST_MTU = 216 + 40  # net.inet.tcp.minmss and two headers
_MTUS = (65535, 32000, 17914, 8166, 4352, 2002, 1492, 1280, 1006, 508, 296, 68, 0)


def tcp_hc_getmtu(vnet: Vnet, family: int, address: int, mtu: int) -> int:
    """The MTU of the way to ``address``, which is that of the link, ``mtu``, as long as nothing else is known."""
    return min(mtu, vnet.vnet_hostcache.get((family, address), mtu)) if vnet.vnet_hostcache else mtu


def tcp_hc_updatemtu(kernel: Kernel, vnet: Vnet, family: int, address: int, mtu: int) -> None:
    """Remember the MTU of the way to ``address``."""
    key = (family, address)
    if key not in vnet.vnet_hostcache:
        callout_reset(kernel, HOSTCACHE_EXPIRE, _forget, vnet, key)
    vnet.vnet_hostcache[key] = mtu


def _forget(kernel: Kernel, vnet: Vnet, key: tuple[int, int]) -> None:
    vnet.vnet_hostcache.pop(key, None)


def tcp_next_pmtu(offered: int, length: int) -> int:
    """The MTU to try after a packet of ``length`` bytes was too big: the one that the router offered, else the next
    smaller one that links have.
    """
    return max(offered or next(mtu for mtu in _MTUS if length > mtu), _LEAST_MTU)
