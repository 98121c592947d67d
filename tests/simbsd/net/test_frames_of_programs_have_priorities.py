"""BIOCSETVLANPCP by way of dhclient.conf's vlan-pcp (bpf.c: bpfwrite; dhclient's bpf.c: if_register_bpf)."""

from __future__ import annotations

import re

PAIR = """
    ifconfig epair create >/dev/null; jail -c name=j vnet persist path=/; ifconfig epair0b vnet j; ifconfig epair0a up
    jexec j ifconfig epair0b up; jexec j ifconfig vlan create vlan 42 vlandev epair0b up >/dev/null
    catch() { tcpdump -nec 1 -i epair0a vlan 2>/dev/null; }
    ask() { (catch & sleep 1; jexec j timeout 3 dhclient "$@" vlan0 >/dev/null 2>&1; wait); }
    echo 'vlan-pcp 6;' > /tmp/c
"""


def priorities(text: str) -> list[str]:
    return re.findall(r"vlan 42, p (\d)", text)


def test_a_question_for_an_address_has_the_priority_of_its_file(sh) -> None:
    script = PAIR + "jexec j sysctl -n net.link.vlan.mtag_pcp=1 >/dev/null; ask; ask -c /tmp/c"
    assert priorities(sh(script)[0]) == ["0", "6"]


def test_where_vlans_do_not_look_at_packets_it_has_none(sh) -> None:
    assert priorities(sh(PAIR + "ask -c /tmp/c")[0]) == ["0"]
