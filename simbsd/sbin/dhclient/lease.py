"""Leases: what a server granted, in the file of leases and for dhclient-script.

Models write_client_lease and script_write_params of sbin/dhclient/dhclient.c, and tables.c (dhcp_options); leaves out
options that no server here sends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.sys.calendar import gmtime, weekday
from simbsd.sys.dhcp import (
    BROADCAST,
    DOMAIN_NAME,
    HOST_NAME,
    LEASE_TIME,
    MESSAGE_TYPE,
    NAME_SERVERS,
    REBINDING_TIME,
    RENEWAL_TIME,
    ROUTERS,
    SERVER_IDENTIFIER,
    SUBNET_MASK,
    Dhcp,
)

# option -> its name, and how its value is written: addresses, a number, a text
OPTIONS = {
    SUBNET_MASK: ("subnet-mask", "I"), ROUTERS: ("routers", "I"), NAME_SERVERS: ("domain-name-servers", "I"),
    HOST_NAME: ("host-name", "t"), DOMAIN_NAME: ("domain-name", "t"), BROADCAST: ("broadcast-address", "I"),
    LEASE_TIME: ("dhcp-lease-time", "L"), MESSAGE_TYPE: ("dhcp-message-type", "L"),
    SERVER_IDENTIFIER: ("dhcp-server-identifier", "I"), RENEWAL_TIME: ("dhcp-renewal-time", "L"),
    REBINDING_TIME: ("dhcp-rebinding-time", "L"),
}  # fmt: skip
DEFAULT_LEASE_TIME, LEAST = 43200, 60


@dataclass(slots=True)
class Lease:
    """An address and what came with it; times in seconds since 1970."""

    address: int
    server: int = 0
    next_server: int = 0
    options: dict[int, bytes] = field(default_factory=dict)
    renewal: int = 0
    rebind: int = 0
    expiry: int = 0


def granted(message: Dhcp, now: int) -> Lease:
    """The lease in an acknowledgement, its milestones reckoned from now (dhcpack)."""
    lease = Lease(message.yiaddr, message.number(SERVER_IDENTIFIER), message.siaddr, message.options)
    expiry = max(message.number(LEASE_TIME) or DEFAULT_LEASE_TIME, LEAST)
    renewal = min(message.number(RENEWAL_TIME) or expiry // 2, expiry // 2)
    most = renewal // 4 * 7
    rebind = min(message.number(REBINDING_TIME) or most, most)
    lease.expiry, lease.renewal, lease.rebind = expiry + now, renewal + now, rebind + now
    return lease


def _value(form: str, data: bytes, glue: str, quoted: bool) -> str:
    if form == "t":
        text = data.decode("latin-1")
        return f'"{text}"' if quoted else text
    if form == "L":
        return str(int.from_bytes(data, "big"))
    return glue.join(inet_ntoa(int.from_bytes(data[at : at + 4], "big")) for at in range(0, len(data), 4))


def written(lease: Lease, interface: str) -> str:
    """A lease as dhclient.leases(5) has it."""
    lines = [f'  interface "{interface}";', f"  fixed-address {inet_ntoa(lease.address)};"]
    if lease.next_server:
        lines.append(f"  next-server {inet_ntoa(lease.next_server)};")
    for number, data in sorted(lease.options.items()):
        if number in OPTIONS:
            name, form = OPTIONS[number]
            lines.append(f"  option {name} {_value(form, data, ',', True)};")
    for word, when in (("renew", lease.renewal), ("rebind", lease.rebind), ("expire", lease.expiry)):
        year, month, day, hour, minute, second = gmtime(when)
        lines.append(f"  {word} {weekday(when)} {year}/{month}/{day} {hour:02}:{minute:02}:{second:02};")
    return "lease {\n" + "\n".join(lines) + "\n}\n"


def last_address(text: str, interface: str) -> int | None:
    """The address of the newest lease of an interface in a file of leases, or None (read_client_leases)."""
    found = re.findall(rf'interface "{re.escape(interface)}";\s*fixed-address ([0-9.]+);', text)
    return inet_aton(found[-1]) if found else None


def environment(prefix: str, lease: Lease) -> dict[str, str]:
    """What dhclient-script is told of a lease (script_write_params)."""
    env = {f"{prefix}ip_address": inet_ntoa(lease.address)}
    for number, data in lease.options.items():
        if number in OPTIONS:
            name, form = OPTIONS[number]
            env[prefix + name.replace("-", "_")] = _value(form, data, " ", False)
    return env
