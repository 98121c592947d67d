"""diff -y: two files beside each other.

Models usr.bin/diff/diffreg.c (output, change, fetch and print_space for D_SIDEBYSIDE); leaves out colours, and what a
last line without a newline would say.
"""

from __future__ import annotations

from collections.abc import Iterator

from simbsd.usr_bin.diff.changes import Change, Style

LEAST = 1  # MIN_PAD


class Sides:
    """The columns: how wide each is, and what stands between."""

    def __init__(self, style: Style) -> None:
        self.style, size = style, style.tabsize
        half = style.width >> 1
        self.padding = size - half % size
        if style.expand or self.padding % size == 0:
            self.padding = LEAST
        self.half = half - (self.padding << 1 if self.padding == LEAST else self.padding) - 1

    def text(self, old: list[str], new: list[str], found: list[Change]) -> str:
        """All lines, or with --suppress-common-lines those that differ."""
        return "".join(self._rows(old, new, found))

    def _rows(self, old: list[str], new: list[str], found: list[Change]) -> Iterator[str]:
        at, other = 1, 1
        for one in [*found, Change(len(old) + 1, len(old), len(new) + 1, len(new))]:
            while at < one.a:
                if not self.style.suppress:
                    left, column = self._fetched(old[at - 1])
                    gap = self._space(column, self.half - column + (self.padding << 1) + 1)
                    yield f"{left}{gap}{self._fetched(new[other - 1])[0]}\n"
                at, other = at + 1, other + 1
            while at <= one.b and other <= one.d:
                yield self._row(old[at - 1], new[other - 1])
                at, other = at + 1, other + 1
            for line in old[at - 1 : one.b]:
                yield self._row(line, None)
            for line in new[other - 1 : one.d]:
                yield self._row(None, line)
            at, other = one.b + 1, one.d + 1

    def _row(self, old: str | None, new: str | None) -> str:
        left, column = self._fetched(old) if old is not None else ("", 0)
        mark = ">" if old is None else "<" if new is None else "|"
        gap = self._space(column, self.half - column + self.padding)
        between = self._space(self.half + self.padding + 1, self.padding)
        return f"{left}{gap}{mark}{between}{self._fetched(new)[0] if new is not None else ''}\n"

    def _fetched(self, line: str) -> tuple[str, int]:
        """As much of a line as its column holds, and where it ends."""
        out, column, size = "", 0, self.style.tabsize
        for letter in line[: self.half]:
            if column >= self.half or letter == "\n":
                break
            if letter != "\t":
                out, column = out + letter, column + 1
            elif self.style.expand:
                following = min((column // size + 1) * size, self.half)
                out, column = out + " " * (following - column), following
            elif column + size > self.half:
                out, column = out + " " * (self.half - column), self.half
            else:
                out, column = out + "\t", column + size - 1
        return out, column

    def _space(self, column: int, count: int) -> str:
        """Blanks, as tabs as far as these reach."""
        out = ""
        if not self.style.expand:
            step = self.style.tabsize - column % self.style.tabsize
            while count >= self.style.tabsize:
                out, count, step = out + "\t", count - step, self.style.tabsize
        return out + " " * max(count, 0)
