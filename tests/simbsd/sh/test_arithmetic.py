"""Arithmetic: C's operators on 64-bit integers, and what the shell says of bad expressions."""

from __future__ import annotations

import pytest

from simbsd.sh.arith import Evaluator
from simbsd.sh.errors import ShellError, TooDeep

VALUES = [
    ("1+2*3", 7),
    ("(1+2)*3", 9),
    ("2-1-1", 0),
    ("10/3", 3),
    ("-10/3", -3),
    ("-10%3", -1),
    ("1<<2+1", 8),
    ("1<<65", 2),
    ("-8>>1", -4),
    ("5&3|8^1", 9),
    ("!0&&1||0", 1),
    ("0||3", 1),
    ("1?2:3", 2),
    ("0?2:0?4:5", 5),
    ("~0", -1),
    ("- - 1", 1),
    ("0x1F+010", 39),
    ("1<2==1", 1),
    ("x", 5),
    ("unset", 0),
    (" x + 1\n", 6),
    ("9223372036854775807+1", -9223372036854775808),
    ("9223372036854775808", -9223372036854775808),
    ("99999999999999999999", 9223372036854775807),
    ("0xffffffffffffffff", -1),
]


def evaluate(text: str, variables: dict[str, str] | None = None, nounset: bool = False) -> int:
    variables = {"x": "5"} if variables is None else variables
    return Evaluator(text, variables.get, variables.__setitem__, nounset).value()


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_an_expression_has_the_value_that_c_gives_it(text: str, value: int) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("y=7", "7"), ("y+=2", "2"), ("x<<=1", "10"), ("x=y=3", "3"), ("x|=8", "13"), ("y=x?1:2", "1"), ("x%=3", "2")],
)
def test_an_assignment_sets_the_variable(text: str, value: str) -> None:
    variables = {"x": "5"}
    evaluate(text, variables)
    assert variables[text[0]] == value


@pytest.mark.parametrize("text", ["0&&(x=9)", "1||(x=9)", "1?0:(x=9)", "0?(x=9):0"])
def test_what_is_not_chosen_is_not_evaluated(text: str) -> None:
    variables = {"x": "5"}
    evaluate(text, variables)
    assert variables == {"x": "5"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1/0", "division by zero"),
        ("1%0", "division by zero"),
        ("1+", "expecting primary"),
        ("", "expecting primary"),
        ("++x", "expecting primary"),
        ("1 2", "expecting EOF"),
        ("08", "expecting EOF"),
        ("(1", "expecting ')'"),
        ("1?2", "expecting ':'"),
        ("-9223372036854775808/-1", "divide error"),
        ("bad", "variable conversion error"),
        ("big", "variable conversion error"),
    ],
)
def test_a_bad_expression_is_refused_with_its_text(text: str, why: str) -> None:
    with pytest.raises(ShellError) as raised:
        evaluate(text, {"x": "5", "bad": "5z", "big": "9" * 30})
    assert raised.value.message == f'arithmetic expression: {why}: "{text}"'


def test_an_unset_variable_is_refused_under_nounset() -> None:
    with pytest.raises(ShellError) as raised:
        evaluate("z+1", {}, nounset=True)
    assert raised.value.message == 'arithmetic expression: variable not set: "z+1"'


def test_nesting_is_bounded() -> None:
    with pytest.raises(TooDeep):
        evaluate("(" * 5000 + "1" + ")" * 5000)


def test_a_number_of_any_length_is_read() -> None:
    assert evaluate("9" * 10000) == 9223372036854775807
