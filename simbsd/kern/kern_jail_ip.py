"""The addresses of a prison: a list of each family, the primary address first, the others in order.

Models sys/kern/kern_jail.c (prison_ip_copyin, prison_ip_parent_match, prison_ip_conflict_check, prison_ip_set,
prison_ip_restrict) and the validity tests of sys/netinet/in_jail.c and sys/netinet6/in6_jail.c; leaves out epochs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.errno import EADDRINUSE, EINVAL, EPERM, Errno
from simbsd.sys.jail import Prison, PrisonState
from simbsd.sys.socketvar import AF_INET, AF_INET6

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

FAMILIES = ((AF_INET, "ip4", "IPv4"), (AF_INET6, "ip6", "IPv6"))
# What is nobody's address (prison_valid_v4, prison_valid_v6).
_INVALID = {AF_INET: (0, 0xFFFFFFFF), AF_INET6: (0,)}


def prison_addrs(prison: Prison, family: int) -> list[int] | None:
    """The list of a family; None: not restricted."""
    return prison.pr_ip4 if family == AF_INET else prison.pr_ip6


def has_own_addrs(prison: Prison, family: int) -> bool:
    """True when the list is the prison's own and not its parent's (PR_IP4_USER, PR_IP6_USER)."""
    return prison.pr_ip4_user if family == AF_INET else prison.pr_ip6_user


def prison_ip_copyin(family: int, addresses: list[int]) -> list[int]:
    """The list as it is kept: all but the primary address sorted. Errors: EINVAL."""
    ordered = [*addresses[:1], *sorted(addresses[1:])]
    invalid = any(addr in _INVALID[family] for addr in ordered)
    if invalid or len(dict.fromkeys(ordered)) < len(ordered):
        note = "The addresses hold a wildcard, the broadcast address, or one of them twice."
        raise Errno(EINVAL, note, "kern_jail.c: prison_ip_copyin")
    return ordered


def check_ip_parent_match(parent: Prison, family: int, version: str, addresses: list[int]) -> None:
    """A child's addresses are among its parent's (prison_ip_parent_match). Errors: EPERM."""
    held = prison_addrs(parent, family)
    if held is not None and any(addr not in held for addr in addresses):
        note = f"Not all of these {version} addresses are among the parent's."
        raise Errno(EPERM, note, "kern_jail.c: prison_ip_parent_match")


def check_ip_conflict(
    kernel: Kernel, parent: Prison, prison: Prison | None, family: int, version: str, addresses: list[int]
) -> None:
    """An address may be shared only by jails that have no other (prison_ip_conflict_check). Errors: EADDRINUSE."""
    top = parent
    while top.pr_parent is not None and not top.pr_owns_vnet:
        top = top.pr_parent
    for addr in addresses:
        for other in kernel.prisonips.get((family, addr), {}).values():
            if len(addresses) == 1 and len(prison_addrs(other, family) or ()) == 1:
                continue
            if _is_compared(top, other, prison, family):
                raise Errno(
                    EADDRINUSE,
                    f'Jail "{other.pr_name}" has one of these addresses, and not each has just this one.',
                    "kern_jail.c: prison_ip_conflict_check",
                    f"{version} addresses clash",
                )


def _is_compared(top: Prison, other: Prison, mine: Prison | None, family: int) -> bool:
    """True when the walk down from ``top`` reaches ``other``: no vnet, no dying or own jail, no list in between."""
    walk = other
    while walk is not top:
        if walk is mine or walk.pr_owns_vnet or walk.pr_parent is None or walk.pr_state is PrisonState.DYING:
            return False
        if walk is not other and has_own_addrs(walk, family):
            return False
        walk = walk.pr_parent
    return other is not top


def prison_ip_set(kernel: Kernel, prison: Prison, family: int, new: list[int] | None) -> None:
    """Replace a prison's address list (prison_ip_set); None: not restricted."""
    for addr in prison_addrs(prison, family) or ():
        holders = kernel.prisonips.get((family, addr), {})
        if holders.pop(prison.pr_id, None) is not None and not holders:
            del kernel.prisonips[family, addr]
    if family == AF_INET:
        prison.pr_ip4 = new
    else:
        prison.pr_ip6 = new
    if has_own_addrs(prison, family):
        for addr in new or ():
            kernel.prisonips.setdefault((family, addr), {})[prison.pr_id] = prison


def prison_ip_restrict(kernel: Kernel, prison: Prison, family: int) -> None:
    """Take from the jails below what a prison has no more; those without a list of their own take its list."""
    held = prison_addrs(prison, family) or []
    for child in prison.pr_children.values():
        if child.pr_owns_vnet:
            continue
        theirs = prison_addrs(child, family) or []
        kept = [addr for addr in theirs if addr in held] if has_own_addrs(child, family) else list(held)
        prison_ip_set(kernel, child, family, kept)
        prison_ip_restrict(kernel, child, family)
