"""The roster as a table: whole or not at all, every wrong cell named; given out it harms no spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from course_cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import cells, roster
from courses.models import Membership

pytestmark = pytest.mark.django_db

GOOD = "Name,Email,Number,Section,Extra minutes\nAda Lovelace,ada@example.org,17,A,30\nGrace Hopper,,18,B,\n"


def send(client: Client, cast: Cast, text: str | bytes) -> object:
    data = text.encode() if isinstance(text, str) else text
    return client.post(f"{cast.at}/people/in", {"table": SimpleUploadedFile("roster.csv", data)})


def students(cast: Cast) -> list[tuple[str, str, str, str, int]]:
    places = Membership.objects.filter(course=cast.course, role="student").exclude(name__in=("student", "classmate"))
    return [(p.name, p.email, p.number, str(p.section or ""), p.extra_minutes) for p in places]


def test_a_good_table_is_read_in(owner: Client, cast: Cast) -> None:
    assert send(owner, cast, GOOD).status_code == 302  # type: ignore[attr-defined]
    assert students(cast) == [("Ada Lovelace", "ada@example.org", "17", "A", 30), ("Grace Hopper", "", "18", "B", 0)]


def test_pasted_with_semicolons_it_is_read_too(owner: Client, cast: Cast) -> None:
    owner.post(f"{cast.at}/people/in", {"text": "name;number\nAda;17\n"})
    assert students(cast) == [("Ada", "", "17", "", 0)]


def test_students_are_known_again_by_number_or_address(owner: Client, cast: Cast) -> None:
    send(owner, cast, GOOD)
    send(owner, cast, "name,email,number\nAda King,ADA@example.org,\nG. Hopper,,18\n")
    assert [row[:3] for row in students(cast)] == [("Ada King", "ada@example.org", "17"), ("G. Hopper", "", "18")]


@pytest.mark.parametrize(
    ("table", "complaints"),
    [
        (b"", [(1, "", "The table is empty; its first row names the columns.")]),
        (b"name\n", [(2, "", "The table names no student.")]),
        (b"\xff\xfe", [(0, "", "The table is not UTF-8: byte 1 makes no sense.")]),
        (b'name\n"Ada', [(0, "", "The table cannot be read: unexpected end of data.")]),
        (b"name\nA\0da\n", [(0, "", "The table holds a NUL character: it is not text.")]),
        (b"name,phone\nAda,1\n", [(1, "phone", f"There is no such column; there are {', '.join(roster.COLUMNS)}.")]),
        (b"number\n1\n", [(1, "name", "The column is missing.")]),
        (b"name,name\nA,B\n", [(1, "name", "The column is there twice.")] * 2),
        (b"name,email\n,x@example.org\n", [(2, "name", "The name is missing.")]),
        (b"name,email\nAda,nonsense\n", [(2, "email", "This is no e-mail address.")]),
        (b"name\nAda,1\n", [(2, "", "The row has 2 cells, but there are 1 columns.")]),
        (
            b"name,number\nAda,1\nBob,1\n",
            [(3, "number", "Row 2 has the same.")],
        ),
        (
            b"name,extra_minutes\nAda,-5\nBob,1e3\nEve,99999999999\n",
            [(row, "extra_minutes", "This is no whole number of minutes from 0 to 100000.") for row in (2, 3, 4)],
        ),
        ("name\n" + "x" * 121 + "\n", [(2, "name", "Longer than 120 characters.")]),
        (b'name\n"A\nB"\n', [(2, "name", "The cell holds a control character.")]),
    ],
)
def test_a_bad_table_changes_nothing_and_says_where(
    owner: Client, cast: Cast, table: str | bytes, complaints: list[tuple[int, str, str]]
) -> None:
    before = Membership.objects.count()
    response = send(owner, cast, table) if table else owner.post(f"{cast.at}/people/in", {"text": "\n"})
    if not table:
        assert response.status_code == 422  # type: ignore[attr-defined]
        return
    assert response.status_code == 422  # type: ignore[attr-defined]
    found = response.context["complaints"]  # type: ignore[attr-defined]
    assert [(one.row, one.column, one.reason) for one in found] == complaints
    assert Membership.objects.count() == before


def test_staff_is_not_made_a_student_by_a_table(owner: Client, cast: Cast) -> None:
    Membership.objects.filter(pk=cast.places["teacher"].pk).update(email="t@example.org")
    response = send(owner, cast, "name,email\nAda,a@example.org\nT,t@example.org\n")
    assert [one.reason for one in response.context["complaints"]] == ["teacher is in this course as teacher."]  # type: ignore[attr-defined]
    assert students(cast) == []


def test_what_is_given_out_can_be_read_in(owner: Client, cast: Cast) -> None:
    send(owner, cast, GOOD)
    before = students(cast)
    out = owner.get(f"{cast.at}/people/out")
    assert out["Content-Disposition"] == 'attachment; filename="containment-roster.csv"'
    send(owner, cast, out.content)
    assert students(cast) == before


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(cell: str) -> None:
    (row,) = csv.reader(io.StringIO(cells.write_rows([[cell, 1, -2]]).lstrip("\ufeff"), newline=""))
    assert row == [f"'{cell}", "1", "-2"]
    assert cells.plain(row[0]) == cell


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text("=+-@\t\r\n',;\" aé1", max_size=12), min_size=1, max_size=4))
def test_no_cell_begins_as_a_formula_and_none_is_lost(row: list[str]) -> None:
    (read,) = csv.reader(io.StringIO(cells.write_rows([row])[1:], newline=""))
    assert not any(cell.startswith(cells.FORMULA) for cell in read)
    assert [cells.plain(cell) for cell in read] == row
