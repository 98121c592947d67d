"""Items that teachers write in the page: refused with field and reason, tried apart, asked once proved."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from answering import right_form, variant_of
from bank_under_test import BANK, ROOT
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from test_items_have_a_form import sent_by

from courses.models import Course, Membership
from courses.roles import Role
from lessons.models import Learner
from lessons.refusals import Conflict
from quizzes import regrade, sittings
from quizzes.authoring import store, trying
from quizzes.bank import find_item
from quizzes.exchange import gift, moodle
from quizzes.exchange.plain import Pick, Plain
from quizzes.models import Exam, Question, WrittenItem

pytestmark = pytest.mark.django_db
Maker = Callable[[], tuple[Client, Learner]]
SINGLE = {
    "title": "Who may?", "concept": "raw-sockets", "prompt": "Who may open one in `{jail}`?", "explanation": "Nobody.",
    "sources": "jail(8)", "seconds": "30", "parameters": "jail: www, mail", "options-0-text": "nobody in {jail}",
    "options-0-correct": "on", "options-1-text": "root of {jail}", "options-1-feedback": "Not without a permission.",
    "options-2-text": "anybody in {jail}", "options-2-feedback": "Least of all.",
}  # fmt: skip


@pytest.fixture
def course() -> Course:
    return Course.objects.create(title="Operating systems")


@pytest.fixture
def seat(course: Course, newcomer: Maker) -> Callable[..., tuple[Client, Learner]]:
    def make(role: Role = Role.TEACHER, of: Course = course) -> tuple[Client, Learner]:
        client, learner = newcomer()
        Membership.objects.create(course=of, learner=learner, role=role, name=str(role))
        return client, learner

    return make


@pytest.fixture
def teacher(seat: Callable[..., tuple[Client, Learner]]) -> Client:
    return seat()[0]


def page(course: Course, rest: str = "") -> str:
    return f"/quizzes/courses/{course.pk}/items/{rest}"


def write(client: Client, course: Course, sent: dict[str, Any], kind: str = "single") -> Any:
    return client.post(page(course, f"new/{kind}"), sent)


def proved(course: Course, author: Learner, **more: Any) -> WrittenItem:
    """An item that may be asked."""
    table = tomllib.loads(gift_table("nobody"))
    row = store.write(course, author, {**table, **more})
    while row.proved < store.PROVED:
        assert store.prove_on(row, 30) == []
    return row


def gift_table(right: str) -> str:
    options = "".join(
        f'[[options]]\ntext = "{text}"\ncorrect = {str(text == right).lower()}\nfeedback = "About {text}."\n'
        for text in ("nobody", "root", "anybody")
    )
    head = 'title = "Who may?"\nkind = "single"\nconcept = "raw-sockets"\nseconds = 30\nsources = ["jail(8)"]\n'
    return f'{head}prompt = "Who may?"\nexplanation = "Nobody."\n{options}'


def test_what_a_teacher_writes_is_stored_proved_and_asked(
    course: Course, teacher: Client, seat: Callable[..., tuple[Client, Learner]]
) -> None:
    assert write(teacher, course, SINGLE).status_code == 302
    row = WrittenItem.objects.get()
    assert (row.slug, row.proved, row.table) == (f"course{course.pk}-who-may", 0, None)
    new = f"/quizzes/courses/{course.pk}/new"
    fields = {"title": "Midterm", "results": "at_once", "written": row.slug}
    assert teacher.post(new, fields).status_code == 422  # not proved yet
    going = teacher.post(page(course, f"{row.slug}/prove"), HTTP_HX_REQUEST="true").content.decode()
    for _ in range(20):
        if "hx-trigger" not in going:
            break
        going = teacher.post(page(course, f"{row.slug}/prove"), HTTP_HX_REQUEST="true").content.decode()
    assert "100 of 100 variants proved; may be asked." in going
    assert teacher.post(new, fields).status_code == 302
    student, learner = seat(Role.STUDENT)
    exam = Exam.objects.get()
    student.post(f"/quizzes/exams/{exam.pk}/")
    question = exam.sittings.get(learner=learner).questions.get()
    assert question.seed < store.PROVED
    text = student.get(f"/quizzes/questions/{question.pk}/").content.decode()
    assert "Who may open one in" in text
    assert "Least of all." not in text
    student.post(f"/quizzes/questions/{question.pk}/", right_form(question))
    student.post(f"/quizzes/sittings/{question.sitting_id}/end")
    assert "1 of 1 question right" in student.get(f"/quizzes/sittings/{question.sitting_id}/result").content.decode()
    results = teacher.get(f"/quizzes/courses/{course.pk}/{exam.pk}/").content.decode()
    assert page(course, f"{row.slug}/") in results


@pytest.mark.parametrize(
    ("wrong", "label", "reason"),
    [
        ({"options-1-feedback": ""}, "Option 2 · What is said to it", "a text must stand here"),
        ({"options-0-correct": "", "options-0-feedback": "No."}, "Options", "exactly one option must be correct"),
        ({"title": ""}, "Title", "a text must stand here"),
        ({"concept": "Raw Sockets"}, "Concept", "small letters, digits and - only"),
        ({"seconds": "soon"}, "Seconds that an answer takes", "a number of at least 5 must stand here"),
        ({"parameters": "jail"}, "Parameters", "exactly one of choose, integer and value must stand here"),
        ({"options-2-text": "root of {jail}"}, "Options", "2 are alike"),
        ({"prompt": "In {prison}?"}, "prison", "the item has no parameter of this name"),
        ({"setup.commands": "jail -r {jail}"}, "Set-up", "the lesson&#x27;s set-up failed with status 1"),
    ],
)
def test_a_bad_item_is_refused_with_field_and_reason(
    course: Course, teacher: Client, wrong: dict[str, str], label: str, reason: str
) -> None:
    response = write(teacher, course, {**SINGLE, **wrong})
    assert response.status_code == 422
    text = response.content.decode()
    assert f"<b>{label}</b>: {reason}" in text
    assert "root of {jail}" in text  # what was written is still there
    assert WrittenItem.objects.count() == 0


def test_a_change_that_is_refused_changes_nothing(course: Course, teacher: Client) -> None:
    write(teacher, course, SINGLE)
    row = WrittenItem.objects.get()
    assert teacher.post(page(course, f"{row.slug}/"), {**SINGLE, "title": ""}).status_code == 422
    assert WrittenItem.objects.get().draft == row.draft


@pytest.mark.parametrize("kind", sorted({item.kind for item in BANK.items}))
def test_every_kind_can_be_written_and_previewed(course: Course, teacher: Client, kind: str) -> None:
    assert teacher.get(page(course, f"new/{kind}")).status_code == 200
    slug = {"point": "point-broken-cable", "do": "do-persistent-jail"}.get(kind)
    item = next(one for one in BANK.items if one.kind == kind and slug in (None, one.slug))
    table = tomllib.loads((ROOT.parent / item.file).read_text(encoding="utf-8"))
    sent = sent_by(kind, table)
    first, second = (
        teacher.post(page(course, f"preview/{kind}"), {**sent, "seed": seed}).content.decode() for seed in (1, 2)
    )
    assert "Seed 1 holds" in first
    assert "What is said to wrong answers" in first
    assert first != second
    assert write(teacher, course, sent, kind).status_code == 302
    row = WrittenItem.objects.get()
    assert teacher.get(page(course, f"{row.slug}/")).status_code == 200
    assert store.read(row.slug, row.draft).kind == kind


def test_a_preview_says_what_is_wrong_and_what_could_be_better(course: Course, teacher: Client) -> None:
    url = page(course, "preview/single")
    assert "Seed 0 cannot be asked yet" in teacher.post(url, {**SINGLE, "options-0-correct": ""}).content.decode()
    text = teacher.post(url, {**SINGLE, "explanation": "no sentence"}).content.decode()
    assert "1 thing to mend" in text
    assert "<b>Why it is so</b>: a sentence ends like one" in text
    assert WrittenItem.objects.count() == 0


def test_html_in_an_item_is_text(course: Course, teacher: Client) -> None:
    evil = "<script>alert(1)</script>"
    sent = {**SINGLE, "title": evil, "prompt": evil, "options-1-text": evil, "options-1-feedback": f"{evil}."}
    text = teacher.post(page(course, "preview/single"), sent).content.decode()
    assert "Seed 0 holds" in text
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_one_more_row_keeps_what_was_written(course: Course, teacher: Client) -> None:
    response = write(teacher, course, {**SINGLE, "more": "options"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "options-3-text" in text
    assert "root of {jail}" in text
    assert WrittenItem.objects.count() == 0


def test_a_machine_that_never_ends_is_ended(
    course: Course, teacher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "CPU", 1)
    response = write(teacher, course, {**SINGLE, "setup.commands": "while :; do :; done"})
    assert response.status_code == 422
    assert "more than" in response.content.decode()
    assert WrittenItem.objects.count() == 0


def test_a_change_is_asked_once_it_is_proved_and_then_regraded(
    course: Course, seat: Callable[..., tuple[Client, Learner]]
) -> None:
    _, author = seat()
    row = proved(course, author)
    learner = Learner.objects.create()
    exam = Exam.objects.create(title="E", owner=author, course=course, items=[row.slug])
    sitting = sittings.begin_exam(learner, exam)
    question = sitting.questions.get()
    shown = [option.told.text for option in variant_of(question).body.options]  # type: ignore[union-attr]
    sittings.answer(question, [shown.index("root")])
    sittings.end(sitting)
    changed = {**tomllib.loads(gift_table("root")), "kind": "single"}
    row = store.write(course, author, changed, row)
    assert find_item(row.slug).revision == 1
    assert [one.differs for one in regrade.preview(find_item(row.slug))] == [False]
    while row.proved < store.PROVED:
        assert store.prove_on(row, 30) == []
    assert find_item(row.slug).revision == 2
    changes = regrade.preview(find_item(row.slug))
    assert [(one.before, one.after) for one in changes] == [((0, 1), (1, 1))]
    assert regrade.apply(changes) == 1
    assert Question.objects.get().points == 1


def test_of_two_who_change_one_item_the_second_is_told(
    course: Course, seat: Callable[..., tuple[Client, Learner]]
) -> None:
    _, author = seat()
    row = proved(course, author)
    stale = WrittenItem.objects.get()
    store.write(course, author, {**row.draft, "title": "First"}, row)
    with pytest.raises(store.Refused, match="meanwhile"):
        store.write(course, author, {**stale.draft, "title": "Second"}, stale)
    assert WrittenItem.objects.get().draft["title"] == "First"


def test_what_was_asked_stays(course: Course, seat: Callable[..., tuple[Client, Learner]]) -> None:
    client, author = seat()
    row = proved(course, author)
    exam = Exam.objects.create(title="E", owner=author, course=course, items=[row.slug])
    with pytest.raises(Conflict, match="asks this item"):
        store.remove(row)
    sittings.begin_exam(Learner.objects.create(), exam)
    text = client.post(page(course, f"{row.slug}/remove"), follow=True).content.decode()
    assert "was asked in an examination" in text
    Exam.objects.all().delete()
    client.post(page(course, f"{row.slug}/remove"))
    assert WrittenItem.objects.count() == 0


def test_only_those_who_teach_the_course_write_and_see_its_items(
    course: Course, seat: Callable[..., tuple[Client, Learner]], newcomer: Maker
) -> None:
    _, author = seat()
    row = proved(course, author)
    other = Course.objects.create(title="Another")
    student, stranger = seat(Role.STUDENT)[0], newcomer()[0]
    elsewhere = seat(Role.TEACHER, other)[0]
    pages = ["", "new/single", "import", f"{row.slug}/", "as/gift"]
    assert [student.get(page(course, one)).status_code for one in pages] == [403] * 5
    assert [stranger.get(page(course, one)).status_code for one in pages] == [404] * 5
    assert [elsewhere.get(page(course, one)).status_code for one in pages] == [404] * 5
    assert elsewhere.get(page(other, f"{row.slug}/")).status_code == 404
    assert elsewhere.get(f"/quizzes/bank/{row.slug}/").status_code == 404
    fields = {"title": "Midterm", "results": "at_once", "named": row.slug}
    assert elsewhere.post(f"/quizzes/courses/{other.pk}/new", fields).status_code == 422
    for one in (f"{row.slug}/prove", f"{row.slug}/remove", "preview/single"):
        assert student.post(page(course, one)).status_code == 403
        assert elsewhere.post(page(course, one)).status_code == 404
    assert WrittenItem.objects.count() == 1


QUESTIONS = [
    Plain("a", f"Question {number}", "single", "Which?", "Because.",
          (Pick("this", True), Pick("that", False, "No."), Pick("none", False, "No.")))
    for number in range(3)
]  # fmt: skip


def test_a_file_of_another_system_is_read_in_whole(course: Course, teacher: Client) -> None:
    file = SimpleUploadedFile("bank.xml", moodle.write(QUESTIONS))
    text = teacher.post(page(course, "import"), {"format": "moodle", "file": file}).content.decode()
    assert "All 3 questions of the file are here, proved, and may be asked." in text
    assert [row.slug for row in WrittenItem.objects.all()] == [f"course{course.pk}-question-{n}" for n in range(3)]
    assert len(store.usable(course)) == 3
    back = gift.read("x", teacher.get(page(course, "as/gift")).content)
    assert [one.title for one in back] == [one.title for one in QUESTIONS]
    assert teacher.get(page(course, "as/song")).status_code == 404


def test_of_a_file_with_one_bad_question_nothing_is_read_in(course: Course, teacher: Client) -> None:
    data = moodle.write(QUESTIONS).replace(b"<name>\n      <text>Question 2", b"<name>\n      <text>Question X", 1)
    bad = data[: data.index(b"Question X")] + data[data.index(b"Question X") :].replace(
        b'fraction="100"', b'fraction="0"'
    )
    file = SimpleUploadedFile("bank.xml", bad)
    response = teacher.post(page(course, "import"), {"format": "moodle", "file": file})
    text = response.content.decode()
    assert response.status_code == 422
    for said in ("Nothing was read in.", "File: bank.xml", "Question: Question X", "Field: answer"):
        assert said in text
    assert WrittenItem.objects.count() == 0


def test_a_file_that_is_none_is_refused(course: Course, teacher: Client) -> None:
    assert teacher.get(page(course, "import")).status_code == 200
    assert teacher.post(page(course, "import"), {"format": "moodle"}).status_code == 422
    file = SimpleUploadedFile("bank.zip", b"no zip")
    text = teacher.post(page(course, "import"), {"format": "qti", "file": file}).content.decode()
    assert "This is no zip archive." in text
