"""What ssh was asked.

Models the option loop of crypto/openssh/ssh.c for what is kept: -4, -6, -e, -i, -l, -N, -n, -o, -p, -q, -T, -t, -V,
-v; leaves out configuration files, forwarding and multiplexing, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Refused
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_UNSPEC
from simbsd.sys.strtol import is_number, to_int

USAGE = """\
usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-B bind_interface] [-b bind_address]
           [-c cipher_spec] [-D [bind_address:]port] [-E log_file]
           [-e escape_char] [-F configfile] [-I pkcs11] [-i identity_file]
           [-J destination] [-L address] [-l login_name] [-m mac_spec]
           [-O ctl_cmd] [-o option] [-P tag] [-p port] [-R address]
           [-S ctl_path] [-W host:port] [-w local_tun[:remote_tun]]
           destination [command [argument ...]]
       ssh [-Q query_option]
"""
LETTERS = "1246AaB:b:Cc:D:E:e:F:fGgI:i:J:KkL:l:Mm:NnO:o:P:p:Q:qR:S:sTtVvW:w:XxYy"
LEFT_OUT = "BbDEFfGIJLMOPQRSsWw"  # the others change nothing that could be seen here
CHECKING = ("ask", "yes", "no", "off", "accept-new")


@dataclass(slots=True)
class Arguments:
    """A parsed command line. ``tty``: None decides by itself, ``checking`` is StrictHostKeyChecking."""

    host: str = ""
    user: str | None = None
    port: int = 22
    command: str | None = None
    tty: bool | None = None
    force_tty: bool = False
    quiet: bool = False
    null: bool = False
    identities: list[str] = field(default_factory=list)
    checking: str = "ask"
    known_hosts: str | None = None
    batch: bool = False
    prompts: int = 3
    family: int = AF_UNSPEC
    escape: str = "~"

    @property
    def shown(self) -> str:
        """The host as known_hosts names it."""
        return self.host if self.port == 22 else f"[{self.host}]:{self.port}"


def parse(options: list[tuple[str, str]], operands: list[str]) -> Arguments:
    """Make sense of what getopt found. Raises Refused."""
    arguments = Arguments()
    for letter, value in options:
        _option(arguments, letter, value)
    if not operands:
        raise Refused("", 255)
    user, at, host = operands[0].removeprefix("ssh://").rpartition("@")
    arguments.host = host
    arguments.user = user if at and arguments.user is None else arguments.user
    if len(operands) > 1:
        arguments.command = " ".join(operands[1:])
    return arguments


def _option(arguments: Arguments, letter: str, value: str) -> None:
    if letter == "?":
        raise Refused("", 255)
    if letter in LEFT_OUT:
        raise Refused(f"ssh: -{letter}: left out of this machine", 255)
    if letter == "1":
        raise Refused("SSH protocol v.1 is no longer supported", 255)
    if letter in "46":
        arguments.family = AF_INET if letter == "4" else AF_INET6
    elif letter == "e":
        _escape(arguments, value)
    elif letter == "i":
        arguments.identities.append(value)
    elif letter == "l":
        arguments.user = value
    elif letter == "n":
        arguments.null = True
    elif letter == "p":
        if not is_number(value) or not 0 < to_int(value) <= 65535:
            raise Refused(f"Bad port '{value}'", 255)
        arguments.port = to_int(value)
    elif letter == "q":
        arguments.quiet = True
    elif letter == "T":
        arguments.tty = False
    elif letter == "t":
        arguments.tty, arguments.force_tty = True, arguments.tty is True
    elif letter == "o":
        _set(arguments, value)


def _escape(arguments: Arguments, value: str) -> None:
    """The character that leads to ``~.`` and its like, as itself or as ``^X``; ``none`` for none."""
    if len(value) == 2 and value[0] == "^" and 64 <= ord(value[1]) < 128:
        arguments.escape = chr(ord(value[1]) & 31)
    elif value == "none" or len(value) == 1:
        arguments.escape = "" if value == "none" else value
    else:
        raise Refused(f"Bad escape character '{value}'.", 255)


def _set(arguments: Arguments, text: str) -> None:
    name, _, value = text.replace("=", " ", 1).partition(" ")
    name, value = name.lower(), value.strip()
    if name == "stricthostkeychecking" and value in CHECKING:
        arguments.checking = value
    elif name == "userknownhostsfile":
        arguments.known_hosts = value
    elif name == "user":
        arguments.user = value
    elif name == "port":
        _option(arguments, "p", value)
    elif name == "batchmode":
        arguments.batch = value == "yes"
    elif name == "identityfile":
        arguments.identities.append(value)
    elif name == "numberofpasswordprompts" and is_number(value):
        arguments.prompts = to_int(value)
    else:
        raise Refused(f"command-line: line 0: Bad configuration option: {name}", 255)
