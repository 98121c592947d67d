"""`manage.py new_item MODULE/SLUG KIND`: starts an item's file, with what its kind needs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lab.course.toml_reader import SLUG
from lab.items.item import KINDS
from lab.items.item_file import FOLDER

HEAD = '''title = "What it is about"
kind = "{kind}"
concept = "{slug}"
revision = 1
seconds = 60
covers = []
lesson = "first-jail"
step = "02-make"
sources = ["jail(8)"]
prompt = """
What is asked, in at most 130 words. A parameter stands in braces: {{jail}}.
"""
explanation = """
Why it is so, in two or three sentences.
"""
'''
PARAMETERS = """
[parameters]
jail = { choose = ["www", "mail", "shop"] }
"""
OPTIONS = """
[[options]]
text = "what is right"
correct = true
feedback = "Why it is so."

[[options]]
text = "what many believe"
feedback = "Why it is not so."

[[options]]
text = "what some believe"
feedback = "Why it is not so."
"""
GOALS = """
[setup]
commands = ["jail -c name={jail} path=/ persist"]

[[goals]]
id = "gone"
text = "The jail {jail} is gone"
fact = "jail_gone"
with = { jail = "{jail}" }
hints = ["Type: jail -r {jail}"]

[[wrong]]
feedback = "Why this does not do it."
transcript = \"\"\"
fails: gone

  $ jexec {jail} true
\"\"\"
"""
SOLUTION = 'solution = """\n  $ jail -r {jail}\n"""\n'
PREDICT = """
[machine]
commands = ["jail -c name={jail} path=/"]
ask = "output"

[[options]]
text = "{jail}: created"
feedback = "Why it does not print that."

[[options]]
commands = ["jail -r {jail}"]
feedback = "Why it does not print what this other command prints."
"""
WRONG = '\n[[wrong]]\ntext = "3"\nfeedback = "Why it is not that."\n'
BLANK = """
[[blanks]]
id = "command"
label = "# jail ..."
accept = ["-r {jail}"]
otherwise = "What to think of."

[[blanks.wrong]]
text = "-c {jail}"
feedback = "Why it is not that."
"""
ENTRIES = "".join(
    f'\n[[entries]]\nid = "{name}"\ntext = "the {name} thing"\nfeedback = "Why it comes here."\n'
    for name in ("first", "second", "third")
)
PAIRS = "".join(
    f'\n[[pairs]]\nid = "{name}"\nleft = "{name} left"\nright = "{name} right"\nfeedback = "Why they are a pair."\n'
    for name in ("one", "another")
)
POINT = """
[setup]
commands = ["jail -c name={jail} path=/ vnet persist"]

[target]
label = "{jail}"
"""
OTHERWISE = 'otherwise = "What to think of."\n'
# Keys of the file itself, then its tables.
BODIES = {
    "single": ("", PARAMETERS + OPTIONS),
    "multiple": ("", PARAMETERS + OPTIONS),
    "predict": ("", PARAMETERS + PREDICT),
    "numeric": ('answer = "2"\n' + OTHERWISE, PARAMETERS + WRONG),
    "fill-in": ("", PARAMETERS + BLANK),
    "ordering": ("", PARAMETERS + ENTRIES),
    "matching": ("", PARAMETERS + PAIRS),
    "point": ('graph = "network"\n' + OTHERWISE, PARAMETERS + POINT),
    "do": (SOLUTION, PARAMETERS + GOALS),
    "mend": (SOLUTION, PARAMETERS + GOALS),
}


def new_item(root: Path, place: str, kind: str) -> Path:
    """Writes the file of a new item. Raises ValueError with a sentence."""
    module, _, slug = place.partition("/")
    if not (SLUG.fullmatch(module) and SLUG.fullmatch(slug)):
        raise ValueError("MODULE/SLUG: small letters, digits and - only.")
    if kind not in KINDS:
        raise ValueError("The kind is one of: " + ", ".join(KINDS) + ".")
    path = root / FOLDER / module / f"{slug}.toml"
    if path.exists():
        raise ValueError(f"{path} is there already.")
    keys, tables = BODIES[kind]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD.format(kind=kind, slug=slug) + keys + tables, encoding="utf-8")
    return path


class Command(BaseCommand):
    help = "Starts curriculum/items/MODULE/SLUG.toml; `manage.py check_items SLUG` proves it as it stands."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="MODULE/SLUG")
        parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = new_item(Path(settings.CURRICULUM_DIR), options["place"], options["kind"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{path}\nThen: manage.py check_items {path.stem}; manage.py show_item {path.stem} --seed 1")
