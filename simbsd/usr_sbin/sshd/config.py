"""sshd_config(5).

Models the keywords of crypto/openssh/servconf.c that mean something here; others that exist are taken and mean nothing;
leaves out Match blocks and Include.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from simbsd.lib.inet import inet_aton
from simbsd.sys.strtol import is_number, to_int

DEFAULT = "/etc/ssh/sshd_config"
_YES = {"yes": True, "no": False}
_FLAGS = {
    "passwordauthentication": "password", "kbdinteractiveauthentication": "kbdint",
    "challengeresponseauthentication": "kbdint", "pubkeyauthentication": "pubkey", "permitemptypasswords": "empty",
    "printmotd": "motd", "printlastlog": "lastlog", "strictmodes": "strict", "permittty": "tty",
}  # fmt: skip
_WORDS = {"pidfile": "pidfile", "authorizedkeysfile": "keys", "banner": "banner"}
_LISTS = {"allowusers": "allow_users", "denyusers": "deny_users", "hostkey": "host_keys"}
_IGNORED = frozenset(
    """addressfamily allowagentforwarding allowtcpforwarding ciphers clientalivecountmax clientaliveinterval
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
    addresses: list[tuple[int, int]] = field(default_factory=list)
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

    def listen(self) -> list[tuple[int, int]]:
        """Addresses and ports to listen on; port 0 in ``addresses`` is every Port."""
        ports = self.ports or [22]
        addresses = self.addresses or [(0, 0)]
        return [(address, port) for address, own in addresses for port in ([own] if own else ports)]


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
_KEYWORDS = frozenset((*_FLAGS, *_WORDS, *_REPEATED, "permitrootlogin", "maxauthtries"))


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
    if text in ("::", "[::]"):
        return  # there is no IPv6 here
    host, colon, port = text.partition(":")
    address = inet_aton(host)
    if address is None:
        raise ConfigError(f"{where}: bad address or host name: {host}")
    config.addresses.append((address, _port(port, where) if colon else 0))
