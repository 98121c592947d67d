"""Whatever is made, moved, renamed and destroyed: the tables stay consistent, and what is refused changes nothing."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from nethost import NetHost

from simbsd.net.if_ import if_vmove
from simbsd.net.if_ioctl import ifioctl
from simbsd.net.netlink_route import netlink_request
from simbsd.net.vnet import vnet_destroy
from simbsd.sys.errno import Errno
from simbsd.sys.if_softc import BridgeSoftc, EpairSoftc, VlanSoftc
from simbsd.sys.kernel import Kernel
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.vnet import IFF_PPROMISC, IFF_PROMISC, IFF_RUNNING, Vnet

NAMES = st.sampled_from(
    ["epair0a", "epair0b", "epair1a", "epair1b", "bridge0", "bridge1", "lo0", "lo1", "em0", "x", "y",
     "vlan0", "vlan1", "epair0a.5", "vlan0.6"]
)  # fmt: skip
CLONES = st.sampled_from(
    ["epair", "epair1", "bridge", "bridge1", "lo", "lo1", "epair0a", "nope", "bridge07",
     "vlan", "vlan1", "epair0a.5", "vlan0.6", "em0.7", "lo0.8", "vlan01"]
)  # fmt: skip
TAGS = st.sampled_from([0, 5, 6, 4095])
STACK = st.integers(0, 3)
ADDRESS = st.integers(1, 6)


def tables(kernel: Kernel) -> list[object]:
    """Everything that a request about interfaces, addresses or routes could change, as plain values."""
    interfaces = [
        (
            ifp.if_index, ifp.if_xname, ifp.if_flags, ifp.if_mtu, ifp.if_lladdr, tuple(ifp.if_groups),
            ifp.if_vnet.vnet_id, ifp.if_home_vnet.vnet_id, ifp.if_bridge.if_index if ifp.if_bridge else 0,
            [(ifa.ia_addr, ifa.ia_plen, ifa.ia_route) for ifa in ifp.if_addrs],
            list(ifp.if_softc.sc_rthash) if isinstance(ifp.if_softc, BridgeSoftc) else [],
            ifp.if_pcount, list(ifp.if_vlantrunk),
            (ifp.if_softc.ifv_vid, ifp.if_softc.ifv_pcp) if isinstance(ifp.if_softc, VlanSoftc) else (),
        )
        for ifp in kernel.ifnets.values()
    ]  # fmt: skip
    stacks = [
        (
            vnet.vnet_id, list(vnet.vnet_ifnets), list(vnet.vnet_names), str(vnet.vnet_units), list(vnet.vnet_lltable),
            [
                (key, hop.nh_ifp.if_index, hop.nh_gateway, hop.rt_flags)
                for key, hops in vnet.vnet_fibs[0].rib_table.items() for hop in hops
            ],
        )
        for vnet in kernel.vnets.values()
    ]  # fmt: skip
    return [interfaces, stacks, kernel.if_index, sorted(kernel.if_freed), len(kernel.netisrq), len(kernel.msgbuf)]


class Interfaces(RuleBasedStateMachine):
    """Up to four stacks and all that ifconfig does to interfaces."""

    @initialize()
    def boot(self) -> None:
        self.net = NetHost()
        self.net.kernel.watched = False
        self.stacks: list[Vnet] = [self.net.vnet0]

    def pick(self, number: int) -> Vnet:
        return self.stacks[number % len(self.stacks)]

    def ask(self, number: int, request: str, *arguments: object) -> None:
        """A request; when it is refused, nothing has changed."""
        before = tables(self.net.kernel)
        try:
            ifioctl(self.net.kernel, self.net.p, self.pick(number), request, arguments)
        except Errno:
            assert tables(self.net.kernel) == before

    @rule()
    def new_stack(self) -> None:
        if len(self.stacks) < 4:
            self.stacks.append(self.net.vnet())

    @rule(number=STACK)
    def end_stack(self, number: int) -> None:
        vnet = self.pick(number)
        if vnet is not self.net.vnet0:
            self.stacks.remove(vnet)
            vnet_destroy(self.net.kernel, vnet)

    @rule(number=STACK, name=CLONES)
    def create(self, number: int, name: str) -> None:
        self.ask(number, "SIOCIFCREATE2", name)

    @rule(number=STACK, name=NAMES)
    def destroy(self, number: int, name: str) -> None:
        self.ask(number, "SIOCIFDESTROY", name)

    @rule(number=STACK, name=NAMES, new=NAMES)
    def rename(self, number: int, name: str, new: str) -> None:
        self.ask(number, "SIOCSIFNAME", name, new)

    @rule(number=STACK, name=NAMES, into=STACK)
    def move(self, number: int, name: str, into: int) -> None:
        source, other = self.pick(number), self.pick(into)
        ifp = source.vnet_names.get(name)
        movable = ifp is not None and ifp.if_type != "lo" and other is not source and name not in other.vnet_names
        if movable and ifp is not None:
            if_vmove(self.net.kernel, ifp, other)

    @rule(number=STACK, name=NAMES, parent=NAMES, tag=TAGS)
    def ride(self, number: int, name: str, parent: str, tag: int) -> None:
        self.ask(number, "SIOCSETVLAN", name, parent if tag else "", tag, 0)

    @rule(number=STACK, parent=NAMES, tag=TAGS)
    def create_on(self, number: int, parent: str, tag: int) -> None:
        self.ask(number, "SIOCIFCREATE2", "vlan", (parent, tag, 0))

    @rule(number=STACK, name=NAMES, mtu=st.sampled_from([40, 1300, 1496, 1500, 3000]))
    def mtu(self, number: int, name: str, mtu: int) -> None:
        self.ask(number, "SIOCSIFMTU", name, mtu)

    @rule(number=STACK, name=NAMES, on=st.booleans())
    def promiscuous(self, number: int, name: str, on: bool) -> None:
        self.ask(number, "SIOCSIFFLAGS", name, IFF_PPROMISC if on else 0, 0 if on else IFF_PPROMISC)

    @rule(number=STACK, name=NAMES, last=st.integers(1, 9))
    def readdress(self, number: int, name: str, last: int) -> None:
        self.ask(number, "SIOCSIFLLADDR", name, bytes((2, 0, 0, 0, 0, last)))

    @rule(number=STACK, name=NAMES, up=st.booleans())
    def up_or_down(self, number: int, name: str, up: bool) -> None:
        self.ask(number, "SIOCSIFFLAGS", name, int(up), int(not up))

    @rule(number=STACK, bridge=NAMES, member=NAMES, joins=st.booleans())
    def membership(self, number: int, bridge: str, member: str, joins: bool) -> None:
        self.ask(number, "BRDGADD" if joins else "BRDGDEL", bridge, member)

    @rule(number=STACK, name=NAMES, host=ADDRESS, plen=st.sampled_from([24, 30, 32]), adds=st.booleans())
    def address(self, number: int, name: str, host: int, plen: int, adds: bool) -> None:
        before = tables(self.net.kernel)
        try:
            request = "RTM_NEWADDR" if adds else "RTM_DELADDR"
            attributes = {"name": name, "addr": 0x0A000000 + host, "plen": plen}
            netlink_request(self.net.kernel, self.net.p, self.pick(number), request, attributes)
        except Errno:
            assert tables(self.net.kernel) == before

    @rule(number=STACK, host=ADDRESS, plen=st.sampled_from([0, 24, 32]), change=st.booleans())
    def route(self, number: int, host: int, plen: int, change: bool) -> None:
        before = tables(self.net.kernel)
        try:
            attributes = {
                "dst": 0xC0000200,
                "plen": plen,
                "gateway": 0x0A000000 + host,
                "flags": 0x800,
                "change": change,
            }
            netlink_request(self.net.kernel, self.net.p, self.pick(number), "RTM_NEWROUTE", attributes)
        except Errno:
            assert tables(self.net.kernel) == before

    @rule(number=STACK, host=ADDRESS)
    def send(self, number: int, host: int) -> None:
        self.net.echo(self.pick(number), f"10.0.0.{host}")

    @rule(us=st.sampled_from([100, 1_000_000, 25_000_000]))
    def wait(self, us: int) -> None:
        self.net.run(us)

    @invariant()
    def every_interface_is_in_one_stack(self) -> None:
        kernel = self.net.kernel
        seen = [(index, ifp) for vnet in kernel.vnets.values() for index, ifp in vnet.vnet_ifnets.items()]
        assert sorted(index for index, _ in seen) == sorted(kernel.ifnets)
        for index, ifp in seen:
            assert kernel.ifnets[index] is ifp
            assert ifp.if_index == index
            assert ifp.if_vnet.vnet_ifnets[index] is ifp
            assert ifp.if_vnet.vnet_names[ifp.if_xname].if_xname == ifp.if_xname
            assert ifp.if_home_vnet.vnet_homed[index] is ifp
            assert ifp.if_home_vnet.vnet_id in kernel.vnets

    @invariant()
    def names_lead_to_interfaces_that_are_there(self) -> None:
        for vnet in self.net.kernel.vnets.values():
            for name, ifp in vnet.vnet_names.items():
                assert ifp.if_xname == name
                assert vnet.vnet_ifnets.get(ifp.if_index) is ifp

    @invariant()
    def ends_of_a_cable_know_each_other(self) -> None:
        for ifp in self.net.kernel.ifnets.values():
            if isinstance(ifp.if_softc, EpairSoftc):
                other = ifp.if_softc.oifp
                assert other is not None
                assert other.if_softc.oifp is ifp
                assert self.net.kernel.ifnets[other.if_index] is other

    @invariant()
    def members_of_bridges_exist_and_agree(self) -> None:
        for ifp in self.net.kernel.ifnets.values():
            if ifp.if_bridge is not None:
                assert ifp.if_flags & IFF_PROMISC
                assert ifp.if_bridge.if_vnet is ifp.if_vnet
                assert ifp.if_bridge.if_softc.sc_ports[ifp.if_index].bif_ifp is ifp
            if isinstance(ifp.if_softc, BridgeSoftc):
                sc = ifp.if_softc
                assert [port.bif_ifp.if_bridge for port in sc.sc_members] == [ifp] * len(sc.sc_members)
                assert sorted(sc.sc_ports) == sorted(port.bif_ifp.if_index for port in sc.sc_members)
                assert all(node.brt_ifp.if_bridge is ifp for node in sc.sc_rthash.values())

    @invariant()
    def vlans_and_their_parents_agree(self) -> None:
        for ifp in self.net.kernel.ifnets.values():
            for tag, child in ifp.if_vlantrunk.items():
                assert (child.if_softc.ifv_parent, child.if_softc.ifv_vid) == (ifp, tag)
                assert self.net.kernel.ifnets[child.if_index] is child
            sc = ifp.if_softc
            if isinstance(sc, VlanSoftc):
                assert bool(ifp.if_flags & IFF_RUNNING) == (sc.ifv_parent is not None)
                if sc.ifv_parent is not None:
                    assert sc.ifv_parent.if_vlantrunk[sc.ifv_vid] is ifp
                    assert sc.ifv_pflags == ifp.if_flags & IFF_PROMISC

    @invariant()
    def promiscuous_mode_is_counted(self) -> None:
        for ifp in self.net.kernel.ifnets.values():
            riders = [child for child in ifp.if_vlantrunk.values() if child.if_flags & IFF_PROMISC]
            assert ifp.if_pcount == (ifp.if_bridge is not None) + len(riders)
            assert bool(ifp.if_flags & IFF_PROMISC) == bool(ifp.if_pcount or ifp.if_flags & IFF_PPROMISC)

    @invariant()
    def routes_and_neighbours_lead_somewhere(self) -> None:
        for vnet in self.net.kernel.vnets.values():
            for rib in (*vnet.vnet_fibs, *vnet.vnet_fibs6):
                assert sorted({plen for plen, _ in rib.rib_table}, reverse=True) == rib.rib_lengths
                for (plen, dst), hops in rib.rib_table.items():
                    assert hops
                    for nhop in hops:
                        assert (nhop.rt_plen, nhop.rt_dst) == (plen, dst)
                        assert vnet.vnet_ifnets.get(nhop.nh_ifp.if_index) is nhop.nh_ifp
                        if nhop.nh_ifa is not None:
                            owner = nhop.nh_ifa.ia_ifp
                            assert nhop.nh_ifa in (owner.if_addrs if rib.rib_family == AF_INET else owner.if_addrs6)
            for (index, address), entry in (*vnet.vnet_lltable.items(), *vnet.vnet_lltable6.items()):
                assert vnet.vnet_ifnets[index] is entry.lle_ifp
                assert entry.lle_addr == address

    @invariant()
    def own_addresses_are_found(self) -> None:
        for vnet in self.net.kernel.vnets.values():
            held = [ifa for ifp in vnet.vnet_ifnets.values() for ifa in ifp.if_addrs]
            found = [ifa for ifas in vnet.vnet_inaddrs.values() for ifa in ifas]
            assert sorted((ifa.ia_addr, ifa.ia_plen) for ifa in held) == sorted(
                (ifa.ia_addr, ifa.ia_plen) for ifa in found
            )
            assert all(ifa.ia_ifp.if_vnet is vnet for ifa in held)


TestInterfaces = Interfaces.TestCase
TestInterfaces.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
