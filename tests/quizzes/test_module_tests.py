"""A module's test: ten questions, back and forth, marked when it is handed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from answering import right_form, wrong_form
from django.test import Client
from django.utils import timezone

from lessons.models import Learner
from quizzes import sittings
from quizzes.models import Question, Sitting

pytestmark = pytest.mark.django_db


def begin(client: Client) -> Sitting:
    client.post("/quizzes/tests/jails-today/", follow=True)
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
    assert len(set(items)) == len(items)
    assert Question.objects.filter(item__startswith="do-").count() == 0
