"""Packets go by the way of the last one to their destination (rib_routes, sc_flows): whatever is done to the network in
between, a machine that keeps no ways shows the same events, prints the same and is in the same state.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine
from simbsd.net import if_bridge
from simbsd.netinet import ip_output

# Two hosts on one bridge, a router between the bridge's network and another host's.
SETUP = b"""
kldload pf
ifconfig bridge0 create up
for n in 0 1 2; do
    ifconfig epair$n create up
    ifconfig bridge0 addm epair${n}a
    jail -c name=h$n vnet persist vnet.interface=epair${n}b
    jexec h$n ifconfig epair${n}b inet 10.0.0.$((n + 1))/24 up
done
jail -c name=far vnet persist
ifconfig epair9 create up
ifconfig epair9a vnet h2
ifconfig epair9b vnet far
jexec h2 ifconfig epair9a inet 10.9.0.1/24 up
jexec far ifconfig epair9b inet 10.9.0.2/24 up
jexec far route add default 10.9.0.1
jexec h2 sysctl net.inet.ip.forwarding=1
for n in 0 1; do jexec h$n route add 10.9.0.0/24 10.0.0.3; done
echo "block in proto icmp from 10.0.0.1" > /tmp/pf.conf
(echo "ether block in proto 0x0800"; echo pass) > /tmp/in.conf
(echo "ether block out proto 0x0800"; echo pass) > /tmp/out.conf
"""
TRAFFIC = b"jexec h0 ping -c 2 -t 2 10.0.0.2; jexec h1 ping -c 2 -t 2 10.9.0.2; jexec h0 netstat -sp ip; netstat -ibn\n"
COMMANDS = (
    "jexec h0 ifconfig epair0b mtu 60",
    "jexec h0 ifconfig epair0b mtu 1500",
    "ifconfig epair1a mtu 60",
    "ifconfig epair1a mtu 1500",
    "jexec h1 ifconfig epair1b down",
    "jexec h1 ifconfig epair1b up",
    "jexec h1 ifconfig epair1b ether 02:00:00:00:00:77",
    "jexec h1 ifconfig epair1b inet 10.0.0.2/24",
    "jexec h1 ifconfig epair1b inet 10.0.0.2 delete",
    "ifconfig epair1a down",
    "ifconfig epair1a up",
    "ifconfig epair1a ether 02:00:00:00:00:78",
    "ifconfig bridge0 ether 02:00:00:00:00:79",
    "ifconfig bridge0 down",
    "ifconfig bridge0 up",
    "ifconfig bridge0 deletem epair1a",
    "ifconfig bridge0 addm epair1a",
    "ifconfig bridge0 private epair0a private epair1a",
    "ifconfig bridge0 -private epair0a",
    "ifconfig bridge0 -learn epair0a",
    "ifconfig bridge0 learn epair0a",
    "ifconfig bridge0 -discover epair1a",
    "ifconfig bridge0 discover epair1a",
    "ifconfig bridge0 sticky epair0a",
    "ifconfig bridge0 stp epair1a",
    "ifconfig bridge0 -stp epair1a",
    "ifconfig bridge0 flush",
    "ifconfig bridge0 timeout 1",
    "ifconfig bridge0 maxaddr 1",
    "ifconfig bridge0 ifmaxaddr epair0a 1",
    "ifconfig bridge0 static epair0a 02:00:00:00:00:77",
    "ifconfig bridge0 inet 10.0.0.9/24",
    "ifconfig epair7 create up; ifconfig bridge0 span epair7a",
    "ifconfig bridge0 -span epair7a",
    "ifconfig epair1a vnet far",
    "ifconfig epair1a -vnet far",
    "jexec h0 arp -da",
    "jexec h0 arp -s 10.0.0.2 02:00:00:00:00:01",
    "jexec h1 arp -s 10.0.0.3 02:00:00:00:00:02 temp",
    "jexec h1 route delete 10.9.0.0/24",
    "jexec h1 route add 10.9.0.0/24 10.0.0.3",
    "jexec h1 route change 10.9.0.0/24 10.0.0.1",
    "jexec h1 route change 10.9.0.0/24 -mtu 60",
    "jexec h1 route add -blackhole 10.9.0.2",
    "jexec h1 route delete 10.9.0.2",
    "jexec h2 sysctl net.inet.ip.forwarding=0",
    "jexec h2 sysctl net.inet.ip.forwarding=1",
    "jexec h2 pfctl -ef /tmp/pf.conf",
    "jexec h1 pfctl -ef /tmp/pf.conf",
    "jexec h1 pfctl -d",
    "jexec h1 pfctl -ef /tmp/in.conf",
    "jexec h0 pfctl -ef /tmp/out.conf",
    "jexec h0 pfctl -d",
    "pfctl -ef /tmp/pf.conf",
    "pfctl -d",
    "jexec h0 ifconfig epair0b pcp 3",
    "jexec h0 ifconfig epair0b -pcp",
    "jexec h0 ifconfig lagg0 create; jexec h0 ifconfig lagg0 laggproto failover laggport epair0b up",
    "jexec h0 ifconfig lagg0 destroy",
    "tcpdump -c 2 -i bridge0 > /dev/null 2>&1 &",
    "ifconfig epair1 destroy",
    "sleep 3",
    "sleep 1196",
    "sleep 1300",
)  # fmt: skip


def told(commands: list[str], keeps: bool) -> tuple[list[str], str, str]:
    """Output and events after each command and of traffic after it, and the state at the end."""
    with pytest.MonkeyPatch.context() as patch:
        if not keeps:
            patch.setattr(ip_output, "_keep_route", lambda *_: None)
            patch.setattr(if_bridge, "_keep_flow", lambda *_: None)
        machine = Machine(ttys=0)
        shown = [machine.script(SETUP + TRAFFIC)[0].decode()]
        events = []
        for command in commands:
            shown.append(machine.script(command.encode() + b" 2>&1\n" + TRAFFIC)[0].decode())
            events.append(re.sub(" at 0x[0-9a-f]+", "", repr(machine.events())))
        return shown, "\n".join(events), machine.digest()


@settings(max_examples=6, deadline=None)
@given(st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=6))
def test_a_machine_that_keeps_no_ways_does_the_same(commands: list[str]) -> None:
    assert told(commands, True) == told(commands, False)


def test_ways_are_kept() -> None:
    machine = Machine(ttys=0)
    machine.script(SETUP + TRAFFIC)
    (bridge,) = (ifp for ifp in machine.kernel.ifnets.values() if ifp.if_type == "bridge")
    assert bridge.if_softc.sc_flows
    assert sum(len(vnet.vnet_fibs[0].rib_routes) for vnet in machine.kernel.vnets.values()) >= 4
