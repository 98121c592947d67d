"""ICMP redirects: a host learns the shorter way from the router it uses, for ten minutes; and from nobody else.

Three stacks on one bridge: o uses r as its router, r sends what is for 198.51.100.0/24 on by p.
"""

from __future__ import annotations

from simbsd.machine import Machine

NET = """\
ifconfig bridge0 create up
n=1; for j in o r p; do
  e=$(ifconfig epair create); ifconfig bridge0 addm $e; ifconfig $e up
  jail -c name=$j vnet path=/ vnet.interface=${e%a}b persist
  ifconfig -j $j ${e%a}b name eth0 > /dev/null; ifconfig -j $j eth0 192.0.2.$n/24; n=$((n+1))
done
for j in r p; do jexec $j sysctl net.inet.ip.forwarding=1 > /dev/null; done
jexec p ifconfig lo1 create; jexec p ifconfig lo1 198.51.100.1/24
jexec o route -q add 198.51.100.0/24 192.0.2.2; jexec r route -q add 198.51.100.0/24 192.0.2.3
"""
PING = "jexec o ping -qc 1 -t 2 198.51.100.1 | grep transmitted\n"
ROUTES = "jexec o netstat -rnf inet | grep 198.51.100.1\n"
REACHED = "1 packets transmitted, 1 packets received, 0.0% packet loss\n"


def said(script: str) -> str:
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    return machine.script((NET + script).encode(), 2_000_000_000)[0].decode()


def test_the_shorter_way_is_taken_for_a_while() -> None:
    text = said(
        PING + ROUTES + PING + "jexec r netstat -sp ip | grep 'redirects* sent'\n" + "sleep 601\n" + ROUTES
    )  # fmt: skip
    lines = text.splitlines(keepends=True)
    assert lines[0] == REACHED
    assert lines[1].split()[:5] == ["198.51.100.1", "192.0.2.3", "UGHD", "eth0", "599"]
    assert lines[2:] == [REACHED, "\t1 redirect sent\n"]


def test_whoever_routes_or_drops_them_does_not_learn() -> None:
    for name in ("net.inet.icmp.drop_redirect", "net.inet.ip.forwarding"):
        assert said(f"jexec o sysctl {name}=1 > /dev/null\n" + PING + ROUTES) == REACHED


def test_the_console_says_so_when_asked_to() -> None:
    text = said("jexec o sysctl net.inet.icmp.log_redirect=1 > /dev/null\n" + PING + "dmesg | grep redirect\n")
    assert text == REACHED + "icmp redirect from 192.0.2.2: 198.51.100.1 => 192.0.2.3\n"


def test_a_host_route_that_is_there_stays() -> None:
    text = said("jexec o route -q add 198.51.100.1/32 192.0.2.2\n" + PING + ROUTES)
    lines = text.splitlines(keepends=True)
    assert lines[0] == REACHED
    assert [line.split() for line in lines[1:]] == [["198.51.100.1", "192.0.2.2", "UGHS", "eth0"]]
