"""Segments of IPv4 may not be cut: what is too big for a router goes again in smaller ones (tcp_ctlinput)."""

from __future__ import annotations

import pytest

from simbsd.netinet.tcp_hostcache import tcp_next_pmtu

# a --- r --- s --- b, and the link in the middle carries 1000 bytes
CHAIN = """
    for j in a r s b; do jail -c name=$j vnet persist path=/; ifconfig epair create >/dev/null; done
    ifconfig epair0a vnet a; ifconfig epair0b vnet r; ifconfig epair1a vnet r; ifconfig epair1b vnet s
    ifconfig epair2a vnet s; ifconfig epair2b vnet b
    jexec r ifconfig epair1a mtu 1000; jexec s ifconfig epair1b mtu 1000
    jexec a ifconfig epair0a 10.1.0.2/24; jexec r ifconfig epair0b 10.1.0.1/24
    jexec r ifconfig epair1a 10.2.0.1/24; jexec s ifconfig epair1b 10.2.0.2/24
    jexec s ifconfig epair2a 10.3.0.1/24; jexec b ifconfig epair2b 10.3.0.2/24
    for j in r s; do jexec $j sysctl -q net.inet.ip.forwarding=1 >/dev/null; done
    jexec a route -q add default 10.1.0.1; jexec b route -q add default 10.3.0.1
    jexec r route -q add 10.3.0.0/24 10.2.0.2; jexec s route -q add 10.1.0.0/24 10.2.0.1
    jot -b 0123456789 2000 > /tmp/data; jexec b sh -c 'nc -l 5000 > /tmp/got; nc -l 5000 > /tmp/again' & sleep 1
"""
SEND = "jexec a nc -N 10.3.0.2 5000 < /tmp/data; sleep 1\n"
COUNT = "jexec a netstat -s -p tcp | grep 'by MTU'; jexec r netstat -s -p ip | grep 'be fragmented'\n"


def test_a_stream_goes_on_in_smaller_segments(sh) -> None:
    out, _ = sh(CHAIN + SEND + "cmp /tmp/data /tmp/got && echo same\n" + COUNT)
    assert out == "same\n\t\t1 resend initiated by MTU discovery\n\t10 datagrams that can't be fragmented\n"


def test_the_next_connection_knows_the_way(sh) -> None:
    out, _ = sh(CHAIN + SEND + SEND + "cmp /tmp/data /tmp/again && echo same\n" + COUNT)
    assert out == "same\n\t\t1 resend initiated by MTU discovery\n\t10 datagrams that can't be fragmented\n"


def test_without_discovery_routers_cut(sh) -> None:
    off = "jexec a sysctl net.inet.tcp.path_mtu_discovery=0\n"
    out, _ = sh(CHAIN + off + SEND + "cmp /tmp/data /tmp/got && echo same\n" + COUNT)
    assert out == (
        "net.inet.tcp.path_mtu_discovery: 1 -> 0\nsame\n\t\t0 resends initiated by MTU discovery\n"
        "\t0 datagrams that can't be fragmented\n"
    )


@pytest.mark.parametrize(
    ("offered", "length", "mtu"), [(1000, 1500, 1000), (0, 1500, 1492), (0, 1000, 508), (60, 1500, 256)]
)
def test_a_router_offers_an_mtu_or_the_next_smaller_one_is_tried(offered: int, length: int, mtu: int) -> None:
    assert tcp_next_pmtu(offered, length) == mtu
