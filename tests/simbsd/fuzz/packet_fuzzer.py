"""A machine with every kind of interface and socket, and packets at random by each door that programs have."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from traceback import extract_tb, format_exc
from typing import Any

from simbsd.machine import Machine
from simbsd.sys.bpf import BPF_RET_K, Insn
from simbsd.sys.errno import Errno
from simbsd.sys.event import PacketHop
from simbsd.sys.if_softc import BridgeSoftc
from simbsd.sys.kernel import Kernel
from simbsd.sys.vnet import Vnet
from tests.simbsd.fuzz.packets import FAR, FAR6, PACKETS, PACKETS6, frames, mended, mutated
from tests.simbsd.net.nethost import NetHost

LIFE = 400  # packets to one machine
DEVICES = ("tun0", "tap0", "tap1", "tap2")
BEFORE = b"""kldload -n pf if_epair if_bridge if_vlan if_lagg carp if_stf
sysctl net.inet.ip.forwarding=1 net.inet6.ip6.forwarding=1 >/dev/null
for i in tun0 tap0 tap1 tap2 tap3 epair0 epair1 bridge0 bridge1 lagg0 gif0 stf0; do ifconfig $i create >/dev/null; done
"""
SETTING = b"""ifconfig tap0 up; ifconfig tap2 up; ifconfig tun0 10.9.0.1 10.9.0.2
ifconfig tap1 inet6 fd00:9::1/64 no_dad up; ifconfig tap1 10.9.1.1/24
jail -c name=j vnet persist vnet.interface=epair0b; ifconfig -j j epair0b 10.8.0.2/24
ifconfig -j j epair0b inet6 fd00:8::2/64 no_dad
ifconfig epair0a 10.8.0.1/24; ifconfig epair0a inet6 fd00:8::1/64 no_dad; ifconfig vlan5 create vlan 5 vlandev tap1 up
ifconfig bridge0 addm tap0 stp tap0 addm epair1a stp epair1a up; ifconfig epair1a up; ifconfig epair1b up
ifconfig bridge1 addm gif0 addm epair1b up; ifconfig lagg0 laggproto lacp laggport tap2 up
ifconfig gif0 tunnel 10.9.0.1 10.9.0.2 up; route add -inet 10.10.0.0/16 10.8.0.2 >/dev/null
route add -inet6 fd00:10::/32 fd00:8::2 >/dev/null; ifconfig tap1 inet6 accept_rtadv
echo 'scrub all fragment reassemble' >/tmp/pf.conf
printf 'nat on epair0a from any to any -> (epair0a)\\nblock in proto 132\\npass\\n' >>/tmp/pf.conf
jexec j sysctl net.inet.ip.forwarding=1 >/dev/null
sysctl net.link.stf.permit_rfc1918=1 >/dev/null; ifconfig stf0 inet6 2002:a09:1::1/16
ifconfig tap1 vhid 1 alias 10.9.1.9/24; ifconfig epair0a vhid 2 alias 10.8.0.9/24
ifconfig tap1 inet6 vhid 1 alias fd00:9::9/64; jexec j ifconfig epair0b vhid 2 alias 10.8.0.9/24
"""
DOORS = (*DEVICES, "bpf", "whole", "raw1", "raw2", "raw4", "raw17", "raw6", "raw112", "six112", "six58", "six17",
         "six60", "six99")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """An exception that came out of the machine, or a table found broken."""

    door: str
    data: bytes
    what: str
    where: str
    trace: str


class PacketFuzzer:
    """Feeds one machine after another with packets."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.findings: list[Finding] = []
        self.packets = 0
        self.fresh()

    def fresh(self) -> None:
        """Another machine; pf looks at the packets of half of them."""
        self.net = net = NetHost(Machine(ttys=0, seed=self.random.randrange(1000)))
        for module in ("if_epair.ko", "if_bridge.ko"):
            del net.kernel.modules[module]  # they are loaded as an administrator does it
        net.machine.script(BEFORE)
        self.fds: dict[str, int] = {name: net.call(net.p, "open", f"/dev/{name}", 6, 0) for name in DEVICES}
        net.machine.script(SETTING)
        if self.random.random() < 0.5:
            net.machine.script(b"pfctl -qef /tmp/pf.conf")
        self.sockets()
        self.left = LIFE
        own = net.ifp("tap1").if_lladdr or b""
        self.frames = {name: frames(net.ifp(name).if_lladdr or b"") for name in DEVICES[1:]}
        self.frames["bpf"] = frames(own)

    def sockets(self) -> None:
        """Somebody listens by TCP and UDP, and raw sockets of several protocols send."""
        net = self.net
        for domain in (2, 28):
            tcp, udp = (net.call(net.p, "socket", domain, kind, 0) for kind in (1, 2))
            scope = () if domain == 2 else (0,)
            net.call(net.p, "bind", tcp, (0, 80, *scope))
            net.call(net.p, "listen", tcp, 5)
            net.call(net.p, "bind", udp, (0, 53, *scope))
        for proto in (1, 2, 4, 6, 17, 112):
            self.fds[f"raw{proto}"] = net.call(net.p, "socket", 2, 3, proto)
        for proto in (17, 58, 60, 99, 112):
            self.fds[f"six{proto}"] = net.call(net.p, "socket", 28, 3, proto)
        self.fds["whole"] = net.call(net.p, "socket", 2, 3, 255)
        net.call(net.p, "setsockopt", self.fds["whole"], "IP_HDRINCL", 1)
        self.fds["bpf"] = net.call(net.p, "open", "/dev/bpf", 2, 0)
        net.call(net.p, "ioctl", self.fds["bpf"], "BIOCSETF", (Insn(BPF_RET_K, 0, 0, 65535),))
        net.call(net.p, "ioctl", self.fds["bpf"], "BIOCSETIF", "epair0a")

    def one(self) -> None:
        """One packet by some door, and what it leads to."""
        random, door = self.random, self.random.choice(DOORS)
        data = self.data(door)
        self.packets += 1
        self.left -= 1
        try:
            self.send(door, data)
            check_network(self.net.kernel)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            place = extract_tb(error.__traceback__)[-1]
            where = f"{place.filename.rpartition('/simbsd/')[2]}:{place.lineno} {place.name}"
            what = f"{type(error).__name__}: {error}"[:200]
            self.findings.append(Finding(door, data, what, where, format_exc()))
            self.left = 0
        if self.left <= 0 and random is self.random:
            self.fresh()

    def data(self, door: str) -> bytes:
        """A packet or frame fit for a door, more or less."""
        random = self.random
        if door in self.frames:
            others = self.frames[door]
            frame = random.choice(others)
            if random.random() < 0.3:
                return mutated(random, frame, others)
            return frame[:14] + mended(random, mutated(random, frame[14:], others))
        packets = [*PACKETS, *PACKETS6] if door == "tun0" else list(PACKETS6 if door.startswith("six") else PACKETS)
        made = mended(random, mutated(random, random.choice(packets), packets))
        if door.startswith("raw"):
            return made[20:]
        return made[40:] if door.startswith("six") else made

    def send(self, door: str, data: bytes) -> None:
        """Let a program send it, and time pass; each packet leaves a trace."""
        net = self.net
        kernel = net.kernel
        kernel.events.clear()
        before, first = _counters(kernel), kernel.lastpacket + 1
        refused = False
        try:
            if door in (*DEVICES, "bpf"):
                net.call(net.p, "write", self.fds[door], data)
            else:
                net.call(net.p, "sendto", self.fds[door], data, (FAR6, 0, 0) if door.startswith("six") else (FAR, 0))
        except Errno:
            refused = True
        net.run(3_000_000 if self.random.random() < 0.03 else 2_000)
        seen = any(isinstance(event, PacketHop) and event.packet == first for event in kernel.events)
        agrees = data[12:15] == b"\x88\x09\x01"  # what LACP understands is counted nowhere
        assert seen or refused or agrees or not data or _counters(kernel) != before, "a packet ended without a trace"
        self.drain()

    def drain(self) -> None:
        """Programs read what has come for them."""
        for name in DEVICES:
            self.net.ifp(name).if_softc.tun_queue.clear()
        for name, fd in self.fds.items():
            if name.startswith(("raw", "six", "whole")):
                so: Any = self.net.p.p_fd.fd_files[fd].f_data
                so.so_rcv.clear()
                so.so_rcvcc = 0


def _counters(kernel: Kernel) -> list[object]:
    stacks = [dict(vnet.vnet_stats) for vnet in kernel.vnets.values()]
    return [*stacks, [(ifp.if_ierrors, ifp.if_oerrors, ifp.if_iqdrops) for ifp in kernel.ifnets.values()]]


def check_network(kernel: Kernel) -> None:
    """What holds of the network's tables whatever has come. Raises AssertionError with a sentence."""
    for vnet in kernel.vnets.values():
        check_stack(vnet)
    for ifp in kernel.ifnets.values():
        assert ifp.if_vnet.vnet_ifnets.get(ifp.if_index) is ifp, f"{ifp.if_xname} is in no stack"
        sc = ifp.if_softc
        if isinstance(sc, BridgeSoftc):
            assert len(sc.sc_rthash) <= sc.sc_maxaddr, "a bridge has learned more than it may"
            members = {member.bif_ifp.if_index for member in sc.sc_members}
            assert all(node.brt_ifp.if_index in members for node in sc.sc_rthash.values()), "an address behind nobody"


def check_stack(vnet: Vnet) -> None:
    """The tables of one stack."""
    assert all(type(count) is int and count >= 0 for count in vnet.vnet_stats.values()), "a counter below zero"
    for queues in (vnet.vnet_fragments, vnet.vnet_fragments6):
        assert len(queues) <= 64, "more packets wait for fragments than may"
        for queue in queues.values():
            assert queue.ipq_parts, "a packet of no fragments waits"
            assert queue.ipq_timer.c_active, "fragments wait for ever"
    for lltable in (vnet.vnet_lltable, vnet.vnet_lltable6):
        for (index, address), entry in lltable.items():
            assert (index, address) == (entry.lle_ifp.if_index, entry.lle_addr), "a neighbour at another's place"
            assert len(entry.lle_hold) <= 16, "too many packets wait for a neighbour"
            assert entry.lle_state == "incomplete" or entry.lle_mac is None or len(entry.lle_mac) == 6
    for rib in (*vnet.vnet_fibs, *vnet.vnet_fibs6):
        lengths = sorted({plen for plen, _ in rib.rib_table}, reverse=True)
        assert rib.rib_lengths == lengths, "a routing table does not know its lengths"
        for nhops in rib.rib_table.values():
            assert nhops, "a prefix without a next hop"
            assert all(nhop.nh_ifp.if_vnet is vnet for nhop in nhops), "a route leads into another stack"
    for address, ia in vnet.vnet_in6addrs.items():
        assert ia.ia_addr == address, "an address at another's place"
        assert ia in ia.ia_ifp.if_addrs6, "an address of no interface"
    for pcbs in vnet.vnet_pcbs.values():
        assert all(inp.inp_vnet is vnet for inp in pcbs), "a control block of another stack"
    assert all(pr.ndpr_addrcnt >= 0 for pr in vnet.vnet_nd_prefixes), "a prefix with fewer addresses than none"
