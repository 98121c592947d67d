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
HOST_KEYS = ("/etc/ssh/ssh_host_ed25519_key",)
_YES = {"yes": True, "no": False}
_FLAGS = {
    "passwordauthentication": "password", "kbdinteractiveauthentication": "kbdint",
    "challengeresponseauthentication": "kbdint", "pubkeyauthentication": "pubkey", "permitemptypasswords": "empty",
    "printmotd": "motd", "printlastlog": "lastlog", "strictmodes": "strict", "permittty": "tty",
}  # fmt: skip
_WORDS = {"pidfile": "pidfile", "authorizedkeysfile": "keys", "banner": "banner"}
_FAMILIES = {"any": AF_UNSPEC, "inet": AF_INET, "inet6": AF_INET6}
_LISTS = {
    "allowusers": "allow_users", "denyusers": "deny_users", "allowgroups": "allow_groups",
    "denygroups": "deny_groups", "hostkey": "host_keys",
}  # fmt: skip
_IGNORED = frozenset(
    """acceptenv allowagentforwarding allowstreamlocalforwarding allowtcpforwarding authenticationmethods
    authorizedkeyscommand authorizedkeyscommanduser authorizedprincipalscommand authorizedprincipalscommanduser
    authorizedprincipalsfile casignaturealgorithms channeltimeout chrootdirectory ciphers clientalivecountmax
    clientaliveinterval compression disableforwarding exposeauthinfo fingerprinthash forcecommand gatewayports
    gssapiauthentication gssapicleanupcredentials hostbasedacceptedalgorithms hostbasedauthentication
    hostbasedusesnamefrompacketonly hostcertificate hostkeyagent hostkeyalgorithms ignorerhosts ignoreuserknownhosts
    ipqos kerberosauthentication kerberosorlocalpasswd kerberosticketcleanup kexalgorithms logingracetime loglevel
    logverbose macs maxsessions maxstartups modulifile permitlisten permitopen permittunnel permituserenvironment
    permituserrc persourcemaxstartups persourcenetblocksize protocol pubkeyacceptedalgorithms pubkeyacceptedkeytypes
    pubkeyauthoptions rekeylimit requiredrsasize revokedkeys securitykeyprovider setenv streamlocalbindmask
    streamlocalbindunlink subsystem syslogfacility tcpkeepalive trustedusercakeys unusedconnectiontimeout useblacklist
    useblocklist usedns usepam useprivilegeseparation versionaddendum x11displayoffset x11forwarding x11uselocalhost
    xauthlocation""".split()
)


class ConfigError(Exception):
    """Lines for standard error that say what is wrong."""


@dataclass(slots=True)
class Config:
    """What sshd does; FreeBSD's defaults. ``raw`` is what the file says for each keyword, in its order."""

    ports: list[int] = field(default_factory=list)
    addresses: list[Sockaddr] = field(default_factory=list)
    family: int = AF_UNSPEC
    host_keys: list[str] = field(default_factory=list)
    allow_users: list[str] = field(default_factory=list)
    deny_users: list[str] = field(default_factory=list)
    allow_groups: list[str] = field(default_factory=list)
    deny_groups: list[str] = field(default_factory=list)
    raw: dict[str, list[str]] = field(default_factory=dict)
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

    def refusal(self, name: str, host: str, groups: list[str]) -> str:
        """Why a user may not come in, or nothing: DenyUsers, AllowUsers, DenyGroups, AllowGroups (allowed_user)."""
        if any(_matches(pattern, name, host) for pattern in self.deny_users):
            return "listed in DenyUsers"
        if self.allow_users and not any(_matches(pattern, name, host) for pattern in self.allow_users):
            return "not listed in AllowUsers"
        if any(fnmatchcase(group, pattern) for group in groups for pattern in self.deny_groups):
            return "a group is listed in DenyGroups"
        if self.allow_groups and not any(fnmatchcase(one, two) for one in groups for two in self.allow_groups):
            return "none of user's groups are listed in AllowGroups"
        return ""

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


def parse(text: str, path: str, words: tuple[str, ...] = ()) -> Config:
    """The configuration of ``words`` of the command line (-o), which come first, and a file's text.

    Raises ConfigError.
    """
    config, seen = Config(), set[str]()
    for line in words:
        _lines(config, seen, "command-line", [(0, line)])
    _lines(config, seen, path, list(enumerate(text.splitlines(), 1)))
    return config


def _lines(config: Config, seen: set[str], path: str, lines: list[tuple[int, str]]) -> None:
    bad = []
    for number, line in lines:
        words = line.partition("#")[0].replace("=", " ", 1).split()
        if not words:
            continue
        name = words[0].lower()
        where = f"{path} line {number}"
        if name not in _IGNORED and name not in _KEYWORDS:
            bad.append(f"{path}: line {number}: Bad configuration option: {words[0]}")
            continue
        if len(words) < 2:
            raise ConfigError(f"{where}: {words[0]} requires an argument")
        config.raw.setdefault(name, []).append(" ".join(words[1:]))
        if name not in _IGNORED and (name not in seen or name in _REPEATED):
            _set(config, name, words, where)
            seen.add(name)
    if bad and lines[0][0]:
        bad.append(f"{path}: terminating, {len(bad)} bad configuration options")
    if bad:
        raise ConfigError("\n".join(bad))


_REPEATED = ("port", "listenaddress", *_LISTS)
_KEYWORDS = frozenset((*_FLAGS, *_WORDS, *_REPEATED, "addressfamily", "permitrootlogin", "maxauthtries"))


def _set(config: Config, name: str, words: list[str], where: str) -> None:
    value = words[1]
    if name in _FLAGS:
        if value not in _YES:
            raise ConfigError(f'{where}: unsupported option "{value}".')
        setattr(config, _FLAGS[name], _YES[value])
    elif name in _WORDS:
        setattr(config, _WORDS[name], value)
    elif name in _LISTS:
        getattr(config, _LISTS[name]).extend(words[1:])
    elif name == "permitrootlogin":
        if value not in ("yes", "no", "prohibit-password", "without-password", "forced-commands-only"):
            raise ConfigError(f'{where}: unsupported option "{value}".')
        config.root = "prohibit-password" if value == "without-password" else value
    elif name == "addressfamily":
        if value not in _FAMILIES:
            raise ConfigError(f'{where}: unsupported option "{value}".')
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
