"""The Django app `courses`."""

from __future__ import annotations

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        from courses import belongings  # noqa: F401  (registers them)
