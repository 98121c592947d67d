"""Examinations: a window, a deadline, extra time, one way only when asked; whoever comes late, again or as another
is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from answering import right_form, variant_of, wrong_form
from django.test import Client
from django.utils import timezone

from courses.models import Course
from lab.items.answers import right_answer, wrong_answers
from lessons.models import Learner
from lessons.refusals import Conflict
from quizzes import sittings
from quizzes.models import Allowance, Exam, Question, Sitting
from quizzes.sittings import TooEarly, TooLate

pytestmark = pytest.mark.django_db
ITEMS = ["which-jail-pings", "jail-without-persist", "nested-limits", "address-modes"]
HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def make_exam(learner: Learner) -> Callable[..., Exam]:
    def make(**given: Any) -> Exam:
        return Exam.objects.create(**{"title": "Midterm", "owner": learner, "items": ITEMS, **given})

    return make


def place(sitting: Sitting, number: int) -> Question:
    return sitting.questions.get(place=number)


def answer_of(question: Question) -> Any:
    return right_answer(variant_of(question))


def wrong_answer_of(question: Question) -> Any:
    return next(iter(wrong_answers(variant_of(question))))[0]


def test_one_learner_has_one_sitting(make_exam: Callable[..., Exam], learner: Learner) -> None:
    exam = make_exam()
    assert sittings.begin_exam(learner, exam) == sittings.begin_exam(learner, exam)
    assert exam.sittings.count() == 1


def test_before_it_opens_and_after_it_closed_nobody_begins(
    make_exam: Callable[..., Exam], learner: Learner, now: datetime
) -> None:
    exam = make_exam(opens=now, closes=now + HOUR)
    with pytest.raises(TooEarly):
        sittings.begin_exam(learner, exam, now - timedelta(seconds=1))
    with pytest.raises(TooLate):
        sittings.begin_exam(learner, exam, now + HOUR)
    assert sittings.begin_exam(learner, exam, now + HOUR - timedelta(seconds=1)).deadline == now + HOUR


def test_the_deadline_is_the_earlier_of_time_and_closing(
    make_exam: Callable[..., Exam], learner: Learner, now: datetime
) -> None:
    exam = make_exam(minutes=30, closes=now + HOUR)
    assert sittings.deadline_of(exam, learner, now) == now + timedelta(minutes=30)
    assert sittings.deadline_of(exam, learner, now + timedelta(minutes=45)) == now + HOUR


def test_extra_time_moves_deadline_and_closing(
    make_exam: Callable[..., Exam], learner: Learner, now: datetime
) -> None:
    exam = make_exam(minutes=30, closes=now + HOUR)
    Allowance.objects.create(exam=exam, learner=learner, minutes=15)
    assert sittings.deadline_of(exam, learner, now) == now + timedelta(minutes=45)
    late = now + HOUR + timedelta(minutes=5)
    assert sittings.begin_exam(learner, exam, late).deadline == now + HOUR + timedelta(minutes=15)


def test_an_answer_after_the_deadline_is_refused(
    make_exam: Callable[..., Exam], learner: Learner, now: datetime
) -> None:
    sitting = sittings.begin_exam(learner, make_exam(minutes=30), now)
    question = place(sitting, 0)
    end = now + timedelta(minutes=30)
    with pytest.raises(TooLate):
        sittings.answer(question, answer_of(question), end + timedelta(seconds=6))
    question.refresh_from_db()
    assert question.answered is None
    sittings.answer(question, answer_of(question), end + timedelta(seconds=4))  # on its way when the time ended
    assert sittings.end(sitting, end + HOUR).ended == end


def test_a_late_page_is_told_so(make_exam: Callable[..., Exam], browser: Client, learner: Learner) -> None:
    sitting = sittings.begin_exam(learner, make_exam(minutes=30))
    question = place(sitting, 0)
    Sitting.objects.update(deadline=timezone.now() - HOUR)
    response = browser.post(f"/quizzes/questions/{question.pk}/", right_form(question))
    assert response.status_code == 409
    assert "The time is over." in response.content.decode()
    assert browser.get(f"/quizzes/sittings/{sitting.pk}/", follow=True).redirect_chain[-1][0].endswith("/result")


def test_one_way_only_the_question_due_can_be_answered(
    make_exam: Callable[..., Exam], learner: Learner
) -> None:
    sitting = sittings.begin_exam(learner, make_exam(one_way=True))
    first, second = place(sitting, 0), place(sitting, 1)
    with pytest.raises(Conflict, match="not due yet"):
        sittings.answer(second, answer_of(second))
    sittings.answer(first, answer_of(first))
    with pytest.raises(Conflict, match="first answer counts"):
        sittings.answer(first, wrong_answer_of(first))
    sittings.pass_by(second)
    with pytest.raises(Conflict, match="first answer counts"):
        sittings.answer(second, answer_of(second))


def test_one_way_no_page_leads_back_or_ahead(
    make_exam: Callable[..., Exam], browser: Client, learner: Learner
) -> None:
    sitting = sittings.begin_exam(learner, make_exam(one_way=True))
    first, second = place(sitting, 0), place(sitting, 1)
    assert browser.get(f"/quizzes/questions/{second.pk}/").status_code == 302
    browser.post(f"/quizzes/questions/{first.pk}/", right_form(first))
    assert browser.get(f"/quizzes/questions/{first.pk}/").status_code == 302
    assert browser.get(f"/quizzes/questions/{second.pk}/").status_code == 200


def test_one_way_a_task_can_be_gone_past(
    make_exam: Callable[..., Exam], browser: Client, learner: Learner
) -> None:
    exam = make_exam(one_way=True, items=["do-persistent-jail", "which-jail-pings"], shuffled=False)
    first = place(sittings.begin_exam(learner, exam), 0)
    passing = f"/quizzes/questions/{first.pk}/pass"
    assert f'formaction="{passing}"' in browser.get(f"/quizzes/questions/{first.pk}/").content.decode()
    browser.post(passing)
    first.refresh_from_db()
    assert first.passed
    assert browser.get(f"/quizzes/questions/{first.pk}/machine").status_code == 302


def test_an_order_of_ones_own(make_exam: Callable[..., Exam], newcomer: Callable[[], tuple[Client, Learner]]) -> None:
    exam, straight = make_exam(), make_exam(shuffled=False)
    orders = set()
    for _ in range(6):
        _, learner = newcomer()
        orders.add(tuple(one.item for one in sittings.begin_exam(learner, exam).questions.all()))
        assert [one.item for one in sittings.begin_exam(learner, straight).questions.all()] == ITEMS
    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(ITEMS))}


def test_results_wait_until_everybody_is_done(
    make_exam: Callable[..., Exam], browser: Client, learner: Learner
) -> None:
    exam = make_exam(closes=timezone.now() + HOUR, results=Exam.Results.AFTER)
    sitting = sittings.begin_exam(learner, exam)
    question = place(sitting, 0)
    sittings.answer(question, answer_of(question))
    browser.post(f"/quizzes/sittings/{sitting.pk}/end")
    url = f"/quizzes/sittings/{sitting.pk}/result"
    text = browser.get(url).content.decode()
    assert "Handed in" in text
    assert "%" not in text.split("<main")[1]
    assert "outcome" not in browser.get(f"/quizzes/questions/{question.pk}/", follow=True).content.decode()
    Exam.objects.update(closes=timezone.now() - HOUR)
    assert "25 %" in browser.get(url).content.decode()


def test_the_door_says_what_is_to_come(make_exam: Callable[..., Exam], browser: Client, now: datetime) -> None:
    exam = make_exam(minutes=30, opens=now + HOUR)
    text = browser.get(f"/quizzes/exams/{exam.pk}/").content.decode()
    assert "Midterm" in text
    assert "This examination opens on" in text
    assert browser.post(f"/quizzes/exams/{exam.pk}/").status_code == 403
    assert exam.sittings.count() == 0


def test_its_times_are_told_in_its_zone(make_exam: Callable[..., Exam], learner: Learner, now: datetime) -> None:
    course = Course.objects.create(title="Jails", time_zone="Europe/Zurich")
    exam = make_exam(course=course, opens=datetime(2040, 3, 1, 12, tzinfo=UTC))
    with pytest.raises(TooEarly, match="opens on 1 March 2040, 13:00 Europe/Zurich"):
        sittings.check_open(exam, learner, now)


def test_anothers_sitting_is_not_there(
    make_exam: Callable[..., Exam], learner: Learner, newcomer: Callable[[], tuple[Client, Learner]]
) -> None:
    sitting = sittings.begin_exam(learner, make_exam())
    stranger, _ = newcomer()
    question = place(sitting, 0)
    assert stranger.post(f"/quizzes/questions/{question.pk}/", wrong_form(question)).status_code == 404
    assert stranger.get(f"/quizzes/sittings/{sitting.pk}/result").status_code == 404
