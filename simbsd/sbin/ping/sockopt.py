"""The options of the socket that ping sends by.

Models the calls of setsockopt(2) in sbin/ping/ping.c.
"""

from __future__ import annotations

from simbsd.lib.err import EX_OSERR
from simbsd.lib.socket import setsockopt
from simbsd.lib.sysctl import sysctl
from simbsd.sbin.ping.options import Arguments, Refused
from simbsd.sbin.ping.text import RR_SPACE
from simbsd.sys.errno import Errno


async def set_options(ssend: int, arguments: Arguments) -> None:
    """Set what the options ask for. Raises Refused."""
    if arguments.dontroute:
        await setsockopt(ssend, "SO_DONTROUTE", 1)
    if arguments.pcp is not None:
        await setsockopt(ssend, "IP_VLAN_PCP", arguments.pcp)
    if arguments.record:
        await setsockopt(ssend, "IP_OPTIONS", RR_SPACE)
    if arguments.df or arguments.tos is not None:
        await setsockopt(ssend, "IP_HDRINCL", 1)
        if arguments.ttl is None:
            arguments.ttl = int(await sysctl("net.inet.ip.ttl"))
    elif arguments.ttl is not None:
        try:
            await setsockopt(ssend, "IP_TTL", arguments.ttl)
        except Errno as error:
            raise Refused(EX_OSERR, f"setsockopt IP_TTL: {error}") from error
    await _multicast(ssend, arguments)


async def _multicast(ssend: int, arguments: Arguments) -> None:
    for name, value in (
        ("LOOP", 0 if arguments.noloop else None), ("TTL", arguments.multicast_ttl), ("IF", arguments.multicast_if)
    ):  # fmt: skip
        if value is not None:
            try:
                await setsockopt(ssend, f"IP_MULTICAST_{name}", value)
            except Errno as error:
                raise Refused(EX_OSERR, f"setsockopt IP_MULTICAST_{name}: {error}") from error
