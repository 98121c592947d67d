"""jexec(8): run a command in a jail.

Models usr.sbin/jexec/jexec.c; leaves out login.conf.
"""

from __future__ import annotations

from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrouplist
from simbsd.lib.jailparam import attach
from simbsd.lib.login_cap import clean_environment, setuserenvironment
from simbsd.lib.login_class import setusercontext
from simbsd.lib.pwd import Passwd, getpwnam, getpwuid, passwd_trouble
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.unistd import chdir, exit, getuid, setgid, setgroups, setuid
from simbsd.sys.errno import Errno

USAGE = "usage: jexec [-l] [-u username | -U username] jail [command ...]\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Enter a jail and become a command, by default a shell."""
    err = Err(argv)
    options, operands = await getopt(argv, "lnu:U:")
    given = dict(options)
    if "?" in given or not operands or ("u" in given and "U" in given):
        await puts(USAGE, STDERR)
        return 1
    clean, outside, inside = "l" in given, given.get("u"), given.get("U")
    user: Passwd | None = None
    if outside is not None or (clean and inside is None):
        user = await _user(err, outside)
    await _enter(err, operands[0])
    if inside is not None:
        user = await _user(err, inside)
    if user is not None:
        envp = await _become(err, user, clean, outside or inside, envp)
    await _run(err, operands[1:], envp)


async def _user(err: Err, name: str | None) -> Passwd:
    """Look a user up and take its groups, while the group file is at hand (get_user_info)."""
    user = await getpwuid(await getuid()) if name is None else await getpwnam(name)
    if user is None:
        trouble = await passwd_trouble()
        if trouble is not None:
            await err.err(1, f"getpwuid: {await getuid()}" if name is None else f"getpwnam: {name}", trouble)
        await err.errx(1, f"unknown uid: {await getuid()}" if name is None else f"{name}: no such user")
    try:
        await setgroups(await getgrouplist(user.pw_name, user.pw_gid))
    except Errno as error:
        await err.err(1, f"initgroups: {user.pw_name}", error)
    return user


async def _enter(err: Err, jail: str) -> None:
    await attach(err, jail)
    try:
        await chdir("/")
    except Errno as error:
        await err.err(1, "chdir(): /", error)


async def _become(err: Err, user: Passwd, clean: bool, name: str | None, envp: dict[str, str]) -> dict[str, str]:
    """The user's environment; with -u or -U its ids too."""
    envp = clean_environment(envp) if clean else dict(envp)
    try:
        await setgid(user.pw_gid)
    except Errno as error:
        await err.err(1, "setgid", error)
    await setuserenvironment(user, envp)
    if name is not None:
        try:
            await setusercontext(user)
            await setuid(user.pw_uid)
        except Errno as error:
            await err.err(1, "setusercontext", error)
    if clean:
        try:
            await chdir(user.pw_dir)
        except Errno as error:
            await err.err(1, f"chdir: {user.pw_dir}", error)
    return envp


async def _run(err: Err, command: list[str], envp: dict[str, str]) -> NoReturn:
    shell = envp.get("SHELL", "/bin/sh")
    call, name, argv = ("execvp", command[0], command) if command else ("execlp", shell, [shell, "-i"])
    try:
        await execvpe(name, argv, envp)
    except Errno as error:
        await err.warn(f"{call}: {name}", error)
    await exit(1)
