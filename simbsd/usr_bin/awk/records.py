"""The record of awk(1) and its fields, the files it comes from, and the variables that go with them.

Models contrib/one-true-awk/lib.c (getrec, fldbld, refldbld, recbld) and tran.c (setfval, setsval of $0, $n, NF, OFS).
"""

from __future__ import annotations

import re

from simbsd.lib.printf import printf
from simbsd.lib.regex import Regex
from simbsd.lib.stdio import MEMORY, STDERR
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.usr_bin.awk.errors import Fatal
from simbsd.usr_bin.awk.files import Files, Stream
from simbsd.usr_bin.awk.nodes import (
    ARGC,
    ARGV,
    CONVFMT,
    FILENAME,
    FNR,
    FS,
    NF,
    NR,
    OFMT,
    OFS,
    ORS,
    RLENGTH,
    RS,
    RSTART,
    SUBSEP,
)
from simbsd.usr_bin.awk.patterns import compiled, nonempty
from simbsd.usr_bin.awk.values import UNSET, Array, Value, number_of, outside, text_of

ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")
BLANKS = re.compile(r"[ \t\n]+")
LETTERS = {"n": "\n", "t": "\t", "b": "\b", "f": "\f", "r": "\r", "v": "\v", "a": "\a"}
MOST_FIELDS = 1 << 20
PATTERNS = 500  # compiled ones that are kept
DEFAULTS: dict[int, Value] = {
    NF: 0.0, NR: 0.0, FNR: 0.0, FS: " ", OFS: " ", ORS: "\n", RS: "\n", OFMT: "%.6g", CONVFMT: "%.6g",
    SUBSEP: "\034", RSTART: 0.0, RLENGTH: 0.0, FILENAME: "",
}  # fmt: skip


class Records:
    """Globals, the record, its fields. ``split`` and ``joined`` tell whether fields and record are up to date."""

    def __init__(self, name: str, slots: dict[str, int], files: Files) -> None:
        self.name, self.slots = name, slots
        self.failed = False  # an assignment that was no good
        self.globals: list[object] = [DEFAULTS.get(at) for at in range(len(slots))]
        self.files = files
        self.record: Value = ""
        self.fields: list[Value] = []
        self.split = self.joined = True
        self.separator = " "
        self.patterns: dict[str, Regex] = {}
        self.main: Stream | None = None
        self.argument = 1

    def text(self, value: Value) -> str:
        """A value as a string (getsval)."""
        return value if isinstance(value, str) else text_of(value, self.setting(CONVFMT))

    def setting(self, slot: int) -> str:
        """A special variable as a string."""
        value = self.globals[slot]
        if isinstance(value, str):
            return value
        return text_of(value, "%.6g") if isinstance(value, float) else ""

    def regex(self, text: str) -> Regex:
        """A compiled pattern, kept for the next time. Raises Fatal."""
        found = self.patterns.get(text)
        if found is None:
            if len(self.patterns) >= PATTERNS:
                self.patterns.clear()
            found = self.patterns[text] = compiled(text)
        return found

    async def whole(self) -> Value:
        """$0, put together from its fields when they have changed."""
        if not self.joined:
            between = self.setting(OFS)
            texts = [self.text(value) for value in self.fields]
            if sum(map(len, texts)) + len(between) * len(texts) > MEMORY:
                raise Fatal(f"created $0 `{texts[0][:30]}...' too long")
            self.record, self.joined = between.join(texts), True
        return self.record

    def set_record(self, value: Value) -> None:
        """Give $0 a value; its fields are found when somebody asks for them, by the FS of now."""
        self.record, self.joined, self.split = value, True, False
        self.separator = self.setting(FS)

    async def field(self, number: int) -> Value:
        """A field. Raises Fatal."""
        if number == 0:
            return await self.whole()
        await self.fields_of()
        if number < 0:
            raise Fatal(f"trying to access out of range field {number}")
        return self.fields[number - 1] if number <= len(self.fields) else UNSET

    async def set_field(self, number: int, value: Value) -> None:
        """Give a field a value; those before it that were not there are empty. Raises Fatal."""
        if number == 0:
            self.set_record(value)
            return
        await self.fields_of()
        if not 0 < number <= MOST_FIELDS:
            if number < 0:
                raise Fatal(f"trying to access out of range field {number}")
            raise Fatal(f"out of space creating {number} fields")
        while len(self.fields) < number:
            self.fields.append(UNSET)
        self.fields[number - 1] = value
        self.joined = False

    async def set_count(self, number: float) -> None:
        """Give NF a value: fields are added or dropped."""
        await self.fields_of()
        count = int(number) if number == number else -1
        if count < 0:
            raise Fatal("cannot set NF to a negative value")
        if count > MOST_FIELDS:
            raise Fatal(f"out of space creating {count} fields")
        self.fields = self.fields[:count] + [UNSET] * (count - len(self.fields))
        self.joined = False

    async def fields_of(self) -> list[Value]:
        """The fields, found when they have not been yet (fldbld)."""
        if not self.split:
            text = self.text(await self.whole())
            self.fields = [outside(part) for part in await self.cut(text, self.separator, self.setting(RS) == "")]
            self.split = True
        return self.fields

    async def cut(self, text: str, separator: str, lines: bool) -> list[str]:
        """The parts of a text; ``lines``: a newline separates as well."""
        if not text:
            return []
        if len(separator) > 1:
            return await self.cut_by(text, self.regex(separator))
        if separator == " ":
            return [part for part in BLANKS.split(text) if part]
        if not separator:
            return list(text)
        return text.replace("\n", separator).split(separator) if lines else text.split(separator)

    async def cut_by(self, text: str, regex: Regex) -> list[str]:
        """The parts of a text between the matches of a pattern that are not empty."""
        parts, at = [], 0
        while (match := await nonempty(regex, text, at)) is not None:
            parts.append(text[at : match[0]])
            at = match[1]
        return [*parts, text[at:]]

    async def assign_argument(self, word: str) -> bool:
        """``name=value`` among the arguments or after -v; False when a word is none (isclvar, setclvar)."""
        found = ASSIGNMENT.match(word)
        if found is None:
            return False
        text = word[found.end() :]
        if "\n" in text:
            await printf(f"{self.name}: newline in string {text[:20]}... at source line 1\n", STDERR)
            self.failed = True
        value = outside(escaped(text).replace("\n", "") if "\n" in text else escaped(text))
        slot = self.slots.get(found.group(1))
        if slot is None:
            return True  # no part of the program can see it
        if slot == NF:
            await self.set_count(number_of(value))
        elif isinstance(self.globals[slot], Array):
            raise Fatal(f"can't assign to {found.group(1)}; it's an array name.")
        else:
            self.globals[slot] = value
        return True

    async def next_record(self) -> str | None:
        """The next record of the files that the arguments name; None when there is none left (getrec)."""
        while True:
            if self.main is None and not await self._next_file():
                return None
            assert self.main is not None
            text = await self.main.record(self.setting(RS))
            if text is not None:
                for slot in (NR, FNR):
                    value = self.globals[slot]
                    self.globals[slot] = number_of(value if isinstance(value, float | str) else 0.0) + 1
                return text
            await self.next_file()

    async def next_file(self) -> None:
        """Leave the present file."""
        if self.main is not None and self.main is not self.files.stdin:
            await close(self.main.fd)
        self.main = None
        self.argument += 1

    async def _next_file(self) -> bool:
        """Open the next file among the arguments: standard input when there never was one."""
        words = self.globals[ARGV]
        count = self.globals[ARGC]
        if not isinstance(words, Array) or not isinstance(count, float | str):
            return False
        while self.argument < number_of(count):
            word = words.cells.get(str(self.argument))
            name = "" if word is None else self.text(word)
            if not name or await self.assign_argument(name):
                self.argument += 1
                continue
            await self._open(name)
            return True
        return False

    async def _open(self, name: str) -> None:
        self.globals[FILENAME] = name
        self.globals[FNR] = 0.0
        if name == "-":
            self.main = self.files.stdin
            return
        try:
            self.main = Stream(await open(name.encode("latin-1").decode("utf-8", "surrogateescape"), O_RDONLY), "<")
        except Errno:
            raise Fatal(f"can't open file {name}") from None

    async def prepare_arguments(self) -> None:
        """Before the first record: without a file among the arguments, standard input is one (initgetrec)."""
        words, count = self.globals[ARGV], self.globals[ARGC]
        if not isinstance(words, Array) or not isinstance(count, float | str):
            return
        for number in range(1, int(number_of(count))):
            word = words.cells.get(str(number))
            name = "" if word is None else self.text(word)
            if name and ASSIGNMENT.match(name) is None:
                return
            if name:
                await self.assign_argument(name)
        self.argument = int(number_of(count))
        self.main = self.files.stdin
        self.globals[FNR] = 0.0


def escaped(text: str) -> str:
    """The value of an argument: with C's escapes replaced (qstring)."""
    if "\\" not in text:
        return text

    def one(found: re.Match[str]) -> str:
        body = found.group(1)
        if body.isdigit() and body[0] in "01234567":
            return chr(int(body, 8) & 0xFF)
        return LETTERS.get(body, body) or "\\"

    return re.sub(r"\\([0-7]{1,3}|.|\Z)", one, text, flags=re.DOTALL)


def environment(words: dict[str, str]) -> Array:
    """ENVIRON, or ARGV, from words of the system."""
    array = Array()
    for name, word in words.items():
        array.set(bytewise(name), outside(bytewise(word)))
    return array


def bytewise(word: str) -> str:
    """A word of the system as awk holds text: a character for each byte."""
    return word.encode("utf-8", "surrogateescape").decode("latin-1")
