"""No page, no fragment and no file that a browser can have holds an answer before it was given."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from answering import ask, one_of_each_kind, right_form, variant_of
from bank_under_test import BANK
from django.conf import settings
from django.test import Client
from django.urls import reverse

from courses.models import Course, Membership
from courses.roles import STUDENT
from jailsite.bundle import zipped
from lab.items.item import Blanks, Choice, Item, Matching, Ordering, Pointing, Task
from lab.items.variant import Variant, draw
from lessons.models import Learner
from lessons.rendering import render_markdown
from quizzes import sittings
from quizzes.authoring.kinds import KINDS
from quizzes.exchange.formats import FORMATS
from quizzes.models import Exam, Question, Sitting
from quizzes.urls import urlpatterns

SLUGS = [item.slug for item in BANK.items]


def secrets_of(variant: Variant) -> list[str]:
    """Texts that stand nowhere but in what is said after an answer."""
    body = variant.body
    told = [variant.explanation]
    if isinstance(body, Choice):
        told += [option.feedback for option in body.options]
    elif isinstance(body, Blanks):
        told += [one.feedback for blank in body.blanks for one in blank.wrong]
        told += [blank.otherwise for blank in body.blanks]
    elif isinstance(body, Ordering):
        told += [entry.feedback for entry in body.entries]
    elif isinstance(body, Matching):
        told += [pair.feedback for pair in body.pairs]
    elif isinstance(body, Pointing):
        told += [body.otherwise, *body.told.values()]
    elif isinstance(body, Task):
        told += [body.solution, *(way.transcript for way in body.wrong), *(way.feedback for way in body.wrong)]
    return [text for text in told if text]


def found_in(text: str, variant: Variant) -> list[str]:
    plain = html.unescape(text)
    rendered = [(secret, render_markdown(secret).strip().removeprefix("<p>").removesuffix("</p>")) for secret in
                secrets_of(variant)]  # fmt: skip
    return [secret for secret, shown in rendered if secret in plain or html.unescape(shown) in plain]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("mode", [Sitting.Mode.PRACTICE, Sitting.Mode.TEST])
def test_a_question_tells_nothing(browser: Client, learner: Learner, slug: str, mode: str) -> None:
    question = ask(learner, slug, mode)
    text = browser.get(f"/quizzes/questions/{question.pk}/").content.decode()
    assert "outcome" not in text
    assert "correct" not in text.replace("autocorrect", "")
    assert found_in(text, variant_of(question)) == []


def addresses(question: Question) -> Iterator[str]:
    """Every address of the quizzes, filled in for a question that waits; one that nobody filled in is a KeyError."""
    exam = make_exam(question)
    filled: dict[str, list[Any]] = {
        "module": ["root"], "exam_id": [exam.pk], "name": [*FORMATS], "slug": [question.item], "kind": [*KINDS],
        "course_id": [exam.course_id], "sitting_id": [question.sitting_id], "question_id": [question.pk],
    }  # fmt: skip
    for pattern in urlpatterns:
        names = list(pattern.pattern.converters)
        for values in product(*(filled[name] for name in names)):
            yield reverse(f"quizzes:{pattern.name}", kwargs=dict(zip(names, values, strict=True)))


def make_exam(question: Question) -> Exam:
    """An examination with this question in it, in a course whose student the learner is."""
    course = Course.objects.create(title="C")
    Membership.objects.create(course=course, learner=question.sitting.learner, role=STUDENT, name="Bea")
    return Exam.objects.create(title="E", owner=question.sitting.learner, course=course, items=[question.item])


AROUND = ("/", "/lessons/", "/sandbox/", "/facts/", "/courses/")


@pytest.mark.django_db
@pytest.mark.parametrize("slug", [*one_of_each_kind(), "do-persistent-jail", "mend-default-route"])
@pytest.mark.parametrize("mode", [Sitting.Mode.PRACTICE, Sitting.Mode.TEST])
def test_no_address_of_the_site_tells(browser: Client, learner: Learner, slug: str, mode: str) -> None:
    """GET and POST of every address while the question waits, by the learner whose it is."""
    question = ask(learner, slug, mode)
    asked = variant_of(question)
    seen = 0
    for address in (*addresses(question), *AROUND):
        if "/tests/" in address or address.endswith(("/end", "/pass")) or "/today" in address:
            responses = [browser.get(address)]  # a POST would end it, or begin another
        else:
            responses = [browser.get(address), browser.post(address, {})]
        for response in responses:
            text = response.content.decode() + response.headers.get("Location", "")
            assert found_in(text, asked) == [], address
            seen += response.status_code == 200
    assert seen >= 8
    question.refresh_from_db()
    assert question.answered is None


@pytest.mark.django_db
@pytest.mark.parametrize("slug", one_of_each_kind())
def test_a_refused_answer_tells_nothing(browser: Client, learner: Learner, slug: str) -> None:
    question = ask(learner, slug)
    response = browser.post(f"/quizzes/questions/{question.pk}/", {}, HTTP_HX_REQUEST="true")
    assert response.status_code == 422
    assert found_in(response.content.decode(), variant_of(question)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("slug", one_of_each_kind())
def test_a_test_tells_nothing_until_it_is_handed_in(browser: Client, learner: Learner, slug: str) -> None:
    question = ask(learner, slug, Sitting.Mode.TEST)
    kept = browser.post(f"/quizzes/questions/{question.pk}/", right_form(question), follow=True)
    again = browser.get(f"/quizzes/questions/{question.pk}/")
    for response in (kept, again):
        assert found_in(response.content.decode(), variant_of(question)) == []
    sittings.end(question.sitting)
    text = browser.get(f"/quizzes/sittings/{question.sitting_id}/result").content.decode()
    assert found_in(text, variant_of(question)) != []
    assert Question.objects.get().is_right


def served_files() -> list[tuple[str, bytes]]:
    """The machine's bundle, file by file, and everything below static/."""
    with zipfile.ZipFile(io.BytesIO(zipped(settings.MACHINE.files))) as bundle:
        files = [(name, bundle.read(name)) for name in bundle.namelist()]
    for folder in settings.STATICFILES_DIRS:
        paths: Any = Path(folder).rglob("*")
        files += [(path.name, path.read_bytes()) for path in paths if path.is_file() and "vendor" not in path.parts]
    return files


def test_no_file_that_a_browser_gets_holds_an_item() -> None:
    files = served_files()
    assert [name for name, _ in files if name.startswith("curriculum")] == []
    whole = b"\n".join(content for _, content in files)
    assert [item.slug for item in BANK.items if told(item).encode() in whole] == []


def told(item: Item) -> str:
    return draw(item, 0).explanation
