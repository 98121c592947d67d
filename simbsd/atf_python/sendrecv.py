"""Sending and sniffing: frames by /dev/bpf, and what scapy finds out for itself before it sends them.

Models scapy/sendrecv.py (send, sendp, sniff), scapy/arch/bpf/supersocket.py, and getmacbyip of scapy/layers/l2.py and
inet6.py.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from simbsd.atf_python.inet import ARP, BROADCAST, IP, Ether, mac, mac_text
from simbsd.atf_python.inet6 import ICMPv6ND_NA, ICMPv6ND_NS, IPv6, ip6
from simbsd.atf_python.packet import Packet, Raw
from simbsd.atf_python.threads import SECOND, Wait, wait
from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.printf import printf
from simbsd.lib.socket import Sockaddr, connect, getsockname, netlink, socket
from simbsd.lib.unistd import close, ioctl, monotonic, open, read, write
from simbsd.sys.bpf import DLT_EN10MB, unpack_records
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDWR
from simbsd.sys.in6 import inet_ntop6
from simbsd.sys.records import IfRecord, RouteRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_NETLINK, SOCK_DGRAM, SOCK_RAW
from simbsd.usr_sbin.tcpdump.gencode import pcap_compile

BUFSIZE = 65536  # BPF_BUFFER_LENGTH
_DISCARD = 9
_ASKED = 2 * SECOND  # how long an address is asked for
_MULTICAST = 0xFF << 120


async def done(value: Any) -> Any:
    """What a function gave; waited for where it has to wait."""
    return await value if inspect.isawaitable(value) else value


class L2socket:
    """A listener on one interface, which sends what it is given as it is (conf.L2socket)."""

    def __init__(self, iface: str) -> None:
        self.iface = iface
        self.ins = -1
        self.dlt = DLT_EN10MB

    async def open(self) -> L2socket:
        """Open the device and put it on the interface. Errors: ENXIO (no such interface), EPERM ..."""
        if self.ins < 0:
            self.ins = await open("/dev/bpf", O_RDWR)
            await ioctl(self.ins, "BIOCSBLEN", BUFSIZE)
            await ioctl(self.ins, "BIOCSETIF", self.iface)
            await ioctl(self.ins, "BIOCIMMEDIATE", True)
            await ioctl(self.ins, "BIOCPROMISC")
            await ioctl(self.ins, "BIOCSHDRCMPLT", True)
            self.dlt = await ioctl(self.ins, "BIOCGDLT")
        return self

    async def send(self, packet: Packet | bytes) -> None:
        """Send a frame. What the kernel does not take is lost, as scapy's own loop would say and go on."""
        await self.open()
        data = packet if isinstance(packet, bytes) else (await completed(packet, self.iface)).whole()
        await write(self.ins, data)

    async def receive(self) -> list[Packet]:
        """The frames caught so far."""
        kind = Ether if self.dlt == DLT_EN10MB else Raw
        return [kind(record.data) for record in unpack_records(await read(self.ins, BUFSIZE))]

    async def close(self) -> None:
        """Close it."""
        await close(self.ins)


async def sniff(
    iface: str,
    *,
    store: bool = True,
    lfilter: Callable[[Packet], Any] | None = None,
    stop_filter: Callable[[Packet], Any] | None = None,
    started_callback: Callable[[], Any] | None = None,
    timeout: float | None = None,
    filter: str | None = None,
) -> list[Packet]:
    """Catch frames until ``stop_filter`` is content or ``timeout`` seconds are over."""
    listener = await L2socket(iface).open()
    if filter:
        await ioctl(listener.ins, "BIOCSETF", await pcap_compile(filter, listener.dlt))
    until = None if timeout is None else await monotonic() + round(timeout * SECOND)
    if started_callback is not None:
        await done(started_callback())
    kept: list[Packet] = []
    stopped = False
    while not stopped:
        await wait(Wait(fd=listener.ins, until=until))
        if until is not None and await monotonic() >= until:
            break
        for packet in await listener.receive():
            if lfilter is not None and not await done(lfilter(packet)):
                continue
            if store:
                kept.append(packet)
            if stop_filter is not None and await done(stop_filter(packet)):
                stopped = True
                break
    await listener.close()
    return kept


async def sendp(
    packets: Any, iface: str | None = None, *, verbose: bool = True, socket: L2socket | None = None
) -> None:
    """Send frames on an interface; told with a point for each, unless not ``verbose``."""
    sender = socket or await L2socket(iface or str(conf.iface)).open()
    many = packets if isinstance(packets, list) else [packets]
    for packet in many:
        await sender.send(packet)
    if socket is None:
        await sender.close()
    if verbose:
        await printf("." * len(many) + f"\nSent {len(many)} packets.\n")


async def send(packet: Packet, *, verbose: bool = True) -> None:
    """Send a packet of IP by the interface that leads to it."""
    route = await _route(packet)
    await sendp(Ether() / packet, str(conf.iface) if route is None else route.name, verbose=verbose)


class Conf:
    """What can be set: the interfaces where nothing else says which."""

    iface = "em0"
    iface6 = "em0"
    verb = 2
    L2socket = L2socket


conf = Conf()


async def completed(packet: Packet, iface: str) -> Packet:
    """The packet with the addresses that were left open: of IP by the way to the destination, of Ethernet by asking."""
    inner: Any = next((layer for layer in packet.layers() if type(layer) in (IP, IPv6)), None)
    route = await _route(inner) if inner is not None else None
    if inner is not None and inner.src is None:
        inner.src = await _source(inner)
    if isinstance(packet, Ether):
        if packet.src is None:
            packet.src = mac_text((await _link(iface if route is None else route.name)).lladdr or bytes(6))
        if packet.dst is None:
            packet.dst = BROADCAST if inner is None else await _neighbour(inner, route)
    return packet


async def _link(name: str) -> IfRecord:
    fd = await socket(AF_NETLINK, SOCK_RAW)
    links: list[IfRecord] = await netlink(fd, "RTM_GETLINK", {"name": name})
    await close(fd)
    return links[0]


def _target(ip: Any) -> tuple[int, int]:
    if isinstance(ip, IPv6):
        return AF_INET6, int.from_bytes(ip6(ip.dst), "big")
    return AF_INET, inet_aton(ip.dst) or 0


async def _route(ip: Any) -> RouteRecord | None:
    """The route to a packet's destination, or None."""
    family, target = _target(ip)
    fd = await socket(AF_NETLINK, SOCK_RAW)
    found: RouteRecord | None = None
    with suppress(Errno):
        found = await netlink(fd, "RTM_GETROUTE", {"dst": target, "fib": 0, "family": family})
    await close(fd)
    return found


async def _source(ip: Any) -> str:
    """The address that this host has on the way to a destination."""
    family, target = _target(ip)
    fd = await socket(family, SOCK_DGRAM)
    name: Sockaddr = (0, 0)
    with suppress(Errno):
        await connect(fd, (target, _DISCARD, 0) if family == AF_INET6 else (target, _DISCARD))
        name = await getsockname(fd)
    await close(fd)
    return inet_ntop6(name[0]) if family == AF_INET6 else inet_ntoa(name[0])


async def _neighbour(ip: Any, route: RouteRecord | None) -> str:
    """The link-level address of the next hop, asked for on the wire; the broadcast address when nobody answers."""
    family, target = _target(ip)
    if family == AF_INET6 and target >= _MULTICAST:
        return mac_text(b"\x33\x33" + target.to_bytes(16, "big")[12:])
    if route is None or route.name.startswith("lo"):
        return BROADCAST
    hop = target if route.gateway is None else route.gateway
    own = (await _link(route.name)).lladdr or bytes(6)
    if family == AF_INET6:
        group = 0xFF02 << 112 | 0x1FF << 24 | hop & 0xFFFFFF
        address = inet_ntop6(hop)
        frame = Ether(dst=mac_text(b"\x33\x33" + group.to_bytes(16, "big")[12:]), src=mac_text(own))
        asked = frame / IPv6(src=await _source(IPv6(dst=address)), dst=inet_ntop6(group), hlim=255)
        return await _asked(route.name, asked / ICMPv6ND_NS(tgt=address, lladdr=own), _advertised(address))
    address = inet_ntoa(hop)
    question = ARP(hwsrc=mac_text(own), psrc=await _source(IP(dst=address)), pdst=address)
    return await _asked(route.name, Ether(dst=BROADCAST, src=mac_text(own)) / question, _told(address))


def _told(address: str) -> Callable[[Packet], str | None]:
    def answer(packet: Packet) -> str | None:
        arp = packet.getlayer(ARP)
        return arp.hwsrc if arp is not None and arp.op == 2 and arp.psrc == address else None

    return answer


def _advertised(address: str) -> Callable[[Packet], str | None]:
    def answer(packet: Packet) -> str | None:
        advert = packet.getlayer(ICMPv6ND_NA)
        return packet.src if advert is not None and advert.tgt == address else None

    return answer


async def _asked(iface: str, question: Packet, answer: Callable[[Packet], str | None]) -> str:
    listener = await L2socket(iface).open()
    await write(listener.ins, question.whole())
    until = await monotonic() + _ASKED
    found = None
    while found is None and await monotonic() < until:
        await wait(Wait(fd=listener.ins, until=until))
        if await monotonic() < until:
            found = next((told for packet in await listener.receive() if (told := answer(packet))), None)
    await listener.close()
    return mac_text(mac(found))
