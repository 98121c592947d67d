"""A broadcast in a loop of bridges goes round and multiplies; that is seen as a storm, takes bounded work, and ends
when a cable is cut.
"""

from __future__ import annotations

from simbsd.machine import Machine
from simbsd.net.if_bridge import MAXHOPS, STORM
from simbsd.sys.event import PacketHop

CABLES = 3
LOOP = "ifconfig bridge0 create up\nifconfig bridge1 create up\n" + "".join(
    f"ifconfig epair{n} create up\nifconfig epair{n}b up\nifconfig bridge0 addm epair{n}a\n"
    f"ifconfig bridge1 addm epair{n}b\n"
    for n in range(CABLES)
)
ASK = "ifconfig epair9 create up\nifconfig bridge0 addm epair9a\njail -c name=a vnet persist vnet.interface=epair9b\n"


def hops(machine: Machine, script: str) -> list[PacketHop]:
    """What became of the frames while a script ran."""
    machine.kernel.events.clear()
    machine.script(script.encode())
    return [event for event in machine.kernel.events if isinstance(event, PacketHop)]


def test_a_storm_is_seen_bounded_and_cut() -> None:
    machine = Machine(ttys=0)
    machine.script((LOOP + ASK).encode())
    seen = hops(machine, "jexec a ifconfig epair9b 10.9.9.1/24 up\nsleep 1\n")
    why = [event.why for event in seen if event.fate == "dropped"]
    assert sum("storm in a loop of bridges" in one for one in why) > 100
    assert any(f"crossed {MAXHOPS} bridges" in one for one in why)
    assert len(seen) < 2 * MAXHOPS * STORM * CABLES
    assert machine.kernel.netisrq == []
    down = "".join(f"ifconfig epair{n}a down\n" for n in range(1, CABLES))
    cut = hops(machine, down + "jexec a ping -qc 1 -t 1 10.9.9.2\nsleep 1\n")
    assert 0 < len(cut) < 30
    assert not any("bridges" in event.why for event in cut)
