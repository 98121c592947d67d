"""Prisons: life and death of the record, who may see whom, and the way from a credential to its stack.

Models sys/kern/kern_jail.c (prison0_init, prison_check, prison_hold, prison_proc_hold, prison_deref,
prison_find, prison_name, prison_path ...); leaves out locks and racct records.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from simbsd.kern.kern_jail_ip import prison_ip_set
from simbsd.sys.errno import ESRCH, Errno
from simbsd.sys.jail import ALLOW_DEFAULTS, JAIL_MAX, JAIL_SYS_NEW, SYSV, Prison, PrisonState
from simbsd.sys.socketvar import AF_INET, AF_INET6

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simbsd.sys.kernel import Kernel
    from simbsd.sys.ucred import Ucred
    from simbsd.sys.vnet import Vnet

def prison0_init(kernel: Kernel, hostname: str = "") -> Prison:
    """Make prison0, the host itself (prison0_init); the boot code sets ``pr_root`` and ``pr_vnet`` later."""
    prison = Prison(
        pr_id=0, pr_name="0", pr_parent=None, pr_path="/", pr_root=None, pr_vnet=None,  # type: ignore[arg-type]
        pr_ref=1, pr_uref=1, pr_persist=True, pr_owns_vnet=True, pr_hostname=hostname,
        pr_allow=dict.fromkeys(ALLOW_DEFAULTS, True), pr_sysv=dict.fromkeys(SYSV, JAIL_SYS_NEW),
        pr_childmax=JAIL_MAX, pr_enforce_statfs=0,
        pr_osrelease=kernel.release.uname, pr_osreldate=kernel.release.osreldate,
    )  # fmt: skip
    kernel.prison0 = prison
    kernel.allprison[0] = prison
    return prison


def jailed(cred: Ucred) -> bool:
    """True when the credential is in a prison other than the host (jailed)."""
    return cred.cr_prison.pr_parent is not None


def jailed_without_vnet(cred: Ucred) -> bool:
    """True in a jail without a network stack of its own (jailed_without_vnet)."""
    return jailed(cred) and not cred.cr_prison.pr_owns_vnet


def prison_ishost(cred: Ucred) -> bool:
    """True on the host."""
    return not jailed(cred)


def prison_owns_vnet(cred: Ucred) -> bool:
    """True when the credential's prison has a network stack of its own (prison_owns_vnet)."""
    return cred.cr_prison.pr_owns_vnet


def cred_vnet(cred: Ucred) -> Vnet:
    """The network stack of a credential (sys/net/vnet.h: CRED_TO_VNET)."""
    return cred.cr_prison.pr_vnet


def can_prison_allow(cred: Ucred, name: str) -> bool:
    """True when the credential's prison holds the permission ``name`` of ``allow.*`` (prison_allow)."""
    return cred.cr_prison.pr_allow[name]


def prison_set_allow(kernel: Kernel, prison: Prison, name: str, enable: bool) -> None:
    """Give or take a permission; what is taken is taken from all descendants (prison_set_allow_locked)."""
    prison.pr_allow[name] = enable
    if not enable:
        for child in prison_descendants(prison):
            child.pr_allow[name] = False


def can_prison_see(mine: Prison, other: Prison) -> bool:
    """True when ``other`` is ``mine`` or a descendant of it (prison_check on prisons)."""
    walk: Prison | None = other
    while walk is not None:
        if walk is mine:
            return True
        walk = walk.pr_parent
    return False


def prison_ischild(parent: Prison, child: Prison) -> bool:
    """True when ``child`` is a proper descendant of ``parent`` (prison_ischild)."""
    return parent is not child and can_prison_see(parent, child)


def prison_check(kernel: Kernel, cred1: Ucred, cred2: Ucred) -> None:
    """Let ``cred1`` deal with ``cred2`` only inside its own prison or below (prison_check). Errors: ESRCH."""
    mine, other = cred1.cr_prison, cred2.cr_prison
    while mine.pr_open and mine.pr_parent is not None:  # a container of whatif without the wall of processes
        mine = mine.pr_parent
    if not can_prison_see(mine, other):
        place = f'in jail "{other.pr_name}"' if other.pr_parent is not None else "on the host"
        sees = f'jail "{mine.pr_name}" sees only itself and the jails below it'
        raise Errno(ESRCH, f"What was named is {place}, and {sees}.", "kern_jail.c: prison_check")


def prison_isalive(prison: Prison) -> bool:
    """True until the prison is removed or its last user goes (prison_isalive)."""
    return prison.pr_state is PrisonState.ALIVE


def prison_ancestors(prison: Prison) -> Iterator[Prison]:
    """The parent, its parent, and so on up to prison0."""
    walk = prison.pr_parent
    while walk is not None:
        yield walk
        walk = walk.pr_parent


def prison_descendants(prison: Prison) -> Iterator[Prison]:
    """Every descendant, parents before children, by ascending age (FOREACH_PRISON_DESCENDANT)."""
    for child in list(prison.pr_children.values()):
        yield child
        yield from prison_descendants(child)


def prison_hold(kernel: Kernel, prison: Prison) -> None:
    """Keep the record of a prison: a socket, an open file (prison_hold)."""
    prison.pr_ref += 1


def prison_free(kernel: Kernel, prison: Prison) -> None:
    """Let a record go that prison_hold kept; the last one ends the prison (prison_free)."""
    parent = _release(kernel, prison)
    if parent is not None:
        prison_proc_free(kernel, parent)


def _release(kernel: Kernel, prison: Prison) -> Prison | None:
    """Drop one reference; a prison without any is destroyed, and the parent that it held returned."""
    prison.pr_ref -= 1
    return _prison_destroy(kernel, prison) if prison.pr_ref == 0 else None


def prison_proc_hold(kernel: Kernel, prison: Prison) -> None:
    """Count one more process, child prison or persistence: the prison lives (prison_proc_hold)."""
    prison.pr_ref += 1
    prison.pr_uref += 1


def prison_proc_free(kernel: Kernel, prison: Prison) -> None:
    """Count one less; without any the prison is dying, then gone when nothing refers to it (prison_deref)."""
    walk: Prison | None = prison
    while walk is not None:
        walk.pr_uref -= 1
        if walk.pr_uref == 0:
            walk.pr_state = PrisonState.DYING
        walk = _release(kernel, walk)


def prison_link(kernel: Kernel, prison: Prison) -> None:
    """Put a new prison into every table; it holds its parent and counts with all its ancestors (kern_jail_set)."""
    parent = prison.pr_parent
    if parent is None:
        raise AssertionError("only prison0 has no parent")
    kernel.allprison[prison.pr_id] = prison
    insort(kernel.prids, prison.pr_id)
    parent.pr_children[prison.pr_id] = prison
    prison_proc_hold(kernel, parent)
    for ancestor in prison_ancestors(prison):
        ancestor.pr_childcount += 1
    prison_setname(kernel, prison, prison.pr_name)


def _prison_destroy(kernel: Kernel, prison: Prison) -> Prison:
    """Take a prison without references out of every table; returns its parent."""
    from simbsd.kern.kern_cpuset import cpuset_rel
    from simbsd.net.vnet import vnet_destroy  # the network side is above this floor's basics

    parent = prison.pr_parent
    if parent is None:
        raise AssertionError("prison0 lost its last reference")
    del kernel.allprison[prison.pr_id]
    del kernel.prids[bisect_left(kernel.prids, prison.pr_id)]
    del parent.pr_children[prison.pr_id]
    for ancestor in prison_ancestors(prison):
        ancestor.pr_childcount -= 1
    _forget_name(kernel, prison)
    for table in kernel.sysv.values():  # what it made goes with it (msg_prison_remove and its like)
        for ix in [ix for ix, ipc in table.items() if ipc.cred.cr_prison is prison]:
            del table[ix]
    prison_ip_set(kernel, prison, AF_INET, None)
    prison_ip_set(kernel, prison, AF_INET6, None)
    cpuset_rel(kernel, prison.pr_cpuset)
    if kernel.racct_enable:
        from simbsd.kern.kern_racct import prison_racct_free

        prison_racct_free(kernel, prison.pr_name)
    if prison.pr_owns_vnet:
        vnet_destroy(kernel, prison.pr_vnet)
    return parent


def prison_setname(kernel: Kernel, prison: Prison, name: str) -> None:
    """Give a prison its full name; several dying ones and a living one may bear the same."""
    _forget_name(kernel, prison)
    prison.pr_name = name
    kernel.prisonnames.setdefault(name, []).append(prison)


def _forget_name(kernel: Kernel, prison: Prison) -> None:
    bearers = kernel.prisonnames.get(prison.pr_name, [])
    if prison in bearers:
        bearers.remove(prison)
        if not bearers:
            del kernel.prisonnames[prison.pr_name]


def prison_find(kernel: Kernel, prid: int) -> Prison | None:
    """The prison with an id, dying ones included, or None (prison_find)."""
    return kernel.allprison.get(prid)


def prison_find_child(kernel: Kernel, mine: Prison, prid: int) -> Prison | None:
    """The descendant of ``mine`` with an id, or None (prison_find_child)."""
    prison = kernel.allprison.get(prid)
    if prison is None or not prison_ischild(mine, prison):
        return None
    return prison


def prison_find_name(kernel: Kernel, mine: Prison, name: str) -> Prison | None:
    """The prison that ``mine`` knows by a name: a living one, else a dying one, else None (prison_find_name)."""
    full = name if mine.pr_parent is None else f"{mine.pr_name}.{name}"
    bearers = [prison for prison in kernel.prisonnames.get(full, ()) if prison_ischild(mine, prison)]
    return living_or_eldest(mine, bearers)


def living_or_eldest(mine: Prison, bearers: list[Prison]) -> Prison | None:
    """Of several prisons of one name the living one; of dying ones the eldest, which the walk down meets last."""
    for prison in bearers:
        if prison_isalive(prison):
            return prison
    if len(bearers) < 2:
        return bearers[0] if bearers else None
    return next(prison for prison in prison_descendants(mine) if prison in bearers)


def why_no_child(kernel: Kernel, mine: Prison, prid: int) -> str:
    """Why prison_find_child finds nothing, in a sentence: no such prison, or none that ``mine`` may know of."""
    if prid == 0 or prid not in kernel.allprison:
        return f"There is no jail {prid}." if prid else "Jail 0 is the host itself: nobody is above it."
    return f'Jail {prid} is not below jail "{mine.pr_name}", which deals only with the jails below it.'


def prison_name(mine: Prison, prison: Prison) -> str:
    """The name of ``prison`` as ``mine`` sees it: "0" for itself, else without its prefix (prison_name)."""
    if mine is prison:
        return "0"
    if mine.pr_parent is None:
        return prison.pr_name
    return prison.pr_name[len(mine.pr_name) + 1 :]


def prison_path(mine: Prison, prison: Prison) -> str:
    """The path of ``prison`` from the root of ``mine``, or all of it where it does not lead on (prison_path)."""
    if mine.pr_path == prison.pr_path:
        return "/"
    inside = mine.pr_path != "/" and prison.pr_path.startswith(mine.pr_path + "/")
    return prison.pr_path[len(mine.pr_path) :] if inside else prison.pr_path


def getjailname(cred: Ucred) -> str:
    """The whole name of a credential's prison (getjailname)."""
    return cred.cr_prison.pr_name
