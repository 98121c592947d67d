"""Everything that the site holds of one learner, as a ZIP archive of JSON files."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from lessons.belongings import BELONGINGS
from lessons.models import Learner

README = """\
What Cellblock holds of you: one JSON file for each kind. A journal in attempts.json is everything that you
typed in a lesson, with its virtual time in microseconds; what was typed without echo (passwords) was never kept.
"""


def export(learner: Learner | None) -> bytes:
    """The archive. For a browser that left nothing behind yet, its files are empty lists."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("you.json", as_json([describe(learner)] if learner else []))
        for belonging in BELONGINGS:
            archive.writestr(f"{belonging.name}.json", as_json(belonging.export(learner) if learner else []))
    return packed.getvalue()


def describe(learner: Learner) -> dict[str, Any]:
    user = learner.user
    account = {"email": user.email, "name": user.name, "joined": user.date_joined} if user else None
    return {"key": learner.key, "since": learner.created, "account": account}


def as_json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, indent=1, ensure_ascii=False)
