"""Looking at work: what was handed in, line by line and replayed; a running machine only with consent; likeness."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from course_cast import Cast
from course_work import assign, begin, real_hand_in, watched
from django.utils import timezone

from courses import similarity
from courses.models import Change, Comment
from courses.review import can_watch
from lessons import keystrokes
from lessons.models import Attempt

pytestmark = pytest.mark.django_db


def typed(*keys: tuple[int, str], tty: int = 0) -> dict[str, Any]:
    return {"inputs": [[at, tty, "type", data] for at, data in keys], "end": 10**9, "digests": []}


def texts(journal: dict[str, Any]) -> list[str]:
    return [line.text for line in keystrokes.lines(journal)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["l", "s", "\r"], ["ls"]),
        (["lx\x7fs\r"], ["ls"]),
        (["rm x\x15ls\r"], ["ls"]),
        (["jail -c nmae\x17name=a\r"], ["jail -c name=a"]),
        (["\x1b[A\x1b[31m\x1bOPls\r"], ["ls"]),
        (["sleep 9\r", "\x03", "\r"], ["sleep 9", "^C"]),
        (["\r", "  \r"], []),
        (["ls\rps"], ["ls", "ps"]),
    ],
)
def test_lines_are_read_as_they_were_typed(keys: list[str], expected: list[str]) -> None:
    assert texts(typed(*((number * 1000, key) for number, key in enumerate(keys)))) == expected


def test_a_cut_ends_where_the_next_input_begins() -> None:
    journal = typed((5, "a"), (9, "\r"), (20, "b"))
    assert keystrokes.cut(journal, 2) == {"inputs": journal["inputs"][:2], "end": 20, "digests": []}
    assert keystrokes.cut(journal, 99) == journal


def test_the_clock_is_readable() -> None:
    assert [keystrokes.clock(us) for us in (0, 61_250_000, 3_600_000_000)] == ["0:00.0", "1:01.2", "60:00.0"]


def test_a_teacher_reads_and_comments_at_a_moment_and_the_student_sees_it(cast: Cast) -> None:
    work = assign(cast)
    made = real_hand_in(cast.places["student"], "jls", "jail -c name=x persist")
    page = f"{cast.at}/work/{work.pk}/{made.pk}/"
    teacher = cast.client("teacher")
    rows = teacher.get(page).context["rows"]
    assert [row["line"].text for row in rows] == ["jls", "jail -c name=x persist"]
    assert teacher.post(page, {"text": "Why x?", "moment": rows[1]["line"].at}).status_code == 302
    assert teacher.post(page, {"text": ""}).status_code == 422
    said = cast.client("student").get(page).context["rows"]
    assert [[one.text for one in row["comments"]] for row in said] == [[], ["Why x?"]]
    assert "1 comment" in cast.client("student").get(f"{cast.at}/").content.decode()
    assert Change.objects.get(what="commented").name == "teacher"


def test_a_student_sees_no_others_work_and_says_nothing(cast: Cast) -> None:
    work = assign(cast)
    page = f"{cast.at}/work/{work.pk}/{real_hand_in(cast.places['student']).pk}/"
    assert cast.client("classmate").get(page).status_code == 404
    assert cast.client("classmate").get(f"{page}replay/").status_code == 404
    assert cast.client("student").post(page, {"text": "x"}).status_code == 403
    assert not Comment.objects.exists()


def test_work_of_another_course_or_assignment_is_not_there(cast: Cast) -> None:
    made = real_hand_in(cast.places["student"])
    other = assign(cast, "second-jail")
    assert cast.client("teacher").get(f"{cast.at}/work/{other.pk}/{made.pk}/").status_code == 404
    work = assign(cast)
    cast.places["student"].delete()
    assert cast.client("teacher").get(f"{cast.at}/work/{work.pk}/{made.pk}/").status_code == 404


def test_a_replay_keeps_nothing_and_stops_where_it_should(cast: Cast) -> None:
    work = assign(cast)
    made = real_hand_in(cast.places["student"], "jls", "ps")
    page = f"{cast.at}/work/{work.pk}/{made.pk}/"
    teacher = cast.client("teacher")
    config = teacher.get(f"{page}replay/").context["lab_config"]
    assert config["review"] is True
    assert not {"journal", "goals", "submit"} & set(config["urls"])
    assert config["journal"] == json.loads(made.journal)
    first = keystrokes.lines(config["journal"])[0]
    part = teacher.get(f"{page}replay/", {"inputs": first.inputs}).context["lab_config"]["journal"]
    assert texts(part) == ["jls"]
    assert Attempt.objects.count() == 1


def test_a_replay_whose_machine_is_gone_says_so(cast: Cast) -> None:
    work = assign(cast)
    made = real_hand_in(cast.places["student"])
    Attempt.objects.update(engine="0" * 16)
    response = cast.client("teacher").get(f"{cast.at}/work/{work.pk}/{made.pk}/replay/")
    assert response.status_code == 409
    assert "no longer kept" in response.content.decode()


def test_a_running_machine_is_looked_at_with_consent_only(cast: Cast) -> None:
    work, place = assign(cast), cast.places["student"]
    begin(place, "jls")
    page = f"{cast.at}/work/{work.pk}/watch/{place.pk}"
    teacher = cast.client("teacher")
    assert teacher.post(page).status_code == 403
    cast.client("student").post(f"{cast.at}/consent", {"given": "yes"})
    response = teacher.post(page)
    assert response.status_code == 200
    assert response.context["lab_config"]["review"] is True
    said = [(one.name, one.what) for one in Change.objects.order_by("pk")]
    assert said == [("student", "agreed to be looked at"), ("teacher", "looked at the running machine")]
    cast.client("student").post(f"{cast.at}/consent", {"given": "no"})
    assert teacher.post(page).status_code == 403


def test_consent_ends_by_itself(cast: Cast) -> None:
    place = watched(cast.places["student"])
    assert can_watch(place)
    place.watched_until = timezone.now() - timedelta(seconds=1)
    assert not can_watch(place)


def lines_of(*said: str) -> list[keystrokes.Line]:
    second = 1_000_000
    return [keystrokes.Line(n * second, n * second, 0, text, False, len(text), n) for n, text in enumerate(said)]


def test_rare_lines_in_common_are_evidence_and_common_ones_are_not() -> None:
    everybody = "ifconfig epair0a up"
    typed = {
        1: lines_of("jls -x", everybody, "jail -c nmae=foo", "ifconfig eapir0", "ping 10.0.0.9"),
        2: lines_of("jail -c nmae=foo", "ifconfig  eapir0", "jls -x", everybody),
        3: lines_of("jls -x", everybody, "netstat -rn"),
        4: lines_of(everybody),
        5: lines_of(everybody),
    }
    (pair,) = similarity.pairs(typed, ["jls -x"])
    assert (pair.one, pair.other, pair.shared) == (1, 2, ["jail -c nmae=foo", "ifconfig eapir0"])
    assert (pair.run, pair.share) == (2, 1.0)


def test_speed_is_told_where_no_hand_types_so() -> None:
    def line(keys: int, us: int, pasted: bool = False) -> keystrokes.Line:
        return keystrokes.Line(0, us, 0, "x" * keys, pasted, keys, 1)

    assert similarity.hasty({1: [line(30, 4_000_000)]}, {}) == []
    assert similarity.hasty({1: [line(5, 1_000)]}, {}) == [], "too short to tell"
    (fast,) = similarity.hasty({1: [line(30, 600_000), line(30, 0, pasted=True)]}, {})
    assert ([round(rate) for _, rate in fast.lines], fast.pasted) == ([50], 1)
    assert similarity.hasty({1: [line(30, 0, pasted=True)]}, {1: ["x" * 30]}) == [], "the lesson offers it to be tapped"


def test_the_page_of_likeness_names_pairs_and_links_their_work(cast: Cast) -> None:
    work = assign(cast)
    made = [real_hand_in(cast.places[who], "jls --nonsense", "jaiil -c name=x") for who in ("student", "classmate")]
    page = cast.client("teacher").get(f"{cast.at}/work/{work.pk}/likeness/").content.decode()
    assert "2 rare lines" in page
    for one in made:
        assert f"/work/{work.pk}/{one.pk}/" in page
