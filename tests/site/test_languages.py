"""The interface in the reader's language: chosen or asked for by the browser; catalogues that are complete and fresh.

What the machine prints is FreeBSD's, in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from jailsite.importmap import import_map
from tools import words

LANGUAGES = words.languages()


@pytest.fixture(autouse=True)
def _language_of_a_request_ends_with_the_test() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.django_db
def test_english_unless_the_browser_or_the_reader_asks_for_another(client: Client) -> None:
    english = client.get("/").content.decode()
    assert '<html lang="en"' in english
    assert "The path" in english
    german = client.get("/", HTTP_ACCEPT_LANGUAGE="de-AT,de;q=0.9,en;q=0.5").content.decode()
    assert '<html lang="de"' in german
    assert "Der Weg" in german
    assert '<html lang="en"' in client.get("/", HTTP_ACCEPT_LANGUAGE="fr").content.decode()


@pytest.mark.django_db
def test_a_language_that_was_chosen_stays(client: Client) -> None:
    answer = client.post("/language", {"language": "de", "next": "/sandbox/?from=pair"})
    assert (answer.status_code, answer["Location"]) == (302, "/sandbox/?from=pair")
    page = client.get("/sandbox/?from=pair", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert '<html lang="de"' in page
    assert 'value="de" lang="de" aria-current="true"' in page
    client.post("/language", {"language": "en"})
    assert '<html lang="en"' in client.get("/sandbox/", HTTP_ACCEPT_LANGUAGE="de").content.decode()


@pytest.mark.django_db
def test_a_language_is_chosen_without_leaving_for_another_site(client: Client) -> None:
    answer = client.post("/language", {"language": "de", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


@pytest.mark.django_db
def test_scripts_get_the_words_of_the_pages_language(client: Client) -> None:
    def page(language: str) -> str:
        return client.get("/lessons/first-jail/", HTTP_ACCEPT_LANGUAGE=language).content.decode()

    for language in ("en", *LANGUAGES):
        found = re.search(r'"#words":"([^"]+)"', page(language))
        assert found
        assert found[1] == f"/static/js/words/{language}.js"
    translation.activate("en")
    assert import_map()["imports"]["#words"] == "/static/js/words/en.js"


@pytest.mark.django_db
def test_what_the_machine_prints_is_the_same_in_every_language(client: Client) -> None:
    def screen(language: str) -> str:
        return client.get("/lessons/first-jail/", HTTP_ACCEPT_LANGUAGE=language).context["first_screen"]

    assert screen("de") == screen("en") == "# "


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_text_is_translated(language: str) -> None:
    assert [words.untranslated(words.updated(language, domain)) for domain in ("django", "djangojs")] == [[], []]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_a_translation_has_the_placeholders_of_its_text(language: str, domain: str) -> None:
    holder = words.PLACEHOLDER[domain]
    wrong = []
    for message in words.kept(language, domain):
        forms = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        wanted = set(holder.findall(" ".join(forms)))
        said = message.string if message.pluralizable else (message.string,)
        wrong += [one for one in said if message.id and set(holder.findall(one)) != wanted]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_served_was_made_from_the_catalogues_and_those_from_the_sources(language: str) -> None:
    stale = [path.name for path, content in words.files(language).items() if path.read_bytes() != content]
    assert stale == [], "run `make words`"


def test_a_text_in_either_kind_of_source_is_found() -> None:
    page = {message.id for message in words.template("django")}
    assert {"Skip to the content", "The replay broke off on the server.", "%(minutes)s min"} <= page
    scripts = {message.id for message in words.template("djangojs")}
    assert {"As text", ("{n} packet", "{n} packets"), "{n} lost"} <= scripts
