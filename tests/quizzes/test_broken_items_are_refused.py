"""A broken item is refused with file, key and a sentence; and what authors' commands make, works as it stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bank_under_test import ROOT

from lab.course.lint import Finding
from lab.course.toml_reader import CurriculumError
from lab.items.item import KINDS
from lab.items.item_file import load_bank
from lab.items.item_lint import lint_items
from lab.items.item_proof import prove
from quizzes.management.commands.new_item import new_item

GOOD = (ROOT / "items" / "jails-today" / "which-jail-pings.toml").read_text(encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A curriculum with two lessons and no items."""
    root = tmp_path / "curriculum"
    for lesson in ("first-jail", "own-stack"):
        shutil.copytree(ROOT / "lessons" / lesson, root / "lessons" / lesson)
    text = '[[modules]]\nslug = "m"\ntitle = "M"\nsummary = "S"\nlessons = ["first-jail", "own-stack"]\n'
    (root / "modules.toml").write_text(text)
    return root


def write(root: Path, text: str) -> None:
    folder = root / "items" / "m"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "probe.toml").write_text(text, encoding="utf-8")


CASES = [
    ('kind = "single"', 'kind = "song"', "kind", "one of these must stand here: single, multiple, numeric, ordering, "
     "matching, fill-in, predict, point, do, mend"),
    ("seconds = 60", "seconds = 0", "seconds", "a number of at least 5 must stand here"),
    ("seconds = 60", "secnods = 60", "secnods", "no such key"),
    ("covers = [1, 2]", "covers = [46]", "covers", "a list of numbers from 1 to 45 must stand here"),
    ("correct = true", 'feedback = "No."', "options", "exactly one option must be correct"),
    ("correct = true", 'correct = "yes"', "options[0].correct", "true or false must stand here"),
    ('lesson = "own-stack"', 'lesson = "nothing"', "lesson", "there is no lesson nothing"),
    ('step = "05-ping"', "", "lesson", "name the lesson, and the step in it, where this is to be read again"),
    ('step = "05-ping"', 'step = "09-rest"', "step", "the lesson own-stack has no step 09-rest"),
    ("[parameters]\na =", "[parameters]\ncommands =", "parameters.commands", "this name stands for the machine's own"),
    ("jail with a stack of its own always", "jail {c} always", "c", "the item has no parameter of this name"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "message"), CASES, ids=[f"{case[2]}: {case[1]}" for case in CASES])
def test_a_fault_is_found(root: Path, old: str, new: str, key: str, message: str) -> None:
    assert old in GOOD
    write(root, GOOD.replace(old, new, 1))
    assert lint_items(root)[0] == Finding("curriculum/items/m/probe.toml", key, message)


def test_the_copied_item_is_good(root: Path) -> None:
    write(root, GOOD)
    assert lint_items(root) == []


def test_half_a_sentence_is_found(root: Path) -> None:
    write(root, GOOD.replace("nothing to do with sockets.", "nothing to do with sockets"))
    (finding,) = lint_items(root)
    assert finding.key == "options.feedback"
    assert finding.message.startswith("a sentence ends like one: ")


def test_options_of_very_different_length_are_found(root: Path) -> None:
    write(root, GOOD.replace("the one made with `vnet persist`", "the one " + "made with care " * 20))
    (finding,) = lint_items(root)
    assert finding.message == "one option is far longer than another, which tells it apart without reading"


def test_two_items_of_one_name_are_refused(root: Path) -> None:
    write(root, GOOD)
    (root / "items" / "n").mkdir()
    shutil.copy(root / "items" / "m" / "probe.toml", root / "items" / "n" / "probe.toml")
    with pytest.raises(CurriculumError, match="has this name already"):
        load_bank(root)


def test_options_that_are_alike_are_found_by_the_proof(root: Path) -> None:
    write(root, GOOD.replace("the one made with `ip4=inherit persist`", "the one made with  `vnet persist`"))
    (finding, *_) = prove(load_bank(root).items[0], 4)
    assert finding.key == "options"
    assert finding.message.startswith("2 are alike: ")
    assert finding.message.endswith("(seed 4)")


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_item_works_as_it_stands(root: Path, kind: str) -> None:
    new_item(root, "m/fresh", kind)
    assert lint_items(root) == []
    assert prove(load_bank(root).items[0], 3) == []


def test_a_new_item_overwrites_nothing(root: Path) -> None:
    new_item(root, "m/fresh", "single")
    refused = (("m/fresh", "single", "there already"), ("fresh", "single", "MODULE"), ("m/x", "y", "kind"))
    for place, kind, said in refused:
        with pytest.raises(ValueError, match=said):
            new_item(root, place, kind)
