"""What the kernel announces to watchers: terminal output, calls, checks, packets, births and deaths.

No kernel code reads these; a machine that nobody watches behaves the same. Times are virtual microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class TtyOutput(NamedTuple):
    """Bytes written to a terminal by process ``pid`` (0: the line discipline's echo)."""

    at: int
    tty: int
    pid: int
    data: str


@dataclass(frozen=True, slots=True)
class TtyMode:
    """A terminal was put in canonical mode (a program may run) or out of it by ``comm``: a shell's line editor, or a
    program that takes the whole screen.
    """

    at: int
    tty: int
    pid: int
    canonical: bool
    comm: str


class SystemCall(NamedTuple):
    """A system call ended. ``error`` is the errno symbol or empty, ``note`` the check that refused it, in one sentence,
    ``where`` the FreeBSD file and function that makes this check.
    """

    at: int
    pid: int
    comm: str
    name: str
    args: tuple[Any, ...]
    result: Any
    error: str
    note: str
    where: str


class PrivCheck(NamedTuple):
    """priv_check(9) was asked; ``rule`` says what gave the verdict, ``where`` which FreeBSD function that is."""

    at: int
    pid: int
    priv: str
    granted: bool
    rule: str
    where: str


@dataclass(frozen=True, slots=True)
class AddressRewritten:
    """A prison's address rule put one address in place of another (in_jail.c)."""

    at: int
    pid: int
    call: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VnetWalk:
    """A call came to a variable of its process's network stack, by process, credential, prison (its full name, "0" for
    the host) and stack (its number).
    """

    at: int
    pid: int
    call: str
    prison: str
    vnet: int
    variable: str


@dataclass(frozen=True, slots=True)
class WalkStopped:
    """``..`` led nowhere: the directory is a root that the process cannot walk above. ``why`` says whose, in a
    sentence, ``where`` which FreeBSD function looks at it.
    """

    at: int
    pid: int
    why: str
    where: str


class ProcessEvent(NamedTuple):
    """A process was born (``fork``), became another program (``exec``) or ended (``exit``)."""

    at: int
    what: str
    pid: int
    ppid: int
    comm: str
    jid: int
    status: int


class PacketHop(NamedTuple):
    """A frame crossed from one interface to another (``delivered``) or was dropped (``why`` says where and for what
    reason).

    ``source`` and ``target`` are interface indexes; ``target`` is 0 where a drop has no next interface.
    ``packet`` numbers the frame; a forwarded or bridged copy keeps it. ``frame`` is the frame or packet itself, a value
    (sys/mbuf.py).
    """

    at: int
    until: int
    packet: int
    source: int
    target: int
    label: str
    detail: str
    fate: str
    why: str
    frame: Any = None


Event = (
    TtyOutput | TtyMode | SystemCall | PrivCheck | AddressRewritten | VnetWalk | WalkStopped | ProcessEvent | PacketHop
)
TerminalEvent = TtyOutput | TtyMode
