"""open(2), offsets and lengths."""

from __future__ import annotations

from vfshost import ALICE, Host

from simbsd.lib.files import fstat, ftruncate, getdents, mkdir, stat, symlink, truncate, unlink
from simbsd.lib.unistd import close, lseek, open, read, umask, write
from simbsd.sys.fcntl import (
    O_APPEND,
    O_CREAT,
    O_DIRECTORY,
    O_EXCL,
    O_NOFOLLOW,
    O_RDONLY,
    O_RDWR,
    O_TRUNC,
    O_WRONLY,
    SEEK_CUR,
    SEEK_END,
    SEEK_SET,
)


async def put(path: str, data: bytes) -> None:
    fd = await open(path, O_WRONLY | O_CREAT | O_TRUNC)
    await write(fd, data)
    await close(fd)


async def get(path: str) -> bytes:
    fd = await open(path, O_RDONLY)
    data = await read(fd, 1 << 20)
    await close(fd)
    return data


def test_what_is_written_is_read_back_from_where_the_offset_stands(host: Host) -> None:
    async def program() -> list[object]:
        fd = await open("/tmp/f", O_RDWR | O_CREAT, 0o640)
        steps: list[object] = [await write(fd, b"hello world"), await lseek(fd, 6, SEEK_SET), await read(fd, 3)]
        steps += [await lseek(fd, -1, SEEK_CUR), await read(fd, 100), await read(fd, 100), await lseek(fd, 0, SEEK_END)]
        return [*steps, (await fstat(fd)).st_mode]

    assert host.run(program) == [11, 6, b"wor", 8, b"rld", b"", 11, 0o100640]


def test_the_mask_takes_bits_from_a_new_file_and_a_new_directory(host: Host) -> None:
    async def program() -> tuple[int, int, int]:
        old = await umask(0o077)
        await put("/tmp/f", b"")
        await mkdir("/tmp/d")
        return old, (await stat("/tmp/f")).st_mode & 0o7777, (await stat("/tmp/d")).st_mode & 0o7777

    assert host.run(program) == (0o022, 0o600, 0o700)


def test_append_writes_at_the_end_wherever_the_offset_stands(host: Host) -> None:
    async def program() -> bytes:
        await put("/tmp/f", b"one\n")
        fd = await open("/tmp/f", O_WRONLY | O_APPEND)
        await lseek(fd, 0, SEEK_SET)
        await write(fd, b"two\n")
        return await get("/tmp/f")

    assert host.run(program) == b"one\ntwo\n"


def test_truncation_cuts_and_a_gap_reads_as_zeros(host: Host) -> None:
    async def program() -> tuple[bytes, bytes, bytes, int]:
        await put("/tmp/f", b"abcdef")
        await truncate("/tmp/f", 3)
        cut = await get("/tmp/f")
        await truncate("/tmp/f", 6)
        longer = await get("/tmp/f")
        fd = await open("/tmp/f", O_WRONLY)
        await ftruncate(fd, 1)
        await lseek(fd, 4, SEEK_SET)
        await write(fd, b"x")
        return cut, longer, await get("/tmp/f"), (await stat("/tmp/f")).st_size

    assert host.run(program) == (b"abc", b"abc\0\0\0", b"a\0\0\0x", 5)


def test_a_hole_takes_no_room(host: Host) -> None:
    async def program() -> tuple[int, int]:
        await put("/tmp/f", b"")
        await truncate("/tmp/f", 8 << 20)
        found = await stat("/tmp/f")
        return found.st_size, found.st_blocks

    assert host.run(program) == (8 << 20, 0)


def test_refusals_of_open(host: Host) -> None:
    async def opening(path: str, flags: int) -> int:
        return await open(path, flags)

    async def prepare() -> None:
        await put("/tmp/f", b"")
        await symlink("f", "/tmp/l")
        await symlink("nowhere", "/tmp/dangling")

    host.run(prepare)
    refusals = {
        ("/tmp/none", O_RDONLY): "ENOENT",
        ("/tmp/f", O_WRONLY | O_CREAT | O_EXCL): "EEXIST",
        ("/tmp/dangling", O_WRONLY | O_CREAT | O_EXCL): "EEXIST",
        ("/tmp", O_WRONLY): "EISDIR",
        ("/tmp", O_RDONLY | O_TRUNC): "EISDIR",
        ("/tmp", O_RDONLY | O_CREAT): "EISDIR",
        ("/tmp/f", O_RDONLY | O_DIRECTORY): "ENOTDIR",
        ("/tmp/l", O_RDONLY | O_NOFOLLOW): "EMLINK",
        ("/tmp/f", O_WRONLY | O_RDWR): "EINVAL",
        ("/none/f", O_WRONLY | O_CREAT): "ENOENT",
    }
    for (path, flags), name in refusals.items():
        assert host.refused(lambda path=path, flags=flags: opening(path, flags)) == name, (path, flags)


def test_a_dangling_link_is_created_through(host: Host) -> None:
    async def program() -> bytes:
        await symlink("target", "/tmp/l")
        await put("/tmp/l", b"made")
        return await get("/tmp/target")

    assert host.run(program) == b"made"


def test_reading_and_writing_keep_to_the_mode_of_the_descriptor(host: Host) -> None:
    async def write_to_a_reader() -> None:
        await write(await open("/etc/passwd", O_RDONLY), b"x")

    async def read_from_a_writer() -> None:
        await read(await open("/tmp/f", O_WRONLY | O_CREAT), 1)

    async def read_a_directory() -> None:
        await read(await open("/etc", O_RDONLY), 1)

    async def list_a_file() -> None:
        await getdents(await open("/etc/passwd", O_RDONLY))

    async def seek_before_the_start() -> None:
        await lseek(await open("/etc/passwd", O_RDONLY), -1, SEEK_SET)

    assert host.refused(write_to_a_reader) == "EBADF"
    assert host.refused(read_from_a_writer) == "EBADF"
    assert host.refused(read_a_directory) == "EISDIR"
    assert host.refused(list_a_file) == "EINVAL"
    assert host.refused(seek_before_the_start) == "EINVAL"


def test_a_removed_file_lives_until_its_last_close(host: Host) -> None:
    async def program() -> tuple[bytes, int]:
        await put("/tmp/f", b"still here")
        fd = await open("/tmp/f", O_RDONLY)
        await unlink("/tmp/f")
        return await read(fd, 100), (await fstat(fd)).st_nlink

    before = host.kernel.storage, host.kernel.inodes
    assert host.run(program) == (b"still here", 0)
    assert (host.kernel.storage, host.kernel.inodes) == before


def test_truncating_refuses_what_is_no_file_of_ones_own(host: Host) -> None:
    async def directory() -> None:
        await truncate("/tmp", 0)

    async def negative() -> None:
        await truncate("/etc/motd.template", -1)

    async def of_root() -> None:
        await truncate("/etc/passwd", 0)

    assert host.refused(directory) == "EISDIR"
    assert host.refused(negative) == "EINVAL"
    assert host.refused(of_root, uid=ALICE) == "EACCES"
