"""What a fact is: a name, the kinds of its arguments, and a check that walks the machine's layers and raises
at the first gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lab import words
from lab.diagnosis.layers import of_vnet
from lab.facts.witness import Witness
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import IFF_UP, Ifnet

Arguments = dict[str, Any]


class FactError(Exception):
    """A fact is asked wrongly: ``where`` names the argument, ``message`` what is wrong with it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


@dataclass(frozen=True, slots=True)
class Context:
    """What facts are asked of: the tables, what was witnessed, and what the host was like when the learner
    began, at the virtual time ``began``.
    """

    kernel: Kernel
    witness: Witness
    baseline: tuple[str, ...]
    began: int = 0


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


def _address6(value: object, where: str) -> int:
    address = inet_pton6(_text(value, where))
    if address is None:
        raise FactError(where, "not an IPv6 address")
    return address


def _pattern(value: object, where: str) -> re.Pattern[str]:
    try:
        return re.compile(_text(value, where), re.MULTILINE)
    except re.error as error:
        raise FactError(where, f"not a regular expression: {error}") from error


READERS: dict[str, Callable[[object, str], Any]] = {
    "text": _text,
    "integer": _integer,
    "address": _address,
    "address6": _address6,
    "pattern": _pattern,
}
