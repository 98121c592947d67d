"""Reads answers out of forms: what a page sends, as the plain values that grading wants.

What is no answer raises WrongShape, with the field's name; it costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from lab.items.grading import WrongShape
from lab.items.item import Blanks, Body, Choice, Matching, Ordering, Pointing
from lab.items.variant import Variant

Form = QueryDict


def read_answer(variant: Variant, form: Form) -> Any:
    """The answer in a form. Raises WrongShape."""
    read = READERS.get(type(variant.body))
    if read is None:
        raise WrongShape("answer", _("This is answered at the machine, not in a form."))
    return read(variant.body, form)


def is_empty(variant: Variant, form: Form) -> bool:
    """Whether nothing at all was filled in."""
    fields = ("choice", "order", "element")
    return not any(form.getlist(name) for name in fields) and not any(
        value.strip() for name, value in form.items() if name.startswith(("blank-", "match-"))
    )


def _choice(body: Choice, form: Form) -> list[int]:
    return [_number(text, "choice", _("Choose one.")) for text in form.getlist("choice")]


def _blanks(body: Blanks, form: Form) -> dict[str, str]:
    return {blank.id: form.get(f"blank-{blank.id}", "") for blank in body.blanks}


def _ordering(body: Ordering, form: Form) -> list[int]:
    return [_number(text, "order", _("Put the lines in order.")) for text in form.getlist("order")]


def _matching(body: Matching, form: Form) -> list[int]:
    fields = [form.get(f"match-{number}", "") for number in range(len(body.pairs))]
    names = [pair.id for pair in body.pairs]
    return [_number(text, name, _("Choose what belongs to it.")) for text, name in zip(fields, names, strict=True)]


def _pointing(body: Pointing, form: Form) -> str:
    return form.get("element", "")


READERS: dict[type[Body], Callable[[Any, Form], Any]] = {
    Choice: _choice,
    Blanks: _blanks,
    Ordering: _ordering,
    Matching: _matching,
    Pointing: _pointing,
}


def _number(text: str, where: str, wanted: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise WrongShape(where, wanted)
    return int(text)
