"""The wanted topology: drawn from the goals alone, with the ids of what is there and marks on what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from bridge_page import Page, only

from lab.course.lesson_file import load_catalogue
from lab.course.plan import Goal
from lab.course.rehearsal import perform, play
from lab.graph.model import Graph
from lab.graph.network import network
from lab.graph.wanted import wanted
from lab.session import Session

CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "curriculum")


def _goal(fact: str, **arguments: str | int) -> Goal:
    return Goal(f"g-{fact}", "text", fact, dict(arguments))


GOALS = (
    _goal("jail_exists", jail="old"),
    _goal("jail_has_vnet", jail="blue"),
    _goal("stack_address", jail="blue", address="10.0.0.2", plen=24),
    _goal("stacks_linked", jail="blue", **{"with": "host"}),
    _goal("loopback_ready", jail="blue"),
)


def _shown(graph: Graph) -> list[tuple[str, str, str]]:
    return [(element.kind, element.label, str(element.data["wanted"])) for element in graph.values()]


def test_at_first_everything_but_the_host_is_missing(session: Session) -> None:
    assert _shown(wanted(session.machine.kernel, GOALS)) == [
        ("vnet", "blue", "missing"),
        ("vnet", "host", "present"),
        ("jail", "old", "missing"),
        ("interface", "to host", "missing"),
        ("interface", "to blue", "missing"),
        ("interface", "lo0", "missing"),
        ("link", "", "missing"),
    ]


def test_an_address_nobody_has_is_wanted_at_the_cables_end(session: Session) -> None:
    graph = wanted(session.machine.kernel, GOALS)
    (end,) = [element for element in graph.values() if element.label == "to host"]
    assert end.data["if_addrhead"] == "10.0.0.2/24"


def test_what_is_there_keeps_its_id_and_its_mark_turns(session: Session) -> None:
    perform(session, "jail -c name=old path=/ persist; jail -c name=blue path=/ vnet persist")
    perform(session, "ifconfig epair create; ifconfig epair0b vnet blue; jexec blue ifconfig epair0b 10.0.0.2/24 up")
    perform(session, "jexec blue ifconfig lo0 127.0.0.1/8 up")
    kernel = session.machine.kernel
    graph = wanted(kernel, GOALS)
    assert [element.label for element in graph.values() if element.data["wanted"] == "missing"] == []
    present = network(kernel)
    assert [name for name in graph if name not in present] == []


def test_a_wrong_mask_is_a_difference(session: Session) -> None:
    perform(session, "jail -c name=blue path=/ vnet persist; ifconfig epair create; ifconfig epair0b vnet blue")
    perform(session, "jexec blue ifconfig epair0b 10.0.0.2/16 up")
    graph = wanted(session.machine.kernel, GOALS)
    (port,) = [element for element in graph.values() if element.label == "epair0b"]
    assert (port.data["wanted"], port.data["if_addrhead"]) == ("missing", "10.0.0.2/24")


def test_goals_on_other_things_draw_nothing(session: Session) -> None:
    goals = (_goal("host_unchanged"), _goal("process_in_jail", jail="www", command="sleep"))
    assert wanted(session.machine.kernel, goals) == {}


@pytest.mark.parametrize("slug", [lesson.slug for lesson in CATALOGUE.lessons()])
def test_after_a_lessons_solution_nothing_is_missing(slug: str) -> None:
    lesson = CATALOGUE.lesson(slug)
    session = Session(lesson.plan(5), 5, lesson.release)
    before = wanted(session.machine.kernel, session.plan.goals if session.plan else ())
    for element in before.values():
        for end in (element.parent, element.source, element.target):
            assert end is None or end in before
    play(session, lesson.solution(5))
    after = wanted(session.machine.kernel, session.plan.goals if session.plan else ())
    assert [element.id for element in after.values() if element.data["wanted"] == "missing"] == []


def test_it_is_sent_only_while_it_is_watched(page: Page) -> None:
    lesson = CATALOGUE.lesson("own-stack")
    page.open(lesson=lesson.public(1), seed=1)
    (graph,) = only(page.say("watch", graphs=["wanted"], opened=[]), "graph")
    assert (graph["name"], graph["full"]) == ("wanted", True)
