"""What route prints.

Models the end of newroute(), printb(), netname() and routename() of sbin/route/route.c, and print_getmsg()
and print_flushed_route() of route_netlink.c.
"""

from __future__ import annotations

from collections.abc import Callable

from simbsd.lib.inet import inet_ntoa, plen_to_mask
from simbsd.sbin.route.request import Request
from simbsd.sys.errno import EADDRINUSE, EBUSY, EEXIST, ENOBUFS, ESRCH, strerror
from simbsd.sys.in6 import MASKS6, in6_clearscope, inet_ntop6
from simbsd.sys.records import RouteRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.vnet import RTF_GATEWAY, RTF_HOST, RTF_UP

RTF_DONE = 0x40
ROUTE_FLAGS = (
    (1, "UP"), (2, "GATEWAY"), (3, "HOST"), (4, "REJECT"), (5, "DYNAMIC"), (6, "MODIFIED"), (7, "DONE"),
    (10, "XRESOLVE"), (11, "LLINFO"), (12, "STATIC"), (13, "BLACKHOLE"), (15, "PROTO2"), (16, "PROTO1"),
    (17, "PRCLONING"), (18, "WASCLONED"), (19, "PROTO3"), (20, "FIXEDMTU"), (21, "PINNED"), (22, "LOCAL"),
    (23, "BROADCAST"), (24, "MULTICAST"), (29, "STICKY"),
)  # fmt: skip
FAILURES = {
    ESRCH: "not in table",
    EBUSY: "entry in use",
    ENOBUFS: "not enough memory",
    EADDRINUSE: "gateway uses the same route",
    EEXIST: "route already in table",
}
Names = dict[int, str]


def routename(address: int, numeric: bool, names: Names, family: int = AF_INET) -> str:
    """An address as route prints it: ``default``, a host's name, or numbers with -n. Of IPv6, ``names`` has the text of
    every address that has more than its numbers: a name, or a zone.
    """
    if not numeric and address == 0:
        return "default"
    if family == AF_INET6:
        return names.get(address, inet_ntop6(in6_clearscope(address)))
    return inet_ntoa(address) if numeric else names.get(address, inet_ntoa(address))


def netname(address: int) -> str:
    """A network's number without its trailing zero octets, or ``default``."""
    if address == 0:
        return "default"
    octets = inet_ntoa(address).split(".")
    while len(octets) > 1 and octets[-1] == "0":
        octets.pop()
    return ".".join(octets)


def result_text(request: Request, errors: dict[int, int], numfibs: int) -> str:
    """One line for the tables where it worked, one for each where it did not; ``errors`` maps fib to errno
    (0: done).
    """
    what = f"{request.command} {'host' if request.host else 'net'} {request.dest_text}"
    if request.gateway_text:
        what += f": gateway {request.gateway_text}"
    done = [fib for fib in request.fibs if not errors[fib]]
    text = ""
    if done:
        text += what + (f" fib {','.join(map(str, done))}" if numfibs > 1 else "") + "\n"
    for fib in request.fibs:
        if errors[fib]:
            text += f"{what} fib {fib}: {FAILURES.get(errors[fib], strerror(errors[fib]))}\n"
    return text


def get_text(dest: int, route: RouteRecord, fib: int, numeric: bool, names: Names) -> str:
    """The answer to ``get``."""

    def name(address: int) -> str:
        return routename(address, numeric, names, route.family)

    inet6 = route.family == AF_INET6
    flags = route.flags | RTF_UP | RTF_DONE
    lines = [f"   route to: {name(dest)}", f"destination: {name(route.dst)}"]
    if route.plen != (128 if inet6 else 32):
        lines.append(f"       mask: {name(MASKS6[route.plen] if inet6 else plen_to_mask(route.plen))}")
    if route.gateway is not None and flags & RTF_GATEWAY:
        lines.append(f"    gateway: {name(route.gateway)}")
    held = ",".join(word for bit, word in ROUTE_FLAGS if flags >> (bit - 1) & 1)
    lines += [f"        fib: {fib}", f"  interface: {route.name}", f"      flags: <{held}>"]
    titles = ("recvpipe", "sendpipe", "ssthresh", "rtt,msec", "mtu   ")
    lines.append(" ".join(f"{title:>9}" for title in titles) + f" {'weight':>10} {'expire':>9}")
    lines.append("".join(f"{number:>8}  " for number in (0, 0, 0, 0, route.mtu, route.weight)) + f"{0:>8} ")
    return "".join(line + "\n" for line in lines)


def flushed_text(route: RouteRecord, fib: int, name: Callable[[int], str]) -> str:
    """The line for a flushed route."""
    host = route.flags & RTF_HOST or route.family == AF_INET6
    dest = name(route.dst) if host else netname(route.dst)
    gateway = name(route.gateway) if route.gateway is not None else f"link#{route.index}"
    return f"{dest:<20.20} {gateway:<20.20} -fib {fib:<3} done\n"
