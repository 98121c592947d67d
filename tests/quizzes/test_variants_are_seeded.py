"""Variants: the same seed gives the same question; what is computed comes from the machine of that seed."""

from __future__ import annotations

import pytest
from bank_under_test import item_of

from lab.course.toml_reader import CurriculumError
from lab.items.answers import right_answer
from lab.items.grading import grade
from lab.items.item import Choice, Ordering
from lab.items.variant import draw

PREDICT = """kind = "predict"
[parameters]
jail = { choose = ["www", "mail", "shop"] }
[setup]
commands = ["jail -c name={jail} path=/ persist"]
[machine]
commands = ["jls -N"]
ask = "word"
line = 2
[[options]]
text = "{jail}.example"
feedback = "No."
[[options]]
setup = ["jail -c name=other{jail} path=/ persist"]
feedback = "That is another machine."
[[options]]
commands = ["jls"]
feedback = "That is the number."
"""


def texts(seed: int) -> list[str]:
    body = draw(item_of(PREDICT), seed).body
    assert isinstance(body, Choice)
    return [option.told.text for option in body.options]


def test_a_seed_is_always_the_same_variant() -> None:
    assert draw(item_of(PREDICT), 5) == draw(item_of(PREDICT), 5)
    assert len({tuple(texts(seed)) for seed in range(20)}) > 5


def test_answers_and_wrong_answers_are_computed() -> None:
    item = item_of(PREDICT)
    for seed in range(6):
        jail = item.parameters.values(seed)["jail"]
        assert sorted(texts(seed)) == sorted([jail, f"{jail}.example", f"other{jail}", "1"])
        variant = draw(item, seed)
        assert isinstance(variant.body, Choice)
        assert variant.body.options[right_answer(variant)[0]].told.text == jail
        assert all(option.told.literal for option in variant.body.options)


@pytest.mark.parametrize(("ask", "said"), [("status", "1"), ("output", "jls: jail \"x\" not found")])
def test_a_status_and_an_output_can_be_asked(ask: str, said: str) -> None:
    text = f"""kind = "predict"
form = "type"
otherwise = "Run it."
[machine]
commands = ["jls -n -j x name"]
ask = "{ask}"
"""
    variant = draw(item_of(text), 0)
    assert grade(variant, {"answer": said}).right
    assert not grade(variant, {"answer": "0"}).right


def test_so_many_options_are_shown_and_the_right_one_is_among_them() -> None:
    options = "".join(
        f'[[options]]\ntext = "{text}"\ncorrect = {str(text == "a").lower()}\nfeedback = "F."\n' for text in "abcdefg"
    )
    item = item_of('kind = "single"\nshow = 4\n' + options)
    shown = []
    for seed in range(12):
        body = draw(item, seed).body
        assert isinstance(body, Choice)
        assert [option.told.text for option in body.options].count("a") == 1
        assert len(body.options) == 4
        shown.append(sorted(option.told.text for option in body.options))
    assert len({tuple(one) for one in shown}) > 3


def test_an_order_is_never_shown_as_it_should_be() -> None:
    entries = "".join(f'[[entries]]\nid = "{name}"\ntext = "{name}"\nfeedback = "F."\n' for name in ("a", "b", "c"))
    item = item_of('kind = "ordering"\n' + entries)
    for seed in range(30):
        variant = draw(item, seed)
        assert isinstance(variant.body, Ordering)
        assert not grade(variant, [0, 1, 2]).right


def test_entries_may_be_free_of_each_other() -> None:
    text = """kind = "ordering"
[[entries]]
id = "a"
text = "a"
[[entries]]
id = "b"
text = "b"
after = []
[[entries]]
id = "c"
text = "c"
after = ["a", "b"]
feedback = "c needs both."
"""
    variant = draw(item_of(text), 0)
    assert isinstance(variant.body, Ordering)
    names = [entry.id for entry in variant.body.entries]
    for order in ("abc", "bac"):
        assert grade(variant, [names.index(name) for name in order]).right
    assert grade(variant, [names.index(name) for name in "acb"]).points == 1


def test_a_set_up_that_fails_names_file_and_key() -> None:
    item = item_of(PREDICT.replace("jail -c name={jail} path=/ persist", "jail -r {jail}", 1))
    with pytest.raises(CurriculumError) as caught:
        draw(item, 0)
    assert (caught.value.file, caught.value.key) == ("probe.toml", "setup")
    assert "not found" in caught.value.message
