"""The graphs of a small network, as elements and as their text twins."""

from __future__ import annotations

from lab.course.rehearsal import perform
from lab.graph.network import network
from lab.graph.processes import processes
from lab.graph.text import network_text, processes_text
from lab.session import Session
from lab.trace import packets


def test_the_network_graph_of_two_jails(session: Session) -> None:
    for command in (
        "jail -c name=plain path=/ ip4.addr=10.0.2.15 persist",
        "jail -c name=own path=/ vnet persist",
        "ifconfig epair create; ifconfig epair0b vnet own; ifconfig bridge create",
        "ifconfig bridge0 addm epair0a up; ifconfig epair0a up; jexec own ifconfig epair0b 10.0.0.2/24",
    ):
        perform(session, command)
    graph = network(session.machine.kernel)
    assert network_text(graph) == (
        "the host's network stack\n"
        "  jail plain (jid 1) shares this stack, ip4 10.0.2.15\n"
        "  interface em0: up 10.0.2.15/24, linked to the Internet\n"
        "  interface lo0: up 127.0.0.1/8\n"
        "  interface epair0a: up, linked to epair0b, bridged with bridge0\n"
        "  bridge bridge0: up, bridged with epair0a\n"
        "jail own (jid 2), a network stack of its own\n"
        "  interface lo0: down\n"
        "  interface epair0b: up 10.0.0.2/24, linked to epair0a"
    )
    (link,) = [element for element in graph.values() if element.kind == "link"]
    assert (graph[link.source or ""].label, graph[link.target or ""].label, link.data) == (
        "epair0a", "epair0b", {"up": True},
    )  # fmt: skip
    (own,) = [element for element in graph.values() if element.label == "own"]
    assert own.data["rt"] == "10.0.0.0/24 epair0b, 10.0.0.2 lo0"


def test_a_vlan_interface_rides_on_its_parent(session: Session) -> None:
    perform(session, "jail -c name=own path=/ vnet persist; ifconfig epair create")
    perform(session, "ifconfig epair0a.42 create; ifconfig epair0a.42 vnet own; ifconfig vlan create")
    graph = network(session.machine.kernel)
    assert network_text(graph) == (
        "the host's network stack\n"
        "  interface em0: up 10.0.2.15/24, linked to the Internet\n"
        "  interface lo0: up 127.0.0.1/8\n"
        "  interface epair0a: down, linked to epair0b, carries epair0a.42\n"
        "  interface epair0b: down, linked to epair0a\n"
        "  interface vlan0: down\n"
        "jail own (jid 1), a network stack of its own\n"
        "  interface lo0: down\n"
        "  interface epair0a.42: down, vlan 42 on epair0a"
    )
    (ride,) = [element for element in graph.values() if element.kind == "vlan"]
    assert (graph[ride.source or ""].label, graph[ride.target or ""].label, ride.data) == (
        "epair0a.42", "epair0a", {"ifv_vid": 42},
    )  # fmt: skip
    perform(session, "ifconfig epair0a destroy")
    assert [element for element in network(session.machine.kernel).values() if element.kind == "vlan"] == []


def test_a_tagged_packet_goes_by_the_ride_and_the_link(session: Session) -> None:
    perform(session, "jail -c name=own path=/ vnet persist; ifconfig epair create; ifconfig epair0b vnet own")
    perform(session, "ifconfig epair0a up; ifconfig epair0a.7 create; ifconfig epair0a.7 10.0.0.1/24")
    perform(session, "jexec own ifconfig epair0b up; jexec own ifconfig epair0b.7 create 10.0.0.2/24")
    kernel = session.machine.kernel
    kernel.events.clear()
    session.machine.type(0, "ping -c 1 10.0.0.2\n")
    session.machine.settle(60_000_000)
    names = {element.id: element.label for element in network(kernel).values()}
    echo = [one for one in packets(kernel, kernel.events) if one["label"] == "echo"]
    assert [(names[one["source"]], names[one["target"]], one["edge"].split(":")[0]) for one in echo] == [
        ("epair0a.7", "epair0a", "vlan"), ("epair0a", "epair0b", "link"), ("epair0b", "epair0b.7", "vlan"),
    ]  # fmt: skip


def test_what_crosses_the_cable_of_em0_goes_between_it_and_the_outside(session: Session) -> None:
    kernel = session.machine.kernel
    kernel.events.clear()
    session.machine.type(0, "ping -c 1 192.0.2.10\n")
    session.machine.settle(60_000_000)
    graph = network(kernel)
    assert graph["outside"].kind == "outside"
    echo = [one for one in packets(kernel, kernel.events) if one["label"] in ("echo", "reply")]
    assert [(one["source"], one["target"], graph[one["edge"]].kind) for one in echo] == [
        ("if:1", "outside", "uplink"), ("outside", "if:1", "uplink"),
    ]  # fmt: skip


def test_an_interface_keeps_its_id_when_it_moves_or_is_renamed(session: Session) -> None:
    perform(session, "jail -c name=own path=/ vnet persist; ifconfig epair create")
    before = [name for name, element in network(session.machine.kernel).items() if element.label == "epair0b"]
    perform(session, "ifconfig epair0b vnet own; jexec own ifconfig epair0b name eth0")
    after = [name for name, element in network(session.machine.kernel).items() if element.label == "eth0"]
    assert after == before


def test_the_process_graph_groups_by_prison(session: Session) -> None:
    perform(session, "jail -c name=www path=/ persist; jexec www sleep 500 & sleep 600 &")
    graph = processes(session.machine.kernel)
    named = {element.label: element for element in graph.values() if element.kind == "process"}
    sleeps = [element for element in graph.values() if element.label == "sleep"]
    assert [(element.parent, element.data["p_args"]) for element in sleeps] == [
        ("prison:1", "sleep 500"),
        ("prison:0", "sleep 600"),
    ]
    assert named["init"].data["p_pid"] == 1
    text = processes_text(graph)
    assert "jail www (jid 1)\n" in text
    assert text.splitlines()[0] == "the host"


def test_ids_are_unique_and_ends_exist(session: Session) -> None:
    perform(session, "ifconfig epair create; ifconfig bridge create; ifconfig bridge0 addm epair0a")
    graph = network(session.machine.kernel)
    for element in graph.values():
        for end in (element.parent, element.source, element.target):
            assert end is None or end in graph
