"""What programs do with raw IP sockets.

Models sys/netinet/raw_ip.c (rip_attach, rip_bind, rip_connect, rip_send); leaves out checks of IP_OPTIONS. A program
hands over an ``Icmp`` value or bytes, or with IP_HDRINCL a whole packet, as an ``Ip`` value or as bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_priv import priv_check
from simbsd.kern.uipc_socket import check_address, sofree
from simbsd.netinet.in_jail import prison_check_ip4, prison_local_ip4
from simbsd.netinet.in_pcb import in_pcballoc, in_pcbfree, in_pcbladdr
from simbsd.netinet.ip_output import IP_ALLOWBROADCAST, IP_HDR_LEN, IP_RAWOUTPUT, ip_defttl, ip_newid, ip_output
from simbsd.netinet.raw_ip import RIP_SPACE
from simbsd.sys.errno import EADDRNOTAVAIL, EINVAL, EISCONN, EMSGSIZE, ENETUNREACH, ENOTCONN, EOPNOTSUPP, Errno
from simbsd.sys.mbuf import Icmp, Ip, made, payload_length
from simbsd.sys.priv import Priv
from simbsd.sys.socketvar import Inpcb, Protosw, Socket

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Vnet

IP_MAXPACKET = 65535
SEND_NOTES = {
    64: "The neighbour does not answer ARP.",
    65: "There is no route, or the gateway does not answer ARP.",
    50: "The interface the route leads by is down.",
    13: "The address is a broadcast, and SO_BROADCAST is not set.",
    49: "An address of 127.0.0.0/8 may not leave by that interface.",
    40: "The packet is longer than the MTU and may not be fragmented.",
    55: "Too many packets are under way.",
}


def check_sent(error: int) -> None:
    """Refuse what ip_output refused, with its reason. Errors: that."""
    if error:
        raise Errno(error, SEND_NOTES.get(error, "The packet could not be sent."), "ip_output.c: ip_output")


def rip_attach(kernel: Kernel, p: Proc, so: Socket) -> None:
    """A raw socket (rip_attach). Errors: EPERM without PRIV_NETINET_RAW."""
    priv_check(kernel, p, Priv.PRIV_NETINET_RAW)
    inp = in_pcballoc(so, "raw")
    inp.inp_options["protocol"] = so.so_proto
    so.so_rcvhiwat = RIP_SPACE


def rip_detach(kernel: Kernel, so: Socket) -> None:
    """The socket is closed (rip_detach)."""
    if "memberships" in so.so_pcb.inp_options and not so.so_pcb.inp_inet6:
        from simbsd.netinet.in_mcast import inp_freemoptions

        inp_freemoptions(kernel, so.so_pcb)
    in_pcbfree(so.so_pcb)
    sofree(kernel, so)


def rip_bind(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Take only what is sent to an own address, and send from it (rip_bind). Errors: EADDRNOTAVAIL."""
    host, _ = check_address(address)
    prison_check_ip4(so.so_cred, host)
    if host and host not in so.so_vnet.vnet_inaddrs:
        raise Errno(EADDRNOTAVAIL, "That is no address of this stack.", "raw_ip.c: rip_bind")
    so.so_pcb.inp_laddr = host


def rip_connect(kernel: Kernel, p: Proc, so: Socket, address: Any) -> None:
    """Talk to one address only (rip_connect)."""
    host, _ = check_address(address)
    so.so_pcb.inp_faddr = host
    so.so_isconnected = True


def rip_send(kernel: Kernel, p: Proc, so: Socket, data: Any, address: Any) -> int:
    """Send a packet (rip_send). Errors: EISCONN, ENOTCONN, EMSGSIZE, EINVAL, and those of ip_output."""
    inp: Inpcb = so.so_pcb
    if so.so_isconnected:
        if address is not None:
            raise Errno(EISCONN, "rip_send: the socket is connected")
        dst = inp.inp_faddr
    elif address is None:
        raise Errno(ENOTCONN, "rip_send: no destination")
    else:
        dst, _ = check_address(address)
    options = so.so_options
    if options and options.get("IP_HDRINCL"):
        return _send_whole(kernel, inp, so, data)
    payload = data if type(data) is Icmp else bytes(data)
    size = payload_length(payload)
    if size + IP_HDR_LEN > IP_MAXPACKET:
        raise Errno(EMSGSIZE, "rip_send: an IP packet has at most 65535 bytes")
    vnet = so.so_vnet
    src = _source(kernel, p, inp, dst, so.so_fibnum)
    ttl, pcp = ip_defttl(vnet), None
    if options:
        if options.get("SO_DONTROUTE"):
            _check_near(vnet, dst)
        pcp, more = options.get("IP_VLAN_PCP"), options.get("IP_OPTIONS", b"")
        ttl, tos, df = options.get("IP_TTL", ttl), options.get("IP_TOS", 0), bool(options.get("IP_DONTFRAG"))
        packet = Ip(src, dst, so.so_proto, ttl, payload, IP_HDR_LEN + size, ip_newid(vnet), tos, df)
        if type(more) is bytes and len(more) in range(4, 44, 4):
            packet = packet._replace(options=more, length=packet.length + len(more))
    else:
        fields = (src, dst, so.so_proto, ttl, payload, IP_HDR_LEN + size, ip_newid(vnet), 0, False, False, 0, b"")
        packet = made(Ip, fields)
    if dst >> 28 == 14:
        from simbsd.netinet.in_mcast import inp_moutput

        error = inp_moutput(kernel, so, packet, IP_ALLOWBROADCAST)
    else:
        error = ip_output(kernel, vnet, packet, so.so_fibnum, IP_ALLOWBROADCAST, pcp)
    if error:
        check_sent(error)
    return size


def _check_near(vnet: Vnet, dst: int) -> None:
    """Without routing only networks of own interfaces can be reached (ip_output: IP_ROUTETOIF). Errors: ENETUNREACH."""
    if not any(
        dst == ifa.ia_dst or (dst ^ ifa.ia_addr) >> 32 - ifa.ia_plen == 0
        for ifp in vnet.vnet_ifnets.values()
        for ifa in ifp.if_addrs
    ):
        vnet.vnet_stats["ip.ips_noroute"] += 1
        raise Errno(ENETUNREACH, "That is on no network of an own interface, and the socket asks for no routing.",
                    "ip_output.c: ip_output")  # fmt: skip


def _source(kernel: Kernel, p: Proc, inp: Inpcb, dst: int, fib: int) -> int:
    """The source a jail held to addresses must use; 0 lets ip_output choose, where it has not done so before."""
    prison = inp.inp_cred.cr_prison
    if prison.pr_ip4 is None or prison.pr_owns_vnet:
        if inp.inp_laddr or (ro := inp.inp_vnet.vnet_fibs[fib].rib_routes.get(dst)) is None:
            return inp.inp_laddr
        return ro[0].nh_ifa.ia_addr if ro[0].nh_ifa is not None else 0
    if inp.inp_laddr == 0:
        return in_pcbladdr(inp, dst)
    return prison_local_ip4(kernel, p, inp.inp_cred, inp.inp_laddr)


def _send_whole(kernel: Kernel, inp: Inpcb, so: Socket, data: Any) -> int:
    if type(data) is not Ip:
        data = _whole(bytes(data))
    prison_check_ip4(inp.inp_cred, data.src)
    if so.so_options.get("SO_DONTROUTE"):
        _check_near(so.so_vnet, data.dst)
    packet: Ip = data if data.id else data._replace(id=ip_newid(so.so_vnet))
    stats = so.so_vnet.vnet_stats
    stats["ip.ips_rawout"] = stats.get("ip.ips_rawout", 0) + 1
    pcp = so.so_options.get("IP_VLAN_PCP")
    check_sent(ip_output(kernel, so.so_vnet, packet, so.so_fibnum, IP_ALLOWBROADCAST | IP_RAWOUTPUT, pcp))
    return packet.length


def _whole(data: bytes) -> Ip:
    """A packet with its header, whose sum is made here. Errors: EMSGSIZE, EINVAL."""
    if len(data) > IP_MAXPACKET:
        raise Errno(EMSGSIZE, "rip_send: an IP packet has at most 65535 bytes")
    hlen = (data[0] & 15) * 4 if len(data) >= IP_HDR_LEN else 0
    if not IP_HDR_LEN <= hlen <= len(data) or int.from_bytes(data[2:4], "big") != len(data):
        raise Errno(EINVAL, "The lengths in the header are not those of the packet.", "raw_ip.c: rip_send")
    at = IP_HDR_LEN
    while at < hlen and data[at]:
        size = 1 if data[at] == 1 else data[at + 1] if at + 1 < hlen else 0
        if size < 1 + (data[at] != 1) or at + size > hlen:
            raise Errno(EINVAL, "An option reaches beyond the header.", "raw_ip.c: rip_send")
        at += size
    from simbsd.net.bpf_wire import in_cksum
    from simbsd.net.wire_input import ip_parse

    head = bytes([0x40 | data[0] & 15]) + data[1:10] + b"\0\0" + data[12:hlen]
    return ip_parse(head[:10] + in_cksum(head).to_bytes(2, "big") + head[12:] + data[hlen:])


def _listen(kernel: Kernel, p: Proc, so: Socket) -> None:
    raise Errno(EOPNOTSUPP, "a raw socket cannot listen")


def _nothing(kernel: Kernel, so: Socket) -> None:
    """Nothing to do."""


RIP_PROTOSW = Protosw(rip_attach, rip_detach, rip_bind, rip_connect, _listen, rip_send, _nothing, _nothing)
