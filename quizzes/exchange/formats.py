"""The formats by name: how a file of questions is written, how one is read, and how one becomes items, all or none."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from lab.course.toml_reader import CurriculumError, Reader
from lab.items.item import Item
from lab.items.item_file import FOLDER, read_item
from lab.items.item_proof import prove
from lab.items.variant import draw
from quizzes.exchange import gift, moodle, package, qti
from quizzes.exchange.plain import CannotRead, Plain, can_be_plain, name_of, plain_of, toml_of

MOST_INPUT = 20 * 1024 * 1024
MOST_QUESTIONS = 500


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the ending of its files, their type, the kinds that it carries, writing and reading."""

    title: str
    ending: str
    media: str
    kinds: tuple[str, ...]
    write: Callable[[Iterable[Plain]], bytes]
    read: Callable[[str, bytes], list[Plain]]
    fits: Callable[[Plain], bool] = lambda one: True

    def can_carry(self, one: Plain) -> bool:
        """Whether this question comes out of the format as it went in."""
        return one.kind in self.kinds and self.fits(one)


FORMATS = {
    "moodle": Format("Moodle XML", "xml", "application/xml", moodle.KINDS, moodle.write, moodle.read),
    "gift": Format("GIFT", "gift.txt", "text/plain; charset=utf-8", gift.KINDS, gift.write, gift.read, gift.can_carry),
    "qti": Format("QTI 2.1", "zip", "application/zip", qti.KINDS, package.write, package.read),
}


def exported(items: Iterable[Item], seed: int, form: Format) -> tuple[bytes, int]:
    """A file with one variant of each item that the format can carry, and how many those are."""
    plain = [plain_of(draw(item, seed)) for item in items if can_be_plain(item)]
    carried = [one for one in plain if form.can_carry(one)]
    return form.write(carried), len(carried)


def imported(file: str, data: bytes, form: Format, taken: list[str]) -> dict[str, str]:
    """The texts of items' files, by name. Raises CannotRead at the first question that cannot be one."""
    if len(data) > MOST_INPUT:
        raise CannotRead(file, "file", "size", f"more than {MOST_INPUT} bytes")
    questions = form.read(file, data)
    if len(questions) > MOST_QUESTIONS:
        raise CannotRead(file, "file", "questions", f"more than {MOST_QUESTIONS}")
    found: dict[str, str] = {}
    for one in questions:
        name = name_of(one.title, [*taken, *found])
        found[name] = checked(file, one, name)
    if not found:
        raise CannotRead(file, "file", "questions", "there are none")
    return found


def checked(file: str, one: Plain, name: str) -> str:
    """The text of an item's file that is read, and proves itself. Raises CannotRead."""
    text = toml_of(one, f"imported from {Path(file).name}")
    try:
        item = read_item(Reader(f"{name}.toml", tomllib.loads(text)), name, "imported")
    except CurriculumError as error:
        raise CannotRead(file, one.title, error.key, error.message) from None
    for finding in prove(item, 0):
        raise CannotRead(file, one.title, finding.key, finding.message)
    return text


def write_items(root: Path, module: str, texts: dict[str, str]) -> list[Path]:
    """Writes items' files into a module's folder; no file that is there is touched."""
    folder = root / FOLDER / module
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.toml" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    return paths
