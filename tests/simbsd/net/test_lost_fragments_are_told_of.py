"""A packet of IPv6 whose first fragment came and another did not: its sender is told (frag6.c: frag6_freef)."""

from __future__ import annotations

PAIR = """
    jail -c name=a vnet persist; ifconfig epair create >/dev/null; ifconfig epair0b vnet a
    ifconfig epair0a inet6 fd00:1::1/64 no_dad; jexec a ifconfig epair0b inet6 fd00:1::2/64 no_dad; sleep 3
    ping -qc 1 fd00:1::2 >/dev/null
"""
LOSE = """
    linkctl epair0a bandwidth 100Kbit queue 1; ping -qc 1 -t 2 -s 3600 fd00:1::2 >/dev/null; linkctl epair0a reset
"""


def test_the_sender_hears_of_it_after_a_minute(sh) -> None:
    """The counter is of fragments, two of three here, not of packets (frag6_slowtimo: ip6q_nfrag)."""
    count = "netstat -s -p icmp6 | grep -c 'time exceed: 1'; jexec a netstat -s -p ip6 | grep 'after timeout'\n"
    assert sh(PAIR + LOSE + count + "sleep 62\n" + count)[0] == (
        "0\n\t0 fragments dropped after timeout\n1\n\t2 fragments dropped after timeout\n"
    )


def test_nobody_hears_of_a_packet_that_was_put_together(sh) -> None:
    script = "ping -qc 1 -s 3600 fd00:1::2 >/dev/null; echo $?; sleep 62; netstat -s -p icmp6 | grep -c 'time exceed: '"
    assert sh(PAIR + script)[0] == "0\n0\n"
