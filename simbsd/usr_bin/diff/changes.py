"""The changes that lead from one file to another, and the forms in which diff(1) writes them.

Models usr.bin/diff/diffreg.c (output, change, fetch, dump_context_vec, dump_unified_vec, print_header).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from simbsd.lib.regex import Regex

MISSING = "\\ No newline at end of file\n"
FUNCTION_WIDTH = 54
MEMBER = re.compile(r"(private|protected|public):")


@dataclass(slots=True)
class Change:
    """Lines a to b of the old file became c to d of the new one; a > b: added after b, c > d: taken away."""

    a: int
    b: int
    c: int
    d: int

    @property
    def letter(self) -> str:
        """a, c or d."""
        return "a" if self.a > self.b else "d" if self.c > self.d else "c"


@dataclass(slots=True)
class Style:
    """How changes are written: the format, lines of context, and the small options."""

    format: str = "normal"
    context: int = 3
    tab: bool = False  # -T
    tabsize: int = 8
    expand: int = 0  # -t: columns of a tab, 0 as it is
    width: int = 130  # -W
    suppress: bool = False  # --suppress-common-lines
    word: str = ""  # -D
    group: str = ""  # --changed-group-format
    function: Regex | None = None  # -F
    prototype: bool = False  # -p
    colours: tuple[str, str] | None = None
    warnings: list[str] = field(default_factory=list)


def changes(lines: list[int], count: int, backward: bool) -> list[Change]:
    """All changes, from a correspondence of lines (stone.py) with a file of ``count`` lines."""
    found = []
    before, other = 0, 0
    for at, line in enumerate([*lines[1:], count + 1], 1):
        if not line:
            continue
        if at > before + 1 or line > other + 1:
            found.append(Change(before + 1, at - 1, other + 1, line - 1))
        before, other = at, line
    return found[::-1] if backward else found


def listed(a: int, b: int, separator: str = ",") -> str:
    """A range of lines as ed(1) writes it (range)."""
    return f"{a}{separator}{b}" if a < b else str(b if a > b else a)


class Writer:
    """Changes of two files as text. ``old`` and ``new`` are their lines, each with its newline."""

    def __init__(self, old: list[str], new: list[str], style: Style) -> None:
        self.old, self.new, self.style = old, new, style
        self.last_function, self.looked = "", 0

    def text(self, found: list[Change]) -> str:
        """All of it."""
        kind = self.style.format
        if kind in ("context", "unified"):
            write = self._context if kind == "context" else self._unified
            return "".join(write(group) for group in self._groups(found))
        if kind == "sides":
            from simbsd.usr_bin.diff.sides import Sides  # only when it is asked for

            return Sides(self.style).text(self.old, self.new, found)
        if kind in ("ifdef", "group"):
            return "".join(self._merged(found))
        write_one = {"normal": self._normal, "ed": self._ed, "forward": self._forward, "rcs": self._rcs}[kind]
        return "".join(write_one(change) for change in found)

    def _groups(self, found: list[Change]) -> Iterator[list[Change]]:
        """Changes that share their context."""
        group: list[Change] = []
        reach = 2 * self.style.context + 1
        for change in found:
            if group and change.a > group[-1].b + reach and change.c > group[-1].d + reach:
                yield group
                group = []
            group.append(change)
        if group:
            yield group

    def _lines(self, of: list[str], first: int, last: int, mark: str) -> str:
        """Lines with a mark before each (fetch)."""
        style, out = self.style, []
        colour = (
            ""
            if style.colours is None
            else {"<": style.colours[1], "-": style.colours[1], ">": style.colours[0], "+": style.colours[0]}.get(
                mark, ""
            )
        )
        between = "\t" if style.tab and mark else "" if style.format == "unified" or not mark else " "
        for line in of[first - 1 : last]:
            body = line.removesuffix("\n")
            body = body.expandtabs(style.expand) if style.expand else body
            shown = f"\033[{colour}m{mark}{between}{body}\033[m" if colour else f"{mark}{between}{body}"
            if line.endswith("\n"):
                out.append(shown + "\n")
            elif style.format in ("ed", "forward", "rcs"):
                style.warnings.append("No newline at end of file")
                out.append(shown)
            else:
                out.append(f"{shown}\n{MISSING}")
        return "".join(out)

    def _normal(self, one: Change) -> str:
        head = f"{listed(one.a, one.b)}{one.letter}{listed(one.c, one.d)}\n"
        middle = "---\n" if one.letter == "c" else ""
        return head + self._lines(self.old, one.a, one.b, "<") + middle + self._lines(self.new, one.c, one.d, ">")

    def _ed(self, one: Change) -> str:
        """An ed script; a line that is only a dot is written as two, and one of them taken away afterwards."""
        out = [f"{listed(one.a, one.b)}{one.letter}\n"]
        if one.c > one.d:
            return out[0]
        at = one.b if one.letter == "a" else one.a - 1
        open_text = True
        for line in self.new[one.c - 1 : one.d]:
            at += 1
            if not open_text:
                out.append(f"{at - 1}a\n")
                open_text = True
            if line == ".\n":
                out.append(f"..\n.\n{at}s/.//\n")
                open_text = False
            else:
                out.append(self._lines([line], 1, 1, ""))
        return "".join(out) + ".\n" * open_text

    def _forward(self, one: Change) -> str:
        text = f"{one.letter}{listed(one.a, one.b, ' ')}\n" + self._lines(self.new, one.c, one.d, "")
        return text + (".\n" if one.c <= one.d else "")

    def _rcs(self, one: Change) -> str:
        added = f"a{one.b} {one.d - one.c + 1}\n" if one.c <= one.d else ""
        taken = f"d{one.a} {one.b - one.a + 1}\n" if one.a <= one.b else ""
        return taken + added + self._lines(self.new, one.c, one.d, "")

    def _merged(self, found: list[Change]) -> Iterator[str]:
        """Both files in one (-D, --changed-group-format)."""
        at, style = 1, self.style
        for one in found:
            yield "".join(self.old[at - 1 : one.a - 1])
            at = max(one.b + 1, at)
            old, new = "".join(self.old[one.a - 1 : one.b]), "".join(self.new[one.c - 1 : one.d])
            if style.format == "group":
                yield re.sub("%(.)", lambda mark, old=old, new=new: {"<": old, ">": new}.get(mark[1], mark[0]),  # type: ignore[misc]
                             style.group)  # fmt: skip
                continue
            if old:
                yield f"#ifndef {style.word}\n{old}"
            if new:
                yield (f"#else /* {style.word} */\n" if old else f"#ifdef {style.word}\n") + new
            yield f"#endif /* {style.word} */\n"
        yield "".join(self.old[at - 1 :])

    def _edges(self, group: list[Change]) -> tuple[int, int, int, int]:
        context = self.style.context
        first, last = group[0], group[-1]
        return (max(1, first.a - context), min(len(self.old), last.b + context), max(1, first.c - context),
                min(len(self.new), last.d + context))  # fmt: skip

    def _function(self, before: int) -> str:
        """The heading of the function that a group stands in (-p, -F: match_function)."""
        if not self.style.prototype and self.style.function is None:
            return ""
        state, found = "", ""
        for at in range(before, self.looked, -1):
            line = self.old[at - 1].rstrip("\n")[:FUNCTION_WIDTH]
            if self.style.function is not None:
                if self.style.function.search(line) is None:
                    continue
            elif not (line[:1].isalpha() or line[:1] in tuple("_$-+")):
                continue
            elif member := MEMBER.match(line):
                state = state or f" ({member[1]})"
                continue
            found = line + state
            break
        self.looked = before
        self.last_function = found or self.last_function
        return f" {self.last_function}" if self.last_function else ""

    def _unified(self, group: list[Change]) -> str:
        low_a, up_b, low_c, up_d = self._edges(group)
        out = [f"@@ -{_span(low_a, up_b)} +{_span(low_c, up_d)} @@{self._function(group[0].a - 1)}\n"]
        for one in group:
            if one.letter == "a":
                out.append(self._lines(self.new, low_c, one.c - 1, " "))
            else:
                out.append(self._lines(self.old, low_a, one.a - 1, " "))
                out.append(self._lines(self.old, one.a, one.b, "-"))
            if one.letter != "d":
                out.append(self._lines(self.new, one.c, one.d, "+"))
            low_a, low_c = one.b + 1, one.d + 1
        return "".join(out) + self._lines(self.new, low_c, up_d, " ")

    def _context(self, group: list[Change]) -> str:
        low_a, up_b, low_c, up_d = self._edges(group)
        out = [f"***************{self._function(group[0].a - 1)}\n*** {listed(low_a, up_b)} ****\n"]
        if any(one.a <= one.b for one in group):
            for one in group:
                if one.letter == "a":
                    out.append(self._lines(self.old, low_a, one.b, " "))
                else:
                    out.append(self._lines(self.old, low_a, one.a - 1, " "))
                    out.append(self._lines(self.old, one.a, one.b, "!" if one.letter == "c" else "-"))
                low_a = one.b + 1
            out.append(self._lines(self.old, low_a, up_b, " "))
        out.append(f"--- {listed(low_c, up_d)} ----\n")
        if any(one.c <= one.d for one in group):
            for one in group:
                if one.letter == "d":
                    out.append(self._lines(self.new, low_c, one.d, " "))
                else:
                    out.append(self._lines(self.new, low_c, one.c - 1, " "))
                    out.append(self._lines(self.new, one.c, one.d, "!" if one.letter == "c" else "+"))
                low_c = one.d + 1
            out.append(self._lines(self.new, low_c, up_d, " "))
        return "".join(out)


def _span(first: int, last: int) -> str:
    """A range of lines in a unified header (uni_range)."""
    if first < last:
        return f"{first},{last - first + 1}"
    return str(last) if first == last else f"{last},0"
