"""A course's pages in German: whatever has a translation is read in it, labels of forms and the audit's words too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from course_cast import Cast
from course_table import ADDRESSES, address_of, request_of
from course_work import assign
from django.test import Client
from django.utils import translation

from accounts.forms import CONFIRMATION
from courses import audit_words, planning, shaping
from courses.models import Change
from courses.places import make_invite, make_place
from courses.roles import ACTIONS, STUDENT, refusal
from tools import words

pytestmark = pytest.mark.django_db
PAGES = sorted(name for name, (method, _, _) in ADDRESSES.items() if method == "get" and not name.endswith("_out"))

READ_ALOUD = ("title", "aria-label", "placeholder")


@pytest.fixture(autouse=True)
def _language_of_a_request_ends_with_the_test() -> Iterator[None]:
    with translation.override("en"):
        yield


class Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        self.found += [(tag, value or "") for name, value in attributes if name in READ_ALOUD]

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"script", "style", "code"} & set(self.inside):
            self.found.append((self.inside[-1] if self.inside else "", data.strip()))


def read(html: str) -> list[tuple[str, str]]:
    page = Texts()
    page.feed(html)
    return page.found


def translations() -> dict[str, str]:
    """Texts of more than a word that read otherwise in German."""
    pairs = ((one.id, one.string) for one in words.kept("de", "django") if isinstance(one.id, str))
    return {text: german for text, german in pairs if " " in text and german != text}


def in_german(cast: Cast, name: str) -> str:
    client = cast.client("owner", headers={"accept-language": "de"})
    assign(cast, title="Erstes")
    make_place(cast.course, "Ada", STUDENT)
    make_invite(cast.course, STUDENT)
    answer = request_of(client, cast, name)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_german(cast: Cast, name: str) -> None:
    page = in_german(cast, name)
    assert '<html lang="de"' in page
    known = translations()
    assert [text for _, text in read(page) if text in known] == []


FORMS = ["settings", "copy", "people", "place", "plan", "new_assignment", "assignment", "mark"]


@pytest.mark.parametrize("name", FORMS)
def test_a_forms_labels_are_translations(cast: Cast, name: str) -> None:
    page = re.sub(r"(?s)<nav.*?</nav>|<footer.*?</footer>", "", in_german(cast, name))
    german = {one.string for one in words.kept("de", "django") if isinstance(one.id, str)}
    german.add(german.intersection({"Zur Bestätigung „{word}“ eingeben"}).pop().format(word=CONFIRMATION))
    labels = [text for tag, text in read(page) if tag == "label"]
    assert labels
    assert [text for text in labels if text not in german] == []


def test_a_refusal_is_a_german_sentence() -> None:
    english = {action: str(what) for action, (_, what) in ACTIONS.items()}
    with translation.override("de"):
        for action, what in english.items():
            said = refusal(action)
            assert said.startswith("Nur ")
            assert " dürfen " in said
            assert what not in said
        assert refusal("edit roster") == "Nur Kursleitende und Lehrpersonen dürfen ändern, wer in diesem Kurs ist."


def test_the_audit_knows_every_word_that_is_written_down() -> None:
    written = {f"changed {rule.replace('_', ' ')}" for rule in (*planning.RULES, *shaping.FIELDS, "sections")}
    for path in sorted((words.ROOT / "courses").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "write_down":
                written |= {
                    one.value for one in ast.walk(node.args[1]) if isinstance(one, ast.Constant) and one.value.islower()
                }
    assert sorted(written - audit_words.WORDS - {"changed "}) == []


@pytest.mark.parametrize(
    ("written", "german"),
    [
        ("gave more time", "mehr Zeit gegeben"),
        ("7.5 (by hand)", "7.5 (von Hand)"),
        ("2 new, 1 changed", "2 neu, 1 geändert"),
        ("Ada Lovelace", "Ada Lovelace"),
        ("", ""),
    ],
)
def test_the_audit_is_written_in_english_and_read_in_german(written: str, german: str) -> None:
    assert audit_words.translated(written) == written
    with translation.override("de"):
        assert audit_words.translated(written) == german


def test_what_is_written_down_is_the_same_in_every_language(cast: Cast, owner: Client) -> None:
    address = address_of(cast, "add")
    owner.post(address, {"name": "Ada", "extra_minutes": 0}, headers={"accept-language": "de"})
    assert Change.objects.get(place__name="Ada").what == "added"


def test_a_wrong_cell_is_told_in_german(cast: Cast, owner: Client) -> None:
    table = {"text": "name,email\nAda,nonsense\n"}
    page = owner.post(f"{cast.at}/people/in", table, headers={"accept-language": "de"}).content.decode()
    assert "Nichts hat sich geändert. 1 Zelle muss zuerst verbessert werden:" in page
    assert "Das ist keine E-Mail-Adresse." in page
