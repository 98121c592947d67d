"""The form of an item: whatever a file of the bank says can be written in it, and comes back the same."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from bank_under_test import BANK, ROOT

from quizzes.authoring.form import nearest, places, read_form, sections
from quizzes.authoring.kinds import KINDS
from quizzes.authoring.shapes import text_of, value_of

ELSEWHERE = ("revision", "release")  # the page counts revisions; every item is of the present release
NOT_IN_FORM = {"at", "step", "setup"}  # of a goal, and of an option: for files only


def sent_by(kind: str, table: dict[str, Any]) -> dict[str, str]:
    """What a browser sends of a form that shows this table."""
    fields = []
    for section in sections(KINDS[kind], table, {}):
        fields += section["fields"] + [field for group in section["groups"] for row in group["rows"]
                                       for field in row["fields"]]  # fmt: skip
    return {field["name"]: field["text"] for field in fields if not (field["check"] and not field["text"])}


def stripped(value: Any) -> Any:
    """A table as the form keeps it: texts without blanks at their ends, nothing that is empty."""
    if isinstance(value, str):
        return value.strip("\n")
    if isinstance(value, list):
        return [stripped(one) for one in value]
    if isinstance(value, dict):
        kept = {name: stripped(one) for name, one in value.items() if one not in ("", [], {}, False)}
        if "with" in kept:
            kept["with"] = {name: str(one) for name, one in kept["with"].items()}
        return {name: one for name, one in kept.items() if name not in ELSEWHERE}
    return value


def table_of(file: str) -> dict[str, Any]:
    return tomllib.loads((ROOT.parent / file).read_text(encoding="utf-8"))


def fits(table: dict[str, Any]) -> bool:
    """Whether an item uses only what the form has."""
    rows = [row for name in ("goals", "options", "wrong", "entries") for row in table.get(name, [])]
    return not any(NOT_IN_FORM & set(row) or "after" in row for row in rows) and "cables" not in table.get("setup", {})


def test_nearly_every_item_of_the_bank_fits_the_form() -> None:
    fitting = sum(fits(table_of(item.file)) for item in BANK.items)
    assert fitting >= 0.9 * len(BANK.items)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_in_a_file_can_be_written_in_the_form(kind: str) -> None:
    tables = [table for item in BANK.items if item.kind == kind and fits(table := table_of(item.file))]
    assert tables
    for table in tables:
        back = read_form(KINDS[kind], sent_by(kind, table))
        assert stripped(back) == stripped(table), table["title"]


def test_rows_in_which_nothing_stands_are_left_out() -> None:
    sent = {"title": "T", "options-0-text": "", "options-3-text": "a", "options-3-correct": "on", "options-7-text": " "}
    assert read_form(KINDS["single"], sent)["options"] == [{"text": "a", "correct": True}]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jail: www, mail", {"jail": {"choose": ["www", "mail"]}}),
        ("net: 10 to 99", {"net": {"integer": [10, 99]}}),
        ("a: x, y\nb: x, y unlike a", {"a": {"choose": ["x", "y"]}, "b": {"choose": ["x", "y"], "unlike": "a"}}),
        ("address = 10.{net}.0.1", {"address": {"value": "10.{net}.0.1"}}),
        ("nothing", {"nothing": {}}),
    ],
)
def test_parameters_are_lines(text: str, value: dict[str, Any]) -> None:
    assert value_of("parameters", text) == value
    if "nothing" not in value:
        assert text_of("parameters", value) == text


def test_a_finding_is_told_at_its_field() -> None:
    kind = KINDS["single"]
    by_key, told = places(kind, [("options[1].feedback", "a text must stand here"), ("parameters.jail", "no")])
    assert by_key == {"options[1].feedback": ["a text must stand here"], "parameters": ["no"]}
    assert [one["label"] for one in told] == ["Option 2 · What is said to it", "Parameters"]
    assert nearest("nowhere", {"title": "Title"}) == "nowhere"


def test_the_page_names_no_kind_that_files_do_not_have() -> None:
    assert set(KINDS) == {item.kind for item in BANK.items}
