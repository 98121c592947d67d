"""A journal survives its own dump; anything else is refused, with the field named."""

from __future__ import annotations

from typing import Any

import pytest

from lab.journal import Input, Journal, JournalError, parse

GOOD = Journal(
    engine="abc",
    release="14.0",
    seed=7,
    lesson="first-jail",
    revision=2,
    inputs=(Input(10, 0, "type", "ls\r"), Input(10, 0, "resize", "24x80"), Input(90, 1, "type", "é")),
    end=100,
    digests=((2, "d" * 64),),
)


def test_a_dump_parses_to_the_same_journal() -> None:
    assert parse(GOOD.dump()) == GOOD
    assert parse(Journal("e", "14.0", 0).dump()) == Journal("e", "14.0", 0)


def changed(**fields: Any) -> dict[str, Any]:
    return {**GOOD.dump(), **fields}


@pytest.mark.parametrize(
    ("value", "where", "message"),
    [
        (None, "journal", "not an object"),
        ([], "journal", "not an object"),
        (changed(format=2), "format", "this machine reads format 1 only"),
        (changed(format=True), "format", "this machine reads format 1 only"),
        (changed(engine=3), "engine", "not a string"),
        (changed(engine="e" * 65), "engine", "longer than 64 characters"),
        (changed(seed=-1), "seed", f"not between 0 and {2**63 - 1}"),
        (changed(seed=1.5), "seed", "not an integer"),
        (changed(seed=True), "seed", "not an integer"),
        (changed(extra=1), "extra", "no such field"),
        (changed(inputs={}), "inputs", "not a list"),
        (changed(inputs=[[1, 0, "type"]]), "inputs[0]", "not [time, tty, kind, data]"),
        (changed(inputs=[[50, 0, "type", "a"], [49, 0, "type", "b"]]), "inputs[1][0]", "not between 50 and 100"),
        (changed(inputs=[[101, 0, "type", "a"]]), "inputs[0][0]", "not between 0 and 100"),
        (changed(inputs=[[1, 9, "type", "a"]]), "inputs[0][1]", "not between 0 and 7"),
        (changed(inputs=[[1, 0, "undo", ""]]), "inputs[0][2]", "neither type nor resize"),
        (changed(inputs=[[1, 0, "type", ""]]), "inputs[0][3]", "empty"),
        (changed(inputs=[[1, 0, "type", "\ud800"]]), "inputs[0][3]", "half of a surrogate pair"),
        (changed(inputs=[[1, 0, "resize", "24"]]), "inputs[0][3]", "not ROWSxCOLUMNS"),
        (changed(inputs=[[1, 0, "resize", "24x-8"]]), "inputs[0][3]", "not ROWSxCOLUMNS"),
        (changed(inputs=[[1, 0, "resize", "0x80"]]), "inputs[0][3]", "a side is not between 1 and 1000"),
        (changed(end=-1), "end", "not between 0 and 172800000000"),
        (changed(digests=[[0, "x"]]), "digests[0]", "not between 1 and 3"),
        (changed(digests=[[2, "x"], [2, "y"]]), "digests[1]", "not between 3 and 3"),
    ],
)
def test_what_is_no_journal_is_refused(value: object, where: str, message: str) -> None:
    with pytest.raises(JournalError) as caught:
        parse(value)
    assert (caught.value.where, caught.value.message) == (where, message)


def test_a_missing_field_is_named() -> None:
    for name in GOOD.dump():
        value = GOOD.dump()
        del value[name]
        with pytest.raises(JournalError, match=f"^{name}: missing$"):
            parse(value)


def test_more_than_a_million_characters_are_refused() -> None:
    half = "x" * 600_000
    with pytest.raises(JournalError, match="more than 1000000 characters typed in all"):
        parse(changed(inputs=[[1, 0, "type", half], [2, 0, "type", half]]))
