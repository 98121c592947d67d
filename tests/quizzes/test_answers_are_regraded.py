"""Regrading: a fault is planted in an item, answers are taken, the item is mended; marks follow, after a look."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bank_under_test import ROOT

from lab.items.in_words import answer_of, words_of
from lab.items.item import Choice
from lessons.models import Learner
from quizzes import bank, regrade, sittings
from quizzes.models import Question, Sitting

pytestmark = pytest.mark.django_db
SLUG = "epair-which-end"
RIGHT = "either end, and both ends must be UP"
BELIEVED = "the b end, and only that one must be UP"


class Curriculum:
    """A curriculum of which one item can be rewritten."""

    def __init__(self, root: Path) -> None:
        self.path = root / "items" / "vnet-today" / f"{SLUG}.toml"
        self.text = self.path.read_text(encoding="utf-8")

    def write(self, text: str) -> None:
        self.path.write_text(text, encoding="utf-8")
        bank.load.cache_clear()
        bank.drawn.cache_clear()

    def plant(self) -> None:
        """The right option and a wrong one change places."""
        text = self.text.replace(f'text = "{RIGHT}"\ncorrect = true', f'text = "{RIGHT}"\nfeedback = "No."')
        wrong = text.index(f'text = "{BELIEVED}"')
        end = text.index("\n", text.index("feedback", wrong))
        self.write(text[:wrong] + f'text = "{BELIEVED}"\ncorrect = true' + text[end:])

    def mend(self, *more: tuple[str, str]) -> None:
        text = self.text.replace("revision = 1", "revision = 2")
        for old, new in more:
            assert old in text
            text = text.replace(old, new)
        self.write(text)


@pytest.fixture
def curriculum(tmp_path: Path, settings: Any) -> Any:
    root = tmp_path / "curriculum"
    shutil.copytree(ROOT, root)
    settings.CURRICULUM_DIR = root
    yield Curriculum(root)
    bank.load.cache_clear()
    bank.drawn.cache_clear()


def take(newcomer: Callable[[], tuple[Any, Learner]], *texts: str | None) -> list[Question]:
    """Learners who each choose one text (None: nothing) in a test and hand in."""
    found = []
    for text in texts:
        _, learner = newcomer()
        item = bank.find_item(SLUG)
        sitting = sittings.begin_with(learner, Sitting.Mode.TEST, [item], item.module)
        question = sitting.questions.get()
        if text is not None:
            body = bank.variant(item, question.seed).body
            assert isinstance(body, Choice)
            shown = [option.told.text for option in body.options]
            question = sittings.answer(question, [shown.index(text)])
        sittings.end(sitting)
        found.append(question)
    return found


def points() -> list[int | None]:
    return list(Question.objects.order_by("pk").values_list("points", flat=True))


def test_a_mended_fault_changes_the_marks_after_a_look(
    curriculum: Curriculum, newcomer: Callable[[], tuple[Any, Learner]]
) -> None:
    curriculum.plant()
    take(newcomer, RIGHT, BELIEVED, RIGHT, None)
    assert points() == [0, 1, 0, 0]
    curriculum.mend()
    changes = regrade.preview(bank.find_item(SLUG))
    assert [(one.before, one.after, one.differs) for one in changes] == [
        ((0, 1), (1, 1), True), ((1, 1), (0, 1), True), ((0, 1), (1, 1), True), ((0, 1), (0, 1), False)
    ]  # fmt: skip
    assert points() == [0, 1, 0, 0]  # a look changes nothing
    assert regrade.apply(changes) == 3
    assert points() == [1, 0, 1, 0]
    assert set(Question.objects.values_list("revision", flat=True)) == {2}
    assert regrade.apply(changes) == 0
    assert [one.differs for one in regrade.preview(bank.find_item(SLUG))] == [False] * 4


def test_an_answer_means_the_same_after_options_were_moved(
    curriculum: Curriculum, newcomer: Callable[[], tuple[Any, Learner]]
) -> None:
    take(newcomer, RIGHT, BELIEVED)
    first = curriculum.text.index("[[options]]")
    second = curriculum.text.index("[[options]]", first + 1)
    moved = curriculum.text[:first] + curriculum.text[second:].rstrip() + "\n\n" + curriculum.text[first:second]
    curriculum.write(moved.replace("revision = 1", "revision = 2"))
    assert [one.differs for one in regrade.preview(bank.find_item(SLUG))] == [False, False]


def test_what_cannot_be_judged_is_left_for_a_person(
    curriculum: Curriculum, newcomer: Callable[[], tuple[Any, Learner]]
) -> None:
    take(newcomer, BELIEVED)
    curriculum.mend((BELIEVED, "the b end, and the a end may stay down"))
    (change,) = regrade.preview(bank.find_item(SLUG))
    assert change.after is None
    assert "no longer there" in change.trouble
    assert regrade.apply([change]) == 0
    assert points() == [0]


def test_words_and_answers_are_each_others_inverse() -> None:
    from lab.items.answers import right_answer
    from lab.items.item import Task
    from lab.items.variant import draw

    for item in bank.load(ROOT).items:
        if not isinstance(item.body, Task):
            variant = draw(item, 3)
            answer = right_answer(variant)
            assert answer_of(variant, words_of(variant, answer)) == answer
