"""Journals as they come in: read strictly, and found to be of the machine that a row here fixes."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from lab import journal as journals
from lab.journal import Journal
from lessons.limits import MOST_JOURNAL, check_size
from lessons.refusals import Unreadable


def read_journal(text: bytes | str, most: int = MOST_JOURNAL) -> tuple[dict[str, Any], Journal]:
    """The journal in a text, as plain values and as itself. Raises TooLarge beyond ``most`` bytes, or Unreadable."""
    check_size(text, most)
    try:
        value: dict[str, Any] = json.loads(text)
        return value, journals.parse(value)
    except journals.JournalError as error:
        raise Unreadable(error.message, error.where) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("This is not JSON."), "journal") from error
