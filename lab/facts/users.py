"""Facts about users and groups, as /etc/passwd and /etc/group of a jail or of the host have them."""

from __future__ import annotations

from lab.diagnosis.layers import Broken, check_jail
from lab.facts.fact import Arguments, Context, Fact
from lab.facts.files import in_jail
from lab.files import Absent, find, text_of


def _entries(context: Context, jail: str, path: str) -> dict[str, list[str]]:
    """The entries of a file of colons, by their first field."""
    try:
        text = text_of(context.kernel, find(context.kernel, check_jail(context.kernel, jail).pr_root, path))
    except Absent as absent:
        raise Broken("file", f"There is no {absent.path}{in_jail(jail)}.") from absent
    rows = (line.split(":") for line in text.splitlines() if ":" in line and not line.startswith("#"))
    return {row[0]: row for row in rows}


def _exists(context: Context, given: Arguments) -> None:
    if given["user"] not in _entries(context, given["jail"], "/etc/passwd"):
        raise Broken("user", f"There is no user {given['user']}{in_jail(given['jail'])}.")


def _uid(context: Context, given: Arguments) -> None:
    _exists(context, given)
    found = _entries(context, given["jail"], "/etc/passwd")[given["user"]][2]
    if found != str(given["uid"]):
        raise Broken("user", f"The user {given['user']}{in_jail(given['jail'])} is number {found}, not {given['uid']}.")


def _in_group(context: Context, given: Arguments) -> None:
    _exists(context, given)
    groups = _entries(context, given["jail"], "/etc/group")
    if given["group"] not in groups:
        raise Broken("user", f"There is no group {given['group']}{in_jail(given['jail'])}.")
    group = groups[given["group"]]
    primary = _entries(context, given["jail"], "/etc/passwd")[given["user"]][3]
    if primary != group[2] and given["user"] not in group[3].split(","):
        raise Broken("user", f"{given['user']} is not in group {given['group']}{in_jail(given['jail'])}.")


FACTS: tuple[Fact, ...] = (
    Fact("user_exists", {"jail": "text", "user": "text"}, _exists),
    Fact("user_has_uid", {"jail": "text", "user": "text", "uid": "integer"}, _uid),
    Fact("user_in_group", {"jail": "text", "user": "text", "group": "text"}, _in_group),
)
