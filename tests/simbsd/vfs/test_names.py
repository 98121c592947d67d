"""Making, linking, moving and removing names (vfs_syscalls.c, ufs_vnops.c)."""

from __future__ import annotations

from vfshost import Host

from simbsd.lib.files import fstat, getdents, link, mkdir, mkfifo, mknod, rename, rmdir, stat, symlink, unlink
from simbsd.lib.unistd import chdir, close, getcwd, open, read, write
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_WRONLY, S_IFCHR, S_IFREG


async def make(path: str, data: bytes = b"") -> None:
    fd = await open(path, O_WRONLY | O_CREAT)
    await write(fd, data)
    await close(fd)


async def names(path: str) -> list[str]:
    fd = await open(path, O_RDONLY)
    found = [entry.d_name for entry in await getdents(fd)]
    await close(fd)
    return found


def test_directories_count_their_children(host: Host) -> None:
    async def program() -> list[int]:
        await mkdir("/tmp/d")
        counts = [(await stat("/tmp/d")).st_nlink]
        await mkdir("/tmp/d/a")
        await mkdir("/tmp/d/b")
        counts.append((await stat("/tmp/d")).st_nlink)
        await rename("/tmp/d/a", "/tmp/a")
        await rmdir("/tmp/d/b")
        return [*counts, (await stat("/tmp/d")).st_nlink]

    assert host.run(program) == [2, 4, 2]


def test_a_listing_has_the_dots_first_and_then_the_order_of_making(host: Host) -> None:
    async def program() -> list[str]:
        await mkdir("/tmp/d")
        for name in ("zebra", "apple", "mango"):
            await make(f"/tmp/d/{name}")
        await unlink("/tmp/d/apple")
        await make("/tmp/d/apple")
        return await names("/tmp/d")

    assert host.run(program) == [".", "..", "zebra", "mango", "apple"]


def test_hard_links_share_one_file(host: Host) -> None:
    async def program() -> tuple[int, bytes, int]:
        await make("/tmp/a", b"one")
        await link("/tmp/a", "/tmp/b")
        both = (await stat("/tmp/b")).st_nlink
        await unlink("/tmp/a")
        fd = await open("/tmp/b", O_RDONLY)
        return both, await read(fd, 10), (await fstat(fd)).st_nlink

    assert host.run(program) == (2, b"one", 1)


def test_refusals_of_the_makers(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/f")
        await mkdir("/tmp/d")

    host.run(prepare)
    refusals = [
        (lambda: mkdir("/tmp/d"), "EEXIST"),
        (lambda: mkdir("/tmp/f"), "EEXIST"),
        (lambda: mkdir("/tmp/x/y"), "ENOENT"),
        (lambda: mkdir("/tmp/f/y"), "ENOTDIR"),
        (lambda: mkdir("/"), "EISDIR"),
        (lambda: mkdir("/tmp/."), "EEXIST"),
        (lambda: symlink("f", "/tmp/f"), "EEXIST"),
        (lambda: symlink("f", "/tmp/new/"), "ENOENT"),
        (lambda: link("/tmp/d", "/tmp/e"), "EPERM"),
        (lambda: link("/tmp/f", "/tmp/d"), "EEXIST"),
        (lambda: link("/tmp/f", "/dev/f"), "EXDEV"),
        (lambda: mkfifo("/tmp/f"), "EEXIST"),
        (lambda: mknod("/tmp/b", S_IFREG | 0o600, ""), "EINVAL"),
        (lambda: mkdir("/dev/d"), "EOPNOTSUPP"),
    ]
    for program, name in refusals:
        assert host.refused(program) == name


def test_refusals_of_the_removers(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/f")
        await mkdir("/tmp/d")
        await make("/tmp/d/f")

    host.run(prepare)
    refusals = [
        (lambda: unlink("/tmp/none"), "ENOENT"),
        (lambda: unlink("/tmp/d"), "EPERM"),
        (lambda: unlink("/tmp/f/"), "ENOTDIR"),
        (lambda: rmdir("/tmp/f"), "ENOTDIR"),
        (lambda: rmdir("/tmp/d"), "ENOTEMPTY"),
        (lambda: rmdir("/tmp/d/."), "EINVAL"),
        (lambda: rmdir("/tmp/d/.."), "ENOTEMPTY"),
        (lambda: rmdir("/dev"), "EBUSY"),
        (lambda: rmdir("/"), "EISDIR"),
    ]
    for program, name in refusals:
        assert host.refused(program) == name


def test_rename_replaces_a_file_and_an_empty_directory(host: Host) -> None:
    async def program() -> tuple[bytes, list[str]]:
        await make("/tmp/new", b"new")
        await make("/tmp/old", b"old")
        await rename("/tmp/new", "/tmp/old")
        await mkdir("/tmp/d")
        await make("/tmp/d/inside")
        await mkdir("/tmp/empty")
        await rename("/tmp/d", "/tmp/empty")
        return await read(await open("/tmp/old", O_RDONLY), 10), await names("/tmp/empty")

    assert host.run(program) == (b"new", [".", "..", "inside"])


def test_refusals_of_rename(host: Host) -> None:
    async def prepare() -> None:
        await make("/tmp/f")
        for path in ("/tmp/d", "/tmp/d/sub", "/tmp/full", "/tmp/full/x"):
            await mkdir(path)

    host.run(prepare)
    refusals = [
        (lambda: rename("/tmp/none", "/tmp/x"), "ENOENT"),
        (lambda: rename("/tmp/d", "/tmp/d/sub/x"), "EINVAL"),
        (lambda: rename("/tmp/d", "/tmp/d"), ""),
        (lambda: rename("/tmp/d/.", "/tmp/x"), "EINVAL"),
        (lambda: rename("/tmp/f", "/tmp/d"), "EISDIR"),
        (lambda: rename("/tmp/d", "/tmp/f"), "ENOTDIR"),
        (lambda: rename("/tmp/d", "/tmp/full"), "ENOTEMPTY"),
        (lambda: rename("/tmp/f", "/dev/f"), "EXDEV"),
        (lambda: rename("/dev", "/device"), "EXDEV"),
        (lambda: rename("/tmp/f", "/tmp/x/"), "ENOENT"),
        (lambda: rename("/", "/tmp/x"), "EISDIR"),
    ]
    for program, name in refusals:
        if name:
            assert host.refused(program) == name
        else:
            host.run(program)


def test_two_names_of_one_file_stay_after_a_rename_between_them(host: Host) -> None:
    async def program() -> int:
        await make("/tmp/a")
        await link("/tmp/a", "/tmp/b")
        await rename("/tmp/a", "/tmp/b")
        return (await stat("/tmp/a")).st_nlink

    assert host.run(program) == 2


def test_a_moved_directory_has_a_new_parent(host: Host) -> None:
    async def program() -> list[str]:
        await mkdir("/tmp/a")
        await mkdir("/tmp/a/b")
        await mkdir("/tmp/c")
        await chdir("/tmp/a/b")
        await rename("/tmp/a/b", "/tmp/c/moved")
        here = await getcwd()
        await chdir("..")
        return [here, await getcwd()]

    assert host.run(program) == ["/tmp/c/moved", "/tmp/c"]


def test_a_device_node_outside_devfs_cannot_be_opened(host: Host) -> None:
    async def program() -> None:
        await mknod("/tmp/null", S_IFCHR | 0o666, "null")
        await open("/tmp/null", O_RDONLY)

    assert host.refused(program) == "EOPNOTSUPP"
