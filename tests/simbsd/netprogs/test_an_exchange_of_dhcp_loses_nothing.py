"""What dhclient(8) reads by bpf(4) has arrived, though UDP counts it for no socket; what tcpdump(1) was only shown has
not; and a datagram for everybody is not lost where one of them has no use for it.
"""

from __future__ import annotations

import pytest

from simbsd.machine import Machine
from simbsd.sys.event import PacketHop

MINUTE = 60_000_000
BRIDGE = """
ifconfig epair create; ifconfig epair create; ifconfig bridge create
ifconfig bridge0 addm em0 addm epair0a addm epair1a up; ifconfig epair0a up; ifconfig epair1a up
for j in 0 1; do
    jail -c name=k$j path=/ vnet persist; ifconfig epair${j}b vnet k$j; jexec k$j ifconfig epair${j}b up
done
"""
COUNTS = "netstat -s -p udp | grep -E 'no socket|broadcast'"


def lost(prepare: str, script: str) -> tuple[list[str], str]:
    """The reasons of datagrams that were dropped while a script ran, and its output."""
    machine = Machine(ttys=0)
    machine.script(prepare.encode(), 10 * MINUTE)
    machine.events()
    output, _ = machine.script(script.encode(), 13 * 60 * MINUTE)
    hops = [one for one in machine.events() if isinstance(one, PacketHop) and one.label == "udp"]
    return [one.why for one in hops if one.fate == "dropped"], output.decode()


CLIENTS = ["dhclient -q em0", "dhclient -q em0; sleep 43300", "jexec k0 dhclient -q epair0b"]


@pytest.mark.parametrize("client", CLIENTS)
def test_an_address_that_was_got(client: str) -> None:
    in_jail = client.startswith("jexec")
    show = "jexec k0 ifconfig epair0b" if in_jail else "ifconfig em0"
    reasons, output = lost(BRIDGE if in_jail else "", f"{client}; {show} | grep -cE 'inet 10.0.2.(15|100) '")
    assert (reasons, output) == ([], "1\n")


def test_the_counters_stay_those_of_udp() -> None:
    _, output = lost("dhclient -q em0", COUNTS)
    assert output == "\t2 dropped due to no socket\n\t0 broadcast/multicast datagrams undelivered\n"


def test_everybody_is_asked_and_one_stack_has_no_use_for_it() -> None:
    reasons, output = lost(BRIDGE, f"jexec k0 dhclient -q epair0b; jexec k1 {COUNTS}")
    assert reasons == []
    assert output == "\t2 dropped due to no socket\n\t2 broadcast/multicast datagrams undelivered\n"


def test_what_a_listener_was_only_shown_is_lost() -> None:
    script = "tcpdump -c 1 -ni lo0 udp port 99 2>/dev/null & sleep 1; echo x | nc -uw 1 127.0.0.1 99; wait"
    reasons, output = lost("", script)
    assert output.endswith("127.0.0.1.99: UDP, length 2\n")
    assert reasons == ["No program listens on UDP port 99."]
