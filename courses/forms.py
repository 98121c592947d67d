"""Forms of courses and of who is in them."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Membership, Section
from courses.roles import Role


def zone_choices() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class CourseForm(forms.ModelForm):
    """What a course is called, and how it takes people in."""

    time_zone = forms.ChoiceField(
        choices=zone_choices,
        initial="UTC",
        label=_("Time zone"),
        help_text=_("Every date of the course is meant in it."),
    )

    class Meta:
        model = Course
        fields = ["title", "term", "time_zone", "by_name"]
        labels = {
            "title": _("Title"),
            "term": _("Term"),
            "by_name": _("Students may take part without an account, by a personal link"),
        }
        help_texts = {
            "term": _("Such as “Spring 2027”."),
            "by_name": _("You give each student a link of their own."),
        }


class CopyForm(forms.Form):
    """The next term's course."""

    title = forms.CharField(label=_("Title"), max_length=120)
    term = forms.CharField(label=_("Term"), max_length=60, required=False)
    days = forms.IntegerField(
        label=_("Days that dates move"),
        min_value=0,
        max_value=3660,
        initial=182,
        help_text=_("Opening, due and closing dates of all assignments move by so many days, at the same time of day."),
    )


class JoinForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=32, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class RosterForm(forms.Form):
    """A table as a file, or pasted."""

    table = forms.FileField(label=_("Table (CSV)"), required=False)
    text = forms.CharField(label=_("or paste it here"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("table") and not cleaned.get("text", "").strip():
            raise forms.ValidationError(_("Choose a file, or paste a table."))
        return cleaned

    @property
    def data_bytes(self) -> bytes:
        table = self.cleaned_data.get("table")
        return table.read() if table else str(self.cleaned_data["text"]).encode()


class PlaceForm(forms.ModelForm):
    """One student's entry in the roster."""

    class Meta:
        model = Membership
        fields = ["name", "email", "number", "section", "extra_minutes"]
        labels = {
            "name": _("Name"),
            "email": _("E-mail"),
            "number": _("Number"),
            "section": _("Section"),
            "extra_minutes": _("Extra time in minutes"),
        }

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.course = course
        self.fields["section"].queryset = course.sections.all()
        self.fields["section"].empty_label = _("no section")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        others = Membership.objects.filter(course=self.instance.course, email=email).exclude(pk=self.instance.pk)
        if email and others.exists():
            raise forms.ValidationError(_("Somebody else in this course has this address."))
        return email


class SectionForm(forms.ModelForm):
    class Meta:
        model = Section
        fields = ["title"]
        labels = {"title": _("Title")}

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.course = course

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        others = Section.objects.filter(course=self.instance.course, title=title).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("There is a section of this title."))
        return title


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class InviteForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.STUDENT)
    section = forms.ModelChoiceField(label=_("Section"), queryset=Section.objects.none(), required=False)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = course.sections.all()
        self.fields["section"].empty_label = _("no section")
