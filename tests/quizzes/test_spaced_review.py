"""Spaced review: what was answered comes back, sooner when it went badly; lessons count too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from answering import ask
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from lab.items.answers import right_answer
from lessons.curriculum import catalogue
from lessons.models import Attempt, Learner
from quizzes import review, sittings
from quizzes.bank import find_item, variant
from quizzes.models import Card, Sitting
from quizzes.progress import places

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_was_known_comes_later_than_what_was_not(learner: Learner) -> None:
    now = timezone.now()
    wrong, half, right = (review.learn(learner, name, share, now).due for name, share in
                          (("a", 0.0), ("b", 0.5), ("c", 1.0)))  # fmt: skip
    assert now < wrong <= half < right


def test_each_right_answer_makes_the_wait_longer(learner: Learner) -> None:
    now, waits = timezone.now(), []
    for _ in range(4):
        due = review.learn(learner, "persist", 1.0, now).due
        waits.append(due - now)
        now = due
    assert waits == sorted(waits)
    assert waits[-1] > 5 * waits[0]
    assert Card.objects.count() == 1


def test_an_answer_in_practice_makes_a_card(learner: Learner) -> None:
    question = ask(learner, "which-jail-pings")
    sittings.answer(question, right_answer(variant(find_item(question.item), question.seed)))
    assert learner.cards.get().concept == "raw-sockets"


def test_an_answer_in_a_test_counts_when_it_is_handed_in(learner: Learner) -> None:
    question = ask(learner, "which-jail-pings", Sitting.Mode.TEST)
    sittings.answer(question, right_answer(variant(find_item(question.item), question.seed)))
    assert learner.cards.count() == 0
    sittings.end(question.sitting)
    assert learner.cards.count() == 1


def test_a_confirmed_lesson_is_a_concept_met(learner: Learner) -> None:
    lesson = catalogue().lessons()[0]
    now = timezone.now()
    Attempt.objects.create(learner=learner, lesson=lesson.slug, revision=lesson.revision, engine="e", release="14.0",
                           seed=1, state="confirmed", confirmed_at=now - 30 * DAY)  # fmt: skip
    review.take_in_lessons(learner, now)
    review.take_in_lessons(learner, now)
    (card,) = learner.cards.all()
    assert card.concept == lesson.concepts[0]
    assert card.due < now


def confirm(learner: Learner, slug: str, ago: timedelta) -> None:
    Attempt.objects.create(learner=learner, lesson=slug, revision=1, engine="e", release="14.0", seed=1,
                           state="confirmed", confirmed_at=timezone.now() - ago)  # fmt: skip


def test_of_a_lesson_the_items_are_asked_that_lead_to_it(learner: Learner) -> None:
    """Its concept is no item's own: without them it would be due for ever."""
    confirm(learner, "own-stack", 30 * DAY)
    review.take_in_lessons(learner, timezone.now())
    (item,) = review.todays_items(learner, timezone.now())
    assert item.lesson == "own-stack"
    question = ask(learner, item.slug)
    sittings.answer(question, right_answer(variant(item, question.seed)))
    assert review.due_cards(learner, timezone.now()) == []
    assert {card.concept for card in learner.cards.all()} == {"vnet", item.concept}


def test_a_lesson_of_which_nothing_is_asked_is_done_again(browser: Client, learner: Learner) -> None:
    confirm(learner, "what-a-manager-does", 30 * DAY)
    assert "What a jail manager does" in browser.get("/quizzes/today/").content.decode()
    confirm(learner, "what-a-manager-does", timedelta(0))
    assert "Lessons to look at again" not in browser.get("/quizzes/today/").content.decode()


def test_what_only_a_course_asks_makes_no_card(learner: Learner) -> None:
    item = replace(find_item("which-jail-pings"), concept="of-one-course", lesson="")
    assert review.concepts_of(item, learner) == []


def test_today_asks_what_is_due_and_the_page_leads_there(browser: Client, learner: Learner) -> None:
    now = timezone.now()
    review.learn(learner, "raw-sockets", 1.0, now - 400 * DAY)
    review.learn(learner, "persist", 1.0, now)
    assert [item.concept for item in review.todays_items(learner, now)] == ["raw-sockets"]
    assert "1 question, about 1 minute." in browser.get("/quizzes/today/").content.decode()
    browser.post("/quizzes/today/")
    sitting = Sitting.objects.get(mode="review")
    assert browser.post("/quizzes/today/", follow=True).status_code == 200
    assert Sitting.objects.count() == 1
    (question,) = sitting.questions.all()
    sittings.answer(question, right_answer(variant(find_item(question.item), question.seed)))
    assert review.todays_items(learner, timezone.now()) == []
    assert "100 %" in browser.get(f"/quizzes/sittings/{sitting.pk}/", follow=True).content.decode()


def test_nothing_due_is_said(browser: Client) -> None:
    assert "Nothing is due yet" in browser.get("/quizzes/today/").content.decode()


def test_progress_is_drawn_and_said(browser: Client, learner: Learner) -> None:
    assert "Nothing has been answered yet." in browser.get("/quizzes/progress/").content.decode()
    question = ask(learner, "which-jail-pings")
    sittings.answer(question, right_answer(variant(find_item(question.item), question.seed)))
    text = browser.get("/quizzes/progress/").content.decode()
    assert "raw sockets" in text
    assert f'aria-label="1 of the last 1 right; the latest was right, on {date_format(timezone.now(), "j F")}"' in text
    assert "100 %" in text


def test_dots_stand_by_time_within_the_plot() -> None:
    first = timezone.now()
    span = (first, first + timedelta(days=100))
    days = [first + timedelta(days=number) for number in (0, 50, 50, 100)]
    assert places(days, span) == [6.0, 120.0, 128.0, 234.0]
    at_once = places([span[1]] * 24, span)
    assert at_once[-1] == 234.0
    assert at_once[0] >= 0
    assert all(round(later - earlier, 1) == 8.0 for earlier, later in pairwise(at_once))
    assert places([first], (first, first)) == [6.0]
