"""A broken lesson is an error at start, with its file and key: nothing is skipped silently."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def check_curriculum(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Reads every lesson; one that cannot be read stops the server with its file and key."""
    # Imported here: a machine that does not import must not keep `manage.py` and the test suite from
    # starting.
    from lab.course.place import place_of
    from lab.course.toml_reader import CurriculumError
    from lessons.curriculum import load
    from lessons.glossary import load as load_glossary
    from lessons.topologies import load as load_topologies

    try:
        load(settings.CURRICULUM_DIR)
        load_topologies(settings.CURRICULUM_DIR)
        load_glossary(settings.CURRICULUM_DIR)
    except CurriculumError as error:
        place = place_of(settings.CURRICULUM_DIR.parent, error.file, error.key, error.message)
        message = f"{place}: {error.key}: {error.message}"
        return [Error(message, hint="`manage.py lint_curriculum` lists all.", id="lessons.E001")]
    return []
