"""inetd(8): wait for what comes to many ports, and start the program that serves it.

Models usr.sbin/inetd/inetd.c; leaves out the limits of -C, -c, -R and -s, tcp wrappers, login classes other than the
user's own, and waiting for a port that is taken: HUP tries again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simbsd.lib.daemon import detach
from simbsd.lib.err import EX_USAGE
from simbsd.lib.files import access
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrnam, getgrouplist
from simbsd.lib.inet import inet_ntoa
from simbsd.lib.inet6 import sockaddr6
from simbsd.lib.netdb import Unresolved, getservbyname, resolve
from simbsd.lib.pidfile import Pidfile, pidfile_open
from simbsd.lib.pwd import getpwnam, read_file
from simbsd.lib.setproctitle import setproctitle
from simbsd.lib.signal import signal
from simbsd.lib.socket import accept, bind, getpeername, listen, setsockopt, socket
from simbsd.lib.stdio import STDERR, STDIN, STDOUT
from simbsd.lib.syslog import Syslog
from simbsd.lib.unistd import (
    close,
    dup2,
    execve,
    exit,
    fork,
    poll,
    setgid,
    setgroups,
    setsid,
    setuid,
    waitpid,
)
from simbsd.sys.errno import EINTR, Errno, strerror
from simbsd.sys.fcntl import R_OK
from simbsd.sys.in6 import inet_ntop6
from simbsd.sys.signal import SIG_DFL, SIG_IGN, SIGCHLD, SIGHUP, SIGPIPE, SIGTERM
from simbsd.sys.socketvar import AF_INET, AF_INET6, SOCK_STREAM
from simbsd.sys.syslog import LOG_DAEMON, LOG_ERR, LOG_PERROR, LOG_WARNING
from simbsd.sys.wait import WNOHANG
from simbsd.usr_sbin.inetd.builtins import DATAGRAMS, STREAMS, datagram
from simbsd.usr_sbin.inetd.config import CONFIG, Service, parse

USAGE = (
    "usage: inetd [-dlWw] [-a address] [-C rate] [-c maximum] [-p filename] [-R rate] [-s maximum] [configuration_file]"
)
PIDFILE, BACKLOG, EX_OSERR = "/var/run/inetd.pid", 64, 71
ANY = {AF_INET: 0, AF_INET6: 0}


@dataclass(slots=True)
class Inetd:
    """The waiting process: its services by key, where it binds, and the signals it has been sent."""

    path: str
    log: Syslog
    envp: dict[str, str]
    addresses: dict[int, int] = field(default_factory=lambda: dict(ANY))
    debug: bool = False
    services: dict[tuple[str, str, int], Service] = field(default_factory=dict)
    signals: list[int] = field(default_factory=list)
    pidfile: Pidfile | None = None


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Read the command line, go to the background, and serve."""
    log = Syslog("inetd", LOG_PERROR, LOG_DAEMON)
    options, operands = await getopt(argv, "dlwWR:a:c:C:p:s:")
    given = dict(options)
    if "?" in given:
        await log(LOG_ERR, USAGE)
        return EX_USAGE
    inetd = Inetd(operands[0] if operands else CONFIG, log, envp, debug="d" in given)
    if "a" in given:
        try:
            family, address, _ = await resolve(given["a"], (AF_INET, AF_INET6))
        except Unresolved as error:
            await log(LOG_ERR, f"-a {given['a']}: {error.gai}")
            return EX_USAGE
        inetd.addresses = {family: address}
    try:
        await access(inetd.path, R_OK)
    except Errno as error:
        await log(LOG_ERR, f"Accessing {inetd.path}: {strerror(error.errno)}, continuing anyway.")
    if inetd.debug:
        return await _run(inetd)
    try:
        inetd.pidfile, other = await pidfile_open(given.get("p", PIDFILE), 0o600)
        if inetd.pidfile is None:
            await log(LOG_ERR, f"inetd already running, pid: {other}")
            return EX_OSERR
    except Errno as error:
        await log(LOG_WARNING, f"pidfile_open() failed: {strerror(error.errno)}")
    await log.closelog()
    await fork(_detached, inetd)
    return 0


async def _detached(inetd: Inetd) -> int:
    """The daemon: a session of its own, at the root, its messages in the log alone."""
    await detach()
    inetd.log = Syslog("inetd", 0, LOG_DAEMON)
    if inetd.pidfile is not None:
        await inetd.pidfile.write()
    return await _run(inetd)


async def _run(inetd: Inetd) -> int:
    for number in (SIGHUP, SIGCHLD):
        await signal(number, inetd.signals.append)
    await signal(SIGTERM, inetd.signals.append)
    await signal(SIGPIPE, SIG_IGN)
    await _configure(inetd)
    while True:
        while inetd.signals:
            number = inetd.signals.pop(0)
            if number == SIGTERM:
                if inetd.pidfile is not None:
                    await inetd.pidfile.remove()
                return 0
            await (_configure if number == SIGHUP else _reap)(inetd)
        waiting = {one.fd: one for one in inetd.services.values() if one.fd >= 0 and not one.child}
        try:
            ready = await poll(dict.fromkeys(waiting, "r"), None)
        except Errno as error:
            if error.errno != EINTR:
                raise
            continue
        for fd in ready:
            await _serve(inetd, waiting[fd])


async def _reap(inetd: Inetd) -> None:
    """Children have ended: the sockets that they had are waited for again."""
    while True:
        try:
            pid, _ = await waitpid(-1, WNOHANG)
        except Errno:
            return
        if not pid:
            return
        for service in inetd.services.values():
            if service.child == pid:
                service.child = 0


async def _configure(inetd: Inetd) -> None:
    """Read the file: new services are opened, those that are gone closed, the others have what they say now."""
    found = parse(await read_file(inetd.path))
    kept: dict[tuple[str, str, int], Service] = {}
    for service in found:
        complaint = await _examine(service)
        if complaint:
            await inetd.log(LOG_ERR, complaint)
            continue
        old = inetd.services.pop(service.key, None)
        if old is not None:
            service.fd, service.child = old.fd, old.child
        if service.fd < 0 and service.family in inetd.addresses:
            await _open(inetd, service)
        kept[service.key] = service
    for gone in inetd.services.values():
        if gone.fd >= 0:
            await close(gone.fd)
    inetd.services = kept


async def _examine(service: Service) -> str:
    """What keeps a service from being served, or nothing."""
    what = f"{service.name}/{service.proto}"
    internal = STREAMS if service.kind == SOCK_STREAM else DATAGRAMS
    if not service.argv and service.name not in internal:
        return f"internal service {service.name} unknown"
    if await getpwnam(service.user) is None:
        return f"{what}: no such user '{service.user}', service ignored"
    if service.group and await getgrnam(service.group) is None:
        return f"{what}: no such group '{service.group}', service ignored"
    return "" if await getservbyname(service.name, service.plain) is not None else f"{what}: unknown service"


async def _open(inetd: Inetd, service: Service) -> None:
    port = await getservbyname(service.name, service.plain)
    step = "socket"
    fd = -1
    try:
        fd = await socket(service.family, service.kind)
        await setsockopt(fd, "SO_REUSEADDR", 1)
        if service.family == AF_INET6:
            await setsockopt(fd, "IPV6_V6ONLY", int(not service.proto.endswith("46")))
        step = "bind"
        address = inetd.addresses[service.family]
        await bind(fd, (address, port or 0) if service.family == AF_INET else sockaddr6(address, port or 0))
        if service.kind == SOCK_STREAM:
            await listen(fd, BACKLOG)
    except Errno as error:
        await inetd.log(LOG_ERR, f"{service.name}/{service.proto}: {step}: {strerror(error.errno)}")
        if fd >= 0:
            await close(fd)
        return
    service.fd = fd


async def _serve(inetd: Inetd, service: Service) -> None:
    """Somebody wants a service: answer at once, or start a process for it."""
    if service.kind != SOCK_STREAM and not service.argv:
        await datagram(service.name, service.fd)
        return
    fd = service.fd
    if service.kind == SOCK_STREAM and not service.wait:
        try:
            fd, _ = await accept(service.fd)
        except Errno:
            return
        if not service.argv and not STREAMS[service.name][1]:
            await STREAMS[service.name][0](fd)
            await close(fd)
            return
    try:
        pid = await fork(_child, (inetd, service.key, fd))
    except Errno as error:
        await inetd.log(LOG_ERR, f"fork: {strerror(error.errno)}")
        pid = 0
    if service.wait:
        service.child = pid
    if fd != service.fd:
        await close(fd)


async def _child(state: tuple[Inetd, tuple[str, str, int], int]) -> int:
    """The side that serves: the service's user, the connection as standard input and output, and the program."""
    inetd, key, fd = state
    service = inetd.services[key]
    for number in (SIGHUP, SIGCHLD, SIGTERM):
        await signal(number, SIG_DFL)
    await setsid()
    if not service.argv:
        try:
            peer = (await getpeername(fd))[0]
            shown = inet_ntoa(peer) if service.family == AF_INET else inet_ntop6(peer)
            await setproctitle("inetd", f"{service.name} [{shown}]")
            await STREAMS[service.name][0](fd)
        except Errno:
            return 0
        return 0
    await _become(inetd, service)
    for number in (STDIN, STDOUT, STDERR):
        await dup2(fd, number)
    for other in inetd.services.values():
        if other.fd > STDERR:
            await close(other.fd)
    if fd > STDERR and fd not in [other.fd for other in inetd.services.values()]:
        await close(fd)
    await signal(SIGPIPE, SIG_DFL)
    try:
        await execve(service.server, service.argv, inetd.envp)
    except Errno as error:
        await inetd.log(LOG_ERR, f"cannot execute {service.server}: {strerror(error.errno)}")
    await exit(EX_OSERR)


async def _become(inetd: Inetd, service: Service) -> Any:
    """The service's user and group; nobody who cannot is served by root instead."""
    user = await getpwnam(service.user)
    group = await getgrnam(service.group) if service.group else None
    if user is None or user.pw_uid == 0:
        return
    try:
        await setgid(group.gr_gid if group is not None else user.pw_gid)
        await setgroups(await getgrouplist(user.pw_name, group.gr_gid if group is not None else user.pw_gid))
        await setuid(user.pw_uid)
    except Errno as error:
        await inetd.log(LOG_ERR, f"{service.name}: can't set uid {user.pw_uid}: {strerror(error.errno)}")
        await exit(EX_OSERR)
