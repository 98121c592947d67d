"""The IPv6 of the machines behind em0: how one gets there, what answers, and that nobody pays who does not use it."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network

import pytest

from simbsd.machine import Machine
from simbsd.net.internet import HOSTS
from simbsd.net.internet6 import DELEGATED, HOSTS6

MINUTE = 60_000_000
BY_HAND = "ifconfig em0 inet6 2001:db8:0:2::15/64; route -q -6 add default 2001:db8:0:2::2; sleep 2\n"
VIMAGE = "Implementing a Clonable Network Stack in the FreeBSD Kernel\n"


def test_three_routers_stand_before_the_servers(sh) -> None:
    out, _ = sh(BY_HAND + "traceroute6 2001:db8:0:10::81 2>/dev/null")
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["1", "gateway.home.arpa"], ["2", "access.example.net"], ["3", "core.example.net"], ["4", "papers.freebsd.org"],
    ]  # fmt: skip


def test_the_gateway_has_a_link_local_address_too(sh) -> None:
    assert sh(BY_HAND + "ping -qc 1 fe80::5054:ff:fe12:3502%em0 >/dev/null; ndp -n fe80::5054:ff:fe12:3502%em0") == (
        "Neighbor                             Linklayer Address  Netif Expire    S Flags\n"
        "fe80::5054:ff:fe12:3502%em0          52:54:00:12:35:02    em0 30s       R R\n", 0,
    )  # fmt: skip


def test_nobody_has_the_other_addresses(sh) -> None:
    assert sh(BY_HAND + "ping -qc 1 2001:db8:0:2::77 >/dev/null")[1] == 2


def test_an_address_that_the_gateway_has_is_a_duplicate(sh) -> None:
    out, _ = sh("ifconfig em0 inet6 -ifdisabled; ifconfig em0 inet6 2001:db8:0:2::2/64; sleep 2; ifconfig em0 inet6")
    assert "\tinet6 2001:db8:0:2::2 prefixlen 64 duplicated\n" in out


@pytest.mark.parametrize("url", ["http://papers.freebsd.org/vimage.txt", "http://[2001:db8:0:10::81]/vimage.txt"])
def test_pages_come_by_ipv6(sh, url: str) -> None:
    assert sh(BY_HAND + f"fetch -6 -q -o - '{url}' | head -1") == (VIMAGE, 0)


def test_a_host_without_ipv6_is_told_so_and_gets_its_pages_by_ipv4(sh) -> None:
    url = "http://papers.freebsd.org/vimage.txt"
    assert sh(f"fetch -6 -q -o - {url}; fetch -q -o - {url} | head -1") == (
        f"fetch: {url}: No route to host\n{VIMAGE}", 0,
    )  # fmt: skip


def test_a_network_behind_this_host_is_answered(sh) -> None:
    """The gateway sends the delegated prefix here; no translation is needed."""
    script = (
        BY_HAND
        + """
    sysctl -q net.inet6.ip6.forwarding=1 >/dev/null
    jail -c name=j vnet persist; ifconfig epair create >/dev/null; ifconfig epair0b vnet j
    ifconfig epair0a inet6 2001:db8:0:100::1/64
    jexec j ifconfig epair0b inet6 2001:db8:0:100::2/64; jexec j route -q -6 add default 2001:db8:0:100::1; sleep 2
    jexec j traceroute6 -n 2001:db8:0:10::10 2>/dev/null
    """
    )
    out, _ = sh(script)
    assert [line.split()[1] for line in out.splitlines()] == [
        "2001:db8:0:100::1", "2001:db8:0:2::2", "2001:db8:0:51::1", "2001:db8:0:203::2", "2001:db8:0:10::10",
    ]  # fmt: skip


def test_names_and_addresses_lead_to_each_other(sh) -> None:
    assert sh("host -t AAAA peer.home.arpa; host 2001:db8:0:10::81 | cut -d ' ' -f 2-") == (
        "peer.home.arpa has IPv6 address 2001:db8:0:2::20\ndomain name pointer papers.freebsd.org.\n", 0,
    )  # fmt: skip


def test_every_machine_has_an_address_for_each_of_its_links() -> None:
    assert [len(host.links) for host in HOSTS] == [len(host.addresses) for host in HOSTS6]


def test_what_is_sent_to_this_machine_is_no_network_of_the_provider() -> None:
    """Every of the 256 networks of the /56 is the learner's to give away."""
    given = IPv6Network(f"{DELEGATED}/56")
    taken = [address for host in HOSTS6 for address in (*host.addresses, *host.aliases)]
    assert [address for address in taken if IPv6Address(address) in given] == []


def test_ipv6_is_made_with_the_first_frame_of_it() -> None:
    machine = Machine(ttys=0, watched=False)
    em0 = machine.kernel.ifnets[1]
    machine.script(b"ping -qc 1 192.0.2.10\n", MINUTE)
    assert em0.if_softc is not None
    assert not em0.if_softc.speaks6
    machine.script(b"ifconfig em0 inet6 -ifdisabled\n", MINUTE)
    assert em0.if_softc.speaks6


LED = "ifconfig em0 inet6 -ifdisabled accept_rtadv; rtsol em0; sleep 2\n"
DEFAULT = "netstat -rn6 | grep -c ^default"


def test_a_host_that_begins_to_route_keeps_its_way_until_a_router_is_heard_again(sh) -> None:
    """sys/netinet6/nd6_rtr.c (nd6_ra_input): with forwarding on, the router's lifetime counts as none."""
    assert sh(f"{LED}sysctl -q net.inet6.ip6.forwarding=1 >/dev/null; {DEFAULT}; rtsol em0; sleep 2; {DEFAULT}") == (
        "1\n0\n", 1,
    )  # fmt: skip
    out, _ = sh(f"{LED}sysctl -q net.inet6.ip6.forwarding=1 >/dev/null; rtsol em0; sleep 2; ifconfig em0 inet6")
    assert "autoconf" in out


def test_a_router_may_be_told_to_be_led_all_the_same(sh) -> None:
    both = "sysctl -q net.inet6.ip6.forwarding=1 net.inet6.ip6.rfc6204w3=1 >/dev/null"
    assert sh(f"{LED}{both}; rtsol em0; sleep 2; {DEFAULT}") == ("1\n", 0)
