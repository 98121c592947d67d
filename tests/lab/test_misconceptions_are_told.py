"""What many believe at first is seen in what they type; hints follow the layer that is broken."""

from __future__ import annotations

from lab.course.plan import Goal, Misconception, Plan
from lab.course.rehearsal import perform
from lab.session import Session

GOAL = Goal(
    "ping", "It pings", "stack_address", {"jail": "blue", "address": "10.0.0.1", "plen": 24}, ("Look.",),
    {"address": ("Give it one.",)},
)  # fmt: skip
BELIEF = Misconception("moved", "ping", r"^ifconfig epair0b [0-9]", "Addresses do not travel.")


def session() -> Session:
    return Session(Plan("test", 1, "14.0", goals=(GOAL,), misconceptions=(BELIEF,)), 0)


def test_a_belief_is_told_once_it_was_typed_and_until_the_goal_holds() -> None:
    one = session()
    assert one.observer.goals()[0].misconception is None
    perform(one, "ifconfig epair create; jail -c name=blue path=/ vnet persist")
    perform(one, "ifconfig epair0b 10.0.0.1/24")
    assert one.observer.goals()[0].misconception == "Addresses do not travel."
    assert one.observer.goals()[0].dump()["misconception"] == "Addresses do not travel."
    perform(one, "ifconfig epair0b vnet blue; jexec blue ifconfig epair0b 10.0.0.1/24")
    assert one.observer.goals()[0].misconception is None


def test_hints_are_those_of_the_first_broken_layer() -> None:
    one = session()
    assert one.observer.goals()[0].hints == ("Look.",)
    perform(one, "jail -c name=blue path=/ vnet persist")
    assert one.observer.goals()[0].hints == ("Give it one.",)
