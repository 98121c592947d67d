"""Local sockets: found by file name, connected to by permission, whole packets kept whole (sys/kern/uipc_usrreq.c)."""

from __future__ import annotations

import pytest

from simbsd.lib.files import chmod, mkdir, stat, unlink
from simbsd.lib.socket import (
    accept,
    bind,
    connect,
    getpeereid,
    getpeername,
    getsockname,
    getsockopt,
    listen,
    recv,
    recvfrom,
    send,
    sendto,
    shutdown,
    socket,
    socketpair,
)
from simbsd.lib.unistd import close, fcntl, fork, nanosleep, open, poll, setgid, setuid
from simbsd.sys.errno import (
    EACCES,
    EADDRINUSE,
    EAFNOSUPPORT,
    EAGAIN,
    ECONNREFUSED,
    ECONNRESET,
    EDESTADDRREQ,
    EINVAL,
    EISCONN,
    EMSGSIZE,
    ENAMETOOLONG,
    ENOBUFS,
    ENOENT,
    ENOTCONN,
    ENOTSOCK,
    EOPNOTSUPP,
    EPIPE,
    EPROTOTYPE,
    Errno,
)
from simbsd.sys.fcntl import O_CREAT, O_NONBLOCK, O_RDWR, S_IFMT, S_IFSOCK
from simbsd.sys.signal import SIG_IGN, SIGPIPE
from simbsd.sys.socketvar import AF_INET, AF_UNIX, SHUT_WR, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM

PATH = "/tmp/s"


async def refused(call):
    """The error number of a refused call, 0 when it was not refused."""
    try:
        await call
    except Errno as error:
        return error.errno
    return 0


async def listener(path=PATH, kind=SOCK_STREAM, backlog=5):
    fd = await socket(AF_UNIX, kind)
    await bind(fd, path)
    await listen(fd, backlog)
    return fd


async def connected(path=PATH, kind=SOCK_STREAM):
    fd = await socket(AF_UNIX, kind)
    await connect(fd, path)
    return fd


def test_a_stream_is_bytes_and_a_packet_is_a_packet(after):
    async def body(log):
        for kind in (SOCK_STREAM, SOCK_SEQPACKET):
            path = f"/tmp/{kind}"
            server = await listener(path, kind)
            client = await connected(path, kind)
            end, peer = await accept(server)
            await send(client, b"one")
            await send(client, b"two")
            log += [peer, await recv(end, 100), await getsockname(end), await getpeername(client)]
            await close(client)
            log += [await recv(end, 100), await recv(end, 100)]
        return 0

    assert after(body) == [
        "", b"onetwo", "/tmp/1", "/tmp/1", b"", b"",
        "", b"one", "/tmp/5", "/tmp/5", b"two", b"",
    ]  # fmt: skip


def test_a_file_of_its_own_kind_is_made_and_stays(after):
    async def body(log):
        fd = await listener()
        mode = (await stat(PATH)).st_mode
        log += [mode & S_IFMT == S_IFSOCK, oct(mode & 0o7777), await refused(open(PATH, O_RDWR))]
        await close(fd)
        again = await socket(AF_UNIX, SOCK_STREAM)
        log += [await refused(bind(again, PATH)), await refused(connect(again, PATH))]
        await unlink(PATH)
        log += [await refused(connect(again, PATH)), await refused(bind(again, PATH))]
        return 0

    assert after(body) == [True, "0o755", EOPNOTSUPP, EADDRINUSE, ECONNREFUSED, ENOENT, 0]


def test_a_removed_name_does_not_end_what_is_connected(after):
    async def body(log):
        server = await listener()
        client = await connected()
        await unlink(PATH)
        end, _ = await accept(server)
        await send(end, b"still here")
        log.append(await recv(client, 100))
        return 0

    assert after(body) == [b"still here"]


@pytest.mark.parametrize(
    ("path", "error"),
    [("", EINVAL), ("/tmp/" + "x" * 100, EINVAL), ("/tmp/" + "x" * 300, ENAMETOOLONG), ((1, 2), EAFNOSUPPORT),
     ("/nope/s", ENOENT), ("/tmp", EADDRINUSE)],
)  # fmt: skip
def test_an_address_that_cannot_be_bound(after, path, error):
    async def body(log):
        fd = await socket(AF_UNIX, SOCK_STREAM)
        log += [await refused(bind(fd, path)), await refused(bind(fd, "/tmp/fine")), await refused(bind(fd, "/tmp/b"))]
        return 0

    assert after(body) == [error, 0, EINVAL]


def test_what_cannot_be_connected_to(after):
    async def body(log):
        await close(await open("/tmp/file", O_CREAT | O_RDWR))
        await bind(await socket(AF_UNIX, SOCK_DGRAM), "/tmp/dgram")
        await bind(await socket(AF_UNIX, SOCK_STREAM), "/tmp/deaf")
        fd = await socket(AF_UNIX, SOCK_STREAM)
        for path in ("/tmp/file", "/tmp/dgram", "/tmp/deaf", "/tmp/none"):
            log.append(await refused(connect(fd, path)))
        log += [await refused(send(fd, b"x")), await refused(recv(fd, 1)), await refused(getpeername(fd))]
        log += [await refused(listen(fd)), await refused(listen(await socket(AF_UNIX, SOCK_DGRAM)))]
        return 0

    assert after(body) == [
        ENOTSOCK, EPROTOTYPE, ECONNREFUSED, ENOENT, ENOTCONN, ENOTCONN, ENOTCONN, EDESTADDRREQ, EOPNOTSUPP,
    ]  # fmt: skip


def test_connecting_takes_write_permission(after):
    async def alice(log):
        await setgid(1001)
        await setuid(1001)
        got = await refused(connect(await socket(AF_UNIX, SOCK_STREAM), PATH))
        fd = await socket(AF_UNIX, SOCK_STREAM)
        await connect(fd, "/tmp/open")
        await send(fd, str(got).encode())
        return 0

    async def body(log):
        await listener()
        server = await listener("/tmp/open")
        await chmod("/tmp/open", 0o777)
        await fork(alice, 0)
        end, _ = await accept(server)
        log += [await recv(end, 10), await getpeereid(end)]
        return 0

    assert after(body) == [str(EACCES).encode(), (1001, 1001)]


def test_the_peer_of_a_listener_is_known_on_both_sides(after):
    async def body(log):
        server = await listener()
        client = await connected()
        end, _ = await accept(server)
        log += [await getpeereid(client), await getpeereid(end), await refused(getpeereid(server))]
        log.append((await getsockopt(client, "LOCAL_PEERCRED")).cr_groups[0])
        return 0

    assert after(body) == [(0, 0), (0, 0), ENOTCONN, 0]


def test_too_many_waiting_connections_are_refused(after):
    async def body(log):
        server = await listener(backlog=1)
        first = await connected()
        log += [await refused(connected()), await refused(connected())]
        await close(server)
        log += [await refused(recv(first, 1)), await recv(first, 1)]
        return 0

    assert after(body) == [0, ECONNREFUSED, ECONNRESET, b""]


def test_a_full_stream_makes_the_writer_wait(after):
    async def reader(fd):
        await nanosleep(1_000_000)
        got = 0
        while got < 20000:
            got += len(await recv(fd, 3000))
        return 0

    async def body(log):
        one, two = await socketpair(AF_UNIX, SOCK_STREAM)
        await fcntl(one, "F_SETFL", O_NONBLOCK)
        log += [await send(one, bytes(20000)), await refused(send(one, b"x")), await poll({one: "w"}, 0)]
        await recv(two, 8192)
        log.append(await poll({one: "w"}, 0))
        await fcntl(one, "F_SETFL", 0)
        await fork(reader, two)
        log.append(await send(one, bytes(20000)))
        return 0

    assert after(body) == [8192, EAGAIN, {}, {0: "w"}, 20000]


def test_the_end_of_one_direction_and_of_both(after):
    async def body(log):
        from simbsd.lib.signal import signal

        await signal(SIGPIPE, SIG_IGN)
        one, two = await socketpair(AF_UNIX, SOCK_STREAM)
        await shutdown(one, SHUT_WR)
        log += [await recv(two, 1), await refused(send(one, b"x")), await send(two, b"back"), await recv(one, 10)]
        await close(two)
        log += [await recv(one, 1)]
        three, four = await socketpair(AF_UNIX, SOCK_SEQPACKET)
        await close(four)
        log.append(await refused(send(three, b"x")))
        return 0

    assert after(body) == [b"", EPIPE, 4, b"back", b"", EPIPE]


def test_datagrams_carry_the_name_of_their_sender(after):
    async def body(log):
        server = await socket(AF_UNIX, SOCK_DGRAM)
        await bind(server, PATH)
        client = await socket(AF_UNIX, SOCK_DGRAM)
        log.append(await refused(send(client, b"x")))
        await sendto(client, b"nameless", PATH)
        await bind(client, "/tmp/c")
        await sendto(client, b"named", PATH)
        log += [await recvfrom(server, 100), await recvfrom(server, 4)]
        await connect(client, PATH)
        log.append(await refused(sendto(client, b"x", PATH)))
        log.append(await refused(send(client, bytes(8193))))
        await send(client, bytes(8192))
        log.append(await refused(send(client, bytes(8192))))
        await close(server)
        log += [await refused(send(client, b"x")), await refused(send(client, b"x"))]
        return 0

    assert after(body) == [
        EDESTADDRREQ, (b"nameless", ""), (b"name", "/tmp/c"), EISCONN, EMSGSIZE, ENOBUFS, ECONNRESET, EDESTADDRREQ,
    ]  # fmt: skip


def test_a_pair_of_any_kind(after):
    async def body(log):
        for kind in (SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET):
            one, two = await socketpair(AF_UNIX, kind)
            await send(one, b"there")
            await send(two, b"back")
            log += [await recv(two, 10), await recv(one, 10)]
        log.append(await refused(socketpair(AF_INET, SOCK_STREAM)))
        return 0

    assert after(body) == [b"there", b"back"] * 3 + [EOPNOTSUPP]


def test_a_refused_bind_changes_nothing(given):
    from simbsd.kern.syscall import run

    async def body(log):
        fd = await socket(AF_UNIX, SOCK_STREAM)
        await mkdir("/tmp/d", 0o700)
        log.append(await refused(bind(fd, "/dev/s")))
        await bind(fd, "/tmp/d/s")
        await close(fd)
        return 0

    log: list[int] = []
    kernel = given(body, log)
    run(kernel, 60_000_000, 1 << 62)
    assert (log, kernel.unpcbs, kernel.unp_vnodes) == ([EOPNOTSUPP], {}, {})
