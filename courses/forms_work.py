"""Forms of what is to be done, and of marks."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.assignables import KINDS, all_choices, title_of
from courses.models import Assignment, Category, Course, Extension, Membership
from courses.roles import STUDENT

MOST_POINTS = Decimal(99_999)
BEFORE = {"opens": _("This is before it opens."), "due": _("This is before it is due.")}


class Moment(forms.DateTimeInput):
    """A date with a time of day, in the course's time zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AssignmentForm(forms.ModelForm):
    """An assignment with its dates and rules. Times are the course's own."""

    work = forms.ChoiceField(label=_("What"))
    title = forms.CharField(
        label=_("Title"), max_length=120, required=False, help_text=_("Empty: what it is called on the path.")
    )

    class Meta:
        model = Assignment
        fields = [
            "title", "category", "points", "opens", "due", "closes", "late_percent", "late_most", "counting",
            "most_attempts", "earlier_counts", "sections",
        ]  # fmt: skip
        widgets = {
            "opens": Moment(), "due": Moment(), "closes": Moment(), "sections": forms.CheckboxSelectMultiple(),
        }  # fmt: skip
        labels = {
            "category": _("Category"),
            "points": _("Points"),
            "opens": _("Opens"),
            "due": _("Due"),
            "closes": _("Closes"),
            "late_percent": _("Late: percent less for each day begun"),
            "late_most": _("Late: percent less at most"),
            "counting": _("Of several attempts counts"),
            "most_attempts": _("Attempts that count at most"),
            "earlier_counts": _("What was done before it opens counts"),
            "sections": _("Only for these sections"),
        }

    field_order = ["work"]

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.course = course
        self.fields["category"].queryset = course.categories.all()
        self.fields["category"].empty_label = _("no category")
        self.fields["work"].choices = all_choices(course)
        self.fields["sections"].queryset = course.sections.all()
        self.fields["sections"].help_text = _("None: it is for everybody.")
        if not course.sections.exists():
            del self.fields["sections"]
        if self.instance.pk:
            self.initial["points"] = f"{self.instance.points.normalize():f}"
            self.keep_work(f"{self.instance.kind}:{self.instance.reference}")
        zone = {"zone": course.time_zone}
        self.fields["opens"].help_text = _("In %(zone)s. Empty: now.") % zone
        for name in ("due", "closes"):
            self.fields[name].help_text = _("In %(zone)s. Empty: never.") % zone

    def keep_work(self, work: str) -> None:
        """What is assigned already stays as it is where it can no longer be chosen."""
        self.initial["work"] = work
        if not self.fields["work"].valid_value(work):
            self.fields["work"].choices = [(work, self.instance.title)]
            self.fields["work"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind, _colon, reference = cleaned.get("work", "").partition(":")
        self.instance.kind, self.instance.reference = kind, reference
        cleaned["title"] = cleaned.get("title") or title_of(kind, reference, self.instance.course)
        self.check_once(kind, reference)
        self.take_dates(kind, reference, cleaned)
        order = [(name, cleaned.get(name)) for name in ("opens", "due", "closes") if cleaned.get(name)]
        for (earlier, first), (later, second) in pairwise(order):
            if first > second:
                self.add_error(later, BEFORE[earlier])
        return cleaned

    def check_once(self, kind: str, reference: str) -> None:
        """Some things, such as an examination, have one time only."""
        again = Assignment.objects.filter(course=self.instance.course, kind=kind, reference=reference)
        if kind in KINDS and KINDS[kind].once and again.exclude(pk=self.instance.pk).exists():
            self.add_error("work", _("This is assigned already: it has one time only."))

    def take_dates(self, kind: str, reference: str, cleaned: dict[str, Any]) -> None:
        """What has dates of its own brings them along, unless others are given."""
        given = cleaned.get("opens") or cleaned.get("closes") or {"opens", "closes"} & set(self.errors)
        if kind in KINDS and not self.instance.pk and not given:
            cleaned["opens"], cleaned["closes"] = KINDS[kind].dates(reference)


class CategoryForm(forms.ModelForm):
    class Meta:
        model = Category
        fields = ["title", "weight"]
        labels = {"title": _("Title"), "weight": _("Weight")}

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.course = course

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        others = Category.objects.filter(course=self.instance.course, title=title).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("There is a category of this title."))
        return title


class ExtensionForm(forms.ModelForm):
    class Meta:
        model = Extension
        fields = ["place", "minutes", "reason"]
        labels = {"place": _("Student"), "minutes": _("More time in minutes"), "reason": _("Reason")}

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.assignment = assignment
        self.fields["place"].empty_label = _("choose")
        self.fields["place"].queryset = Membership.objects.filter(course=assignment.course, role=STUDENT)


class MarkForm(forms.Form):
    """A teacher's word on a mark; empty takes it back. `version` is the one that the teacher saw."""

    points = forms.DecimalField(
        required=False, min_value=Decimal(0), max_value=MOST_POINTS, decimal_places=2, label=_("Points by hand"),
        help_text=_("Empty: as computed."),
    )  # fmt: skip
    excused = forms.BooleanField(required=False, label=_("Excused: it counts in no total"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = cleaned.get("points") is not None or cleaned.get("excused")
        if said and not cleaned.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Say why: it stands in the audit, and the student sees it."))
        return cleaned


class CommentForm(forms.Form):
    """A remark at a moment (virtual microseconds), or on the whole."""

    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    moment = forms.IntegerField(required=False, min_value=0, max_value=2**53, widget=forms.HiddenInput)
