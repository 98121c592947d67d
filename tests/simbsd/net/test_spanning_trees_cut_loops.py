"""Two bridges joined by two cables: a storm without the spanning tree, one way with it, the other when that is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine
from simbsd.net.bridgestp_send import bpdu_config, bpdu_header

LOOP = """\
ifconfig epair create; ifconfig epair create
ifconfig bridge create; ifconfig bridge create
for i in 0 1; do
    ifconfig epair${i}a up; ifconfig epair${i}b up
    ifconfig bridge0 addm epair${i}a; ifconfig bridge1 addm epair${i}b
done
"""
TREE = LOOP + "for i in 0 1; do ifconfig bridge0 stp epair${i}a; ifconfig bridge1 stp epair${i}b; done\n"
UP = "ifconfig bridge0 up; ifconfig bridge1 up\n"


def said(script: str, seconds: int = 600) -> str:
    """What a script prints on a fresh machine."""
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    return machine.script(script.encode(), seconds * 1_000_000)[0].decode()


def states(bridge: str) -> str:
    return f"ifconfig {bridge} | grep role\n"


def test_the_tree_leaves_one_way_open() -> None:
    role = "\t        role"
    assert said(TREE + UP + "sleep 5\n" + states("bridge0") + states("bridge1")).splitlines()[4:] == [
        f"{role} designated state forwarding", f"{role} designated state forwarding",
        f"{role} alternate state discarding", f"{role} root state forwarding",
    ]  # fmt: skip


def test_when_the_open_way_is_cut_the_other_opens() -> None:
    cut = "ifconfig epair0a destroy; sleep 8\n"
    assert said(TREE + UP + "sleep 5\n" + cut + states("bridge1")).splitlines()[4:] == [
        "\t        role root state forwarding"
    ]


def test_the_lowest_priority_is_the_root_and_the_line_says_so() -> None:
    out = said(TREE + "ifconfig bridge1 priority 5000\n" + UP + "sleep 5; ifconfig bridge0 | grep 'root id'\n")
    assert out.splitlines()[4].split()[3:] == ["priority", "4096", "ifcost", "2000", "port", "3"]


def test_a_member_without_a_neighbour_becomes_an_edge_port_and_forwards() -> None:
    script = "ifconfig epair create; ifconfig bridge create; ifconfig bridge0 addm epair0a stp epair0a up\n"
    up = "ifconfig epair0a up; ifconfig epair0b up; sleep 40; ifconfig bridge0 | grep -e member: -e path -e role\n"
    assert said(script + up).splitlines()[2:] == [
        "\tmember: epair0a flags=1e7<LEARNING,DISCOVER,STP,EDGE,AUTOEDGE,PTP,AUTOPTP>",
        "\t        ifmaxaddr 0 port 3 priority 128 path cost 2000 proto rstp",
        "\t        role designated state forwarding",
    ]


def test_the_old_protocol_takes_its_forward_delays() -> None:
    script = TREE + "ifconfig bridge0 proto stp; ifconfig bridge1 proto stp\n" + UP
    out = said(script + "sleep 10\n" + states("bridge0") + "sleep 45\n" + states("bridge0"))
    assert out.count("state forwarding") == 2
    assert "state forwarding" not in "\n".join(out.splitlines()[4:6])


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("hellotime 1", "ifconfig: BRDGSHT 1: Operation not permitted\n"),
        ("proto mstp", "ifconfig: unknown stp protocol\n"),
        ("maxage 5", "ifconfig: BRDGSMA 5: Invalid argument\n"),
        ("fwddelay 31", "ifconfig: BRDGSFD 31: Invalid argument\n"),
        ("holdcnt 11", "ifconfig: BRDGSTXHC 11: Invalid argument\n"),
        ("stp lo0", "ifconfig: unable to get bridge flags: No such file or directory\n"),
    ],
)
def test_bounds_are_those_of_the_kernel(words: str, text: str) -> None:
    assert said(f"ifconfig bridge create up; ifconfig bridge0 {words} 2>&1").partition("\n")[2] == text


def test_state_changes_are_logged_when_asked_for() -> None:
    script = TREE + "sysctl -n net.link.bridge.log_stp=1\n" + UP + "sleep 5; dmesg | grep 'on epair0b'\n"
    assert said(script).splitlines()[5:] == [
        "bridge1: state changed to learning on epair0b", "bridge1: state changed to forwarding on epair0b",
    ]  # fmt: skip


def test_without_a_tree_one_broadcast_is_a_storm_that_a_cut_ends() -> None:
    """A frame is dropped after 64 bridges, which the reason says; with one cable there is no loop, and nothing to
    drop.
    """
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    machine.script((LOOP + UP + "ifconfig bridge0 10.0.0.1/24\n").encode(), 60_000_000)
    machine.events()
    machine.script(b"ping -c 1 -t 1 10.0.0.2", 60_000_000)
    hops = [event for event in machine.events() if type(event).__name__ == "PacketHop"]
    assert sum("form a loop" in hop.why for hop in hops) >= 2
    assert len(hops) > 200
    machine.script(b"ifconfig epair1a destroy; ping -c 1 -t 1 10.0.0.2", 60_000_000)
    assert not any("form a loop" in getattr(event, "why", "") for event in machine.events())


def test_a_span_port_gets_a_copy_of_everything() -> None:
    script = """\
jail -c name=one vnet persist; jail -c name=two vnet persist; jail -c name=spy vnet persist
for i in 0 1 2; do ifconfig epair create; ifconfig epair${i}a up; done
ifconfig bridge create up; ifconfig bridge0 addm epair0a addm epair1a span epair2a
ifconfig epair0b vnet one; ifconfig epair1b vnet two; ifconfig epair2b vnet spy
jexec one ifconfig epair0b 10.0.0.1/24; jexec two ifconfig epair1b 10.0.0.2/24; jexec spy ifconfig epair2b up
(jexec spy tcpdump -ni epair2b -c 4 icmp 2>/dev/null | cut -d ' ' -f 2-8) & sleep 1
jexec one ping -c 2 10.0.0.2 > /dev/null
sleep 1
ifconfig bridge0 | grep -e SPAN -e 'priority 0 path'; ifconfig bridge0 -span epair2a; ifconfig bridge0 | grep -c SPAN
ifconfig bridge0 -span epair2a 2>&1
"""
    request = "IP 10.0.0.1 > 10.0.0.2: ICMP echo request,"
    lines = said(script).splitlines()[4:]
    assert [line for line in lines if line.startswith(request)] == [request] * 2
    assert [line for line in lines if not line.startswith("IP ")] == [
        "\tmember: epair2a flags=8<SPAN>", "\t        ifmaxaddr 0 port 10 priority 0 path cost 0", "0",
        "ifconfig: BRDGDELS epair2a: No such file or directory",
    ]  # fmt: skip


def test_a_limit_of_addresses_keeps_a_member_from_teaching_more() -> None:
    script = """\
jail -c name=j vnet persist; ifconfig epair create; ifconfig epair0a up; ifconfig bridge create up
ifconfig bridge0 addm epair0a ifmaxaddr epair0a 1 10.0.0.1/24; ifconfig epair0b vnet j
jexec j ifconfig epair0b 10.0.0.2/24; jexec j ping -qc 1 10.0.0.1 >/dev/null
jexec j ifconfig epair0b ether 02:00:00:00:00:01; jexec j ping -qc 1 10.0.0.1 >/dev/null
ifconfig bridge0 addr | wc -l
"""
    assert said(script).split()[-1] == "1"


def test_the_bridge_takes_and_returns_its_first_members_address() -> None:
    script = """\
sysctl -n net.link.bridge.inherit_mac=1; ifconfig epair create; ifconfig bridge create
was=$(ifconfig bridge0 ether | grep ether); ifconfig bridge0 addm epair0a
[ "$(ifconfig bridge0 ether | grep ether)" = "$(ifconfig epair0a ether | grep ether)" ] && echo taken
ifconfig bridge0 deletem epair0a; [ "$(ifconfig bridge0 ether | grep ether)" = "$was" ] && echo returned
"""
    assert said(script).splitlines()[-2:] == ["taken", "returned"]


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_as_a_bpdu_or_refused(pdu: bytes) -> None:
    header = bpdu_header(pdu)
    if header is not None:
        bpdu_config(pdu, header[0], 1)
