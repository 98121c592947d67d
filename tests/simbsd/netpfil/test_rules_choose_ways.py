"""Rules that send packets by other routing tables (rtable), copy them (dup-to) and renumber connections (modulate
state); what an interface in parentheses stands for.
"""

from __future__ import annotations

from collections.abc import Callable

UP = """
for n in 0 1 2; do ifconfig epair create >/dev/null; done
jail -c name=r vnet persist vnet.interface=epair0b vnet.interface=epair1b vnet.interface=epair2b
jail -c name=s vnet persist vnet.interface=epair1a
ifconfig epair0a 192.0.2.1/24 up; ifconfig epair2a up
jexec r ifconfig epair0b 192.0.2.2/24 up; jexec r ifconfig epair1b 198.51.100.1/24 up
jexec r ifconfig epair2b 203.0.113.1/24 up; jexec r sysctl net.inet.ip.forwarding=1 >/dev/null
jexec s ifconfig epair1a 198.51.100.2/24 up; jexec s route add default 198.51.100.1 >/dev/null
route add 198.51.100.0/24 192.0.2.2 >/dev/null
kldload pf; jexec r pfctl -qe
"""


def test_a_copy_goes_another_way(script: Callable[[str], str]) -> None:
    output = script(
        UP
        + """
jexec r arp -s 203.0.113.9 00:01:02:03:04:05
echo 'pass out on epair1b dup-to (epair2b 203.0.113.9)' | jexec r pfctl -qf -
tcpdump -c 1 -ni epair2a icmp 2>/dev/null & sleep 1
ping -qc 1 198.51.100.2 | grep received; wait
"""
    )
    assert "1 packets received" in output
    assert "IP 192.0.2.1 > 198.51.100.2: ICMP echo request" in output


def test_a_rule_chooses_the_routing_table(script: Callable[[str], str]) -> None:
    output = script(
        UP
        + """
jexec r sysctl net.fibs=2 >/dev/null; jexec r route add -fib 1 198.51.100.0/24 -blackhole 127.0.0.1 >/dev/null
ping -qc 1 -t 1 198.51.100.2 | grep -o '[0-9]* packets received'
echo 'pass in on epair0b proto icmp rtable 1 no state' | jexec r pfctl -qf -
ping -qc 1 -t 1 198.51.100.2 | grep -o '[0-9]* packets received'
"""
    )
    assert output.splitlines()[-2:] == ["1 packets received", "0 packets received"]


def test_a_modulated_connection_has_other_numbers_and_works(script: Callable[[str], str]) -> None:
    output = script(
        UP
        + """
echo 'pass in on epair0b proto tcp modulate state' | jexec r pfctl -qf -
jexec s sh -c 'echo hello | nc -l 7 >/tmp/got' & sleep 1
tcpdump -c 1 -ni epair0a tcp 2>/dev/null >/tmp/one &
jexec r tcpdump -c 1 -ni epair1b tcp 2>/dev/null >/tmp/two &
sleep 1; echo there | nc -N 198.51.100.2 7; wait; cat /tmp/got
[ "$(sed 's/.*seq \\([0-9]*\\).*/\\1/' /tmp/one)" = "$(sed 's/.*seq \\([0-9]*\\).*/\\1/' /tmp/two)" ] || echo differ
"""
    )
    assert output.splitlines()[-3:] == ["hello", "there", "differ"]
