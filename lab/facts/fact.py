"""What a fact is: a name, the kinds of its arguments, and a check that walks the machine's layers and raises
at the first gap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lab import words
from lab.layers import of_vnet
from simbsd.sys.event import Event, PrivCheck, ProcessEvent
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import IFF_UP, Ifnet

Arguments = dict[str, Any]


class FactError(Exception):
    """A fact is asked wrongly: ``where`` names the argument, ``message`` what is wrong with it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


@dataclass(slots=True)
class Witness:
    """What the kernel's tables do not keep and goals ask for: privileges refused, by jail name and privilege.
    """

    refused: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, kernel: Kernel, events: list[Event]) -> None:
        """Take in what happened. A process that has ended since is known by the event of its end."""
        ended = {event.pid: event.jid for event in events if isinstance(event, ProcessEvent) and event.what == "exit"}
        for event in events:
            if isinstance(event, PrivCheck) and not event.granted:
                name = _prison_name(kernel, event.pid, ended)
                if name is not None:
                    key = (name, event.priv)
                    self.refused[key] = self.refused.get(key, 0) + 1


def _prison_name(kernel: Kernel, pid: int, ended: dict[int, int]) -> str | None:
    if pid in kernel.allproc:
        return kernel.allproc[pid].p_ucred.cr_prison.pr_name
    prison = kernel.allprison.get(ended.get(pid, -1))
    return prison.pr_name if prison is not None else None


@dataclass(frozen=True, slots=True)
class Context:
    """What facts are asked of: the tables, what was witnessed, and what the host was like when the learner
    began.
    """

    kernel: Kernel
    witness: Witness
    baseline: tuple[str, ...]


def host_state(kernel: Kernel) -> tuple[str, ...]:
    """What jailed root must not have changed: the host's name, and the state and addresses of its physical
    interfaces.
    """
    interfaces = [
        f"{_name(ifp)} {'up' if ifp.if_flags & IFF_UP else 'down'} mtu {ifp.if_mtu} "
        + " ".join(words.prefix(ifa) for ifa in ifp.if_addrs)
        for ifp in kernel.vnet0.vnet_ifnets.values()
        if ifp.if_type == "em"
    ]
    return (f"hostname {kernel.prison0.pr_hostname}", *sorted(interfaces))


def _name(ifp: Ifnet) -> str:
    return f"{ifp.if_xname} of {of_vnet(ifp.if_vnet)}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A named question; ``kinds`` gives each argument's kind, ``check`` raises ``Broken`` where the answer is
    no.
    """

    name: str
    kinds: dict[str, str]
    check: Callable[[Context, Arguments], None]
    witnessed: bool = False  # the answer needs what a Witness keeps

    def read(self, arguments: dict[str, str | int]) -> Arguments:
        """The arguments as the check wants them. Raises FactError."""
        for name in arguments:
            if name not in self.kinds:
                raise FactError(name, f"{self.name} takes no such argument")
        for name in self.kinds:
            if name not in arguments:
                raise FactError(name, f"{self.name} needs it")
        return {name: READERS[kind](arguments[name], name) for name, kind in self.kinds.items()}


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise FactError(where, "not a text")
    return value


def _integer(value: object, where: str) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()):
        raise FactError(where, "not a number")
    return int(text)


def _address(value: object, where: str) -> int:
    try:
        return words.from_dotted(_text(value, where))
    except ValueError as error:
        raise FactError(where, "not an IPv4 address") from error


READERS: dict[str, Callable[[object, str], Any]] = {"text": _text, "integer": _integer, "address": _address}
