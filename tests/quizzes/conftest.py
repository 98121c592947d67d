"""Learners at the quizzes: browsers, and what they send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from lessons.learners import SESSION_FIELD
from lessons.models import Learner


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    cache.clear()


@pytest.fixture
def newcomer(db: None) -> Callable[[], tuple[Client, Learner]]:
    """Makes a browser and its learner."""

    def make() -> tuple[Client, Learner]:
        client = Client()
        client.get("/quizzes/")
        learner, _ = Learner.objects.get_or_create(key=client.session[SESSION_FIELD])
        return client, learner

    return make


@pytest.fixture
def browser(newcomer: Callable[[], tuple[Client, Learner]]) -> Client:
    return newcomer()[0]


@pytest.fixture
def learner(browser: Client) -> Any:
    return Learner.objects.get(key=browser.session[SESSION_FIELD])
