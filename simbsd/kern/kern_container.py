"""Containers of the release ``whatif``: prisons of which every wall is optional, and a share of the CPU for each.

Models nothing that ever was: the future work of M. Zec's 2003 paper, on the prisons of sys/kern/kern_jail.c.
Shares are stride scheduling (Waldspurger, Weihl, 1995): a group that runs moves its clock on, the slower the more
shares it holds, and the group whose clock is furthest behind runs next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import prison_find_child
from simbsd.kern.kern_priv import priv_check
from simbsd.sys.errno import EINVAL, ENOSYS, Errno
from simbsd.sys.priv import Priv

if TYPE_CHECKING:
    from simbsd.sys.jail import Prison
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

STRIDE1 = 1 << 20
HOST_SHARES, SHARES_MAX = 100, 10_000


def _find(kernel: Kernel, p: Proc, jid: int) -> Prison:
    """The container a call is about. Errors: ENOSYS (any release but whatif), EPERM, EINVAL."""
    if not kernel.release.containers:
        raise Errno(ENOSYS, "Containers are a fiction of the release whatif.", "kern_container.c: no such file")
    priv_check(kernel, p, Priv.PRIV_JAIL_SET)
    prison = prison_find_child(kernel, p.p_ucred.cr_prison, jid)
    if prison is None:
        raise Errno(EINVAL, f"Container {jid} is not below the caller's own.", "kern_container.c: no such file")
    return prison


def sys_container_set(kernel: Kernel, p: Proc, jid: int, walled: bool, shares: int) -> None:
    """Whether a container's processes are apart from all others, and its share of the CPU (0: its parent's).

    Errors: ENOSYS, EPERM, EINVAL.
    """
    prison = _find(kernel, p, jid)
    if not 0 <= shares <= SHARES_MAX:
        raise Errno(EINVAL, f"Shares go up to {SHARES_MAX}.", "kern_container.c: no such file")
    prison.pr_open, prison.pr_shares = not walled, shares
    prison.pr_pass = kernel.stride_time
    kernel.stride = kernel.stride or shares > 0


def sys_container_get(kernel: Kernel, p: Proc, jid: int) -> tuple[bool, int]:
    """(walled, shares) of a container. Errors: ENOSYS, EPERM, EINVAL."""
    prison = _find(kernel, p, jid)
    return not prison.pr_open, prison.pr_shares


def _group(p: Proc) -> Prison:
    """The container whose share a process runs on: the nearest that has one, in the end the host."""
    prison = p.p_ucred.cr_prison
    while not prison.pr_shares and prison.pr_parent is not None:
        prison = prison.pr_parent
    return prison


def stride_choose(kernel: Kernel) -> Proc:
    """Take the process to run next out of the run queues: of the group furthest behind, the best by priority."""
    if kernel.stride_last is not None:
        ran, before = kernel.stride_last
        group = _group(ran)
        group.pr_pass += (ran.p_runtime - before) * STRIDE1 // (group.pr_shares or HOST_SHARES)
    chosen, least = None, 0
    for p in kernel.runq:
        group = _group(p)
        group.pr_pass = max(group.pr_pass, kernel.stride_time)  # who was away has saved nothing up
        if chosen is None or group.pr_pass < least:
            chosen, least = p, group.pr_pass
    assert chosen is not None
    kernel.runq.remove(chosen)
    kernel.stride_time = least
    kernel.stride_last = (chosen, chosen.p_runtime)
    return chosen


SYSCALLS = {"container_set": sys_container_set, "container_get": sys_container_get}
