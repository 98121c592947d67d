"""What was not right leads back to the step of the lesson that teaches it."""

from __future__ import annotations

import pytest
from answering import ask, wrong_form
from bank_under_test import BANK
from django.test import Client

from lessons.models import Learner
from quizzes import sittings
from quizzes.bank import find_item, review_lesson
from quizzes.models import Sitting


def test_most_items_lead_to_a_step_that_is_there() -> None:
    """That a named step exists is for lint to say: tests/quizzes/test_items_prove_themselves.py."""
    taught = [review_lesson(item) for item in BANK.items]
    assert sum(found is not None and found[1] != "" for found in taught) >= 0.85 * len(taught)


@pytest.mark.django_db
def test_a_result_says_what_to_read_again(browser: Client, learner: Learner) -> None:
    question = ask(learner, "point-broken-cable", Sitting.Mode.TEST)
    browser.post(f"/quizzes/questions/{question.pk}/", wrong_form(question))
    sittings.end(question.sitting)
    text = browser.get(f"/quizzes/sittings/{question.sitting_id}/result").content.decode()
    lesson, step = review_lesson(find_item(question.item)) or (None, "")
    assert lesson is not None
    title = next(one.title for one in lesson.steps(0) if one.id == step)
    link = f'<a href="/lessons/{lesson.slug}/#step-{step}">{lesson.title}: {title}</a>'
    assert f'<li>{link} <span class="again-for">for “{find_item(question.item).title}”</span></li>' in text
    assert f'id="step-{step}"' in browser.get(f"/lessons/{lesson.slug}/").content.decode()
