"""What holds of a kernel's tables whatever has been done to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from simbsd.sys.fcntl import O_ACCMODE, O_RDONLY
from simbsd.sys.file import Pipe
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import ProcState


def check_whole(kernel: Kernel, outside: Sequence[Pipe] = ()) -> None:
    """Raises AssertionError with a sentence about the first table that is not in order.

    ``outside`` are pipes whose read end is held by the harness.
    """
    if kernel.halted:  # it waits for a key, and its tables for the next boot
        left = [kernel.allproc, kernel.pgrps, kernel.runq, kernel.sleepq, kernel.callouts]
        assert [table for table in left if table] == []
        return
    check_processes(kernel)
    check_queues(kernel)
    check_prisons(kernel)
    check_files(kernel, outside)


def check_processes(kernel: Kernel) -> None:
    """Every process is its parent's child, its group's member, and in the table under its own number."""
    assert kernel.allproc[1].p_state is not ProcState.ZOMBIE, "init has ended"
    for pid, p in kernel.allproc.items():
        assert p.p_pid == pid
        parent = p.p_pptr
        if parent is not None:
            assert kernel.allproc.get(parent.p_pid) is parent, f"{pid} has run away from its parent"
            assert parent.p_children.get(pid) is p, f"the parent of {pid} does not know it"
        for child in p.p_children.values():
            assert child.p_pptr is p, f"{child.p_pid} is no child of {pid}"
            assert kernel.allproc.get(child.p_pid) is child, f"{child.p_pid}, a child of {pid}, is in no table"
        assert p.p_pgrp.pg_members.get(pid) is p, f"{pid} is not in its group"
        assert kernel.pgrps.get(p.p_pgrp.pg_id) is p.p_pgrp, f"the group of {pid} is in no table"
    for pgid, pgrp in kernel.pgrps.items():
        assert pgrp.pg_id == pgid
        assert pgrp.pg_members, f"group {pgid} is empty"
        assert all(kernel.allproc.get(pid) is p for pid, p in pgrp.pg_members.items()), (
            f"group {pgid} has a dead member"
        )


def check_queues(kernel: Kernel) -> None:
    """A process is where its state says: to run, asleep once, or nowhere."""
    runnable = [p for p in kernel.allproc.values() if p.p_state is ProcState.RUNNABLE and p.p_coro is not None]
    queued = list(kernel.runq) + ([kernel.curproc] if kernel.curproc is not None else [])
    assert sorted(p.p_pid for p in queued) == sorted(p.p_pid for p in runnable), "the run queue is not who can run"
    sleepers = Counter(p.p_pid for queue in kernel.sleepq.values() for p in queue)
    asleep = [p.p_pid for p in kernel.allproc.values() if p.p_state is ProcState.SLEEPING and p.p_coro is not None]
    assert sleepers == Counter(asleep), "the sleep queues are not who sleeps"
    assert all(p.p_coro is not None or p.p_state is not ProcState.STOPPED for p in kernel.allproc.values())


def check_prisons(kernel: Kernel) -> None:
    """References are processes, children and persistence."""
    inmates = Counter(p.p_ucred.cr_prison.pr_id for p in kernel.allproc.values() if p.p_state is not ProcState.ZOMBIE)
    for jid, prison in kernel.allprison.items():
        expected = inmates[jid] + len(prison.pr_children) + (int(prison.pr_persist) if jid else 1)
        assert prison.pr_uref == expected, f"jail {jid}: pr_uref {prison.pr_uref}, but {expected} hold it"
        assert prison.pr_ref >= prison.pr_uref


def check_files(kernel: Kernel, outside: Sequence[Pipe]) -> None:
    """Open files, their counts, and the ends of pipes are what descriptors say."""
    held = Counter(fp for p in kernel.allproc.values() for fp in p.p_fd.fd_files.values())
    assert kernel.openfiles == len(held), f"openfiles {kernel.openfiles}, but {len(held)} are open"
    assert all(fp.f_count == count for fp, count in held.items()), "f_count is not how many descriptors there are"
    ends = Counter((fp.f_data, fp.f_flag & O_ACCMODE == O_RDONLY) for fp in held if fp.f_type == "pipe")
    for pipe in dict.fromkeys(pipe for pipe, _ in ends):
        found = ends[pipe, True] + outside.count(pipe), ends[pipe, False]
        assert (pipe.pipe_readers, pipe.pipe_writers) == found, "a pipe's ends are not its descriptors"
