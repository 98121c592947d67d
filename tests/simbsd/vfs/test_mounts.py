"""Mounting and unmounting (vfs_mount.c), and what a jail sees of it (prison_enforce_statfs)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from vfshost import ALICE, Host

from simbsd.lib.files import chmod, fstat, getfsstat, mkdir, nmount, rename, stat, statfs, unmount, utimens
from simbsd.lib.unistd import chdir, close, getcwd, open, read, write
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_WRONLY
from simbsd.sys.jail import Prison
from simbsd.sys.mount import MNT_FORCE, MNT_RDONLY, MNT_UPDATE
from simbsd.sys.proc import Proc
from simbsd.vfs.vfs_lookup import namei

TMPFS = {"fstype": "tmpfs", "fspath": "/mnt", "from": "tmpfs"}


async def put(path: str, data: bytes) -> None:
    fd = await open(path, O_WRONLY | O_CREAT)
    await write(fd, data)
    await close(fd)


async def get(path: str) -> bytes:
    fd = await open(path, O_RDONLY)
    data = await read(fd, 1000)
    await close(fd)
    return data


def mounted(host: Host, p: Proc) -> list[str]:
    found = host.call(p, "getfsstat")
    return [f"{f.f_mntfromname} on {f.f_mntonname} ({', '.join((f.f_fstypename, *f.f_flags))})" for f in found]


def test_a_fresh_machine_has_its_root_and_dev(host: Host) -> None:
    assert mounted(host, host.process()) == [
        "/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)",
        "devfs on /dev (devfs)",
    ]


def test_a_mount_covers_and_unmounting_uncovers(host: Host) -> None:
    async def program() -> list[str]:
        await put("/mnt/below", b"")
        await nmount(TMPFS)
        await mkdir("/mnt/d")
        await chdir("/mnt/d")
        seen = [await getcwd()]
        await chdir("../..")
        seen.append(await getcwd())
        await unmount("/mnt")
        await stat("/mnt/below")
        return seen

    before = host.kernel.storage, host.kernel.inodes
    assert host.run(program) == ["/mnt/d", "/"]
    assert (host.kernel.storage - before[0], host.kernel.inodes - before[1]) == (0, 1)


def test_flags_are_listed_in_mounts_order(host: Host) -> None:
    p = host.process()
    host.call(p, "nmount", {**TMPFS, "nosuid": "", "ro": "", "noexec": "", "noatime": ""}, 0)
    assert mounted(host, p)[2] == "tmpfs on /mnt (tmpfs, local, noatime, noexec, nosuid, read-only)"
    host.call(p, "nmount", {**TMPFS, "noro": ""}, MNT_UPDATE)
    assert mounted(host, p)[2] == "tmpfs on /mnt (tmpfs, local, noatime, noexec, nosuid)"


def test_a_null_mount_shows_a_directory_a_second_time(host: Host) -> None:
    async def program() -> tuple[bytes, bytes, str, bool]:
        await mkdir("/tmp/a")
        await put("/tmp/a/f", b"one")
        await nmount({"fstype": "nullfs", "fspath": "/mnt", "target": "/tmp/a"})
        through = await get("/mnt/f")
        await put("/mnt/g", b"two")
        await chdir("/mnt")
        return through, await get("/tmp/a/g"), await getcwd(), await stat("/mnt/f") == await stat("/tmp/a/f")

    assert host.run(program) == (b"one", b"two", "/mnt", False)
    assert mounted(host, host.process())[2] == "/tmp/a on /mnt (nullfs, local)"


def test_a_read_only_null_mount_refuses_every_change(host: Host) -> None:
    async def prepare() -> None:
        await mkdir("/tmp/a")
        await put("/tmp/a/f", b"one")
        await nmount({"fstype": "nullfs", "fspath": "/mnt", "from": "/tmp/a"}, MNT_RDONLY)

    host.run(prepare)
    for program in (
        lambda: put("/mnt/f", b"x"),
        lambda: put("/mnt/new", b"x"),
        lambda: mkdir("/mnt/d"),
        lambda: rename("/mnt/f", "/mnt/g"),
        lambda: chmod("/mnt/f", 0o600),
        lambda: utimens("/mnt/f", None, None),
    ):
        assert host.refused(program) == "EROFS"
    host.run(lambda: put("/tmp/a/f", b"x"))
    assert mounted(host, host.process())[2] == "/tmp/a on /mnt (nullfs, local, read-only)"


def test_what_is_mounted_below_is_not_seen_through_a_null_mount(host: Host) -> None:
    async def program() -> None:
        await mkdir("/tmp/a")
        await mkdir("/tmp/a/m")
        await nmount({"fstype": "tmpfs", "fspath": "/tmp/a/m", "from": "tmpfs"})
        await put("/tmp/a/m/f", b"")
        await nmount({"fstype": "nullfs", "fspath": "/mnt", "from": "/tmp/a"})
        await stat("/mnt/m/f")

    assert host.refused(program) == "ENOENT"


def test_one_file_over_another(host: Host) -> None:
    async def program() -> bytes:
        await put("/tmp/a", b"lower")
        await put("/tmp/b", b"covered")
        await nmount({"fstype": "nullfs", "fspath": "/tmp/b", "from": "/tmp/a"})
        return await get("/tmp/b")

    async def unlike() -> None:
        await nmount({"fstype": "nullfs", "fspath": "/mnt", "from": "/tmp/a"})

    assert host.run(program) == b"lower"
    assert host.refused(unlike) == "EINVAL"


def test_refusals_of_mounting(host: Host) -> None:
    """A size or a mode that is none is no refusal: tmpfs_mount takes its default (sys/fs/tmpfs/tmpfs_vfsops.c). The
    module of a type is loaded before anything else is looked at (vfs_mount.c: vfs_domount), and stays.
    """
    refusals = [
        ({"fstype": "tmpfs"}, "EINVAL"),
        ({**TMPFS, "fstype": "zzz"}, "ENODEV"),
        ({**TMPFS, "fstype": "averyveryverylongtype"}, "ENAMETOOLONG"),
        ({**TMPFS, "fspath": "/none"}, "ENOENT"),
        ({**TMPFS, "fspath": "/etc/passwd"}, "ENOTDIR"),
        ({**TMPFS, "ruleset": "4"}, "EINVAL"),
        ({**TMPFS, "sise": "1m"}, "EINVAL"),
        ({"fstype": "nullfs", "fspath": "/mnt", "from": "/none"}, "ENOENT"),
        ({"fstype": "nullfs", "fspath": "/mnt"}, "EINVAL"),
        ({"fstype": "devfs", "fspath": "/mnt", "ruleset": "-1"}, "EINVAL"),
        ({"fstype": "ufs", "fspath": "/mnt", "from": "/etc/passwd"}, "ENOTBLK"),
        ({"fstype": "ufs", "fspath": "/mnt", "from": "/dev/ada0p2"}, "EBUSY"),
        ({"fstype": "tmpfs", "fspath": "/mnt", "update": ""}, "EINVAL"),
    ]
    p = host.process()
    host.call(p, "kldload", "nullfs")
    before = host.state()
    for params, name in refusals:
        with pytest.raises(Errno) as caught:
            host.call(p, "nmount", params, 0)
        assert caught.value.name == name, params
    assert host.state() == before
    user = host.process(uid=ALICE)
    with pytest.raises(Errno, match="Operation not permitted"):
        host.call(user, "nmount", TMPFS, 0)


def test_a_null_mount_of_a_directory_on_itself_through_another_is_a_deadlock(host: Host) -> None:
    async def program() -> None:
        await nmount({"fstype": "nullfs", "fspath": "/mnt", "from": "/tmp"})
        await nmount({"fstype": "nullfs", "fspath": "/mnt", "from": "/tmp"})

    assert host.refused(program) == "EDEADLK"


def test_a_file_system_in_use_stays_unless_forced(host: Host) -> None:
    host.call(host.process(), "nmount", TMPFS, 0)
    p = host.process()
    fd = host.call(p, "open", "/mnt/f", O_WRONLY | O_CREAT, 0o644)
    for refuse in ("open file", "working directory", "mount inside"):
        if refuse == "working directory":
            host.call(p, "close", fd)
            host.call(p, "chdir", "/mnt")
        if refuse == "mount inside":
            host.call(p, "mkdir", "/mnt/d", 0o755)
            host.call(p, "nmount", {**TMPFS, "fspath": "/mnt/d"}, 0)
            host.call(p, "chdir", "/")
        with pytest.raises(Errno, match="Device busy"):
            host.call(p, "unmount", "/mnt", 0)
    host.call(p, "unmount", "/mnt/d", 0)
    fd = host.call(p, "open", "/mnt/f", O_WRONLY, 0)
    host.call(p, "chdir", "/mnt")
    host.call(p, "unmount", "/mnt", MNT_FORCE)
    with pytest.raises(Errno, match="Input/output error"):
        host.call(p, "write", fd, b"x")
    with pytest.raises(Errno, match="Not a directory"):
        host.call(p, "fstatat", "f", True)
    host.call(p, "close", fd)
    assert len(host.kernel.mountlist) == 2


def test_only_a_mount_point_is_unmounted_and_never_the_root(host: Host) -> None:
    for path in ("/mnt", "/none", "/"):
        assert host.refused(lambda path=path: unmount(path)) == "EINVAL"


def test_a_small_tmpfs_fills_up(host: Host) -> None:
    async def program() -> tuple[int, int]:
        await nmount({**TMPFS, "size": "64k"})
        found = await statfs("/mnt")
        await put("/mnt/f", b"x" * 40960)
        return found.f_blocks * found.f_bsize, (await statfs("/mnt")).f_bavail

    async def one_more() -> None:
        await put("/mnt/g", b"x" * 20481)

    assert host.run(program) == (65536, 5)
    assert host.refused(one_more) == "ENOSPC"


def test_a_program_does_not_run_from_a_noexec_mount(host: Host) -> None:
    async def program() -> None:
        from simbsd.lib.unistd import execve

        await nmount({"fstype": "nullfs", "fspath": "/mnt", "from": "/bin", "noexec": ""})
        await execve("/mnt/ls", ["ls"], {})

    assert host.refused(program) == "EACCES"


def jailed(host: Host, path: str, enforce: int, **allow: bool) -> Proc:
    """A process in a jail made by hand, so that these tests need nothing of jail(8)."""
    kernel, p = host.kernel, host.process()
    root = namei(kernel, p, path)
    permissions = {name: allow.get(name.replace(".", "_"), False) for name in kernel.prison0.pr_allow} | {"suser": True}
    prison = Prison(7, "j", kernel.prison0, path, root, kernel.vnet0, pr_allow=permissions, pr_enforce_statfs=enforce)
    prison.pr_ref = prison.pr_uref = 1
    kernel.allprison[7] = kernel.prison0.pr_children[7] = prison
    host.call(p, "chroot", path)
    host.call(p, "chdir", "/")
    p.p_ucred = replace(p.p_ucred, cr_prison=prison)
    return p


@pytest.mark.parametrize(
    ("enforce", "seen"),
    [
        (0, ["/", "/dev", "/mnt", "/mnt/in", "/tmp"]),
        (1, ["/", "/in"]),
        (2, ["/"]),
    ],
)
def test_how_much_of_the_mounts_a_jail_sees(host: Host, enforce: int, seen: list[str]) -> None:
    outside = host.process()
    host.call(outside, "nmount", TMPFS, 0)
    host.call(outside, "mkdir", "/mnt/in", 0o755)
    host.call(outside, "nmount", {**TMPFS, "fspath": "/mnt/in"}, 0)
    host.call(outside, "nmount", {**TMPFS, "fspath": "/tmp"}, 0)
    p = jailed(host, "/mnt", enforce)
    assert [f.f_mntonname for f in host.call(p, "getfsstat")] == seen
    inner = host.call(p, "statfs", "/in").f_mntonname
    assert inner == {0: "/mnt/in", 1: "/in", 2: "[restricted]"}[enforce]


def test_a_jail_mounts_what_it_is_allowed_and_unmounts_only_its_own(host: Host) -> None:
    outside = host.process()
    host.call(outside, "mkdir", "/tmp/j", 0o755)
    for name in ("dev", "mnt", "host"):
        host.call(outside, "mkdir", f"/tmp/j/{name}", 0o755)
    host.call(outside, "nmount", {**TMPFS, "fspath": "/tmp/j/host"}, 0)
    p = jailed(host, "/tmp/j", 1, mount=True, mount_tmpfs=True)
    host.call(p, "nmount", TMPFS, 0)
    assert [f.f_mntonname for f in host.call(outside, "getfsstat")][-1] == "/tmp/j/mnt"
    for params in ({"fstype": "devfs", "fspath": "/dev"}, {**TMPFS, "fspath": "/"}):
        with pytest.raises(Errno, match="Operation not permitted"):
            host.call(p, "nmount", params, 0)
    with pytest.raises(Errno, match="Operation not permitted"):
        host.call(p, "unmount", "/host", 0)
    host.call(p, "unmount", "/mnt", 0)


def test_a_jail_without_permission_mounts_nothing(host: Host) -> None:
    p = jailed(host, "/", 2)
    for name, args in (("nmount", (TMPFS, 0)), ("unmount", ("/dev", 0))):
        with pytest.raises(Errno, match="Operation not permitted"):
            host.call(p, name, *args)


def test_attributes_come_from_the_covering_root(host: Host) -> None:
    async def program() -> tuple[int, int]:
        await chmod("/mnt", 0o1777)
        await nmount(TMPFS)
        fd = await open("/mnt", O_RDONLY)
        return (await stat("/mnt")).st_mode, (await fstat(fd)).st_dev

    mode, device = host.run(program)
    assert (oct(mode), device) == ("0o41777", 3)
    assert len(host.run(getfsstat)) == 3
