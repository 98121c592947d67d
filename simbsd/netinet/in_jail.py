"""The address rules of a jail: which IPv4 and IPv6 addresses its sockets may use, and what is put in their place.

Models sys/netinet/in_jail.c, sys/netinet6/in6_jail.c and kern_jail.c (prison_if, prison_check_af, prison_ip_check);
leaves out scope identifiers of IPv6.
"""

from __future__ import annotations

from bisect import bisect_left
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import jailed
from simbsd.sys.errno import EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL, Errno
from simbsd.sys.event import AddressRewritten
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_NETLINK, AF_ROUTE, AF_UNIX, INADDR_ANY, INADDR_LOOPBACK

if TYPE_CHECKING:
    from simbsd.sys.jail import Prison
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

IN6ADDR_ANY, IN6ADDR_LOOPBACK = 0, 1
_LOOPBACK = {AF_INET: INADDR_LOOPBACK, AF_INET6: IN6ADDR_LOOPBACK}
_VERSION = {AF_INET: "IPv4", AF_INET6: "IPv6"}


def prison_addresses(prison: Prison, family: int) -> list[int] | None:
    """The addresses a prison is held to, the primary one first; None when it is not restricted (PR_IP4, PR_IP6)."""
    return prison.pr_ip4 if family == AF_INET else prison.pr_ip6


def _owns(addresses: list[int], addr: int) -> bool:
    """The primary address, or one of the others, which are sorted (prison_ip_check)."""
    if addresses[0] == addr:
        return True
    place = bisect_left(addresses, addr, 1)
    return place < len(addresses) and addresses[place] == addr


def _restricted(cred: Ucred, family: int) -> list[int] | None:
    """The address list, None when unrestricted. Errors: EAFNOSUPPORT when the jail has no address of the family."""
    addresses = prison_addresses(cred.cr_prison, family)
    if addresses is not None and not addresses:
        raise Errno(EAFNOSUPPORT, f"the jail has no {_VERSION[family]} address")
    return addresses


def _text(family: int, addr: int) -> str:
    return str(IPv4Address(addr) if family == AF_INET else IPv6Address(addr))


def _rewrite(kernel: Kernel, p: Proc | None, family: int, before: int, after: int) -> int:
    """Announce one address put in place of another."""
    if before != after and kernel.watched:
        pid = p.p_pid if p is not None else 0
        call = p.p_call.name if p is not None and p.p_call is not None else ""
        kernel.emit(AddressRewritten(kernel.now, pid, call, _text(family, before), _text(family, after)))
    return after


def _local(kernel: Kernel, p: Proc | None, cred: Ucred, family: int, addr: int) -> int:
    addresses = _restricted(cred, family)
    if addresses is None:
        return addr
    if addr == INADDR_ANY:
        return _rewrite(kernel, p, family, addr, addresses[0]) if len(addresses) == 1 else addr
    if _owns(addresses, addr):
        return addr
    invalid = kernel.release.foreign_bind_is_invalid
    if addr == _LOOPBACK[family] and not invalid:
        return _rewrite(kernel, p, family, addr, addresses[0])
    where = "in_jail.c: prison_local_ip4" if family == AF_INET else "in6_jail.c: prison_local_ip6"
    refusal = EINVAL if invalid else EADDRNOTAVAIL
    raise Errno(refusal, f"{_text(family, addr)} is not an address of this jail.", where)


def _remote(kernel: Kernel, p: Proc | None, cred: Ucred, family: int, addr: int) -> int:
    addresses = _restricted(cred, family)
    if addresses is None or addr != _LOOPBACK[family] or _owns(addresses, addr):
        return addr
    return _rewrite(kernel, p, family, addr, addresses[0])


def prison_local_ip4(kernel: Kernel, p: Proc | None, cred: Ucred, addr: int) -> int:
    """The address a socket really binds to: any address becomes the only one, loopback the primary one.

    Errors: EADDRNOTAVAIL (another's address; EINVAL in 4.0), EAFNOSUPPORT (the jail has none).
    """
    return _local(kernel, p, cred, AF_INET, addr)


def prison_remote_ip4(kernel: Kernel, p: Proc | None, cred: Ucred, addr: int) -> int:
    """The address really connected or sent to: loopback becomes the primary one. Errors: EAFNOSUPPORT."""
    return _remote(kernel, p, cred, AF_INET, addr)


def prison_local_ip6(kernel: Kernel, p: Proc | None, cred: Ucred, addr: int) -> int:
    """As prison_local_ip4."""
    return _local(kernel, p, cred, AF_INET6, addr)


def prison_remote_ip6(kernel: Kernel, p: Proc | None, cred: Ucred, addr: int) -> int:
    """As prison_remote_ip4."""
    return _remote(kernel, p, cred, AF_INET6, addr)


def prison_check_ip4(cred: Ucred, addr: int) -> None:
    """Refuse an address that is not the prison's own. Errors: EADDRNOTAVAIL, EAFNOSUPPORT."""
    addresses = _restricted(cred, AF_INET)
    if addresses is not None and not _owns(addresses, addr):
        raise Errno(
            EADDRNOTAVAIL, f"{_text(AF_INET, addr)} is not an address of this jail.", "in_jail.c: prison_check_ip4"
        )


def prison_check_ip6(cred: Ucred, addr: int) -> None:
    """As prison_check_ip4."""
    addresses = _restricted(cred, AF_INET6)
    if addresses is not None and not _owns(addresses, addr):
        raise Errno(
            EADDRNOTAVAIL, f"{_text(AF_INET6, addr)} is not an address of this jail.", "in6_jail.c: prison_check_ip6"
        )


def can_prison_ip4(cred: Ucred, addr: int) -> bool:
    """True when an address is the prison's own, or the prison is not restricted."""
    addresses = cred.cr_prison.pr_ip4
    return addresses is None or (bool(addresses) and _owns(addresses, addr))


def can_prison_ip6(cred: Ucred, addr: int) -> bool:
    """As can_prison_ip4."""
    addresses = cred.cr_prison.pr_ip6
    return addresses is None or (bool(addresses) and _owns(addresses, addr))


def prison_get_ip4(cred: Ucred) -> int:
    """The primary address, INADDR_ANY when the prison is not restricted. Errors: EAFNOSUPPORT."""
    addresses = _restricted(cred, AF_INET)
    return INADDR_ANY if addresses is None else addresses[0]


def prison_get_ip6(cred: Ucred) -> int:
    """As prison_get_ip4."""
    addresses = _restricted(cred, AF_INET6)
    return IN6ADDR_ANY if addresses is None else addresses[0]


def prison_saddrsel_ip4(cred: Ucred) -> int | None:
    """The source address to use without looking further (``ip4.nosaddrsel``), or None: select one as usual."""
    if not jailed(cred) or cred.cr_prison.pr_ip4_saddrsel or not cred.cr_prison.pr_ip4:
        return None
    return cred.cr_prison.pr_ip4[0]


def prison_saddrsel_ip6(cred: Ucred) -> int | None:
    """As prison_saddrsel_ip4."""
    if not jailed(cred) or cred.cr_prison.pr_ip6_saddrsel or not cred.cr_prison.pr_ip6:
        return None
    return cred.cr_prison.pr_ip6[0]


def prison_equal_ip(pr1: Prison, pr2: Prison, family: int) -> bool:
    """True when two prisons are held to the same list of addresses (prison_equal_ip4, prison_equal_ip6)."""
    return _ip_root(pr1, family) is _ip_root(pr2, family)


def _ip_root(prison: Prison, family: int) -> Prison:
    """The prison whose list this one uses: itself or the next ancestor with a list or a network stack of its own."""
    while prison.pr_parent is not None and not prison.pr_owns_vnet:
        if prison.pr_ip4_user if family == AF_INET else prison.pr_ip6_user:
            break
        prison = prison.pr_parent
    return prison


def prison_check_af(cred: Ucred, family: int) -> None:
    """Refuse a family the prison has no use of (prison_check_af). Errors: EAFNOSUPPORT."""
    prison = cred.cr_prison
    if prison.pr_owns_vnet or family in (AF_UNIX, AF_ROUTE, AF_NETLINK):
        return
    if family in _VERSION:
        _restricted(cred, family)
    elif not prison.pr_allow["socket_af"]:
        raise Errno(EAFNOSUPPORT, "prison_check_af: other address families need allow.socket_af")


def prison_if(cred: Ucred, family: int, addr: int) -> bool:
    """True when the prison may see or use an address of an interface (prison_if)."""
    if cred.cr_prison.pr_owns_vnet:
        return True
    if family == AF_INET:
        return can_prison_ip4(cred, addr)
    if family == AF_INET6:
        return can_prison_ip6(cred, addr)
    return not jailed(cred) or cred.cr_prison.pr_allow["socket_af"]
