"""Practice: one question at a time, explained at once; the server alone knows what is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from answering import ask, one_of_each_kind, right_form, variant_of, wrong_form
from django.test import Client
from django.utils.html import escape

from lab.items.item import Choice
from lessons.models import Learner
from quizzes import views
from quizzes.bank import bank, titles
from quizzes.models import Card, Question

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
TOLD_PART = r'<li data-state="(\w+)"><span[^>]*>\w+: </span>([^<]+)(?: <span class="part-said">([^<]+)</span>)?</li>'


def page(client: Client, question: Question) -> str:
    return str(client.get(f"/quizzes/questions/{question.pk}/").content.decode())


def give(client: Client, question: Question, form: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/quizzes/questions/{question.pk}/", form, **headers)


def test_the_front_page_names_every_module_that_has_questions(browser: Client) -> None:
    text = browser.get("/quizzes/").content.decode()
    for title in titles().values():
        assert escape(title) in text
    assert Question.objects.count() == 0


@pytest.mark.parametrize("slug", one_of_each_kind())
def test_a_right_answer_is_said_to_be_right(browser: Client, learner: Learner, slug: str) -> None:
    question = ask(learner, slug)
    text = give(browser, question, right_form(question)).content.decode()
    assert "That is right." in text
    assert f'href="/quizzes/practice/{question.sitting.module}/" data-next' in text
    question.refresh_from_db()
    assert question.is_right
    assert question.answered is not None


@pytest.mark.parametrize("slug", one_of_each_kind())
def test_a_wrong_answer_is_explained(browser: Client, learner: Learner, slug: str) -> None:
    question = ask(learner, slug)
    response = give(browser, question, wrong_form(question))
    assert response.status_code == 200
    text = response.content.decode()
    assert "That is right." not in text
    assert 'class="prose outcome-why"' in text
    question.refresh_from_db()
    assert not question.is_right


def test_with_htmx_only_the_question_comes_back(browser: Client, learner: Learner) -> None:
    question = ask(learner, "which-jail-pings")
    text = give(browser, question, right_form(question), **HTMX).content.decode().strip()
    assert text.startswith("<cb-question")
    assert "<html" not in text


def test_what_is_no_answer_costs_nothing(browser: Client, learner: Learner) -> None:
    question = ask(learner, "nested-limits")
    response = give(browser, question, {"blank-answer": "many"})
    assert response.status_code == 422
    assert "A whole number must stand here." in response.content.decode()
    question.refresh_from_db()
    assert (question.answered, question.points) == (None, None)
    assert give(browser, question, right_form(question)).status_code == 200


@pytest.mark.parametrize("form", [{}, {"choice": "x"}, {"choice": "99"}, {"choice": ["0", "1"]}, {"choice": "-1"}])
def test_a_forged_choice_is_no_answer(browser: Client, learner: Learner, form: dict[str, Any]) -> None:
    question = ask(learner, "which-jail-pings")
    assert give(browser, question, form).status_code == 422
    question.refresh_from_db()
    assert question.answered is None


def test_the_same_answer_twice_is_one(browser: Client, learner: Learner) -> None:
    question = ask(learner, "which-jail-pings")
    form = wrong_form(question)
    first = give(browser, question, form)
    question.refresh_from_db()
    when = question.answered
    assert give(browser, question, form).status_code == first.status_code == 200
    question.refresh_from_db()
    assert question.answered == when
    assert Card.objects.count() == 1


def test_another_answer_afterwards_is_refused(browser: Client, learner: Learner) -> None:
    question = ask(learner, "which-jail-pings")
    give(browser, question, wrong_form(question))
    assert give(browser, question, right_form(question)).status_code == 409
    question.refresh_from_db()
    assert not question.is_right


def test_anothers_question_is_not_there(newcomer: Callable[[], tuple[Client, Learner]], learner: Learner) -> None:
    question = ask(learner, "which-jail-pings")
    stranger, _ = newcomer()
    assert stranger.get(f"/quizzes/questions/{question.pk}/").status_code == 404
    assert give(stranger, question, right_form(question)).status_code == 404
    assert stranger.get(f"/quizzes/sittings/{question.sitting_id}/").status_code == 404
    assert stranger.post(f"/quizzes/sittings/{question.sitting_id}/end").status_code == 404
    question.refresh_from_db()
    assert question.answered is None


def test_without_the_pages_token_nothing_is_taken(browser: Client, learner: Learner) -> None:
    question = ask(learner, "which-jail-pings")
    checking = Client(enforce_csrf_checks=True)
    checking.cookies = browser.cookies
    assert give(checking, question, right_form(question)).status_code == 403
    question.refresh_from_db()
    assert question.answered is None


def test_practice_goes_on_to_what_was_asked_least(browser: Client, learner: Learner) -> None:
    slugs = [item.slug for item in bank().of_module("vnet-today") if item.kind not in ("do", "mend")]
    asked = []
    for _ in slugs:
        url = browser.get("/quizzes/practice/vnet-today/").url  # type: ignore[attr-defined]
        question = Question.objects.get(pk=url.rstrip("/").rsplit("/", 1)[1])
        asked.append(question.item)
        Question.objects.filter(pk=question.pk).update(answered="2026-01-01T00:00Z", points=1, possible=1)
    assert len(set(asked)) == len(asked)


def test_an_unanswered_question_waits(browser: Client, learner: Learner) -> None:
    first = browser.get("/quizzes/practice/vnet-today/").url  # type: ignore[attr-defined]
    assert browser.get("/quizzes/practice/vnet-today/").url == first  # type: ignore[attr-defined]
    assert Question.objects.count() == 1


def test_a_module_without_questions_is_not_there(browser: Client) -> None:
    assert browser.get("/quizzes/practice/nothing/").status_code == 404
    assert browser.post("/quizzes/tests/nothing/").status_code == 404


def test_too_many_answers_in_a_minute_are_refused(
    browser: Client, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ANSWERS", views.limits.Rate("answers", 1, 3600))
    question = ask(learner, "which-jail-pings")
    give(browser, question, {})
    assert give(browser, question, right_form(question)).status_code == 429


def test_options_have_no_order_of_their_own(browser: Client, learner: Learner) -> None:
    places = set()
    for _ in range(12):
        body = variant_of(ask(learner, "which-jail-pings")).body
        assert isinstance(body, Choice)
        places.add([option.correct for option in body.options].index(True))
    assert len(places) > 1


def test_each_wrong_pair_is_told_beside_its_name(browser: Client, learner: Learner) -> None:
    question = ask(learner, "errno-section")
    body = variant_of(question).body
    pairs = body.pairs
    text = give(browser, question, {f"match-{number}": "0" for number in range(len(pairs))}).content.decode()
    told = re.findall(TOLD_PART, text)
    shown = [
        ("right", one.left, "") if one.right == body.rights[0] else ("wrong", one.left, one.feedback) for one in pairs
    ]
    assert sorted(told) == sorted(shown)
    assert "outcome-said" not in text
