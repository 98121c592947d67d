"""Lessons in other languages: the same lesson, told in other words.

A translation stands beside what it translates: `lesson.de.toml` for the texts of `lesson.toml`, `text.de.md`,
`closing.de.md`, and `steps/NAME.de.md` for each step. It is whole or an error. Machine, goals and commands are the
lesson's own, so journals and marks do not know a language. docs/lessons.md describes every key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lab.course.plan import Goal, Misconception

if TYPE_CHECKING:
    from lab.course.lesson import Lesson, Source

COMMANDS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Translation:
    """The texts of one lesson in one language."""

    title: str
    summary: str
    objectives: tuple[str, ...]
    further: tuple[str, ...]
    simplifies: tuple[str, ...]
    goals: tuple[Goal, ...]
    misconceptions: tuple[Misconception, ...]
    introduction: Source
    closing: Source
    step_sources: tuple[Source, ...]


def told_in(lesson: Lesson, language: str) -> Lesson:
    """The lesson in that language; as it was written where it does not carry it."""
    said = lesson.translations.get(language)
    if said is None:
        return lesson
    texts = {name: getattr(said, name) for name in Translation.__slots__}
    return replace(lesson, language=language, **texts)


def unlike(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Files of translations whose commands are not those of what they translate: `(file, message)`."""
    for said in lesson.translations.values():
        originals = (lesson.introduction, *lesson.step_sources, lesson.closing)
        for original, told in zip(originals, (said.introduction, *said.step_sources, said.closing), strict=True):
            if COMMANDS.findall(original.text) != COMMANDS.findall(told.text):
                yield told.file, f"its commands are not those of {original.file}"
