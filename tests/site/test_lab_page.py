"""The lab page.

The browser's attempt, the lesson filled in from its seed, and what the page's script needs.
"""

from __future__ import annotations

import json

import pytest
from django.test import Client
from work import journal_of, journal_url

from lessons.models import Attempt

pytestmark = pytest.mark.django_db
MARK_OF_NOTHING = '"e3b0c44298fc1c14"'


def jail_of(attempt: Attempt) -> str:
    from lessons.curriculum import find_lesson

    return find_lesson(attempt.lesson).values(attempt.seed)["jail"]


def test_begins_one_attempt_and_finds_it_again(client: Client) -> None:
    first = client.get("/lessons/first-jail/").context["attempt"]
    second = client.get("/lessons/first-jail/").context["attempt"]
    assert first == second
    row = Attempt.objects.get()
    assert first == {"id": str(row.id), "seed": row.seed, "state": "begun"}


def test_lesson_is_filled_in_from_the_seed(client: Client, attempt: Attempt) -> None:
    jail = jail_of(attempt)
    lesson = client.get("/lessons/first-jail/").context["lesson"]
    assert lesson == {
        "title": "A first jail",
        "language": "en",
        "minutes": 5,
        "module": "Jails",
        "text_html": (
            f"<p>A jail named <strong>{jail}</strong> is made with one command.</p>\n"
            '<pre class="commands">jls\n</pre>\n'
            "<p>&lt;b&gt;Not&lt;/b&gt; HTML.</p>\n"
        ),
        "steps": [{"id": "1-make", "title": f"Make {jail}", "html": "<p>Use <code>jail -c</code>.</p>\n"}],
        "goals": [
            {"id": "exists", "text": f"The jail {jail} exists."},
            {"id": "stays", "text": f"The jail {jail} stays without a process."},
        ],
        "dates": None,
        "closing_html": "<p>What the kernel did: nothing yet.</p>\n",
        "man": ("jail(8)",),
        "paper": ("Kamp and Watson 2000, section 4",),
        "further": (),
        "handout": "/lessons/first-jail/handout",
        "terms": [],
        "next": {"title": "A second jail", "url": "/lessons/second-jail/"},
    }


def test_the_last_lesson_has_none_after_it(client: Client) -> None:
    assert client.get("/lessons/second-jail/").context["lesson"]["next"] is None


def test_configuration_opens_the_machine_of_the_attempt(
    client: Client, attempt: Attempt, settings: object, tmp_path: object
) -> None:
    settings.MACHINE_DIR = tmp_path  # type: ignore[attr-defined]
    config = client.get("/lessons/first-jail/").context["lab_config"]
    lesson = config.pop("lesson")
    assert (lesson["slug"], lesson["revision"], lesson["release"]) == ("first-jail", 1, "14.0")
    assert config == {
        "attempt": str(attempt.id),
        "seed": attempt.seed,
        "release": "14.0",
        "engine": attempt.engine,
        "version": "314.0.7-4",
        "journal": None,
        "mark": MARK_OF_NOTHING,
        "urls": {
            "journal": f"/attempts/{attempt.id}/journal",
            "goals": f"/attempts/{attempt.id}/goals",
            "submit": f"/attempts/{attempt.id}/submit",
            "shared": f"/sandbox/?lesson=first-jail&seed={attempt.seed}",
            "embedded": f"/embed/?lesson=first-jail&seed={attempt.seed}",
            "share": "/s/",
            "worker": "/static/js/machine/worker.js",
            "bundle": f"/static/machine/{attempt.engine}/machine.zip",
            "rest": None,
            "pyodide": "/static/vendor/pyodide/314.0.7-4/",
            "offline": None,
            "why": "/why.json",
            "sandbox": "/sandbox/#import",
        },
    }


def test_work_that_was_kept_comes_back(client: Client, attempt: Attempt) -> None:
    journal = journal_of(attempt, "jls")
    client.put(journal_url(attempt.id), journal, content_type="application/json")
    assert client.get("/lessons/first-jail/").context["lab_config"]["journal"] == journal


def test_first_screen_is_the_machines_prompt(client: Client) -> None:
    response = client.get("/lessons/first-jail/")
    assert response.context["first_screen"].splitlines()[-1].endswith("# ")
    assert response.context["first_screen"].splitlines()[-1].strip() in response.content.decode()


CHANGED = "This lesson has changed since you worked at it, so it begins anew."
GONE = "The machine that you worked on here is no longer kept, so the lesson begins anew on today’s."


@pytest.mark.parametrize(("change", "note"), [({"revision": 7}, CHANGED), ({"engine": "0" * 16}, GONE)])
def test_work_that_cannot_go_on_begins_anew_and_says_so(
    client: Client, attempt: Attempt, change: dict[str, object], note: str
) -> None:
    typed = [[5, 0, "type", "jls -v <x>\r"], [6, 0, "type", "jail -cc\x7f name=a\r"]]
    Attempt.objects.update(journal=json.dumps({"inputs": typed}), **change)
    page = client.get("/lessons/first-jail/")
    assert page.context["attempt"]["id"] != str(attempt.id)
    assert page.context["attempt"]["seed"] == attempt.seed  # with the same names
    assert page.context["earlier"] == {"note": note, "lines": ["jls -v <x>", "jail -c name=a"]}
    assert '<pre class="commands">jls -v &lt;x&gt;\njail -c name=a\n</pre>' in page.content.decode()
    Attempt.objects.exclude(pk=attempt.pk).update(journal='{"inputs": []}')
    assert client.get("/lessons/first-jail/").context["earlier"] is None  # the new work has begun


def test_nothing_is_said_of_earlier_work_that_could_go_on_or_never_was(client: Client, attempt: Attempt) -> None:
    assert client.get("/lessons/first-jail/").context["earlier"] is None
    Attempt.objects.update(journal=json.dumps({"inputs": [[5, 0, "type", "jls\r"]]}))
    client.post("/lessons/first-jail/again")
    assert client.get("/lessons/first-jail/").context["earlier"] is None
    Attempt.objects.update(revision=7, journal="")
    assert client.get("/lessons/first-jail/").context["earlier"] is None


def test_work_on_a_kept_engine_goes_on_there(
    client: Client, attempt: Attempt, settings: object, tmp_path: object
) -> None:
    old = "0" * 16
    settings.MACHINE_DIR = tmp_path  # type: ignore[attr-defined]
    bundle = tmp_path / old / "machine.zip"  # type: ignore[operator]
    bundle.parent.mkdir()
    bundle.write_bytes(b"")
    Attempt.objects.update(engine=old, journal="{}")
    config = client.get("/lessons/first-jail/").context["lab_config"]
    assert (config["attempt"], config["engine"]) == (str(attempt.id), old)
    assert config["urls"]["bundle"] == f"/static/machine/{old}/machine.zip"


def test_unknown_lesson_is_not_found(client: Client) -> None:
    assert client.get("/lessons/nothing/").status_code == 404


def test_again_makes_another_variant_and_leads_to_it(client: Client, attempt: Attempt) -> None:
    response = client.post("/lessons/first-jail/again")
    assert (response.status_code, response["Location"]) == (302, "/lessons/first-jail/")
    newest = client.get("/lessons/first-jail/").context["attempt"]
    assert newest["id"] != str(attempt.id)
    assert newest["seed"] != attempt.seed


def test_again_needs_the_pages_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/lessons/first-jail/again").status_code == 403


def test_no_answer_is_in_the_page(client: Client, attempt: Attempt) -> None:
    """Texts of solution, wrong answers and teacher's notes all hold the word zebra."""
    assert "zebra" not in client.get("/lessons/first-jail/").content.decode()
