"""httpd-lite.conf: a word and its value a line.

Models no other server's file: Listen, DocumentRoot, DirectoryIndex, User, PidFile and AccessLog are all there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.socket import Sockaddr
from simbsd.sys.socketvar import INADDR_ANY
from simbsd.sys.strtol import is_number, to_int

DEFAULT = "/usr/local/etc/httpd-lite.conf"


class ConfigError(Exception):
    """A line that makes no sense."""


@dataclass(slots=True)
class Config:
    """What the server does; port 80 of every address where no Listen is given."""

    listen: list[Sockaddr] = field(default_factory=list)
    root: str = "/usr/local/www"
    index: str = "index.html"
    user: str = "www"
    pidfile: str = "/var/run/httpd-lite.pid"
    accesslog: str = "/var/log/httpd-lite-access.log"


_NAMES = {
    "documentroot": "root", "directoryindex": "index", "user": "user", "pidfile": "pidfile", "accesslog": "accesslog",
}  # fmt: skip


def parse(text: str) -> Config:
    """The configuration in a file's text. Raises ConfigError."""
    config = Config()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        name = words[0].lower()
        if len(words) != 2 or (name != "listen" and name not in _NAMES):
            raise ConfigError(f"line {number}: {line.strip()}: not understood")
        if name == "listen":
            config.listen.append(_listen(words[1], number))
        else:
            setattr(config, _NAMES[name], words[1])
    config.listen = config.listen or [(INADDR_ANY, 80)]
    return config


def _listen(text: str, number: int) -> Sockaddr:
    host, _, port = text.rpartition(":")
    address = INADDR_ANY if host in ("", "*") else inet_aton(host)
    if address is None or not is_number(port) or not 0 < to_int(port) <= 65535:
        raise ConfigError(f"line {number}: {text}: not an address and a port")
    return address, to_int(port)


def shown(address: Sockaddr) -> str:
    """``*:80`` or ``10.0.0.5:80``."""
    return f"{inet_ntoa(address[0]) if address[0] else '*'}:{address[1]}"
