"""Terms open in place, each once a page; reference cards are the machine's own manual."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from lab.course.toml_reader import CurriculumError
from lessons import glossary
from lessons.glossary import Marker, Term
from lessons.reference import section, synopsis

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
JAIL = Term("jail", "A set of processes.", ("jail", "jails"))
NAME = Term("host name", "What hostname(1) says.", ("host name",))


def button(term: Term, word: str) -> str:
    return f'<button type="button" class="term" popovertarget="{term.id}">{word}</button>'


def test_the_first_use_of_a_term_is_a_button_and_later_ones_are_text() -> None:
    marker = Marker((JAIL, NAME))
    assert marker.mark("<p>Two jails, one jail, a <em>host name</em>.</p>") == (
        f"<p>Two {button(JAIL, 'jails')}, one jail, a <em>{button(NAME, 'host name')}</em>.</p>"
    )
    assert marker.mark("<p>A jail.</p>") == "<p>A jail.</p>"
    assert marker.used == [JAIL, NAME]


def test_code_commands_links_headings_and_parts_of_words_are_let_be() -> None:
    html = '<h3>A jail</h3><pre class="commands">jail -c\n</pre>'
    html += '<p><code>jail</code> <a href="x">jail</a> jailer un-jail</p>'
    marker = Marker((JAIL,))
    assert marker.mark(html) == html
    assert marker.used == []


def test_the_curriculums_glossary_is_read_and_every_form_is_one_terms() -> None:
    terms = glossary.load(CURRICULUM)
    forms = [form for term in terms for form in term.forms]
    assert len(forms) == len(dict.fromkeys(forms))
    assert len({term.id for term in terms}) == len(terms)


def test_a_broken_glossary_names_its_key(tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text('[[term]]\nname = "x"\nwords = "y"\n')
    with pytest.raises(CurriculumError, match="words: no such key"):
        glossary.load(tmp_path)


def test_a_synopsis_is_what_man_shows() -> None:
    assert synopsis("jexec(8)").startswith("jexec [-l] [-u username | -U username] jail [command ...]")
    assert synopsis("nothing(8)") == ""
    assert synopsis("jail(8); reboot") == ""


def test_a_section_ends_with_the_next_heading() -> None:
    assert section("NAME\n     x\n\nSYNOPSIS\n     x -a\n       b\n\nDESCRIPTION\n     y\n") == "x -a\n  b"
    assert section("no sections") == ""


@pytest.mark.django_db
def test_a_card_is_a_fragment_for_pages_that_are_named_somewhere(client: Client) -> None:
    page = client.get("/reference/jail(8)/")
    assert page.content.decode().startswith('<pre class="synopsis" tabindex="0">jail [')
    assert client.get("/reference/passwd(5)/").status_code == 404
    assert "/reference/jail(8)/" in client.get("/lessons/first-jail/").content.decode()
