"""The name that a member gets: substitutions, fewer components, no leading slash.

Models contrib/libarchive/tar/subst.c and util.c (edit_pathname); leaves out Windows' drive letters.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.printf import printf
from simbsd.lib.regex import Match, Regex
from simbsd.lib.regex_groups import submatches
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import STDERR
from simbsd.sys.fcntl import S_IFLNK
from simbsd.usr_bin.tar.entry import Entry
from simbsd.usr_bin.tar.job import Job

NAMES, LINKS, HARD = "r", "s", "h"


class RuleError(Exception):
    """A -s that cannot be used; the text is bsdtar's."""


@dataclass(slots=True)
class Rule:
    """One -s: ``applies`` holds the kinds of name that it is for; capitals took them away."""

    regex: Regex
    result: str
    everywhere: bool = False
    printed: bool = False
    applies: str = NAMES + LINKS + HARD


def rule(text: str) -> Rule:
    """``/pattern/result/[gphrsHRS]`` (add_substitution). Raises RuleError."""
    if not text:
        raise RuleError("Empty replacement string")
    parts = text[1:].split(text[0], 2)
    if len(parts) < 3:
        raise RuleError("Invalid replacement string")
    try:
        made = Rule(Regex(parts[0]), parts[1])
    except RegexError as error:
        raise RuleError(f"Invalid regular expression: {error}") from None
    for flag in parts[2]:
        if flag in "gG":
            made.everywhere = True
        elif flag in "pP":
            made.printed = True
        elif flag in "hrs":
            made.applies += flag
        elif flag in "HRS":
            made.applies = made.applies.replace(flag.lower(), "")
        else:
            raise RuleError(f"Invalid replacement flag {flag}")
    return made


async def edit(job: Job, entry: Entry) -> bool:
    """Give a member its name; False when it gets none and is left out."""
    try:
        path = await _substituted(job, entry.path, NAMES)
        link = entry.link
        if link:
            link = await _substituted(job, link, HARD if entry.hard else LINKS)
    except IndexError:
        await job.err.warnx("Invalid substitution, skipping entry")
        return False
    if not path:
        return False
    if job.strip:
        path = _stripped(path, job.strip)
        if entry.hard:
            link = _stripped(link, job.strip)
        if not path or entry.hard and not link:
            return False
    if "P" in job.flags:
        path = "/" + path.lstrip("/") if path.startswith("/") else path
    else:
        path = await _relative(job, path) or "."
        if entry.hard:
            link = await _relative(job, link)
            if not link:
                return False
    entry.path = path
    if entry.hard or entry.kind == S_IFLNK:
        entry.link = link
    return True


def _stripped(path: str, count: int) -> str:
    parts = path.split("/", count)
    return parts[count].lstrip("/") if len(parts) > count else ""


async def _relative(job: Job, path: str) -> str:
    """strip_absolute_path: without a leading slash, and what of ``./`` and ``../`` follows one."""
    if not path.startswith("/"):
        return path
    if not job.stripped:
        job.stripped = True
        await job.err.warnx("Removing leading '/' from member names")
    while path.startswith("/"):
        for prefix in ("/../", "/./"):
            if path.startswith(prefix):
                path = path[len(prefix) - 1 :]
                break
        else:
            path = path[1:]
    return path


async def _substituted(job: Job, name: str, kind: str) -> str:
    """apply_substitution: each rule goes on where the last one stopped. Raises IndexError for a part that is not
    there.
    """
    rest, done, found, printed = name, "", False, False
    for one in job.rules:
        if kind not in one.applies:
            continue
        while (match := await one.regex.find(rest)) is not None:
            found, printed = True, printed or one.printed
            start, end = match
            done += rest[:start] + _result(one, rest, await submatches(one.regex, rest, match))
            rest = rest[end:]
            if not one.everywhere or start == end:
                break
    if printed:
        await printf(f"{name} >> {done + rest}\n", STDERR)
    return done + rest if found else name


def _result(one: Rule, text: str, match: list[Match | None]) -> str:
    """The replacement: ``~`` is the whole match, ``\\1`` a part of it."""
    made, letters = "", iter(one.result)
    for letter in letters:
        if letter == "\\":
            letter = next(letters, "")
            if letter in tuple("123456789"):
                made += _part(text, match[int(letter)])
            else:
                made += letter if letter in ("~", "\\") else "\\" + letter
        else:
            made += _part(text, match[0]) if letter == "~" else letter
    return made


def _part(text: str, place: Match | None) -> str:
    return "" if place is None else text[slice(*place)]
