"""Forms of those who teach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from courses.models import Course
from lessons.models import Learner
from quizzes.bank import bank, titles
from quizzes.choosing import spread
from quizzes.models import Exam

MOST_ITEMS = 60


class When(forms.DateTimeField):
    """A time, in the course's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ExamForm(forms.Form):
    """An examination: so many questions of each module, or those that are named."""

    title = forms.CharField(max_length=120)
    opens = When(required=False, help_text="Nobody can begin before. Empty: at once.")
    closes = When(required=False, help_text="Nobody can answer after. Empty: never.")
    minutes = forms.IntegerField(min_value=1, max_value=600, required=False, label="Minutes from the beginning")
    one_way = forms.BooleanField(required=False, label="One question after the other, without a way back")
    shuffled = forms.BooleanField(required=False, initial=True, label="Each learner has an order of their own")
    results = forms.ChoiceField(choices=Exam.Results.choices, initial=Exam.Results.AFTER)
    named = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Questions by name",
        help_text="Names from the bank, separated by blanks; they come first.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slug, title in titles().items():
            most = len(bank().of_module(slug))
            self.fields[f"module-{slug}"] = forms.IntegerField(
                min_value=0, max_value=most, required=False, label=f"Questions of “{title}”, at most {most}"
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        opens, closes = given.get("opens"), given.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", "It has to close after it opens.")
        known = {item.slug for item in bank().items}
        named = list(dict.fromkeys((given.get("named") or "").split()))
        unknown = [name for name in named if name not in known]
        if unknown:
            self.add_error("named", f"There is no question {unknown[0]}.")
        chosen = list(named)
        for slug in titles():
            chosen += spread(slug, given.get(f"module-{slug}") or 0, chosen)
        if not chosen:
            raise forms.ValidationError("An examination has at least one question.")
        if len(chosen) > MOST_ITEMS:
            raise forms.ValidationError(f"An examination has at most {MOST_ITEMS} questions.")
        given["items"] = chosen
        return given

    def make(self, course: Course, owner: Learner) -> Exam:
        """The examination that was described."""
        names = ("title", "opens", "closes", "minutes", "one_way", "shuffled", "results", "items")
        return Exam.objects.create(
            course=course, owner=owner, created=timezone.now(), **{name: self.cleaned_data[name] for name in names}
        )
