"""Terms that open in place: the first use of each in a lesson becomes a button with a few words behind it.

The terms are data, `curriculum/glossary.toml`: `name`, `text`, and `forms`, other words for the same.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path

from django.conf import settings

from lab.course.lesson_file import Reader
from lab.course.toml_reader import CurriculumError

FILE = "glossary.toml"
# Text between tags; what stands in code, links, headings, buttons and command blocks is let be.
PARTS = re.compile(r"(<[^>]+>)")
CLOSED = ("code", "pre", "a", "h1", "h2", "h3", "h4", "button")


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its name, the forms that stand for it in a text, and what it means in a sentence or two."""

    name: str
    text: str
    forms: tuple[str, ...]

    @property
    def id(self) -> str:
        return "term-" + re.sub(r"[^a-z0-9]+", "-", self.name.lower())


@lru_cache(maxsize=4)
def load(root: Path) -> tuple[Term, ...]:
    """The terms of a curriculum; none where it has no glossary. Raises CurriculumError, with file and key."""
    path = root / FILE
    if not path.exists():
        return ()
    try:
        reader = Reader(FILE, tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CurriculumError(FILE, "TOML", str(error)) from error
    reader.only(("term",))
    return tuple(_term(entry) for entry in reader.tables("term"))


def _term(reader: Reader) -> Term:
    reader.only(("name", "forms", "text"))
    name = reader.text("name")
    return Term(name, reader.text("text"), (name, *reader.texts("forms")))


def terms() -> tuple[Term, ...]:
    return load(settings.CURRICULUM_DIR)


@dataclass(slots=True)
class Marker:
    """Marks terms in the texts of one page, each once; `used` are those that it found, in order."""

    known: tuple[Term, ...] = field(default_factory=terms)
    used: list[Term] = field(default_factory=list)

    def mark(self, html: str) -> str:
        """The text with first uses of terms as buttons."""
        if not self.known:
            return html
        inside: list[str] = []
        return "".join(self._part(part, inside) for part in PARTS.split(html))

    def _part(self, part: str, inside: list[str]) -> str:
        if part.startswith("<"):
            self._tag(part, inside)
            return part
        return part if inside else self._words(part)

    def _tag(self, tag: str, inside: list[str]) -> None:
        name = tag.strip("</>").split()[0].lower() if tag.strip("</>") else ""
        if name not in CLOSED:
            return
        if not tag.startswith("</"):
            inside.append(name)
        elif inside:
            inside.pop()

    def _words(self, text: str) -> str:
        left = {form: term for term in self.known if term not in self.used for form in term.forms}
        if not left:
            return text
        longest = sorted(left, key=len, reverse=True)
        pattern = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, longest)) + r")(?![\w-])")
        return pattern.sub(lambda match: self._button(left[match[0]], match[0]), text)

    def _button(self, term: Term, word: str) -> str:
        if term in self.used:
            return word
        self.used.append(term)
        return f'<button type="button" class="term" popovertarget="{term.id}">{escape(word)}</button>'
