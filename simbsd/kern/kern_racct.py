"""Accounting of resources: every process, user, login class and jail has a container, and each use counts in all.

Models sys/kern/kern_racct.c and, of kern_jail.c, prison_racct_modify; leaves out data and stack sizes, locked memory,
swap and System V objects, which are 0. Every read and write of a file on UFS is a transfer of its own: there is no
buffer cache.
racctd looks once a second while anything runs, decays or is held back, and when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_rctl_enforce import (
    rctl_enforce,
    rctl_pcpu_available,
    rctl_proc_fork,
    rctl_proc_ucred_changed,
    rctl_throttle_decay,
)
from simbsd.kern.kern_synch import wakeup
from simbsd.kern.kern_timeout import callout_at
from simbsd.kern.sched_4bsd import CCPU, SECOND, STATHZ, calcru, schedcpu
from simbsd.sys.errno import EAGAIN, Errno
from simbsd.sys.priority import FSCALE, FSHIFT
from simbsd.sys.proc import ProcState
from simbsd.sys.racct import DECAYING, DENIABLE, FOREVER, INHERITABLE, MILLION, RECLAIMABLE, RESOURCES, TRANSFERS, Racct

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

DECAY_FACTOR = FSCALE * 3 // 10  # what is left of a container's share after a second
PCPU_SECS = 3  # younger processes have their share computed from their age
CCPU_EXP_MAX = 110
EXP_TWENTIETH, EXP_SCALE = 951229424500714, 10**15  # exp(-1/20)
PCPU_MAX = 100 * MILLION * 1024  # MAXCPU


def racct_init(kernel: Kernel) -> None:
    """At boot: accounting is on when the loader says so, and in the fiction of containers (racct_init)."""
    kernel.racct_enable = bool(kernel.sysctls.setdefault("kern.racct.enable", int(kernel.release.containers)))


def racct_find(kernel: Kernel, kind: str, key: int | str) -> Racct:
    """The container of a user, login class or jail, made when first asked for (prison_racct_find, uifind)."""
    found = kernel.raccts.get((kind, key))
    if found is None:
        found = kernel.raccts[kind, key] = Racct()
    return found


def racct_containers(kernel: Kernel, cred: Ucred) -> list[Racct]:
    """Every container but the process's own in which a credential's use counts."""
    found = [racct_find(kernel, "user", cred.cr_ruid), racct_find(kernel, "loginclass", cred.cr_loginclass)]
    prison = cred.cr_prison
    while prison is not None:
        found.append(racct_find(kernel, "jail", prison.pr_name))
        if prison.pr_parent is None:
            break
        prison = prison.pr_parent
    return found


def _adjust(racct: Racct, resource: str, amount: int) -> None:
    """Change one count (racct_adjust_resource)."""
    value = max(racct.r_resources[resource] + amount, 0)
    racct.r_resources[resource] = min(value, PCPU_MAX) if resource == "pcpu" else value


def racct_add_cred(kernel: Kernel, cred: Ucred, resource: str, amount: int) -> None:
    """Count use, or less of it, in the containers of a credential (racct_add_cred, racct_sub_cred)."""
    known = kernel.racct_chain
    if known is None or known[0] is not cred:  # a credential's containers change only with the name of a jail
        known = kernel.racct_chain = (cred, racct_containers(kernel, cred))
    for racct in known[1]:
        _adjust(racct, resource, amount)


def racct_proc_create(kernel: Kernel, p: Proc) -> None:
    """A process that nobody forked has a container, and counts (init_main.c: proc0_init)."""
    p.p_racct = Racct()
    for resource in ("maxproc", "nthr"):
        racct_add(kernel, p, resource, 1, force=True)


def racct_add(kernel: Kernel, p: Proc, resource: str, amount: int, force: bool = False) -> bool:
    """Count more use by a process; False, and nothing counted, when a rule denies it (racct_add_locked)."""
    racct = p.p_racct
    if racct is None:
        return True
    if rctl_enforce(kernel, p, resource, amount) and not force and RESOURCES[resource] & DENIABLE:
        return False
    _adjust(racct, resource, amount)
    racct_add_cred(kernel, p.p_ucred, resource, amount)
    return True


def racct_set(kernel: Kernel, p: Proc, resource: str, amount: int, force: bool = False) -> bool:
    """Set what a process uses; False, and nothing changed, when a rule denies it (racct_set_locked)."""
    racct = p.p_racct
    if racct is None:
        return True
    old = racct.r_resources[resource]
    more = amount - old
    if more > 0 and rctl_enforce(kernel, p, resource, more) and not force and RESOURCES[resource] & DENIABLE:
        return False
    _adjust(racct, resource, more)
    racct_add_cred(kernel, p.p_ucred, resource, amount - old * DECAY_FACTOR // FSCALE if resource == "pcpu" else more)
    return True


def racct_sub(kernel: Kernel, p: Proc, resource: str, amount: int) -> None:
    """Count less use by a process (racct_sub)."""
    if p.p_racct is not None:
        _adjust(p.p_racct, resource, -amount)
        racct_add_cred(kernel, p.p_ucred, resource, -amount)


def check_racct_fork(kernel: Kernel, p: Proc) -> Racct:
    """The container of a child to come, with what it inherits and the rules that bind it; nothing is counted yet
    (racct_proc_fork). Errors: EAGAIN when a rule denies another process.
    """
    assert p.p_racct is not None
    child = rctl_proc_fork(p.p_racct)
    used = p.p_racct.r_resources
    wanted = {name: amount for name, amount in used.items() if amount and RESOURCES[name] & INHERITABLE}
    for resource, amount in {**wanted, "maxproc": 1, "nthr": 1}.items():
        if rctl_enforce(kernel, p, resource, amount, child):
            raise Errno(EAGAIN, f"A resource rule denies more {resource}.", "kern_racct.c: racct_proc_fork")
        child.r_resources[resource] = amount
    return child


def racct_proc_fork(kernel: Kernel, child: Proc, racct: Racct) -> None:
    """A child is born: count it, and let the rules speak that need a whole process (racct_proc_fork_done)."""
    for link in racct.r_rule_links:
        if link.rrl_rule.rr_subject_type == "process":
            link.rrl_rule.rr_subject = child
    child.p_racct = racct
    for resource, amount in racct.r_resources.items():
        if amount:
            racct_add_cred(kernel, child.p_ucred, resource, amount)
    for resource in ("maxproc", "nthr"):
        rctl_enforce(kernel, child, resource, 0)


def racct_proc_exit(kernel: Kernel, p: Proc) -> None:
    """A zombie is collected: its time stays counted, what it held does not (racct_proc_exit)."""
    racct = p.p_racct
    if racct is None:
        return
    racct_set(kernel, p, "cputime", p.p_runtime)
    racct_add_cred(kernel, p.p_ucred, "pcpu", racct_getpcpu(kernel, p))
    for resource, amount in racct.r_resources.items():
        if amount and RESOURCES[resource] & RECLAIMABLE:
            racct_add_cred(kernel, p.p_ucred, resource, -amount)
    p.p_racct = None


def racct_proc_ucred_changed(kernel: Kernel, p: Proc, old: Ucred) -> None:
    """A process counts elsewhere from now on, and other rules bind it (racct_proc_ucred_changed)."""
    racct = p.p_racct
    new = p.p_ucred
    if racct is None:
        return
    before, after = racct_containers(kernel, old), racct_containers(kernel, new)
    for resource, amount in racct.r_resources.items():
        droppable = RESOURCES[resource] & (RECLAIMABLE | DECAYING)
        for container in before:
            if container not in after and droppable:
                _adjust(container, resource, -amount)
        for container in after:
            if container not in before:
                _adjust(container, resource, amount)
    rctl_proc_ucred_changed(kernel, p)


def vmspace_container_reset(kernel: Kernel, p: Proc) -> None:
    """An address space goes: what was counted of it counts no more (vm_map.c)."""
    for resource in ("memoryuse", "vmemoryuse"):
        racct_set(kernel, p, resource, 0)


def prison_racct_rename(kernel: Kernel, old: str, new: str) -> None:
    """A jail has another name: its use goes with it, rules stay with the name (prison_racct_modify)."""
    kernel.racct_chain = None
    source = kernel.raccts.get(("jail", old))
    if source is None:
        return
    target = racct_find(kernel, "jail", new)
    for resource, amount in source.r_resources.items():
        _adjust(target, resource, amount)
        source.r_resources[resource] = 0
    for p in kernel.allproc.values():
        if p.p_racct is not None:
            rctl_proc_ucred_changed(kernel, p)


def prison_racct_free(kernel: Kernel, name: str) -> None:
    """A jail is gone: its container goes too, unless rules name it (prison_racct_free)."""
    kernel.racct_chain = None
    found = kernel.raccts.get(("jail", name))
    if found is not None and not found.r_rule_links:
        del kernel.raccts["jail", name]


def racct_add_buf(kernel: Kernel, p: Proc, nbytes: int, write: bool) -> None:
    """Count one transfer of a file's data: limits delay, they never refuse (racct_add_buf)."""
    bps, iops = ("writebps", "writeiops") if write else ("readbps", "readiops")
    racct_add(kernel, p, bps, nbytes, force=True)
    racct_add(kernel, p, iops, 1, force=True)


def racct_getpcpu(kernel: Kernel, p: Proc) -> int:
    """The share of the CPU that a process has, in millionths of a per cent (racct_getpcpu)."""
    age = kernel.now - p.p_start
    if age // SECOND < PCPU_SECS:
        return 100 * MILLION * p.p_runtime // age if age else 0
    following = (p.p_pctcpu * CCPU >> FSHIFT) + 100 * p.p_cpticks // STATHZ
    share: int = 100 * MILLION * max(p.p_pctcpu, following)
    years = age // SECOND
    if years > CCPU_EXP_MAX:
        return share // FSCALE
    left: int = FSCALE * EXP_TWENTIETH**years // EXP_SCALE**years
    return share // (FSCALE - left)


def racctd_start(kernel: Kernel) -> None:
    """See to it that racctd looks at the next whole second."""
    if kernel.racctd is None:
        kernel.racctd = callout_at(kernel, (kernel.now // SECOND + 1) * SECOND, _racctd_tick)


def _racctd_tick(kernel: Kernel) -> None:
    kernel.racctd = None
    racctd(kernel)


def racctd(kernel: Kernel) -> None:
    """Once a second: shares and transfers decay, times are counted, hogs are held back (racctd)."""
    schedcpu(kernel, len(kernel.runq) + (kernel.curproc is not None))
    for racct in kernel.raccts.values():
        _decay(racct)
    active = False
    processes = [p for p in kernel.allproc.values() if p.p_racct is not None]
    for p in processes:
        if p.p_state is ProcState.ZOMBIE:
            racct_set(kernel, p, "pcpu", 0)
            continue
        active = _count(kernel, p) or active
    for p in processes:
        if p.p_state is not ProcState.ZOMBIE:
            active = _hold_back(kernel, p) or active
    if active or any(racct.r_resources["pcpu"] for racct in kernel.raccts.values()) or _clocked(kernel):
        racctd_start(kernel)


def _decay(racct: Racct) -> None:
    """A second's forgetting (racct_decay_callback)."""
    for resource in TRANSFERS:
        rctl_throttle_decay(racct, resource)
    racct.r_resources["pcpu"] = racct.r_resources["pcpu"] * DECAY_FACTOR // FSCALE


def _count(kernel: Kernel, p: Proc) -> bool:
    """Bring one process's times and share up to now; True when there is more to come."""
    racct = p.p_racct
    assert racct is not None
    from simbsd.vm.vm_map import vmspace_of  # memory stands on accounting

    calcru(kernel, p)
    ran = p.p_runtime != racct.r_resources["cputime"]
    pending = any(racct.r_resources[resource] for resource in TRANSFERS)
    for resource in TRANSFERS:
        rctl_throttle_decay(racct, resource)
    share = racct_getpcpu(kernel, p)
    racct_set(kernel, p, "pcpu", share, force=True)
    racct_set(kernel, p, "cputime", p.p_runtime)
    racct_set(kernel, p, "wallclock", kernel.now - p.p_start)
    racct_set(kernel, p, "memoryuse", vmspace_of(kernel, p).resident)  # vm_swapout.c: vm_daemon
    return ran or pending or bool(p.p_pctcpu)


def _hold_back(kernel: Kernel, p: Proc) -> bool:
    """Put a process whose share is used up to sleep, or wake it when there is some again; True while it sleeps."""
    assert p.p_racct is not None
    if rctl_pcpu_available(kernel, p) <= 0:
        if p.p_racct.r_resources["pcpu"] > kernel.sysctls.get("kern.racct.pcpu_threshold", 1):
            racct_proc_throttle(kernel, p, FOREVER)
    elif p.p_throttled == FOREVER:
        p.p_throttled = 0
        wakeup(kernel, p.p_racct)
    return p.p_throttled != 0


def _clocked(kernel: Kernel) -> bool:
    """Does a rule wait for the clock on the wall?"""
    return any(
        link.rrl_rule.rr_resource == "wallclock" and not link.rrl_exceeded
        for p in kernel.allproc.values()
        if p.p_racct is not None
        for link in p.p_racct.r_rule_links
    )


def racct_proc_throttle(kernel: Kernel, p: Proc, us: int) -> None:
    """Make a process sleep before it goes on, for a time or FOREVER (racct_proc_throttle)."""
    if p.p_pid == 1 or p.p_coro is None or p.p_throttled == FOREVER:
        return
    until = us if us == FOREVER else kernel.now + us
    if until != FOREVER and p.p_throttled > until:
        return
    p.p_throttled = until
    if p is kernel.curproc:
        kernel.slice_end = kernel.now
    racctd_start(kernel)
