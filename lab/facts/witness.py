"""What the kernel's tables do not keep and goals ask for: commands run, calls refused, privileges asked for, addresses
rewritten, packets dropped. Taken from the machine's events, by name of the jail (``0``: the host).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from lab.diagnosis.layers import name_of
from lab.words import dotted
from simbsd.sys.event import AddressRewritten, Event, PacketHop, PrivCheck, ProcessEvent, SystemCall
from simbsd.sys.jail import JAIL_ATTACH
from simbsd.sys.kernel import Kernel
from simbsd.sys.mbuf import Icmp, Icmp6

MOST_COMMANDS = 2000
MOST_DROPS = 200
RUNNING = -1
NOTED = frozenset({"connect", "execve", "jail", "jail_set", "jail_attach"})  # calls whose success says something more
Key = TypeVar("Key")


@dataclass(slots=True)
class Command:
    """A program that was started: in which jail, its arguments, the status word of its process's end (or RUNNING), and
    that process; a program that the process became later has the same end.
    """

    jail: str
    line: str
    status: int = RUNNING
    pid: int = 0


@dataclass(slots=True)
class Witness:
    """Everything seen so far. ``privileges`` counts verdicts by (jail, privilege, granted), ``calls`` by (jail, call,
    errno or empty), ``rewritten`` by (jail, call, before, after), ``connections`` by (jail, address, port);
    ``lost`` is why an echo was dropped last, by its identification, which is its ping's, and by each of its ends.
    """

    privileges: dict[tuple[str, str, bool], int] = field(default_factory=dict)
    calls: dict[tuple[str, str, str], int] = field(default_factory=dict)
    rewritten: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    connections: dict[tuple[str, int, int], int] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    running: dict[int, list[Command]] = field(default_factory=dict)
    drops: list[str] = field(default_factory=list)
    lost: dict[int | str, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    jids: dict[int, int] = field(default_factory=dict)
    entered: dict[int, str] = field(default_factory=dict)

    def take(self, kernel: Kernel, events: list[Event]) -> None:
        """Take in what happened, in its order: a process that enters a jail is the jail's from then on."""
        if not events:
            return
        for prison in kernel.allprison.values():
            self.names[prison.pr_id] = name_of(kernel, prison)
        for event in events:
            if isinstance(event, ProcessEvent):
                self._process(event)
            elif isinstance(event, PacketHop):
                self._packet(event)
            elif isinstance(event, PrivCheck | SystemCall | AddressRewritten):
                self._of_process(event, self._jail(kernel, event.pid))

    def _process(self, event: ProcessEvent) -> None:
        self.jids[event.pid] = event.jid
        if event.pid in self.entered:
            self.names.setdefault(event.jid, self.entered.pop(event.pid))
        if event.what == "exit":
            del self.jids[event.pid]
            for command in self.running.pop(event.pid, ()):
                command.status = event.status

    def _packet(self, event: PacketHop) -> None:
        if event.fate == "dropped":
            self.drops = [*self.drops[1 - MOST_DROPS :], event.why]
            ident = echo_ident(event.frame)
            keys: tuple[int | str, ...] = () if ident is None else (ident, *event.detail.split())
            for key in keys:
                self.lost.pop(key, None)
                self.lost[key] = event.why
            while len(self.lost) > MOST_DROPS:
                del self.lost[next(iter(self.lost))]

    def _of_process(self, event: PrivCheck | SystemCall | AddressRewritten, jail: str) -> None:
        if isinstance(event, PrivCheck):
            _count(self.privileges, (jail, event.priv, event.granted))
        elif isinstance(event, AddressRewritten):
            _count(self.rewritten, (jail, event.call, event.before, event.after))
        else:
            _count(self.calls, (jail, event.name, event.error))
            self._call(jail, event)

    def _call(self, jail: str, event: SystemCall) -> None:
        if event.name == "connect" and event.error in ("", "EINPROGRESS") and isinstance(event.args[1], tuple):
            _count(self.connections, (jail, *event.args[1]))
        elif event.error:
            return
        elif event.name == "execve":
            self._started(jail, event)
        elif event.name in ("jail_set", "jail"):
            self._made(jail, event)
        elif event.name == "jail_attach":
            self.jids[event.pid] = event.args[0]

    def _made(self, jail: str, event: SystemCall) -> None:
        """A jail was made or changed; jail(2) puts its caller into it, jail_set(2) if it was told so. In the release of
        the Jails paper jail(2) does not say which number the jail has: the caller's next event does.
        """
        jid = event.result
        if not jid:
            self.entered[event.pid] = dotted(event.args[0].ip4[0])
            return
        params = event.args[0] if isinstance(event.args[0], dict) else {}
        if jid not in self.names:
            name = str(params.get("name") or jid)
            self.names[jid] = name if jail == "0" else f"{jail}.{name}"
        if event.name == "jail" or event.args[1] & JAIL_ATTACH:
            self.jids[event.pid] = jid

    def _started(self, jail: str, event: SystemCall) -> None:
        command = Command(jail, " ".join(str(word) for word in event.args[1]), pid=event.pid)
        self.running.setdefault(event.pid, []).append(command)
        self.commands = [*self.commands[1 - MOST_COMMANDS :], command]

    def _jail(self, kernel: Kernel, pid: int) -> str:
        if pid in self.entered:
            return self.entered[pid]
        if pid not in self.jids:
            p = kernel.allproc.get(pid)
            return name_of(kernel, p.p_ucred.cr_prison) if p is not None else "0"
        jid = self.jids[pid]
        return self.names.get(jid, str(jid))


def echo_ident(packet: Any) -> int | None:
    """The identification of the echo that a frame carries, or of the one that an error in it quotes."""
    while packet is not None and type(packet) not in (Icmp, Icmp6):
        packet = getattr(packet, "payload", None)
    if packet is None:
        return None
    return echo_ident(packet.original) if packet.original is not None else packet.ident


def _count(table: dict[Key, int], key: Key) -> None:
    table[key] = table.get(key, 0) + 1
