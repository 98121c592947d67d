"""Rules in a stack decide what passes: block, keep state, nat, rdr (sys/netpfil/pf/pf.c: pf_test; pf_lb.c)."""

from __future__ import annotations

from simbsd.netpfil.pf import pf_test
from simbsd.netpfil.pf_state import purge
from simbsd.sys.event import PacketHop
from simbsd.sys.kernel import Kernel
from simbsd.sys.pf import DYNIFTL, PF_IN, PF_OUT, PfAddr, PfPool, PfRange, PfRule, PfRuleAddr
from simbsd.sys.pf_text import rule_text
from simbsd.sys.pf_var import Pf, PfKrule
from simbsd.sys.socketvar import AF_INET


def load(kernel: Kernel, kind: str, *rules: PfRule) -> Pf:
    """Enable pf in the host's stack with these rules."""
    vnet = kernel.vnet0
    if vnet.vnet_pf is None:
        vnet.vnet_pf = Pf(running=True)
    vnet.vnet_pfil = pf_test
    vnet.vnet_pf.anchors[""].rules[kind] = [PfKrule(rule, number, 0, 0) for number, rule in enumerate(rules)]
    return vnet.vnet_pf


BLOCK_IN = PfRule("block", direction=PF_IN)


def test_the_last_matching_rule_wins_unless_one_is_quick(machine, script) -> None:
    """pf_test_rule: without quick the walk goes on."""
    kernel = machine.kernel
    load(kernel, "filter", BLOCK_IN, PfRule("pass"))
    assert "1 packets received" in script("ping -c 1 -t 2 127.0.0.1")
    load(kernel, "filter", PfRule("block", direction=PF_IN, quick=True), PfRule("pass"))
    assert "0 packets received" in script("ping -c 1 -t 2 127.0.0.1")


def test_a_drop_names_its_rule(machine, script) -> None:
    """The reason quotes the rule as pfctl prints it."""
    load(machine.kernel, "filter", BLOCK_IN)
    machine.kernel.events.clear()
    script("ping -c 1 -t 2 127.0.0.1")
    whys = [event.why for event in machine.kernel.events if type(event) is PacketHop and event.why]
    assert whys == ["pf: block drop in all (rule 0)"]


def test_a_sender_whose_packet_is_blocked_is_denied(machine, script) -> None:
    """ip_output: a dropped packet is EACCES."""
    load(machine.kernel, "filter", PfRule("block", direction=PF_OUT))
    assert "sendto: Permission denied" in script("ping -c 1 -t 2 127.0.0.1 2>&1")


def test_states_pass_what_answers_and_end(machine, script) -> None:
    """pf_create_state; icmp.error is 10 s (pf.h)."""
    kernel = machine.kernel
    pf = load(kernel, "filter", PfRule("pass", direction=PF_OUT, state="keep"), PfRule("pass", direction=PF_IN))
    script("ping -c 1 -t 2 127.0.0.1")
    assert pf.fcounters["inserts"] >= 1
    machine.advance(30_000_000)
    purge(kernel, pf)
    assert pf.states == {}


def test_rules_are_written_as_pfctl_prints_them() -> None:
    """print_rule of pfctl_parser.c."""
    web = PfRuleAddr(port=PfRange("=", 80))
    http = PfRule("pass", PF_IN, "em0", quick=True, af=AF_INET, proto=6, dst=web, flags=(0x2, 0x12), state="keep")
    assert rule_text(http, {(80, "tcp"): "http"}) == (
        "pass in quick on em0 inet proto tcp from any to any port = http flags S/SA keep state"
    )
    inside = PfRuleAddr(PfAddr(af=AF_INET, addr=0x0A000000, plen=24))
    own = PfAddr(DYNIFTL, name="em0")
    nat = PfRule("nat", ifname="em0", af=AF_INET, src=inside, pool=PfPool(((own, ""),), (50001, 65535), "round-robin"))
    assert rule_text(nat) == "nat on em0 inet from 10.0.0.0/24 to any -> (em0) round-robin"
