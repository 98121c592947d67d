"""Descriptors: dup, fcntl, close on exec (kern_descrip.c)."""

from __future__ import annotations

import pytest
from vfshost import Host

from simbsd.kern.kern_descrip import fdcloseexec
from simbsd.lib.unistd import close, dup, dup2, fcntl, lseek, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_APPEND, O_CLOEXEC, O_CREAT, O_NONBLOCK, O_RDONLY, O_WRONLY, SEEK_CUR


def test_the_lowest_free_descriptor_is_taken(host: Host) -> None:
    async def program() -> list[int]:
        fds = [await open("/etc/passwd", O_RDONLY) for _ in range(4)]
        await close(1)
        return [*fds, await dup(0), await fcntl(0, "F_DUPFD", 10), await dup2(0, 7)]

    assert host.run(program) == [0, 1, 2, 3, 1, 10, 7]


def test_duplicates_share_the_offset_and_two_openings_do_not(host: Host) -> None:
    async def program() -> list[int]:
        first = await open("/etc/passwd", O_RDONLY)
        second, other = await dup(first), await open("/etc/passwd", O_RDONLY)
        await read(first, 5)
        return [await lseek(second, 0, SEEK_CUR), await lseek(other, 0, SEEK_CUR)]

    assert host.run(program) == [5, 0]


def test_flags_belong_to_the_descriptor_or_to_the_open_file(host: Host) -> None:
    async def program() -> list[int]:
        fd = await open("/tmp/f", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC)
        other = await dup(fd)
        flags = [await fcntl(fd, "F_GETFD"), await fcntl(other, "F_GETFD"), await fcntl(fd, "F_GETFL")]
        await fcntl(other, "F_SETFL", O_NONBLOCK)
        await fcntl(fd, "F_SETFD", 0)
        return [*flags, await fcntl(fd, "F_GETFL"), await fcntl(fd, "F_GETFD")]

    assert host.run(program) == [1, 0, O_WRONLY | O_APPEND, O_WRONLY | O_NONBLOCK, 0]


def test_exec_closes_what_says_so(host: Host) -> None:
    p = host.process()
    kept = host.call(p, "open", "/etc/passwd", O_RDONLY, 0)
    host.call(p, "open", "/etc/group", O_RDONLY | O_CLOEXEC, 0)
    fdcloseexec(host.kernel, p)
    assert (list(p.p_fd.fd_files), p.p_fd.fd_cloexec, host.kernel.openfiles) == ([kept], {}, 1)


def test_refusals(host: Host) -> None:
    p = host.process()
    fd = host.call(p, "open", "/etc/passwd", O_RDONLY, 0)
    refusals = [
        ("close", (9,), "EBADF"),
        ("read", (9, 1), "EBADF"),
        ("dup", (9,), "EBADF"),
        ("dup2", (fd, -1), "EBADF"),
        ("dup2", (fd, 99_999), "EBADF"),
        ("dup2", (9, 9), "EBADF"),
        ("fcntl", (fd, "F_DUPFD", -1), "EINVAL"),
        ("fcntl", (fd, "F_SETLK", 0), "EINVAL"),
        ("fstat", (9,), "EBADF"),
        ("ioctl", (fd, "TIOCGETA", None), "ENOTTY"),
    ]
    for name, args, error in refusals:
        with pytest.raises(Errno) as caught:
            host.call(p, name, *args)
        assert caught.value.name == error, (name, args)


def test_dup2_onto_itself_and_onto_an_open_one(host: Host) -> None:
    p = host.process()
    first = host.call(p, "open", "/etc/passwd", O_RDONLY, 0)
    second = host.call(p, "open", "/etc/group", O_RDONLY, 0)
    assert host.call(p, "dup2", first, first) == first
    assert host.call(p, "dup2", first, second) == second
    assert p.p_fd.fd_files[first] is p.p_fd.fd_files[second]
    assert host.kernel.openfiles == 1
