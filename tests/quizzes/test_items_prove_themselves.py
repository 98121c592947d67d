"""Every item, for several seeds: its right answer is accepted, each foreseen wrong one refused in its own words."""

from __future__ import annotations

import pytest
from bank_under_test import BANK, ROOT, SEEDS

from lab.items.item import Item
from lab.items.item_lint import lint_items
from lab.items.item_proof import MARGIN, blind, prove


def test_the_bank_has_no_findings() -> None:
    assert lint_items(ROOT) == []


@pytest.mark.parametrize("item", BANK.items, ids=[item.slug for item in BANK.items])
def test_an_item_proves_itself(item: Item) -> None:
    assert [finding for seed in SEEDS for finding in prove(item, seed)] == []


def test_nobody_gets_far_without_reading() -> None:
    assert [one for one in blind(BANK.items, range(10)) if one.score > one.chance + MARGIN] == []
