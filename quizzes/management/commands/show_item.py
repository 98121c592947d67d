"""`manage.py show_item SLUG --seed N`: one variant as text, with its answers. For authors only."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lab.course.toml_reader import CurriculumError
from lab.items.answers import right_answer, wrong_answers
from lab.items.item import Blanks, Choice, Matching, Ordering, Pointing, Task
from lab.items.item_file import load_bank
from lab.items.variant import Variant, draw


def lines(variant: Variant) -> list[str]:
    """What is to be chosen from or filled in."""
    body = variant.body
    if isinstance(body, Choice):
        return [f"[{number}] {'*' if one.correct else ' '} {one.told.text}" for number, one in enumerate(body.options)]
    if isinstance(body, Blanks):
        return [f"{blank.id}: {blank.label} {' | '.join(one.text for one in blank.accept)}" for blank in body.blanks]
    if isinstance(body, Ordering):
        return [f"[{number}] {one.text}" for number, one in enumerate(body.entries)]
    if isinstance(body, Matching):
        return [*(pair.left for pair in body.pairs), *(f"[{n}] {right}" for n, right in enumerate(body.rights))]
    if isinstance(body, Pointing):
        return [f"{one.id}: {one.words}" for one in body.shown]
    assert isinstance(body, Task)
    return [f"{goal.id}: {goal.text}" for goal in body.goals]


class Command(BaseCommand):
    help = "Shows one variant of an item, its right answer, and what is said to each wrong one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            variant = draw(load_bank(Path(settings.CURRICULUM_DIR)).item(options["slug"]), options["seed"])
        except CurriculumError as error:
            raise CommandError(str(error)) from None
        except KeyError:
            raise CommandError(f"There is no item {options['slug']}.") from None
        out = [f"{variant.item.title} ({variant.item.kind}, seed {variant.seed})", "", variant.prompt, ""]
        out += [*lines(variant), "", f"right: {json.dumps(right_answer(variant))}"]
        out += [f"{json.dumps(answer)}: {feedback}" for answer, feedback in wrong_answers(variant)]
        self.stdout.write("\n".join([*out, "", variant.explanation]))
