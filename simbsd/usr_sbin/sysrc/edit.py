"""Changing an rc.conf(5) file: one variable set or removed, everything else left as it stands.

Models f_sysrc_set and f_sysrc_delete of usr.sbin/bsdconfig/share/sysrc.subr.
"""

from __future__ import annotations

import re

from simbsd.usr_sbin.sysrc.conf import assignment

_VALUE = re.compile(r"""'[^']*'?|"(?:[^"\\]|\\.)*"?|[^\s;]*""")


def set_in(text: str, name: str, value: str) -> str:
    """The text with the last assignment of a variable changed; one is added when there is none, or when its value is
    not plain.
    """
    lines = text.splitlines()
    pattern = assignment(name)
    for number in range(len(lines) - 1, -1, -1):
        match = pattern.match(lines[number])
        if match is not None:
            head, rest = lines[number][: match.end()], lines[number][match.end() :]
            if rest[:1] in ("`", "$", "\\"):
                break
            old = _VALUE.match(rest)
            quote = rest[:1] if rest[:1] in ("'", '"') else '"'
            tail = rest[old.end() :] if old is not None else ""
            lines[number] = f"{head}{quote}{value}{quote}{tail}"
            return "".join(f"{line}\n" for line in lines)
    return "".join(f"{line}\n" for line in lines) + f'{name}="{value}"\n'


def delete_from(text: str, name: str) -> str | None:
    """The text without the variable's assignments; None when it has none."""
    pattern = assignment(name)
    lines = text.splitlines()
    kept = [line for line in lines if not pattern.match(line)]
    return None if len(kept) == len(lines) else "".join(f"{line}\n" for line in kept)


def changed(before: str, mode: str, words: str) -> str:
    """A list of words with some added that it lacks (``+``) or some taken away (``-``). The first character of the
    operand, unless it is a letter, a digit, a dot or a slash, is what separates them.
    """
    first = words[:1]
    separator = " " if not first or first.isspace() or re.match(r"[A-Za-z0-9./]", first) else first
    split = str.split if separator == " " else lambda text: text.split(separator)
    operands = [word for word in split(words) if word]
    if mode == "-":
        return separator.join(word for word in split(before) if word and word not in operands)
    there = split(before)
    added = "".join(f"{separator}{word}" for word in operands if word not in there)
    return (before + added).removeprefix(separator)
