"""Cables of a lesson's set-up, one a line: ``left:10.0.1.2/24 -- router:10.0.1.1/24``.

Each end is a stack (``host``, or a vnet jail, which is made when it is first named) with its interface's addresses, or
a bridge of the host (``bridge0``, made likewise), where the end is a member. Cable N is epairNa on the left and
epairNb on the right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lab.fields import PlanError

END = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_]*)(?::(?P<addresses>[0-9a-fA-F.:/,]+))?")
BRIDGE = re.compile(r"bridge\d+")
BETWEEN = " -- "


@dataclass(frozen=True, slots=True)
class End:
    """One end of a cable: where it is plugged in, and its interface's addresses."""

    name: str
    addresses: tuple[str, ...]


def commands(lines: tuple[str, ...], userlands: tuple[str, ...]) -> list[str]:
    """The shell commands that lay the cables; a jail is rooted in the userland of its name, or in ``/``. Raises
    PlanError.
    """
    found: list[str] = []
    known = {"host": True}
    for number, line in enumerate(lines):
        ends = [_end(text, f"setup.cables[{number}]") for text in line.split(BETWEEN)]
        if len(ends) != 2:
            raise PlanError(f"setup.cables[{number}]", "a cable has two ends: 'A:ADDRESS/N -- B:ADDRESS/N'")
        for end in ends:
            if end.name not in known:
                known[end.name] = True
                found += _make(end.name, userlands)
        found.append("ifconfig epair create > /dev/null")
        for end, side in zip(ends, "ab", strict=True):
            found += _plug(end, f"epair{number}{side}")
    return found


def _end(text: str, where: str) -> End:
    match = END.fullmatch(text.strip())
    if match is None:
        raise PlanError(where, f"not an end of a cable: {text.strip()[:40]}")
    return End(match["name"], tuple((match["addresses"] or "").split(",")) if match["addresses"] else ())


def _make(name: str, userlands: tuple[str, ...]) -> list[str]:
    if BRIDGE.fullmatch(name):
        return [f"ifconfig {name} create > /dev/null", f"ifconfig {name} up"]
    path = next((path for path in userlands if path.rsplit("/", 1)[-1] == name), "/")
    return [
        f"jail -c name={name} path={path} host.hostname={name} vnet persist",
        f"jexec {name} ifconfig lo0 127.0.0.1/8 up",
    ]


def _plug(end: End, interface: str) -> list[str]:
    if BRIDGE.fullmatch(end.name):
        return [f"ifconfig {interface} up", f"ifconfig {end.name} addm {interface}"]
    inside = "" if end.name == "host" else f"jexec {end.name} "
    found = [] if end.name == "host" else [f"ifconfig {interface} vnet {end.name}"]
    for address in end.addresses:
        family = "inet6" if ":" in address else "inet"
        found.append(f"{inside}ifconfig {interface} {family} {address} alias")
    return [*found, f"{inside}ifconfig {interface} up"]
