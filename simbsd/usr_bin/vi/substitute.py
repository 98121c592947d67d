"""Patterns and replacements between delimiters, as the s command of vi(1) has them.

Models contrib/nvi/ex/ex_subst.c; leaves out \\u, \\l, \\U, \\L, \\E and the tilde.
"""

from __future__ import annotations

from simbsd.lib.regex import Regex
from simbsd.lib.regex_groups import submatches
from simbsd.lib.regex_parse import RegexError
from simbsd.usr_bin.vi.text import Complaint


def delimited(text: str, mark: str) -> tuple[str, str]:
    """A pattern up to its delimiter, and what follows."""
    out, at = "", 0
    while at < len(text) and text[at] != mark:
        if text[at] == "\\" and at + 1 < len(text):
            out += mark if text[at + 1] == mark else text[at : at + 2]
            at += 2
            continue
        out += text[at]
        at += 1
    return out, text[at + 1 :]


def split_replacement(text: str, mark: str) -> tuple[str, str]:
    """A replacement up to its delimiter, and what follows."""
    out, at = "", 0
    while at < len(text) and text[at] != mark:
        step = 2 if text[at] == "\\" and at + 1 < len(text) else 1
        out += mark if step == 2 and text[at + 1] == mark else text[at : at + step]
        at += step
    return out, text[at + 1 :]


async def replaced(regex: Regex, line: str, replacement: str, everywhere: bool) -> str | None:
    """A line with its matches replaced; None when there are none."""
    out, at, found = [], 0, False
    while at <= len(line):
        try:
            match = await regex.find(line, at)
        except RegexError as error:
            raise Complaint(f"RE error: {error}") from None
        if match is None:
            break
        groups = await submatches(regex, line, match)
        parts = ["" if place is None else line[place[0] : place[1]] for place in groups]
        out.append(line[at : match[0]] + expanded(replacement, parts))
        found, at = True, match[1]
        if match[0] == match[1]:
            out.append(line[at : at + 1])
            at += 1
        if not everywhere:
            break
    return "".join(out) + line[at:] if found else None


def expanded(replacement: str, parts: list[str]) -> str:
    """A replacement with the groups of a match put in."""
    out, at = "", 0
    while at < len(replacement):
        letter, following = replacement[at], replacement[at + 1 : at + 2]
        if letter == "&":
            out += parts[0]
        elif letter == "\\" and following.isdigit():
            out += parts[int(following)] if int(following) < len(parts) else ""
            at += 1
        elif letter == "\\" and following:
            out += following
            at += 1
        else:
            out += letter
        at += 1
    return out
