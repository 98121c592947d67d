"""Regular expressions of libc and, for grep, of libregex: back-references, what is refused, and the bound.

Sources: lib/libc/regex/regcomp.c (p_ere_exp, p_simp_re, p_bracket, may_escape), engine.c (backref), regerror.c.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError

Run = Callable[..., tuple[str, int]]


@pytest.mark.parametrize(
    ("pattern", "text", "place"),
    [
        (r"\(a\)\1", "xaa", (1, 3)),
        (r"\(.*\)\1", "abcabc!", (0, 6)),
        (r"\(a*\)b\1", "aabaa", (0, 5)),
        (r"\(a*\)b\1c", "aabac", (1, 5)),
        (r"foo\(.*\)bar\1", "foobar", (0, 6)),
        (r"\(a\{1,2\}\)x\1$", "aaxa", (1, 4)),
    ],
)
def test_a_back_reference_stands_for_what_its_group_matched(pattern: str, text: str, place: tuple[int, int]) -> None:
    assert Regex(pattern).search(text) == place


@pytest.mark.parametrize(
    ("pattern", "extended", "message"),
    [
        (r"\1", False, "invalid backreference number"),
        (r"\(a\1\)", False, "invalid backreference number"),
        (r"a**", False, "repetition-operator operand invalid"),
        (r"a**", True, "repetition-operator operand invalid"),
        (r"^*", True, "repetition-operator operand invalid"),
        (r"*a", True, "repetition-operator operand invalid"),
        (r"a{", True, "repetition-operator operand invalid"),
        (r"\{1\}", False, "repetition-operator operand invalid"),
        (r"a\{2,1\}", False, "invalid repetition count(s)"),
        (r"a\{256\}", False, "invalid repetition count(s)"),
        (r"a\{1", False, "braces not balanced"),
        (r"a\{1x\}", False, "invalid repetition count(s)"),
        (r"a|", True, "empty (sub)expression"),
        (r"|a", True, "empty (sub)expression"),
        (r"a)", True, "parentheses not balanced"),
        (r"(a", True, "parentheses not balanced"),
        (r"a\)", False, "parentheses not balanced"),
        (r"\d", True, "trailing backslash (\\)"),
        (r"\(a\)\d", False, "trailing backslash (\\)"),
        ("a\\", False, "trailing backslash (\\)"),
        (r"[a", False, "brackets ([ ]) not balanced"),
        (r"[b-a]", False, "invalid character range"),
        (r"[[:foo:]]", False, "invalid character class"),
        (r"[[.ab.]]", False, "invalid collating element"),
    ],
)
def test_what_is_refused(pattern: str, extended: bool, message: str) -> None:
    with pytest.raises(RegexError) as caught:
        Regex(pattern, extended)
    assert str(caught.value) == message


def test_basic_expressions_of_libc_have_no_plus_and_no_bar() -> None:
    assert Regex(r"a\+b").search("a+b") == (0, 3)
    assert Regex(r"a\|b").search("a|b") == (0, 3)
    assert Regex(r"a\+b", gnu=True).search("aab") == (0, 3)
    assert Regex(r"x\|b", gnu=True).search("ab") == (1, 2)


def test_stars_and_anchors_that_are_letters() -> None:
    assert Regex(r"*a").search("*a") == (0, 2)
    assert Regex(r"^*a").search("*a") == (0, 2)
    assert Regex(r"\(*a\)").search("*a") == (0, 2)
    assert Regex(r"a^b$c").search("a^b$c") == (0, 5)
    assert Regex(r"\(^a$\)").search("a") == (0, 1)
    assert Regex(r"[]a]*[[.-.]]").search("a]-") == (0, 3)


def test_a_pattern_that_needs_too_much_says_so() -> None:
    with pytest.raises(RegexError, match="out of memory"):
        Regex(r"\(\(a*\)*\)*\1\2b").search("a" * 400)


@settings(max_examples=60, deadline=None)
@given(st.text("ab", max_size=8), st.sampled_from([r"\(a*\)b\1", r"\(ab*\)\1", r"\(a\)*\1b*", r"\(b\)a*\1"]))
def test_it_matches_where_pythons_engine_does(text: str, pattern: str) -> None:
    found = Regex(pattern).search(text)
    other = re.search(pattern.replace(r"\(", "(").replace(r"\)", ")"), text)
    assert (found is None) == (other is None)
    if found is not None and other is not None:
        assert found[0] == other.start()
        assert found[1] >= other.end()


def test_grep_and_expr_follow_one(sh: Run) -> None:
    assert sh(r"echo aa1 | grep -o '\(a\)\1'; echo abab | grep -E '(ab)\1'; expr abab : '\(ab\)\1'") == (
        "aa\nabab\nab\n",
        0,
    )
    assert sh(r"echo a | grep '\(a\)\2'") == ("grep: invalid backreference number\n", 2)


@pytest.mark.parametrize(
    ("pattern", "text", "start", "found"),
    [
        ("^a*", "baa", 0, (0, 0)),
        ("^ab|b", "cab", 0, (2, 3)),
        ("^ab|^b", "cab", 0, None),
        ("(^a|^b)c", "acbc", 0, (0, 2)),
        ("^b", "ab", 1, None),
        ("^$", "", 0, (0, 0)),
    ],
)
def test_an_anchored_pattern_begins_where_the_text_does(
    pattern: str, text: str, start: int, found: tuple[int, int] | None
) -> None:
    assert Regex(pattern, extended=True).search(text, start) == found


def test_an_anchored_pattern_gives_up_at_the_first_character_that_does_not_fit() -> None:
    regex = Regex("^ifconfig_[a-z]*=")
    regex.search("x" * 100)
    assert len(regex.known) == 1
