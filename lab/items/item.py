"""Quiz items: data in a file, with seeded parameters. What a learner is asked, and how an answer is judged.

docs/items.md describes the format; ``lab/items/item_file.py`` reads it, ``lab/items/variant.py`` draws variants.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lab.course.params import Parameters
from lab.course.plan import Goal, Setup

KINDS = (
    "single", "multiple", "numeric", "ordering", "matching", "fill-in", "predict", "point", "do", "mend",
)  # fmt: skip
ASKS = ("output", "line", "word", "status")


@dataclass(frozen=True, slots=True)
class Told:
    """A text as it is written, or, where there are ``commands``, what a machine says to them.

    ``setup`` stands for the item's own set-up where it differs. ``literal``: to be shown as it is, not as Markdown.
    """

    text: str = ""
    commands: tuple[str, ...] | None = None
    setup: tuple[str, ...] | None = None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a machine's output: all of it, one line, one word of a line (from 1; from the end below 0),
    or the exit status.
    """

    what: str = "output"
    line: int = 1
    word: int = 1


@dataclass(frozen=True, slots=True)
class Machine:
    """How an item's machine is prepared, what is typed at it, and what of the answer is asked."""

    setup: Setup = field(default_factory=Setup)
    commands: tuple[str, ...] = ()
    ask: Ask = field(default_factory=Ask)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer that the author foresaw, and what is said to it."""

    told: Told
    feedback: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from; ``written``: the how manieth it is in the file."""

    told: Told
    correct: bool
    feedback: str
    written: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Choose one, or, with ``many``, all that are right; ``show``: so many options a variant (0: all)."""

    options: tuple[Option, ...]
    many: bool = False
    show: int = 0


@dataclass(frozen=True, slots=True)
class Blank:
    """A field to fill in. ``number``: a whole number, right within ``tolerance``."""

    id: str
    label: str
    accept: tuple[Told, ...]
    wrong: tuple[Wrong, ...] = ()
    otherwise: str = ""
    number: bool = False
    tolerance: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Blanks:
    """One or more fields, each a part of the mark."""

    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing to be put in order: it comes after those in ``after``, and ``feedback`` says why."""

    id: str
    text: str
    after: tuple[str, ...]
    feedback: str


@dataclass(frozen=True, slots=True)
class Ordering:
    """Entries; each "comes after" is a part of the mark. As written, they stand in a right order."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side, the right side that belongs to it, and what is said when another was taken."""

    id: str
    left: str
    right: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs, and right sides that belong nowhere. ``rights`` are a variant's, in the order shown."""

    pairs: tuple[Pair, ...]
    decoys: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Something in a graph: by label (and by the label of what it stands in), or where a fact is first broken."""

    label: str = ""
    inside: str = ""
    fact: str = ""
    arguments: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pointed:
    """A thing that is likely to be pointed at by mistake, and what is said then."""

    target: Target
    feedback: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing in a drawn graph: what it is called, in words, and in what it stands."""

    id: str
    kind: str
    label: str
    words: str
    parent: str | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pointing:
    """Point at something in a graph. ``shown``, ``answer`` and ``told`` (by element) are a variant's."""

    graph: str
    target: Target
    wrong: tuple[Pointed, ...] = ()
    otherwise: str = ""
    shown: tuple[Shown, ...] = ()
    answer: str = ""
    told: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrongWay:
    """A transcript that misses exactly the goals it names (``fails``), and what is said to whoever misses those."""

    transcript: str
    fails: tuple[str, ...]
    feedback: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done at a machine: goals, as a lesson has them; each is a part of the mark."""

    goals: tuple[Goal, ...]
    solution: str
    wrong: tuple[WrongWay, ...]


Body = Choice | Blanks | Ordering | Matching | Pointing | Task


@dataclass(frozen=True, slots=True)
class Item:
    """A quiz item. Texts are as written; ``lab.items.variant.draw`` fills them in for a seed."""

    slug: str
    module: str
    file: str
    title: str
    kind: str
    concept: str
    revision: int
    seconds: int
    release: str
    covers: tuple[int, ...]
    lesson: str
    step: str
    sources: tuple[str, ...]
    parameters: Parameters
    prompt: str
    explanation: str
    machine: Machine
    demonstration: tuple[str, ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Bank:
    """Every item, in the order of modules and names; and the modules' titles."""

    items: tuple[Item, ...]
    modules: dict[str, str]

    def item(self, slug: str) -> Item:
        """The item with this name. Raises KeyError."""
        for item in self.items:
            if item.slug == slug:
                return item
        raise KeyError(slug)

    def of_module(self, module: str) -> tuple[Item, ...]:
        """The items of one module."""
        return tuple(item for item in self.items if item.module == module)
