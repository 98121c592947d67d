"""Non-blocking sockets, poll, queues, and both ends that open at once."""

from __future__ import annotations

from nethost import SECOND, NetHost, ip4

from simbsd.sys.fcntl import O_NONBLOCK
from simbsd.sys.proc import Proc
from simbsd.sys.signal import SIGPIPE
from simbsd.sys.socketvar import AF_INET, SOCK_DGRAM, SOCK_STREAM

ONE, TWO = ip4("10.0.0.1"), ip4("10.0.0.2")


def tcp(net: NetHost, p: Proc, blocks: bool = True) -> int:
    fd: int = net.call(p, "socket", AF_INET, SOCK_STREAM, 0)
    if not blocks:
        p.p_fd.fd_files[fd].f_flag |= O_NONBLOCK
    return fd


def listener(net: NetHost, p: Proc, backlog: int = 5) -> int:
    fd = tcp(net, p)
    net.call(p, "bind", fd, (0, 80))
    net.call(p, "listen", fd, backlog)
    return fd


def test_connect_goes_on_in_the_background(net: NetHost) -> None:
    one, other = net.pair()
    client, server = net.process(one), net.process(other)
    listening = listener(net, server)
    fd = tcp(net, client, blocks=False)
    assert net.refused(lambda: net.call(client, "connect", fd, (TWO, 80))) == "EINPROGRESS"
    assert net.refused(lambda: net.call(client, "connect", fd, (TWO, 80))) == "EALREADY"
    assert net.call(client, "poll", {fd: "w"}, 0) == {}
    assert net.call(server, "poll", {listening: "r"}, 0) == {}
    net.run(1000)
    assert net.call(client, "poll", {fd: "rw"}, 0) == {fd: "w"}
    assert net.call(server, "poll", {listening: "r"}, 0) == {listening: "r"}
    assert net.call(client, "getsockopt", fd, "SO_ERROR") == 0
    assert net.refused(lambda: net.call(client, "connect", fd, (TWO, 80))) == "EISCONN"
    assert net.refused(lambda: net.call(client, "recvfrom", fd, 1)) == "EAGAIN"


def test_a_refusal_in_the_background_is_kept_in_so_error(net: NetHost) -> None:
    one, _ = net.pair()
    client = net.process(one)
    fd = tcp(net, client, blocks=False)
    assert net.refused(lambda: net.call(client, "connect", fd, (TWO, 81))) == "EINPROGRESS"
    net.run(1000)
    assert net.call(client, "poll", {fd: "rw"}, 0) == {fd: "rw"}
    assert net.call(client, "getsockopt", fd, "SO_ERROR") == 61
    assert net.call(client, "getsockopt", fd, "SO_ERROR") == 0


def test_both_ends_open_at_once(net: NetHost) -> None:
    one, other = net.pair()
    left, right = net.process(one), net.process(other)
    a, b = tcp(net, left, blocks=False), tcp(net, right, blocks=False)
    net.call(left, "bind", a, (ONE, 1000))
    net.call(right, "bind", b, (TWO, 2000))
    assert net.refused(lambda: net.call(left, "connect", a, (TWO, 2000))) == "EINPROGRESS"
    assert net.refused(lambda: net.call(right, "connect", b, (ONE, 1000))) == "EINPROGRESS"
    net.run(10 * SECOND)
    states = [inp.inp_tcpcb.t_state for vnet in (one, other) for inp in vnet.vnet_pcbs["tcp"]]
    assert states == ["ESTABLISHED", "ESTABLISHED"]
    net.call(left, "sendto", a, b"hello", None)
    net.run(1000)
    assert net.call(right, "recvfrom", b, 10) == (b"hello", None)


def test_a_full_listen_queue_makes_newcomers_wait(net: NetHost) -> None:
    one, other = net.pair()
    client, server = net.process(one), net.process(other)
    listening = listener(net, server, backlog=2)
    fds = [tcp(net, client, blocks=False) for _ in range(6)]
    for fd in fds:
        assert net.refused(lambda fd=fd: net.call(client, "connect", fd, (TWO, 80))) == "EINPROGRESS"
        net.run(1000)
    assert sorted(net.call(client, "poll", dict.fromkeys(fds, "w"), 0)) == fds[:4]
    assert other.vnet_stats["tcp.tcps_listendrop"] == 2
    for _ in range(4):
        net.call(server, "accept", listening)
    net.run(3 * SECOND)
    assert sorted(net.call(client, "poll", dict.fromkeys(fds, "w"), 0)) == fds


def test_writing_to_a_closed_connection_sends_sigpipe(net: NetHost) -> None:
    one, other = net.pair()
    client, server = net.process(one), net.process(other)
    listening = listener(net, server)
    fd = tcp(net, client)
    net.call(client, "connect", fd, (TWO, 80))
    accepted, _ = net.call(server, "accept", listening)
    net.call(client, "shutdown", fd, 1)
    client.p_coro = net.kernel.allproc[1].p_coro  # a process without a program takes no signals
    client.p_sigacts[SIGPIPE] = "caught"  # init, which no default touches
    assert net.refused(lambda: net.call(client, "sendto", fd, b"x", None)) == "EPIPE"
    assert client.p_siglist == [SIGPIPE]
    assert net.call(server, "recvfrom", accepted, 10) == (b"", None)


def test_what_only_a_socket_can_do(net: NetHost) -> None:
    fd = net.call(net.p, "socket", AF_INET, SOCK_DGRAM, 0)
    assert net.refused(lambda: net.call(net.p, "accept", fd)) == "EINVAL"
    assert net.refused(lambda: net.call(net.p, "shutdown", fd, 1)) == "ENOTCONN"
    assert net.refused(lambda: net.call(net.p, "bind", fd, "here")) == "EINVAL"
    assert net.refused(lambda: net.call(net.p, "bind", 99, (0, 1))) == "EBADF"
    pipe, _ = net.call(net.p, "pipe2", 0)
    assert net.refused(lambda: net.call(net.p, "bind", pipe, (0, 1))) == "ENOTSOCK"
    assert net.refused(lambda: net.call(net.p, "ioctl", fd, "SIOCNOSUCH", ("em0",))) == "ENOTTY"


def test_each_stack_has_its_own_variables(net: NetHost) -> None:
    one, other = net.pair()
    inside, outside = net.process(one), net.process(other)
    assert net.call(inside, "__sysctlbyname", "net.inet.ip.forwarding", 1) == 0
    assert net.call(inside, "__sysctlbyname", "net.inet.ip.forwarding", None) == 1
    assert net.call(outside, "__sysctlbyname", "net.inet.ip.forwarding", None) == 0
    assert (one.vnet_forwarding, other.vnet_forwarding) == (True, False)
    assert net.refused(lambda: net.call(inside, "__sysctlbyname", "net.inet.ip.ttl", 256)) == "EINVAL"
    assert net.call(inside, "__sysctlbyname", "net.fibs", 2) == 1
    assert net.refused(lambda: net.call(inside, "__sysctlbyname", "net.fibs", 1)) == "ENOTCAPABLE"
    assert net.call(inside, "__sysctlbyname", "net.inet.icmp.stats", None)["in.0"] == 1
