"""ip6addrctl(8): show and change the policies by which addresses are selected.

Models usr.sbin/ip6addrctl/ip6addrctl.c.
"""

from __future__ import annotations

from collections.abc import Sequence

from simbsd.lib.err import Err
from simbsd.lib.inet6 import Zones, parse_numeric
from simbsd.lib.printf import printf
from simbsd.lib.socket import socket
from simbsd.lib.stdio import STDERR, decode, read_all
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import ioctl, open
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.in6 import MASKS6, In6AddrPolicy
from simbsd.sys.socketvar import AF_INET6, SOCK_DGRAM
from simbsd.sys.strtol import atoi

USAGE = """usage: ip6addrctl [show]
       ip6addrctl add <prefix> <precedence> <label>
       ip6addrctl delete <prefix>
       ip6addrctl flush
       ip6addrctl install <configfile>
"""
_WORDS = {"show": 2, "add": 5, "delete": 3, "flush": 2, "install": 3}  # how many words each needs at least


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Do what the first word says."""
    err = Err(argv)
    word = argv[1].lower() if len(argv) > 1 else "show"
    if len(argv) < _WORDS.get(word, len(argv) + 1) and len(argv) > 1:
        await printf(USAGE, STDERR)
        return 1
    if word == "show":
        await _show(await _policies(err))
    elif word == "add":
        policy = await _parsed(err, argv[2])
        policy.preced, policy.label = atoi(argv[3]), atoi(argv[4])
        await _ask(err, "SIOCAADDRCTL_POLICY", [policy], True)
    elif word == "delete":
        await _ask(err, "SIOCDADDRCTL_POLICY", [await _parsed(err, argv[2])], True)
    elif word == "flush":
        await _ask(err, "SIOCDADDRCTL_POLICY", await _policies(err), False)
    else:
        await _ask(err, "SIOCAADDRCTL_POLICY", await _read(err, argv[2]), False)
    return 0


async def _policies(err: Err) -> Sequence[In6AddrPolicy]:
    """The kernel's table; that there is none is said."""
    try:
        found: tuple[In6AddrPolicy, ...] = await sysctl("net.inet6.ip6.addrctlpolicy")
    except Errno as error:
        await err.errx(1, f"sysctl(IPV6CTL_ADDRCTLPOLICY): {strerror(error.errno)}")
    if not found:
        await printf("no source-address-selection policy is installed\n")
    return found


async def _show(policies: Sequence[In6AddrPolicy]) -> None:
    text = f"{'Prefix':<30} {'Prec':>5} {'Label':>5} {'Use':>8}\n" if policies else ""
    for one in policies:
        prefix = f"{await Zones().text(one.addr)}/{one.plen}"
        text += f"{prefix:<30} {one.preced:5} {one.label:5} {one.use:8}\n"
    await printf(text)


async def _prefix(err: Err, text: str) -> In6AddrPolicy | None:
    """A prefix as a policy without values; None, and a warning where there is something to say."""
    address, slash, plen = text.partition("/")
    if not slash:
        return None
    found = await parse_numeric(address)
    if found is None:
        await err.warnx(f"getaddrinfo failed for {address}: Name does not resolve")
        return None
    if not 0 <= atoi(plen) <= 128:
        await err.warnx(f"invalid prefix length: {atoi(plen)}")
        return None
    return In6AddrPolicy(found & MASKS6[atoi(plen)], atoi(plen), 0, 0)


async def _parsed(err: Err, text: str) -> In6AddrPolicy:
    policy = await _prefix(err, text)
    if policy is None:
        await err.errx(1, f"bad prefix: {text}")
    assert policy is not None
    return policy


async def _read(err: Err, path: str) -> list[In6AddrPolicy]:
    """The policies of a file: prefix, precedence and label on each line."""
    try:
        fd = await open(path, O_RDONLY)
        text = decode(await read_all(fd))
    except Errno as error:
        await err.errx(1, f"fopen: {path}: {strerror(error.errno)}")
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        policy = await _prefix(err, words[0])
        if policy is None or len(words) < 3:
            await err.errx(1, f"parse failed at line {number}")
        assert policy is not None
        policy.preced, policy.label = atoi(words[1]), atoi(words[2])
        found.append(policy)
    return found


async def _ask(err: Err, request: str, policies: Sequence[In6AddrPolicy], single: bool) -> None:
    """Tell the kernel; of several policies those that are refused are warned of."""
    fd = await socket(AF_INET6, SOCK_DGRAM)
    for policy in policies:
        try:
            await ioctl(fd, request, (policy,))
        except Errno as error:
            text = f"ioctl({request}): {strerror(error.errno)}"
            if single:
                await err.errx(1, text)
            await err.warnx(text)
