"""Limits: bytes, inodes, files, descriptors, each with its error, and room given back."""

from __future__ import annotations

import itertools

import pytest
from vfshost import Host

from simbsd.lib.files import link, mkdir, statfs, truncate, unlink
from simbsd.lib.unistd import close, dup, lseek, open, pipe, write
from simbsd.limits import Limits
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_WRONLY, SEEK_SET


@pytest.fixture
def small() -> Host:
    """A machine with little room."""
    return Host(Limits(storage=100_000, inodes=5000, file_size=50_000, files=12, descriptors=8))


async def put(path: str, size: int) -> None:
    fd = await open(path, O_WRONLY | O_CREAT)
    await write(fd, b"x" * size)
    await close(fd)


def test_a_full_disk_says_enospc_and_has_room_again_after_a_removal(small: Host) -> None:
    async def fill() -> None:
        await put("/tmp/a", 40_000)
        await put("/tmp/b", 40_000)

    async def more() -> None:
        await put("/tmp/c", 40_000)

    small.run(fill)
    before = small.kernel.storage
    assert small.refused(more) == "ENOSPC"
    assert small.kernel.storage == before
    small.run(lambda: unlink("/tmp/a"))
    small.run(more)
    assert small.kernel.storage == before


def test_room_is_counted_in_whole_fragments(small: Host) -> None:
    async def program() -> list[int]:
        free = [(await statfs("/")).f_bavail]
        for size in (1, 4096, 4097):
            await put(f"/tmp/f{size}", size)
            free.append((await statfs("/")).f_bavail)
        await link("/tmp/f1", "/tmp/again")
        await unlink("/tmp/f1")
        taken = [first - second for first, second in itertools.pairwise(free)]
        return [*taken, (await statfs("/")).f_bavail - free[-1]]

    assert small.run(program) == [1, 1, 2, 0]


def test_a_file_has_a_greatest_size(small: Host) -> None:
    async def far() -> None:
        fd = await open("/tmp/f", O_WRONLY | O_CREAT)
        await lseek(fd, 50_000, SEEK_SET)
        await write(fd, b"x")

    async def long() -> None:
        await truncate("/tmp/f", 1 << 40)

    assert small.refused(far) == "EFBIG"
    assert small.refused(long) == "EFBIG"
    small.run(lambda: truncate("/tmp/f", 50_000))


def test_inodes_run_out(small: Host) -> None:
    small.kernel.inodes = small.kernel.limits.inodes - 1

    async def program() -> None:
        await put("/tmp/last", 0)
        await mkdir("/tmp/none")

    assert small.refused(program) == "ENOSPC"


def test_descriptors_run_out_for_a_process_and_files_for_the_machine(small: Host) -> None:
    async def program() -> None:
        for _ in range(9):
            await open("/etc/passwd", O_RDONLY)

    assert small.refused(program) == "EMFILE"
    p, q = small.process(), small.process()
    for _ in range(7):
        small.call(p, "open", "/etc/passwd", O_RDONLY, 0)
    for _ in range(4):
        small.call(q, "open", "/etc/passwd", O_RDONLY, 0)
    small.kernel.maxfiles_logged = small.kernel.now // 1_000_000  # the console was told already (_falloc_noinstall)
    before = small.state()
    with pytest.raises(Errno, match="Too many open files in system"):
        small.call(q, "pipe2", 0)
    assert small.state() == before
    small.call(q, "dup", 0)
    small.call(p, "dup", 0)
    with pytest.raises(Errno, match="Too many open files"):
        small.call(p, "dup", 0)


def test_every_file_is_closed_at_the_end_of_its_process(host: Host) -> None:
    async def program() -> None:
        await pipe()
        await dup(await open("/etc/passwd", O_RDONLY))
        await open("/tmp/f", O_WRONLY | O_CREAT)

    host.run(program)
    assert host.kernel.openfiles == 0
