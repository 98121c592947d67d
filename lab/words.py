"""Kernel values as the words that people read: addresses, link-level addresses, flags, prefixes."""

from __future__ import annotations

from functools import lru_cache

from simbsd.sys import vnet as net
from simbsd.sys.in6 import in6_clearscope, inet_ntop6
from simbsd.sys.vnet import Ifaddr, In6Ifaddr, Nhop

# The order of sbin/ifconfig's printb string for if_flags.
FLAG_NAMES: tuple[tuple[int, str], ...] = (
    (net.IFF_UP, "UP"),
    (net.IFF_BROADCAST, "BROADCAST"),
    (net.IFF_DEBUG, "DEBUG"),
    (net.IFF_LOOPBACK, "LOOPBACK"),
    (net.IFF_POINTOPOINT, "POINTOPOINT"),
    (net.IFF_RUNNING, "RUNNING"),
    (net.IFF_NOARP, "NOARP"),
    (net.IFF_PROMISC, "PROMISC"),
    (net.IFF_ALLMULTI, "ALLMULTI"),
    (net.IFF_SIMPLEX, "SIMPLEX"),
    (net.IFF_MULTICAST, "MULTICAST"),
)


@lru_cache(maxsize=4096)
def dotted(address: int) -> str:
    """An IPv4 address: ``10.0.0.1``."""
    return ".".join(str(address >> shift & 0xFF) for shift in (24, 16, 8, 0))


def from_dotted(text: str) -> int:
    """The integer of a dotted IPv4 address. Raises ValueError."""
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts):
        raise ValueError(f"not an IPv4 address: {text}")
    value = 0
    for part in parts:
        value = value << 8 | int(part)
    return value


def network_of(address: int, plen: int) -> int:
    """The network part of ``address`` under a prefix of ``plen`` bits."""
    return address >> (32 - plen) << (32 - plen)


@lru_cache(maxsize=4096)
def lladdr(octets: bytes | None) -> str:
    """A link-level address: ``02:11:22:33:44:0a``, or nothing."""
    return ":".join(f"{octet:02x}" for octet in octets) if octets else ""


@lru_cache(maxsize=256)
def flags(if_flags: int) -> str:
    """The names of an interface's flags, blank between."""
    return " ".join(name for bit, name in FLAG_NAMES if if_flags & bit)


def prefix(ifa: Ifaddr) -> str:
    """An address with its prefix length: ``10.0.0.1/24``."""
    return f"{dotted(ifa.ia_addr)}/{ifa.ia_plen}"


def numeric6(address: int) -> str:
    """An IPv6 address as it is on the wire, without its zone."""
    return inet_ntop6(in6_clearscope(address))


def prefix6(ia: In6Ifaddr) -> str:
    """An IPv6 address with its prefix length: ``2001:db8::1/64``."""
    return f"{numeric6(ia.ia_addr)}/{ia.ia_plen}"


def destination(route: Nhop) -> str:
    """A route's destination as netstat(1) names it."""
    if route.rt_plen == 0:
        return "default"
    if route.rt_plen == 32:
        return dotted(route.rt_dst)
    return f"{dotted(route.rt_dst)}/{route.rt_plen}"


def route(nhop: Nhop) -> str:
    """A route in three words: destination, next hop or interface."""
    via = nhop.nh_ifp.if_xname if nhop.nh_gateway is None else f"via {dotted(nhop.nh_gateway)}"
    return f"{destination(nhop)} {via}"
