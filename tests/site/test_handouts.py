"""A lesson on paper, and the teacher's notes, which learners do not see."""

from __future__ import annotations

import pytest
from django.test import Client

from lessons.models import Attempt


@pytest.mark.django_db
def test_a_handout_has_the_text_the_goals_and_no_notes(client: Client) -> None:
    page = client.get("/lessons/first-jail/handout").content.decode()
    assert "What the kernel did" in page
    assert "variant 0" in page
    assert "For the teacher" not in page


def test_a_handout_has_the_names_of_ones_own_attempt(client: Client, attempt: Attempt) -> None:
    page = client.get("/lessons/first-jail/handout").content.decode()
    assert f"variant {attempt.seed}" in page


@pytest.mark.django_db
def test_teachers_notes_are_not_there_for_learners(client: Client) -> None:
    assert client.get("/lessons/first-jail/notes").status_code == 404


@pytest.mark.django_db
def test_a_handout_of_no_lesson_is_not_there(client: Client) -> None:
    assert client.get("/lessons/nothing/handout").status_code == 404
