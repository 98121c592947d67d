"""The walk up the layers: at each stage of building a network, the first thing that is missing is named, in
one sentence.
"""

from __future__ import annotations

from lab.course.rehearsal import perform
from lab.diagnosis.layers import Fails, Holds
from lab.facts import evaluate
from lab.session import Session

# What is done next, and what then stands in the way of jail a reaching 10.0.0.1 on the host: (layer,
# sentence).
STAGES = [
    ("true", "jail", "The jail a does not exist."),
    ("jail -c name=a path=/ persist", "vnet", "The jail a has no network stack of its own: it shares the host's."),
    ("jail -r a; jail -c name=a path=/ vnet persist", "interface",
     "The stack of jail a has no interface but lo0: nothing leads out."),
    ("ifconfig epair create; ifconfig epair0b vnet a", "up", "The interface epair0b in jail a is down."),
    ("jexec a ifconfig epair0b up", "route", "The network stack of jail a has no route to 10.0.0.1."),
    ("jexec a ifconfig epair0b 10.0.0.2/24", "up", "The interface epair0a on the host is down."),
    ("ifconfig epair0a up", "bridged",
     "The other end of epair0b, epair0a on the host, has no address and is on no bridge."),
    ("ifconfig epair0a 10.0.0.9/24", "address", "Nobody on the wire of epair0b has 10.0.0.1."),
    ("ifconfig epair0a 10.0.0.1/32", "route", "Packets from the host to 10.0.0.2 leave the machine by em0."),
]  # fmt: skip


def test_each_stage_of_a_cable_between_two_stacks(session: Session) -> None:
    for command, layer, sentence in STAGES:
        perform(session, command)
        fails = evaluate(session.observer.context, "reaches", {"jail": "a", "address": "10.0.0.1"})
        assert isinstance(fails, Fails), command
        assert (fails.layer, fails.sentence) == (layer, sentence)
    perform(session, "ifconfig epair0a 10.0.0.1/24")
    assert evaluate(session.observer.context, "reaches", {"jail": "a", "address": "10.0.0.1"}) == Holds()
    fails = evaluate(session.observer.context, "ping_answered", {"jail": "a", "address": "10.0.0.1"})
    assert fails == Fails(
        "service", "The jail a can reach 10.0.0.1, but has not had an answer to a ping yet.", "vnet:1"
    )
    perform(session, "jexec a ping -c 1 10.0.0.1")
    assert evaluate(session.observer.context, "ping_answered", {"jail": "a", "address": "10.0.0.1"}) == Holds()


BRIDGE = (
    "ifconfig bridge create; ifconfig bridge0 up",
    "for j in a b; do jail -c name=$j path=/ vnet persist; e=$(ifconfig epair create); e=${e%a};"
    " ifconfig ${e}b vnet $j; ifconfig ${e}a up; ifconfig bridge0 addm ${e}a; done",
    "jexec a ifconfig epair0b 10.0.0.1/24; jexec b ifconfig epair1b 10.0.0.2/24",
)


def test_a_bridge_with_two_jails(session: Session) -> None:
    for command in BRIDGE:
        perform(session, command)
    question = ("reaches", {"jail": "a", "address": "10.0.0.2"})
    assert evaluate(session.observer.context, *question) == Holds()
    perform(session, "ifconfig bridge0 down")
    fails = evaluate(session.observer.context, *question)
    assert isinstance(fails, Fails)
    assert (fails.layer, fails.sentence) == ("up", "The interface bridge0 on the host is down.")
    perform(session, "ifconfig bridge0 up; ifconfig bridge0 deletem epair1a")
    fails = evaluate(session.observer.context, *question)
    assert isinstance(fails, Fails)
    assert (fails.layer, fails.sentence) == ("address", "Nobody on the wire of epair0b has 10.0.0.2.")


VLANS = (
    "jail -c name=a path=/ vnet persist; ifconfig epair create; ifconfig epair0b vnet a",
    "ifconfig epair0a up; jexec a ifconfig epair0b up",
    "ifconfig epair0a.7 create; ifconfig epair0a.7 10.0.0.1/24",
    "jexec a ifconfig epair0b.8 create; jexec a ifconfig epair0b.8 10.0.0.2/24",
)


def test_tags_must_agree(session: Session) -> None:
    for command in VLANS:
        perform(session, command)
    question = ("reaches", {"jail": "a", "address": "10.0.0.1"})
    sentence = "epair0a.7 on the host has 10.0.0.1, but listens to vlan 7, and epair0b.8 sends vlan 8."
    fails = evaluate(session.observer.context, *question)
    assert isinstance(fails, Fails)
    assert (fails.layer, fails.sentence) == ("link", sentence)
    perform(session, "jexec a ifconfig epair0b.8 destroy")
    perform(session, "jexec a ifconfig epair0b.7 create; jexec a ifconfig epair0b.7 10.0.0.2/24")
    assert evaluate(session.observer.context, *question) == Holds()


def test_a_port_that_is_down_between_two_that_are_up(session: Session) -> None:
    for command in BRIDGE:
        perform(session, command)
    perform(session, "ifconfig epair1a down")
    fails = evaluate(session.observer.context, "reaches", {"jail": "a", "address": "10.0.0.2"})
    assert isinstance(fails, Fails)
    assert (fails.layer, fails.sentence) == ("up", "The interface epair1a on the host is down.")
