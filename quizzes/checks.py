"""A broken item is an error at start, with its file and key: nothing is skipped silently."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def check_items(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Reads every item; one that cannot be read stops the server with its file and key."""
    from lab.course.toml_reader import CurriculumError
    from quizzes.bank import load

    try:
        load(settings.CURRICULUM_DIR)
    except CurriculumError as error:
        message = f"{error.file}: {error.key}: {error.message}"
        return [Error(message, hint="`manage.py check_items` lists all.", id="quizzes.E001")]
    return []
