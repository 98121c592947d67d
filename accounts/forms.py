"""Forms of the accounts' own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

CONFIRMATION = "delete"


class NameForm(forms.Form):
    """What is asked beside address and password when an account is made."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("What a teacher and your group see. It may stay empty."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: Any) -> None:
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])


class DeleteForm(forms.Form):
    """A word typed, so that no slip of the hand deletes anything, here or in the apps above."""

    word = forms.CharField(label=format_lazy(_("Type “{word}” to confirm"), word=CONFIRMATION), max_length=20)

    def clean_word(self) -> str:
        word = str(self.cleaned_data["word"]).strip().lower()
        if word != CONFIRMATION:
            error = _("That is not “%(word)s”. Nothing was deleted.")
            raise forms.ValidationError(error, params={"word": CONFIRMATION})
        return word
