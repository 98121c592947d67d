"""A cable whose TCP segments are kept, lost or changed on their way."""

from __future__ import annotations

from collections.abc import Callable

from nethost import NetHost, ip4

from simbsd.net.bpf_wire import tcp_mss_option
from simbsd.net.if_epair import epair_transmit
from simbsd.sys.kernel import Kernel
from simbsd.sys.mbuf import Ether, Ip, Mbuf, Tcp
from simbsd.sys.proc import Proc
from simbsd.sys.socketvar import AF_INET, SOCK_STREAM, Tcpcb
from simbsd.sys.vnet import Ifnet, Vnet
from simbsd.usr_sbin.tcpdump.tcp_options import tcp_options

PEER = ip4("10.0.0.2")
Change = Callable[[Tcp], Tcp | None]
Options = dict[str, int]


def _nothing(segment: Tcp) -> Tcp | None:
    return segment


def shown(segment: Tcp, base: int = 0) -> str:
    """A segment's options as tcpdump tells them; blocks from ``base`` on."""
    data = segment.options or (tcp_mss_option(segment.mss) if segment.mss else b"")
    return tcp_options(data, base).removeprefix(", options ") if data else ""


class Tap:
    """Every segment that is sent over epair0, before ``change`` has seen it; None from that loses it."""

    def __init__(self, net: NetHost, change: Change, *vnets: Vnet) -> None:
        self.seen: list[Tcp] = []
        self.change = change
        for vnet, name in zip(vnets, ("epair0a", "epair0b"), strict=True):
            net.ifp(name, vnet).if_transmit = self._transmit

    def _transmit(self, kernel: Kernel, ifp: Ifnet, m: Mbuf, wait: int = 0) -> int:
        frame = m.m_payload
        if type(frame) is Ether and type(frame.payload) is Ip and type(frame.payload.payload) is Tcp:
            self.seen.append(frame.payload.payload)
            changed = self.change(frame.payload.payload)
            if changed is None:
                return 0
            m.m_payload = frame._replace(payload=frame.payload._replace(payload=changed))
        return epair_transmit(kernel, ifp, m, wait)


class Ends:
    """A connection over a tapped cable from a client to port 80 of a server."""

    def __init__(
        self, net: NetHost, client: Options | None = None, server: Options | None = None, change: Change = _nothing
    ) -> None:
        """The options are of both ends: names of net.inet.tcp's variables, or of setsockopt(2)."""
        self.net = net
        self.one, self.other = net.pair()
        self.tap = Tap(net, change, self.one, self.other)
        self.server, self.client = net.process(self.other), net.process(self.one)
        listening = self._socket(self.server, server or {})
        net.call(self.server, "bind", listening, (0, 80))
        net.call(self.server, "listen", listening, 5)
        self.fd = self._socket(self.client, client or {})
        net.call(self.client, "connect", self.fd, (PEER, 80))
        self.accepted, _ = net.call(self.server, "accept", listening)

    def _socket(self, p: Proc, options: Options) -> int:
        vnet = self.other if p is self.server else self.one
        vnet.vnet_sysctls |= {f"net.inet.tcp.{name}": value for name, value in options.items() if name.islower()}
        fd: int = self.net.call(p, "socket", AF_INET, SOCK_STREAM, 0)
        for name, value in options.items():
            if name.isupper():
                self.net.call(p, "setsockopt", fd, name, value)
        return fd

    def blocks(self) -> tuple[Tcpcb, Tcpcb]:
        """Both control blocks, the client's first."""
        client, server = (
            p.p_fd.fd_files[fd].f_data.so_pcb.inp_tcpcb
            for p, fd in ((self.client, self.fd), (self.server, self.accepted))
        )
        return client, server

    def send(self, data: bytes) -> None:
        """The client sends, as much as there is room for."""
        self.net.call(self.client, "sendto", self.fd, data, None)

    def read(self, size: int) -> bytes:
        """The server reads so much, whatever time it takes."""
        got = b""
        while len(got) < size:
            part, _ = self.net.call(self.server, "recvfrom", self.accepted, size - len(got), us=100_000_000)
            got += part
        return got
