"""Address selection policies: which label and precedence a prefix has.

Models sys/netinet6/in6_src.c (in6_src_ioctl, add_addrsel_policyent, delete_addrsel_policyent, match_addrsel_policy,
lookup_addrsel_policy) and the sysctl net.inet6.ip6.addrctlpolicy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import cred_vnet
from simbsd.sys.errno import EEXIST, EINVAL, ESRCH, Errno
from simbsd.sys.in6 import ADDR_LABEL_NOTAPP, MASKS6, In6AddrPolicy

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Vnet

# what rc.d/ip6addrctl installs where rc.conf configures no IPv6: IPv4 before IPv6 (ip6addrctl_prefer_ipv4)
_PREFER_IPV4 = (
    (1, 128, 50, 0), (0, 0, 40, 1), (0xFFFF << 32, 96, 100, 4), (0x2002 << 112, 16, 30, 2),
    (0x2001 << 112, 32, 5, 5), (0xFC << 120, 7, 3, 13), (0, 96, 1, 3), (0x3FB << 118, 10, 1, 11),
    (0x3FFE << 112, 16, 1, 12),
)  # fmt: skip


def prefer_ipv4(vnet: Vnet) -> None:
    """The table as the rc script of the host makes it with the stock rc.conf."""
    vnet.vnet_addrsel = [In6AddrPolicy(*row) for row in _PREFER_IPV4]


def addrsel_add(kernel: Kernel, p: Proc, vnet: Vnet, policy: In6AddrPolicy) -> None:
    """Add a prefix (SIOCAADDRCTL_POLICY). Errors: EINVAL, EEXIST."""
    policy = _checked(policy)
    if _find(vnet, policy) is not None:
        raise Errno(EEXIST, "The prefix has a policy already.", "in6_src.c: add_addrsel_policyent")
    vnet.vnet_addrsel.append(policy)


def addrsel_delete(kernel: Kernel, p: Proc, vnet: Vnet, policy: In6AddrPolicy) -> None:
    """Take a prefix out (SIOCDADDRCTL_POLICY). Errors: EINVAL, ESRCH."""
    known = _find(vnet, _checked(policy))
    if known is None:
        raise Errno(ESRCH, "The prefix has no policy.", "in6_src.c: delete_addrsel_policyent")
    vnet.vnet_addrsel.remove(known)


def _checked(policy: In6AddrPolicy) -> In6AddrPolicy:
    if policy.label == ADDR_LABEL_NOTAPP or not 0 <= policy.plen <= 128:
        raise Errno(EINVAL, "That is no policy.", "in6_src.c: in6_src_ioctl")
    return replace(policy, addr=policy.addr & MASKS6[policy.plen], use=0)


def _find(vnet: Vnet, policy: In6AddrPolicy) -> In6AddrPolicy | None:
    same = (one for one in vnet.vnet_addrsel if (one.addr, one.plen) == (policy.addr, policy.plen))
    return next(same, None)


def addrsel_label(vnet: Vnet, address: int) -> int:
    """The label of the longest prefix that an address has, which is used once more (lookup_addrsel_policy)."""
    best: In6AddrPolicy | None = None
    for policy in vnet.vnet_addrsel:
        if address & MASKS6[policy.plen] == policy.addr and (best is None or policy.plen > best.plen):
            best = policy
    if best is None:
        return ADDR_LABEL_NOTAPP
    best.use += 1
    return best.label


def addrctlpolicy(kernel: Kernel, p: Proc) -> tuple[In6AddrPolicy, ...]:
    """The whole table, for programs."""
    return tuple(replace(policy) for policy in cred_vnet(p.p_ucred).vnet_addrsel)
