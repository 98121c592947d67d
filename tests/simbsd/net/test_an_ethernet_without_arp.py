"""`-arp`: an Ethernet asks nobody, answers nobody and throws away what others say (if_ethersubr.c: ether_demux)."""

from __future__ import annotations

from nethost import NetHost

NOARP = 0x80


def test_questions_are_thrown_away_and_nobody_is_answered(net: NetHost) -> None:
    one, other = net.pair()
    one.vnet_lltable.clear()
    net.ioctl("SIOCSIFFLAGS", "epair0b", NOARP, 0, vnet=other)
    assert net.hops(lambda: net.echo(one, "10.0.0.2")) == [
        ("arp?", "epair0a > epair0b"),
        ("arp?", "epair0b does without ARP (NOARP): questions and answers are thrown away."),
    ]


def test_it_speaks_to_whom_it_has_been_told_of_only(net: NetHost) -> None:
    one, _ = net.pair()
    net.run(1000)
    before = net.hops(lambda: net.echo(one, "10.0.0.2"))
    assert ("reply", "epair0b > epair0a") in before
    net.ioctl("SIOCSIFFLAGS", "epair0a", NOARP, 0, vnet=one)
    assert ("reply", "epair0b > epair0a") in net.hops(lambda: net.echo(one, "10.0.0.2"))  # the entry is there
    one.vnet_lltable.clear()
    assert net.hops(lambda: net.echo(one, "10.0.0.2")) == [
        ("echo", "epair0a asks nobody (NOARP), and has no entry for 10.0.0.2.")
    ]


def test_an_administrator_sees_it(sh) -> None:
    script = """
    ifconfig epair create >/dev/null; jail -c name=o vnet path=/ persist vnet.interface=epair0b
    ifconfig epair0a 10.9.0.1/24 up; ifconfig -j o epair0b 10.9.0.2/24 -arp up
    ifconfig -j o epair0b | head -1 | grep -o NOARP
    ping -qc 1 -t 2 10.9.0.2 | grep transmitted; arp -an | grep -o '(10.9.0.2) at .incomplete.'
    ifconfig -j o epair0b arp; ping -qc 1 -t 2 10.9.0.2 | grep transmitted
    """
    assert sh(script)[0] == (
        "NOARP\n1 packets transmitted, 0 packets received, 100.0% packet loss\n(10.9.0.2) at (incomplete)\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
    )
