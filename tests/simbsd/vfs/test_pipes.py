"""Pipes and named pipes (sys_pipe.c, fifo_vnops.c), and waiting for descriptors."""

from __future__ import annotations

from vfshost import Host

from simbsd.lib.files import mkfifo, unlink
from simbsd.lib.signal import signal
from simbsd.lib.unistd import close, fcntl, open, pipe, poll, read, write
from simbsd.sys.fcntl import O_CREAT, O_NONBLOCK, O_RDONLY, O_WRONLY, PIPE_SIZE
from simbsd.sys.proc import ProcState
from simbsd.sys.signal import SIG_IGN, SIGPIPE


def test_bytes_come_out_as_they_went_in_and_the_end_is_seen(host: Host) -> None:
    async def program() -> list[bytes]:
        reader, writer = await pipe()
        await write(writer, b"hello")
        await write(writer, b" world")
        await close(writer)
        return [await read(reader, 3), await read(reader, 100), await read(reader, 100)]

    assert host.run(program) == [b"hel", b"lo world", b""]


def test_a_writer_without_a_reader_dies_of_sigpipe_or_sees_epipe(host: Host) -> None:
    async def dies() -> str:
        reader, writer = await pipe()
        await close(reader)
        await write(writer, b"x")
        return "lives"

    async def ignores() -> None:
        await signal(SIGPIPE, SIG_IGN)
        reader, writer = await pipe()
        await close(reader)
        await write(writer, b"x")

    p, answer = host.start(dies)
    host.settle()
    assert (answer, p.p_xstat, p.p_state) == ([], SIGPIPE, ProcState.ZOMBIE)
    assert host.refused(ignores) == "EPIPE"


def test_nonblocking_ends_say_eagain(host: Host) -> None:
    async def empty() -> None:
        reader, _ = await pipe()
        await fcntl(reader, "F_SETFL", O_NONBLOCK)
        await read(reader, 1)

    async def full() -> int:
        _, writer = await pipe()
        await fcntl(writer, "F_SETFL", O_NONBLOCK)
        taken = await write(writer, b"x" * 3 * PIPE_SIZE)
        await write(writer, b"x")
        return taken

    async def partly() -> int:
        _, writer = await pipe()
        await fcntl(writer, "F_SETFL", O_NONBLOCK)
        return await write(writer, b"x" * 3 * PIPE_SIZE)

    assert host.refused(empty) == "EAGAIN"
    assert host.refused(full) == "EAGAIN"
    assert host.run(partly) == PIPE_SIZE


def test_a_fifo_joins_a_reader_and_a_writer_whoever_comes_first(host: Host) -> None:
    async def receive() -> bytes:
        fd = await open("/tmp/fifo", O_RDONLY)
        data = b""
        while part := await read(fd, 1000):
            data += part
        return data

    async def send() -> int:
        fd = await open("/tmp/fifo", O_WRONLY)
        return await write(fd, b"y" * 50_000)

    host.run(lambda: mkfifo("/tmp/fifo"))
    for programs in ((receive, send), (send, receive)):
        answers = []
        for program in programs:
            answers.append(host.start(program)[1])
            host.settle()
        by_name = dict(zip((program.__name__ for program in programs), answers, strict=True))
        assert by_name["send"] == [50_000]
        assert by_name["receive"] == [b"y" * 50_000]


def test_a_fifo_opened_for_reading_without_waiting_is_empty(host: Host) -> None:
    async def program() -> bytes:
        await mkfifo("/tmp/fifo")
        fd = await open("/tmp/fifo", O_RDONLY | O_NONBLOCK)
        return await read(fd, 10)

    async def writer() -> None:
        await open("/tmp/fifo", O_WRONLY | O_NONBLOCK)

    assert host.run(program) == b""
    assert host.refused(writer) == "ENXIO"
    host.run(lambda: unlink("/tmp/fifo"))


def test_poll_tells_what_is_ready_and_wakes_at_its_time(host: Host) -> None:
    async def program() -> list[object]:
        reader, writer = await pipe()
        file = await open("/tmp/f", O_WRONLY | O_CREAT)
        asked = {reader: "r", writer: "w", file: "rw"}
        seen: list[object] = [await poll(asked, 0)]
        await write(writer, b"x")
        seen += [await poll({reader: "r"}, None), await poll({99: "r"}, 0)]
        await read(reader, 1)
        return [*seen, await poll({reader: "r"}, 1_000_000)]

    seen = host.run(program)
    assert [list(answer.values()) for answer in seen] == [["w", "rw"], ["r"], ["n"], []]
    assert host.kernel.now >= 1_000_000


def test_a_sleeping_poll_is_woken_by_a_write(host: Host) -> None:
    ends: list[int] = []
    p = host.process()
    ends += host.call(p, "pipe2", 0)
    from simbsd.kern.kern_fork import fork1

    answer: list[object] = []

    async def wait(state: object) -> int:
        answer.append(await poll({ends[0]: "r"}, None))
        return 0

    fork1(host.kernel, p, wait, None)
    host.settle()
    assert answer == []
    host.call(p, "write", ends[1], b"x")
    host.settle()
    assert answer == [{ends[0]: "r"}]
