"""The host's network: the stack, its card and its loopback at boot; and as the stock rc.conf configures it, em0
10.0.2.15/24 with a default route, lo0 127.0.0.1/8.

Models the vnet0 part of sys/net/vnet.c (vnet0_init) and what rc.d/hostid, rc.d/netif and rc.d/routing do at boot.
"""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING

from simbsd.kern.kern_environment import getenv_int
from simbsd.net.bpf_dev import bpf_drvinit
from simbsd.net.if_ import if_attach
from simbsd.net.if_em import em_new
from simbsd.net.route import RT_MAXFIBS, fib_grow, rib_add
from simbsd.net.vnet import lo_attach, vnet_new
from simbsd.netinet.in_ import in_aifaddr
from simbsd.netinet6.in6_src_policy import prefer_ipv4
from simbsd.sys.socketvar import INADDR_LOOPBACK
from simbsd.sys.vnet import RTF_GATEWAY, RTF_REJECT, RTF_STATIC, RTF_UP, Nhop, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_ADDRESS, _GATEWAY = 0x0A00020F, 0x0A000202


def net_init(kernel: Kernel) -> None:
    """Make vnet0 for prison0, with em0 and lo0, neither configured, and as many routing tables as the loader says
    (vnet_rtables_init).
    """
    bpf_drvinit(kernel)
    vnet = vnet_new(kernel, kernel.prison0)
    kernel.vnet0 = kernel.prison0.pr_vnet = vnet
    fib_grow(vnet, min(getenv_int(kernel, "net.fibs", 1) % (1 << 32), RT_MAXFIBS))
    if_attach(kernel, em_new(vnet, 0), vnet)
    lo_attach(kernel, vnet)


def net_start(kernel: Kernel) -> None:
    """Configure vnet0 as rc.d/netif and rc.d/routing do with the stock rc.conf, and rc.d/ip6addrctl."""
    vnet = kernel.vnet0
    em0 = vnet.vnet_names["em0"]
    in_aifaddr(kernel, vnet.vnet_lo, INADDR_LOOPBACK, 8)
    ifa = in_aifaddr(kernel, em0, _ADDRESS, 24)
    _static_inet6(vnet)
    prefer_ipv4(vnet)
    rib_add(vnet.vnet_fibs[0], Nhop(0, 0, RTF_UP | RTF_GATEWAY | RTF_STATIC, em0, _GATEWAY, ifa, em0.if_mtu))


def _static_inet6(vnet: Vnet) -> None:
    """No packet to an address that means nothing on the wire, or on no link in particular, leaves the host
    (rc.d/routing: static_inet6).
    """
    loif, rib = vnet.vnet_lo, vnet.vnet_fibs6[0]
    for dst, plen in ((0xFFFF << 32, 96), (0, 96), (0xFE80 << 112, 10), (0xFF02 << 112, 16)):
        rib_add(rib, Nhop(dst, plen, RTF_UP | RTF_REJECT | RTF_STATIC, loif, None, loif.if_addrs6[0], loif.if_mtu))


def hostid(kernel: Kernel) -> None:
    """The host's uuid is its firmware's; the host id is a hash of it (rc.d/hostid)."""
    uuid = kernel.kenv["smbios.system.uuid"]
    kernel.prison0.pr_hostuuid = uuid
    kernel.prison0.pr_hostid = int(md5(uuid.encode()).hexdigest()[:8], 16)
