"""syslog.conf(5): which messages go where.

Models readconfigfile() and cfline() of usr.sbin/syslogd/syslogd.c.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simbsd.lib.glob import glob
from simbsd.lib.netdb import EAI_SERVICE, getaddress, getservbyname
from simbsd.lib.pwd import read_file
from simbsd.lib.socket import Sockaddr
from simbsd.lib.unistd import exit, isatty, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY
from simbsd.sys.strtol import atoi, is_number
from simbsd.sys.syslog import FACILITY_NAMES, INTERNAL_NOPRI, LOG_NFACILITIES, LOG_PRIMASK, PRIORITY_NAMES
from simbsd.usr_sbin.syslogd.message import Message
from simbsd.usr_sbin.syslogd.property import FilterError, Property, compiled

PRI_LT, PRI_EQ, PRI_GT = 1, 2, 4
ALL = PRI_LT | PRI_EQ | PRI_GT
CONSOLE = "/dev/console"
INCLUDE, CONF = "include", ".conf"
_COMPARISONS = {"<": PRI_LT, "=": PRI_EQ, ">": PRI_GT}
_HOST_CHARACTERS = ".-,:%"


@dataclass(slots=True)
class Filed:
    """One action: where (``kind``: file, console, tty, forward, pipe, users, wall, or unused), and which messages.

    ``masks`` holds a priority and a comparison per facility; ``prevline`` to ``repeat`` are what duplicates need, times
    in seconds since 1970.
    """

    kind: str = "unused"
    name: str = ""
    masks: list[tuple[int, int]] = field(default_factory=lambda: [(INTERNAL_NOPRI, 0)] * (LOG_NFACILITIES + 1))
    program: str | None = None
    host: str | None = None
    prop: Property | None = None
    fd: int = -1
    address: Sockaddr | None = None
    users: tuple[str, ...] = ()
    prevline: str = ""
    prevpri: int = 0
    prevcount: int = 0
    lasttime: int = 0
    time: int = 0
    repeat: int = 0

    def wants(self, message: Message) -> bool:
        """Whether a message is selected."""
        facility, level = message.pri >> 3, message.pri & LOG_PRIMASK
        if facility > LOG_NFACILITIES:
            return False
        mask, compare = self.masks[facility]
        relation = PRI_EQ if mask == level else PRI_LT if mask < level else PRI_GT
        if not compare & relation or mask == INTERNAL_NOPRI:
            return False
        if skips(message.host.lower(), None if self.host is None else self.host.lower()):
            return False
        if skips(message.program, self.program):
            return False
        if self.prop is not None and not self.prop.wants(message):
            return False
        return not (self.kind == "console" and message.printed)


def skips(name: str, spec: str | None) -> bool:
    """Whether a block ``!prog``, ``+host``, ``-host`` leaves a name out (skip_message)."""
    if spec is None:
        return False
    excludes = spec.startswith("-")
    named = spec.lstrip("+-") if spec[:1] in ("+", "-") else spec
    return excludes if name in named.split(",") else not excludes


class ConfigError(Exception):
    """A line that cannot be used, in a sentence for the log."""


Complain = Callable[[str], Awaitable[None]]


@dataclass(slots=True)
class Reader:
    """Reads one configuration: blocks stay in force from line to line."""

    hostname: str
    create: bool
    unique: bool
    rfc3164: bool
    complain: Complain

    async def read(self, text: str, may_include: bool = True) -> list[Filed]:
        """Every action of a configuration file."""
        actions: list[Filed] = []
        host = program = prop = "*"
        for line in text.splitlines():
            words = line.split()
            if not words:
                continue
            if may_include and words[0] == INCLUDE and len(words) > 1:
                actions += await self._include(words[1])
                continue
            stripped = line.strip()
            if stripped.startswith("#"):
                stripped = stripped[1:]
                if stripped[:1] not in ("!", "+", "-", ":"):
                    continue
            mark, name = stripped[:1], stripped[1:].strip()
            if mark in ("+", "-"):
                host = "*" if not name or name[0] == "*" else mark + self._host(name)
            elif mark == "!":
                program = "*" if not name or name[0] == "*" else name.split()[0]
            elif mark == ":":
                prop = "*" if not name or name[0] == "*" else name
            else:
                action = await self._line(line, program, host)
                if action is not None:
                    action.prop = None if prop == "*" else await self._property(prop)
                    actions.append(action)
        return actions

    async def _property(self, text: str) -> Property:
        """A filter; syslogd does not live without one that it cannot read."""
        try:
            return compiled(text)
        except FilterError as error:
            await self.complain(str(error))
            await self.complain("filter compile error")
            await exit(1)

    def _host(self, name: str) -> str:
        if name[0] == "@":
            return self.hostname
        end = next((place for place, char in enumerate(name) if not (char.isalnum() or char in _HOST_CHARACTERS)), None)
        return name[:end]

    async def _include(self, directory: str) -> list[Filed]:
        actions: list[Filed] = []
        for path in await glob(f"{directory}/*{CONF}"):
            actions += await self.read(await read_file(path), may_include=False)
        return actions

    async def _line(self, line: str, program: str, host: str) -> Filed | None:
        place = 1
        while (place := line.find("#", place)) > 0:
            if line[place - 1] != "\\":
                line = line[:place]
                break
            line = line[: place - 1] + line[place:]
        selector, _, action = line.rstrip().replace("\t", " ").partition(" ")
        action = action.strip()
        found = Filed(program=None if program == "*" else program, host=None if host == "*" else self._trim(host))
        try:
            for piece in selector.split(";"):
                self._select(found, piece)
        except ConfigError as error:
            await self.complain(str(error))
            return None
        await self._target(found, action.removeprefix("-"))
        return found

    def _trim(self, host: str) -> str:
        return host.rstrip(".").partition(".")[0] if self.rfc3164 else host.rstrip(".")

    def _select(self, found: Filed, piece: str) -> None:
        """``facility,facility.level`` with a comparison before the level. Raises ConfigError."""
        names, _, level = piece.partition(".")
        inverted = level.startswith("!")
        level = level.removeprefix("!")
        compare = 0
        while level[:1] in _COMPARISONS:
            compare |= _COMPARISONS[level[0]]
            level = level[1:]
        if level.startswith("*"):
            pri, compare = LOG_PRIMASK, ALL
        else:
            pri = _decode(level, PRIORITY_NAMES, "priority")
        if not compare:
            compare = PRI_EQ if self.unique else PRI_EQ | PRI_GT
        if inverted:
            compare ^= ALL
        for name in filter(None, names.split(",")):
            if name.startswith("*"):
                found.masks[:LOG_NFACILITIES] = [(pri, compare)] * LOG_NFACILITIES
            else:
                facility = _decode(name, FACILITY_NAMES, "facility") >> 3
                if facility <= LOG_NFACILITIES:
                    found.masks[facility] = (pri, compare)

    async def _target(self, found: Filed, action: str) -> None:
        if action.startswith("@"):
            await self._forward(found, action[1:])
        elif action.startswith("/"):
            await self._file(found, action)
        elif action.startswith("|"):
            found.kind, found.name = "pipe", action[1:]
        elif action.startswith("*"):
            found.kind = "wall"
        else:
            found.kind = "users"
            found.users = tuple(name.strip() for name in action.split(",") if name.strip())

    async def _forward(self, found: Filed, target: str) -> None:
        host, colon, service = target.partition(":")
        address, why = await getaddress(host)
        if address is None:
            await self.complain(why)
            return
        port = atoi(service) if is_number(service) else await getservbyname(service if colon else "syslog", "udp")
        if port is None:
            await self.complain(EAI_SERVICE)
            return
        found.kind, found.name, found.address = "forward", host, (address, port)

    async def _file(self, found: Filed, path: str) -> None:
        flags = O_WRONLY | O_APPEND | O_NONBLOCK | (O_CREAT if self.create else 0)
        try:
            found.fd = await open(path, flags, 0o600)
        except Errno as error:
            await self.complain(f"{path}: {error}")
            return
        found.name = path
        found.kind = ("console" if path == CONSOLE else "tty") if await isatty(found.fd) else "file"


def _decode(name: str, names: dict[str, int], what: str) -> int:
    number = atoi(name) if name[:1].isdigit() else names.get(name.lower(), -1)
    if number < 0:
        raise ConfigError(f'unknown {what} name "{name}"')
    return number
