"""The pages: the way in, the door, the room as each role sees it, buttons and their refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from room_machine import MACHINE

from classroom import quiz, rooms
from classroom.models import Capability, Fork, Lease, Member, Room
from classroom.presenting_quiz import choices
from lab.session import Session
from lessons.models import Learner
from quizzes.bank import bank, find_item

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"


@pytest.fixture
def desk(client: Client, db: None) -> Member:
    """This browser, as the teacher of a room of the first lesson."""
    client.post("/rooms/open", {"lesson": "first-jail", "name": "Ada"})
    return Member.objects.select_related("room").get()


@pytest.fixture
def other() -> Client:
    """A participant's browser."""
    return Client()


def joined(browser: Client, member: Member, name: str = "Grace") -> Member:
    browser.post(f"/rooms/{member.room.code}/join", {"name": name})
    return Member.objects.get(name=name)


def do(browser: Client, at: Member, action: str, **form: Any) -> Any:
    return browser.post(f"/rooms/{at.room.code}/do/{action}", form, headers={"HX-Request": "true"})


def page(browser: Client, member: Member, path: str = "") -> str:
    return browser.get(f"/rooms/{member.room.code}/{path}").content.decode()


def config_of(html: str) -> dict[str, Any]:
    text = html.split('id="lab-config" type="application/json">')[1].split("</script>")[0]
    config: dict[str, Any] = json.loads(text)
    return config


def journal_of(room: Room, *lines: str) -> str:
    """What a page of this room's machine would keep after these lines."""
    from classroom.machines import plan_of

    session = Session(plan_of(room), room.seed, room.release, room.engine)
    for line in lines:
        session.type(0, line + "\n")
        session.pump()
    return json.dumps(session.journal().dump())


def keep(browser: Client, member: Member, journal: str, more: str = "") -> int:
    """The status with which the room's journal is kept, or not, by a page of the present generation."""
    generation = Room.objects.get().lease.generation
    path = f"/rooms/{member.room.code}/journal?generation={generation}{more}"
    return int(browser.put(path, journal, content_type="application/json").status_code)


def test_a_room_is_opened_by_one_button_of_the_lesson(client: Client, db: None) -> None:
    html = client.get("/lessons/first-jail/").content.decode()
    assert 'action="/rooms/open"' in html
    assert 'name="lesson" value="first-jail"' in html
    answer = client.post("/rooms/open", {"lesson": "first-jail", "release": "14.0"})
    room = Room.objects.get()
    assert answer.headers["Location"] == f"/rooms/{room.code}/"
    assert (room.lesson, room.members.get().role) == ("first-jail", "teacher")


def test_a_room_of_the_sandbox(client: Client, db: None) -> None:
    client.post("/rooms/open", {"lesson": "sandbox.empty", "release": "8.0"})
    room = Room.objects.get()
    assert room.lesson == "sandbox.empty"
    assert "has the machine" not in page(client, room.members.get())


@pytest.mark.parametrize(("asked", "title"), [("jails-today", "Quiz: "), ("which-jail-pings", "Quiz: ")])
def test_a_room_of_a_quiz_asks_its_questions_first(
    client: Client, db: None, settings: Any, asked: str, title: str
) -> None:
    settings.CURRICULUM_DIR = CURRICULUM
    slug = next((item.slug for item in bank().items if item.slug.endswith(asked)), asked)
    client.post("/rooms/open", {"quiz": slug, "name": "Ada"})
    room = Room.objects.get()
    assert room.title.startswith(title)
    groups = choices(room)
    assert groups[0]["title"] == "Of this room"
    assert {slug} <= {*(find_item(one["slug"]).module for one in groups[0]["items"]), groups[0]["items"][0]["slug"]}
    assert groups[0]["items"][0]["chosen"] is True
    quiz.ask(room, groups[0]["items"][0]["slug"], 60)
    chosen = [one for group in choices(room) for one in group["items"] if one["chosen"]]
    assert [one["asked"] for one in chosen] == [False]


def test_there_is_no_room_of_a_quiz_that_is_none(client: Client, db: None) -> None:
    assert client.post("/rooms/open", {"quiz": "no-such"}).status_code == 404
    assert not Room.objects.exists()


def test_the_teachers_page_runs_the_machine_and_shows_the_way_in(client: Client, desk: Member) -> None:
    html = page(client, desk)
    config = config_of(html)
    assert config["room"]["executes"] is True
    assert "follow" not in config["urls"]
    assert desk.room.code in html
    assert "<svg" in html.split('class="qr"')[1][:200]
    assert 'src="/static/js/machine/ahead.js"' in html


def test_a_code_leads_to_the_door_and_through_it(desk: Member, other: Client) -> None:
    code = desk.room.code
    answer = other.get("/rooms/", {"code": f"{code[:3].lower()} {code[3:]}"})
    assert answer.headers["Location"] == f"/rooms/{code}/"
    assert "Your name, as the others see it" in page(other, desk)
    joined(other, desk)
    html = page(other, desk)
    config = config_of(html)
    assert config["urls"]["follow"] is True
    assert config["journal"] is None
    assert 'src="/static/js/machine/ahead.js"' not in html
    assert "Ada has the machine" in html


def test_a_wrong_code_is_a_404(client: Client, db: None) -> None:
    assert client.get("/rooms/", {"code": "ZZZZZZ"}).status_code == 404
    assert client.get("/rooms/ZZZZZZ/").status_code == 404


def test_a_locked_door_says_so(client: Client, desk: Member, other: Client) -> None:
    do(client, desk, "lock", on="1")
    assert "This room is locked" in page(other, desk)
    answer = other.post(f"/rooms/{desk.room.code}/join", {"name": "Grace"})
    assert (answer.status_code, "ask the teacher" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("action", "lock pause attention speed control show close remove".split())
def test_participants_have_no_teachers_buttons(desk: Member, other: Client, action: str) -> None:
    joined(other, desk)
    answer = do(other, desk, action, on="1", member=desk.pk, speed="10")
    assert (answer.status_code, "may not do that" in answer.content.decode()) == (403, True)
    assert other.get(f"/rooms/{desk.room.code}/board").status_code == 403


def test_strangers_find_no_button(desk: Member, other: Client) -> None:
    assert do(other, desk, "lock", on="1").status_code == 404
    assert other.get(f"/rooms/{desk.room.code}/projector").status_code == 404


@pytest.mark.parametrize(
    ("action", "form", "says"),
    [
        ("dance", {}, "There is no such action."),
        ("speed", {"speed": "7"}, "Speed is one of 1, 10, 60."),
        ("remove", {"member": "999"}, "That one is no longer in this room."),
        ("hint", {"member": "x"}, "Give a hint."),
    ],
)
def test_a_refused_button_says_why(client: Client, desk: Member, action: str, form: Any, says: str) -> None:
    answer = do(client, desk, action, **form)
    assert answer.status_code >= 400
    assert says in answer.content.decode()


def test_a_member_of_another_room_cannot_be_reached(client: Client, desk: Member) -> None:
    elsewhere = rooms.open_room(Learner.objects.create(), "Eve", "Elsewhere", MACHINE)
    stranger = rooms.join(elsewhere.room, Learner.objects.create(), "Mallory")
    assert do(client, desk, "remove", member=stranger.pk).status_code == 409
    stranger.refresh_from_db()
    assert stranger.removed is False


def test_a_link_asks_before_it_gives_a_role(client: Client, desk: Member, other: Client) -> None:
    html = client.post(f"/rooms/{desk.room.code}/invite", {"role": "co-teacher"}).content.decode()
    path = "/rooms/" + html.split("/rooms/")[1].split("<")[0]
    assert Capability.objects.get().digest not in path
    assert "Come in as co-teacher" in other.get(path).content.decode()
    assert Member.objects.count() == 1
    other.post(path)
    assert Member.objects.get(role="co-teacher").room == desk.room
    assert other.post(f"/rooms/{desk.room.code}/invite", {"role": "teacher"}).status_code == 403


def test_the_projector_follows_without_tools(client: Client, desk: Member) -> None:
    html = page(client, desk, "projector")
    assert config_of(html)["urls"]["follow"] is True
    assert f'<b class="room-code">{desk.room.code}</b>' in html
    assert "Pause all" not in html


def test_a_fork_is_the_rooms_machine_as_it_stands(client: Client, desk: Member, other: Client) -> None:
    journal = journal_of(desk.room, "jls")
    assert keep(client, desk, journal) == 204
    joined(other, desk)
    assert other.post(f"/rooms/{desk.room.code}/fork").headers["Location"] == f"/rooms/{desk.room.code}/mine"
    config = config_of(page(other, desk, "mine"))
    assert (config["journal"], config["room"]["own"]) == (json.loads(journal), True)


def test_the_rooms_journal_is_kept_for_its_executor_only(client: Client, desk: Member, other: Client) -> None:
    joined(other, desk)
    journal = journal_of(desk.room, "jls")
    assert keep(other, desk, journal) == 409
    assert keep(client, desk, json.dumps({**json.loads(journal), "seed": 5})) == 409
    assert keep(client, desk, "{") == 422
    path = f"/rooms/{desk.room.code}/journal"
    for generation in ("", "?generation=2", "?generation=x"):
        assert client.put(path + generation, journal, content_type="application/json").status_code == 409
    assert Room.objects.get().journal == ""


def test_what_is_handed_back_is_replayed_before_anybody_sees_it(client: Client, desk: Member, other: Client) -> None:
    grace = joined(other, desk)
    other.post(f"/rooms/{desk.room.code}/fork")
    assert do(client, desk, "show", member=grace.pk).status_code == 403
    journal = journal_of(desk.room, "jail -c name=mine path=/ persist")
    answer = other.post(f"/rooms/{desk.room.code}/hand-back", {"journal": journal})
    assert "the server replayed it" in answer.content.decode()
    assert "handed back" in page(client, desk, "board")
    assert do(client, desk, "show", member=grace.pk).status_code == 200
    room = Room.objects.get()
    assert (json.loads(room.journal), room.lease.generation) == (json.loads(journal), 2)


def test_what_does_not_replay_is_shown_to_nobody(client: Client, desk: Member, other: Client) -> None:
    grace = joined(other, desk)
    other.post(f"/rooms/{desk.room.code}/fork")
    forged = json.loads(journal_of(desk.room))
    forged["inputs"], forged["end"] = [[10, 7, "type", "x"]], 10
    other.post(f"/rooms/{desk.room.code}/hand-back", {"journal": json.dumps(forged)})
    assert Fork.objects.get().state == "refused"
    assert do(client, desk, "show", member=grace.pk).status_code == 403
    assert "handed" not in [entry.kind for entry in desk.room.entries.all()]


def test_with_consent_staff_may_open_a_machine(client: Client, desk: Member, other: Client) -> None:
    grace = joined(other, desk)
    other.post(f"/rooms/{desk.room.code}/fork")
    journal = journal_of(desk.room, "jls")
    other.put(f"/rooms/{desk.room.code}/mine/journal", journal, content_type="application/json")
    do(other, grace, "consent", on="1")
    assert do(client, desk, "show", member=grace.pk).status_code == 200
    assert json.loads(Room.objects.get().journal) == json.loads(journal)


def test_staff_look_at_a_machine_alone_and_its_owner_is_told(client: Client, desk: Member, other: Client) -> None:
    grace = joined(other, desk)
    other.post(f"/rooms/{desk.room.code}/fork")
    journal = journal_of(desk.room, "jls")
    other.put(f"/rooms/{desk.room.code}/mine/journal", journal, content_type="application/json")
    address = f"/rooms/{desk.room.code}/look/{grace.pk}"
    assert client.get(address).status_code == 403
    do(other, grace, "consent", on="1")
    assert address in page(client, desk, "board")
    config = config_of(page(client, desk, f"look/{grace.pk}"))
    assert (config["journal"], config["review"], "journal" in config["urls"]) == (json.loads(journal), True, False)
    told = desk.room.entries.get(kind="looked")
    assert (json.loads(told.body), told.audience) == ({"name": "Ada"}, str(grace.pk))
    assert Room.objects.get().journal == "", "nobody else sees it"
    assert other.get(address).status_code == 403
    elsewhere = rooms.open_room(Learner.objects.create(), "Eve", "Elsewhere", MACHINE)
    assert client.get(f"/rooms/{desk.room.code}/look/{elsewhere.pk}").status_code == 404


def test_control_goes_to_a_participant_and_back(client: Client, desk: Member, other: Client) -> None:
    grace = joined(other, desk)
    good = journal_of(desk.room, "jls")
    keep(client, desk, good)
    do(client, desk, "control", member=grace.pk)
    config = config_of(page(other, desk))
    assert (config["room"]["executes"], config["journal"]) == (True, json.loads(good))
    assert config_of(page(client, desk))["urls"]["follow"] is True
    forged = json.loads(good)
    forged["inputs"].append([forged["end"], 7, "type", "x"])
    keep(other, desk, json.dumps(forged))
    do(client, desk, "control")
    assert json.loads(Room.objects.get().journal) == json.loads(good)
    assert config_of(page(client, desk))["room"]["executes"] is True


def test_a_holder_that_is_there_gives_the_machine_with_its_last_journal(
    client: Client, desk: Member, other: Client
) -> None:
    grace = joined(other, desk)
    Lease.objects.update(page="a")
    do(client, desk, "control", member=grace.pk)
    assert config_of(page(client, desk))["room"]["executes"] is True, "until it has given it"
    last = journal_of(desk.room, "jls")
    assert keep(client, desk, last, "&gives") == 204
    config = config_of(page(other, desk))
    assert (config["room"]["executes"], config["journal"]) == (True, json.loads(last))
    assert config["urls"]["journal"].endswith("?generation=2")


def test_the_board_shows_where_people_are_stuck(client: Client, desk: Member, other: Client) -> None:
    grace = joined(other, desk)
    other.post(f"/rooms/{desk.room.code}/fork")
    sketch = [0, 10, 10, 60, 40, 0, 0, 80, 10, 60, 40, 2, 4, 70, 30, 80, 30, 0]
    work = {"held": 1, "goals": 3, "goal": "An address", "layer": "address", "sketch": sketch}
    Member.objects.filter(pk=grace.pk).update(work=work)
    do(other, grace, "hand", on="1")
    html = client.get(f"/rooms/{desk.room.code}/board", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "Hand up" in html
    assert "1 of 3" in html
    assert '<b>1</b> at <span class="layer">address</span>' in html
    assert '<path class="sketch-box" data-hue="2" d="M80 10h60v40h-60z"/>' in html
    assert '<path class="sketch-line" data-hue="0" d="M70 30L80 30"/>' in html
    do(client, desk, "lower", member=grace.pk)
    assert "Hand up" not in page(client, desk, "board")


def test_a_closed_room_is_over_for_all(client: Client, desk: Member, other: Client) -> None:
    joined(other, desk)
    do(client, desk, "close")
    for browser in (client, other):
        assert "This room is closed" in page(browser, desk)
    assert do(client, desk, "lock", on="1").status_code == 409


def test_a_closed_room_leaves_its_staff_what_was_shown_and_the_results(
    client: Client, desk: Member, other: Client, settings: Any
) -> None:
    joined(other, desk)
    keep(client, desk, journal_of(desk.room, "hostname"))
    settings.CURRICULUM_DIR = CURRICULUM
    quiz.ask(desk.room, bank().items[0].slug, 60)
    do(client, desk, "close")
    html = page(client, desk)
    for path in ("past", "results.csv"):
        assert f'href="/rooms/{desk.room.code}/{path}"' in html
        assert client.get(f"/rooms/{desk.room.code}/{path}").status_code == 200
        assert other.get(f"/rooms/{desk.room.code}/{path}").status_code == 403
    config = config_of(page(client, desk, "past"))
    assert (config["review"], config["journal"]) == (True, json.loads(Room.objects.get().trusted))
    assert f'href="/rooms/{desk.room.code}/">' in client.get("/rooms/").content.decode()
    assert f"{desk.room.code}/past" not in page(other, desk)
    assert desk.room.code not in other.get("/rooms/").content.decode()


def test_names_are_shown_as_text(client: Client, desk: Member, other: Client) -> None:
    other.post(f"/rooms/{desk.room.code}/join", {"name": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in page(client, desk, "board")
