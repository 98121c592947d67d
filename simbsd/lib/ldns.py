"""Questions and answers as the programs of ldns ask and write them.

Models contrib/ldns/{net,resolver,host2str}.c as far as host and drill need them; leaves out TCP, EDNS, DNSSEC and IPv6
servers.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.inet import inet_ntoa
from simbsd.lib.resolv import Conf, new_query, send_dg
from simbsd.lib.unistd import gettimeofday
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import inet_ntop6
from simbsd.sys.nameser import NS_DEFAULTPORT, T_A, T_AAAA, T_MX, T_SOA, T_TXT, TYPE_NAMES, Message, Record, pack

SECOND = 1_000_000
NETWORK_ERR = "Could not send or receive, because of network error"


@dataclass(slots=True)
class Packet:
    """An answer, who gave it, its size in bytes, how many milliseconds it took, and when it came (seconds)."""

    message: Message
    server: int
    size: int
    querytime: int
    timestamp: int


async def send_to(server: int, query: Message, seconds: int, retries: int, port: int = NS_DEFAULTPORT) -> Packet | None:
    """Ask one server until it answers or the tries are used up (ldns_send_buffer): None."""
    for _ in range(retries):
        start = await gettimeofday()
        try:
            message = await send_dg(server, query, seconds * SECOND, port, False)
        except Errno:
            continue
        now = await gettimeofday()
        return Packet(message, server, len(pack(message)), (now - start) // 1000, start // SECOND)
    return None


async def send(conf: Conf, name: str, kind: int, flags: int, port: int = NS_DEFAULTPORT) -> Packet | None:
    """Ask the servers one after another, as ldns_resolver_new() has it: 5 seconds, 3 times."""
    query = await new_query(name, kind, flags)
    for server in conf.servers:
        packet = await send_to(server, query, 5, 3, port)
        if packet is not None:
            return packet
    return None


def rdata(record: Record) -> str:
    """What a record says (ldns_rdf2buffer_str)."""
    data = record.data
    if record.type == T_A:
        return inet_ntoa(data)
    if record.type == T_AAAA:
        return inet_ntop6(data)
    if record.type == T_TXT:
        return f'"{data}"'
    if record.type in (T_MX, T_SOA):
        return " ".join(str(part) for part in data)
    return str(data) if isinstance(data, str) else f"\\# {len(data)} {data.hex()}"


def type_name(kind: int) -> str:
    """``A``, or ``TYPE99`` (ldns_rr_type2buffer_str)."""
    return TYPE_NAMES.get(kind, f"TYPE{kind}")
