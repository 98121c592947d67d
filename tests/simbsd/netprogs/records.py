"""Records as the kernel hands them to the programs, for tests of what they print."""

from __future__ import annotations

from dataclasses import replace

from simbsd.lib.inet import ether_aton, inet_aton
from simbsd.sys.records import IfaRecord, IfRecord, NeighRecord, RouteRecord, SocketRecord

AF_INET = 2


def ip(text: str) -> int:
    """An address."""
    address = inet_aton(text)
    assert address is not None
    return address


def mac(text: str) -> bytes:
    """An Ethernet address."""
    address = ether_aton(text)
    assert address is not None
    return address


def inet(text: str, broadcast: str | None = None, dst: str | None = None, **counters: int) -> IfaRecord:
    """``10.0.0.1/24`` as an interface's address."""
    address, _, plen = text.partition("/")
    return IfaRecord(
        AF_INET,
        ip(address),
        int(plen),
        ip(broadcast) if broadcast else None,
        ip(dst) if dst else None,
        **counters,
    )


LO0 = IfRecord(
    index=2, name="lo0", driver="lo", flags=0x1008049, mtu=16384, metric=0, lladdr=None, description="",
    capabilities=0x680003, groups=("lo",), nd6_flags=0x21, fib=0, media="", status="", baudrate=0,
    addrs=(inet("127.0.0.1/8"),), ipackets=4, ierrors=0, idrops=0, ibytes=336, opackets=4, oerrors=0, obytes=336,
    collisions=0,
)  # fmt: skip
EPAIR = replace(
    LO0, index=5, name="epair0a", driver="epair", flags=0x1008842, mtu=1500, lladdr=mac("02:d6:1a:7b:2c:0a"),
    capabilities=0x8, groups=("epair",), nd6_flags=0x29, media="Ethernet 10Gbase-T (10Gbase-T <full-duplex>)",
    status="active", addrs=(), ipackets=0, ibytes=0, opackets=0, obytes=0,
)  # fmt: skip
BRIDGE = replace(
    EPAIR, index=4, name="bridge0", driver="bridge", flags=0x1008843, lladdr=mac("58:9c:fc:10:5e:21"), capabilities=0,
    groups=("bridge",), nd6_flags=0x9, media="", status="",
)  # fmt: skip
EM0 = replace(
    EPAIR, index=1, name="em0", driver="em", flags=0x1008843, lladdr=mac("08:00:27:8a:11:02"), capabilities=0x48505BB,
    groups=(), media="Ethernet autoselect (1000baseT <full-duplex>)", addrs=(inet("10.0.2.15/24", "10.0.2.255"),),
    ipackets=12, opackets=10,
)  # fmt: skip


def route(dst: str, gateway: str | None, flags: int, name: str, index: int, **more: int) -> RouteRecord:
    """A route; ``dst`` as ``10.0.0.0/8``."""
    address, _, plen = dst.partition("/")
    record = RouteRecord(
        AF_INET, ip(address), int(plen), ip(gateway) if gateway else None, flags, index, name, 1500, 1, 1
    )
    return replace(record, **more) if more else record


HOST_TABLE = [
    route("0.0.0.0/0", "10.0.2.2", 0x803, "em0", 1, nhop=4),
    route("10.0.2.0/24", None, 0x100001, "em0", 1, nhop=1),
    route("10.0.2.15/32", None, 0x805, "lo0", 2, mtu=16384, nhop=3),
    route("127.0.0.1/32", None, 0x5, "lo0", 2, mtu=16384, nhop=2),
]


def neighbour(address: str, lladdr: str | None, expire: int | None, permanent: bool = False) -> NeighRecord:
    """An entry of the address resolution table, on em0."""
    return NeighRecord(
        ip(address), mac(lladdr) if lladdr else None, "em0", expire, permanent, False, "ethernet"
    )


def connection(
    proto: str, local: str, foreign: str, state: str, *holders: tuple[int, int], queue: int = 0
) -> SocketRecord:
    """A socket; addresses as ``10.0.0.1:80``, 0.0.0.0:0 for any."""
    (laddr, lport), (faddr, fport) = (end.split(":") for end in (local, foreign))
    return SocketRecord(proto, ip(laddr), int(lport), ip(faddr), int(fport), state, 0, 0, queue, 0, holders)
