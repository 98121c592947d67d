"""A new lesson's folder, with every file that the format asks for, ready to be filled in."""

from __future__ import annotations

from pathlib import Path

from lab.course.toml_reader import SLUG, CurriculumError

LESSON = """title = "A title"
summary = "One line: what the learner does and finds out."
kind = "tutorial"
minutes = 15
release = "14.0"
revision = 1
needs = []
concepts = ["SLUG"]
covers = []
objectives = [
  "say what ...",
]
man = ["jail(8)"]
paper = ["Jails, 1 Introduction"]
further = [
  "jail(8), EXAMPLES: what this adds to the lesson",
]
simplifies = []

[parameters]
jail = { choose = ["www", "mail", "shop"] }

[setup]
userlands = []
cables = []
commands = []

[[goals]]
id = "made"
text = "The jail {jail} runs and stays"
step = "01-first"
fact = "jail_persists"
with = { jail = "{jail}" }
hints = [
  "A hint from the vague to the plain.",
  "Where to look.",
  "Type: jail -c name={jail} path=/ persist",
]
"""
FILES = {
    "lesson.toml": LESSON,
    "text.md": "Why this matters, in a few short paragraphs.\n",
    "steps/01-first.md": "# A first step\n\nA reason. **Predict:** what will this print?\n\n```sh\n"
    "# jail -c name={jail} path=/ persist\n```\n",
    "closing.md": "Open the **Trace** tab and walk through what the kernel did.\n",
    "teacher.md": "**Before:** what learners know.\n\n**The idea to carry away:** ...\n\n"
    "**Where they stumble**\n\n- ...\n",
    "solution.t": "The way that the lesson suggests.\n\n  $ jail -c name={jail} path=/ persist\n",
    "wrong/01-other-name.t": "fails: made\nmisconception: A name is what one likes.\n\n"
    "  $ jail -c name=other path=/ persist\n",
    "wrong/02-two.t": "fails: made\nmisconception: ...\n\n  $ true\n",
    "wrong/03-three.t": "fails: made\nmisconception: ...\n\n  $ true\n",
}


def make_lesson(root: Path, slug: str, module: str) -> Path:
    """The folder of a new lesson, named in ``modules.toml`` from now on.

    Raises CurriculumError; then nothing is made.
    """
    if not SLUG.fullmatch(slug):
        raise CurriculumError("lesson", slug, "small letters, digits and - only")
    folder = root / "lessons" / slug
    if folder.exists():
        raise CurriculumError("lesson", slug, "the folder is there already")
    modules = root / "modules.toml"
    text = modules.read_text(encoding="utf-8")
    head, found, rest = text.partition(f'slug = "{module}"')
    before, end, after = rest.partition("\n]\n")
    if not found or not end:
        raise CurriculumError("curriculum/modules.toml", module, "there is no such module")
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.replace("SLUG", slug), encoding="utf-8")
    modules.write_text(f'{head}{found}{before}\n  "{slug}",{end}{after}', encoding="utf-8")
    return folder
