"""Watchers see every crossing of a link, and every loss with its reason."""

from __future__ import annotations

from nethost import NetHost


def test_a_first_ping_asks_for_the_neighbour_then_crosses_both_ways(net: NetHost) -> None:
    one, other = net.vnet(), net.vnet()
    a, b = net.cable(one, other)
    net.address(one, a, "10.0.0.1/24")
    net.address(other, b, "10.0.0.2/24")
    net.run(1000)
    one.vnet_lltable.clear()
    other.vnet_lltable.clear()
    assert net.hops(lambda: net.echo(one, "10.0.0.2")) == [
        ("arp?", f"{a} > {b}"),
        ("arp!", f"{b} > {a}"),
        ("echo", f"{a} > {b}"),
        ("reply", f"{b} > {a}"),
    ]


def test_a_bridge_shows_the_way_in_and_the_way_out(net: NetHost) -> None:
    bridge = net.ioctl("SIOCIFCREATE2", "bridge")
    net.ioctl("SIOCSIFFLAGS", bridge, 1, 0)
    stacks = []
    for number in (1, 2):
        vnet = net.vnet()
        a, b = net.cable(net.vnet0, vnet)
        net.ioctl("BRDGADD", bridge, a)
        net.ioctl("SIOCSIFFLAGS", a, 1, 0)
        net.address(vnet, b, f"10.0.0.{number}/24")
        stacks.append(vnet)
    net.run(1000)
    net.echo(stacks[0], "10.0.0.2")
    net.run(1000)
    assert net.hops(lambda: net.echo(stacks[0], "10.0.0.2")) == [
        ("echo", "epair0b > epair0a"),
        ("echo", "epair0a > bridge0"),
        ("echo", "bridge0 > epair1a"),
        ("echo", "epair1a > epair1b"),
        ("reply", "epair1b > epair1a"),
        ("reply", "epair1a > bridge0"),
        ("reply", "bridge0 > epair0a"),
        ("reply", "epair0a > epair0b"),
    ]


def test_no_route(net: NetHost) -> None:
    one, _ = net.pair()
    assert net.hops(lambda: net.echo(one, "192.0.2.9")) == [("echo", "This stack has no route to 192.0.2.9.")]


def test_the_other_end_is_down(net: NetHost) -> None:
    one, other = net.pair()
    net.ioctl("SIOCSIFFLAGS", "epair0b", 0, 1, vnet=other)
    assert net.hops(lambda: net.echo(one, "10.0.0.2")) == [
        ("echo", "epair0b, the other end of epair0a, is down: nothing crosses.")
    ]


def test_not_for_me_and_no_forwarding(net: NetHost) -> None:
    one, _other = net.pair()
    net.netlink("RTM_NEWROUTE", one, dst=0, plen=0, gateway=0x0A000002, flags=0x800)
    why = "192.0.2.9 is no address of this stack, and net.inet.ip.forwarding is 0."
    assert net.hops(lambda: net.echo(one, "192.0.2.9")) == [("echo", "epair0a > epair0b"), ("echo", why)]


def test_nobody_answers_for_an_address(net: NetHost) -> None:
    one, _ = net.pair()
    seen = net.hops(lambda: net.echo(one, "10.0.0.9"), 21_000_000)
    assert seen == [("arp?", "epair0a > epair0b"), ("echo", "Nobody answers for 10.0.0.9 on epair0a.")]


def test_time_to_live(net: NetHost) -> None:
    one, router = net.pair()
    router.vnet_forwarding = True
    net.netlink("RTM_NEWROUTE", one, dst=0, plen=0, gateway=0x0A000002, flags=0x800)
    assert net.hops(lambda: net.echo(one, "192.0.2.9", ttl=1)) == [
        ("echo", "epair0a > epair0b"),
        ("echo", "The time to live is used up: it ends at this router."),
        ("time exceeded", "epair0b > epair0a"),
    ]


def test_a_loop_of_bridges_ends(net: NetHost) -> None:
    for bridge in ("bridge0", "bridge1"):
        net.ioctl("SIOCIFCREATE2", bridge)
        net.ioctl("SIOCSIFFLAGS", bridge, 1, 0)
    for _ in range(2):
        a, b = net.cable(net.vnet0, net.vnet0)
        net.ioctl("BRDGADD", "bridge0", a)
        net.ioctl("BRDGADD", "bridge1", b)
        net.ioctl("SIOCSIFFLAGS", a, 1, 0)
        net.ioctl("SIOCSIFFLAGS", b, 1, 0)
    net.address(net.vnet0, "bridge0", "10.7.0.1/24")
    seen = net.hops(lambda: net.echo(net.vnet0, "10.7.0.9"))
    assert ("arp?", "The frame has crossed 64 bridges: they form a loop, which a real one goes round for ever.") in seen


def test_who_watches_changes_nothing(net: NetHost) -> None:
    quiet = NetHost()
    quiet.kernel.watched = False
    for host in (net, quiet):
        one, _ = host.pair()
        for seq in range(5):
            host.echo(one, "10.0.0.2", seq)
            host.echo(one, "10.0.0.9", seq)
            host.run(1_000_000)
    assert net.machine.digest() == quiet.machine.digest()
