"""atoi(3) is strtol(3), cut to an int (lib/libc/stdlib/atoi.c, strtol.c)."""

from __future__ import annotations

import pytest

from simbsd.sys.strtol import atoi, leading_int


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42", 42),
        (" \t-7 apples", -7),
        ("+9x", 9),
        ("", 0),
        ("- 1", 0),
        ("٣", 0),
        ("2147483647", 2147483647),
        ("2147483648", -2147483648),
        ("4294967301", 5),
        ("9" * 5000, -1),
        ("-" + "9" * 5000, 0),
    ],
)
def test_an_int_is_what_is_left_of_a_long(text: str, number: int) -> None:
    assert atoi(text) == number


def test_who_wants_more_than_an_int_has_it() -> None:
    assert leading_int("4294967301 frames") == 4294967301


def test_a_date_cannot_vary_by_more_than_an_int(sh) -> None:
    assert sh("date -v +" + "9" * 30 + "d")[1] == 1
