"""The lines that vi(1) edits, what has been undone, buffers and marks.

Models contrib/nvi/common/log.c, cut.c and mark.c; leaves out recovery (-r) and line lengths beyond LONGEST.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_LINES, LONGEST, STEPS = 100_000, 65_536, 200  # of a text, of a line, of undo

Place = tuple[int, int]  # row and column, from 0


class Complaint(Exception):
    """What a command says instead of doing anything."""


@dataclass(slots=True)
class Cut:
    """Text in a buffer: whole lines, or a piece whose first and last lines are parts of lines."""

    lines: list[str]
    whole: bool


@dataclass(slots=True)
class Text:
    """The lines. ``revision`` counts changes; ``saved`` is the one that the file has."""

    lines: list[str] = field(default_factory=list)
    revision: int = 0
    saved: int = 0
    history: list[tuple[list[str], Place]] = field(default_factory=list)
    at: int = 0  # how much of the history is done
    cuts: dict[str, Cut] = field(default_factory=dict)
    marks: dict[str, Place] = field(default_factory=dict)

    @property
    def modified(self) -> bool:
        """True when the file does not have what is here."""
        return self.revision != self.saved

    def line(self, row: int) -> str:
        """A line, empty where there is none."""
        return self.lines[row] if 0 <= row < len(self.lines) else ""

    def check(self) -> None:
        """Raise Complaint when the text has become too large."""
        if len(self.lines) > MOST_LINES or any(len(line) > LONGEST for line in self.lines):
            raise Complaint("Line length overflow")

    def remember(self, before: list[str], place: Place) -> None:
        """Note a change that has been made, for undo; what was undone before it is gone."""
        if before == self.lines:
            return
        del self.history[self.at :]
        self.history.append((before, place))
        del self.history[:-STEPS]
        self.at = len(self.history)
        self.revision += 1

    def step(self, back: bool) -> Place:
        """Undo the last change, or do it again; where it was. Raises Complaint."""
        if back and not self.at:
            raise Complaint("No changes to undo")
        if not back and self.at == len(self.history):
            raise Complaint("No changes to re-do")
        self.at -= back
        lines, place = self.history[self.at]
        self.history[self.at] = (list(self.lines), place)
        self.lines = list(lines)
        self.at += not back
        self.revision += 1
        return place

    def cut(self, start: Place, stop: Place, whole: bool) -> Cut:
        """A copy of what lies between two places; ``whole`` lines, or up to but without the second place."""
        if whole:
            return Cut(self.lines[start[0] : stop[0] + 1], True)
        if start[0] == stop[0]:
            return Cut([self.line(start[0])[start[1] : stop[1]]], False)
        middle = self.lines[start[0] + 1 : stop[0]]
        return Cut([self.line(start[0])[start[1] :], *middle, self.line(stop[0])[: stop[1]]], False)

    def delete(self, start: Place, stop: Place, whole: bool) -> None:
        """Take away what ``cut`` copies."""
        if whole:
            del self.lines[start[0] : stop[0] + 1]
        else:
            joined = self.line(start[0])[: start[1]] + self.line(stop[0])[stop[1] :]
            self.lines[start[0] : stop[0] + 1] = [joined]

    def insert(self, place: Place, text: list[str]) -> Place:
        """Put a piece in; the place behind it."""
        if not self.lines:
            self.lines = [""]
        row, column = place
        line = self.line(row)
        new = list(text)
        new[0] = line[:column] + new[0]
        end = len(new[-1])
        new[-1] += line[column:]
        self.lines[row : row + 1] = new
        return row + len(text) - 1, end

    def store(self, name: str, cut: Cut, deleted: bool) -> None:
        """Keep text in a buffer (a capital appends), in the unnamed one, and lines that were deleted in 1 to 9."""
        if name.isupper() and (old := self.cuts.get(name.lower())) is not None:
            lines = [*old.lines, *cut.lines] if old.whole or cut.whole else [
                *old.lines[:-1], old.lines[-1] + cut.lines[0], *cut.lines[1:]]  # fmt: skip
            cut = Cut(lines, old.whole or cut.whole)
        if name:
            self.cuts[name.lower()] = cut
        self.cuts[""] = cut
        if deleted and (cut.whole or len(cut.lines) > 1):
            for number in range(9, 1, -1):
                if str(number - 1) in self.cuts:
                    self.cuts[str(number)] = self.cuts[str(number - 1)]
            self.cuts["1"] = cut

    def buffer(self, name: str) -> Cut:
        """What a buffer holds. Raises Complaint."""
        found = self.cuts.get(name.lower())
        if found is None:
            raise Complaint(f"Buffer {name} is empty" if name else "The default buffer is empty")
        return found
