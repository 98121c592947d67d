"""The structures graph: the records by which the kernel finds a process's network, with the fields that join them:
process, credential, prison, network stack, interface; and the walk that the last command's calls took.

A pure function of the kernel's tables and of a focus: which processes to begin with, what else was opened. Field names
are those of sys/proc.h, sys/ucred.h, sys/jail.h, net/vnet.h and net/if_var.h. A credential, which has no number, is
named by the lowest pid of those that hold it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lab.graph.focus import Focus, Walk
from lab.graph.model import Element, Graph, Value, graph_of
from lab.graph.network import interface_data, interface_id, vnet_data
from lab.graph.processes import prison_data, prison_id, process_data, process_id
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Proc
from simbsd.sys.ucred import Ucred
from simbsd.sys.vnet import Ifnet, Vnet

MOST_INTERFACES = 6  # of one stack, unless it was opened
MOST_PRISONS = 40  # of one stack that was opened


@dataclass(slots=True)
class _Shown:
    """What is to be drawn, gathered from the focus outwards."""

    kernel: Kernel
    processes: dict[int, Proc] = field(default_factory=dict)
    creds: dict[Ucred, str] = field(default_factory=dict)
    prisons: dict[int, Prison] = field(default_factory=dict)
    vnets: dict[int, Vnet] = field(default_factory=dict)
    walked: set[str] = field(default_factory=set)  # edges; asked, never gone through


def structures(kernel: Kernel, focus: Focus) -> Graph:
    """The records around a focus."""
    shown = _gather(kernel, focus)
    elements = [_process(p) for _, p in sorted(shown.processes.items())]
    ghosts = [walk for walk in focus.walks if walk.pid not in kernel.allproc]
    elements += [_ended(walk) for walk in ghosts]
    elements += [_cred(cred, name, _holders(kernel, cred)) for cred, name in shown.creds.items()]
    elements += [_ended_cred(kernel, walk) for walk in ghosts]
    elements += [_prison(kernel, prison) for _, prison in sorted(shown.prisons.items())]
    elements += [_root(kernel, prison) for _, prison in sorted(shown.prisons.items())]
    elements += [_vnet(kernel, vnet) for _, vnet in sorted(shown.vnets.items())]
    elements += _variables(kernel, focus)
    for _, vnet in sorted(shown.vnets.items()):
        elements += [_interface(ifp) for ifp in _interfaces(vnet, focus)]
    edges = [_marked(edge, shown.walked) for edge in _edges(shown, focus, ghosts)]
    known = {element.id for element in elements}
    elements += [edge for edge in edges if edge.source in known and edge.target in known]
    return graph_of(elements + [_words(kernel, walk) for walk in focus.walks])


def ucred_id(pid: int) -> str:
    """The id of the credential that this process, and nobody of a lower pid, holds."""
    return f"ucred:{pid}"


def variable_id(vnet: int, name: str) -> str:
    """The id of a variable of a stack."""
    return f"var:{vnet}:{name}"


def _gather(kernel: Kernel, focus: Focus) -> _Shown:
    shown = _Shown(kernel)
    for pid in focus.pids:
        if pid in kernel.allproc:
            _add_process(shown, kernel.allproc[pid])
    for name in focus.opened:
        _open(shown, name)
    for walk in focus.walks:
        p = kernel.allproc.get(walk.pid)
        prison = _prison_named(kernel, walk.prison)
        if p is not None:
            _add_process(shown, p)
        if prison is not None:
            _add_prison(shown, prison)
            _mark_walk(shown, walk, p, prison)
    _add_prison(shown, kernel.prison0)
    return shown


def _mark_walk(shown: _Shown, walk: Walk, p: Proc | None, prison: Prison) -> None:
    cred = shown.creds[p.p_ucred] if p is not None else ucred_id(walk.pid)
    for variable in walk.variables:
        shown.walked.add(f"V_:{variable_id(walk.vnet, variable)}")
    shown.walked.update((f"p_ucred:{walk.pid}", f"cr_prison:{cred}", f"pr_vnet:{prison.pr_id}"))


def _open(shown: _Shown, name: str) -> None:
    """Whatever leads to an element that was opened: a prison's processes, a stack's prisons."""
    kind, _, number = name.partition(":")
    key = int(number) if number.isdigit() else -1
    kernel = shown.kernel
    if kind == "prison" and key in kernel.allprison:
        prison = kernel.allprison[key]
        _add_prison(shown, prison)
        for _, p in sorted(kernel.allproc.items()):
            if p.p_ucred.cr_prison is prison and p.p_coro is not None:
                _add_process(shown, p)
        for _, child in sorted(prison.pr_children.items()):
            _add_prison(shown, child)
    elif kind == "vnet" and key in kernel.vnets:
        vnet = kernel.vnets[key]
        sharing = [prison for _, prison in sorted(kernel.allprison.items()) if prison.pr_vnet is vnet]
        for prison in sharing[:MOST_PRISONS]:
            _add_prison(shown, prison)
    elif kind == "proc" and key in kernel.allproc:
        _add_process(shown, kernel.allproc[key])


def _add_process(shown: _Shown, p: Proc) -> None:
    shown.processes[p.p_pid] = p
    if p.p_ucred not in shown.creds:
        shown.creds[p.p_ucred] = ucred_id(min(holder.p_pid for holder in _holders(shown.kernel, p.p_ucred)))
    _add_prison(shown, p.p_ucred.cr_prison)


def _add_prison(shown: _Shown, prison: Prison | None) -> None:
    while prison is not None and prison.pr_id not in shown.prisons:
        shown.prisons[prison.pr_id] = prison
        shown.vnets[prison.pr_vnet.vnet_id] = prison.pr_vnet
        prison = prison.pr_parent


def _holders(kernel: Kernel, cred: Ucred) -> list[Proc]:
    return [p for _, p in sorted(kernel.allproc.items()) if p.p_ucred is cred]


def _prison_named(kernel: Kernel, name: str) -> Prison | None:
    return next((prison for _, prison in sorted(kernel.allprison.items()) if prison.pr_name == name), None)


def _interfaces(vnet: Vnet, focus: Focus) -> list[Ifnet]:
    found = list(vnet.vnet_ifnets.values())
    return found if f"vnet:{vnet.vnet_id}" in focus.opened else found[:MOST_INTERFACES]


def _process(p: Proc) -> Element:
    return Element(process_id(p.p_pid), "proc", f"{p.p_pid} {p.p_comm}", data=process_data(p))


def _ended(walk: Walk) -> Element:
    """A process that has ended since: what its calls told is what is known."""
    data: dict[str, Value] = {"p_pid": walk.pid, "ended": True}
    return Element(process_id(walk.pid), "proc", f"{walk.pid} {walk.comm}", data=data)


def _cred(cred: Ucred, name: str, holders: list[Proc]) -> Element:
    data: dict[str, Value] = {
        "cr_uid": cred.cr_uid,
        "cr_ruid": cred.cr_ruid,
        "cr_svuid": cred.cr_svuid,
        "cr_groups": " ".join(str(group) for group in cred.cr_groups),
        "cr_prison": cred.cr_prison.pr_id,
        "cr_loginclass": cred.cr_loginclass,
        "p_ucred of": " ".join(str(p.p_pid) for p in holders),
    }
    return Element(name, "ucred", f"uid {cred.cr_uid}", data=data)


def _ended_cred(kernel: Kernel, walk: Walk) -> Element:
    prison = _prison_named(kernel, walk.prison)
    data: dict[str, Value] = {"cr_prison": prison.pr_id if prison is not None else -1, "ended": True}
    return Element(ucred_id(walk.pid), "ucred", "ended", data=data)


def _prison(kernel: Kernel, prison: Prison) -> Element:
    label = "prison0" if prison is kernel.prison0 else prison.pr_name
    return Element(prison_id(prison.pr_id), "prison", label, data=prison_data(prison))


def _root(kernel: Kernel, prison: Prison) -> Element:
    data: dict[str, Value] = {"pr_id": prison.pr_id, "v_ino": prison.pr_root.v_ino}
    label = "rootvnode /" if prison.pr_root == kernel.prison0.pr_root else prison.pr_path
    return Element(f"root:{prison.pr_id}", "vnode", label, data=data)


def _vnet(kernel: Kernel, vnet: Vnet) -> Element:
    label = "vnet0" if vnet is kernel.vnet0 else f"vnet {vnet.vnet_id}"
    data = {**vnet_data(vnet), "V_ifnet": len(vnet.vnet_ifnets)}
    return Element(f"vnet:{vnet.vnet_id}", "vnet", label, data=data)


def _interface(ifp: Ifnet) -> Element:
    return Element(interface_id(ifp.if_index), "ifnet", ifp.if_xname, data=interface_data(ifp))


def _variables(kernel: Kernel, focus: Focus) -> list[Element]:
    found: dict[str, Element] = {}
    for walk in focus.walks:
        for name in walk.variables if walk.vnet in kernel.vnets else ():
            key = variable_id(walk.vnet, name)
            found[key] = Element(key, "variable", name, data={"vnet_id": walk.vnet})
    return list(found.values())


def _words(kernel: Kernel, walk: Walk) -> Element:
    """The walk as a sentence, for the text twin."""
    prison = "prison0" if walk.prison == kernel.prison0.pr_name else f"prison {walk.prison}"
    vnet = "vnet0" if walk.vnet == kernel.vnet0.vnet_id else f"vnet {walk.vnet}"
    path = f"p_ucred → cr_prison: {prison} → pr_vnet: {vnet} → {', '.join(walk.variables)}"
    return Element(f"walk:{walk.pid}", "walk", f"{walk.comm} ({walk.pid})", data={"p_pid": walk.pid, "path": path})


def _pointer(name: str, source: str, target: str, key: str) -> Element:
    return Element(f"{name}:{key}", "pointer", name, source=source, target=target, data={"walk": False})


def _edges(shown: _Shown, focus: Focus, ghosts: list[Walk]) -> Iterator[Element]:
    kernel = shown.kernel
    for pid, p in sorted(shown.processes.items()):
        yield _pointer("p_ucred", process_id(pid), shown.creds[p.p_ucred], str(pid))
    for cred, name in shown.creds.items():
        yield _pointer("cr_prison", name, prison_id(cred.cr_prison.pr_id), name)
    for walk in ghosts:
        prison = _prison_named(kernel, walk.prison)
        yield _pointer("p_ucred", process_id(walk.pid), ucred_id(walk.pid), str(walk.pid))
        if prison is not None:
            name = ucred_id(walk.pid)
            yield _pointer("cr_prison", name, prison_id(prison.pr_id), name)
    for jid, prison in sorted(shown.prisons.items()):
        if prison.pr_parent is not None:
            yield _pointer("pr_parent", prison_id(jid), prison_id(prison.pr_parent.pr_id), str(jid))
        yield _pointer("pr_root", prison_id(jid), f"root:{jid}", str(jid))
        yield _pointer("pr_vnet", prison_id(jid), f"vnet:{prison.pr_vnet.vnet_id}", str(jid))
    for variable in _variables(kernel, focus):
        yield _pointer("V_", f"vnet:{variable.data['vnet_id']}", variable.id, variable.id)
    for _, vnet in sorted(shown.vnets.items()):
        for ifp in _interfaces(vnet, focus):
            index = str(ifp.if_index)
            yield _pointer("if_vnet", interface_id(ifp.if_index), f"vnet:{vnet.vnet_id}", index)
            if ifp.if_home_vnet is not vnet:
                home = f"vnet:{ifp.if_home_vnet.vnet_id}"
                yield _pointer("if_home_vnet", interface_id(ifp.if_index), home, index)


def _marked(edge: Element, walked: set[str]) -> Element:
    if edge.id not in walked:
        return edge
    return Element(edge.id, edge.kind, edge.label, source=edge.source, target=edge.target, data={"walk": True})
