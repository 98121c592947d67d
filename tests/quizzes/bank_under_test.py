"""The items and seeds that the suite proves: a few by default, ITEM_SEEDS for many; and items made of a few lines."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from lab.course.toml_reader import Reader
from lab.items.item import Item
from lab.items.item_file import load_bank, read_item

ROOT = Path(__file__).parents[2] / "curriculum"
SEEDS = range(int(os.environ.get("ITEM_SEEDS", "3")))
BANK = load_bank(ROOT)

HEAD = 'title = "T"\nconcept = "c"\nrevision = 1\nseconds = 30\nsources = ["s"]\nprompt = "P?"\nexplanation = "E."\n'


def item_of(text: str, slug: str = "probe") -> Item:
    """The item of a few lines of TOML, put behind the keys that every item has."""
    return read_item(Reader(f"{slug}.toml", tomllib.loads(HEAD + text)), slug, "m")
