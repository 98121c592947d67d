"""A login's session: its shell or command, on a pseudo-terminal or on pipes.

Models crypto/openssh/session.c, sshlogin.c, loginrec.c and serverloop.c; leaves out forwarding, subsystems, several
sessions on one connection, and names of callers (UseDNS).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.files import chown, stat
from simbsd.lib.grp import getgrouplist
from simbsd.lib.login_cap import setuserenvironment
from simbsd.lib.login_class import setusercontext
from simbsd.lib.printf import printf
from simbsd.lib.pty import login_tty, openpty
from simbsd.lib.pwd import Passwd, read_file
from simbsd.lib.signal import kill, signal
from simbsd.lib.socket import Sockaddr
from simbsd.lib.ssh import (
    CHANNEL_CLOSE,
    CHANNEL_DATA,
    CHANNEL_EOF,
    CHANNEL_EXTENDED_DATA,
    CHANNEL_REQUEST,
    Closed,
    Wire,
    host_of,
)
from simbsd.lib.stdio import STDERR, decode, encode, put
from simbsd.lib.unistd import (
    chdir,
    close,
    dup2,
    execve,
    exit,
    fork,
    getpid,
    ioctl,
    pipe,
    poll,
    read,
    setgid,
    setgroups,
    setlogin,
    setsid,
    setuid,
    waitpid,
)
from simbsd.lib.utmpx import logins, record_dead, record_user
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import ECHILD, EINTR, Errno
from simbsd.sys.signal import SIG_DFL, SIGCHLD, SIGHUP
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.termios import Winsize
from simbsd.sys.utmpx import ID_SIZE, UTX_LASTLOGIN
from simbsd.sys.wait import WNOHANG, wexitstatus, wifexited, wtermsig

GID_TTY = 4
MOTD = "/var/run/motd"
CHUNK = 8192
SECOND = 1_000_000


@dataclass(slots=True)
class Session:
    """What the caller asked for, and the process that does it."""

    wire: Wire
    account: Passwd
    peer: Sockaddr
    local: Sockaddr
    motd: bool = True
    lastlog: bool = True
    message: str = ""
    term: str = ""
    size: Winsize = field(default_factory=Winsize)
    tty: str = ""
    command: str | None = None
    slave: int = -1
    child: int = 0
    status: int | None = None
    inputs: int = -1
    outputs: dict[int, int] = field(default_factory=dict)
    others: list[int] = field(default_factory=list)


async def negotiate(session: Session, may_tty: bool) -> None:
    """Hear what is asked for: a terminal or none, then a shell or a command. Raises Closed."""
    while True:
        kind, *rest = await session.wire.expect(CHANNEL_REQUEST, 1)
        if kind == b"pty-req" and len(rest) >= 3 and may_tty:
            session.term, session.size = decode(rest[0]), _size(rest[1], rest[2])
            await _pty(session)
        elif kind == b"exec" and rest:
            session.command = decode(rest[0])
            return
        elif kind == b"shell":
            return


def _size(rows: bytes, columns: bytes) -> Winsize:
    numbers = [to_int(decode(word)) if is_number(decode(word)) else 0 for word in (rows, columns)]
    return Winsize(*numbers)


async def _pty(session: Session) -> None:
    """A pseudo-terminal that belongs to the user (pty_allocate, pty_setowner)."""
    try:
        master, session.slave, path = await openpty(session.size)
    except Errno:
        return
    await chown(path, session.account.pw_uid, GID_TTY)
    session.tty = path.removeprefix("/dev/")
    if session.lastlog:
        session.message = await _last_login(session.account.pw_name)
    session.inputs = master
    session.outputs = {master: CHANNEL_DATA}


async def _last_login(name: str) -> str:
    """When a user logged in last (store_lastlog_message)."""
    for last in await logins(UTX_LASTLOGIN):
        if last.ut_user == name:
            where = f" from {last.ut_host}" if last.ut_host else ""
            return f"Last login: {ctime(last.ut_tv // SECOND)}{where}\r\n"
    return ""


async def record_login(session: Session) -> None:
    """This process's login on the session's terminal, if it has one; needs root."""
    if session.tty:
        host = await host_of(session.peer)
        await record_user(session.account.pw_name, session.tty, _ident(session), await getpid(), host)


async def record_logout(session: Session, pid: int) -> None:
    """The login of a process is over."""
    if session.tty:
        await record_dead(_ident(session), pid)


def _ident(session: Session) -> bytes:
    """A session is called by its terminal, the end of a long name (line_abbrevname)."""
    return encode(session.tty)[-ID_SIZE:].ljust(ID_SIZE, b"\0")


async def start(session: Session) -> None:
    """Start the shell or the command (do_exec_pty, do_exec_no_pty). Errors: EAGAIN."""
    if session.tty:
        session.child = await fork(_child, session)
        await close(session.slave)
        return
    down, inputs = await pipe()
    out, up = await pipe()
    errors, up2 = await pipe()
    session.others = [down, up, up2, inputs, out, errors]
    session.child = await fork(_child, session)
    for fd in (down, up, up2):
        await close(fd)
    session.inputs = inputs
    session.outputs = {out: CHANNEL_DATA, errors: CHANNEL_EXTENDED_DATA}


async def become(account: Passwd) -> None:
    """Take on the user's identity (do_setusercontext)."""
    await setlogin(account.pw_name)
    try:
        await setgid(account.pw_gid)
        await setgroups(await getgrouplist(account.pw_name, account.pw_gid))
        await setusercontext(account)
        await setuid(account.pw_uid)
    except Errno:
        await exit(254)


async def _child(session: Session) -> int:
    """The user's process (do_child)."""
    await close(session.wire.fd)
    for number in (SIGCHLD, SIGHUP):
        await signal(number, SIG_DFL)
    if session.tty:
        await close(session.inputs)
        await login_tty(session.slave)
        if not session.account.pw_uid:
            await record_login(session)
    else:
        await setsid()
        for number, fd in enumerate(session.others[:3]):
            await dup2(fd, number)
        for fd in session.others:
            await close(fd)
    account = session.account
    if session.tty and session.command is None and not await _is_quiet(account):
        await printf(session.message + (await read_file(MOTD) if session.motd else ""))
    try:
        await chdir(account.pw_dir)
    except Errno as error:
        await printf(f"Could not chdir to home directory {account.pw_dir}: {error}\n", STDERR)
    shell = account.pw_shell or "/bin/sh"
    name = shell.rpartition("/")[2]
    words = [f"-{name}"] if session.command is None else [name, "-c", session.command]
    try:
        await execve(shell, words, await _environment(session))
    except Errno as error:
        await printf(f"{shell}: {error}\n", STDERR)
        await exit(1)


async def _is_quiet(account: Passwd) -> bool:
    """Whether the user wants no greetings (check_quietlogin)."""
    try:
        await stat(f"{account.pw_dir}/.hushlogin")
    except Errno:
        return False
    return True


async def _environment(session: Session) -> dict[str, str]:
    envp: dict[str, str] = {}
    await setuserenvironment(session.account, envp)
    envp["LOGNAME"] = session.account.pw_name
    client, server = await host_of(session.peer), await host_of(session.local)
    envp["SSH_CLIENT"] = f"{client} {session.peer[1]} {session.local[1]}"
    envp["SSH_CONNECTION"] = f"{client} {session.peer[1]} {server} {session.local[1]}"
    if session.tty:
        envp["SSH_TTY"] = f"/dev/{session.tty}"
        envp["TERM"] = session.term
    return envp


async def carry(session: Session) -> None:
    """Bytes both ways until the child has ended and all is said; a caller who goes hangs the child up (server_loop)."""
    ended: list[int] = []
    await signal(SIGCHLD, ended.append)
    try:
        while session.outputs and not (session.status is not None and await _is_drained(session)):
            await _messages(session)
            await _wait(session)
    except Closed:
        await _hang_up(session)
        raise
    while session.status is None:
        await _reap(session, 0)
    await session.wire.send(CHANNEL_EOF)
    await session.wire.send(CHANNEL_CLOSE, str(session.status))


async def _is_drained(session: Session) -> bool:
    return not await poll(dict.fromkeys(session.outputs, "r"), 0)


async def _wait(session: Session) -> None:
    try:
        ready = await poll(dict.fromkeys((session.wire.fd, *session.outputs), "r"), None)
    except Errno as error:
        if error.errno != EINTR:
            raise
        await _reap(session, WNOHANG)
        return
    if session.wire.fd in ready:
        await session.wire.fill()
    for fd, number in tuple(session.outputs.items()):
        if fd in ready:
            await _output(session, fd, number)
    await _reap(session, WNOHANG)


async def _output(session: Session, fd: int, number: int) -> None:
    try:
        data = await read(fd, CHUNK)
    except Errno:
        data = b""
    if data:
        await session.wire.send(number, data)
    else:
        del session.outputs[fd]


async def _messages(session: Session) -> None:
    while (found := session.wire.next()) is not None:
        number, strings = found
        if number == CHANNEL_DATA and strings and session.inputs >= 0:
            try:
                await put(session.inputs, strings[0])
            except Errno:
                pass  # the child does not listen any more
        elif number == CHANNEL_EOF and not session.tty and session.inputs >= 0:
            await close(session.inputs)
            session.inputs = -1
        elif number == CHANNEL_REQUEST and strings[:1] == [b"window-change"] and session.tty and len(strings) == 3:
            await ioctl(session.inputs, "TIOCSWINSZ", _size(strings[1], strings[2]))
        elif number == CHANNEL_CLOSE:
            raise Closed


async def _reap(session: Session, options: int) -> None:
    try:
        pid, status = await waitpid(-1, options)
    except Errno as error:
        if error.errno == ECHILD and session.status is None:
            session.status = 255
        return
    if pid == session.child:
        session.status = wexitstatus(status) if wifexited(status) else 128 + wtermsig(status)


async def _hang_up(session: Session) -> None:
    if session.tty:
        await close(session.inputs)
        return
    try:
        await kill(session.child, SIGHUP)
    except Errno:
        pass
