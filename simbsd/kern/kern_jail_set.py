"""jail_set: make a jail, or change one. Everything is checked first; a refused call changes nothing.

Models sys/kern/kern_jail.c (kern_jail_set, get_next_prid, prison_ip_parent_match, prison_ip_conflict_check);
leaves out the jid that a creation refused late uses up there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import (
    jailed,
    prison_ancestors,
    prison_descendants,
    prison_find,
    prison_find_name,
    prison_free,
    prison_hold,
    prison_isalive,
    prison_ischild,
    prison_name,
)
from simbsd.kern.kern_jail_attach import check_attach, do_jail_attach
from simbsd.kern.kern_jail_commit import prison_create, prison_update
from simbsd.kern.kern_jail_params import Wanted, jail_params, vnet_restricted
from simbsd.kern.kern_priv import priv_check
from simbsd.sys.errno import EADDRINUSE, EAGAIN, EEXIST, EINVAL, ENAMETOOLONG, ENOENT, ENOTDIR, EPERM, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.jail import (
    ALLOW_DIFFERENCES,
    JAIL_ATTACH,
    JAIL_CREATE,
    JAIL_DYING,
    JAIL_MAX,
    JAIL_SYS_INHERIT,
    JAIL_UPDATE,
    MAXHOSTNAMELEN,
    Prison,
)
from simbsd.sys.priv import Priv
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.strtol import is_number, to_int

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Vnode

_SET_MASK = JAIL_CREATE | JAIL_UPDATE | JAIL_ATTACH | JAIL_DYING
_FAMILIES = ((AF_INET, "ip4", "IPv4"), (AF_INET6, "ip6", "IPv6"))


@dataclass(slots=True)
class Target:
    """What a call is about: the prison (None: to be made), its parent, its jid, the last part of its name.

    ``numbered``: the jid is the next of the kernel's own count.
    """

    prison: Prison | None
    parent: Prison
    jid: int
    component: str | None = None
    numbered: bool = False


def sys_jail_set(kernel: Kernel, p: Proc, params: dict[str, Any], flags: int) -> int:
    """jail_set(2): the jid. Errors: EPERM, EEXIST, ENOENT, EINVAL, EAGAIN, EADDRINUSE, ENAMETOOLONG, of path."""
    priv_check(kernel, p, Priv.PRIV_JAIL_SET)
    if flags & JAIL_ATTACH:
        priv_check(kernel, p, Priv.PRIV_JAIL_ATTACH)
    mine = p.p_ucred.cr_prison
    if flags & JAIL_CREATE and mine.pr_childmax == 0:
        raise Errno(EPERM, "The children.max of this jail is 0: it may make no jails.", "kern_jail.c: kern_jail_set")
    if flags & ~_SET_MASK:
        raise Errno(EINVAL, "jail_set: unknown flag")
    wanted = jail_params(params, flags, kernel.release.missing_jail_params)
    place = _lookup_path(kernel, p, wanted)
    target = _find_target(kernel, mine, wanted)
    _check_final(kernel, p, wanted, target)
    if flags & JAIL_ATTACH:
        check_attach(kernel, p)
    return _commit(kernel, p, wanted, target, place)


def _commit(kernel: Kernel, p: Proc, wanted: Wanted, target: Target, place: tuple[str, Vnode] | None) -> int:
    """Nothing can be refused any more; a hold keeps the prison until somebody in it does."""
    prison = target.prison
    if prison is None:
        if target.numbered:
            kernel.lastprid = target.jid
        prison = prison_create(kernel, p.p_ucred.cr_prison, target.parent, target.jid, wanted, place)
    prison_hold(kernel, prison)
    prison_update(kernel, prison, target.component, wanted)
    if wanted.flags & JAIL_ATTACH:
        do_jail_attach(kernel, p, prison)
    prison_free(kernel, prison)
    return prison.pr_id


def _lookup_path(kernel: Kernel, p: Proc, wanted: Wanted) -> tuple[str, Vnode] | None:
    """The root directory and its path from the machine's own root. Errors: those of the lookup, ENOTDIR."""
    path = wanted.get("path")
    if path is None:
        return None
    from simbsd.vfs.vfs_cache import vn_fullpath
    from simbsd.vfs.vfs_lookup import namei
    from simbsd.vfs.vfs_vnops import vn_stat

    root = namei(kernel, p, path)
    if vn_stat(kernel, root).st_mode & S_IFMT != S_IFDIR:
        raise Errno(ENOTDIR, "jail_set: the path of a jail is a directory")
    return vn_fullpath(kernel, None, root), root


def strtoul(text: str) -> int | None:
    """The number that a whole text is for strtoul(3), 0 for an empty one, None when it is not all a number."""
    digits = text.lstrip(" \t\n\v\f\r")
    if not digits:
        return 0 if not text else None
    body = digits[1:] if digits[0] in "+-" else digits
    return to_int(digits) if is_number(body) else None


def _find_target(kernel: Kernel, mine: Prison, wanted: Wanted) -> Target:
    """Find the jail by jid or name, or at least its parent; for a creation also its jid."""
    if not prison_isalive(mine):
        raise Errno(
            EAGAIN,
            "The jail of the caller is dying: nothing can be made or changed from inside it.",
            "kern_jail.c: kern_jail_set",
        )
    name, jid = wanted.get("name"), wanted.get("jid") or 0
    if wanted.operation == JAIL_CREATE and jid == 0 and name is not None:
        jid = strtoul(name.rpartition(".")[2]) or 0
    target = Target(None, mine, jid)
    if jid != 0:
        name = _find_by_jid(kernel, mine, wanted, target, name)
    if name is not None:
        _find_by_name(kernel, mine, wanted, target, name)
    elif wanted.operation == JAIL_UPDATE and target.prison is None:
        raise _refuse(ENOENT, "update specified no jail")
    if target.prison is None:
        _check_room(kernel, mine, target)
    return target


def _refuse(errno: int, message: str) -> Errno:
    return Errno(errno, f"jail_set: {message}", message=message)


def _find_by_jid(kernel: Kernel, mine: Prison, wanted: Wanted, target: Target, name: str | None) -> str | None:
    """Look a jid up; returns the name to go on with: a jail raised from the dead claims its own name again."""
    jid = target.jid
    if jid < 0:
        raise _refuse(EINVAL, "negative jid")
    prison = prison_find(kernel, jid)
    if prison is None:
        if wanted.operation == JAIL_UPDATE:
            raise _refuse(ENOENT, f"jail {jid} not found")
        return name
    if wanted.operation == JAIL_CREATE:
        raise _refuse(EEXIST, f"jail {jid} already exists")
    if not prison_ischild(mine, prison) or prison.pr_parent is None:
        raise _refuse(ENOENT, f"jail {jid} not found")
    if not prison_isalive(prison.pr_parent):
        raise _refuse(ENOENT, f"jail {prison.pr_parent.pr_id} is dying")
    target.prison, target.parent = prison, prison.pr_parent
    if not prison_isalive(prison):
        if not wanted.flags & JAIL_DYING:
            raise _refuse(ENOENT, f"jail {jid} is dying")
        if name is None and (wanted.flags & JAIL_ATTACH or wanted.get("persist")):
            return prison_name(mine, prison)
    return name


def _find_by_name(kernel: Kernel, mine: Prison, wanted: Wanted, target: Target, name: str) -> None:
    """Split a hierarchical name, find its parent, and the jail itself where the name says which one is meant."""
    above, dot, component = name.rpartition(".")
    if dot:
        _find_parent(kernel, mine, target, above)
    target.component = component
    if not component:
        return
    bearers = _siblings(kernel, target, component)
    alive = next((prison for prison in bearers if prison_isalive(prison)), None)
    if alive is not None:
        if target.prison is not None or wanted.operation == JAIL_CREATE:
            raise _refuse(EEXIST, f'jail "{name}" already exists')
        target.prison = alive
        return
    if target.prison is not None or wanted.operation == JAIL_CREATE:
        return
    if bearers and wanted.flags & JAIL_DYING:
        target.prison = bearers[-1]
    elif wanted.operation == JAIL_UPDATE:
        raise _refuse(ENOENT, f'jail "{name}" is dying' if bearers else f'jail "{name}" not found')


def _find_parent(kernel: Kernel, mine: Prison, target: Target, above: str) -> None:
    if target.prison is not None:
        if above != target.parent.pr_name:
            raise _refuse(EINVAL, "cannot change jail's parent")
        return
    parent = prison_find_name(kernel, mine, above)
    if parent is None:
        raise _refuse(ENOENT, f'jail "{above}" not found')
    if not prison_isalive(parent):
        raise _refuse(ENOENT, f'jail "{above}" is dying')
    target.parent = parent


def _siblings(kernel: Kernel, target: Target, component: str) -> list[Prison]:
    """The other children of the parent that bear this name, oldest first."""
    parent = target.parent
    full = component if parent.pr_parent is None else f"{parent.pr_name}.{component}"
    bearers = kernel.prisonnames.get(full, ())
    return [prison for prison in bearers if prison.pr_parent is parent and prison is not target.prison]


def _check_room(kernel: Kernel, mine: Prison, target: Target) -> None:
    """The child limits of the creator and all above it; then the jid (get_next_prid)."""
    for prison in (mine, *prison_ancestors(mine)):
        if prison.pr_childcount >= prison.pr_childmax:
            raise _refuse(EPERM, "prison limit exceeded")
    if len(kernel.allprison) > kernel.limits.prisons:
        raise _refuse(EAGAIN, "no available jail IDs")
    if target.jid == 0:
        target.jid = next_prid(kernel)
        target.numbered = True


def next_prid(kernel: Kernel) -> int:
    """The jid after the last one given by number (get_next_prid)."""
    jid = kernel.lastprid % JAIL_MAX + 1
    while jid in kernel.allprison:
        jid = jid % JAIL_MAX + 1
    return jid


def _check_final(kernel: Kernel, p: Proc, wanted: Wanted, target: Target) -> None:
    """All that depends on which jail and which parent it is."""
    parent, prison = target.parent, target.prison
    if prison is not None:
        _check_same_stack(wanted, prison)
    _check_limits(wanted, parent)
    _check_ruleset(p, wanted, parent)
    for family, name, version in _FAMILIES:
        addresses = wanted.get(f"{name}.addr")
        if addresses:
            _check_in_parent(parent, family, version, addresses)
            _check_clash(kernel, target, family, version, addresses)
    _check_name(target)
    for name, held in wanted.allow().items():
        if held and not parent.pr_allow[name] and name not in ALLOW_DIFFERENCES:
            raise Errno(
                EPERM,
                f"The parent does not hold allow.{name}, so it cannot give it to a jail below it.",
                "kern_jail.c: kern_jail_set",
            )
    if wanted.unknown:
        raise _refuse(EINVAL, f"unknown parameter: {wanted.unknown[0]}")


def _check_same_stack(wanted: Wanted, prison: Prison) -> None:
    for user, name in ((prison.pr_ip4_user, "ip4"), (prison.pr_ip6_user, "ip6")):
        value = wanted.jailsys(name)
        if value is None:
            continue
        if prison.pr_owns_vnet:
            raise vnet_restricted()
        if user is not (value != JAIL_SYS_INHERIT):
            raise _refuse(EINVAL, f"{name} cannot be changed after creation")


def _check_limits(wanted: Wanted, parent: Prison) -> None:
    level, enforce, childmax = wanted.get("securelevel"), wanted.get("enforce_statfs"), wanted.get("children.max")
    if level is not None and level < parent.pr_securelevel:
        raise Errno(
            EPERM,
            f"The securelevel would be below the parent's, which is {parent.pr_securelevel}.",
            "kern_jail.c: kern_jail_set",
        )
    if childmax is not None and childmax >= parent.pr_childmax:
        raise Errno(
            EPERM,
            f"The children.max must stay below the parent's, which is {parent.pr_childmax}.",
            "kern_jail.c: kern_jail_set",
        )
    if enforce is not None and enforce < parent.pr_enforce_statfs:
        raise Errno(
            EPERM,
            f"The enforce_statfs would be below the parent's, which is {parent.pr_enforce_statfs}.",
            "kern_jail.c: kern_jail_set",
        )


def _check_ruleset(p: Proc, wanted: Wanted, parent: Prison) -> None:
    ruleset = wanted.get("devfs_ruleset")
    if ruleset is None:
        return
    if not 0 <= ruleset <= 65535:
        raise Errno(EINVAL, "jail_set: devfs_ruleset has 16 bits")
    if jailed(p.p_ucred):
        if ruleset > 0 and ruleset != parent.pr_devfs_rsnum:
            raise Errno(
                EPERM,
                "A jail that is made inside a jail can only have its parent's devfs_ruleset.",
                "kern_jail.c: kern_jail_set",
            )
        wanted.given["devfs_ruleset"] = parent.pr_devfs_rsnum


def _check_in_parent(parent: Prison, family: int, version: str, addresses: list[int]) -> None:
    """A child's addresses are among its parent's (prison_ip_parent_match)."""
    held = parent.pr_ip4 if family == AF_INET else parent.pr_ip6
    if held is not None and any(addr not in held for addr in addresses):
        raise Errno(
            EPERM, f"Not all of these {version} addresses are among the parent's.", "kern_jail.c: kern_jail_set"
        )


def _check_clash(kernel: Kernel, target: Target, family: int, version: str, addresses: list[int]) -> None:
    """An address may be shared only by jails that have no other (prison_ip_conflict_check)."""
    top = target.parent
    while top.pr_parent is not None and not top.pr_owns_vnet:
        top = top.pr_parent
    for addr in addresses:
        for other in kernel.prisonips.get((family, addr), {}).values():
            theirs = (other.pr_ip4 if family == AF_INET else other.pr_ip6) or ()
            if len(addresses) == 1 and len(theirs) == 1:
                continue
            if _is_compared(top, other, target.prison, family):
                raise _refuse(EADDRINUSE, f"{version} addresses clash")


def _is_compared(top: Prison, other: Prison, mine: Prison | None, family: int) -> bool:
    """True when the walk down from ``top`` reaches ``other``: no vnet, no dying or own jail, no list in between."""
    walk = other
    while walk is not top:
        if walk is mine or walk.pr_owns_vnet or walk.pr_parent is None:
            return False
        if walk is not other and (walk.pr_ip4_user if family == AF_INET else walk.pr_ip6_user):
            return False
        walk = walk.pr_parent
    return other is not top and prison_isalive(other)


def _check_name(target: Target) -> None:
    """No number but the jid itself, and room for the whole name and the children's."""
    component = target.component
    if component is None:
        return
    if not component:
        target.component = component = str(target.prison.pr_id if target.prison is not None else target.jid)
    number, jid = strtoul(component), target.prison.pr_id if target.prison is not None else target.jid
    if number is not None and (number != jid or component[0] not in "123456789"):
        raise _refuse(EINVAL, "name cannot be numeric (unless it is the jid)")
    prefix = 0 if target.parent.pr_parent is None else len(target.parent.pr_name) + 1
    if prefix + len(component) + 1 > MAXHOSTNAMELEN:
        raise Errno(ENAMETOOLONG, f"jail_set: a whole name has at most {MAXHOSTNAMELEN - 1} bytes")
    if target.prison is not None:
        growth = len(component) - (len(target.prison.pr_name) - prefix)
        if any(len(child.pr_name) + growth >= MAXHOSTNAMELEN for child in prison_descendants(target.prison)):
            raise Errno(ENAMETOOLONG, "jail_set: the name of a jail below would be too long")


SYSCALLS = {"jail_set": sys_jail_set}
