"""Forms of those who teach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from lessons.models import Learner
from quizzes.authoring import store
from quizzes.bank import bank, titles
from quizzes.choosing import spread
from quizzes.exchange.formats import FORMATS, MOST_INPUT
from quizzes.models import Exam

MOST_ITEMS = 60


class When(forms.DateTimeField):
    """A time, in the course's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ImportForm(forms.Form):
    """A file of another system."""

    format = forms.ChoiceField(label=_("Format"), choices=[(name, one.title) for name, one in FORMATS.items()])
    file = forms.FileField(label=_("File"), max_length=120)

    def clean_file(self) -> Any:
        """What is too large is not even read."""
        if self.cleaned_data["file"].size > MOST_INPUT:
            raise forms.ValidationError(_("A file has at most %(most)s MB.") % {"most": MOST_INPUT // 1024 // 1024})
        return self.cleaned_data["file"]


class ExamForm(forms.Form):
    """An examination: so many questions of each module, or those that are named."""

    title = forms.CharField(max_length=120, label=_("Title"))
    opens = When(required=False, label=_("Opens"), help_text=_("Nobody can begin before. Empty: at once."))
    closes = When(required=False, label=_("Closes"), help_text=_("Nobody can answer after. Empty: never."))
    minutes = forms.IntegerField(min_value=1, max_value=600, required=False, label=_("Minutes from the beginning"))
    one_way = forms.BooleanField(required=False, label=_("One question after the other, without a way back"))
    shuffled = forms.BooleanField(required=False, initial=True, label=_("Each learner has an order of their own"))
    results = forms.ChoiceField(label=_("Results"), choices=Exam.Results.choices, initial=Exam.Results.AFTER)
    named = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label=_("Questions by name"),
        help_text=_("Names from the bank, separated by blanks; they come first."),
    )  # fmt: skip

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course = course
        written = [(item.slug, item.title) for item in store.usable(course)]
        if written:
            self.fields["written"] = forms.MultipleChoiceField(
                choices=written, required=False, widget=forms.CheckboxSelectMultiple,
                label=_("Questions of one's own"),
            )  # fmt: skip
        for slug, title in titles().items():
            most = len(bank().of_module(slug))
            self.fields[f"module-{slug}"] = forms.IntegerField(
                min_value=0, max_value=most, required=False,
                label=_("Questions of “%(title)s”, at most %(most)s") % {"title": title, "most": most},
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        opens, closes = given.get("opens"), given.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", _("It has to close after it opens."))
        known = {item.slug for item in (*bank().items, *store.usable(self.course))}
        named = list(dict.fromkeys((given.get("named") or "").split()))
        unknown = [name for name in named if name not in known]
        if unknown:
            self.add_error("named", _("There is no question %(name)s.") % {"name": unknown[0]})
        chosen = [*named, *(slug for slug in given.get("written") or [] if slug not in named)]
        for slug in titles():
            chosen += spread(slug, given.get(f"module-{slug}") or 0, chosen)
        if not chosen:
            raise forms.ValidationError(_("An examination has at least one question."))
        if len(chosen) > MOST_ITEMS:
            raise forms.ValidationError(_("An examination has at most %(most)s questions.") % {"most": MOST_ITEMS})
        given["items"] = chosen
        return given

    def make(self, owner: Learner) -> Exam:
        """The examination that was described."""
        names = ("title", "opens", "closes", "minutes", "one_way", "shuffled", "results", "items")
        return Exam.objects.create(
            course=self.course, owner=owner, created=timezone.now(), **{name: self.cleaned_data[name] for name in names}
        )
