"""Tagged frames reach the interface of their tag and no other, over cables and bridges (facts 4.3, if_vlan.sh)."""

from __future__ import annotations

from nethost import SECOND, NetHost

from simbsd.net.if_ import if_vmove
from simbsd.net.vnet import vnet_destroy
from simbsd.sys.vnet import IFF_PROMISC, IFF_RUNNING, Vnet

Q, AD = 0x8100, 0x88A8


def tagged(net: NetHost, vnet: Vnet, parent: str, tag: int, address: str, proto: int = Q) -> str:
    """A vlan interface with an address, its parent up; its name."""
    net.ioctl("SIOCSIFFLAGS", parent, 1, 0, vnet=vnet)
    name: str = net.ioctl("SIOCIFCREATE2", "vlan", (parent, tag, proto), vnet=vnet)
    net.address(vnet, name, address)
    return name


def two(net: NetHost, one_tag: int = 42, other_tag: int = 42) -> tuple[Vnet, Vnet, str, str]:
    one, other = net.vnet(), net.vnet()
    a, b = net.cable(one, other)
    tagged(net, one, a, one_tag, "10.0.0.1/24")
    tagged(net, other, b, other_tag, "10.0.0.2/24")
    return one, other, a, b


def asked(net: NetHost, vnet: Vnet, dst: str) -> bool:
    """Whether an echo is answered."""
    before = net.replies(vnet)
    net.echo(vnet, dst)
    net.run(SECOND)
    return net.replies(vnet) == before + 1


def test_the_same_tag_talks_and_another_does_not(net: NetHost) -> None:
    one, other, _, b = two(net)
    assert asked(net, one, "10.0.0.2")
    net.ioctl("SIOCSETVLAN", "vlan0", b, 43, Q, vnet=other)
    assert net.hops(lambda: net.echo(one, "10.0.0.2")) == [
        ("echo", "vlan0 > epair0a"), ("echo", "epair0a > epair0b"),
        ("echo", "epair0b has no vlan interface for tag 42."),
    ]  # fmt: skip
    net.ioctl("SIOCSETVLAN", "vlan0", b, 42, Q, vnet=other)
    assert asked(net, one, "10.0.0.2")


def test_untagged_and_tagged_share_a_cable(net: NetHost) -> None:
    one, other, a, b = two(net)
    net.address(one, a, "10.1.0.1/24")
    net.address(other, b, "10.1.0.2/24")
    assert asked(net, one, "10.0.0.2")
    assert asked(net, one, "10.1.0.2")
    assert not asked(net, one, "10.0.0.3")


def test_a_tag_is_four_bytes_on_the_parent_only(net: NetHost) -> None:
    one, other, a, _ = two(net)
    asked(net, one, "10.0.0.2")
    below, above = net.ifp(a, one), net.ifp("vlan0", one)
    before = (below.if_obytes, above.if_obytes, below.if_ibytes, above.if_ibytes)
    assert asked(net, one, "10.0.0.2")
    after = (below.if_obytes, above.if_obytes, below.if_ibytes, above.if_ibytes)
    assert [y - x for x, y in zip(before, after, strict=True)] == [102, 98, 102, 98]
    assert net.ifp("vlan0", other).if_ipackets == 3  # one ARP question, two echoes


def test_tags_within_tags(net: NetHost) -> None:
    one, other = net.vnet(), net.vnet()
    for vnet, parent, host in zip((one, other), net.cable(one, other), (1, 2), strict=True):
        net.ioctl("SIOCSIFFLAGS", parent, 1, 0, vnet=vnet)
        for number, (tag, proto) in enumerate(((5, AD), (6, AD), (42, Q))):
            below = parent if number == 0 else f"vlan{number - 1}"
            assert net.ioctl("SIOCIFCREATE2", "vlan", (below, tag, proto), vnet=vnet) == f"vlan{number}"
            net.ioctl("SIOCSIFFLAGS", f"vlan{number}", 1, 0, vnet=vnet)
        net.address(vnet, "vlan2", f"10.0.0.{host}/24")
    assert asked(net, one, "10.0.0.2")
    assert [net.ifp(f"vlan{number}", one).if_mtu for number in range(3)] == [1500, 1496, 1492]
    net.ioctl("SIOCSIFFLAGS", "vlan1", 0, 1, vnet=other)
    assert net.hops(lambda: net.echo(one, "10.0.0.2"))[-1] == (
        "echo", "vlan1, the vlan interface for tag 6, is down.",
    )  # fmt: skip


def test_a_bridge_learns_for_each_tag(net: NetHost) -> None:
    net.ioctl("SIOCIFCREATE2", "bridge")
    net.ioctl("SIOCSIFFLAGS", "bridge0", 1, 0)
    stacks = []
    for number in range(3):
        vnet = net.vnet()
        a, b = net.cable(net.vnet0, vnet)
        net.ioctl("BRDGADD", "bridge0", a)
        net.ioctl("SIOCSIFFLAGS", a, 1, 0)
        net.address(vnet, b, f"10.1.0.{number + 1}/24")
        tagged(net, vnet, b, 42 if number < 2 else 43, f"10.0.0.{number + 1}/24")
        stacks.append(vnet)
    net.run(SECOND)
    net.ioctl("BRDGFLUSH", "bridge0", True)
    assert asked(net, stacks[0], "10.0.0.2")
    assert asked(net, stacks[0], "10.1.0.2")
    assert not asked(net, stacks[0], "10.0.0.3")
    learned = sorted((record.vlan, record.name) for record in net.ioctl("BRDGRTS", "bridge0"))
    assert learned == [(0, "epair0a"), (0, "epair1a"), (42, "epair0a"), (42, "epair1a")]


def test_a_bridge_joins_a_tag_to_a_cable(net: NetHost) -> None:
    one, other = net.vnet(), net.vnet()
    near, trunk = net.cable(net.vnet0, one)
    tagged(net, one, trunk, 42, "10.0.0.1/24")
    port, far = net.cable(net.vnet0, other)
    net.address(other, far, "10.0.0.2/24")
    net.ioctl("SIOCSIFFLAGS", near, 1, 0)
    net.ioctl("SIOCSIFFLAGS", port, 1, 0)
    vlan = net.ioctl("SIOCIFCREATE2", f"{near}.42")
    net.ioctl("SIOCIFCREATE2", "bridge")
    for member in (vlan, port):
        net.ioctl("BRDGADD", "bridge0", member)
    net.ioctl("SIOCSIFFLAGS", vlan, 1, 0)
    net.ioctl("SIOCSIFFLAGS", "bridge0", 1, 0)
    assert asked(net, one, "10.0.0.2")
    assert net.ifp(near).if_flags & IFF_PROMISC
    net.ioctl("BRDGDEL", "bridge0", vlan)
    assert not net.ifp(near).if_flags & IFF_PROMISC


def test_a_full_packet_crosses_a_bridge_with_its_tag(net: NetHost) -> None:
    one, other = net.vnet(), net.vnet()
    net.ioctl("SIOCIFCREATE2", "bridge")
    net.ioctl("SIOCSIFFLAGS", "bridge0", 1, 0)
    for vnet, host in ((one, 1), (other, 2)):
        a, b = net.cable(net.vnet0, vnet)
        net.ioctl("BRDGADD", "bridge0", a)
        net.ioctl("SIOCSIFFLAGS", a, 1, 0)
        tagged(net, vnet, b, 42, f"10.0.0.{host}/24")
    net.echo(one, "10.0.0.2", size=1472)
    net.run(SECOND)
    assert net.replies(one) == 1


def test_its_parent_gone_it_stays_without_one(net: NetHost) -> None:
    for leave in (
        lambda: net.ioctl("SIOCIFDESTROY", "epair0b"),
        lambda: if_vmove(net.kernel, net.ifp("epair0a"), net.vnet()),
    ):
        net.ioctl("SIOCIFCREATE2", "epair")
        tagged(net, net.vnet0, "epair0a", 42, "10.0.0.1/24")
        leave()
        ifp = net.ifp("vlan0")
        assert (ifp.if_softc.ifv_parent, ifp.if_flags & IFF_RUNNING, ifp.if_mtu) == (None, 0, 1500)
        assert net.refused(lambda: net.ioctl("SIOCSIFMTU", "vlan0", 1400)) == "EINVAL"
        assert net.hops(lambda: net.echo(net.vnet0, "10.0.0.9")) == [
            ("echo", "vlan0 has no parent interface: nothing is sent."),
        ]  # fmt: skip
        net.ioctl("SIOCIFDESTROY", "vlan0")


def test_a_lent_vlan_keeps_its_parent_and_comes_home(net: NetHost) -> None:
    vnet, other = net.vnet(), net.vnet()
    a, b = net.cable(net.vnet0, other)
    tagged(net, other, b, 42, "10.0.0.2/24")
    name = tagged(net, net.vnet0, a, 42, "10.0.0.1/24")
    if_vmove(net.kernel, net.ifp(name), vnet)
    net.address(vnet, name, "10.0.0.1/24")
    assert asked(net, vnet, "10.0.0.2")
    assert net.refused(lambda: net.ioctl("SIOCSETVLAN", name, a, 43, Q, vnet=vnet)) == "EPERM"
    assert net.refused(lambda: net.ioctl("SIOCGETVLAN", name, vnet=vnet)) == "EPERM"
    vnet_destroy(net.kernel, vnet)
    assert net.ioctl("SIOCGETVLAN", name).parent == a


def test_mtu_follows_no_parent_but_is_never_above_it_when_set(net: NetHost) -> None:
    net.ioctl("SIOCIFCREATE2", "epair")
    net.ioctl("SIOCSIFMTU", "epair0a", 1400)
    tagged(net, net.vnet0, "epair0a", 42, "10.0.0.1/24")
    assert net.ifp("vlan0").if_mtu == 1400
    assert net.refused(lambda: net.ioctl("SIOCSIFMTU", "vlan0", 1401)) == "EINVAL"
    net.ioctl("SIOCSIFMTU", "epair0a", 1300)
    assert net.ifp("vlan0").if_mtu == 1400
    assert net.refused(lambda: net.ioctl("SIOCSIFMTU", "vlan0", 1301)) == "EINVAL"
    net.ioctl("SIOCSIFMTU", "vlan0", 1300)
    assert net.ifp("vlan0").if_mtu == 1300


def test_a_bridge_refuses_a_member_that_cannot_take_its_mtu(net: NetHost) -> None:
    for request in ("bridge", "epair", "epair"):
        net.ioctl("SIOCIFCREATE2", request)
    net.ioctl("SIOCSIFMTU", "epair1a", 2000)
    tagged(net, net.vnet0, "epair0a", 42, "10.0.0.1/24")
    net.ioctl("BRDGADD", "bridge0", "epair1a")
    assert net.refused(lambda: net.ioctl("BRDGADD", "bridge0", "vlan0")) == "EINVAL"
    assert (net.ifp("vlan0").if_bridge, net.ifp("vlan0").if_mtu) == (None, 1500)


def test_its_address_follows_the_parent(net: NetHost) -> None:
    net.ioctl("SIOCIFCREATE2", "epair")
    tagged(net, net.vnet0, "epair0a", 42, "10.0.0.1/24")
    net.ioctl("SIOCIFCREATE2", "vlan0.7")
    mac = b"\x02\0\0\0\0\x07"
    net.ioctl("SIOCSIFLLADDR", "epair0a", mac)
    assert [net.ifp(name).if_lladdr for name in ("vlan0", "vlan0.7")] == [mac, mac]
    entry = net.vnet0.vnet_lltable[net.ifp("vlan0").if_index, 0x0A000001]
    assert entry.lle_mac == mac
    net.ioctl("SIOCSIFLLADDR", "vlan0.7", b"\x02\0\0\0\0\x08")
    assert net.ifp("vlan0").if_lladdr == mac


def test_promiscuous_mode_reaches_the_lowest_parent_and_is_counted(net: NetHost) -> None:
    net.ioctl("SIOCIFCREATE2", "epair")
    tagged(net, net.vnet0, "epair0a", 1, "10.0.0.1/24")
    net.ioctl("SIOCIFCREATE2", "vlan", ("vlan0", 2, Q))
    promiscuous = lambda: [bool(net.ifp(name).if_flags & IFF_PROMISC) for name in ("epair0a", "vlan0", "vlan1")]  # noqa: E731
    net.ioctl("SIOCSIFFLAGS", "vlan1", 0x20000, 0)
    assert promiscuous() == [True, True, True]
    net.ioctl("SIOCSIFFLAGS", "vlan0", 0x20000, 0)
    net.ioctl("SIOCSIFFLAGS", "vlan1", 0, 0x20000)
    assert promiscuous() == [True, True, False]
    net.ioctl("SIOCIFDESTROY", "vlan1")
    net.ioctl("SIOCIFDESTROY", "vlan0")
    assert (net.ifp("epair0a").if_flags & IFF_PROMISC, net.ifp("epair0a").if_pcount) == (0, 0)


def test_storeys_end(net: NetHost) -> None:
    for number in range(32):
        net.ioctl("SIOCIFCREATE2", "vlan", (f"vlan{number - 1}" if number else "em0", 1, Q))
    assert net.refused(lambda: net.ioctl("SIOCIFCREATE2", "vlan", ("vlan31", 1, Q))) == "EINVAL"
    net.ioctl("SIOCSETVLAN", "vlan0", "", 0, 0)
    net.ioctl("SIOCIFCREATE2", "vlan", ("em0", 1, Q))
    assert net.refused(lambda: net.ioctl("SIOCSETVLAN", "vlan0", "vlan32", 1, Q)) == "EINVAL"
    assert net.refused(lambda: net.ioctl("SIOCSETVLAN", "vlan0", "vlan31", 1, Q)) == "EINVAL"
