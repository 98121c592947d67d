"""ICMP errors go only where a route leads, and are no answers in the counters (ip_icmp.c: icmp_error, icmp_reflect)."""

from __future__ import annotations

from simbsd.machine import Machine
from simbsd.sys.event import PacketHop

MINUTE = 60_000_000
JAIL = """
ifconfig bridge create up >/dev/null; ifconfig bridge0 addm em0; ifconfig epair create up >/dev/null
ifconfig bridge0 addm epair0a; jail -c name=a path=/ vnet persist; ifconfig epair0b vnet a
"""


def test_a_stack_without_addresses_says_nothing_to_a_dhcp_server() -> None:
    """Any unicast is taken for its own (ip_input), no socket waits at port 68, and icmp_reflect finds no way back."""
    machine = Machine()
    machine.settle(MINUTE)
    machine.script(JAIL.encode(), MINUTE)
    machine.events()
    counters = "jexec a dhclient -q epair0b; jexec a netstat -sp icmp | grep -E 'no return|responses gen'"
    out, _ = machine.script(counters.encode(), MINUTE)
    assert out.decode() == "\t0 message responses generated\n\t2 no return routes\n"
    hops = [event for event in machine.events() if isinstance(event, PacketHop)]
    assert {(hop.label.split()[0], hop.fate) for hop in hops} == {("udp", "delivered"), ("arp?", "delivered")}


def test_an_error_is_no_answer() -> None:
    machine = Machine()
    machine.settle(MINUTE)
    out, _ = machine.script(b"echo x | nc -uw1 127.0.0.1 9; netstat -sp icmp | grep -E 'unreach|responses gen'", MINUTE)
    assert out.decode() == "\t\tdestination unreachable: 1\n" * 2 + "\t0 message responses generated\n"
