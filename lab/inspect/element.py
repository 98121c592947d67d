"""The inspector's answer for one element of any graph: sections by the kind that its id names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.inspect import network, processes
from lab.inspect.section import Section
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel


def inspect(kernel: Kernel, name: str) -> dict[str, Any]:
    """The fields of the wire's ``inspected`` message; no sections for what is not, or no longer, there."""
    kind, _, number = name.partition(":")
    look = KINDS.get(kind)
    key = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1
    found = look(kernel, key) if look is not None else []
    return {"id": name, "sections": [section.dump() for section in found]}


def _process(kernel: Kernel, pid: int) -> list[Section]:
    p = kernel.allproc.get(pid)
    return processes.process(kernel, p) if p is not None else []


def _cred(kernel: Kernel, pid: int) -> list[Section]:
    p = kernel.allproc.get(pid)
    return [processes.credential(p)] if p is not None else []


def _prison(kernel: Kernel, jid: int) -> list[Section]:
    prison = kernel.allprison.get(jid)
    return processes.prison(kernel, prison) if isinstance(prison, Prison) else []


def _vnet(kernel: Kernel, number: int) -> list[Section]:
    vnet = kernel.vnets.get(number)
    return network.stack(kernel, vnet) if vnet is not None else []


def _interface(kernel: Kernel, index: int) -> list[Section]:
    ifp = kernel.ifnets.get(index)
    return network.interface(kernel, ifp) if ifp is not None else []


KINDS: dict[str, Callable[[Kernel, int], list[Section]]] = {
    "proc": _process, "ucred": _cred, "prison": _prison, "jail": _prison, "root": _prison, "vnet": _vnet,
    "if": _interface,
}  # fmt: skip
