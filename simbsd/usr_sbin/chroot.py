"""chroot(8): run a command with another root directory.

Models usr.sbin/chroot/chroot.c.
"""

from __future__ import annotations

from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrnam
from simbsd.lib.procctl import procctl
from simbsd.lib.pwd import getpwnam
from simbsd.lib.unistd import chdir, chroot, exit, getpid, setgid, setgroups, setuid
from simbsd.sys.errno import Errno
from simbsd.sys.procctl import PROC_NO_NEW_PRIVS_CTL, PROC_NO_NEW_PRIVS_ENABLE
from simbsd.sys.strtol import is_number, to_int

USAGE = "chroot [-g group] [-G group,group,...] [-u user] [-n] newroot [command]"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Change the root, drop to the user and groups asked for, become the command, by default a shell."""
    err = Err(argv)
    options, operands = await getopt(argv, "G:g:u:n")
    given = dict(options)
    if "?" in given or not operands or any(given.get(letter) == "" for letter in "Ggu"):
        await err.usage(USAGE)
    gid = await _group(err, given["g"]) if "g" in given else None
    groups = [await _group(err, name) for name in given.get("G", "").split(",") if name]
    uid = await _user(err, given["u"]) if "u" in given else None
    if "n" in given:
        await _give_up_privileges(err)
    try:
        await chdir(operands[0])
        await chroot(".")
    except Errno as error:
        await err.err(1, operands[0], error)
    await _drop(err, groups, gid, uid)
    await _run(err, operands[1:], envp)


async def _give_up_privileges(err: Err) -> None:
    try:
        await procctl(await getpid(), PROC_NO_NEW_PRIVS_CTL, PROC_NO_NEW_PRIVS_ENABLE)
    except Errno as error:
        await err.err(1, "procctl", error)


async def _group(err: Err, name: str) -> int:
    if is_number(name):
        return to_int(name)
    found = await getgrnam(name)
    if found is None:
        await err.errx(1, f"no such group `{name}'")
    return found.gr_gid


async def _user(err: Err, name: str) -> int:
    if is_number(name):
        return to_int(name)
    found = await getpwnam(name)
    if found is None:
        await err.errx(1, f"no such user `{name}'")
    return found.pw_uid


async def _drop(err: Err, groups: list[int], gid: int | None, uid: int | None) -> None:
    step = "setgroups"
    try:
        if groups:
            await setgroups(groups)
        step = "setgid"
        if gid is not None:
            await setgid(gid)
        step = "setuid"
        if uid is not None:
            await setuid(uid)
    except Errno as error:
        await err.err(1, step, error)


async def _run(err: Err, command: list[str], envp: dict[str, str]) -> NoReturn:
    shell = envp.get("SHELL", "/bin/sh")
    name, argv = (command[0], command) if command else (shell, [shell, "-i"])
    try:
        await execvpe(name, argv, envp)
    except Errno as error:
        await err.warn(name, error)
    await exit(1)
