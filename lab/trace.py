"""The trace of a command: its system calls, the checks inside each, the addresses that were rewritten, the walks up
that ended; and packets for the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from lab.graph.focus import Walk
from lab.graph.network import interface_or_outside, link_id, member_id, uplink_id, vlan_id
from lab.structures import exit_status, structure
from simbsd.sys.event import (
    AddressRewritten,
    Event,
    PacketHop,
    PrivCheck,
    ProcessEvent,
    SystemCall,
    VnetWalk,
    WalkStopped,
)
from simbsd.sys.if_softc import BridgeSoftc, EpairSoftc, VlanSoftc
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import Ifnet

FIRST_CALLS = 200  # of one command: how it began is kept,
NEWEST_CALLS = 200  # and how it ended
MOST_PACKETS = 400  # of one reply
MOST_PROCESSES = 200  # of one command; the newest are kept
MOST_WALKS = 4
LONGEST_WORD = 80
# Where a call here has whether links are followed, and what FreeBSD's has there: for yes, for no (sys/sys/fcntl.h).
_NOFOLLOW = ("0x0", "AT_SYMLINK_NOFOLLOW")
FOLLOW = {
    "fstatat": (1, _NOFOLLOW), "fchmodat": (2, _NOFOLLOW), "chflagsat": (2, _NOFOLLOW), "fchownat": (3, _NOFOLLOW),
    "utimensat": (3, _NOFOLLOW), "linkat": (2, ("AT_SYMLINK_FOLLOW", "0x0")),
}  # fmt: skip


@dataclass(slots=True)
class Life:
    """A process that had a part in a command: its parent, its last name, its prison, its exit status once it ended."""

    pid: int
    ppid: int
    comm: str
    jid: int
    status: int | None = None


@dataclass(slots=True)
class Trace:
    """The calls of the last command. ``begin`` at each command line; then ``note`` every event."""

    command: str = ""
    calls: list[tuple[SystemCall, list[Event]]] = field(default_factory=list)
    waiting: dict[int, list[Event]] = field(default_factory=dict)
    lives: dict[int, Life] = field(default_factory=dict)
    changed: bool = False

    def begin(self, command: str) -> None:
        """A command line was accepted: what follows is its doing."""
        self.command = command
        self.calls = []
        self.waiting = {}
        self.lives = {}
        self.changed = True

    def note(self, event: Event) -> None:
        """Take in one event. A check, a rewritten address, a variable of the stack or the end of a walk up belongs to
        the call of its process that ends next.
        """
        if isinstance(event, PrivCheck | AddressRewritten | VnetWalk | WalkStopped):
            self.waiting.setdefault(event.pid, []).append(event)
        elif isinstance(event, SystemCall):
            self.calls.append((event, self.waiting.pop(event.pid, [])))
            self.changed = True
            if len(self.calls) > FIRST_CALLS + 2 * NEWEST_CALLS:
                del self.calls[FIRST_CALLS:-NEWEST_CALLS]
        elif isinstance(event, ProcessEvent):
            self._live(event)

    def _live(self, event: ProcessEvent) -> None:
        """A process was born, became another program or ended."""
        life = self.lives.get(event.pid)
        if life is None:
            life = self.lives[event.pid] = Life(event.pid, event.ppid, event.comm, event.jid)
            if len(self.lives) > MOST_PROCESSES:
                del self.lives[next(iter(self.lives))]
        life.comm, life.jid = event.comm, event.jid
        if event.what == "exit":
            life.status = event.status
        self.changed = True

    def end(self, pid: int) -> None:
        """A line editor takes the terminal again: the call by which ``pid`` asked for its modes is no doing
        of the command.
        """
        if self.calls and self.calls[-1][0].pid == pid and self.calls[-1][0].name == "ioctl":
            self.calls.pop()

    def dump(self) -> dict[str, Any]:
        """The fields of the wire's ``trace`` message."""
        newest = max(FIRST_CALLS, len(self.calls) - NEWEST_CALLS)
        calls = [_call(event, inside) for event, inside in [*self.calls[:FIRST_CALLS], *self.calls[newest:]]]
        lives = [asdict(life) for life in self.lives.values()]
        return {"command": self.command, "calls": calls, "processes": lives}

    def walks(self) -> tuple[Walk, ...]:
        """What the command's processes resolved in their stacks, the newest MOST_WALKS of them."""
        found: dict[tuple[int, str, int], tuple[str, dict[str, bool]]] = {}
        for call, inside in [*self.calls, *((None, events) for events in self.waiting.values())]:
            for one in inside:
                if isinstance(one, VnetWalk):
                    life = self.lives.get(one.pid)
                    comm = call.comm if call is not None else life.comm if life is not None else ""
                    key = (one.pid, one.prison, one.vnet)
                    found.setdefault(key, (comm, {}))[1][one.variable] = True
        walks = [Walk(pid, comm, jail, vnet, tuple(names)) for (pid, jail, vnet), (comm, names) in found.items()]
        return tuple(walks[-MOST_WALKS:])


def _call(event: SystemCall, inside: Iterable[Event]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "pid": event.pid,
        "comm": event.comm,
        "name": event.name,
        "args": _arguments(event),
        "result": None if event.error else _result(event),
        "error": event.error or None,
        "note": event.note,
        "where": event.where,
        "checks": [],
        "rewritten": [],
        "stopped": [],
        "vnet": [],
    }
    for one in inside:
        if isinstance(one, PrivCheck):
            found["checks"].append({"priv": one.priv, "granted": one.granted, "rule": one.rule, "where": one.where})
        elif isinstance(one, AddressRewritten):
            found["rewritten"].append({"call": one.call, "before": one.before, "after": one.after})
        elif isinstance(one, WalkStopped):
            found["stopped"] = [{"why": one.why, "where": one.where}]  # .. after .. ends at the same directory
        elif isinstance(one, VnetWalk):
            found["vnet"].append({"prison": one.prison, "vnet": one.vnet, "variable": one.variable})
    return found


def _arguments(event: SystemCall) -> list[str | int | None]:
    shown = [plain(value) for value in event.args]
    place, (yes, no) = FOLLOW.get(event.name, (len(shown), _NOFOLLOW))
    if place < len(shown):
        shown[place] = yes if event.args[place] else no
    return shown


def _result(event: SystemCall) -> str | int | None:
    if event.name != "wait4" or not event.result[0]:
        return plain(event.result)
    pid, status, *rest = event.result
    return _shortened(f"[{', '.join([str(pid), exit_status(status), *map(_inner, rest)])}]")


def plain(value: Any) -> str | int | None:
    """A value of a call as a reader may see it: integers as they are, a yes or no as 1 or 0, texts in quotes,
    structures in braces.
    """
    if value is None:
        return None
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return _shortened(json.dumps(value, ensure_ascii=False))
    if isinstance(value, bytes):
        return _shortened(json.dumps(value.decode("utf-8", "replace"), ensure_ascii=False))
    if isinstance(value, dict):
        return _shortened("{" + ", ".join(f"{name}={_inner(item)}" for name, item in value.items()) + "}")
    if isinstance(value, list | tuple):
        return _shortened("[" + ", ".join(_inner(item) for item in value) + "]")
    if (found := structure(value)) is not None:
        return _shortened(found)
    return str(value.__name__) if callable(value) and hasattr(value, "__name__") else type(value).__name__


def _inner(value: Any) -> str:
    shown = plain(value)
    return "NULL" if shown is None else str(shown)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_WORD else text[: LONGEST_WORD - 1] + "…"


def packets(kernel: Kernel, events: Iterable[Event]) -> list[dict[str, Any]]:
    """The packets among ``events`` as the wire's ``packets`` message carries them, the newest MOST_PACKETS.
    """
    hops = [event for event in events if isinstance(event, PacketHop)][-MOST_PACKETS:]
    return [_packet(kernel, hop, number) for number, hop in enumerate(hops)]


def _packet(kernel: Kernel, hop: PacketHop, number: int) -> dict[str, Any]:
    from lab.headers import layers  # not needed before the first packet

    source = kernel.ifnets.get(hop.source)
    target = kernel.ifnets.get(hop.target)
    return {
        "id": f"{hop.packet}:{hop.at}:{number}",
        "packet": hop.packet,
        "at": hop.at,
        "until": hop.until,
        "edge": _edge(source, target) if source and target else _uplink(hop, source or target),
        "source": interface_or_outside(hop.source),
        "target": interface_or_outside(hop.target or hop.source),
        "label": hop.label,
        "detail": hop.detail,
        "fate": hop.fate,
        "why": hop.why or None,
        "headers": layers(hop.frame),
    }


def _uplink(hop: PacketHop, card: Ifnet | None) -> str | None:
    """The cable to the outside, for a packet that crosses it."""
    return uplink_id(card) if card is not None and min(hop.source, hop.target) < 0 else None


def _edge(source: Ifnet, target: Ifnet) -> str | None:
    """The edge between two interfaces: their epair link, a vlan on its parent, or the membership that joins
    them; None within one box.
    """
    softc = source.if_softc
    if isinstance(softc, EpairSoftc) and softc.oifp is target:
        return link_id(source, target)
    for vlan, parent in ((source, target), (target, source)):
        if isinstance(vlan.if_softc, VlanSoftc) and vlan.if_softc.ifv_parent is parent:
            return vlan_id(vlan, parent)
    for bridge, member in ((source, target), (target, source)):
        if isinstance(bridge.if_softc, BridgeSoftc) and any(
            one.bif_ifp is member for one in bridge.if_softc.sc_members
        ):
            return member_id(bridge, member)
    return None
