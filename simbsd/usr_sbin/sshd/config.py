"""sshd_config(5).

Models the keywords of crypto/openssh/servconf.c that mean something here; others that exist are taken and mean nothing;
leaves out Match blocks and Include.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from simbsd.lib.inet import inet_aton
from simbsd.lib.socket import Sockaddr
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_UNSPEC
from simbsd.sys.strtol import is_number, to_int

DEFAULT = "/etc/ssh/sshd_config"
_YES = {"yes": True, "no": False}
_FLAGS = {
    "passwordauthentication": "password", "kbdinteractiveauthentication": "kbdint",
    "challengeresponseauthentication": "kbdint", "pubkeyauthentication": "pubkey", "permitemptypasswords": "empty",
    "printmotd": "motd", "printlastlog": "lastlog", "strictmodes": "strict", "permittty": "tty",
}  # fmt: skip
_WORDS = {"pidfile": "pidfile", "authorizedkeysfile": "keys", "banner": "banner"}
_FAMILIES = {"any": AF_UNSPEC, "inet": AF_INET, "inet6": AF_INET6}
_LISTS = {"allowusers": "allow_users", "denyusers": "deny_users", "hostkey": "host_keys"}
_IGNORED = frozenset(
    """allowagentforwarding allowtcpforwarding ciphers clientalivecountmax clientaliveinterval
    chrootdirectory compression gatewayports gssapiauthentication hostbasedauthentication ignorerhosts
    ignoreuserknownhosts kexalgorithms kerberosauthentication logingracetime loglevel macs maxsessions maxstartups
    permittunnel permituserenvironment rekeylimit subsystem syslogfacility tcpkeepalive useblacklist usedns
    usepam versionaddendum x11displayoffset x11forwarding x11uselocalhost""".split()
)


class ConfigError(Exception):
    """Lines for standard error that say what is wrong."""


@dataclass(slots=True)
class Config:
    """What sshd does; FreeBSD's defaults."""

    ports: list[int] = field(default_factory=list)
    addresses: list[Sockaddr] = field(default_factory=list)
    family: int = AF_UNSPEC
    host_keys: list[str] = field(default_factory=list)
    allow_users: list[str] = field(default_factory=list)
    deny_users: list[str] = field(default_factory=list)
    root: str = "no"
    password: bool = False
    kbdint: bool = True
    pubkey: bool = True
    empty: bool = False
    motd: bool = True
    lastlog: bool = True
    strict: bool = True
    tty: bool = True
    keys: str = ".ssh/authorized_keys"
    pidfile: str = "/var/run/sshd.pid"
    banner: str = "none"
    tries: int = 6

    def admits(self, name: str, host: str) -> bool:
        """AllowUsers and DenyUsers (allowed_user)."""
        if any(_matches(pattern, name, host) for pattern in self.deny_users):
            return False
        return not self.allow_users or any(_matches(pattern, name, host) for pattern in self.allow_users)

    def listen(self) -> list[Sockaddr]:
        """Addresses and ports to listen on, by default all of both families (add_listen_addr); port 0 in
        ``addresses`` is every Port.
        """
        found: list[Sockaddr] = []
        for address in self.addresses or [(0, 0, 0), (0, 0)]:
            for port in [address[1]] if address[1] else self.ports or [22]:
                found.append((address[0], port, 0) if len(address) == 3 else (address[0], port))
        unwanted = {AF_INET: 3, AF_INET6: 2}.get(self.family, 0)
        return [address for address in found if len(address) != unwanted]


def _matches(pattern: str, name: str, host: str) -> bool:
    user, at, place = pattern.partition("@")
    return fnmatchcase(name, user) and (not at or fnmatchcase(host, place))


def parse(text: str, path: str) -> Config:
    """The configuration in a file's text. Raises ConfigError."""
    config = Config()
    bad = []
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].replace("=", " ", 1).split()
        if not words:
            continue
        name = words[0].lower()
        where = f"{path} line {number}"
        if name not in _IGNORED and name not in _KEYWORDS:
            bad.append(f"{path}: line {number}: Bad configuration option: {words[0]}")
        elif len(words) < 2:
            raise ConfigError(f"{where}: {words[0]} requires an argument")
        elif name not in _IGNORED and (name not in seen or name in _REPEATED):
            _set(config, name, words, where)
            seen.add(name)
    if bad:
        raise ConfigError("\n".join([*bad, f"{path}: terminating, {len(bad)} bad configuration options"]))
    return config


_REPEATED = ("port", "listenaddress", *_LISTS)
_KEYWORDS = frozenset((*_FLAGS, *_WORDS, *_REPEATED, "addressfamily", "permitrootlogin", "maxauthtries"))


def _set(config: Config, name: str, words: list[str], where: str) -> None:
    value = words[1]
    if name in _FLAGS:
        if value not in _YES:
            raise ConfigError(f"{where}: unsupported option \"{value}\".")
        setattr(config, _FLAGS[name], _YES[value])
    elif name in _WORDS:
        setattr(config, _WORDS[name], value)
    elif name in _LISTS:
        getattr(config, _LISTS[name]).extend(words[1:])
    elif name == "permitrootlogin":
        if value not in ("yes", "no", "prohibit-password", "without-password", "forced-commands-only"):
            raise ConfigError(f"{where}: unsupported option \"{value}\".")
        config.root = "prohibit-password" if value == "without-password" else value
    elif name == "addressfamily":
        if value not in _FAMILIES:
            raise ConfigError(f"{where}: unsupported option \"{value}\".")
        config.family = _FAMILIES[value]
    elif name == "maxauthtries":
        if not is_number(value):
            raise ConfigError(f"{where}: integer value {value}.")
        config.tries = to_int(value)
    elif name == "port":
        config.ports.append(_port(value, where))
    else:
        _address(config, value, where)


def _port(text: str, where: str) -> int:
    if not is_number(text) or not 0 < to_int(text) <= 65535:
        raise ConfigError(f"{where}: Badly formatted port number.")
    return to_int(text)


def _address(config: Config, text: str, where: str) -> None:
    """``host``, ``host:port``, ``[host]:port`` or a bare IPv6 address (process_server_config_line: sListenAddress)."""
    host, colon, port = text.partition(":")
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        colon, port = port[:1], port[1:]
    elif text.count(":") > 1:
        host, colon, port = text, "", ""
    number = _port(port, where) if colon else 0
    four, six = inet_aton(host), inet_pton6(host)
    if four is None and six is None:
        raise ConfigError(f"{where}: bad address or host name: {host}")
    config.addresses.append((four, number) if four is not None else (six or 0, number, 0))
