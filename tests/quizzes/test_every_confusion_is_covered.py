"""Each of the 45 documented confusions is asked for by an item, or cleared up by a lesson."""

from __future__ import annotations

from bank_under_test import BANK, ROOT

from lab.course.lesson_file import load_catalogue
from lab.items.item_file import CONFUSIONS


def test_every_confusion_is_covered() -> None:
    covered = {number for item in BANK.items for number in item.covers}
    covered |= {number for lesson in load_catalogue(ROOT).lessons() for number in lesson.covers}
    assert [number for number in range(1, CONFUSIONS + 1) if number not in covered] == []
