"""The process graph: every process in the box of its prison, and who is whose parent.

A pure function of the kernel's tables (allprison, allproc); run states that flicker with every system call are left
out, and so are the kernel's own threads but pid 0: ps(1) lists them.
"""

from __future__ import annotations

from lab.graph.model import Element, Graph, Value, graph_of
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Proc, ProcState

LONGEST_ARGS = 120


def process_id(pid: int) -> str:
    """The id of a process."""
    return f"proc:{pid}"


def prison_id(jid: int) -> str:
    """The id of a prison."""
    return f"prison:{jid}"


def processes(kernel: Kernel) -> Graph:
    """The process graph of the machine as it is now."""
    prisons = [kernel.prison0, *(prison for _, prison in sorted(kernel.allprison.items()) if prison.pr_id)]
    everybody = [p for _, p in sorted(kernel.allproc.items()) if not _is_kernel_thread(p)]
    elements = [_prison(prison) for prison in prisons]
    elements += [_process(p) for p in everybody]
    elements += [_parent(p.p_pptr, p) for p in everybody if p.p_pptr is not None and p.p_pptr is not p]
    return graph_of(elements)


def _is_kernel_thread(p: Proc) -> bool:
    return p.p_coro is None and p.p_state is not ProcState.ZOMBIE and p.p_pid != 0


def _prison(prison: Prison) -> Element:
    label = prison.pr_name if prison.pr_id else "host"
    return Element(prison_id(prison.pr_id), "prison", label, data=prison_data(prison))


def prison_data(prison: Prison) -> dict[str, Value]:
    """What a graph tells of a prison."""
    return {
        "pr_id": prison.pr_id,
        "pr_parent": prison.pr_parent.pr_id if prison.pr_parent else 0,
        "pr_path": prison.pr_path,
        "pr_hostname": prison.pr_hostname,
        "pr_persist": prison.pr_persist,
        "pr_state": prison.pr_state.value,
        "pr_allow": " ".join(name for name, held in prison.pr_allow.items() if held),
        "pr_childmax": prison.pr_childmax,
        "pr_securelevel": prison.pr_securelevel,
        "vnet": prison.pr_vnet.vnet_id,
    }


def _process(p: Proc) -> Element:
    prison = prison_id(p.p_ucred.cr_prison.pr_id)
    return Element(process_id(p.p_pid), "process", p.p_comm, parent=prison, data=process_data(p))


def process_data(p: Proc) -> dict[str, Value]:
    """What a graph tells of a process."""
    return {
        "p_pid": p.p_pid,
        "p_ppid": p.p_pptr.p_pid if p.p_pptr is not None else 0,
        "p_pgid": p.p_pgrp.pg_id,
        "p_args": " ".join(p.p_args)[:LONGEST_ARGS],
        "cr_uid": p.p_ucred.cr_uid,
        "cr_prison": p.p_ucred.cr_prison.pr_id,
        "p_state": "PRS_ZOMBIE" if p.p_state is ProcState.ZOMBIE else "PRS_NORMAL",
        "stopped": p.p_state is ProcState.STOPPED,
    }


def _parent(parent: Proc, child: Proc) -> Element:
    return Element(
        f"parent:{child.p_pid}",
        "parent",
        "",
        source=process_id(parent.p_pid),
        target=process_id(child.p_pid),
    )
