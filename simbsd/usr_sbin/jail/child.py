"""The child that becomes a command of a jail, inside it or on the host.

Models usr.sbin/jail/command.c (the child's half of run_command, get_user_info); leaves out cpusets.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.grp import getgrouplist
from simbsd.lib.jail import jail_attach
from simbsd.lib.login_cap import clean_environment, setuserenvironment
from simbsd.lib.login_class import setusercontext
from simbsd.lib.pwd import Passwd, getpwnam, getpwuid, passwd_trouble
from simbsd.lib.unistd import chdir, closefrom, dup2, getuid, setfib, setgid, setgroups, setsid, setuid
from simbsd.sys.errno import Errno, strerror


@dataclass(slots=True)
class Child:
    """All that the child needs: who speaks, what to run, where, as whom."""

    progname: str
    name: str | None
    argv: list[str]
    envp: dict[str, str]
    jid: int
    inside: bool
    background: bool = False
    path: str | None = None
    fib: int | None = None
    clean: bool = False
    username: str | None = None
    system_user: bool = False
    console: int = 0


class _Refusal(Exception):
    """Why the child gives up, as it says it."""


async def become(child: Child) -> int:
    """Set up and exec; returns 1, after a warning, when that fails."""
    try:
        await _prepare(child)
    except _Refusal as refusal:
        text = str(refusal)
        await Err([child.progname]).warnx(f"{child.name}: {text}" if child.name is not None else text)
    return 1


def _fail(what: str, error: Errno) -> _Refusal:
    return _Refusal(f"{what}: {strerror(error.errno)}")


async def _prepare(child: Child) -> None:
    if child.background:
        await setsid()
    changes, user = child.clean or child.username is not None, None
    if changes and child.inside and child.system_user:
        user = await _user(child)
    if child.inside:
        await _enter(child)
    if changes:
        user = user or await _user(child)
        await _change(child, user)
    if child.console:
        await dup2(child.console, 1)
        await dup2(child.console, 2)
    await closefrom(3)
    try:
        await execvpe(child.argv[0], child.argv, child.envp)
    except Errno as error:
        raise _fail(f"exec {child.argv[0]}", error) from None


async def _user(child: Child) -> Passwd:
    uid = await getuid()
    user = await getpwuid(uid) if child.username is None else await getpwnam(child.username)
    if user is None:
        trouble = await passwd_trouble()
        if trouble is not None:
            raise _fail("getpwnam" + ("" if child.username is None else f" {child.username}"), trouble)
        raise _Refusal(f"unknown uid {uid}" if child.username is None else f"{child.username}: no such user")
    try:
        await setgroups(await getgrouplist(user.pw_name, user.pw_gid))
    except Errno as error:
        raise _fail(f"initgroups {user.pw_name}", error) from None
    return user


async def _enter(child: Child) -> None:
    step = f"chdir {child.path}"
    try:
        if child.path is not None:
            await chdir(child.path)
        step = "setfib"
        if child.fib is not None:
            await setfib(child.fib)
        step = "jail_attach"
        await jail_attach(child.jid)
    except Errno as error:
        raise _fail(step, error) from None


async def _change(child: Child, user: Passwd) -> None:
    child.envp = clean_environment(child.envp) if child.clean else dict(child.envp)
    step = f"setgid {user.pw_gid}"
    try:
        await setgid(user.pw_gid)
        await setuserenvironment(user, child.envp)
        step = f"setusercontext {user.pw_name}"
        if child.username is not None:
            await setusercontext(user)
            await setuid(user.pw_uid)
        step = f"chdir {user.pw_dir}"
        if child.clean:
            await chdir(user.pw_dir)
    except Errno as error:
        raise _fail(step, error) from None
