"""A question for everybody: its time is the server's, an answer counts once, and nothing is told before it may be."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from room_machine import MACHINE
from room_page import cookie_of

from classroom import quiz, rooms
from classroom.models import Asked, Member, Reply
from classroom.tally import histogram, results
from lab.items.answers import right_answer, wrong_answers
from lab.items.variant import stage
from lab.session import Session
from lessons import grading
from lessons.engines import current_engine
from lessons.models import Learner
from lessons.refusals import Conflict, Refusal

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
SINGLE = "jails-today/which-jail-pings"
MEND = "mend/mend-default-route"


@pytest.fixture(autouse=True)
def _items(settings: Any, _curriculum: None) -> Iterator[None]:
    """The whole curriculum, and graders that read it and no longer live than the test."""
    grading.pool().close()
    settings.CURRICULUM_DIR = CURRICULUM
    yield
    grading.pool().close()


def slug(name: str) -> str:
    """An item of the curriculum by the end of its name."""
    from quizzes.bank import bank

    return next(item.slug for item in bank().items if item.slug.endswith(name.rpartition("/")[2]))


def asked(member: Member, name: str = SINGLE, seconds: int = 60) -> Asked:
    """A question that is open already."""
    found = quiz.ask(member.room, slug(name), seconds)
    shift(found, quiz.READY)
    return found


def shift(question: Asked, by: timedelta) -> None:
    """As if so much time had passed."""
    question.opens -= by
    question.closes -= by
    question.save()


def right(question: Asked) -> Any:
    return right_answer(quiz.variant_of(question))


def wrong(question: Asked) -> Any:
    return next(wrong_answers(quiz.variant_of(question)))[0]


def joined(member: Member, name: str) -> Member:
    return rooms.join(member.room, Learner.objects.create(), name)


def test_an_answer_is_graded_and_counts_once(teacher: Member, pupil: Member) -> None:
    question = asked(teacher)
    assert quiz.answer(question, pupil, right(question)).is_right
    with pytest.raises(Conflict):
        quiz.answer(question, pupil, wrong(question))
    assert Reply.objects.get().is_right


def test_of_two_answers_in_the_same_moment_one_counts(
    teacher: Member, pupil: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if both looked before either was written."""
    question = asked(teacher)
    monkeypatch.setattr(quiz, "check_may_answer", lambda *_: None)
    quiz.answer(question, pupil, right(question))
    with pytest.raises(Conflict):
        quiz.answer(question, pupil, right(question))
    assert Reply.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_whole_class_answers_at_once(teacher: Member) -> None:
    question = asked(teacher)
    pupils = [joined(teacher, f"P{number}") for number in range(12)]
    value, refused = right(question), []

    def answer(member: Member) -> None:
        for _ in range(2):
            try:
                quiz.answer(question, member, value)
            except Refusal as refusal:
                refused.append(refusal)
        connection.close()

    threads = [threading.Thread(target=answer, args=(member,)) for member in pupils]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Reply.objects.count(), len(refused)) == (12, 12)


def test_the_time_is_the_servers(teacher: Member, pupil: Member) -> None:
    question = quiz.ask(teacher.room, slug(SINGLE), 30)
    with pytest.raises(quiz.Late):
        quiz.answer(question, pupil, right(question))
    shift(question, quiz.READY + timedelta(seconds=31))
    assert quiz.answer(question, pupil, right(question)).points == 1, "what was under way when the time was up"
    other = joined(teacher, "Linus")
    shift(question, quiz.GRACE)
    with pytest.raises(quiz.Late):
        quiz.answer(question, other, right(question))


def test_one_question_at_a_time_and_more_time_on_demand(teacher: Member) -> None:
    question = asked(teacher, seconds=10)
    with pytest.raises(Conflict):
        quiz.ask(teacher.room, slug(SINGLE), 30)
    before = question.closes
    quiz.extend(question)
    assert question.closes - before == quiz.MORE
    with pytest.raises(Conflict):
        quiz.reveal(question)
    quiz.stop(question)
    quiz.reveal(question)
    with pytest.raises(Conflict):
        quiz.extend(question)
    assert quiz.ask(teacher.room, slug(SINGLE), 30).number == 2


@pytest.mark.parametrize("seconds", [0, 4, 3601])
def test_a_time_that_is_none_is_refused(teacher: Member, seconds: int) -> None:
    with pytest.raises(Refusal):
        quiz.ask(teacher.room, slug(SINGLE), seconds)
    assert Asked.objects.count() == 0


def test_what_is_no_answer_costs_nothing(teacher: Member, pupil: Member) -> None:
    question = asked(teacher)
    for value in ([], [99], "x", None):
        with pytest.raises(quiz.NoAnswer):
            quiz.answer(question, pupil, value)
    assert quiz.answer(question, pupil, right(question)).is_right


def test_the_histogram_counts_and_tells_right_only_when_it_may(teacher: Member, pupil: Member) -> None:
    question = asked(teacher)
    quiz.answer(question, pupil, right(question))
    quiz.answer(question, joined(teacher, "Linus"), wrong(question))
    quiz.answer(question, joined(teacher, "Ken"), right(question))
    bars = histogram(question, shows_right=False)
    assert sorted(bar["count"] for bar in bars) == [0, 0, 1, 2]
    assert not any(bar["right"] for bar in bars)
    best = max(histogram(question, shows_right=True), key=lambda bar: bar["count"])
    assert (best["right"], best["share"]) == (True, 100)


@pytest.mark.parametrize("name", ["address-modes", "nested-limits", "point-broken-cable", "least-epair", MEND])
def test_every_kind_has_a_histogram(teacher: Member, pupil: Member, name: str) -> None:
    question = asked(teacher, name)
    quiz.answer(question, pupil, right(question))
    assert sum(bar["count"] for bar in histogram(question, True)) >= 1


def test_who_comes_late_is_scored_on_what_was_asked_since(teacher: Member, pupil: Member) -> None:
    first = asked(teacher)
    quiz.answer(first, pupil, right(first))
    quiz.stop(first)
    shift(first, timedelta(minutes=5))
    Member.objects.filter(pk=pupil.pk).update(joined=timezone.now() - timedelta(minutes=10))
    late = joined(teacher, "Linus")
    second = asked(teacher)
    quiz.answer(second, late, right(second))
    quiz.stop(second)
    assert [
        (score.member.name, score.points, score.questions, score.percent) for score in quiz.scores(teacher.room)
    ] == [
        ("Grace", 1.0, 2, 50),
        ("Linus", 1.0, 1, 100),
    ]


def test_who_comes_in_the_middle_of_a_question_owes_it_nothing_but_may_answer(teacher: Member, pupil: Member) -> None:
    Member.objects.filter(pk=pupil.pk).update(joined=timezone.now() - timedelta(minutes=10))
    question = asked(teacher)
    watches, answers = joined(teacher, "Ken"), joined(teacher, "Linus")
    quiz.answer(question, answers, right(question))
    quiz.stop(question)
    owed = {score.member.name: (score.points, score.questions) for score in quiz.scores(teacher.room)}
    assert owed == {"Grace": (0, 1), "Ken": (0, 0), "Linus": (1.0, 1)}
    assert [row[-1] for row in results(teacher.room)[1:]] == [1, 0, 1]
    assert watches.name == "Ken"


def test_results_are_a_table_without_formulas(teacher: Member, client: Client) -> None:
    bad = joined(teacher, "=cmd()")
    question = asked(teacher)
    quiz.answer(question, bad, right(question))
    assert results(teacher.room)[1][2:] == [1.0, 1, 1.0, 0], "the question is still open: nobody owes it"
    client.cookies["sessionid"] = cookie_of(teacher).decode().partition("=")[2]
    text = client.get(f"/rooms/{teacher.room.code}/results.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][0] == "'=cmd()"


# Through the pages


@pytest.fixture
def desk(client: Client, db: None) -> Member:
    client.post("/rooms/open", {"lesson": "first-jail", "name": "Ada"})
    return Member.objects.select_related("room").get()


@pytest.fixture
def seat(desk: Member) -> Client:
    browser = Client()
    browser.post(f"/rooms/{desk.room.code}/join", {"name": "Grace"})
    return browser


def panel(browser: Client, member: Member) -> str:
    return browser.get(f"/rooms/{member.room.code}/quiz").content.decode()


def test_from_question_to_reveal(client: Client, desk: Member, seat: Client) -> None:
    assert panel(seat, desk).strip() == ""
    client.post(f"/rooms/{desk.room.code}/ask", {"item": slug(SINGLE), "seconds": "60"})
    question = Asked.objects.get()
    explanation = quiz.variant_of(question).explanation.strip()[:40]
    assert "Get ready" in panel(seat, desk)
    assert quiz.variant_of(question).prompt.strip()[:20] not in panel(seat, desk)
    shift(question, quiz.READY)
    html = panel(seat, desk)
    assert 'name="choice"' in html
    path = f"/rooms/{desk.room.code}/ask/{question.number}/answer"
    assert "Choose one" in seat.post(path, {}).content.decode()
    value = right(question)[0]
    html = seat.post(path, {"choice": str(value)}).content.decode()
    assert "Your answer is in." in html
    assert explanation not in html
    assert "<b>1</b> of 1 answered" in panel(client, desk)
    assert "counts once" in seat.post(path, {"choice": str(value)}).content.decode()
    client.post(f"/rooms/{desk.room.code}/ask/1/stop")
    assert "time is up" in panel(seat, desk)
    client.post(f"/rooms/{desk.room.code}/ask/1/reveal")
    assert "That is right." in panel(seat, desk)
    kinds = [entry.kind for entry in desk.room.entries.all()]
    assert kinds == ["quiz"] * 3


def test_the_score_board_is_off_until_it_is_wanted(client: Client, desk: Member, seat: Client) -> None:
    question = asked(desk)
    quiz.answer(question, Member.objects.get(name="Grace"), right(question))
    quiz.stop(question)
    quiz.reveal(question)
    assert "Best so far" not in panel(seat, desk)
    client.post(f"/rooms/{desk.room.code}/do/scores", {"on": "1"})
    assert "Best so far" in panel(seat, desk)


def test_what_was_asked_is_replayed_once_it_is_revealed(client: Client, desk: Member, seat: Client) -> None:
    question = asked(desk, "least-epair")
    address = f"/rooms/{desk.room.code}/ask/1/shown"
    assert [browser.get(address).status_code for browser in (client, seat)] == [404, 404]
    quiz.stop(question)
    quiz.reveal(question)
    assert address in panel(seat, desk)
    html = seat.get(address).content.decode()
    config = json.loads(html.split('id="lab-config" type="application/json">')[1].split("</script>")[0])
    drawn = quiz.variant_of(question)
    assert [one[3] for one in config["journal"]["inputs"]] == [f"{line}\n" for line in drawn.demonstration]
    assert config["review"] is True
    html = seat.get(f"{address}?after=1").content.decode()
    first = json.loads(html.split('id="lab-config" type="application/json">')[1].split("</script>")[0])
    assert len(first["journal"]["inputs"]) == 1, "stopped behind the first command"
    outcome = grading.replay_plan(stage(drawn), question.seed, current_engine(), config["journal"])
    assert outcome.error is None, "it replays here too"
    assert Client().get(address).status_code == 404, "strangers see nothing"


def test_participants_neither_ask_nor_reveal(desk: Member, seat: Client) -> None:
    assert seat.post(f"/rooms/{desk.room.code}/ask", {"item": slug(SINGLE)}).status_code == 403
    asked(desk)
    assert seat.post(f"/rooms/{desk.room.code}/ask/1/stop").status_code == 403
    assert seat.get(f"/rooms/{desk.room.code}/results.csv").status_code == 403


def test_mend_it_on_everybodys_own_machine(desk: Member, seat: Client) -> None:
    question = asked(desk, MEND)
    assert "To your machine" in panel(seat, desk)
    html = seat.get(f"/rooms/{desk.room.code}/ask/1/task").content.decode()
    config = json.loads(html.split('id="lab-config" type="application/json">')[1].split("</script>")[0])
    assert config["lesson"]["slug"] == quiz.task_plan(question).slug
    assert all(goal["hints"] == [] for goal in config["lesson"]["goals"])
    plan = quiz.task_plan(question)
    session = Session(plan, question.seed, plan.release, current_engine())
    net = quiz.variant_of(question).values
    session.type(0, f"jexec {net['jail']} route add default 10.{net['net']}.0.1\n")
    session.pump()
    journal = json.dumps(session.journal().dump())
    html = seat.post(f"/rooms/{desk.room.code}/ask/1/hand-in", {"journal": journal}).content.decode()
    assert "the server found 1 of 1" in html
    assert Reply.objects.get().is_right
    assert seat.get(f"/rooms/{desk.room.code}/ask/1/task").status_code == 200


def test_what_is_handed_in_in_time_counts_however_long_its_replay_takes(
    teacher: Member, pupil: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = asked(teacher, MEND)
    plan = quiz.task_plan(question)
    journal = json.dumps(Session(plan, question.seed, plan.release, current_engine()).journal().dump())

    def slow(*arguments: Any) -> grading.Outcome:
        shift(question, timedelta(minutes=5))
        return replay(*arguments)

    replay = grading.replay_plan
    monkeypatch.setattr(grading, "replay_plan", slow)
    assert quiz.hand_in(question, pupil, journal).points == 0
    with pytest.raises(Refusal):
        quiz.hand_in(question, joined(teacher, "Linus"), journal)


def test_a_forged_journal_is_no_answer(desk: Member, seat: Client) -> None:
    question = asked(desk, MEND)
    plan = quiz.task_plan(question)
    journal = Session(plan, question.seed + 1, plan.release, current_engine()).journal().dump()
    answer = seat.post(f"/rooms/{desk.room.code}/ask/1/hand-in", {"journal": json.dumps(journal)})
    assert answer.status_code == 409
    assert Reply.objects.count() == 0


def test_a_question_of_another_room_is_not_here(desk: Member, seat: Client) -> None:
    elsewhere = rooms.open_room(Learner.objects.create(), "Eve", "Elsewhere", MACHINE)
    asked(elsewhere)
    assert seat.post(f"/rooms/{desk.room.code}/ask/1/answer", {"choice": "0"}).status_code == 404
    assert seat.post(f"/rooms/{elsewhere.room.code}/ask/1/answer", {"choice": "0"}).status_code == 404
