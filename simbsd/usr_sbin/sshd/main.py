"""sshd(8): take callers, find out who they are, give them a shell.

Models crypto/openssh/sshd.c; leaves out re-execution, the separate process before authentication, limits on callers,
and, saying so, -c, -d, -E and -i. What it says to ssh(1) is a wire of our own (lib/ssh.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.daemon import detach
from simbsd.lib.err import Err
from simbsd.lib.files import access
from simbsd.lib.getopt import getopt
from simbsd.lib.pidfile import Pidfile
from simbsd.lib.printf import printf
from simbsd.lib.pwd import Passwd, read_file
from simbsd.lib.setproctitle import setproctitle
from simbsd.lib.signal import signal
from simbsd.lib.socket import Sockaddr, accept, bind, getsockname, listen, setsockopt, socket
from simbsd.lib.spawn import reap
from simbsd.lib.ssh import (
    KEX_INIT,
    KEX_REPLY,
    USERAUTH_BANNER,
    VERSION,
    VERSION_FREEBSD,
    Closed,
    Wire,
    host_of,
    session_id,
)
from simbsd.lib.sshkey import Key, parse_private
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.syscall import syscall
from simbsd.lib.syslog import Syslog
from simbsd.lib.unistd import close, exit, fork, getpid, open, poll, setsid, waitpid
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.fcntl import O_CREAT, O_TRUNC, O_WRONLY, R_OK
from simbsd.sys.signal import SIG_DFL, SIGCHLD, SIGHUP, SIGTERM
from simbsd.sys.socketvar import AF_INET, AF_INET6, SOCK_STREAM
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.syslog import LOG_AUTH, LOG_CRIT, LOG_ERR, LOG_INFO, LOG_PID
from simbsd.usr_sbin.sshd.auth import Authentication, nologin
from simbsd.usr_sbin.sshd.config import DEFAULT, HOST_KEYS, Config, ConfigError, parse
from simbsd.usr_sbin.sshd.session import Session, become, carry, negotiate, record_login, record_logout, start

USAGE = f"""\
{VERSION.removeprefix("SSH-2.0-")}p1, OpenSSL 3.0.13
usage: sshd [-46DdeGiqTtV] [-C connection_spec] [-c host_cert_file]
            [-E log_file] [-f config_file] [-g login_grace_time]
            [-h host_key_file] [-o option] [-p port] [-u len]
"""
LETTERS = "46b:C:c:DdE:ef:Gg:h:ik:o:p:QqrTtu:V"
LEFT_OUT = "cdEi"
TESTSPEC = ("addr", "host", "user", "laddr", "rdomain", "lport")
HOST_NAME_MAX = 255
BACKLOG = 128


@dataclass(slots=True)
class Server:
    """The listening process."""

    config: Config
    key: Key
    title: str
    log: Syslog
    listeners: list[int] = field(default_factory=list)
    pidfile: Pidfile | None = None
    signals: list[int] = field(default_factory=list)
    children: int = 0


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Read the configuration and the host's key, and go to the background."""
    err = Err(argv)
    options, operands = await getopt(argv, LETTERS)
    given = dict(options)
    if "?" in given or operands:
        await printf(USAGE, STDERR)
        return 1
    if "V" in given:
        await printf(USAGE.partition("usage")[0], STDERR)
        return 0
    for letter, value in options:
        wrong = _wrong(letter, value)
        if wrong:
            await printf(f"{wrong}\n", STDERR)
            return 1
    if not {"t", "T", "G"} & given.keys() and not argv[0].startswith("/"):
        await printf("sshd re-exec requires execution with an absolute path\r\n", STDERR)
        return 255
    if "C" in given and "T" not in given:
        await printf("Config test connection parameter (-C) provided without test mode (-T)\r\n", STDERR)
        return 255
    config = await _configuration(options)
    if isinstance(config, int):
        return config
    if "G" in given:
        await puts(await _dump(config))
        return 0
    key = await _host_key(config)
    if key is None:
        await printf(f"{err.name}: no hostkeys available -- exiting.\n", STDERR)
        return 1
    if "T" in given:
        await puts(await _dump(config))
    if {"t", "T"} & given.keys():
        return 0
    server = Server(config, key, " ".join(argv), Syslog("sshd", LOG_PID, LOG_AUTH))
    if "D" in given:
        return await _run(server)
    await fork(_detached, server)
    return 0


async def _configuration(options: list[tuple[str, str]]) -> Config | int:
    """The configuration, or the status with which the program ends."""
    given = dict(options)
    path = given.get("f", DEFAULT)
    try:
        await access(path, R_OK)
    except Errno as error:
        await printf(f"{path}: {error}\n", STDERR)
        return 1
    try:
        config = parse(await read_file(path), path, tuple(value for letter, value in options if letter == "o"))
    except ConfigError as wrong:
        await printf("".join(f"{line}\r\n" for line in str(wrong).splitlines()), STDERR)
        return 1 if str(wrong).startswith("command-line") else 255
    for letter in given:
        config.family = {"4": AF_INET, "6": AF_INET6}.get(letter, config.family)
    config.ports = [to_int(value) for letter, value in options if letter == "p" and is_number(value)] or config.ports
    config.host_keys = [value for letter, value in options if letter == "h"] or config.host_keys
    return config


def _wrong(letter: str, value: str) -> str:
    """What is wrong with an option, or nothing."""
    number = to_int(value) if is_number(value) else -1
    if letter == "p" and not 0 < number <= 65535:
        return "Bad port number."
    if letter == "g" and re.fullmatch("([0-9]+[sSmMhHdDwW]?)+", value) is None:
        return "Invalid login grace time."
    if letter == "u" and number > HOST_NAME_MAX + 1:
        return "Invalid utmp length."
    for part in value.split(",") if letter == "C" else ():
        name, equals, text = part.partition("=")
        if not equals or name not in TESTSPEC:
            return f"Invalid test mode specification {part}"
        if name == "lport" and not (is_number(text) and 0 < to_int(text) <= 65535):
            return f"Invalid port '{text}' in test mode specification {part}"
    return f"sshd: -{letter}: left out of this machine" if letter in LEFT_OUT else ""


async def _dump(config: Config) -> str:
    from simbsd.usr_sbin.sshd.dump import dump  # no server needs it

    return await dump(config)


async def _host_key(config: Config) -> Key | None:
    for path in config.host_keys or HOST_KEYS:
        key = parse_private(await read_file(path))
        if key is not None:
            return key
        if config.host_keys:
            await printf(f"Unable to load host key: {path}\n", STDERR)
    return None


async def _detached(server: Server) -> int:
    await detach()
    return await _run(server)


async def _listen(server: Server) -> None:
    for address in server.config.listen():
        where, six = await host_of(address), len(address) == 3
        try:
            fd = await socket(AF_INET6 if six else AF_INET, SOCK_STREAM)
        except Errno:
            continue  # a jail without addresses of the family: said to nobody (listen_on_addrs)
        await setsockopt(fd, "SO_REUSEADDR", 1)
        if six:
            await setsockopt(fd, "IPV6_V6ONLY", 1)
        try:
            await bind(fd, address)
            await listen(fd, BACKLOG)
        except Errno as error:
            await server.log(LOG_ERR, f"error: Bind to port {address[1]} on {where} failed: {error}.")
            await close(fd)
            continue
        server.listeners.append(fd)
        await server.log(LOG_INFO, f"Server listening on {where} port {address[1]}.")
    if not server.listeners:
        await server.log(LOG_CRIT, "fatal: Cannot bind any address.")
        await exit(255)


async def _show(server: Server) -> None:
    await setproctitle("sshd", f"{server.title} [listener] {server.children} of 10-100 startups")


async def _run(server: Server) -> int:
    """Accept callers until told to end."""
    await _listen(server)
    for number in (SIGTERM, SIGHUP, SIGCHLD):
        await signal(number, server.signals.append)
    try:
        fd = await open(server.config.pidfile, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        server.pidfile = Pidfile(server.config.pidfile, fd)
        await puts(f"{await getpid()}\n", fd)
    except Errno as error:
        await server.log(LOG_ERR, f'error: Couldn\'t create pid file "{server.config.pidfile}": {error}')
    await _show(server)
    while True:
        while server.signals:
            await _signal(server, server.signals.pop(0))
        try:
            ready = await poll(dict.fromkeys(server.listeners, "r"), None)
        except Errno as error:
            if error.errno != EINTR:
                raise
            continue
        for fd in ready:
            await _accept(server, fd)


async def _signal(server: Server, number: int) -> None:
    if number == SIGTERM:
        await server.log(LOG_INFO, "Received signal 15; terminating.")
        if server.pidfile is not None:
            await server.pidfile.remove()
        await exit(255)
    if number == SIGHUP:
        await server.log(LOG_INFO, "Received SIGHUP; restarting.")
        try:
            server.config = parse(await read_file(DEFAULT), DEFAULT)
        except ConfigError as error:
            await server.log(LOG_CRIT, f"fatal: {error}")
            await exit(255)
        for fd in server.listeners:
            await close(fd)
        server.listeners = []
        await _listen(server)
        return
    await reap()


async def _accept(server: Server, fd: int) -> None:
    try:
        connection, peer = await accept(fd)
    except Errno:
        return
    try:
        await fork(_serve, (server, connection, peer))
    except Errno as error:
        await server.log(LOG_ERR, f"error: fork: {error}")
    await close(connection)


async def _serve(state: tuple[Server, int, Sockaddr]) -> int:
    """One caller's process, from the banner to the end."""
    server, fd, peer = state
    for number in (SIGTERM, SIGHUP, SIGCHLD):
        await signal(number, SIG_DFL)
    for listener in server.listeners:
        await close(listener)
    await server.log.closelog()
    await setproctitle("sshd", "[accepted]")
    wire, log = Wire(fd), server.log
    caller = await host_of(peer)
    where = f"{caller} port {peer[1]}"
    auth: Authentication | None = None
    try:
        version = await wire.banner(f"{VERSION} {VERSION_FREEBSD}")
        if not version.startswith("SSH-2.0-"):
            what = f'client sent invalid protocol identifier "{version}"'
            await log(LOG_ERR, f"error: kex_exchange_identification: {what}")
            await log(LOG_INFO, f"banner exchange: Connection from {where}: invalid format")
            return 255
        session = await _exchange(server, wire)
        auth = Authentication(server.config, wire, log, caller, peer[1], session)
        await setproctitle("sshd", "unknown [priv]")
        if server.config.banner != "none":
            await wire.send(USERAUTH_BANNER, await read_file(server.config.banner))
        account = await auth.run()
        await setproctitle("sshd", f"{auth.user} [priv]")
        if await nologin(account, log, auth.user):
            return 255
        return await _session(server, wire, account, peer)
    except Closed:
        if auth is None:
            await log(LOG_INFO, f"Connection closed by {where}" + (" [preauth]" if wire.buffer else ""))
        elif auth.user:
            kind = "authenticating" if auth.account is not None else "invalid"
            await log(LOG_INFO, f"Connection closed by {kind} user {auth.user} {where} [preauth]")
        else:
            await log(LOG_INFO, f"Connection closed by {where} [preauth]")
        return 255


async def _exchange(server: Server, wire: Wire) -> bytes:
    """The host proves that it has its key; what the connection is called from now on. Raises Closed."""
    (theirs,) = (await wire.expect(KEX_INIT, 1))[:1]
    ours: bytes = await syscall("getrandom", 32)
    session = session_id(theirs, ours, server.key.blob)
    await wire.send(KEX_REPLY, server.key.line, ours, server.key.sign(session))
    return session


async def _session(server: Server, wire: Wire, account: Passwd, peer: Sockaddr) -> int:
    """The login: for root in this process, for others in one that has no more rights than they (privsep_postauth)."""
    session = Session(wire, account, peer, await getsockname(wire.fd), server.config.motd, server.config.lastlog)
    try:
        await negotiate(session, server.config.tty)
    except Closed:
        return 255
    if account.pw_uid == 0:
        return await _user((server, session))
    child = await fork(_user, (server, session))
    await close(wire.fd)
    for fd in (session.inputs, session.slave):
        if fd >= 0:
            await close(fd)
    while True:
        try:
            await waitpid(child)
            await record_logout(session, child)
            return 0
        except Errno as error:
            if error.errno != EINTR:
                return 255


async def _user(state: tuple[Server, Session]) -> int:
    """The process that stands between the caller and the shell."""
    server, session = state
    name = session.account.pw_name
    await setproctitle("sshd", f"{name}@{session.tty or 'notty'}")
    where = f"{await host_of(session.peer)} port {session.peer[1]}"
    await setsid()
    if session.account.pw_uid:
        await record_login(session)
    await become(session.account)
    try:
        await start(session)
        await carry(session)
    except Closed:
        pass
    if not session.account.pw_uid:
        await record_logout(session, session.child)
    await server.log(LOG_INFO, f"Received disconnect from {where}:11: disconnected by user")
    await server.log(LOG_INFO, f"Disconnected from user {name} {where}")
    return 0
