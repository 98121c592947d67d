"""Services of the machines beyond em0: echo, discard, daytime and http over TCP, domain and DHCP over UDP.

Models usr.sbin/inetd/builtins.c (echo_stream, discard_stream, daytime_stream) and a plain web server, on sockets of
the kernel's own whose upcall answers (sys/kern/uipc_socket.c: soupcall_set); leaves out processes, and every other
request than GET and HEAD.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_timeout import callout_reset
from simbsd.kern.uipc_domain import pffindproto
from simbsd.kern.uipc_socket import soclose
from simbsd.netinet.in_pcb import in_pcbinshash
from simbsd.sys.calendar import ctime
from simbsd.sys.socketvar import AF_INET, SOCK_DGRAM, SOCK_STREAM, Socket
from simbsd.sys.ucred import Ucred

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Vnet

PORTS = {"echo": 7, "discard": 9, "daytime": 13, "http": 80, "domain": 53, "dhcp": 67}
DATAGRAMS = ("domain", "dhcp")
THINK_US = 100  # until a service has looked at what came
BUFFER = 1024 * 1024


def serve(kernel: Kernel, vnet: Vnet, service: str, address: int, domain: int = AF_INET) -> None:
    """Let a machine answer for a service at one of its addresses."""
    stream = service not in DATAGRAMS
    cred = Ucred(0, 0, 0, (0,), 0, 0, kernel.prison0)
    kind = SOCK_STREAM if stream else SOCK_DGRAM
    so = Socket(domain, kind, 0, cred, vnet)
    so.so_protosw = pffindproto(domain, kind, 0)
    so.so_protosw.attach(kernel, None, so)
    inp = so.so_pcb
    inp.inp_laddr, inp.inp_lport = (0 if service == "dhcp" else address), PORTS[service]
    in_pcbinshash(inp)
    so.so_sndhiwat = BUFFER
    so.so_upcall = _soon
    if stream:
        inp.inp_tcpcb.t_state = "LISTEN"
        so.so_accepting, so.so_backlog = True, 128


def _soon(kernel: Kernel, so: Socket) -> None:
    """Something came: look at it when the protocol has finished with it."""
    callout_reset(kernel, THINK_US, _look, so)


def _look(kernel: Kernel, so: Socket) -> None:
    port = so.so_pcb.inp_lport
    if so.so_type == SOCK_DGRAM:
        _datagrams(kernel, so, port)
        return
    while so.so_queue:
        new = so.so_queue.pop(0)
        new.so_head = None
        new.so_upcall = _soon
        _look(kernel, new)
    if not so.so_accepting and not so.so_closed:
        STREAMS[port](kernel, so)


def _datagrams(kernel: Kernel, so: Socket, port: int) -> None:
    while so.so_rcv:
        data, sender, size = so.so_rcv.popleft()
        so.so_rcvcc -= size
        if port == PORTS["domain"]:
            from simbsd.net.internet_dns import answer

            reply = answer(data)
            if reply is not None:
                so.so_protosw.send(kernel, None, so, reply, sender)
        else:
            from simbsd.net.internet_dhcp import dhcpd

            dhcpd(kernel, so.so_vnet, data)


def _taken(kernel: Kernel, so: Socket) -> bytes:
    """Everything that has come."""
    data = bytes(so.so_rcvbuf)
    so.so_rcvbuf.clear()
    if data:
        so.so_protosw.rcvd(kernel, so)
    return data


def _say(kernel: Kernel, so: Socket, data: bytes) -> None:
    if data and so.so_isconnected and not so.so_cantsendmore:
        so.so_protosw.send(kernel, None, so, data, None)


def _close_after_them(kernel: Kernel, so: Socket) -> None:
    if so.so_cantrcvmore:
        soclose(kernel, so)


def _echo(kernel: Kernel, so: Socket) -> None:
    _say(kernel, so, _taken(kernel, so))
    _close_after_them(kernel, so)


def _discard(kernel: Kernel, so: Socket) -> None:
    _taken(kernel, so)
    _close_after_them(kernel, so)


def _daytime(kernel: Kernel, so: Socket) -> None:
    _say(kernel, so, f"{ctime(kernel.boottime + kernel.now // 1_000_000)}\r\n".encode())
    soclose(kernel, so)


def _http(kernel: Kernel, so: Socket) -> None:
    """One request, one page, and the end (HTTP/1.1 with ``Connection: close``)."""
    head, end, _ = bytes(so.so_rcvbuf).partition(b"\r\n\r\n")
    if not end:
        head, end, _ = bytes(so.so_rcvbuf).partition(b"\n\n")  # typed by hand
    if end:
        from simbsd.net.internet_pages import page

        _taken(kernel, so)
        _say(kernel, so, page(head.decode("latin-1"), so.so_pcb.inp_laddr))
        soclose(kernel, so)
        return
    _close_after_them(kernel, so)


STREAMS: dict[int, Any] = {7: _echo, 9: _discard, 13: _daytime, 80: _http}
