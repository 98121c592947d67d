"""What a call resolves in its stack, as the V_ macros do it: process, credential, prison, stack, variable
(facts 4.1, 5.1; sys/net/vnet.h).
"""

from __future__ import annotations

import pytest

from lab.session import Session
from simbsd.machine import Machine
from simbsd.sys.event import VnetWalk

MINUTE = 60_000_000
JAILS = "jail -c name=v vnet persist; jail -c name=w path=/ ip4.addr=10.0.2.15 persist\n"


def walks(command: str, comm: str = "") -> list[tuple[str, str, int, str]]:
    """(call, prison, stack, variable) of what one command resolves."""
    machine = Machine(ttys=0)
    machine.script(JAILS.encode())
    machine.events()
    machine.script(command.encode())
    return [(one.call, one.prison, one.vnet, one.variable) for one in machine.events() if isinstance(one, VnetWalk)]


CASES = [
    ("sysctl -n net.inet.ip.forwarding", ("__sysctlbyname", "0", 0, "V_ipforwarding")),
    ("jexec w sysctl -n net.inet.ip.forwarding", ("__sysctlbyname", "w", 0, "V_ipforwarding")),
    ("jexec v sysctl -n net.inet.ip.forwarding", ("__sysctlbyname", "v", 1, "V_ipforwarding")),
    ("jexec v netstat -rn", ("netlink", "v", 1, "V_rt_tables")),
    ("jexec v arp -an", ("netlink", "v", 1, "V_lltables")),
    ("jexec v ifconfig -l", ("netlink", "v", 1, "V_ifnet")),
    ("jexec v ifconfig lo0 up", ("ioctl", "v", 1, "V_ifnet")),
    ("ifconfig bridge create", ("ioctl", "0", 0, "V_if_cloners")),
    ("nc -zw1 10.0.2.15 80", ("socket", "0", 0, "V_tcbinfo")),
    ("nc -zw1 10.0.2.15 80", ("connect", "0", 0, "V_rt_tables")),
    ("jexec w nc -zw1 10.0.2.15 80", ("connect", "w", 0, "V_tcbinfo")),
    ("nc -zuw1 10.0.2.15 80", ("socket", "0", 0, "V_udbinfo")),
    ("nc -w1 -l 10.0.2.15 80", ("bind", "0", 0, "V_in_ifaddrhashtbl")),
    ("ping -c1 10.0.2.2", ("socket", "0", 0, "V_ripcbinfo")),
    ("ping -6 -c1 ::1", ("socket", "0", 0, "V_ripcbinfo")),
    ("ping -c1 10.0.2.2", ("sendto", "0", 0, "V_lltables")),
    ("jexec v netstat -an -p tcp", ("__sysctlbyname", "v", 1, "V_tcbinfo")),
]


@pytest.mark.parametrize(("command", "walk"), CASES, ids=[f"{case[0]}: {case[1][3]}" for case in CASES])
def test_a_call_tells_where_it_went(command: str, walk: tuple[str, str, int, str]) -> None:
    assert walk in walks(command)


def test_the_same_command_reaches_another_stack_from_each_jail() -> None:
    found = [walks(f"{where}sysctl -n net.inet.ip.ttl") for where in ("", "jexec w ", "jexec v ")]
    chains = [("0", 0), ("w", 0), ("v", 1)]
    assert found == [[("__sysctlbyname", prison, vnet, "V_ip_defttl")] for prison, vnet in chains]


def test_each_call_tells_of_a_variable_once() -> None:
    machine = Machine(ttys=0)
    machine.script(b"ifconfig lo0 inet 127.0.0.1/8; ping -c3 -i1 127.0.0.1")
    told = [one for one in machine.events() if isinstance(one, VnetWalk) and one.call == "sendto"]
    assert [one.variable for one in told] == ["V_rt_tables"] * 3


def test_a_call_that_touches_no_stack_tells_nothing() -> None:
    assert walks("ls /; id; sysctl -n kern.hostname; jls") == []


def test_packets_that_others_send_are_nobodys_walk() -> None:
    """What happens between calls, or in another stack, is told by the packets."""
    found = walks("ifconfig epair create >/dev/null; ifconfig epair0b vnet v; ifconfig epair0a 10.9.0.1/24\n"
                  "jexec v ifconfig epair0b 10.9.0.2/24; ping -c1 10.9.0.2 >/dev/null")  # fmt: skip
    assert all(vnet == (1 if prison == "v" else 0) for _, prison, vnet, _ in found)


LOOP = "jexec v ifconfig lo0 127.0.0.1/8; jexec v ping -c1 127.0.0.1"


@pytest.mark.parametrize("command", ["ping -c2 10.0.2.15", LOOP])
def test_watching_changes_nothing(command: str) -> None:
    digests = []
    for watched in (True, False):
        machine = Machine(ttys=0, watched=watched)
        machine.script((JAILS + command).encode())
        digests.append(machine.digest())
    assert digests[0] == digests[1]


def test_the_trace_carries_it() -> None:
    session = Session(None, 0)
    assert session.wait(0, MINUTE)
    session.type(0, "sysctl net.inet.ip.forwarding\r")
    assert session.wait(0, MINUTE)
    trace = session.pump().trace
    assert trace is not None
    found = [call["vnet"] for call in trace["calls"] if call["vnet"]]
    assert found[0] == [{"prison": "0", "vnet": 0, "variable": "V_ipforwarding"}]
    assert all("vnet" in call for call in trace["calls"])
