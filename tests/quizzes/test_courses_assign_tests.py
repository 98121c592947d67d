"""A course assigns a module's test: handed in, its marks follow. What a learner did at quizzes joins their account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from answering import right_form
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from accounts.joining import join_learners
from accounts.signing_in import learner_of
from courses.matrix import make_matrix
from courses.models import Assignment, Course, Mark, Membership
from lessons.belongings import BELONGINGS
from lessons.models import Learner
from quizzes.models import Card, Sitting

pytestmark = pytest.mark.django_db
Make = Callable[[], tuple[Client, Learner]]


def test_a_test_that_is_handed_in_makes_a_mark(
    newcomer: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    browser, learner = newcomer()
    course = Course.objects.create(title="Jails")
    Assignment.objects.create(course=course, kind="test", reference="jails-today", title="Test", points=10)
    Membership.objects.create(course=course, learner=learner, name="Ada")
    browser.post("/quizzes/tests/jails-today/")
    sitting = Sitting.objects.get()
    first, *rest = sitting.questions.all()
    browser.post(f"/quizzes/questions/{first.pk}/", right_form(first))
    square = make_matrix(course).lines[0].squares[0]
    assert square is not None
    assert (square.state, square.held, square.of) == ("begun", 1, 1 + len(rest))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/quizzes/sittings/{sitting.pk}/end")
    assert Mark.objects.get().points == round(10 / (1 + len(rest)), 1)
    assert make_matrix(course).done == [1]


def test_quizzes_join_an_account_and_nothing_is_lost(newcomer: Make) -> None:
    browser, learner = newcomer()
    browser.post("/quizzes/tests/jails-today/")
    for concept in ("a", "b"):
        Card.objects.create(learner=learner, concept=concept, state={}, due=timezone.now())
    account = learner_of(get_user_model().objects.create_user("ada@example.org"))
    Card.objects.create(learner=account, concept="a", state={"own": 1}, due=timezone.now())
    join_learners(learner, account)
    assert account.sittings.count() == 1
    assert [(card.concept, card.state) for card in account.cards.order_by("concept")] == [("a", {"own": 1}), ("b", {})]
    assert list(Learner.objects.all()) == [account]


def test_what_no_app_speaks_for_goes_along_too(newcomer: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, learner = newcomer()
    browser.post("/quizzes/tests/jails-today/")
    account = Learner.objects.create()
    monkeypatch.setattr("accounts.joining.BELONGINGS", [])
    join_learners(learner, account)
    assert account.sittings.count() == 1


def test_quizzes_can_be_taken_along(newcomer: Make) -> None:
    browser, learner = newcomer()
    browser.post("/quizzes/tests/jails-today/")
    kinds = {one.name: one for one in BELONGINGS}
    (row,) = kinds["quizzes"].export(learner)
    assert row["module"] == "jails-today"
    assert len(row["questions"]) > 1
    assert kinds["quizzes"].count(learner) == 1
