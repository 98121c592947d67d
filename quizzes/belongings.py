"""What of the quizzes belongs to a learner: sittings with their answers, and cards for review."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lessons.belongings import Belonging, Rows, register
from lessons.models import Learner
from quizzes.models import Question, Sitting

ASKED = ("place", "item", "revision", "seed", "answer", "points", "possible", "answered")


def count_sittings(learner: Learner) -> int:
    return learner.sittings.count()


def export_sittings(learner: Learner) -> Rows:
    """Each sitting with its questions; answers of an examination that still runs are the learner's own."""
    rows = learner.sittings.order_by("begun").values("id", "mode", "module", "exam__title", "begun", "ended")
    asked: dict[object, Rows] = {}
    for question in Question.objects.filter(sitting__learner=learner).values("sitting", *ASKED):
        asked.setdefault(question.pop("sitting"), []).append(question)
    return [{**row, "questions": asked.get(row["id"], [])} for row in rows]


def join_sittings(source: Learner, target: Learner) -> None:
    """An examination is sat once: a second sitting of it stays behind."""
    taken = list(target.sittings.exclude(exam=None).values_list("exam", flat=True))
    Sitting.objects.filter(learner=source).exclude(exam__in=taken).update(learner=target)


def count_cards(learner: Learner) -> int:
    return learner.cards.count()


def export_cards(learner: Learner) -> Rows:
    return list(learner.cards.order_by("concept").values("concept", "state", "due"))


def join_cards(source: Learner, target: Learner) -> None:
    """Of one concept the target's own card stays."""
    known = list(target.cards.values_list("concept", flat=True))
    source.cards.exclude(concept__in=known).update(learner=target)


register(Belonging(gettext_noop("quizzes"), count_sittings, export_sittings, join_sittings))
register(Belonging(gettext_noop("review cards"), count_cards, export_cards, join_cards))
