"""route monitor prints a line for every change, as monitor_nl() of sbin/route/route_netlink.c does with the events of
sys/netlink/route/{iface,rt,neigh}.c (14 has no routing socket there any more).
"""

from __future__ import annotations

import re

from simbsd.machine import Machine

CHANGES = """route -n monitor > /tmp/seen &
sleep 1
ifconfig epair create >/dev/null
ifconfig epair0a 192.0.2.1/24
ping -qc 1 10.0.2.2 >/dev/null
route -q add 198.51.100.0/24 10.0.2.2
route -q add 198.51.100.0/24 10.0.2.3
route -q change 198.51.100.0/24 10.0.2.2
route -q add -blackhole 203.0.113.0/24 127.0.0.1
route -q delete 198.51.100.0/24
ifconfig epair0a mtu 1400
ifconfig epair0a inet 192.0.2.1 delete
ifconfig epair0a down
ifconfig epair0a name foo >/dev/null
sleep 1
cat /tmp/seen
"""


def said(script: str) -> list[str]:
    """What a script prints: without times, and a process that made a change as P."""
    output = Machine(ttys=0).script(script.encode())[0].decode()
    lines = [re.sub(r"^\d\d:\d\d:\d\d\.\d{3} ", "", line) for line in output.splitlines()]
    return [re.sub(r"PID  [1-9]\d\d ", "P ", line).replace("PID    0 ", "0 ") for line in lines]


def test_every_change_is_a_line() -> None:
    assert said(CHANGES) == [
        "0 add/repl iface iface#3 epair0a admin DOWN oper UP mtu 1500 ",
        "0 add/repl iface iface#4 epair0b admin DOWN oper UP mtu 1500 ",
        "P add/repl neigh 192.0.2.1 state REACHABLE lladdr 02:9d:07:a2:0e:0a iface epair0a ",
        "P add/repl addr 192.0.2.1/24 iface epair0a ",
        "P add/repl route 192.0.2.0/24 iface epair0a mtu 1500 table inet.0",
        "P add/repl route 192.0.2.1/32 iface lo0 mtu 16384 table inet.0",
        "0 add/repl neigh 10.0.2.2 state REACHABLE lladdr 52:54:00:12:35:02 iface em0 ",
        "P add/repl route 198.51.100.0/24 gw 10.0.2.2 iface em0 mtu 1500 table inet.0",
        "P add/repl route 198.51.100.0/24 gw 10.0.2.2 iface em0 mtu 1500 table inet.0",
        " " * 53 + "gw 10.0.2.3 iface em0 mtu 1500 ",
        "P add/repl route 198.51.100.0/24 gw 10.0.2.2 iface em0 mtu 1500 table inet.0",
        "P add/repl route 203.0.113.0/24 blackhole",
        "P delete route 198.51.100.0/24 gw 10.0.2.2 iface em0 mtu 1500 table inet.0",
        "0 add/repl iface iface#3 epair0a admin UP oper UP mtu 1400 ",
        "P delete route 192.0.2.1/32 iface lo0 mtu 16384 table inet.0",
        "P delete addr 192.0.2.1/24 iface epair0a ",
        "P delete route 192.0.2.0/24 iface epair0a mtu 1400 table inet.0",
        "P delete neigh 192.0.2.1 state REACHABLE lladdr 02:9d:07:a2:0e:0a iface epair0a ",
        "0 add/repl iface iface#3 epair0a admin DOWN oper UP mtu 1400 ",
        "0 delete iface iface#3 epair0a admin DOWN oper UP mtu 1400 ",
        "0 add/repl iface iface#3 foo admin DOWN oper UP mtu 1400 ",
    ]


def test_a_stack_hears_of_its_own_changes_only() -> None:
    script = (
        "jail -c name=a vnet persist\njexec a route -n monitor > /tmp/seen &\nsleep 1\nifconfig lo1 create\n"
        "jexec a ifconfig lo0 inet 127.0.0.1/8\nsleep 1\ncat /tmp/seen\n"
    )
    lines = said(script)
    assert "P add/repl addr 127.0.0.1/8 iface lo0 " in lines
    assert not any("lo1" in line for line in lines)


def test_when_the_last_listener_is_gone_nothing_is_kept() -> None:
    machine = Machine(ttys=0)
    machine.script(b"route -n monitor >/dev/null &\nsleep 1\nkill $!\nwait\nifconfig lo1 create\n")
    vnet = machine.kernel.vnet0
    assert vnet.vnet_netlink == []
    assert vnet.vnet_fibs[0].rib_notify is None


def test_wrong_words_are_refused() -> None:
    usage = "route: usage: route [-j jail] [-46dnqtv] command [[modifiers] args]"
    assert said("route monitor -foo\nroute monitor -fib 3\nroute monitor x\nroute monitor -fib\n") == [
        "route: bad keyword: -foo", usage, "route: invalid fib number: 3", "route: bad keyword: x", usage,
        "route: bad keyword: -fib", usage,
    ]  # fmt: skip
