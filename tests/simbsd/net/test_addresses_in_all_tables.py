"""net.add_addr_allfibs: prefixes of interfaces in their own routing table, or in all."""

from __future__ import annotations

from simbsd.machine import Machine

SHOW = """\
for f in 0 1; do
  setfib $f netstat -rnf inet | grep -c 192.0.2.0; setfib $f netstat -rnf inet6 | grep -c 2001:db8:1::/64
done
"""


def said(script: str) -> str:
    machine = Machine(ttys=0)
    machine.advance(1_000_000)
    return machine.script(("sysctl net.fibs=2 > /dev/null; ifconfig lo1 create\n" + script).encode(), 60_000_000)[
        0
    ].decode()


SET = "ifconfig tap0 create; ifconfig tap0 192.0.2.1/24 up; ifconfig tap0 inet6 2001:db8:1::1/64\n"


def test_a_prefix_is_in_the_interface_s_table_alone() -> None:
    assert said(SET + SHOW) == "1\n1\n0\n0\n"


def test_or_in_all_and_goes_from_all() -> None:
    assert said("sysctl net.add_addr_allfibs=1\n" + SET + SHOW + "ifconfig tap0 destroy\n" + SHOW) == (
        "net.add_addr_allfibs: 0 -> 1\n1\n1\n1\n1\n0\n0\n0\n0\n"
    )
