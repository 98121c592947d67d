"""chroot(2) from the naive one to today's (facts 8): 3.4 as vfs_syscalls.c of FreeBSD 2 and 3, 4.0 and 8.0 with a jail
directory and open directories minded, 14 also without privilege (vfs_syscalls.c sys_chroot, kern_descrip.c pwd_chroot,
vfs_lookup.c vfs_lookup, kern_procctl.c no_new_privs_ctl).
"""

from __future__ import annotations

import pytest
from vfshost import Host

from simbsd.lib.files import mkdir, stat
from simbsd.lib.procctl import procctl
from simbsd.lib.unistd import chdir, chroot, fchdir, fork, getcwd, open, waitpid
from simbsd.release import RELEASES
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.procctl import PROC_NO_NEW_PRIVS_CTL, PROC_NO_NEW_PRIVS_ENABLE, PROC_NO_NEW_PRIVS_STATUS

ALICE = 1001
OLD = ["3.4"]
LATER = ["4.0", "8.0", "14.0", "15.0"]


async def climb() -> bool:
    """Walk up as far as it goes: is that the real root?"""
    for _ in range(10):
        await chdir("..")
    try:
        await stat("etc/passwd")
    except Errno:
        return False
    return True


async def second_chroot() -> bool:
    """The classic escape: a root below the working directory, and no root in the way up."""
    await mkdir("/cage")
    await mkdir("/cage/sub")
    await chdir("/cage")
    await chroot("/cage")
    await chroot("sub")
    return await climb()


async def kept_directory() -> bool:
    """The same with an open directory to come back to."""
    await mkdir("/cage")
    await mkdir("/cage/sub")
    await chroot("/cage")
    await chdir("/")
    fd = await open("/", O_RDONLY)
    await chroot("sub")
    await fchdir(fd)
    return await climb()


@pytest.mark.parametrize("release", OLD)
def test_the_naive_chroot_is_left_by_a_second_one(release: str) -> None:
    assert Host(release=release).run(second_chroot) is True
    assert Host(release=release).run(kept_directory) is True


@pytest.mark.parametrize("release", LATER)
def test_later_ones_end_at_the_first_root(release: str) -> None:
    assert Host(release=release).run(second_chroot) is False


@pytest.mark.parametrize("release", LATER)
@pytest.mark.parametrize(("allow", "refused"), [(0, True), (1, True), (2, False)])
def test_later_ones_mind_open_directories(release: str, allow: int, refused: bool) -> None:
    host = Host(release=release)
    host.kernel.sysctls["kern.chroot_allow_open_directories"] = allow
    if refused:
        with pytest.raises(Errno, match="Operation not permitted") as error:
            host.run(kept_directory)
        assert error.value.where == "kern_descrip.c: chroot_refuse_vdir_fds"
    else:
        assert host.run(kept_directory) is False


def test_3_4_cannot_be_told_to_mind_them(sh) -> None:
    assert sh("sysctl kern.chroot_allow_open_directories=0", release="3.4") == (
        "sysctl: unknown oid 'kern.chroot_allow_open_directories'\n", 1,
    )  # fmt: skip


@pytest.mark.parametrize("release", RELEASES)
def test_the_working_directory_never_moves(release: str) -> None:
    async def program() -> str:
        await mkdir("/cage")
        await chdir("/etc")
        await chroot("/cage")
        return await getcwd()

    assert Host(release=release).run(program) == "/etc"


@pytest.mark.parametrize(("allowed", "given_up", "refused"), [(1, 1, False), (1, 0, True), (0, 1, True), (0, 0, True)])
def test_without_privilege_both_must_hold(allowed: int, given_up: int, refused: bool) -> None:
    host = Host()
    host.kernel.sysctls["security.bsd.unprivileged_chroot"] = allowed

    async def program() -> bool:
        if given_up:
            await procctl(0, PROC_NO_NEW_PRIVS_CTL, PROC_NO_NEW_PRIVS_ENABLE)
        await chroot("/home")
        await stat("/alice")
        return True

    if refused:
        with pytest.raises(Errno, match="Operation not permitted"):
            host.run(program, uid=ALICE)
    else:
        assert host.run(program, uid=ALICE)


def test_privileges_given_up_stay_given_up_and_pass_to_children() -> None:
    async def status(_: object) -> int:
        return await procctl(0, PROC_NO_NEW_PRIVS_STATUS)

    async def program() -> tuple[int, int, str]:
        await procctl(0, PROC_NO_NEW_PRIVS_CTL, PROC_NO_NEW_PRIVS_ENABLE)
        await fork(status, None)
        _, word = await waitpid(-1)
        try:
            await procctl(0, PROC_NO_NEW_PRIVS_CTL, 2)
        except Errno as error:
            return await status(None), word >> 8, str(error)
        return 0, 0, ""

    assert Host().run(program) == (1, 1, "Invalid argument")


ALLOW = "sysctl security.bsd.unprivileged_chroot=1 >/dev/null"
COMMAND = [
    ("su alice -c 'chroot /tmp true'", "chroot: /tmp: Operation not permitted\n", 1),
    ("su alice -c 'chroot -n /tmp true'", "chroot: /tmp: Operation not permitted\n", 1),
    (f"{ALLOW}; su alice -c 'chroot -n / su root -c id'", None, 1),
    (f"{ALLOW}; su alice -c 'chroot -n / id -un'", "alice\n", 0),
    ("chroot -n / id -un", "root\n", 0),
    ("chroot -u '' / id", "usage: chroot [-g group] [-G group,group,...] [-u user] [-n] newroot [command]\n", 1),
    ("mkdir /e; chroot /e", "chroot: /bin/sh: No such file or directory\n", 1),
    ("sysctl security.bsd.unprivileged_chroot", "security.bsd.unprivileged_chroot: 0\n", 0),
]


@pytest.mark.parametrize(("script", "output", "status"), COMMAND, ids=[case[0] for case in COMMAND])
def test_the_command(sh, script: str, output: str | None, status: int) -> None:
    shown, code = sh(script)
    assert code == status
    assert output is None or shown == output
