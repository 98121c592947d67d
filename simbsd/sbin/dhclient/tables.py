"""Options of DHCP: their names, and how their values are written.

Models sbin/dhclient/tables.c (dhcp_options) and options.c (pretty_print_option); options without a name of their own
are ``option-N``, octets.
"""

from __future__ import annotations

from simbsd.lib.inet import inet_ntoa

# A name and a form: I addresses, t a text, l and L numbers of 4 octets, S of 2, B of 1, f a flag, X octets; A: any
# number of what stands before it.
OPTIONS: dict[int, tuple[str, str]] = {
    1: ("subnet-mask", "I"), 2: ("time-offset", "l"), 3: ("routers", "IA"), 4: ("time-servers", "IA"),
    5: ("ien116-name-servers", "IA"), 6: ("domain-name-servers", "IA"), 7: ("log-servers", "IA"),
    8: ("cookie-servers", "IA"), 9: ("lpr-servers", "IA"), 10: ("impress-servers", "IA"),
    11: ("resource-location-servers", "IA"), 12: ("host-name", "t"), 13: ("boot-size", "S"), 14: ("merit-dump", "t"),
    15: ("domain-name", "t"), 16: ("swap-server", "I"), 17: ("root-path", "t"), 18: ("extensions-path", "t"),
    19: ("ip-forwarding", "f"), 20: ("non-local-source-routing", "f"), 21: ("policy-filter", "IIA"),
    22: ("max-dgram-reassembly", "S"), 23: ("default-ip-ttl", "B"), 24: ("path-mtu-aging-timeout", "L"),
    25: ("path-mtu-plateau-table", "SA"), 26: ("interface-mtu", "S"), 27: ("all-subnets-local", "f"),
    28: ("broadcast-address", "I"), 29: ("perform-mask-discovery", "f"), 30: ("mask-supplier", "f"),
    31: ("router-discovery", "f"), 32: ("router-solicitation-address", "I"), 33: ("static-routes", "IIA"),
    34: ("trailer-encapsulation", "f"), 35: ("arp-cache-timeout", "L"), 36: ("ieee802-3-encapsulation", "f"),
    37: ("default-tcp-ttl", "B"), 38: ("tcp-keepalive-interval", "L"), 39: ("tcp-keepalive-garbage", "f"),
    40: ("nis-domain", "t"), 41: ("nis-servers", "IA"), 42: ("ntp-servers", "IA"),
    43: ("vendor-encapsulated-options", "X"), 44: ("netbios-name-servers", "IA"), 45: ("netbios-dd-server", "IA"),
    46: ("netbios-node-type", "B"), 47: ("netbios-scope", "t"), 48: ("font-servers", "IA"),
    49: ("x-display-manager", "IA"), 50: ("dhcp-requested-address", "I"), 51: ("dhcp-lease-time", "L"),
    52: ("dhcp-option-overload", "B"), 53: ("dhcp-message-type", "B"), 54: ("dhcp-server-identifier", "I"),
    55: ("dhcp-parameter-request-list", "BA"), 56: ("dhcp-message", "t"), 57: ("dhcp-max-message-size", "S"),
    58: ("dhcp-renewal-time", "L"), 59: ("dhcp-rebinding-time", "L"), 60: ("dhcp-class-identifier", "t"),
    61: ("dhcp-client-identifier", "X"), 64: ("nisplus-domain", "t"), 65: ("nisplus-servers", "IA"),
    66: ("tftp-server-name", "t"), 67: ("bootfile-name", "t"), 68: ("mobile-ip-home-agent", "IA"),
    69: ("smtp-server", "IA"), 70: ("pop-server", "IA"), 71: ("nntp-server", "IA"), 72: ("www-server", "IA"),
    73: ("finger-server", "IA"), 74: ("irc-server", "IA"), 75: ("streettalk-server", "IA"),
    76: ("streettalk-directory-assistance-server", "IA"), 77: ("user-class", "t"), 85: ("nds-servers", "IA"),
    86: ("nds-tree-name", "X"), 87: ("nds-context", "X"), 114: ("url", "t"), 119: ("domain-search", "t"),
    121: ("classless-routes", "BA"),
}  # fmt: skip
_WIDTHS = {"I": 4, "L": 4, "l": 4, "S": 2, "B": 1, "f": 1}


def option(code: int) -> tuple[str, str]:
    """An option's name and form."""
    return OPTIONS.get(code, (f"option-{code}", "X"))


def code_of(name: str) -> int | None:
    """The number of an option."""
    wanted = name.lower()
    return next((code for code in range(1, 255) if option(code)[0] == wanted), None)


def pretty(code: int, data: bytes, glue: str, quoted: bool) -> str:
    """A value as text."""
    form = option(code)[1]
    if form == "t":
        text = data.decode("latin-1")
        return f'"{text}"' if quoted else text
    if form == "X":
        return ":".join(f"{octet:x}" for octet in data)
    letter = form[0]
    width = _WIDTHS[letter]
    parts = [int.from_bytes(data[at : at + width], "big", signed=letter == "l") for at in range(0, len(data), width)]
    if letter == "I":
        return glue.join(inet_ntoa(part) for part in parts)
    return glue.join({0: "false", 1: "true"}.get(part, str(part)) if letter == "f" else str(part) for part in parts)
