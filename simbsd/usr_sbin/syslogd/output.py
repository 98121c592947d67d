"""Writing messages where the configuration wants them.

Models logmsg(), fprintlog_first(), fprintlog_successive(), fprintlog_write() and wallmsg() of
usr.sbin/syslogd/syslogd.c.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from simbsd.lib.execvp import DEFAULT_PATH
from simbsd.lib.files import stat
from simbsd.lib.popen import popen
from simbsd.lib.printf import printf
from simbsd.lib.socket import sendto
from simbsd.lib.spawn import reap
from simbsd.lib.stdio import encode, puts
from simbsd.lib.strftime import strftime
from simbsd.lib.ttymsg import ttymsg
from simbsd.lib.unistd import close, gettimeofday, open
from simbsd.lib.utmpx import logins
from simbsd.sys.errno import (
    EADDRNOTAVAIL,
    EHOSTDOWN,
    EHOSTUNREACH,
    ENETDOWN,
    ENETUNREACH,
    ENOBUFS,
    ENOSPC,
    Errno,
    strerror,
)
from simbsd.sys.fcntl import O_NONBLOCK, O_WRONLY, S_IWGRP
from simbsd.sys.syslog import (
    FACILITY_NAMES,
    LOG_ERR,
    LOG_FACMASK,
    LOG_PRIMASK,
    LOG_SYSLOG,
    PRIORITY_NAMES,
)
from simbsd.usr_sbin.syslogd.arguments import Arguments
from simbsd.usr_sbin.syslogd.config import CONSOLE, Filed
from simbsd.usr_sbin.syslogd.message import Message

SECOND = 1_000_000
MAX_FORWARD = 1024
REPEAT_INTERVALS = (30, 120, 600)
PASSING = (ENOBUFS, ENETDOWN, ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, EADDRNOTAVAIL)


@dataclass(slots=True)
class Log:
    """The running log: where messages go, and through which network sockets they leave."""

    arguments: Arguments
    hostname: str = ""
    ready: bool = False
    actions: list[Filed] = field(default_factory=list)
    network: list[int] = field(default_factory=list)
    complaining: bool = False

    async def error(self, text: str) -> None:
        """syslogd's own troubles go through the log too (logerror)."""
        if self.complaining:
            return
        self.complaining = True
        await self.message(Message(LOG_SYSLOG | LOG_ERR, self.hostname, "syslogd", None, text))
        self.complaining = False

    async def message(self, message: Message) -> None:
        """Give one message to every action that wants it; before the configuration is read, to the console."""
        now = await gettimeofday()
        if message.when is None:
            message = replace(message, when=now)
        if not self.ready:
            await self._console(message, now // SECOND)
            return
        saved = f"{message.pri} {message.host} {message.app} {message.procid} {message.text}"
        for action in self.actions:
            if action.wants(message):
                await self._log(action, message, saved, now // SECOND)

    async def _log(self, action: Filed, message: Message, saved: str, now: int) -> None:
        assert message.when is not None
        if not self.arguments.repeat and saved == action.prevline:
            action.lasttime = message.when
            action.prevcount += 1
            if now > self._repeat_time(action):
                await self._successive(action, now)
                action.repeat = min(action.repeat + 1, len(REPEAT_INTERVALS) - 1)
            return
        if action.prevcount:
            await self._successive(action, now)
        action.repeat, action.prevpri, action.prevline = 0, message.pri, saved
        action.lasttime = message.when
        await self._first(action, message, now)

    def _repeat_time(self, action: Filed) -> int:
        return action.time + REPEAT_INTERVALS[action.repeat]

    def deadline(self) -> int | None:
        """When duplicates held back are to be told of (seconds since 1970), or None."""
        return min((self._repeat_time(action) for action in self.actions if action.prevcount), default=None)

    async def flush(self, everything: bool = False) -> None:
        """Tell of the duplicates whose time has come (markit), or of all."""
        now = await gettimeofday() // SECOND
        for action in self.actions:
            if action.prevcount and (everything or now >= self._repeat_time(action)):
                await self._successive(action, now)
                action.repeat = min(action.repeat + 1, len(REPEAT_INTERVALS) - 1)

    async def _successive(self, action: Filed, now: int) -> None:
        text = f"last message repeated {action.prevcount} times"
        await self._first(action, Message(action.prevpri, self.hostname, "syslogd", None, text), now)

    async def _first(self, action: Filed, message: Message, now: int) -> None:
        action.time, action.prevcount = now, 0
        if action.kind == "unused":
            return
        text = self._rfc3164(action, message) if self.arguments.rfc3164 else self._rfc5424(action, message)
        try:
            await self._write(action, text)
        except Errno as error:
            await self._failed(action, error)

    def _rfc5424(self, action: Filed, message: Message) -> str:
        stamp = strftime("%Y-%m-%dT%H:%M:%S", action.lasttime // SECOND)
        head = f"<{action.prevpri}>1 {stamp}.{action.lasttime % SECOND:06}+00:00 {message.host} "
        wall = "\r\n\aMessage from syslogd ...\r\n" if action.kind == "wall" else ""
        return f"{wall}{head}{message.app or '-'} {message.procid or '-'} {message.msgid or '-'} - {message.text}"

    def _rfc3164(self, action: Filed, message: Message) -> str:
        stamp = strftime("%b %e %H:%M:%S", action.lasttime // SECOND)
        if action.kind == "forward":
            foreign = message.host.lower() != self.hostname.lower()
            head = f"<{action.prevpri}>{stamp}{f' Forwarded from {message.host}:' if foreign else ''} "
        elif action.kind == "wall":
            head = f"\r\n\aMessage from syslogd@{message.host} at {stamp} ...\r\n"
        else:
            head = f"{stamp} {self._verbose(action.prevpri)}{message.host} "
        procid = f"[{message.procid}]" if message.procid else ""
        return head + (f"{message.app}{procid}: " if message.app is not None else "") + message.text

    def _verbose(self, pri: int) -> str:
        """-v: facility and priority by number, -vv by name."""
        if not self.arguments.verbose:
            return ""
        facility, level = str((pri & LOG_FACMASK) >> 3), str(pri & LOG_PRIMASK)
        if self.arguments.verbose > 1:
            facility = next((name for name, value in FACILITY_NAMES.items() if value == pri & LOG_FACMASK), facility)
            level = next((name for name, value in PRIORITY_NAMES.items() if value == pri & LOG_PRIMASK), level)
        return f"<{facility}.{level}> "

    async def _write(self, action: Filed, text: str) -> None:
        if action.kind == "file":
            await puts(f"{text}\n", action.fd)
        elif action.kind in ("console", "tty"):
            await printf(f"{text}\r\n", action.fd)
        elif action.kind == "forward":
            await self._forward(action, encode(text)[:MAX_FORWARD])
        elif action.kind == "pipe":
            if action.fd < 0:
                await reap()
                action.fd = (await popen(action.name, False, {"PATH": DEFAULT_PATH})).fd
            await puts(f"{text}\n", action.fd)
        else:
            await self._wall(action, f"{text}\r\n")

    async def _forward(self, action: Filed, data: bytes) -> None:
        refused: Errno | None = None
        for fd in self.network:
            try:
                await sendto(fd, data, action.address)
                return
            except Errno as error:
                refused = error
        if refused is not None:
            raise refused

    async def _failed(self, action: Filed, error: Errno) -> None:
        """A full disk and a network that is down pass; anything else ends the action."""
        if action.kind == "forward":
            await self.error(f"sendto: {error}")
            if error.errno not in PASSING:
                action.kind = "unused"
        elif error.errno != ENOSPC:
            if action.fd >= 0:
                await close(action.fd)
            action.fd = -1
            if action.kind == "pipe":
                return  # its command has ended, and is started anew by the next message
            action.kind = "unused"
            await self.error(f"{action.name}: {error}")

    async def _wall(self, action: Filed, text: str) -> None:
        for record in await logins():
            if action.kind == "wall":
                complaint = await ttymsg(record.ut_line, text)
            elif record.ut_user in action.users:
                complaint = await _ttymsg_check(record.ut_line, text)
            else:
                continue
            if complaint:
                await self.error(complaint)

    async def _console(self, message: Message, now: int) -> None:
        try:
            fd = await open(CONSOLE, O_WRONLY | O_NONBLOCK)
        except Errno:
            return
        await self._first(Filed("console", fd=fd, prevpri=message.pri, lasttime=message.when or 0), message, now)
        await close(fd)


async def _ttymsg_check(line: str, text: str) -> str:
    """As ttymsg, but only where messages are enabled (mesg(1): the group may write)."""
    try:
        mode = (await stat(f"/dev/{line}")).st_mode
    except Errno as error:
        return f"/dev/{line}: {strerror(error.errno)}"
    return await ttymsg(line, text) if mode & S_IWGRP else ""
