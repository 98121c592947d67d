"""Where the work stands is noted by the browser's word, then by the server's replay; what is handed in is kept as
it was handed in.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from work import journal_of, journal_url, solution, submit_url

from lessons import attempts, limits
from lessons.attempts import hand_in_kept
from lessons.curriculum import find_lesson
from lessons.models import Attempt, Submission
from lessons.refusals import Conflict

pytestmark = pytest.mark.django_db


def report(client: Client, attempt_id: uuid.UUID, value: object) -> Any:
    return client.put(f"/attempts/{attempt_id}/goals", json.dumps(value), content_type="application/json")


def hand_in(client: Client, attempt: Attempt, *lines: str) -> None:
    client.post(submit_url(attempt.id), {"journal": json.dumps(journal_of(attempt, *lines))})
    attempt.refresh_from_db()


def standing(attempt: Attempt) -> tuple[int, int, str, str, bool]:
    attempt.refresh_from_db()
    return attempt.held, attempt.of, attempt.goal, attempt.layer, attempt.verified


def test_the_browsers_word_is_noted_as_such(client: Client, attempt: Attempt) -> None:
    assert report(client, attempt.id, {"holds": ["exists", "nonsense"], "layer": "jail"}).status_code == 204
    assert standing(attempt) == (1, 2, "stays", "jail", False)
    assert attempt.state == "begun"


def test_since_when_moves_with_the_goal_only(client: Client, attempt: Attempt) -> None:
    report(client, attempt.id, {"holds": [], "layer": "process"})
    attempt.refresh_from_db()
    first = attempt.goal_since
    report(client, attempt.id, {"holds": [], "layer": "jail"})
    attempt.refresh_from_db()
    assert attempt.goal_since == first
    report(client, attempt.id, {"holds": ["exists"], "layer": "jail"})
    attempt.refresh_from_db()
    assert attempt.goal_since > first


@pytest.mark.parametrize("value", [None, [], {}, {"holds": "exists", "layer": ""}, {"holds": [], "layer": "x" * 33}])
def test_what_is_no_report_is_refused(client: Client, attempt: Attempt, value: object) -> None:
    assert report(client, attempt.id, value).status_code == 422
    assert standing(attempt) == (0, 0, "", "", False)


def test_reports_of_others_and_too_many(
    client: Client, stranger: Client, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert report(stranger, attempt.id, {"holds": [], "layer": ""}).status_code == 404
    monkeypatch.setattr(limits, "REPORTS", limits.Rate("reports", 1, 3600))
    report(client, attempt.id, {"holds": [], "layer": ""})
    assert report(client, attempt.id, {"holds": [], "layer": ""}).status_code == 429


def test_a_submission_keeps_what_was_handed_in(client: Client, attempt: Attempt) -> None:
    hand_in(client, attempt, solution(attempt))
    (kept,) = attempt.submissions.all()
    assert (kept.done, kept.held, kept.of, kept.checks) == (True, 2, 2, {"exists": True, "stays": True})
    assert (kept.engine, kept.revision, kept.seen[:2]) == (attempt.engine, attempt.revision, "0:")
    assert standing(attempt) == (2, 2, "", "", True)
    client.put(journal_url(attempt.id), json.dumps(journal_of(attempt, "true")), content_type="application/json")
    assert json.loads(attempt.submissions.get().journal)["inputs"] == json.loads(kept.journal)["inputs"]


def test_what_is_refused_names_the_layer(client: Client, attempt: Attempt) -> None:
    hand_in(client, attempt, "true")
    kept = attempt.submissions.get()
    assert (kept.done, kept.held, set(kept.layers)) == (False, 0, {"exists", "stays"})
    assert standing(attempt)[:3] == (0, 2, "exists")
    assert attempt.layer == kept.layers["exists"] != ""


def test_of_many_the_best_are_kept(client: Client, attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_SUBMISSIONS", 3)
    hand_in(client, attempt, solution(attempt))
    for _ in range(4):
        hand_in(client, attempt, "true")
    assert sorted(Submission.objects.values_list("held", flat=True)) == [0, 0, 2]


def test_what_is_kept_can_be_handed_in_unfinished(client: Client, attempt: Attempt) -> None:
    with pytest.raises(Conflict, match="Nothing is kept"):
        hand_in_kept(attempt, find_lesson("first-jail"))
    client.put(journal_url(attempt.id), json.dumps(journal_of(attempt, "true")), content_type="application/json")
    attempt.refresh_from_db()
    made = hand_in_kept(attempt, find_lesson("first-jail"))
    assert made is not None
    assert (made.held, made.of) == (0, 2)
