"""A host with pf translates for a vnet jail behind it: nat out, rdr in (sys/netpfil/pf/pf_lb.c)."""

from __future__ import annotations

from simbsd.netpfil.pf import pf_test
from simbsd.sys.event import PacketHop
from simbsd.sys.kernel import Kernel
from simbsd.sys.pf import DYNIFTL, PF_IN, PfAddr, PfPool, PfRange, PfRule, PfRuleAddr
from simbsd.sys.pf_var import Pf, PfKrule
from simbsd.sys.socketvar import AF_INET

INSIDE, OUTSIDE = 0x0A000002, 0xC6336401  # 10.0.0.2, 198.51.100.1
# in, 10.0.0.2, behind the host; out, 198.51.100.1, beyond it, with no route back to 10/8.
CABLES = """
ifconfig epair create; ifconfig epair create
jail -c name=in persist vnet vnet.interface=epair0b
jail -c name=out persist vnet vnet.interface=epair1b
ifconfig epair0a 10.0.0.1/24 up; ifconfig epair1a 198.51.100.2/24 up
jexec in ifconfig epair0b 10.0.0.2/24 up; jexec in route -q add default 10.0.0.1
jexec out ifconfig epair1b 198.51.100.1/24 up
sysctl -q net.inet.ip.forwarding=1
"""


def enable(kernel: Kernel, **rules: PfRule) -> Pf:
    """Enable pf in the host's stack with one rule of each kind."""
    vnet = kernel.vnet0
    vnet.vnet_pf = Pf(running=True)
    vnet.vnet_pfil = pf_test
    for kind, rule in rules.items():
        vnet.vnet_pf.anchors[""].rules[kind] = [PfKrule(rule, 0, 0, 0)]
    return vnet.vnet_pf


def nat() -> PfRule:
    """nat on epair1a inet from 10.0.0.0/24 to any -> (epair1a)"""
    src = PfRuleAddr(PfAddr(af=AF_INET, addr=0x0A000000, plen=24))
    pool = PfPool(((PfAddr(DYNIFTL, name="epair1a"), ""),), (50001, 65535), "round-robin")
    return PfRule("nat", ifname="epair1a", af=AF_INET, src=src, pool=pool)


def test_a_jail_behind_nat_reaches_a_host_beyond(machine, script) -> None:
    """Without nat there is no way back; with it the host's address is what the far side sees."""
    script(CABLES)
    assert "0 packets received" in script("jexec in ping -c 1 -t 2 198.51.100.1")
    pf = enable(machine.kernel, nat=nat())
    assert "1 packets received" in script("jexec in ping -c 1 -t 2 198.51.100.1")
    (state,) = pf.states.values()
    assert (state.stack[4], state.wire[4], state.wire[2]) == (INSIDE, 0xC6336402, OUTSIDE)


def test_tcp_behind_nat_uses_a_port_of_the_hosts(machine, script) -> None:
    """The proxy port is one of 50001:65535 (pf_get_sport)."""
    script(CABLES)
    pf = enable(machine.kernel, nat=nat())
    text = "jexec out sh -c 'echo hello | nc -l 80' & sleep 1; jexec in nc -w 3 198.51.100.1 80 </dev/null; wait"
    assert script(text) == "hello\n"
    (state,) = pf.states.values()
    assert 50001 <= state.wire[5] <= 65535


def test_an_error_from_beyond_finds_its_way_back(machine, script) -> None:
    """pf_test_state_icmp: the port unreachable that ends a traceroute quotes the translated packet."""
    script(CABLES)
    enable(machine.kernel, nat=nat())
    hops = script("jexec in traceroute -n -q 1 -w 2 -m 4 198.51.100.1 2>/dev/null").split("\n")
    assert [line.split()[1] for line in hops if line] == ["10.0.0.1", "198.51.100.1"]


def test_rdr_brings_a_server_in_a_jail_to_the_outside(machine, script) -> None:
    """rdr on epair1a proto tcp to port 80 -> 10.0.0.2 port 8080"""
    script(CABLES)
    rule = PfRule(
        "rdr", ifname="epair1a", af=AF_INET, proto=6, dst=PfRuleAddr(port=PfRange("=", 80)),
        pool=PfPool(((PfAddr(af=AF_INET, addr=INSIDE, plen=32), ""),), (8080, 0)),
    )  # fmt: skip
    enable(machine.kernel, rdr=rule)
    text = "jexec in sh -c 'echo web | nc -l 8080' & sleep 1; jexec out nc -w 3 198.51.100.2 80 </dev/null; wait"
    assert script(text) == "web\n"


def test_what_a_block_stops_on_the_way_is_a_drop_with_its_rule(machine, script) -> None:
    """A forwarded packet ends at the router, and the reason says by which rule."""
    script(CABLES)
    enable(machine.kernel, filter=PfRule("block", direction=PF_IN, ifname="epair0a"))
    machine.kernel.events.clear()
    script("jexec in ping -c 1 -t 2 198.51.100.1")
    whys = {event.why for event in machine.kernel.events if type(event) is PacketHop and event.fate == "dropped"}
    assert "pf: block drop in on epair0a all (rule 0)" in whys
