"""One file gone through by grep(1): which lines match, where, and how they are printed with what is around them.

Models usr.bin/grep/util.c (procfile, procmatches, procline, printline).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.output import Output
from simbsd.lib.regex import Match, Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import decode, encode
from simbsd.lib.unistd import tick

STEPS = 200  # lines between ticks
SAMPLE = 32768  # bytes that tell whether a file is text


@dataclass(slots=True)
class Search:
    """What to look for, how to say it, and how it goes. ``flags`` holds the letters of plain options."""

    err: Err
    flags: str = ""
    regexes: list[Regex] = field(default_factory=list)
    everything: bool = False  # an empty pattern is among them
    after: int = 0
    before: int = 0
    most: int | None = None
    named: bool = False
    binary: str = "binary"
    label: str = "(standard input)"
    colour: str = ""
    end: str = "\n"
    null: bool = False
    out: Output = field(default_factory=Output)
    found: bool = False
    failed: bool = False
    printed: bool = False  # a match has been printed, in any file

    def has(self, letters: str) -> bool:
        """True when one of these options was given."""
        return any(letter in self.flags for letter in letters)


@dataclass(slots=True)
class Line:
    """A line with its number and the offset of its first byte."""

    text: str
    number: int
    offset: int


class Pass:
    """One file under way."""

    def __init__(self, search: Search, name: str, binary: bool) -> None:
        self.search, self.name, self.binary = search, name, binary
        self.prints = not search.has("cqlL") and not (binary and search.binary == "binary")
        self.context = self.prints and bool(search.after or search.before)
        self.queue: list[Line] = []
        self.tail = self.skipped = self.count = 0
        self.same_file = False
        self.left = search.most

    async def run(self, data: bytes) -> None:
        """Every line, as far as it is needed, and what is said of the file at its end."""
        search = self.search
        lines = decode(data).split(search.end)
        if lines and not lines[-1]:
            lines.pop()
        offset = 0
        for number, text in enumerate(lines, 1):
            if number % STEPS == 0:
                await tick()
            line = Line(text, number, offset)
            offset += len(encode(text)) + 1 if search.has("b") else 0
            if not await self._line(line):
                break
        search.found = search.found or self.count > 0
        await search.out.put(self._summary())

    async def _line(self, line: Line) -> bool:
        """One line; False when nothing more is wanted of the file."""
        search = self.search
        if self.left is not None and self.left <= 0:
            if self.tail > 0:
                await self._whole(line, "-")
                self.tail -= 1
            return self.tail > 0
        matched, places = await self._matches(line.text)
        if matched == search.has("v"):
            if self.context:
                await self._around(line)
            return True
        self.count += 1
        await self._match(line, places)
        if self.left is not None:
            self.left -= 1
            if self.left <= 0 and self.tail <= 0:
                return False
        return not search.has("lq")

    async def _match(self, line: Line, places: list[Match]) -> None:
        """Print a line that is wanted, behind what comes before it (procmatch_match)."""
        search = self.search
        if self.context:
            if search.printed and (not self.same_file or self.skipped > 0):
                await search.out.put("--\n")
            for earlier in self.queue:
                await self._whole(earlier, "-")
            self.queue.clear()
            self.tail = search.after
        if self.prints:
            await self._found(line, places)
            search.printed = self.same_file = True
            self.skipped = 0

    async def _around(self, line: Line) -> None:
        """A line that is not wanted itself (procmatch_nomatch)."""
        if self.tail > 0:
            await self._whole(line, "-")
            self.tail -= 1
            self.queue.clear()
            return
        if self.search.before:
            self.queue.append(line)
            if len(self.queue) <= self.search.before:
                return
            self.queue.pop(0)
        self.skipped += 1

    def _head(self, line: Line, mark: str, offset: int = 0) -> str:
        """File, number and offset before a line (printline_metadata)."""
        search = self.search
        parts = [self.name] if search.named and not search.null else []
        if search.has("n"):
            parts.append(str(line.number))
        if search.has("b"):
            parts.append(str(line.offset + offset))
        head = f"{self.name}\0" if search.named and search.null else ""
        return head + "".join(f"{part}{mark}" for part in parts)

    async def _whole(self, line: Line, mark: str) -> None:
        await self.search.out.put(f"{self._head(line, mark)}{line.text}{self.search.end}")

    async def _found(self, line: Line, places: list[Match]) -> None:
        """A line that is wanted: with colour, or only what matched (printline)."""
        search, only = self.search, self.search.has("o")
        if only and search.everything:
            return
        if not places or not (only or search.colour):
            if not only or search.has("v"):
                await self._whole(line, ":")
            return
        out, at = [] if only else [self._head(line, ":")], 0
        for begin, end in places:
            if begin == end:
                continue
            offset = len(encode(line.text[:begin])) if search.has("b") else 0
            out.append(self._head(line, ":", offset) if only else line.text[at:begin])
            text = line.text[begin:end]
            out.append(f"\033[{search.colour}m\033[K{text}\033[m\033[K" if search.colour else text)
            out.append("\n" * only)
            at = end
        await search.out.put("".join(out) + ("" if only else f"{line.text[at:]}\n"))

    def _summary(self) -> str:
        search, out = self.search, ""
        if search.has("q"):
            return ""
        if search.has("c"):
            out += (f"{self.name}:" if search.named else "") + f"{self.count}\n"
        if (search.has("l") and self.count) or (search.has("L") and not self.count):
            out += self.name + ("\0" if search.null else "\n")
        if self.count and self.binary and search.binary == "binary" and not search.has("clL"):
            out += f"Binary file {self.name} matches\n"
        return out

    async def _matches(self, text: str) -> tuple[bool, list[Match]]:
        """Whether a line matches, and where, as far as that is needed (procline)."""
        search = self.search
        if search.everything and (not search.has("wx") or (search.has("x") and not text)):
            return True, []
        all_places = bool(search.colour or search.has("o")) and not search.has("qlL")
        places: list[Match] = []
        at = 0
        while at <= len(text):
            best, again = await self._first(text, at)
            if best is None:
                if again is None:
                    break
                at = again
                continue
            places.append(best)
            if not all_places:
                break
            at = max(best[1], best[0] + (best[0] == best[1]))
        return bool(places), places

    async def _first(self, text: str, start: int) -> tuple[Match | None, int | None]:
        """The earliest and longest match from a place on; without one, where it is worth to look again (-w)."""
        search = self.search
        best, again = None, None
        for regex in search.regexes:
            try:
                found = await regex.find(text, start)
            except RegexError:
                continue  # regexec(3) failed: no match
            if found is None or (search.has("x") and found != (0, len(text))):
                continue
            if search.has("w") and not search.has("x") and not _is_word(text, found):
                again = found[0] + 1 if again is None else min(again, found[0] + 1)
                continue
            if best is None or (found[0], -found[1]) < (best[0], -best[1]):
                best = found
        return best, again


def _is_word(text: str, place: Match) -> bool:
    around = text[place[0] - 1 : place[0]] if place[0] else "", text[place[1] : place[1] + 1]
    return not any(letter.isalnum() or letter == "_" for letter in around if letter)
