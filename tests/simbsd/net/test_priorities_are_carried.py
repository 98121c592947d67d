"""Frames without a VLAN can have a priority, of their interface or of one packet (ether_output_frame, ether_set_pcp,
tests/sys/net/if_epair_test.sh pcp; ifconfig's words: setifpcp() of sbin/ifconfig/ifconfig.c).
"""

from __future__ import annotations

from simbsd.machine import Machine

PAIR = """ifconfig epair create
jail -c name=a persist vnet vnet.interface=epair0b
jexec a ifconfig epair0b inet 192.0.2.2/24 up
ifconfig epair0a inet 192.0.2.1/24 up
"""


def said(script: str) -> list[str]:
    """What a script prints after the pair is made."""
    output, _ = Machine(ttys=0).script((PAIR + script).encode())
    return output.decode().splitlines()[1:]


def test_a_packet_has_its_own_priority_before_that_of_its_interface() -> None:
    lines = said(
        "ifconfig epair0a pcp 3\ntcpdump -enql -c 8 -i epair0a > /tmp/seen 2>/dev/null &\nsleep 1\n"
        "ping -qc 1 192.0.2.2 >/dev/null\nping -qC 5 -c 1 192.0.2.2 >/dev/null\nifconfig epair0a -pcp\n"
        "ping -qc 1 192.0.2.2 >/dev/null\nsleep 2\ncat /tmp/seen\n"
    )
    assert len(lines) == 8
    priorities = [line.partition(" p ")[2][:1] if "vlan 0" in line else "" for line in lines]
    assert priorities == ["3", "", "3", "", "5", "", "", ""]


def test_an_interface_shows_its_priority_and_takes_no_wrong_one() -> None:
    assert said(
        "ifconfig epair0a pcp 3\nifconfig epair0a | grep pcp\nifconfig epair0a pcp 8\nifconfig epair0a pcp x\n"
        "ifconfig epair0a | grep pcp\nifconfig epair0a -pcp\nifconfig epair0a | grep -c pcp\nifconfig lo0 pcp 1\n"
        "ping -C 8 192.0.2.2\n"
    ) == [
        "\tpcp 3", "ifconfig: value for pcp out of range", "ifconfig: invalid value for pcp", "\tpcp 3", "0",
        "ifconfig: SIOCSLANPCP: Invalid argument", "ping: invalid PCP: `8'",
    ]  # fmt: skip
