"""Forms of courses and of who is in them."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms

from courses.models import Course, Membership, Section
from courses.roles import Role


def zone_choices() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class CourseForm(forms.ModelForm):
    """What a course is called, and how it takes people in."""

    time_zone = forms.ChoiceField(
        choices=zone_choices, initial="UTC", help_text="Every date of the course is meant in it."
    )

    class Meta:
        model = Course
        fields = ["title", "term", "time_zone", "by_name"]
        labels = {"by_name": "Students may take part without an account, by a personal link"}
        help_texts = {"term": "Such as “Spring 2027”.", "by_name": "You give each student a link of their own."}


class CopyForm(forms.Form):
    """The next term's course."""

    title = forms.CharField(max_length=120)
    term = forms.CharField(max_length=60, required=False)
    days = forms.IntegerField(
        label="Days that dates move",
        min_value=0,
        max_value=3660,
        initial=182,
        help_text="Opening, due and closing dates of all assignments move by so many days, at the same time of day.",
    )


class JoinForm(forms.Form):
    code = forms.CharField(label="Code", max_length=32, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class RosterForm(forms.Form):
    """A table as a file, or pasted."""

    table = forms.FileField(label="Table (CSV)", required=False)
    text = forms.CharField(label="or paste it here", required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("table") and not cleaned.get("text", "").strip():
            raise forms.ValidationError("Choose a file, or paste a table.")
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
        labels = {"extra_minutes": "Extra time in minutes"}

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.course = course
        self.fields["section"].queryset = course.sections.all()
        self.fields["section"].empty_label = "none"

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        others = Membership.objects.filter(course=self.instance.course, email=email).exclude(pk=self.instance.pk)
        if email and others.exists():
            raise forms.ValidationError("Somebody else in this course has this address.")
        return email


class SectionForm(forms.ModelForm):
    class Meta:
        model = Section
        fields = ["title"]

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.course = course

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        others = Section.objects.filter(course=self.instance.course, title=title).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("There is a section of this title.")
        return title


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class InviteForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices, initial=Role.STUDENT)
    section = forms.ModelChoiceField(queryset=Section.objects.none(), required=False)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = course.sections.all()
        self.fields["section"].empty_label = "none"
