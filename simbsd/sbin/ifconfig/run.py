"""What one ifconfig command works with: descriptors, the interface, and the address being put together.

Models struct ifconfig_context and the static variables of sbin/ifconfig/ifconfig.c, Perror() and
ifmaybeload() included.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from simbsd.lib.err import Err
from simbsd.lib.socket import netlink
from simbsd.lib.sysctl import kldload, kldstat
from simbsd.lib.unistd import ioctl
from simbsd.sbin.ifconfig.options import Arguments
from simbsd.sys.errno import EINVAL, ENXIO, EPERM, Errno
from simbsd.sys.in6 import ND6_INFINITE_LIFETIME
from simbsd.sys.mbuf import ETHERTYPE_VLAN
from simbsd.sys.records import IfRecord

if TYPE_CHECKING:
    from simbsd.sbin.ifconfig.carp import Carp

BUILTIN = ("lo", "em", "vlan", "tun", "tap", "gif")  # drivers that GENERIC has inside (sys/amd64/conf/GENERIC)
NOTAG = 0xFFFF
KLD_NAMES = {"tun": "if_tuntap", "tap": "if_tuntap", "vmnet": "if_tuntap", "ipsec": "ipsec", "enc": "if_enc"}


class Done(Exception):
    """exit(3) with atexit work still to do: main() prints what is left and returns ``status``."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Request:
    """An address request under way: in_add and in_del of af_inet.c, in6_add of af_inet6.c, or link_ridreq of
    af_link.c."""

    addr: int | None = None
    plen: int | None = None
    dst: int | None = None
    broadcast: int | None = None
    lladdr: bytes | None = None
    delete: int | None = None
    flags6: int = 0
    pltime: int = ND6_INFINITE_LIFETIME
    vltime: int = ND6_INFINITE_LIFETIME
    vhid: int = 0


@dataclass
class Vlan:
    """The vlan parameters put together: struct vlanreq params of ifvlan.c."""

    parent: str = ""
    tag: int = NOTAG
    proto: int = ETHERTYPE_VLAN


@dataclass
class Run:
    """One invocation.

    ``stale`` is the errno an earlier failed call left behind; ``printed`` the name to print at exit.
    ``carp`` is what the words say of a virtual host, once one has.
    """

    err: Err
    arguments: Arguments
    ifname: str = ""
    fd: int = -1
    route: int = -1
    family: str = "inet"
    out: list[str] = field(default_factory=list)
    printed: str = ""
    status: int = 0
    stale: int = 0
    doalias: int = 0
    clearaddr: bool = False
    newaddr: bool = True
    setaddr: int = 0
    setmask: int = 0
    request: Request = field(default_factory=Request)
    vlan: Vlan = field(default_factory=Vlan)
    carp: Carp | None = None
    media: tuple[str, list[str]] | None = None
    callbacks: list[Callable[[Run], Coroutine[Any, Any, None]]] = field(default_factory=list)

    async def errx(self, message: str) -> NoReturn:
        """Say why, and end with status 1."""
        await self.err.warnx(message)
        raise Done(1)

    async def fail(self, message: str, error: Errno) -> NoReturn:
        """err(3): say why with the kernel's reason, and end with status 1."""
        await self.err.warn(message, error)
        raise Done(1)

    async def perror(self, message: str, error: Errno, errno: int | None = None) -> NoReturn:
        """Perrorc(): like fail, with words of its own for two errors, which it looks for in ``errno`` (the
        last one left).
        """
        last = error.errno if errno is None else errno
        if last == ENXIO:
            await self.errx(f"{message}: no such interface")
        if last == EPERM:
            await self.errx(f"{message}: permission denied")
        await self.fail(message, error)

    async def ioctl(self, request: str, *words: Any) -> Any:
        """A request about this interface."""
        return await ioctl(self.fd, request, (self.ifname, *words))

    async def do(self, title: str, request: str, *words: Any) -> Any:
        """A request about this interface that ends ifconfig when it is refused."""
        try:
            return await self.ioctl(request, *words)
        except Errno as error:
            await self.fail(title, error)

    async def link(self, name: str) -> IfRecord | None:
        """The record of an interface of this stack, or None."""
        try:
            found: list[IfRecord] = await netlink(self.route, "RTM_GETLINK", {"name": name})
        except Errno:
            return None
        return found[0] if found else None

    async def number(self, text: str, value: int | None) -> int:
        """A number already read by strtoul, or the end: ``invalid value``."""
        if value is None:
            await self.errx(f"invalid value: {text}")
        return value


async def maybe_load(run: Run, name: str) -> None:
    """Load the driver of an interface by its name, as ifmaybeload() does; a failure only leaves its errno
    behind.
    """
    kind = name[:1] + name[1:].rstrip("0123456789")
    module = KLD_NAMES.get(kind, "if_" + kind)
    if run.arguments.noload or kind in BUILTIN:
        return
    try:
        loaded = [entry.name for entry in await kldstat()]
    except Errno:
        return
    if f"{module}.ko" in loaded or module in loaded:
        return
    try:
        await kldload(module)
    except Errno as error:
        run.stale = error.errno


def invalid() -> Errno:
    """The errno strtoul(3) leaves when it finds no number."""
    return Errno(EINVAL, "not a number")
