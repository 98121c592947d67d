"""Which CPUs may run whom: the tree of sets, a root of its own for every jail, and the calls of cpuset(2).

Models sys/kern/kern_cpuset.c; leaves out interrupts, several threads of a process and several memory domains. The sets
bind as on any machine with as many CPUs as hw.ncpu tells; with one, no set can leave a process less.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import jailed, prison_find_child
from simbsd.kern.kern_priv import can_priv, priv_check
from simbsd.kern.kern_proc import pfind
from simbsd.kern.kern_prot import check_cansched
from simbsd.sys.cpuset import (
    CPU_LEVEL_CPUSET,
    CPU_LEVEL_ROOT,
    CPU_LEVEL_WHICH,
    CPU_SET_RDONLY,
    CPU_SET_ROOT,
    CPU_WHICH_CPUSET,
    CPU_WHICH_DOMAIN,
    CPU_WHICH_IRQ,
    CPU_WHICH_JAIL,
    CPU_WHICH_PID,
    CPU_WHICH_TID,
    CPUSET_INVALID,
    DOMAINSET_POLICY_INTERLEAVE,
    TID_BASE,
    Cpuset,
)
from simbsd.sys.errno import EDEADLK, EINVAL, EPERM, ESRCH, Errno
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.jail import Prison
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

ALL_DOMAINS = 1
FIRST_FREE = 3  # 0: the machine, 1: everybody, 2: the kernel's threads (cpuset_thread0)


def cpuset_thread0(kernel: Kernel) -> Cpuset:
    """The machine's three sets; the one that every process starts in."""
    machine = Cpuset(0, (1 << kernel.hardware.cpus) - 1, None, cs_flags=CPU_SET_ROOT | CPU_SET_RDONLY)
    kernel.cpusets = {0: machine}
    default = _cpuset_init(kernel, machine, machine.cs_mask, 1)
    _cpuset_init(kernel, machine, machine.cs_mask, 2).cs_domain = (DOMAINSET_POLICY_INTERLEAVE, ALL_DOMAINS)
    kernel.lastcpusetid = FIRST_FREE - 1
    return default


def cpuset_ref(cpuset: Cpuset) -> Cpuset:
    """Hold a set (cpuset_ref)."""
    cpuset.cs_ref += 1
    return cpuset


def cpuset_rel(kernel: Kernel, cpuset: Cpuset) -> None:
    """Let a set go; the last one ends it and lets its parent go (cpuset_rel)."""
    walk: Cpuset | None = cpuset
    while walk is not None:
        walk.cs_ref -= 1
        if walk.cs_ref:
            return
        if walk.cs_parent is not None:
            del walk.cs_parent.cs_children[walk]
        if walk.cs_id != CPUSET_INVALID:
            del kernel.cpusets[walk.cs_id]
            heappush(kernel.freecpusetids, walk.cs_id)
        walk = walk.cs_parent


def _cpuset_init(kernel: Kernel, parent: Cpuset, mask: int, number: int) -> Cpuset:
    """A new set below another. Errors: EDEADLK when it would have no CPU."""
    if not mask & parent.cs_mask:
        raise Errno(EDEADLK, "The set would be left without a CPU.", "kern_cpuset.c: cpuset_init")
    cpuset = Cpuset(number, mask & parent.cs_mask, cpuset_ref(parent), parent.cs_domain)
    parent.cs_children[cpuset] = None
    if number != CPUSET_INVALID:
        kernel.cpusets[number] = cpuset
    return cpuset


def _cpuset_create(kernel: Kernel, parent: Cpuset, mask: int) -> Cpuset:
    """A numbered set with the lowest free number (cpuset_create)."""
    if kernel.freecpusetids:
        number = heappop(kernel.freecpusetids)
    else:
        number = kernel.lastcpusetid = kernel.lastcpusetid + 1
    return _cpuset_init(kernel, parent, mask, number)


def cpuset_create_root(kernel: Kernel, parent: Prison) -> Cpuset:
    """The root set of a new prison below ``parent`` (cpuset_create_root)."""
    cpuset = _cpuset_create(kernel, parent.pr_cpuset, parent.pr_cpuset.cs_mask)
    cpuset.cs_flags |= CPU_SET_ROOT
    return cpuset


def cpuset_getbase(cpuset: Cpuset) -> Cpuset:
    """The set itself, or the numbered one that a nameless one narrows (cpuset_getbase)."""
    if cpuset.cs_id == CPUSET_INVALID and cpuset.cs_parent is not None:
        return cpuset.cs_parent
    return cpuset


def cpuset_getroot(cpuset: Cpuset) -> Cpuset:
    """The root set above: a prison's, or the machine's (cpuset_getroot)."""
    while not cpuset.cs_flags & CPU_SET_ROOT and cpuset.cs_parent is not None:
        cpuset = cpuset.cs_parent
    return cpuset


def cpuset_lookup(kernel: Kernel, p: Proc, number: int) -> Cpuset:
    """A set by its number; in a jail only those below the jail's own (cpuset_lookup). Errors: ESRCH."""
    cpuset = kernel.cpusets.get(number)
    walk = cpuset
    if jailed(p.p_ucred):
        while walk is not None and walk is not p.p_ucred.cr_prison.pr_cpuset:
            walk = walk.cs_parent
    if cpuset is None or walk is None:
        raise Errno(ESRCH, f"There is no set {number} that the caller can see.", "kern_cpuset.c: cpuset_lookup")
    return cpuset


def cpuset_which(kernel: Kernel, p: Proc, which: int, number: int) -> tuple[Proc | None, Cpuset | None]:
    """The process or the set that a call means; -1 is the caller (cpuset_which). Errors: ESRCH, EPERM, EINVAL."""
    if which in (CPU_WHICH_PID, CPU_WHICH_TID):
        if number == -1:
            return p, None
        pid = number if which == CPU_WHICH_PID else number - TID_BASE
        if pid <= 0:
            raise Errno(ESRCH, f"There is no thread {number}.", "kern_thread.c: tdfind")
        target = pfind(kernel, p, pid)
        check_cansched(kernel, p, target)
        return target, None
    if which == CPU_WHICH_CPUSET:
        return None, cpuset_getbase(p.p_cpuset) if number == -1 else cpuset_lookup(kernel, p, number)
    if which == CPU_WHICH_JAIL:
        prison = prison_find_child(kernel, p.p_ucred.cr_prison, number)
        if prison is None:
            raise Errno(ESRCH, f"Jail {number} is not below the caller's own.", "kern_cpuset.c: cpuset_which")
        return None, prison.pr_cpuset
    if which in (CPU_WHICH_IRQ, CPU_WHICH_DOMAIN):
        return None, None
    raise Errno(EINVAL, f"{which} is nothing that has a set.", "kern_cpuset.c: cpuset_which")


def _of_level(kernel: Kernel, p: Proc, level: int, which: int, number: int) -> Cpuset:
    """The numbered set that a call at the levels root and cpuset means. Errors: those of cpuset_which, EINVAL."""
    target, cpuset = cpuset_which(kernel, p, which, number)
    found = target.p_cpuset if target is not None else cpuset
    if found is None or level not in (CPU_LEVEL_ROOT, CPU_LEVEL_CPUSET):
        raise Errno(EINVAL, "An interrupt or a domain has no set.", "kern_cpuset.c: kern_cpuset_getaffinity")
    return cpuset_getroot(found) if level == CPU_LEVEL_ROOT else cpuset_getbase(found)


def _check_modify(kernel: Kernel, p: Proc, cpuset: Cpuset) -> Cpuset:
    """May the caller change a numbered set? The set that bounds it (cpuset_modify). Errors: EPERM."""
    priv_check(kernel, p, Priv.PRIV_SCHED_CPUSET)
    if cpuset.cs_flags & CPU_SET_ROOT and jailed(p.p_ucred) and cpuset is p.p_ucred.cr_prison.pr_cpuset:
        raise Errno(EPERM, "A jail's root set is changed from outside only.", "kern_cpuset.c: cpuset_modify")
    if cpuset.cs_flags & CPU_SET_ROOT and not cpuset.cs_flags & CPU_SET_RDONLY and cpuset.cs_parent is not None:
        return cpuset.cs_parent
    return cpuset_getroot(cpuset)


def _check_update(cpuset: Cpuset, mask: int) -> None:
    """Would a mask leave a set, or one below, without a CPU? (cpuset_testupdate). Errors: EPERM, EDEADLK."""
    waiting = [(cpuset, mask)]
    while waiting:
        each, left = waiting.pop()
        if each.cs_flags & CPU_SET_RDONLY:
            raise Errno(EPERM, "The machine's own set cannot be changed.", "kern_cpuset.c: cpuset_testupdate")
        if not left:
            raise Errno(EDEADLK, "A set below would be left without a CPU.", "kern_cpuset.c: cpuset_testupdate")
        waiting += [(child, child.cs_mask & left) for child in each.cs_children]


def _cpuset_modify(kernel: Kernel, p: Proc, cpuset: Cpuset, mask: int) -> None:
    """Give a numbered set another mask, and narrow all below it (cpuset_modify). Errors: EPERM, EINVAL, EDEADLK."""
    root = _check_modify(kernel, p, cpuset)
    if mask & ~root.cs_mask:
        raise Errno(EINVAL, "A CPU is not in the set above.", "kern_cpuset.c: cpuset_modify")
    _check_update(cpuset, mask)
    cpuset.cs_mask = mask
    waiting = [cpuset]
    while waiting:
        each = waiting.pop()
        for child in each.cs_children:
            child.cs_mask &= each.cs_mask
            waiting.append(child)


def _cpuset_shadow(kernel: Kernel, p: Proc, base: Cpuset, mask: int, domain: tuple[int, int]) -> None:
    """Narrow a numbered set for one process by a nameless one (cpuset_shadow). Errors: EINVAL, EDEADLK."""
    if mask & ~base.cs_mask:
        raise Errno(EINVAL, "A CPU is not in the process's set.", "kern_cpuset.c: cpuset_testshadow")
    cpuset = _cpuset_init(kernel, base, mask, CPUSET_INVALID)
    cpuset.cs_domain = domain
    _replace(kernel, p, cpuset)


def _replace(kernel: Kernel, p: Proc, cpuset: Cpuset) -> None:
    """Give a process a set that is held for it already."""
    old, p.p_cpuset = p.p_cpuset, cpuset
    cpuset_rel(kernel, old)


def _cpuset_setproc(kernel: Kernel, p: Proc, cpuset: Cpuset) -> None:
    """Move a process to a numbered set; it keeps what it had narrowed (cpuset_setproc). Errors: EDEADLK."""
    own = p.p_cpuset
    if own.cs_id != CPUSET_INVALID:
        _replace(kernel, p, cpuset_ref(cpuset))
        return
    narrowed = own.cs_mask != cpuset_getbase(own).cs_mask
    mask = own.cs_mask & cpuset.cs_mask if narrowed else cpuset.cs_mask
    _cpuset_shadow(kernel, p, cpuset, mask, own.cs_domain)


def cpuset_setproc_update_set(kernel: Kernel, p: Proc, prison: Prison) -> None:
    """A process goes into a prison: to the prison's root set, or to a set below it with what its own had left
    (cpuset_setproc with rebase).
    """
    target = prison.pr_cpuset
    base = cpuset_getbase(p.p_cpuset)
    rebased = None
    if cpuset_getroot(target) is not cpuset_getroot(p.p_cpuset) and base is not p.p_ucred.cr_prison.pr_cpuset:
        mask = base.cs_mask & cpuset_getroot(target).cs_mask
        if mask:
            rebased = target = _cpuset_create(kernel, target, mask)
        elif not can_priv(kernel, p.p_ucred, Priv.PRIV_SCHED_CPUSET):
            raise Errno(EDEADLK, "The process would be left without a CPU.", "kern_cpuset.c: cpuset_setproc")
    _cpuset_setproc(kernel, p, target)
    if rebased is not None:
        cpuset_rel(kernel, rebased)


def sys_cpuset(kernel: Kernel, p: Proc) -> int:
    """cpuset(2): a new set below the root set, the caller in it; its number. Errors: EDEADLK."""
    root = cpuset_getroot(p.p_cpuset)
    cpuset = _cpuset_create(kernel, root, root.cs_mask)
    _cpuset_setproc(kernel, p, cpuset)
    cpuset_rel(kernel, cpuset)
    return cpuset.cs_id


def sys_cpuset_setid(kernel: Kernel, p: Proc, which: int, number: int, setid: int) -> None:
    """cpuset_setid(2). Errors: EINVAL (not a process), ESRCH, EPERM, EDEADLK."""
    if which != CPU_WHICH_PID:
        raise Errno(EINVAL, "Only a whole process is moved to a set.", "kern_cpuset.c: kern_cpuset_setid")
    cpuset = cpuset_lookup(kernel, p, setid)
    target, _ = cpuset_which(kernel, p, which, number)
    if target is not None:
        _cpuset_setproc(kernel, target, cpuset)


def sys_cpuset_getid(kernel: Kernel, p: Proc, level: int, which: int, number: int) -> int:
    """cpuset_getid(2). Errors: EINVAL, ESRCH, EPERM."""
    if level == CPU_LEVEL_WHICH and which != CPU_WHICH_CPUSET:
        raise Errno(EINVAL, "Only a set has a number of its own.", "kern_cpuset.c: kern_cpuset_getid")
    if level == CPU_LEVEL_WHICH:
        level = CPU_LEVEL_CPUSET
    target, cpuset = cpuset_which(kernel, p, which, number)
    if target is None and cpuset is None:
        raise Errno(EINVAL, "An interrupt or a domain has no set.", "kern_cpuset.c: kern_cpuset_getid")
    if target is not None:
        cpuset = cpuset_getbase(target.p_cpuset)
    assert cpuset is not None
    return (cpuset_getroot(cpuset) if level == CPU_LEVEL_ROOT else cpuset).cs_id


def _reading(kernel: Kernel, p: Proc, level: int, which: int, number: int) -> Cpuset:
    """The set whose mask or policy a call asks for."""
    if level != CPU_LEVEL_WHICH:
        return _of_level(kernel, p, level, which, number)
    target, cpuset = cpuset_which(kernel, p, which, number)
    found = target.p_cpuset if target is not None else cpuset
    if found is None:
        raise Errno(EINVAL, "This machine binds no interrupts.", "kern_cpuset.c: kern_cpuset_getaffinity")
    return found


def sys_cpuset_getaffinity(kernel: Kernel, p: Proc, level: int, which: int, number: int) -> int:
    """cpuset_getaffinity(2): the mask. Errors: EINVAL, ESRCH, EPERM."""
    if level == CPU_LEVEL_WHICH and which == CPU_WHICH_DOMAIN:
        if number != 0:
            raise Errno(ESRCH, "There is one memory domain, 0.", "kern_cpuset.c: kern_cpuset_getaffinity")
        return kernel.cpusets[0].cs_mask
    return _reading(kernel, p, level, which, number).cs_mask


def sys_cpuset_setaffinity(kernel: Kernel, p: Proc, level: int, which: int, number: int, mask: int) -> None:
    """cpuset_setaffinity(2). Errors: EDEADLK (no CPU left), EINVAL (a CPU not in the set above), ESRCH, EPERM."""
    if not mask:
        raise Errno(EDEADLK, "The mask is empty.", "kern_cpuset.c: kern_cpuset_setaffinity")
    if level == CPU_LEVEL_WHICH and which in (CPU_WHICH_PID, CPU_WHICH_TID):
        target, _ = cpuset_which(kernel, p, which, number)
        assert target is not None
        _cpuset_shadow(kernel, target, cpuset_getbase(target.p_cpuset), mask, target.p_cpuset.cs_domain)
        return
    cpuset = _reading(kernel, p, level, which, number)
    _cpuset_modify(kernel, p, cpuset, mask)


def sys_cpuset_getdomain(kernel: Kernel, p: Proc, level: int, which: int, number: int) -> tuple[int, int]:
    """cpuset_getdomain(2): (policy, mask of memory domains). Errors: EINVAL, ESRCH, EPERM."""
    return _reading(kernel, p, level, which, number).cs_domain


def sys_cpuset_setdomain(kernel: Kernel, p: Proc, level: int, which: int, number: int, mask: int, policy: int) -> None:
    """cpuset_setdomain(2). Errors: EDEADLK, EINVAL (a domain that does not exist), ESRCH, EPERM."""
    if not mask:
        raise Errno(EDEADLK, "The mask is empty.", "kern_cpuset.c: kern_cpuset_setdomain")
    if mask & ~ALL_DOMAINS:
        raise Errno(EINVAL, "There is one memory domain, 0.", "kern_cpuset.c: kern_cpuset_setdomain")
    if level == CPU_LEVEL_WHICH and which in (CPU_WHICH_PID, CPU_WHICH_TID):
        target, _ = cpuset_which(kernel, p, which, number)
        assert target is not None
        _cpuset_shadow(kernel, target, cpuset_getbase(target.p_cpuset), target.p_cpuset.cs_mask, (policy, mask))
        return
    cpuset = _reading(kernel, p, level, which, number)
    _check_modify(kernel, p, cpuset)
    _check_update(cpuset, cpuset.cs_mask)
    waiting = [cpuset]
    while waiting:
        each = waiting.pop()
        each.cs_domain = (policy, mask)
        waiting += each.cs_children


SYSCALLS = {
    "cpuset": sys_cpuset,
    "cpuset_setid": sys_cpuset_setid,
    "cpuset_getid": sys_cpuset_getid,
    "cpuset_getaffinity": sys_cpuset_getaffinity,
    "cpuset_setaffinity": sys_cpuset_setaffinity,
    "cpuset_getdomain": sys_cpuset_getdomain,
    "cpuset_setdomain": sys_cpuset_setdomain,
}
