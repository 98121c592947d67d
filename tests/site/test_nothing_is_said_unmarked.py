"""Everything that people read is marked for translation: texts and labels of templates, and what Python says to them.

The catalogues are complete for what is marked (test_languages.py); here is that nothing is left unmarked.
"""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tools.words import ROOT

AUTHORS = ROOT / "templates" / "lessons" / "preview.html"  # a page for those who write lessons, like their commands
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt") and path != AUTHORS
)
# Names, keys of a keyboard, and the errno at the head of a page of an error.
NAMES = re.compile(
    r"\b(Cellblock|FreeBSD|Moodle XML|GIFT|QTI|CSV|Ctrl|Shift|Esc|Tab|min|BCD FGH"
    r"|E(INVAL|PERM|NOENT|AGAIN|IO|NETUNREACH))\b"
)
WORD = re.compile(r"[A-Za-z]{2,}")
NO_TEXT = {"code", "kbd", "script", "style"}
READ_ALOUD = {"title", "aria-label", "placeholder", "alt"}
NOT_READ = (
    r"\{% *comment.*?endcomment *%\}",
    r"\{% *blocktranslate.*?endblocktranslate *%\}",
    r"\{% *block (?:body_class|lab_attributes|catalogue_class) *%\}.*?\{% *endblock *%\}",
    r"\{#.*?#\}",
    r"\{%.*?%\}",
    r"\{\{.*?\}\}",
)


class Page(HTMLParser):
    """Collects what is read of a page: texts, and attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.read: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside += [tag] if tag in NO_TEXT else []
        self.read += [value or "" for name, value in attributes if name in READ_ALOUD]

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.read.append(data)


def unmarked(text: str) -> list[str]:
    for pattern in NOT_READ:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    page = Page()
    page.feed(text)
    page.close()
    return [one.strip() for one in page.read if WORD.search(NAMES.sub("", one))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_says_nothing_that_is_not_marked(path: Path) -> None:
    assert unmarked(path.read_text()) == []


def test_what_is_not_marked_is_seen() -> None:
    assert unmarked('<p title="Two words">{% translate "Marked" %} and <code>ls</code> not</p>') == [
        "Two words", "and", "not",
    ]  # fmt: skip


# What is raised for people; other errors are for who runs the site, or a script on a page.
FOR_PEOPLE = {
    "BadRoster", "Conflict", "Complaint", "Forbidden", "Full", "Late", "Locked", "NoAnswer", "NoConsent", "NoName",
    "NoSuchAction", "NotYours", "Refusal", "Unreadable", "ValidationError",
}  # fmt: skip
MESSAGES = {"success", "warning", "complain", "add_error"}
TOLD_BY_NAME = {"label", "help_text", "empty_label"}
PYTHON = sorted(
    path
    for app in ("accounts", "classroom", "courses", "lessons")
    for path in (ROOT / app).rglob("*.py")
    if not {"migrations", "management", "models"} & set(path.parts) and path.name != "models.py"
)


def is_text(node: ast.AST) -> bool:
    """A sentence written as it is: a string with a word that begins large, or one that is filled in."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and WORD.search(str(part.value)) for part in node.values)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(re.match("[A-Z“][a-z]", node.value))


def said(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            told = node.args if name in FOR_PEOPLE | MESSAGES else []
            told = [*told, *(one.value for one in node.keywords if one.arg in TOLD_BY_NAME)]
            found += [f"{path.name}:{one.lineno}" for one in told if is_text(one)]
    return found


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_python_says_nothing_to_people_that_is_not_marked(path: Path) -> None:
    assert said(path) == []
