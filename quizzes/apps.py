"""The Django app `quizzes`."""

from __future__ import annotations

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        from quizzes import assigned, belongings, checks  # noqa: F401  (they register what they hold)
