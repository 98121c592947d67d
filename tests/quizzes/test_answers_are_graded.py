"""Grading: points by part, feedback to each, and answers that are none told apart from wrong ones."""

from __future__ import annotations

import pytest
from bank_under_test import item_of

from lab.items.answers import right_answer
from lab.items.grading import Outcome, WrongShape, grade
from lab.items.item import Choice, Item, Matching, Ordering, Pointing
from lab.items.variant import draw

SINGLE = 'kind = "single"\n' + "".join(
    f'[[options]]\ntext = "{text}"\ncorrect = {str(text == "b").lower()}\nfeedback = "about {text}"\n'
    for text in "abcd"
)
MULTIPLE = 'kind = "multiple"\n' + "".join(
    f'[[options]]\ntext = "{text}"\ncorrect = {str(text in "abc").lower()}\nfeedback = "about {text}"\n'
    for text in "abcde"
)
NUMERIC = """kind = "numeric"
answer = "100"
tolerance = 2
otherwise = "Count."
[[wrong]]
text = "50"
feedback = "Half."
"""
FILL = """kind = "fill-in"
[[blanks]]
id = "verb"
label = "verb"
accept = ["jail -r", "jail -R"]
otherwise = "Which verb?"
[[blanks.wrong]]
text = "kill"
feedback = "That ends processes."
[[blanks]]
id = "name"
label = "name"
accept = ["www"]
otherwise = "Which jail?"
"""
ORDER = 'kind = "ordering"\n' + "".join(
    f'[[entries]]\nid = "{name}"\ntext = "{name}"\nfeedback = "why {name}"\n' for name in ("one", "two", "three")
)
MATCH = """kind = "matching"
decoys = ["z"]
[[pairs]]
id = "a"
left = "A"
right = "a"
feedback = "A goes to a."
[[pairs]]
id = "b"
left = "B"
right = "b"
feedback = "B goes to b."
"""
POINT = """kind = "point"
graph = "network"
otherwise = "Look again."
[setup]
commands = ["jail -c name=www path=/ vnet persist"]
[target]
label = "lo0"
inside = "www"
[[wrong]]
label = "lo0"
inside = "host"
feedback = "That is the host's."
"""


def choose(item: Item, *texts: str, seed: int = 0) -> Outcome:
    """The outcome of choosing the options with these texts."""
    variant = draw(item, seed)
    assert isinstance(variant.body, Choice)
    shown = [option.told.text for option in variant.body.options]
    return grade(variant, [shown.index(text) for text in texts])


@pytest.mark.parametrize("seed", range(4))
def test_one_option_is_right_wherever_it_stands(seed: int) -> None:
    outcome = choose(item_of(SINGLE), "b", seed=seed)
    assert (outcome.points, outcome.possible, outcome.right) == (1, 1, True)


def test_a_wrong_option_is_told_why() -> None:
    outcome = choose(item_of(SINGLE), "d")
    assert (outcome.points, outcome.right, outcome.feedback) == (0, False, ("about d",))


def test_several_options_are_parts_and_a_wrong_pick_costs() -> None:
    item = item_of(MULTIPLE)
    assert (choose(item, "a", "b", "c").points, choose(item, "a", "b", "c").possible) == (3, 3)
    assert choose(item, "a", "b").points == 2
    assert choose(item, "a", "b", "d").points == 1
    assert choose(item, "d", "e").points == 0
    assert choose(item, *"abcde").points == 1
    assert choose(item, "a", "b", "d").feedback != ()
    assert sorted(choose(item, "a", "b", "d").feedback) == ["about c", "about d"]


@pytest.mark.parametrize(
    ("text", "points", "feedback"),
    [
        ("100", 1, ()), (" 102 ", 1, ()), ("+98", 1, ()), ("103", 0, ("Count.",)), ("50", 0, ("Half.",)),
        ("51", 0, ("Count.",)),
    ],
)  # fmt: skip
def test_a_number_is_right_within_its_tolerance(text: str, points: int, feedback: tuple[str, ...]) -> None:
    outcome = grade(draw(item_of(NUMERIC), 0), {"answer": text})
    assert (outcome.points, outcome.feedback) == (points, feedback)


def test_each_blank_is_a_part() -> None:
    variant = draw(item_of(FILL), 0)
    assert grade(variant, {"verb": "jail  -R", "name": " www"}).right
    outcome = grade(variant, {"verb": "kill", "name": "www"})
    assert (outcome.points, outcome.possible, outcome.feedback) == (1, 2, ("That ends processes.",))
    assert grade(variant, {"verb": "JAIL -r", "name": "www"}).points == 1


def test_each_place_in_an_order_is_a_part() -> None:
    variant = draw(item_of(ORDER), 1)
    assert isinstance(variant.body, Ordering)
    names = [entry.id for entry in variant.body.entries]
    assert names != ["one", "two", "three"]
    outcome = grade(variant, [names.index(name) for name in ("two", "one", "three")])
    assert (outcome.points, outcome.possible, outcome.feedback) == (1, 2, ("why two",))
    assert grade(variant, right_answer(variant)).right


def test_each_pair_is_a_part() -> None:
    variant = draw(item_of(MATCH), 0)
    assert isinstance(variant.body, Matching)
    right = right_answer(variant)
    assert grade(variant, right).points == 2
    decoy = variant.body.rights.index("z")
    outcome = grade(variant, [decoy, right[1]])
    assert (outcome.points, outcome.feedback) == (1, (variant.body.pairs[0].feedback,))


def test_pointing_tells_what_was_pointed_at() -> None:
    variant = draw(item_of(POINT), 0)
    assert isinstance(variant.body, Pointing)
    assert grade(variant, variant.body.answer).right
    (host_lo0,) = variant.body.told
    assert grade(variant, host_lo0).feedback == ("That is the host's.",)
    em0 = next(one.id for one in variant.body.shown if one.label == "em0")
    assert grade(variant, em0).feedback == ("Look again.",)


@pytest.mark.parametrize(
    ("text", "answer", "where"),
    [
        (SINGLE, [], "choice"), (SINGLE, [0, 1], "choice"), (SINGLE, [4], "choice"), (SINGLE, ["0"], "choice"),
        (SINGLE, [True], "choice"), (SINGLE, None, "choice"), (SINGLE, [-1], "choice"), (MULTIPLE, [], "choice"),
        (MULTIPLE, [1, 1], "choice"), (NUMERIC, {"answer": "many"}, "answer"), (NUMERIC, {"answer": ""}, "answer"),
        (NUMERIC, {"answer": 100}, "answer"), (NUMERIC, {}, "answer"), (NUMERIC, {"answer": "9" * 19}, "answer"),
        (FILL, {"verb": "x"}, "answer"), (FILL, {"verb": "x", "name": ""}, "name"),
        (FILL, {"verb": "x" * 2001, "name": "y"}, "verb"), (ORDER, [0, 1], "order"), (ORDER, [0, 1, 1], "order"),
        (MATCH, [0], "match"), (MATCH, [None, 0], "a"), (MATCH, "ab", "match"), (POINT, "if:999", "element"),
        (POINT, ["if:1"], "element"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_none(text: str, answer: object, where: str) -> None:
    variant = draw(item_of(text), 0)
    with pytest.raises(WrongShape) as caught:
        grade(variant, answer)
    assert caught.value.where in (where, "b")
