"""The Django app `classroom`."""

from __future__ import annotations

from django.apps import AppConfig


class ClassroomConfig(AppConfig):
    name = "classroom"

    def ready(self) -> None:
        from classroom import belongings  # noqa: F401  (registers them)
