"""A machine for network tests: stacks and cables made by hand, packets let run, sockets called without programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from simbsd.kern.init_sysent import SYSENT
from simbsd.kern.kern_timeout import next_callout, softclock
from simbsd.machine import Machine
from simbsd.net.if_ import if_vmove
from simbsd.net.if_ioctl import ifioctl
from simbsd.net.netlink_route import netlink_request
from simbsd.net.vnet import vnet_alloc
from simbsd.netinet.ip_output import ip_output
from simbsd.sys.errno import Errno
from simbsd.sys.event import PacketHop
from simbsd.sys.file import Filedesc
from simbsd.sys.kernel import Kernel
from simbsd.sys.mbuf import Icmp, Ip
from simbsd.sys.proc import Call, Proc, Sleep
from simbsd.sys.ucred import Ucred
from simbsd.sys.vnet import Ifnet, Vnet

SECOND = 1_000_000


def ip4(text: str) -> int:
    """An address as an integer."""
    a, b, c, d = (int(part) for part in text.split("."))
    return a << 24 | b << 16 | c << 8 | d


@dataclass
class NetHost:
    """The machine, its host process, and short names for what tests do."""

    machine: Machine = field(default_factory=lambda: Machine(ttys=0))

    def __post_init__(self) -> None:
        self.machine.advance(1000)
        self.kernel.modules.update({"if_epair.ko": 1, "if_bridge.ko": 1})
        self.p = self.process()

    @property
    def kernel(self) -> Kernel:
        return self.machine.kernel

    @property
    def vnet0(self) -> Vnet:
        return self.kernel.vnet0

    def process(self, vnet: Vnet | None = None) -> Proc:
        """Root, as if it ran in ``vnet``."""
        init = self.kernel.allproc[1]
        prison = self.kernel.prison0 if vnet is None else vnet.vnet_prison
        cred = Ucred(0, 0, 0, (0,), 0, 0, prison)
        return Proc(1, None, init.p_pgrp, cred, init.p_pwd, "test", [], {}, Filedesc())

    def vnet(self) -> Vnet:
        """A stack of its own, owned (for tests) by a copy of the host prison that is no prison of the machine's."""
        prison = replace(self.kernel.prison0, pr_children={})
        prison.pr_vnet = vnet_alloc(self.kernel, prison)
        return prison.pr_vnet

    def ioctl(self, request: str, *arguments: Any, vnet: Vnet | None = None) -> Any:
        """An ifioctl as root of the host."""
        return ifioctl(self.kernel, self.p, vnet or self.vnet0, request, arguments)

    def netlink(self, request: str, vnet: Vnet | None = None, **attributes: Any) -> Any:
        """A netlink request as root of the host."""
        return netlink_request(self.kernel, self.p, vnet or self.vnet0, request, attributes)

    def ifp(self, name: str, vnet: Vnet | None = None) -> Ifnet:
        """An interface by name."""
        return (vnet or self.vnet0).vnet_names[name]

    def address(self, vnet: Vnet, name: str, text: str) -> None:
        """Give an interface an address such as ``10.0.0.1/24``."""
        host, _, plen = text.partition("/")
        self.netlink("RTM_NEWADDR", vnet, name=name, addr=ip4(host), plen=int(plen))

    def cable(self, one: Vnet, other: Vnet) -> tuple[str, str]:
        """An epair whose ends are in two stacks; their names."""
        name = self.ioctl("SIOCIFCREATE2", "epair")
        a = self.ifp(name)
        b = a.if_softc.oifp
        for end, vnet in ((a, one), (b, other)):
            if vnet is not self.vnet0:
                if_vmove(self.kernel, end, vnet)
        return a.if_xname, b.if_xname

    def pair(self) -> tuple[Vnet, Vnet]:
        """Two stacks joined by a cable, 10.0.0.1/24 and 10.0.0.2/24, that know each other."""
        one, other = self.vnet(), self.vnet()
        a, b = self.cable(one, other)
        self.address(one, a, "10.0.0.1/24")
        self.address(other, b, "10.0.0.2/24")
        self.run(SECOND)
        self.echo(one, "10.0.0.2")
        self.run(SECOND)
        return one, other

    def run(self, us: int) -> None:
        """Let packets and timers run for ``us`` microseconds; no program runs."""
        until = self.kernel.now + us
        while True:
            when = next_callout(self.kernel)
            if when is None or when > until:
                break
            self.kernel.now = max(self.kernel.now, when)
            softclock(self.kernel)
        self.kernel.now = until

    def echo(self, vnet: Vnet, dst: str, seq: int = 0, size: int = 56, ttl: int = 64) -> int:
        """Send an echo request; the errno of ip_output."""
        packet = Ip(0, ip4(dst), 1, ttl, Icmp(8, 0, 1, seq, bytes(size)), 28 + size, 1000 + seq)
        return ip_output(self.kernel, vnet, packet)

    def replies(self, vnet: Vnet) -> int:
        """How many echo replies a stack has received."""
        return vnet.vnet_stats.get("icmp.in.0", 0)

    def hops(self, what: Callable[[], object], us: int = SECOND) -> list[tuple[str, str]]:
        """What watchers see of packets while ``what`` is done: (label, fate and reason)."""
        self.kernel.events.clear()
        what()
        self.run(us)
        names = {index: ifp.if_xname for index, ifp in self.kernel.ifnets.items()}
        return [
            (e.label, f"{names.get(e.source)} > {names.get(e.target)}" if e.fate == "delivered" else e.why)
            for e in self.kernel.events
            if isinstance(e, PacketHop)
        ]

    def call(self, p: Proc, name: str, *args: Any, us: int = 120 * SECOND) -> Any:
        """A system call of a process, waited for as the door would; raises Errno, or Sleep when it never ends in
        time.
        """
        p.p_call = Call(name, args)
        until = self.kernel.now + us
        while True:
            try:
                return SYSENT[name](self.kernel, p, *args)
            except Sleep:
                when = next_callout(self.kernel)
                if when is None or when > until:
                    raise
                self.kernel.now = max(self.kernel.now, when)
                softclock(self.kernel)

    def refused(self, what: Callable[[], object]) -> str:
        """The errno symbol with which ``what`` is refused, or ``ok``."""
        try:
            what()
        except Errno as error:
            return error.name
        return "ok"
