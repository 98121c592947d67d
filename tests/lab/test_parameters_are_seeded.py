"""Parameters: a seed means the same values everywhere; names in texts are filled, the shell's own braces left
alone.
"""

from __future__ import annotations

import pytest

from lab.course.params import Generator, Parameter, Parameters, UnknownName, fill, fill_all


def test_the_generator_is_splitmix64() -> None:
    """The first three outputs for seed 1234567, as the reference implementation gives them."""
    generator = Generator(1234567)
    assert [generator.below(2**64) for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


PARAMETERS = Parameters(
    (
        Parameter("name", choose=("www", "mail", "shop")),
        Parameter("other", choose=("www", "mail"), unlike="name"),
        Parameter("net", integer=(10, 12)),
        Parameter("address", value="10.{net}.0.1"),
    )
)


def test_a_seed_fixes_every_value() -> None:
    for seed in range(200):
        values = PARAMETERS.values(seed)
        assert values == PARAMETERS.values(seed)
        assert values["name"] in ("www", "mail", "shop")
        assert values["other"] in ("www", "mail")
        assert values["other"] != values["name"]
        assert values["address"] == f"10.{values['net']}.0.1"


def test_every_choice_comes_up() -> None:
    drawn = [PARAMETERS.values(seed) for seed in range(200)]
    assert sorted({values["name"] for values in drawn}) == ["mail", "shop", "www"]
    assert sorted({values["net"] for values in drawn}) == ["10", "11", "12"]


def test_names_are_filled_and_shell_braces_are_not() -> None:
    assert fill("a {name} ${name} {Name} { name } {}", {"name": "www"}) == "a www ${name} {Name} { name } {}"
    assert fill_all({"a": ["{name}", 3], "b": {"c": "{name}"}}, {"name": "x"}) == {"a": ["x", 3], "b": {"c": "x"}}


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownName) as caught:
        fill("{nobody}", {"name": "www"})
    assert caught.value.name == "nobody"
