"""The transcript format: commands, exact output, status, patterns, prose."""

from __future__ import annotations

import pytest

from lab.course.transcript import Exchange, TranscriptError, matches, parse_transcript

TEXT = """fails: made  gone
Prose, which may say anything.

  $ echo one; echo; echo two
  one

  two
  $ false
  [1]

  $ jls
     JID  IP Address

More prose.

  $ sh -c 'exit 3'
  [3]
"""


def test_a_transcript_has_commands_with_output_and_status() -> None:
    transcript = parse_transcript("x.t", TEXT)
    assert transcript.fails == ("made", "gone")
    assert transcript.exchanges == (
        Exchange("echo one; echo; echo two", ("one", "", "two"), 0, 4),
        Exchange("false", (), 1, 8),
        Exchange("jls", ("   JID  IP Address",), 0, 11),
        Exchange("sh -c 'exit 3'", (), 3, 16),
    )


def test_output_without_a_command_is_refused() -> None:
    with pytest.raises(TranscriptError) as caught:
        parse_transcript("x.t", "prose\n  stray\n")
    assert (caught.value.line, caught.value.message) == (2, "output without a command before it")


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        (("a",), ("a",), True),
        (("a",), ("a", "b"), False),
        (("a", "b"), ("a",), False),
        (("time=* ms (glob)",), ("time=0.055 ms",), True),
        (("time=* ms (glob)",), ("time=0.055 s",), False),
        (("...",), (), True),
        (("...", "end"), ("a", "b", "end"), True),
        (("a", "...", "end"), ("a", "end"), True),
        (("a", "...", "end"), ("a", "end", "b"), False),
        (("a", "...", "b", "...", "end"), ("a", "x", "b", "y", "end"), True),
        (("a", "..."), ("b",), False),
        (("time=* ms",), ("time=0.055 ms",), False),
        ((), (), True),
    ],
)
def test_lines_match_exactly_or_by_pattern(expected: tuple[str, ...], printed: tuple[str, ...], same: bool) -> None:
    assert matches(expected, printed) is same
