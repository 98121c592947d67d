"""httpd-lite: a small web server of our own, for files.

Models no other server: a process that listens as root and one for each connection, as user www. HUP opens the log anew
(newsyslog(8) moves it away), TERM ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.daemon import detach
from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrouplist
from simbsd.lib.pidfile import Pidfile, pidfile_open
from simbsd.lib.pwd import Passwd, getpwnam, read_file
from simbsd.lib.signal import signal
from simbsd.lib.socket import accept, bind, listen, setsockopt, socket
from simbsd.lib.spawn import reap
from simbsd.lib.unistd import (
    close,
    exit,
    fork,
    open,
    poll,
    setgid,
    setgroups,
    setuid,
)
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_WRONLY
from simbsd.sys.signal import SIGCHLD, SIGHUP, SIGINT, SIGTERM
from simbsd.sys.socketvar import AF_INET, SOCK_STREAM
from simbsd.usr_local_sbin.httpd_lite.config import DEFAULT, Config, ConfigError, parse, shown
from simbsd.usr_local_sbin.httpd_lite.serve import Connection, serve

USAGE = "httpd-lite [-dt] [-f config_file]"
BACKLOG = 128


@dataclass(slots=True)
class Server:
    """The listening process."""

    config: Config
    user: Passwd
    listeners: list[int] = field(default_factory=list)
    log: int = -1
    pidfile: Pidfile | None = None
    signals: list[int] = field(default_factory=list)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Read the configuration, open everything while errors can be told, and go to the background."""
    err = Err(argv)
    options, operands = await getopt(argv, "df:t")
    given = dict(options)
    if operands or "?" in given:
        await err.usage(USAGE)
    path = given.get("f", DEFAULT)
    text = await read_file(path)
    if not text:
        await err.errx(1, f"{path}: cannot be read, or is empty")
    try:
        config = parse(text)
    except ConfigError as error:
        await err.errx(1, f"{path}: {error}")
    user = await getpwnam(config.user)
    if user is None:
        await err.errx(1, f"{config.user}: no such user")
    if "t" in given:
        await err.warnx(f"{path}: syntax ok")
        return 0
    server = Server(config, user)
    await _open(err, server)
    if "d" in given:
        return await _run(server)
    try:
        await fork(_detached, server)
    except Errno as error:
        await err.err(1, "fork", error)
    return 0


async def _open(err: Err, server: Server) -> None:
    config = server.config
    for address in config.listen:
        try:
            fd = await socket(AF_INET, SOCK_STREAM)
            await setsockopt(fd, "SO_REUSEADDR", 1)
            await bind(fd, address)
            await listen(fd, BACKLOG)
        except Errno as error:
            await err.err(1, shown(address), error)
        server.listeners.append(fd)
    try:
        server.log = await _open_log(config)
    except Errno as error:
        await err.err(1, config.accesslog, error)
    try:
        server.pidfile, other = await pidfile_open(config.pidfile, 0o644)
    except Errno as error:
        await err.err(1, config.pidfile, error)
    if server.pidfile is None:
        await err.errx(1, f"already running, pid: {other}")


async def _open_log(config: Config) -> int:
    return await open(config.accesslog, O_WRONLY | O_CREAT | O_APPEND, 0o644)


async def _detached(server: Server) -> int:
    await detach()
    return await _run(server)


async def _run(server: Server) -> int:
    """Accept connections until told to end."""
    for number in (SIGTERM, SIGINT, SIGHUP, SIGCHLD):
        await signal(number, server.signals.append)
    if server.pidfile is not None:
        await server.pidfile.write()
    while True:
        while server.signals:
            number = server.signals.pop(0)
            if number in (SIGTERM, SIGINT):
                if server.pidfile is not None:
                    await server.pidfile.remove()
                return 0
            await (_reopen(server) if number == SIGHUP else reap())
        try:
            ready = await poll(dict.fromkeys(server.listeners, "r"), None)
        except Errno as error:
            if error.errno != EINTR:
                raise
            continue
        for fd in ready:
            await _accept(server, fd)


async def _reopen(server: Server) -> None:
    await close(server.log)
    server.log = await _open_log(server.config)


async def _accept(server: Server, fd: int) -> None:
    try:
        connection, peer = await accept(fd)
    except Errno:
        return
    try:
        await fork(_child, (server, Connection(server.config, connection, server.log, peer)))
    except Errno:
        pass  # the process table is full: this caller is turned away
    await close(connection)


async def _child(state: tuple[Server, Connection]) -> int:
    """One connection's process, without root's rights."""
    server, connection = state
    for fd in server.listeners:
        await close(fd)
    user = server.user
    try:
        await setgid(user.pw_gid)
        await setgroups(await getgrouplist(user.pw_name, user.pw_gid))
        await setuid(user.pw_uid)
    except Errno:
        await exit(1)
    await serve(connection)
    return 0
