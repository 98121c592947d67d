"""inetd.conf(5): a line for each service.

Models getconfigent of usr.sbin/inetd/inetd.c; leaves out RPC, TCPMUX, local sockets, IPsec policies and the limits
behind ``nowait/``, which are read and bind nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.sys.socketvar import AF_INET, AF_INET6, SOCK_DGRAM, SOCK_STREAM

CONFIG = "/etc/inetd.conf"
TYPES = {"stream": SOCK_STREAM, "dgram": SOCK_DGRAM}
# The protocol that a service's port is looked up for, and the families it is served on: 46 takes both on one socket.
PROTOCOLS = {
    "tcp": ("tcp", AF_INET), "tcp4": ("tcp", AF_INET), "tcp6": ("tcp", AF_INET6), "tcp46": ("tcp", AF_INET6),
    "udp": ("udp", AF_INET), "udp4": ("udp", AF_INET), "udp6": ("udp", AF_INET6), "udp46": ("udp", AF_INET6),
}  # fmt: skip
LEAST_FIELDS = 6


@dataclass(slots=True)
class Service:
    """One line: what is served, by whom, and the socket that waits for it (-1: none). ``argv`` is empty for what inetd
    does itself. ``child`` is who has the socket of a ``wait`` service now.
    """

    name: str
    kind: int
    proto: str
    wait: bool
    user: str
    group: str
    server: str
    argv: list[str] = field(default_factory=list)
    fd: int = -1
    child: int = 0

    @property
    def key(self) -> tuple[str, str, int]:
        """What two readings of the file know a service by."""
        return self.name, self.proto, self.kind

    @property
    def family(self) -> int:
        """Of its socket."""
        return PROTOCOLS[self.proto][1]

    @property
    def plain(self) -> str:
        """The protocol without its family, as services(5) has it."""
        return PROTOCOLS[self.proto][0]


def parse(text: str) -> list[Service]:
    """The services of a file; a line that names none is passed over."""
    services = []
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if len(words) < LEAST_FIELDS or words[1] not in TYPES or words[2] not in PROTOCOLS:
            continue
        name, kind, proto, wait, account, server, *argv = words
        user, _, rest = account.partition(":")
        group = rest.partition("/")[0]
        if server == "internal":
            argv = []
        elif not argv:
            argv = [server.rpartition("/")[2]]
        waits = wait.partition("/")[0] == "wait" and (bool(argv) or kind == "dgram")  # what inetd does itself, accepts
        services.append(Service(name, TYPES[kind], proto, waits, user.partition("/")[0], group, server, argv))
    return services
