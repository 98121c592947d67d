"""Whole commands on a whole machine: jails joined by epairs, bridges and a router (facts 4.2 to 4.8)."""

from __future__ import annotations

import re
from collections.abc import Callable

Run = Callable[..., tuple[str, int]]

TWO = """\
jail -c name=a persist vnet
jail -c name=b persist vnet
ifconfig epair create >/dev/null
ifconfig epair0a vnet a
ifconfig epair0b vnet b
jexec a ifconfig epair0a 10.0.0.1/24
jexec b ifconfig epair0b 10.0.0.2/24
"""
ROUTED = """\
jail -c name=a persist vnet
jail -c name=r persist vnet
jail -c name=b persist vnet
ifconfig epair create >/dev/null
ifconfig epair create >/dev/null
ifconfig epair0a vnet a
ifconfig epair0b vnet r
ifconfig epair1a vnet r
ifconfig epair1b vnet b
jexec a ifconfig epair0a 10.1.0.2/24
jexec r ifconfig epair0b 10.1.0.1/24
jexec r ifconfig epair1a 10.2.0.1/24
jexec b ifconfig epair1b 10.2.0.2/24
jexec a route -q add default 10.1.0.1
jexec b route -q add default 10.2.0.1
"""


def ping(target: str, answer: str, sent: int = 1) -> str:
    """The whole output of a ping that no reply answers: heading, ``answer``, and statistics of nothing received."""
    return (
        f"PING {target} ({target}): 56 data bytes\n{answer}\n--- {target} ping statistics ---\n"
        f"{sent} packets transmitted, 0 packets received, 100.0% packet loss\n"
    )


def test_ping_across_an_epair(sh: Run) -> None:
    output, status = sh(TWO + "jexec a ping -c 2 10.0.0.2\n")
    assert re.sub(r"0\.0\d\d\b", "0.0XX", output) == (
        "PING 10.0.0.2 (10.0.0.2): 56 data bytes\n"
        "64 bytes from 10.0.0.2: icmp_seq=0 ttl=64 time=0.0XX ms\n"
        "64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.0XX ms\n"
        "\n--- 10.0.0.2 ping statistics ---\n"
        "2 packets transmitted, 2 packets received, 0.0% packet loss\n"
        "round-trip min/avg/max/stddev = 0.0XX/0.0XX/0.0XX/0.0XX ms\n"
    )
    assert status == 0


def test_ping_by_way_of_a_router(sh: Run) -> None:
    output, status = sh(ROUTED + "jexec a ping -c 1 -t 1 10.2.0.2\n")
    assert (output, status) == (ping("10.2.0.2", ""), 2)
    output, status = sh(ROUTED + "jexec r sysctl -q net.inet.ip.forwarding=1\njexec a ping -c 1 10.2.0.2 | head -2\n")
    assert output.splitlines()[2].startswith("64 bytes from 10.2.0.2: icmp_seq=0 ttl=63 time=0.")


def test_a_router_says_what_it_cannot_do(sh: Run) -> None:
    script = ROUTED + "jexec r sysctl net.inet.ip.forwarding=1 >/dev/null\n"
    output, status = sh(script + "jexec a ping -c 1 -m 1 10.2.0.2\n")
    assert status == 2
    assert output.splitlines()[1] == "92 bytes from 10.1.0.1: Time to live exceeded"
    output, status = sh(script + "jexec a ping -c 1 10.3.0.2\n")
    assert status == 2
    assert output.splitlines()[1] == "92 bytes from 10.1.0.1: Destination Host Unreachable"


def test_host_is_down_from_the_sixth_packet_on(sh: Run) -> None:
    output, status = sh(TWO + "jexec a ping -c 8 10.0.0.9 2>&1 >/dev/null\n")
    assert (output, status) == ("ping: sendto: Host is down\n" * 3, 2)


def test_a_gateway_that_does_not_answer_is_no_route_to_host(sh: Run) -> None:
    script = TWO + "jexec a route -q add default 10.0.0.9\njexec a ping -c 7 192.0.2.1 2>&1 >/dev/null\n"
    assert sh(script) == ("ping: sendto: No route to host\n" * 2, 2)


def test_down_takes_the_connected_route_and_up_puts_it_back(sh: Run) -> None:
    script = (
        TWO
        + "jexec a ifconfig epair0a down\njexec a ping -c 1 10.0.0.2\njexec a ping -c 1 10.0.0.1 | head -2 | tail -1\n"
    )
    script += "jexec a netstat -rn\njexec a ifconfig epair0a up\njexec a netstat -rn\n"
    output, _ = sh(script)
    assert output.startswith("ping: sendto: No route to host\n" + ping("10.0.0.2", "") + "64 bytes from 10.0.0.1")
    head = "Routing tables\n\nInternet:\nDestination        Gateway            Flags     Netif Expire\n"
    own = "10.0.0.1           link#3             UHS         lo0\n"
    connected = "10.0.0.0/24        link#5             U       epair0a\n"
    assert output.partition("ms\n")[2] == head + own + head + connected + own


def test_network_is_down_where_a_static_route_survives(sh: Run) -> None:
    script = TWO + "jexec a route -q add default 10.0.0.2\njexec a ifconfig epair0a down\n"
    assert sh(script + "jexec a ping -c 1 192.0.2.1 2>&1 >/dev/null\n") == ("ping: sendto: Network is down\n", 2)


def test_loopback_of_a_new_stack(sh: Run) -> None:
    script = TWO + "jexec a ping -c 1 127.0.0.1 2>&1 >/dev/null\njexec a route -q add default 10.0.0.2\n"
    script += "jexec a ping -c 1 127.0.0.1 2>&1 >/dev/null\njexec a ifconfig lo0 127.0.0.1/8\n"
    script += "jexec a ping -q -c 1 127.0.0.1 | tail -2 | head -1\n"
    assert sh(script) == (
        "ping: sendto: No route to host\nping: sendto: Can't assign requested address\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\n",
        0,
    )


def test_the_host_and_a_jail_that_shares_its_stack(sh: Run) -> None:
    script = "ifconfig em0 alias 10.0.2.50/32\njail -c name=j persist ip4.addr=10.0.2.50\njexec j netstat -rn\n"
    script += (
        "jexec j nc -l 80 >/dev/null &\nsleep 1\nnetstat -an -f inet\njexec j nc -N 127.0.0.1 80 </dev/null\necho $?\n"
    )
    assert sh(script) == (
        "Routing tables\n\nInternet:\nDestination        Gateway            Flags     Netif Expire\n"
        "10.0.2.50          link#2             UH          lo0\n"
        "Active Internet connections (including servers)\n"
        "Proto Recv-Q Send-Q Local Address          Foreign Address        (state)    \n"
        "tcp4       0      0 10.0.2.50.80           *.*                    LISTEN     \n0\n",
        0,
    )


def test_time_wait_keeps_a_jail_and_its_interface(sh: Run) -> None:
    script = TWO + "jexec b nc -l 80 >/dev/null &\nsleep 1\njexec a nc -N 10.0.0.2 80 </dev/null\nsleep 1\n"
    script += "jail -r a\nifconfig -l\nsleep 60\nifconfig -l\nifconfig epair0a | head -1\n"
    assert sh(script) == (
        "em0 lo0\nem0 lo0 epair0a\n"
        "epair0a: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n",
        0,
    )
