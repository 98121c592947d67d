"""DHCP messages: what a client and a server send each other in UDP datagrams.

Models sbin/dhclient/dhcp.h and options.c (cons_options, parse_options) after RFC 2131 and RFC 2132; leaves out
overloaded fields, long options, relays and BOOTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SERVER_PORT, CLIENT_PORT = 67, 68
BOOTREQUEST, BOOTREPLY = 1, 2
DHCPDISCOVER, DHCPOFFER, DHCPREQUEST, DHCPDECLINE, DHCPACK, DHCPNAK, DHCPRELEASE = 1, 2, 3, 4, 5, 6, 7
SUBNET_MASK, ROUTERS, NAME_SERVERS, HOST_NAME, DOMAIN_NAME, BROADCAST = 1, 3, 6, 12, 15, 28
REQUESTED_ADDRESS, LEASE_TIME, MESSAGE_TYPE, SERVER_IDENTIFIER, PARAMETERS, RENEWAL_TIME, REBINDING_TIME = (
    50, 51, 53, 54, 55, 58, 59,
)  # fmt: skip
CLIENT_IDENTIFIER, END = 61, 255
COOKIE = b"\x63\x82\x53\x63"
BOOTP_MIN_LEN = 300


@dataclass(slots=True)
class Dhcp:
    """A message: addresses as integers, the client's link-level address, options by number."""

    op: int
    xid: int
    ciaddr: int = 0
    yiaddr: int = 0
    siaddr: int = 0
    chaddr: bytes = b""
    secs: int = 0
    options: dict[int, bytes] = field(default_factory=dict)

    @property
    def kind(self) -> int:
        """The message type option, 0 without one."""
        return self.number(MESSAGE_TYPE)

    def number(self, option: int) -> int:
        """An option as one number, 0 when it is not there."""
        return int.from_bytes(self.options.get(option, b""), "big")


def addr(*addresses: int) -> bytes:
    """Addresses as an option has them."""
    return b"".join(address.to_bytes(4, "big") for address in addresses)


def pack(message: Dhcp) -> bytes:
    """A message as bytes, filled up to the least length of a BOOTP message."""
    head = bytes((message.op, 1, 6, 0)) + message.xid.to_bytes(4, "big") + message.secs.to_bytes(2, "big") + bytes(2)
    head += addr(message.ciaddr, message.yiaddr, message.siaddr, 0) + message.chaddr.ljust(16, b"\0") + bytes(192)
    options = b"".join(bytes((number, len(data))) + data for number, data in message.options.items())
    return (head + COOKIE + options + bytes([END])).ljust(BOOTP_MIN_LEN, b"\0")


def unpack(data: bytes) -> Dhcp | None:
    """A message from bytes; None for what is none."""
    if len(data) < 240 or data[236:240] != COOKIE:
        return None
    ciaddr, yiaddr, siaddr = (int.from_bytes(data[at : at + 4], "big") for at in (12, 16, 20))
    xid, secs = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:10], "big")
    message = Dhcp(data[0], xid, ciaddr, yiaddr, siaddr, data[28:34], secs)
    at = 240
    while at + 1 < len(data) and data[at] != END:
        if data[at] == 0:
            at += 1
            continue
        size = data[at + 1]
        message.options[data[at]] = data[at + 2 : at + 2 + size]
        at += 2 + size
    return message
