"""The network graph and the inspector show addresses of IPv6."""

from __future__ import annotations

from lab.graph.network import network
from lab.inspect.network import interface, stack
from simbsd.machine import Machine

MINUTE = 60_000_000
SCRIPT = b"ifconfig epair create; ifconfig epair0a 10.0.0.1/24; ifconfig epair0a inet6 2001:db8::1/64\n"


def _machine() -> Machine:
    machine = Machine(ttys=0, watched=False)
    machine.script(SCRIPT, MINUTE)
    return machine


def test_the_graph_shows_those_that_lead_beyond_the_link() -> None:
    held = {element.label: element.data["if_addrhead"] for element in network(_machine().kernel).values()
            if element.kind == "interface"}  # fmt: skip
    assert held["epair0a"] == "10.0.0.1/24 2001:db8::1/64"
    assert held["lo0"] == "127.0.0.1/8"
    assert held["epair0b"] == ""


def test_the_inspector_shows_all_with_their_zone_and_state() -> None:
    kernel = _machine().kernel
    ifp = kernel.vnet0.vnet_names["epair0a"]
    addresses = next(section for section in interface(kernel, ifp) if section.title.startswith("if_addrhead"))
    rows = [row[0] for row in addresses.rows]
    assert rows[:2] == ["10.0.0.1", "2001:db8::1"]
    assert rows[2].startswith("fe80::")
    assert rows[2].endswith("%epair0a tentative")


def test_neighbours_and_routes_have_no_zone_inside() -> None:
    kernel = _machine().kernel
    text = " ".join(str(cell) for section in stack(kernel, kernel.vnet0) for row in section.rows for cell in row)
    assert "fe80::/64" in text
    assert "fe80:4" not in text
