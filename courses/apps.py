"""The Django app `courses`."""

from __future__ import annotations

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        from courses import belongings, lesson_kind, receivers, recorded  # noqa: F401  (they register what they hold)
        from courses.permissions import teaches_somewhere
        from lessons.permissions import TEACHING

        receivers.connect()
        TEACHING.append(teaches_somewhere)
