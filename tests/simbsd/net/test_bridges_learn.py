"""A bridge learns, forgets, obeys static entries, and keeps its members at one MTU (facts 4.3, 4.4)."""

from __future__ import annotations

from nethost import SECOND, NetHost

from simbsd.sys.vnet import IFF_PROMISC, Vnet


def bridged(net: NetHost, count: int) -> list[Vnet]:
    """``count`` stacks 10.0.0.1, .2, ... on bridge0; member N is epairNa."""
    net.ioctl("SIOCIFCREATE2", "bridge")
    net.ioctl("SIOCSIFFLAGS", "bridge0", 1, 0)
    stacks = []
    for number in range(count):
        vnet = net.vnet()
        a, b = net.cable(net.vnet0, vnet)
        net.ioctl("BRDGADD", "bridge0", a)
        net.ioctl("SIOCSIFFLAGS", a, 1, 0)
        net.address(vnet, b, f"10.0.0.{number + 1}/24")
        stacks.append(vnet)
    net.run(SECOND)
    return stacks


def learned(net: NetHost) -> dict[str, str]:
    """Whose station is behind which member."""
    owners = {ifp.if_lladdr: ifp.if_xname for ifp in net.kernel.ifnets.values()}
    return {owners[record.mac]: record.name for record in net.ioctl("BRDGRTS", "bridge0")}


def test_an_echo_teaches_both_sides_and_is_flooded_no_more(net: NetHost) -> None:
    one, _, third = bridged(net, 3)
    net.ioctl("BRDGFLUSH", "bridge0", True)
    assert learned(net) == {}
    net.echo(one, "10.0.0.2")
    net.run(SECOND)
    assert learned(net) == {"epair0b": "epair0a", "epair1b": "epair1a"}
    before = net.ifp("epair2b", third).if_ipackets
    net.echo(one, "10.0.0.2")
    net.run(SECOND)
    assert (net.replies(one), net.ifp("epair2b", third).if_ipackets) == (2, before)


def test_what_is_not_heard_for_a_while_is_forgotten(net: NetHost) -> None:
    one, _ = bridged(net, 2)
    net.ioctl("BRDGSTO", "bridge0", 10)
    net.echo(one, "10.0.0.2")
    net.run(9 * SECOND)
    assert sorted(learned(net)) == ["epair0b", "epair1b"]
    net.run(2 * SECOND)
    assert learned(net) == {}


def test_a_static_entry_wins_over_what_is_heard(net: NetHost) -> None:
    one, other = bridged(net, 2)
    mac = net.ifp("epair1b", other).if_lladdr
    net.ioctl("BRDGSADDR", "bridge0", "epair0a", mac)
    assert net.hops(lambda: net.echo(one, "10.0.0.2"))[-1] == (
        "echo",
        f"bridge0: {':'.join(f'{octet:02x}' for octet in mac or b'')} is on the side the frame came from.",
    )
    net.ioctl("BRDGDADDR", "bridge0", mac)
    net.echo(one, "10.0.0.2")
    net.run(SECOND)
    assert net.replies(one) == 1
    assert net.refused(lambda: net.ioctl("BRDGDADDR", "bridge0", b"\x02\0\0\0\0\x01")) == "ENOENT"


def test_private_members_do_not_see_each_other(net: NetHost) -> None:
    one, other, third = bridged(net, 3)
    for member in ("epair0a", "epair1a"):
        net.ioctl("BRDGSIFFLGS", "bridge0", member, 0x800, 0)
    for vnet, target in ((one, "10.0.0.2"), (one, "10.0.0.3"), (third, "10.0.0.2")):
        net.echo(vnet, target)
        net.run(SECOND)
    assert (net.replies(one), net.replies(third), net.replies(other)) == (1, 1, 0)


def test_the_host_speaks_by_the_bridge(net: NetHost) -> None:
    one, _ = bridged(net, 2)
    net.address(net.vnet0, "bridge0", "10.0.0.100/24")
    net.echo(net.vnet0, "10.0.0.1")
    net.run(SECOND)
    net.echo(one, "10.0.0.100")
    net.run(SECOND)
    assert (net.replies(net.vnet0), net.replies(one)) == (1, 1)


def test_the_host_speaks_by_a_member(net: NetHost) -> None:
    one, _ = bridged(net, 2)
    net.address(net.vnet0, "epair1a", "10.0.0.101/24")
    net.echo(net.vnet0, "10.0.0.1")
    net.echo(one, "10.0.0.101")
    net.run(SECOND)
    assert (net.replies(net.vnet0), net.replies(one)) == (1, 1)


def test_a_bridge_that_is_down_passes_nothing(net: NetHost) -> None:
    one, _ = bridged(net, 2)
    net.ioctl("SIOCSIFFLAGS", "bridge0", 0, 1)
    net.echo(one, "10.0.0.2")
    net.run(SECOND)
    assert net.replies(one) == 0


def test_refusals(net: NetHost) -> None:
    bridged(net, 1)
    net.ioctl("SIOCIFCREATE2", "bridge")
    cases = {
        "ENOENT": lambda: net.ioctl("BRDGADD", "bridge0", "nope"),
        "EEXIST": lambda: net.ioctl("BRDGADD", "bridge0", "epair0a"),
        "EBUSY": lambda: net.ioctl("BRDGADD", "bridge1", "epair0a"),
        "EINVAL": lambda: net.ioctl("BRDGADD", "bridge0", "lo0"),
        "EOPNOTSUPP": lambda: net.ioctl("SIOCSIFMTU", "epair0a", 1400),
        "ENXIO": lambda: net.ioctl("BRDGADD", "bridge9", "em0"),
    }
    assert {name: net.refused(what) for name, what in cases.items()} == {name: name for name in cases}
    assert net.refused(lambda: net.ioctl("BRDGADD", "bridge0", "bridge1")) == "EINVAL"
    assert net.refused(lambda: net.ioctl("BRDGDEL", "bridge0", "em0")) == "ENOENT"
    assert net.refused(lambda: net.ioctl("SIOCSIFMTU", "bridge0", 575)) == "EINVAL"


def test_the_first_member_gives_the_mtu_and_later_ones_take_it(net: NetHost) -> None:
    net.ioctl("SIOCIFCREATE2", "bridge")
    for _ in range(2):
        net.ioctl("SIOCIFCREATE2", "epair")
    net.ioctl("SIOCSIFMTU", "epair0a", 1400)
    net.ioctl("BRDGADD", "bridge0", "epair0a")
    net.ioctl("BRDGADD", "bridge0", "epair1a")
    assert [net.ifp(name).if_mtu for name in ("bridge0", "epair0a", "epair1a", "epair1b")] == [1400, 1400, 1400, 1500]
    net.ioctl("SIOCSIFMTU", "bridge0", 1300)
    assert [net.ifp(name).if_mtu for name in ("bridge0", "epair0a", "epair1a", "epair1b")] == [1300, 1300, 1300, 1500]


def test_a_member_that_leaves_is_promiscuous_no_more_and_forgotten(net: NetHost) -> None:
    one, _ = bridged(net, 2)
    net.echo(one, "10.0.0.2")
    net.run(SECOND)
    assert net.ifp("epair0a").if_flags & IFF_PROMISC
    net.ioctl("SIOCIFDESTROY", "epair1a")
    assert learned(net) == {"epair0b": "epair0a"}
    net.ioctl("BRDGDEL", "bridge0", "epair0a")
    assert not net.ifp("epair0a").if_flags & IFF_PROMISC
    assert (learned(net), net.ioctl("BRDGPARAM", "bridge0").members) == ({}, ())
