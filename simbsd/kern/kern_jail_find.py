"""Which jail a jail_set call is about: one that is there, or the parent and the jid of a new one.

Models the middle of sys/kern/kern_jail.c (kern_jail_set from "Find the specified jail" to "create a new one", and
get_next_prid).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import (
    living_or_eldest,
    prison_ancestors,
    prison_find,
    prison_find_name,
    prison_isalive,
    prison_ischild,
    prison_name,
    why_no_child,
)
from simbsd.kern.kern_jail_params import WHERE, Wanted, refuse
from simbsd.sys.errno import EAGAIN, EEXIST, EINVAL, ENOENT, EPERM, Errno
from simbsd.sys.jail import JAIL_ATTACH, JAIL_CREATE, JAIL_DYING, JAIL_MAX, JAIL_UPDATE, Prison
from simbsd.sys.strtol import is_number, to_int

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_ULONG_MAX = 2**64 - 1


@dataclass(slots=True)
class Target:
    """What a call is about: the prison (None: to be made), its parent, its jid, the last part of its name."""

    prison: Prison | None
    parent: Prison
    jid: int
    component: str | None = None


def strtoul(text: str) -> int | None:
    """The number that a whole text is for strtoul(3), 0 for an empty one, None when it is not all a number."""
    digits = text.lstrip(" \t\n\v\f\r")
    if not digits:
        return 0 if not text else None
    body = digits[1:] if digits[0] in "+-" else digits
    if not is_number(body):
        return None
    size = min(to_int(body), _ULONG_MAX)
    return -size & _ULONG_MAX if digits[0] == "-" and size < _ULONG_MAX else size


def _int(number: int) -> int:
    """What a C int keeps of an unsigned long."""
    return (number + 2**31) % 2**32 - 2**31


def find_target(kernel: Kernel, mine: Prison, wanted: Wanted) -> Target:
    """Find the jail by jid or name, or at least its parent; for a creation also its jid."""
    if not prison_isalive(mine):
        raise Errno(
            EAGAIN,
            "The jail of the caller is dying: nothing can be made or changed from inside it.",
            WHERE,
        )
    name, jid = wanted.get("name"), wanted.get("jid") or 0
    if wanted.operation == JAIL_CREATE and jid == 0 and name is not None:
        jid = _int(strtoul(name.rpartition(".")[2]) or 0)
    target = Target(None, mine, jid)
    if jid != 0:
        name = _find_by_jid(kernel, mine, wanted, target, name)
    if name is not None:
        _find_by_name(kernel, mine, wanted, target, name)
    elif wanted.operation == JAIL_UPDATE and target.prison is None:
        raise refuse(ENOENT, "update specified no jail")
    if target.prison is None:
        _check_room(kernel, mine, target)
    return target


def _find_by_jid(kernel: Kernel, mine: Prison, wanted: Wanted, target: Target, name: str | None) -> str | None:
    """Look a jid up; returns the name to go on with: a jail raised from the dead claims its own name again."""
    jid = target.jid
    if jid < 0:
        raise refuse(EINVAL, "negative jid")
    prison = prison_find(kernel, jid)
    if prison is None:
        if wanted.operation == JAIL_UPDATE:
            raise refuse(ENOENT, f"jail {jid} not found")
        return name
    if wanted.operation == JAIL_CREATE:
        raise Errno(EEXIST, f"Jail {jid} exists, seen from here or not.", WHERE, f"jail {jid} already exists")
    if not prison_ischild(mine, prison) or prison.pr_parent is None:
        raise refuse(ENOENT, f"jail {jid} not found", why_no_child(kernel, mine, jid))
    if not prison_isalive(prison.pr_parent):
        raise refuse(ENOENT, f"jail {prison.pr_parent.pr_id} is dying")
    target.prison, target.parent = prison, prison.pr_parent
    if not prison_isalive(prison):
        if not wanted.flags & JAIL_DYING:
            raise refuse(ENOENT, f"jail {jid} is dying")
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
    found = living_or_eldest(target.parent, _siblings(kernel, target, component))
    if found is not None and prison_isalive(found):
        if target.prison is not None or wanted.operation == JAIL_CREATE:
            note = f'The jail above has a living jail "{component}" already.'
            raise Errno(EEXIST, note, WHERE, f'jail "{name}" already exists')
        target.prison = found
        return
    if target.prison is not None or wanted.operation == JAIL_CREATE:
        return
    if found is not None and wanted.flags & JAIL_DYING:
        target.prison = found
    elif wanted.operation == JAIL_UPDATE:
        raise refuse(ENOENT, f'jail "{name}" {"not found" if found is None else "is dying"}')


def _find_parent(kernel: Kernel, mine: Prison, target: Target, above: str) -> None:
    if target.prison is not None:
        if above != target.parent.pr_name:
            raise refuse(EINVAL, "cannot change jail's parent")
        return
    parent = prison_find_name(kernel, mine, above)
    if parent is None:
        raise refuse(ENOENT, f'jail "{above}" not found')
    if not prison_isalive(parent):
        raise refuse(ENOENT, f'jail "{above}" is dying')
    target.parent = parent


def _siblings(kernel: Kernel, target: Target, component: str) -> list[Prison]:
    """The other children of the parent that bear this name."""
    parent = target.parent
    full = component if parent.pr_parent is None else f"{parent.pr_name}.{component}"
    bearers = kernel.prisonnames.get(full, ())
    return [prison for prison in bearers if prison.pr_parent is parent and prison is not target.prison]


def _check_room(kernel: Kernel, mine: Prison, target: Target) -> None:
    """The child limits of the creator and all above it; then the jid, which is used up whatever comes of the call."""
    for prison in (mine, *prison_ancestors(mine)):
        if prison.pr_childcount >= prison.pr_childmax:
            count = prison.pr_childcount
            note = f'There are {count} jails below "{prison.pr_name}": its children.max allows no more.'
            raise Errno(EPERM, note, WHERE, "prison limit exceeded")
    if len(kernel.allprison) > kernel.limits.prisons:
        raise Errno(EAGAIN, "Every jid is taken.", "kern_jail.c: get_next_prid", "no available jail IDs")
    if target.jid == 0:
        target.jid = kernel.lastprid = next_prid(kernel)


def next_prid(kernel: Kernel) -> int:
    """The jid after the last one given by number (get_next_prid)."""
    jid = kernel.lastprid % JAIL_MAX + 1
    while jid in kernel.allprison:
        jid = jid % JAIL_MAX + 1
    return jid
