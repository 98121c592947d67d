"""Statistics of items, against examples worked out by hand."""

from __future__ import annotations

import pytest

from quizzes.statistics import Answer, deviation, discrimination, statistics_of


def test_facility_is_the_mean_share_and_time_the_median() -> None:
    found = statistics_of([Answer(1.0, seconds=10), Answer(0.5, seconds=40), Answer(0.0, seconds=12), Answer(1.0)])
    assert (found.count, found.facility, found.seconds) == (4, 0.625, 12)


def test_nothing_answered_says_nothing() -> None:
    found = statistics_of([])
    assert (found.count, found.facility, found.discrimination, found.seconds, found.draws) == (0, None, None, None, ())


def test_discrimination_is_the_corrected_correlation() -> None:
    # Means 0.5 and 3.2/6; products sum to 0.7; squares to 1.5 and 0.393333; 0.7 / sqrt(0.59) = 0.911322.
    shares, rests = [1, 1, 0, 1, 0, 0], [0.9, 0.8, 0.3, 0.6, 0.4, 0.2]
    answers = [Answer(share, rest) for share, rest in zip(shares, rests, strict=True)]
    assert discrimination(answers) == pytest.approx(0.911322, abs=1e-6)
    backwards = [Answer(1 - one.share, one.rest) for one in answers]
    assert discrimination(backwards) == pytest.approx(-0.911322, abs=1e-6)


def test_discrimination_needs_answers_that_differ() -> None:
    assert discrimination([Answer(1, 0.5)] * 4) is None
    assert discrimination([Answer(1, rest / 10) for rest in range(6)]) is None


def test_what_was_chosen_is_counted_as_written() -> None:
    chosen = [(0,), (2,), (2,), (0, 1)]
    found = statistics_of([Answer(0.5, chosen=places) for places in chosen])
    assert found.chosen == {0: 2, 1: 1, 2: 2}


def test_two_groups_are_apart_in_standard_errors() -> None:
    # 2 of 8 against 10 of 12: pooled 0.6, error sqrt(0.24 * 5/24) = 0.223607, difference -0.583333.
    assert deviation([1] * 2 + [0] * 6, [1] * 10 + [0] * 2) == pytest.approx(-2.608746, abs=1e-6)


def test_an_unfair_draw_is_flagged() -> None:
    hard = [Answer(float(number < 2), values={"net": "10"}) for number in range(8)]
    easy = [Answer(float(number < 10), values={"net": "20"}) for number in range(12)]
    found = statistics_of([*hard, *easy])
    assert [(draw.value, draw.count, draw.facility) for draw in found.unfair] == [
        ("10", 8, 0.25), ("20", 12, pytest.approx(10 / 12))
    ]  # fmt: skip


def test_few_answers_flag_nothing() -> None:
    hard = [Answer(0.0, values={"net": "10"}) for _ in range(7)]
    easy = [Answer(1.0, values={"net": "20"}) for _ in range(30)]
    assert statistics_of([*hard, *easy]).unfair == ()
