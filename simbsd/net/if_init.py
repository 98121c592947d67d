"""The host's network as it is after boot: em0 10.0.2.15/24 with a default route, lo0 127.0.0.1/8.

Models the vnet0 part of sys/net/vnet.c (vnet0_init) and what rc.d/hostid, rc.d/netif and rc.d/routing do at boot.
"""

from __future__ import annotations

from hashlib import md5, sha1
from typing import TYPE_CHECKING

from simbsd.net.bpf_dev import bpf_drvinit
from simbsd.net.if_ import if_attach
from simbsd.net.if_em import em_new
from simbsd.net.route import rib_add
from simbsd.net.vnet import lo_attach, vnet_new
from simbsd.netinet.in_ import in_aifaddr
from simbsd.sys.socketvar import INADDR_LOOPBACK
from simbsd.sys.vnet import RTF_GATEWAY, RTF_STATIC, RTF_UP, Nhop

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_ADDRESS, _GATEWAY = 0x0A00020F, 0x0A000202


def net_init(kernel: Kernel) -> None:
    """Make vnet0 for prison0 and configure it."""
    bpf_drvinit(kernel)
    _hostid(kernel)
    vnet = vnet_new(kernel, kernel.prison0)
    kernel.vnet0 = kernel.prison0.pr_vnet = vnet
    em0 = em_new(vnet, 0)
    if_attach(kernel, em0, vnet)
    lo_attach(kernel, vnet)
    in_aifaddr(kernel, vnet.vnet_lo, INADDR_LOOPBACK, 8)
    ifa = in_aifaddr(kernel, em0, _ADDRESS, 24)
    rib_add(vnet, 0, Nhop(0, 0, RTF_UP | RTF_GATEWAY | RTF_STATIC, em0, _GATEWAY, ifa, em0.if_mtu))


def _hostid(kernel: Kernel) -> None:
    """The host's uuid, as its firmware would give it, from the machine's seed; the host id is a hash of it
    (rc.d/hostid).
    """
    digits = sha1(f"cellblock-{kernel.seed}".encode()).hexdigest()
    uuid = f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"
    kernel.prison0.pr_hostuuid = uuid
    kernel.prison0.pr_hostid = int(md5(uuid.encode()).hexdigest()[:8], 16)
