"""Tasks: what is done at a machine is replayed here and marked by goals; a wrong way is told what it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from answering import ask, variant_of
from django.test import Client

from lab.course.rehearsal import play
from lab.course.transcript import parse_transcript
from lab.items.item import Task
from lab.session import Session
from lessons import grading
from lessons.models import Learner
from quizzes import tasks
from quizzes.models import Question, Sitting

pytestmark = pytest.mark.django_db
SLUG = "do-persistent-jail"


@pytest.fixture(scope="module", autouse=True)
def _pool() -> Any:
    yield
    grading.pool().close()


def opened(client: Client, learner: Learner, mode: str = Sitting.Mode.PRACTICE) -> Question:
    """A task whose machine's page was opened."""
    question = ask(learner, SLUG, mode)
    assert client.get(f"/quizzes/questions/{question.pk}/machine").status_code == 200
    question.refresh_from_db()
    return question


def journal_of(question: Question, transcript: str) -> str:
    """The journal of this way through the task."""
    session = Session(tasks.plan_for(question), question.seed, variant_of(question).item.release, question.engine)
    play(session, parse_transcript("way", transcript))
    return json.dumps(session.journal().dump())


def task(question: Question) -> Task:
    body = variant_of(question).body
    assert isinstance(body, Task)
    return body


def hand_in(client: Client, question: Question, journal: str) -> Any:
    return client.post(f"/quizzes/questions/{question.pk}/machine", {"journal": journal}, follow=True)


def test_a_solution_earns_every_goal(browser: Client, learner: Learner) -> None:
    question = opened(browser, learner)
    response = hand_in(browser, question, journal_of(question, task(question).solution))
    assert "That is right." in response.content.decode()
    question.refresh_from_db()
    assert (question.points, question.possible) == (3, 3)


def test_part_of_it_earns_part_and_the_way_is_told(browser: Client, learner: Learner) -> None:
    question = opened(browser, learner)
    way = task(question).wrong[0]
    text = hand_in(browser, question, journal_of(question, way.transcript)).content.decode()
    assert "Partly: 1 of 3." in text
    assert way.feedback.split("'")[0] in text
    question.refresh_from_db()
    assert question.points == 1


def test_what_the_browser_says_of_goals_is_not_asked(browser: Client, learner: Learner) -> None:
    question = opened(browser, learner)
    forged = json.loads(journal_of(question, "  $ true\n"))
    response = hand_in(browser, question, json.dumps({**forged, "goals": {"made": True}}))
    assert response.status_code == 422
    hand_in(browser, question, json.dumps(forged))
    question.refresh_from_db()
    assert question.points == 0


@pytest.mark.parametrize("field", ["seed", "lesson", "revision", "engine"])
def test_a_journal_of_something_else_is_refused(browser: Client, learner: Learner, field: str) -> None:
    question = opened(browser, learner)
    value = json.loads(journal_of(question, task(question).solution))
    other = {"seed": value["seed"] + 1, "lesson": "item:other", "revision": 99, "engine": "0" * 16}[field]
    assert hand_in(browser, question, json.dumps({**value, field: other})).status_code == 409
    question.refresh_from_db()
    assert question.answered is None


def test_work_is_kept_and_comes_back(browser: Client, learner: Learner) -> None:
    question = opened(browser, learner)
    journal = journal_of(question, task(question).solution)
    url = f"/quizzes/questions/{question.pk}/journal"
    assert browser.put(url, journal, content_type="application/json").status_code == 204
    assert browser.put(url, "{}", content_type="application/json").status_code == 422
    page = browser.get(f"/quizzes/questions/{question.pk}/machine").content.decode()
    assert "host.hostname=" in page.split('id="lab-config"')[1]


def test_anothers_machine_is_not_there(
    browser: Client, learner: Learner, newcomer: Callable[[], tuple[Client, Learner]]
) -> None:
    question = opened(browser, learner)
    stranger, _ = newcomer()
    for way in ("machine", "demonstration"):
        assert stranger.get(f"/quizzes/questions/{question.pk}/{way}").status_code == 404
    assert stranger.put(f"/quizzes/questions/{question.pk}/journal", "{}").status_code == 404


def test_a_question_in_a_form_has_no_machine(browser: Client, learner: Learner) -> None:
    question = ask(learner, "which-jail-pings")
    assert browser.get(f"/quizzes/questions/{question.pk}/machine").status_code == 404


def test_in_a_test_the_machine_is_the_servers_and_gives_no_hints(browser: Client, learner: Learner) -> None:
    question = opened(browser, learner, Sitting.Mode.TEST)
    page = browser.get(f"/quizzes/questions/{question.pk}/machine").content.decode()
    config = json.loads(page.split('id="lab-config" type="application/json">')[1].split("</script>")[0])
    assert config["urls"]["socket"] == f"/ws/quizzes/questions/{question.pk}/"
    assert "journal" not in config["urls"]
    title = variant_of(question).item.title
    assert config["lesson"] == {"slug": f"item:{question.item}", "revision": 1, "goals": [], "title": title}
    assert "not reached yet" not in page
    assert browser.put(f"/quizzes/questions/{question.pk}/journal", "{}").status_code == 404


def test_a_demonstration_opens_after_the_answer_only(browser: Client, learner: Learner) -> None:
    question = opened(browser, learner)
    url = f"/quizzes/questions/{question.pk}/demonstration"
    assert browser.get(url).status_code == 404
    hand_in(browser, question, journal_of(question, task(question).solution))
    page = browser.get(url)
    assert page.status_code == 200
    assert "jls" in page.content.decode()
