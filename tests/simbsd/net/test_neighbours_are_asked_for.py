"""ARP: questions, answers, waiting packets, lifetimes (facts 4.7, 4.8)."""

from __future__ import annotations

from nethost import SECOND, NetHost, ip4


def test_five_questions_then_host_is_down(net: NetHost) -> None:
    one, _ = net.pair()
    errors = []
    for seq in range(8):
        errors.append(net.echo(one, "10.0.0.9", seq))
        net.run(SECOND)
    assert errors == [0, 0, 0, 0, 0, 64, 64, 64]
    assert one.vnet_stats["arp.txrequests"] == 8 + 2  # two more: the address announced, and 10.0.0.2 asked for


def test_a_gateway_that_does_not_answer_is_no_route_to_host(net: NetHost) -> None:
    one, _ = net.pair()
    net.netlink("RTM_NEWROUTE", one, dst=0, plen=0, gateway=ip4("10.0.0.9"), flags=0x800)
    errors = []
    for seq in range(7):
        errors.append(net.echo(one, "192.0.2.1", seq))
        net.run(SECOND)
    assert errors == [0, 0, 0, 0, 0, 65, 65]


def test_within_one_second_it_asks_once(net: NetHost) -> None:
    one, _ = net.pair()
    net.run(SECOND - net.kernel.now % SECOND)
    before = one.vnet_stats["arp.txrequests"]
    for seq in range(5):
        net.echo(one, "10.0.0.9", seq)
    assert one.vnet_stats["arp.txrequests"] == before + 1


def test_the_question_is_forgotten_after_20_seconds_and_then_asked_anew(net: NetHost) -> None:
    one, _ = net.pair()
    for seq in range(6):
        net.echo(one, "10.0.0.9", seq)
        net.run(SECOND)
    net.run(20 * SECOND)
    assert [record.addr & 255 for record in net.netlink("RTM_GETNEIGH", one)] == [2, 1]
    assert net.echo(one, "10.0.0.9") == 0


def test_sixteen_packets_wait_and_go_when_the_answer_comes(net: NetHost) -> None:
    one, other = net.pair()
    net.netlink("RTM_DELNEIGH", one, addr=ip4("10.0.0.2"))
    net.ioctl("SIOCSIFFLAGS", "epair0b", 0, 1, vnet=other)
    for seq in range(20):
        net.echo(one, "10.0.0.2", seq)
    net.ioctl("SIOCSIFFLAGS", "epair0b", 1, 0, vnet=other)  # announces itself
    net.run(SECOND)
    assert net.replies(one) == 1 + 16


def test_an_answer_lasts_1200_seconds_and_is_refreshed_in_use(net: NetHost) -> None:
    one, _ = net.pair()

    def left() -> list[int | None]:
        return [record.expire for record in net.netlink("RTM_GETNEIGH", one) if record.addr == ip4("10.0.0.2")]

    assert left() == [1199]
    net.run(1197 * SECOND)
    net.echo(one, "10.0.0.2")
    net.run(SECOND)
    assert left() == [1199]
    net.run(1201 * SECOND)
    assert left() == []


def test_by_hand(net: NetHost) -> None:
    one, other = net.pair()
    wrong = bytes.fromhex("020102030405")
    net.netlink("RTM_NEWNEIGH", one, addr=ip4("10.0.0.2"), mac=wrong)
    net.echo(one, "10.0.0.2")
    net.echo(other, "10.0.0.1")
    net.run(SECOND)
    assert (net.replies(one), net.replies(other)) == (1, 0)  # only the first one's, from before
    assert [(r.addr & 255, r.mac == wrong, r.permanent) for r in net.netlink("RTM_GETNEIGH", one)] == [
        (2, True, True),
        (1, False, True),
    ]
    net.netlink("RTM_DELNEIGH", one, addr=ip4("10.0.0.2"))
    net.echo(one, "10.0.0.2")
    net.run(SECOND)
    assert net.replies(one) == 2


def test_refusals(net: NetHost) -> None:
    one, _ = net.pair()
    mac = bytes(6)
    assert net.refused(lambda: net.netlink("RTM_DELNEIGH", one, addr=ip4("10.0.0.9"))) == "ENOENT"
    assert net.refused(lambda: net.netlink("RTM_DELNEIGH", one, addr=ip4("10.0.0.1"))) == "EPERM"
    assert net.refused(lambda: net.netlink("RTM_NEWNEIGH", one, addr=ip4("10.0.0.1"), mac=mac)) == "EPERM"
    assert net.refused(lambda: net.netlink("RTM_NEWNEIGH", one, addr=ip4("192.0.2.1"), mac=mac)) == "ENXIO"
