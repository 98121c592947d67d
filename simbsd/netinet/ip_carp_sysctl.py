"""CARP's variables of a stack: net.inet.carp.*, the messages that one of them asks for, and demotion.

Models sys/netinet/ip_carp.c (carp_allow_sysctl, carp_dscp_sysctl, carp_demote_adj_sysctl, carp_demote_adj, CARP_LOG,
CARP_DEBUG, DEMOTE_ADVSKEW, ipcarp_sysinit); leaves out devctl(4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_environment import parse_quad
from simbsd.kern.kern_jail import cred_vnet
from simbsd.kern.kern_timeout import callout_reset
from simbsd.kern.subr_prf import log
from simbsd.sys.carp import CARP_MAXSKEW, CarpSoftc
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.syslog import LOG_DEBUG, LOG_INFO
from simbsd.sys.vnet import Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

NODE = "net.inet.carp."
_DEFAULTS = {
    "dscp": 56, "preempt": 0, "log": 1, "demotion": 0, "senderr_demotion_factor": CARP_MAXSKEW,
    "ifdown_demotion_factor": CARP_MAXSKEW,
}  # fmt: skip
_DSCP_MAX = 63


def carp_sysctl(vnet: Vnet, name: str) -> int:
    """net.inet.carp.``name`` of a stack (``allow`` is carp_allow's)."""
    return int(vnet.vnet_sysctls.get(NODE + name, _DEFAULTS[name]))


def carp_allow(kernel: Kernel, vnet: Vnet) -> int:
    """net.inet.carp.allow of a stack, which starts as the loader says (ipcarp_sysinit)."""
    value = vnet.vnet_sysctls.get(f"{NODE}allow")
    if value is None:
        value = parse_quad(kernel.kenv.get(f"{NODE}allow", "1"))
    return 1 if value is None else int(value)


def carp_stat(vnet: Vnet, name: str) -> None:
    """Count (CARPSTATS_INC)."""
    key = f"carp.carps_{name}"
    vnet.vnet_stats[key] = vnet.vnet_stats.get(key, 0) + 1


def carp_log(kernel: Kernel, vnet: Vnet, text: str) -> None:
    """A change of state or demotion, told unless net.inet.carp.log is 0 (CARP_LOG)."""
    if carp_sysctl(vnet, "log") > 0:
        log(kernel, f"carp: {text}", LOG_INFO)


def carp_debug(kernel: Kernel, vnet: Vnet, text: str) -> None:
    """What is wrong with a packet, told from net.inet.carp.log 2 on (CARP_DEBUG)."""
    if carp_sysctl(vnet, "log") > 1:
        log(kernel, text, LOG_DEBUG)


def demote_advskew(sc: CarpSoftc) -> int:
    """The skew of a virtual host with what its stack is demoted by (DEMOTE_ADVSKEW)."""
    demotion = carp_sysctl(sc.sc_carpdev.if_vnet, "demotion")
    return min(max(sc.sc_advskew + demotion, 0), CARP_MAXSKEW)


def carp_demote_adj(kernel: Kernel, vnet: Vnet, adj: int, reason: str) -> None:
    """Demote a stack by so much more; every master of the machine says so soon (carp_demote_adj)."""
    demotion = (carp_sysctl(vnet, "demotion") + adj + (1 << 31) & 0xFFFFFFFF) - (1 << 31)
    vnet.vnet_sysctls[f"{NODE}demotion"] = demotion
    carp_log(kernel, vnet, f"demoted by {adj} to {demotion} ({reason})")
    if kernel.carp_sendall is None or not kernel.carp_sendall.c_active:
        from simbsd.netinet.ip_carp_ad import carp_send_ad_all

        kernel.carp_sendall = callout_reset(kernel, 0, carp_send_ad_all)


def get_allow(kernel: Kernel, p: Proc) -> int:
    """net.inet.carp.allow."""
    return carp_allow(kernel, cred_vnet(p.p_ucred))


def set_allow(kernel: Kernel, p: Proc, value: Any) -> None:
    """Without leave, no virtual host of this stack takes part (carp_allow_sysctl)."""
    from simbsd.netinet.ip_carp import carp_linkstate

    vnet = cred_vnet(p.p_ucred)
    if carp_allow(kernel, vnet) == value:
        return
    vnet.vnet_sysctls[f"{NODE}allow"] = value
    for ifp in tuple(vnet.vnet_ifnets.values()):
        if ifp.if_carp is not None:
            carp_linkstate(kernel, ifp)


def set_dscp(kernel: Kernel, p: Proc, value: Any) -> None:
    """net.inet.carp.dscp. Errors: EINVAL."""
    if not 0 <= value <= _DSCP_MAX:
        raise Errno(EINVAL, f"A code point is between 0 and {_DSCP_MAX}.", "ip_carp.c: carp_dscp_sysctl")
    cred_vnet(p.p_ucred).vnet_sysctls[f"{NODE}dscp"] = value


def set_demotion(kernel: Kernel, p: Proc, value: Any) -> None:
    """What is written is added (carp_demote_adj_sysctl)."""
    carp_demote_adj(kernel, cred_vnet(p.p_ucred), value, "sysctl")
