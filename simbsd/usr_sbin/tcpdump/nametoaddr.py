"""Words of a filter expression that stand for numbers: addresses, ports, protocols of Ethernet.

Models contrib/libpcap/nametoaddr.c.
"""

from __future__ import annotations

from simbsd.lib.netdb import getservbyname
from simbsd.usr_sbin.tcpdump.scanner import CompileRefused

_ETHER = {
    "aarp": 0x80F3, "arp": 0x0806, "atalk": 0x809B, "decnet": 0x6003, "ip": 0x0800, "ip6": 0x86DD, "lat": 0x6004,
    "loopback": 0x9000, "mopdl": 0x6001, "moprc": 0x6002, "rarp": 0x8035, "sca": 0x6007,
    "iso": 0xFE, "stp": 0x42, "ipx": 0xE0, "netbeui": 0xF0,
}  # fmt: skip


def atoin(text: str) -> tuple[int, int]:
    """The first octets of an IPv4 address as an address, and their mask (__pcap_atoin)."""
    octets = text.split(".")
    if not all(octet.isdigit() and int(octet) < 256 for octet in octets):
        raise CompileRefused(f"invalid IPv4 address '{text}'")
    number = 0
    for octet in octets:
        number = number << 8 | int(octet)
    rest = 32 - 8 * len(octets)
    return number << rest, 0xFFFFFFFF << rest & 0xFFFFFFFF


def ether_protocol(name: str) -> int:
    """pcap_nametoeproto() and pcap_nametollc()."""
    if name not in _ETHER:
        raise CompileRefused(f"unknown ether proto '{name}'")
    return _ETHER[name]


async def _port(name: str) -> tuple[int, str] | None:
    """A service's port and protocol, which is empty when both have it (pcap_nametoport)."""
    tcp, udp = await getservbyname(name, "tcp"), await getservbyname(name, "udp")
    if tcp is not None:
        return tcp, "" if udp == tcp else "tcp"
    return None if udp is None else (udp, "udp")


def _check(proto: str, real: str, what: str) -> str:
    if proto and real not in ("", proto):
        raise CompileRefused(f"{what} is {real}")
    return proto or real


async def service(name: str, proto: str) -> tuple[int, int, str]:
    """The port of a service, twice, and the protocol that is meant."""
    found = await _port(name)
    if found is None:
        raise CompileRefused(f"unknown port '{name}'")
    return found[0], found[0], _check(proto, found[1], f"port '{name}'")


async def port_range(text: str, proto: str) -> tuple[int, int, str]:
    """Two ports with a hyphen between them (pcap_nametoportrange)."""
    first, hyphen, last = text.partition("-")
    if first.isdigit() and last.isdigit():
        for port in (int(first), int(last)):
            if port > 65535:
                raise CompileRefused(f"illegal port number {port} > 65535")
        return int(first), int(last), proto
    low, high = (await _port(first), await _port(last)) if hyphen else (None, None)
    if low is None or high is None:
        raise CompileRefused(f"unknown port in range '{text}'")
    real = low[1] if low[1] == high[1] else ""
    return low[0], high[0], _check(proto, real, f"port in range '{text}'")
