"""Proxy ARP: published entries, and net.link.ether.inet.proxyall."""

from __future__ import annotations

from simbsd.machine import Machine

PAIR = """\
ifconfig epair0 create > /dev/null; ifconfig epair0a 192.0.2.1/24
jail -c name=o vnet path=/ vnet.interface=epair0b persist; ifconfig -j o epair0b 192.0.2.2/24
"""


def said(script: str) -> str:
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    return machine.script((PAIR + script).encode(), 600_000_000)[0].decode()


def test_a_published_entry_answers_with_its_address() -> None:
    text = said(
        "arp -s 192.0.2.9 00:00:5e:00:53:09 pub; jexec o ping -qc1 -t1 192.0.2.9 > /dev/null; arp -n 192.0.2.9\n"
        "jexec o arp -an | grep 192.0.2.9 | cut -d' ' -f 2-6"
    )
    assert text == (
        "? (192.0.2.9) at 00:00:5e:00:53:09 on epair0a permanent published [ethernet]\n"
        "(192.0.2.9) at 00:00:5e:00:53:09 on epair0b\n"
    )


def test_auto_is_the_own_card_and_a_router_so_stands_in_for_another() -> None:
    """A jail behind the host has an address of the other's network: the host answers for it, and forwards."""
    text = said(
        "ifconfig epair1 create > /dev/null; ifconfig epair1a 198.51.100.1/24\n"
        "sysctl net.inet.ip.forwarding=1 > /dev/null\n"
        "jail -c name=p vnet path=/ vnet.interface=epair1b persist\n"
        "ifconfig -j p lo1 create; ifconfig -j p lo1 192.0.2.9/32\n"
        "ifconfig -j p epair1b 198.51.100.2/24; jexec p route -q add default 198.51.100.1\n"
        "route -q add 192.0.2.9/32 198.51.100.2\n"
        "jexec o ping -qc1 -t1 192.0.2.9 | grep transmitted\n"
        "sysctl net.link.ether.inet.proxyall=1; jexec o ping -qc1 -t2 192.0.2.9 | grep transmitted\n"
        "arp -s 192.0.2.200 auto pub | sed 's/address .*/address MAC/'; arp -s 203.0.113.1 auto pub; echo $?"
    )
    assert text == (
        "1 packets transmitted, 0 packets received, 100.0% packet loss\n"
        "net.link.ether.inet.proxyall: 0 -> 1\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
        "using interface epair0a for proxy with address MAC\n"
        "arp: no interface found for 203.0.113.1\n1\n"
    )


def test_words_that_do_not_go_together_are_refused() -> None:
    text = said(
        "arp -s 192.0.2.9 00:00:5e:00:53:09 pub only; arp -s 192.0.2.9 00:00:5e:00:53:09 reject blackhole; echo $?"
    )
    assert text == "arp: Choose one of blackhole or reject, not both.\n1\n"
