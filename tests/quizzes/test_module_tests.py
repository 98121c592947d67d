"""A module's test: ten questions, the last two at a machine, back and forth, marked when it is handed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from answering import right_form, wrong_form
from django.test import Client
from django.utils import timezone

from lessons.models import Learner
from quizzes import sittings, tasks
from quizzes.bank import find_item
from quizzes.models import Sitting

pytestmark = pytest.mark.django_db


def begin(client: Client, module: str = "jails-today") -> Sitting:
    client.post(f"/quizzes/tests/{module}/", follow=True)
    return Sitting.objects.get(mode="test")


def test_a_test_goes_on_until_it_is_handed_in(browser: Client) -> None:
    sitting = begin(browser)
    assert begin(browser) == sitting
    browser.post(f"/quizzes/sittings/{sitting.pk}/end")
    browser.post("/quizzes/tests/jails-today/")
    assert Sitting.objects.count() == 2


def test_answers_can_be_changed_until_it_is_handed_in(browser: Client) -> None:
    question = begin(browser).questions.all()[0]
    url = f"/quizzes/questions/{question.pk}/"
    assert browser.post(url, wrong_form(question)).status_code == 302
    assert browser.post(url, right_form(question)).status_code == 302
    question.refresh_from_db()
    assert question.is_right
    assert browser.post(f"/quizzes/sittings/{question.sitting_id}/end").status_code == 302
    assert browser.post(url, wrong_form(question)).status_code == 409
    question.refresh_from_db()
    assert question.is_right


def test_what_was_not_answered_earns_nothing(browser: Client) -> None:
    sitting = begin(browser)
    first, *rest = sitting.questions.all()
    browser.post(f"/quizzes/questions/{first.pk}/", right_form(first))
    browser.post(f"/quizzes/sittings/{sitting.pk}/end")
    sitting.refresh_from_db()
    assert sittings.percent(sitting) == round(100 / (1 + len(rest)))
    assert all(question.possible for question in sitting.questions.all())
    text = browser.get(f"/quizzes/sittings/{sitting.pk}/result").content.decode()
    assert f"1 of {1 + len(rest)} questions right" in text
    assert "Read again" in text


def test_handing_in_twice_is_once(browser: Client, learner: Learner) -> None:
    sitting = begin(browser)
    now = timezone.now()
    ended = sittings.end(sitting, now).ended
    assert sittings.end(sitting, now + timedelta(hours=1)).ended == ended


def test_a_result_is_not_there_before_the_end(browser: Client) -> None:
    sitting = begin(browser)
    response = browser.get(f"/quizzes/sittings/{sitting.pk}/result")
    assert response.status_code == 302
    assert browser.get(f"/quizzes/sittings/{sitting.pk}/review").status_code == 200


def test_questions_of_a_test_are_of_different_items(browser: Client) -> None:
    items = [question.item for question in begin(browser).questions.all()]
    assert len(set(items)) == len(items) == 10


def test_a_test_ends_with_tasks_at_the_servers_machine(browser: Client) -> None:
    """Tests had none while their machine would have been the browser's; it is the server's now."""
    questions = list(begin(browser, "mend").questions.all())
    kinds = [find_item(question.item).kind for question in questions]
    assert [kind in ("do", "mend") for kind in kinds] == [False] * 3 + [True] * 2
    page = browser.get(f"/quizzes/questions/{questions[-1].pk}/machine").content.decode()
    assert f"/ws/quizzes/questions/{questions[-1].pk}/" in page
    assert tasks.plan_for(questions[-1]).goals[0].hints == ()
