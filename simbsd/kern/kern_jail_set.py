"""jail_set: make a jail, or change one; everything is checked first.

Models sys/kern/kern_jail.c (kern_jail_set) and the checks of sysv_msg.c, sysv_sem.c and sysv_shm.c. A refused call
changes nothing, but a creation that is refused late has used up a jid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_jail import (
    jailed,
    prison_descendants,
    prison_free,
    prison_hold,
    prison_isalive,
    prison_proc_free,
)
from simbsd.kern.kern_jail_attach import do_jail_attach, prison_kill
from simbsd.kern.kern_jail_commit import prison_create, prison_update
from simbsd.kern.kern_jail_find import Target, find_target, strtoul
from simbsd.kern.kern_jail_ip import FAMILIES, check_ip_conflict, check_ip_parent_match, has_own_addrs
from simbsd.kern.kern_jail_params import WHERE, Wanted, check_type, jail_params, refuse, unchangeable, vnet_restricted
from simbsd.kern.kern_jail_sysctl import jail_max_af_ips
from simbsd.kern.kern_priv import priv_check
from simbsd.kern.subr_prf import log
from simbsd.sys.errno import EINVAL, ENAMETOOLONG, ENOTDIR, EPERM, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.jail import (
    ALLOW_DIFFERENCES,
    JAIL_ATTACH,
    JAIL_CREATE,
    JAIL_DYING,
    JAIL_SYS_DISABLE,
    JAIL_SYS_INHERIT,
    JAIL_UPDATE,
    MAXHOSTNAMELEN,
    SYSV,
    Prison,
    PrisonState,
)
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnode import Vnode

_SET_MASK = JAIL_CREATE | JAIL_UPDATE | JAIL_ATTACH | JAIL_DYING


def sys_jail_set(kernel: Kernel, p: Proc, params: dict[str, Any], flags: int) -> int:
    """jail_set(2): the jid. Errors: EPERM, EEXIST, ENOENT, EINVAL, EAGAIN, EADDRINUSE, ENAMETOOLONG, of path."""
    priv_check(kernel, p, Priv.PRIV_JAIL_SET)
    if flags & JAIL_ATTACH:
        priv_check(kernel, p, Priv.PRIV_JAIL_ATTACH)
    mine = p.p_ucred.cr_prison
    if flags & JAIL_CREATE and mine.pr_childmax == 0:
        raise Errno(EPERM, "The children.max of this jail is 0: it may make no jails.", WHERE)
    if flags & ~_SET_MASK:
        raise Errno(EINVAL, "The call has a flag that jail_set does not know.", WHERE)
    wanted = jail_params(params, flags, jail_max_af_ips(kernel), kernel.missing_jail_params)
    place = _lookup_path(kernel, p, wanted)
    target = find_target(kernel, mine, wanted)
    _check_final(kernel, p, wanted, target)
    if target.prison is None:
        target.prison = prison_create(kernel, mine, target.parent, target.jid, wanted, place)
    _commit(kernel, p, wanted, target.prison, target.component)
    return target.prison.pr_id


def _commit(kernel: Kernel, p: Proc, wanted: Wanted, prison: Prison, component: str | None) -> None:
    """Set what was asked for; a hold keeps the prison until somebody in it does. Only to enter it may still fail:
    then an old jail stays as it was set, and one born by this call goes again. Errors: EPERM, EDEADLK.
    """
    born = not prison_isalive(prison)
    drops = wanted.get("persist") is False and prison.pr_persist
    prison_hold(kernel, prison)
    prison_update(kernel, prison, component, wanted)
    prison.pr_state = PrisonState.ALIVE
    if born and prison.pr_allow["nfsd"] and prison.pr_root.v_ino != prison.pr_root.v_mount.mnt_root:
        log(kernel, f"Warning jail jid={prison.pr_id}: mountd/nfsd requires a separate file system")
    refused = _attach(kernel, p, prison) if wanted.flags & JAIL_ATTACH else None
    if refused is not None and born:
        prison_kill(kernel, prison)
    elif drops:
        prison.pr_persist = False
        prison_proc_free(kernel, prison)
    prison_free(kernel, prison)
    if refused is not None:
        raise refused


def _attach(kernel: Kernel, p: Proc, prison: Prison) -> Errno | None:
    try:
        do_jail_attach(kernel, p, prison)
    except Errno as error:
        return Errno(error.errno, error.note, error.where, "attach failed")
    return None


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
        raise Errno(ENOTDIR, "The path of a jail is a directory.", WHERE)
    return vn_fullpath(kernel, None, root), root


def _check_final(kernel: Kernel, p: Proc, wanted: Wanted, target: Target) -> None:
    """All that depends on which jail and which parent it is."""
    parent, prison = target.parent, target.prison
    if prison is not None:
        _check_same_stack(wanted, prison)
    _check_limits(wanted, parent)
    _check_ruleset(p, wanted, parent)
    for family, name, version in FAMILIES:
        addresses = wanted.get(f"{name}.addr")
        if addresses:
            check_ip_parent_match(parent, family, version, addresses)
            check_ip_conflict(kernel, parent, prison, family, version, addresses)
    _check_name(target)
    for name, held in wanted.allow().items():
        if held and not parent.pr_allow[name] and name not in ALLOW_DIFFERENCES:
            raise Errno(
                EPERM,
                f"The parent does not hold allow.{name}, so it cannot give it to a jail below it.",
                WHERE,
            )
    _check_sysv(parent, wanted)
    if wanted.unknown:
        raise refuse(EINVAL, f"unknown parameter: {wanted.unknown[0]}")


def _check_same_stack(wanted: Wanted, prison: Prison) -> None:
    for family, name, _ in FAMILIES:
        value = wanted.jailsys(name)
        if value is None:
            continue
        if prison.pr_owns_vnet:
            raise vnet_restricted()
        if has_own_addrs(prison, family) is not (value != JAIL_SYS_INHERIT):
            raise unchangeable(name)


def _check_limits(wanted: Wanted, parent: Prison) -> None:
    level, enforce, childmax = wanted.get("securelevel"), wanted.get("enforce_statfs"), wanted.get("children.max")
    if level is not None and level < parent.pr_securelevel:
        raise Errno(
            EPERM,
            f"The securelevel would be below the parent's, which is {parent.pr_securelevel}.",
            WHERE,
        )
    if childmax is not None and childmax >= parent.pr_childmax:
        raise Errno(
            EPERM,
            f"The children.max must stay below the parent's, which is {parent.pr_childmax}.",
            WHERE,
        )
    if enforce is not None and enforce < parent.pr_enforce_statfs:
        raise Errno(
            EPERM,
            f"The enforce_statfs would be below the parent's, which is {parent.pr_enforce_statfs}.",
            WHERE,
        )


def _check_ruleset(p: Proc, wanted: Wanted, parent: Prison) -> None:
    ruleset = wanted.get("devfs_ruleset")
    if ruleset is None:
        return
    if not 0 <= ruleset <= 65535:
        raise Errno(EINVAL, "The value of devfs_ruleset has 16 bits.", WHERE)
    if jailed(p.p_ucred):
        if ruleset > 0 and ruleset != parent.pr_devfs_rsnum:
            raise Errno(
                EPERM,
                "A jail that is made inside a jail can only have its parent's devfs_ruleset.",
                WHERE,
            )
        wanted.given["devfs_ruleset"] = parent.pr_devfs_rsnum


def _check_sysv(parent: Prison, wanted: Wanted) -> None:
    """Nobody is given a facility that the parent has not (msg_prison_check, sem_prison_check, shm_prison_check)."""
    for name in SYSV:
        where = f"sysv_{name[-3:]}.c: {name[-3:]}_prison_check"
        check_type(wanted, name, where)
        value = wanted.get(name)
        if value is None or value == JAIL_SYS_DISABLE:
            continue
        if not JAIL_SYS_DISABLE <= value <= JAIL_SYS_INHERIT:
            raise Errno(EINVAL, f"The value of {name} cannot be {value}.", where)
        if parent.pr_sysv[name] == JAIL_SYS_DISABLE:
            raise Errno(EPERM, f"The parent has no {name} itself.", where)


def _check_name(target: Target) -> None:
    """No number but the jid itself, and room for the whole name and the children's."""
    component = target.component
    if component is None:
        return
    if not component:
        target.component = component = str(target.prison.pr_id if target.prison is not None else target.jid)
    number, jid = strtoul(component), target.prison.pr_id if target.prison is not None else target.jid
    if number is not None and (number != jid or component[0] not in "123456789"):
        raise refuse(EINVAL, "name cannot be numeric (unless it is the jid)")
    prefix = 0 if target.parent.pr_parent is None else len(target.parent.pr_name) + 1
    if prefix + len(component) + 1 > MAXHOSTNAMELEN:
        raise Errno(ENAMETOOLONG, f"A whole name has at most {MAXHOSTNAMELEN - 1} bytes.", WHERE)
    if target.prison is not None:
        growth = len(component) - (len(target.prison.pr_name) - prefix)
        if any(len(child.pr_name) + growth >= MAXHOSTNAMELEN for child in prison_descendants(target.prison)):
            raise Errno(ENAMETOOLONG, "The name of a jail below would be too long.", WHERE)


SYSCALLS = {"jail_set": sys_jail_set}
