"""Patterns: stars, question marks, brackets; prefixes and suffixes that match."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simbsd.sh.pattern import ESC, compile_pattern, escape, has_magic, match, unescape

MATCHES = [
    ("a*", "abc"),
    ("*", ""),
    ("a?c", "abc"),
    ("*.c", "x.c"),
    ("*a*b*", "xxaxxb"),
    ("a**b", "ab"),
    ("[a-c]x", "bx"),
    ("[!a-c]x", "dx"),
    ("[^a]", "b"),
    ("[]a]", "]"),
    ("[a-]", "-"),
    ("[[:digit:][:upper:]]", "Q"),
    ("[a", "[a"),
    (f"{ESC}*", "*"),
    (f"[{ESC}!a]", "!"),
    ("?", "é"),
]
MISSES = [
    ("a*", "ba"),
    ("?", ""),
    ("a?c", "ac"),
    ("[a-c]x", "dx"),
    ("[!a-c]x", "ax"),
    ("[[:nope:]]", "n"),
    (f"{ESC}*", "x"),
    (f"[a{ESC}-c]", "b"),
    ("*a*b", "ba"),
    ("ab*ba", "aba"),
    ("?", "\udcff"),
]


@pytest.mark.parametrize(("pattern", "text"), MATCHES)
def test_a_pattern_matches(pattern: str, text: str) -> None:
    assert match(pattern, text)


@pytest.mark.parametrize(("pattern", "text"), MISSES)
def test_a_pattern_does_not_match(pattern: str, text: str) -> None:
    assert not match(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "shortest", "longest"), [("*/", 2, 4), ("a", 1, 1), ("x", -1, -1), ("*", 0, 5), ("a?b", 3, 3)]
)
def test_the_shortest_and_the_longest_prefix(pattern: str, shortest: int, longest: int) -> None:
    compiled = compile_pattern(pattern)
    assert (compiled.prefix("a/b/c", False), compiled.prefix("a/b/c", True)) == (shortest, longest)


@pytest.mark.parametrize(("pattern", "shortest", "longest"), [("/*", 3, 1), ("c", 4, 4), ("x", -1, -1), ("*", 5, 0)])
def test_the_shortest_and_the_longest_suffix(pattern: str, shortest: int, longest: int) -> None:
    compiled = compile_pattern(pattern)
    assert (compiled.suffix("a/b/c", False), compiled.suffix("a/b/c", True)) == (shortest, longest)


@given(st.text(max_size=30))
def test_escaped_text_matches_itself_alone(text: str) -> None:
    assert not has_magic(escape(text))
    assert unescape(escape(text)) == text
    assert match(escape(text), text)
    assert not match(escape(text), text + "x")


@given(st.text(alphabet="ab*?", max_size=8), st.text(alphabet="ab", max_size=8))
def test_matching_agrees_with_trying_everything(pattern: str, text: str) -> None:
    def slow(p: str, t: str) -> bool:
        if not p:
            return not t
        if p[0] == "*":
            return any(slow(p[1:], t[i:]) for i in range(len(t) + 1))
        return bool(t) and p[0] in ("?", t[0]) and slow(p[1:], t[1:])

    assert match(pattern, text) == slow(pattern, text)
    prefixes = [n for n in range(len(text) + 1) if slow(pattern, text[:n])] or [-1]
    compiled = compile_pattern(pattern)
    assert (compiled.prefix(text, False), compiled.prefix(text, True)) == (prefixes[0], prefixes[-1])
    suffixes = [n for n in range(len(text) + 1) if slow(pattern, text[n:])] or [-1]
    assert (compiled.suffix(text, True), compiled.suffix(text, False)) == (suffixes[0], suffixes[-1])
