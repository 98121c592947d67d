"""The items and seeds that the suite proves: a few by default, ITEM_SEEDS for many; and items made of a few lines."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from lab.item import Item, load_bank
from lab.item_file import read_item
from lab.toml_reader import Reader

ROOT = Path(__file__).parents[2] / "curriculum"
SEEDS = range(int(os.environ.get("ITEM_SEEDS", "3")))
BANK = load_bank(ROOT)

HEAD = 'title = "T"\nconcept = "c"\nrevision = 1\nseconds = 30\nsources = ["s"]\nprompt = "P?"\nexplanation = "E."\n'


def item_of(text: str, slug: str = "probe") -> Item:
    """The item of a few lines of TOML, put behind the keys that every item has."""
    return read_item(Reader(f"{slug}.toml", tomllib.loads(HEAD + text)), slug, "m")
