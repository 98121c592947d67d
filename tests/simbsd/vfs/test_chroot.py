"""chroot(2) and the ways out of it (kern_descrip.c pwd_chroot, vfs_lookup.c)."""

from __future__ import annotations

import pytest
from vfshost import ALICE, Host

from simbsd.lib.files import mkdir, stat, symlink
from simbsd.lib.unistd import chdir, chroot, close, fchdir, getcwd, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_WRONLY


async def cage() -> None:
    await mkdir("/cage")
    await mkdir("/cage/sub")
    await close(await open("/cage/mark", O_WRONLY | O_CREAT))


async def climb() -> str:
    """Walk up as far as it goes, and say what is there."""
    for _ in range(10):
        await chdir("..")
    for name in ("etc", "mark", "sub"):
        try:
            await stat(name)
        except Errno:
            continue
        return name
    return "nothing"


def test_the_root_moves_and_the_working_directory_stays(host: Host) -> None:
    async def program() -> list[str]:
        await cage()
        await chdir("/etc")
        await chroot("/cage")
        await stat("/mark")
        seen = [await getcwd(), await climb()]
        await chdir("/")
        return [*seen, await getcwd(), await climb()]

    assert host.run(program) == ["/etc", "etc", "/", "mark"]


def test_a_link_inside_starts_from_the_new_root(host: Host) -> None:
    async def program() -> None:
        await cage()
        await symlink("/mark", "/cage/l")
        await chroot("/cage")
        await stat("/l")

    host.run(program)


def test_only_root_may_and_only_into_a_directory(host: Host) -> None:
    async def prepare() -> None:
        await cage()

    async def go() -> None:
        await chroot("/cage")

    async def into_a_file() -> None:
        await chroot("/cage/mark")

    async def nowhere() -> None:
        await chroot("/none")

    host.run(prepare)
    assert host.refused(go, uid=ALICE) == "EPERM"
    assert host.refused(into_a_file) == "ENOTDIR"
    assert host.refused(nowhere) == "ENOENT"


def test_the_classic_escape_ends_at_the_first_root(host: Host) -> None:
    async def program() -> str:
        await cage()
        await chdir("/cage")
        await chroot("/cage")
        await chroot("/sub")
        return await climb()

    assert host.run(program) == "mark"


@pytest.mark.parametrize(("allow", "refused"), [(0, True), (1, True), (2, False)])
def test_a_second_chroot_with_an_open_directory(host: Host, allow: int, refused: bool) -> None:
    host.kernel.sysctls["kern.chroot_allow_open_directories"] = allow

    async def program() -> str:
        await cage()
        await chdir("/cage")
        await chroot("/cage")
        fd = await open("/", O_RDONLY)
        await chroot("/sub")
        await fchdir(fd)
        return await climb()

    if refused:
        assert host.refused(program) == "EPERM"
    else:
        assert host.run(program) == "mark"


@pytest.mark.parametrize(("allow", "refused"), [(0, True), (1, False), (2, False)])
def test_a_directory_opened_before_the_first_chroot_leads_out(host: Host, allow: int, refused: bool) -> None:
    host.kernel.sysctls["kern.chroot_allow_open_directories"] = allow

    async def program() -> str:
        await cage()
        fd = await open("/", O_RDONLY)
        await chroot("/cage")
        await fchdir(fd)
        return await climb()

    if refused:
        assert host.refused(program) == "EPERM"
    else:
        assert host.run(program) == "etc"


def test_a_refused_chroot_changes_nothing(host: Host) -> None:
    host.run(cage)
    p = host.process()
    host.call(p, "chroot", "/cage")
    host.call(p, "open", "/", O_RDONLY, 0)
    before = p.p_pwd, host.state()
    with pytest.raises(Errno):
        host.call(p, "chroot", "/sub")
    assert (p.p_pwd, host.state()) == before
