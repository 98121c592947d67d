"""Template filter: a date as readers of a language write it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.defaultfilters import date
from django.utils.translation import pgettext_lazy

register = template.Library()

# Forms of the filter `date`, each to be translated: in German “D, j. M, H:i”.
FORMS = {
    "D j M, H:i": pgettext_lazy("form of a date", "D j M, H:i"),
    "j F": pgettext_lazy("form of a date", "j F"),
    "j F Y": pgettext_lazy("form of a date", "j F Y"),
    "j F Y, H:i": pgettext_lazy("form of a date", "j F Y, H:i"),
    "j M Y": pgettext_lazy("form of a date", "j M Y"),
    "j M Y, H:i": pgettext_lazy("form of a date", "j M Y, H:i"),
    "j M Y, H:i:s": pgettext_lazy("form of a date", "j M Y, H:i:s"),
    "j M, H:i": pgettext_lazy("form of a date", "j M, H:i"),
}


@register.filter(expects_localtime=True)
def written(moment: Any, form: str) -> str:
    """Empty for no date. Raises KeyError for a form that nobody could translate."""
    return str(date(moment, str(FORMS[form])))
