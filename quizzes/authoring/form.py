"""The form of an item: fields as a page sends them become the item's table, and a table becomes fields to show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lab.facts import FACTS
from quizzes.authoring.kinds import (
    ABOUT,
    ASKED,
    DEMONSTRATION,
    DETAILS,
    DRAWN,
    FILES,
    SETUP,
    Field,
    Group,
    Kind,
    fields_of,
    groups_of,
)  # fmt: skip
from quizzes.authoring.shapes import text_of, value_of

Table = dict[str, Any]
MOST_ROWS = 40
WITHIN = {"setup": "setup.commands", "target": "target.label"}  # a whole table's findings stand at one of its fields
NEW = {"revision": 1, "seconds": 60}


def read_form(kind: Kind, sent: Mapping[str, str]) -> Table:
    """The table of an item in a form. Rows in which nothing stands are left out."""
    table: Table = {"kind": kind.name}
    for field in fields_of(kind):
        _put(table, field.name, value_of(field.shape, sent.get(field.name, "")))
    for group in groups_of(kind):
        _put(table, group.name, [row for row in _rows(group, sent) if row])
    return table


def _rows(group: Group, sent: Mapping[str, str]) -> list[Table]:
    found: list[Table] = []
    for number in _numbers(group, sent):
        row: Table = {}
        for field in group.fields:
            _put(row, field.name, value_of(field.shape, sent.get(f"{group.name}-{number}-{field.name}", "")))
        found.append(row)
    return found


def _numbers(group: Group, sent: Mapping[str, str]) -> list[int]:
    prefix = re.compile(re.escape(group.name) + r"-(\d{1,3})-")
    found = {int(match[1]) for name in sent if (match := prefix.match(name))}
    return sorted(found)[:MOST_ROWS]


def _put(table: Table, name: str, value: Any) -> None:
    """Sets a key, a table within for each point in its name; nothing for what is empty."""
    if value in ("", None, False) or value == [] or value == {}:
        return
    *tables, last = name.split(".")
    for one in tables:
        table = table.setdefault(one, {})
    table[last] = value


def _get(table: Table, name: str) -> Any:
    value: Any = table
    for one in name.split("."):
        value = value.get(one) if isinstance(value, dict) else None
    return value


def blank_table(kind: Kind) -> Table:
    """What a new item begins with."""
    return {"kind": kind.name, **NEW}


def sections(kind: Kind, table: Table, faults: Mapping[str, list[str]], more: str = "") -> list[dict[str, Any]]:
    """The form as it is shown: sections of fields and groups. `more` names a group that gets one more row."""
    own = [*ABOUT, *kind.fields]
    return [
        _section("", own, kind.groups, table, faults, more),
        _section(_("Parameters and machine"), [DRAWN, *SETUP, *ASKED, DEMONSTRATION], (FILES,), table, faults, more),
        _section(_("Around it"), list(DETAILS), (), table, faults, more),
    ]


def _section(
    title: str, fields: list[Field], groups: tuple[Group, ...], table: Table, faults: Mapping[str, list[str]], more: str
) -> dict[str, Any]:
    named = [field.name for field in fields] + [group.name for group in groups]
    return {
        "title": title,
        "open": any(key.startswith(tuple(named)) for key in faults) or more in named,
        "fields": [_shown(field, field.name, _get(table, field.name), faults) for field in fields],
        "groups": [_group(group, table, faults, more == group.name) for group in groups],
    }


def _group(group: Group, table: Table, faults: Mapping[str, list[str]], more: bool) -> dict[str, Any]:
    rows: list[Table] = [row for row in _get(table, group.name) or [] if isinstance(row, dict)]
    count = max(len(rows) + more, group.begin)
    return {
        "name": group.name,
        "title": group.title,
        "one": group.one,
        "faults": faults.get(group.name, []),
        "rows": [
            {
                "number": number + 1,
                "new": more and number + 1 == count,
                "fields": [
                    _shown(
                        field, f"{group.name}-{number}-{field.name}",
                        _get(rows[number], field.name) if number < len(rows) else None, faults,
                        f"{group.name}[{number}].{field.name}",
                    )
                    for field in group.fields
                ],
            }
            for number in range(count)
        ],
    }  # fmt: skip


def _shown(field: Field, name: str, value: Any, faults: Mapping[str, list[str]], key: str = "") -> dict[str, Any]:
    choices = ("", *sorted(FACTS)) if field.shape == "fact" else field.choices
    return {
        "name": name,
        "id": "f-" + re.sub(r"[^a-z0-9]+", "-", name),
        "label": field.label,
        "help": field.help,
        "rows": field.rows,
        "check": field.shape == "check",
        "number": field.shape == "number",
        "choices": choices,
        "text": "" if value is None else text_of(field.shape, value),
        "faults": faults.get(key or field.name, []),
    }


def places(kind: Kind, findings: list[tuple[str, str]]) -> tuple[dict[str, list[str]], list[dict[str, str]]]:
    """Where in the form each finding belongs: sentences by key, and all of them with the label of their field."""
    labels = {field.name: field.label for field in fields_of(kind)}
    labels |= {group.name: group.title for group in groups_of(kind)}
    for group in groups_of(kind):
        for number in range(MOST_ROWS):
            labels[f"{group.name}[{number}]"] = f"{_capital(group.one)} {number + 1}"
            for field in group.fields:
                where = f"{_capital(group.one)} {number + 1} · {field.label}"
                labels[f"{group.name}[{number}].{field.name}"] = where
    by_key: dict[str, list[str]] = {}
    told: list[dict[str, str]] = []
    for key, message in findings:
        place = nearest(key, labels)
        by_key.setdefault(place, []).append(message)
        told.append({"key": key, "label": labels.get(place, key), "message": message})
    return by_key, told


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def nearest(key: str, known: Mapping[str, str]) -> str:
    """The field, or the group, that a key of the item's format belongs to; else the key itself."""
    place = WITHIN.get(key, key)
    while place and place not in known:
        cut = max(place.rfind("."), place.rfind("["))
        place = place[:cut] if cut > 0 else ""
    return place or key
