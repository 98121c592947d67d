"""Leases: what a server granted, in the file of leases and for dhclient-script.

Models write_client_lease and script_write_params of sbin/dhclient/dhclient.c.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.sbin.dhclient.conf import Config
from simbsd.sbin.dhclient.tables import option, pretty
from simbsd.sys.calendar import gmtime, weekday
from simbsd.sys.dhcp import (
    BROADCAST,
    LEASE_TIME,
    REBINDING_TIME,
    RENEWAL_TIME,
    SERVER_IDENTIFIER,
    SUBNET_MASK,
    Dhcp,
)

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


def granted(message: Dhcp, now: int, config: Config) -> Lease:
    """The lease in an acknowledgement, its milestones reckoned from now (dhcpack)."""

    def number(code: int) -> int:
        mine = config.superseded(code)
        return message.number(code) if mine is None else mine

    kept = {code: data for code, data in message.options.items() if code not in config.ignored}
    lease = Lease(message.yiaddr, message.number(SERVER_IDENTIFIER), message.siaddr, kept)
    expiry = max(number(LEASE_TIME) or DEFAULT_LEASE_TIME, LEAST)
    renewal = min(number(RENEWAL_TIME) or expiry // 2, expiry // 2)
    most = renewal // 4 * 7
    rebind = min(number(REBINDING_TIME) or most, most)
    lease.expiry, lease.renewal, lease.rebind = expiry + now, renewal + now, rebind + now
    return lease


def written(lease: Lease, interface: str) -> str:
    """A lease as dhclient.leases(5) has it."""
    lines = [f'  interface "{interface}";', f"  fixed-address {inet_ntoa(lease.address)};"]
    if lease.next_server:
        lines.append(f"  next-server {inet_ntoa(lease.next_server)};")
    for number, data in sorted(lease.options.items()):
        lines.append(f"  option {option(number)[0]} {pretty(number, data, ',', True)};")
    for word, when in (("renew", lease.renewal), ("rebind", lease.rebind), ("expire", lease.expiry)):
        year, month, day, hour, minute, second = gmtime(when)
        lines.append(f"  {word} {weekday(when)} {year}/{month}/{day} {hour:02}:{minute:02}:{second:02};")
    return "lease {\n" + "\n".join(lines) + "\n}\n"


def last_address(text: str, interface: str) -> int | None:
    """The address of the newest lease of an interface in a file of leases, or None (read_client_leases)."""
    found = re.findall(rf'interface "{re.escape(interface)}";\s*fixed-address ([0-9.]+);', text)
    return inet_aton(found[-1]) if found else None


def environment(prefix: str, lease: Lease, config: Config) -> dict[str, str]:
    """What dhclient-script is told of a lease, with what the configuration says of it (priv_script_write_params)."""
    env = {f"{prefix}ip_address": inet_ntoa(lease.address)}
    mask = int.from_bytes(config.merged(SUBNET_MASK, lease.options.get(SUBNET_MASK, b"")), "big")
    if mask:
        env[f"{prefix}network_number"] = inet_ntoa(lease.address & mask)
        if BROADCAST not in lease.options:
            env[f"{prefix}broadcast_address"] = inet_ntoa(lease.address | ~mask & 0xFFFFFFFF)
    for number in sorted({*lease.options, *config.defaults}):
        data = config.merged(number, lease.options.get(number, b""))
        if data:
            env[prefix + option(number)[0].replace("-", "_")] = pretty(number, data, " ", False)
    env[f"{prefix}expiry"] = str(lease.expiry)
    return env
