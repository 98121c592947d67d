"""The DHCP server beyond em0, on the gateway of the local network.

Models a server after RFC 2131, 4.3: a machine keeps the address it was given once; leaves out the end of leases,
probing for addresses in use (RFC 2131 says should), and declined addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.netinet.ip_output import IP_HDR_LEN, ip_newid
from simbsd.sys.dhcp import (
    BOOTREPLY,
    BOOTREQUEST,
    BROADCAST,
    CLIENT_PORT,
    DHCPACK,
    DHCPDISCOVER,
    DHCPNAK,
    DHCPOFFER,
    DHCPRELEASE,
    DHCPREQUEST,
    DOMAIN_NAME,
    LEASE_TIME,
    MESSAGE_TYPE,
    NAME_SERVERS,
    REQUESTED_ADDRESS,
    ROUTERS,
    SERVER_IDENTIFIER,
    SERVER_PORT,
    SUBNET_MASK,
    Dhcp,
    addr,
    pack,
    unpack,
)
from simbsd.sys.mbuf import ETHER_HDR_LEN, ETHERTYPE_IP, IPPROTO_UDP, NO_MAC, Ether, Ip, Mbuf, Udp

if TYPE_CHECKING:
    from simbsd.sys.if_softc import Segment
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Vnet

GATEWAY, NAME_SERVER, MASK, ALL = 0x0A000202, 0x0A000203, 0xFFFFFF00, 0x0A0002FF
CARD, CARD_ADDRESS = bytes.fromhex("0800278a1102"), 0x0A00020F  # em0 has 10.0.2.15 kept for it
FIRST, LAST = 0x0A000264, 0x0A0002C7  # 10.0.2.100 to 10.0.2.199
LEASE = 86400  # seconds
DOMAIN = b"home.arpa"


def dhcpd(kernel: Kernel, vnet: Vnet, data: bytes) -> None:
    """Look at what came to the server's port, and answer it."""
    query = unpack(data)
    ifp = next(ifp for ifp in vnet.vnet_ifnets.values() if ifp.if_softc is not None)
    if query is None or query.op != BOOTREQUEST:
        return
    reply = _answer(ifp.if_softc, query)
    if reply is None:
        return
    body = pack(reply)
    udp = Udp(SERVER_PORT, CLIENT_PORT, body)
    length = IP_HDR_LEN + 8 + len(body)
    packet = Ip(GATEWAY, reply.yiaddr or 0xFFFFFFFF, IPPROTO_UDP, 16, udp, length, ip_newid(vnet))
    kernel.lastpacket += 1
    mac = query.chaddr if reply.yiaddr else b"\xff" * 6
    frame = Ether(mac, ifp.if_lladdr or NO_MAC, ETHERTYPE_IP, packet)
    ifp.if_transmit(kernel, ifp, Mbuf(kernel.lastpacket, frame, m_len=ETHER_HDR_LEN + length))


def _answer(segment: Segment, query: Dhcp) -> Dhcp | None:
    """What to say, or None."""
    if query.kind == DHCPRELEASE:
        return None
    address = segment.leases.get(query.chaddr) or _free(segment, query.chaddr)
    if query.kind not in (DHCPDISCOVER, DHCPREQUEST) or not address:
        return None
    chosen = query.number(SERVER_IDENTIFIER)
    if chosen not in (0, GATEWAY):
        return None
    wanted = query.number(REQUESTED_ADDRESS) or query.ciaddr
    if query.kind == DHCPREQUEST and wanted != address:
        options = {MESSAGE_TYPE: bytes([DHCPNAK]), SERVER_IDENTIFIER: addr(GATEWAY)}
        return Dhcp(BOOTREPLY, query.xid, chaddr=query.chaddr, options=options)
    segment.leases[query.chaddr] = address
    options = {
        MESSAGE_TYPE: bytes([DHCPOFFER if query.kind == DHCPDISCOVER else DHCPACK]), SERVER_IDENTIFIER: addr(GATEWAY),
        LEASE_TIME: LEASE.to_bytes(4, "big"), SUBNET_MASK: addr(MASK), BROADCAST: addr(ALL), ROUTERS: addr(GATEWAY),
        NAME_SERVERS: addr(NAME_SERVER), DOMAIN_NAME: DOMAIN,
    }  # fmt: skip
    return Dhcp(BOOTREPLY, query.xid, query.ciaddr, address, GATEWAY, query.chaddr, options=options)


def _free(segment: Segment, mac: bytes) -> int:
    """The address for a machine that has none yet, 0 when all are given away."""
    if mac == CARD:
        return CARD_ADDRESS
    taken = segment.leases.values()
    return next((address for address in range(FIRST, LAST + 1) if address not in taken), 0)
