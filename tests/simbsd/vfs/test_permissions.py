"""Who may do what: bits, owners, the sticky bit, set-id bits, flags, securelevel (vaccess, ufs_chmod, ufs_chown)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from vfshost import ALICE, Host

from simbsd.lib.files import (
    access,
    chflags,
    chmod,
    chown,
    eaccess,
    lstat,
    mkdir,
    rename,
    stat,
    symlink,
    unlink,
    utimens,
)
from simbsd.lib.unistd import chdir, close, open, write
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import (
    O_APPEND,
    O_CREAT,
    O_RDONLY,
    O_WRONLY,
    R_OK,
    SF_IMMUTABLE,
    UF_APPEND,
    UF_IMMUTABLE,
    UF_NODUMP,
    UF_NOUNLINK,
    W_OK,
    X_OK,
)  # fmt: skip

BOB = 1002


async def make(path: str, mode: int = 0o644, uid: int = -1, gid: int = -1) -> None:
    await close(await open(path, O_WRONLY | O_CREAT))
    if uid != -1 or gid != -1:
        await chown(path, uid, gid)
    await chmod(path, mode)


def can(host: Host, path: str, flags: int, uid: int, groups: tuple[int, ...] | None = None) -> bool:
    async def program() -> None:
        await close(await open(path, flags))

    answer = host.start(program, uid, groups)[1]
    host.settle()
    return answer == [None]


def test_the_first_class_that_fits_decides(host: Host) -> None:
    async def files() -> None:
        await make("/tmp/owner", 0o077, ALICE, ALICE)
        await make("/tmp/group", 0o707, 0, 500)
        await make("/tmp/other", 0o770, 0, 500)

    host.run(files)
    assert not can(host, "/tmp/owner", O_RDONLY, ALICE)
    assert can(host, "/tmp/owner", O_RDONLY, BOB)
    assert not can(host, "/tmp/group", O_RDONLY, ALICE, (ALICE, 500))
    assert can(host, "/tmp/group", O_RDONLY, ALICE)
    assert not can(host, "/tmp/other", O_RDONLY, ALICE)
    assert can(host, "/tmp/other", O_RDONLY, ALICE, (ALICE, 500))


def test_root_passes_where_bits_do_not_but_executes_only_what_somebody_may(host: Host) -> None:
    async def program() -> None:
        await make("/tmp/f", 0o000, ALICE, ALICE)
        await eaccess("/tmp/f", R_OK | W_OK)

    async def execute() -> None:
        await eaccess("/tmp/f", X_OK)

    host.run(program)
    assert host.refused(execute) == "EACCES"


def test_a_directory_without_search_permission_hides_all_below(host: Host) -> None:
    async def prepare() -> None:
        await mkdir("/tmp/d", 0o700)
        await make("/tmp/d/f", 0o666)

    async def reach() -> None:
        await stat("/tmp/d/f")

    async def enter() -> None:
        await chdir("/tmp/d")

    host.run(prepare)
    assert host.refused(reach, uid=ALICE) == "EACCES"
    assert host.refused(enter, uid=ALICE) == "EACCES"


def test_access_asks_with_the_real_ids(host: Host) -> None:
    async def program() -> list[str]:
        await access("/root", R_OK)
        return ["both"]

    assert host.run(program) == ["both"]
    p = host.process(uid=0)
    p.p_ucred = replace(p.p_ucred, cr_ruid=ALICE, cr_rgid=ALICE)
    host.call(p, "eaccess", "/etc/master.passwd", R_OK)
    effective = p.p_ucred
    with pytest.raises(Errno, match="Permission denied"):
        host.call(p, "access", "/etc/master.passwd", R_OK)
    assert p.p_ucred is effective


def test_in_a_sticky_directory_one_removes_only_ones_own(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/alices", 0o666, ALICE, ALICE)

    async def remove() -> None:
        await unlink("/tmp/alices")

    async def move() -> None:
        await rename("/tmp/alices", "/tmp/mine")

    host.run(prepare)
    assert host.refused(remove, uid=BOB) == "EPERM"
    assert host.refused(move, uid=BOB) == "EPERM"
    host.run(remove, uid=ALICE)


def test_a_new_file_belongs_to_its_maker_and_to_the_group_of_its_directory(host: Host) -> None:
    async def prepare() -> None:
        await mkdir("/tmp/shared")
        await chown("/tmp/shared", 0, 500)
        await chmod("/tmp/shared", 0o777)

    async def create() -> tuple[int, int]:
        await make("/tmp/shared/f")
        found = await stat("/tmp/shared/f")
        return found.st_uid, found.st_gid

    host.run(prepare)
    assert host.run(create, uid=ALICE) == (ALICE, 500)


def test_only_owners_change_modes_and_set_id_bits_have_rules(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/mine", 0o755, ALICE, 500)

    async def other() -> None:
        await chmod("/tmp/mine", 0o700)

    async def setgid_of_a_foreign_group() -> None:
        await chmod("/tmp/mine", 0o2755)

    async def sticky_file() -> None:
        await chmod("/tmp/mine", 0o1755)

    async def setuid() -> int:
        await chmod("/tmp/mine", 0o4755)
        return (await stat("/tmp/mine")).st_mode & 0o7777

    host.run(prepare)
    assert host.refused(other, uid=BOB) == "EPERM"
    assert host.refused(setgid_of_a_foreign_group, uid=ALICE) == "EPERM"
    assert host.refused(sticky_file, uid=ALICE) == "EFTYPE"
    assert host.run(setuid, uid=ALICE) == 0o4755


def test_giving_files_away_is_for_root_and_groups_for_members(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/f", 0o6755, ALICE, ALICE)

    async def give_away() -> None:
        await chown("/tmp/f", BOB, -1)

    async def foreign_group() -> None:
        await chown("/tmp/f", -1, 500)

    async def own_group() -> tuple[int, int]:
        await chown("/tmp/f", -1, 500)
        found = await stat("/tmp/f")
        return found.st_gid, found.st_mode & 0o7777

    host.run(prepare)
    assert host.refused(give_away, uid=ALICE) == "EPERM"
    assert host.refused(foreign_group, uid=ALICE) == "EPERM"
    assert host.run(own_group, uid=ALICE, groups=(ALICE, 500)) == (500, 0o755)


def test_a_write_by_another_takes_set_id_bits_away(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/f", 0o4777, ALICE, ALICE)

    async def scribble() -> int:
        fd = await open("/tmp/f", O_WRONLY)
        await write(fd, b"x")
        return (await stat("/tmp/f")).st_mode & 0o7777

    host.run(prepare)
    assert host.run(scribble, uid=BOB) == 0o777


def test_links_have_owners_of_their_own(host: Host) -> None:
    async def program() -> tuple[int, int]:
        await make("/tmp/f")
        await symlink("f", "/tmp/l")
        await chown("/tmp/l", ALICE, ALICE, follow=False)
        return (await lstat("/tmp/l")).st_uid, (await stat("/tmp/l")).st_uid

    assert host.run(program) == (ALICE, 0)


def test_an_immutable_file_cannot_be_touched(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/f", 0o666, ALICE, ALICE)
        await chflags("/tmp/f", UF_IMMUTABLE)

    async def write_it() -> None:
        await open("/tmp/f", O_WRONLY)

    async def mode() -> None:
        await chmod("/tmp/f", 0o600)

    async def remove() -> None:
        await unlink("/tmp/f")

    async def times() -> None:
        await utimens("/tmp/f", None, None)

    async def clear_and_remove() -> None:
        await chflags("/tmp/f", 0)
        await unlink("/tmp/f")

    host.run(prepare)
    for program in (write_it, mode, remove, times):
        assert host.refused(program, uid=ALICE) == "EPERM"
        assert host.refused(program) == "EPERM"
    host.run(clear_and_remove, uid=ALICE)


def test_append_only_and_undeletable_files(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/log")
        await chflags("/tmp/log", UF_APPEND)
        await make("/tmp/kept")
        await chflags("/tmp/kept", UF_NOUNLINK)
        await close(await open("/tmp/log", O_WRONLY | O_APPEND))

    async def overwrite() -> None:
        await open("/tmp/log", O_WRONLY)

    async def remove() -> None:
        await unlink("/tmp/kept")

    host.run(prepare)
    assert host.refused(overwrite) == "EPERM"
    assert host.refused(remove) == "EPERM"


def test_system_flags_are_roots_and_stay_above_securelevel_zero(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/f", 0o666, ALICE, ALICE)
        await chflags("/tmp/f", UF_NODUMP)

    async def set_it() -> None:
        await chflags("/tmp/f", SF_IMMUTABLE)

    async def clear() -> None:
        await chflags("/tmp/f", 0)

    host.run(prepare)
    assert host.refused(set_it, uid=ALICE) == "EPERM"
    host.run(set_it)
    assert host.refused(clear, uid=ALICE) == "EPERM"
    host.kernel.prison0.pr_securelevel = 1
    assert host.refused(clear) == "EPERM"
    host.kernel.prison0.pr_securelevel = 0
    host.run(clear)


def test_a_writer_sets_times_to_now_and_only_the_owner_to_anything(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/f", 0o666, ALICE, ALICE)

    async def touch() -> bool:
        before = (await stat("/tmp/f")).st_mtime
        await utimens("/tmp/f", None, None)
        return (await stat("/tmp/f")).st_mtime > before

    async def backdate() -> None:
        await utimens("/tmp/f", 0, -5)

    async def read_back() -> tuple[int, int, int]:
        await backdate()
        found = await stat("/tmp/f")
        return found.st_atime, found.st_mtime, found.st_birthtime

    host.run(prepare)
    assert host.run(touch, uid=BOB)
    assert host.refused(backdate, uid=BOB) == "EPERM"
    assert host.run(read_back, uid=ALICE) == (0, -5, -5)
