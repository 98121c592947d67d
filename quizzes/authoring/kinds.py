"""What stands in the form of an item, by kind: fields, and groups of fields that repeat.

A field's name is the key of the item's format (docs/items.md), with a point for a table within a table.
"""

from __future__ import annotations

from dataclasses import dataclass

from lab.items.item import ASKS
from lab.items.item_file import GRAPHS


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `shape` says how its text becomes a value: quizzes/authoring/shapes.py. `rows` of a text area."""

    name: str
    label: str
    shape: str = "line"
    help: str = ""
    rows: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that repeat, and with how many of them a new item begins."""

    name: str
    title: str
    one: str
    fields: tuple[Field, ...]
    begin: int = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of item: what it asks, its own fields, its own groups."""

    name: str
    words: str
    fields: tuple[Field, ...] = ()
    groups: tuple[Group, ...] = ()


FEEDBACK = Field("feedback", "What is said to it", "text", rows=2)
COMMANDS = Field(
    "commands", "or commands", "lines", "Instead of a text: what the machine prints to these, one a line.", 2
)
TEXT = Field("text", "Text", "text", rows=2)
OTHERWISE = Field("otherwise", "What is said to any other wrong answer", "text", rows=2)

ABOUT = (
    Field("title", "Title"),
    Field("concept", "Concept", help="In a word or three, with hyphens: raw-sockets. Reviews are counted by it."),
    Field("prompt", "What is asked", "text", "Markdown. A parameter stands in braces: {jail}. {commands} and {setup} "
          "are the machine's.", 5),
    Field("explanation", "Why it is so", "text", "Markdown. Said after the answer only.", 3),
)  # fmt: skip
DETAILS = (
    Field("seconds", "Seconds that an answer takes", "number"),
    Field("sources", "Sources", "lines", "Manual pages, source files, sections of the papers, one a line.", 2),
    Field("lesson", "Lesson to read again", help="Its name in the address, such as own-stack. May be empty."),
    Field("step", "Step of that lesson", help="Such as 05-ping. May be empty."),
    Field("covers", "Confusions that it asks for", "numbers", "Numbers from 1 to 45, with commas. May be empty."),
)
DRAWN = Field(
    "parameters", "Parameters", "parameters",
    "One a line: “jail: www, mail, dns”, “net: 10 to 99”, “address = 10.{net}.0.1”; “other: www, mail unlike jail”.",
    3,
)  # fmt: skip
SETUP = (
    Field("setup.userlands", "Userlands", "lines", "Folders with a whole system in them, one a line.", 1),
    Field("setup.loader", "Lines of loader.conf", "lines", "What the machine boots with: kern.racct.enable=1", 1),
    Field("setup.cpus", "Processors", "number", "Empty: one."),
    Field("setup.commands", "Set-up", "lines", "Commands before anything is asked, one a line.", 3),
)
FILES = Group("setup.files", "Files of the set-up", "file", (
    Field("path", "Path"), Field("content", "Content", "text", rows=3), Field("mode", "Mode"), Field("owner", "Owner"),
), begin=0)  # fmt: skip
ASKED = (
    Field("machine.commands", "Commands", "lines", "What is typed at the machine, one a line.", 2),
    Field("machine.ask", "What of the answer", "choice", choices=("", *ASKS)),
    Field("machine.line", "Line", "number", "From 1; below 0 from the end."),
    Field("machine.word", "Word", "number", "Of that line."),
)
DEMONSTRATION = Field(
    "demonstration", "Demonstration", "lines", "Commands that show it, one a line. May be empty: the machine's own.", 2
)
SHOW = Field("show", "Options shown", "number", "Empty: all of them.")
OPTIONS = Group("options", "Options", "option", (TEXT, COMMANDS, Field("correct", "Right", "check"), FEEDBACK), 3)
WRONG_ANSWERS = Group("wrong", "Foreseen wrong answers", "wrong answer", (TEXT, COMMANDS, FEEDBACK), 1)
GOALS = Group("goals", "Goals", "goal", (
    Field("id", "Name"), Field("text", "What the learner reads"), Field("fact", "Fact", "fact"),
    Field("with", "Its arguments", "table", "One a line: jail = {jail}", 2),
    Field("hints", "Hints", "lines", "One a line; none in examinations.", 2),
), 1)  # fmt: skip
WAYS = Group("wrong", "Wrong ways", "wrong way", (
    Field("transcript", "Transcript", "text", "First “fails: GOAL ...”, an empty line, then commands after $.", 4),
    FEEDBACK,
), 1)  # fmt: skip
SOLUTION = Field("solution", "Solution", "text", "A transcript: each command after $ on a line of its own.", 3)
TASK = ((SOLUTION,), (GOALS, WAYS))

KINDS = {one.name: one for one in (
    Kind("single", "Choose one", (SHOW,), (OPTIONS,)),
    Kind("multiple", "Choose all that are right", (SHOW,), (OPTIONS,)),
    Kind("numeric", "A number", (
        Field("answer", "Answer", help="Empty: what the machine says."), Field("tolerance", "Tolerance", "number"),
        Field("unit", "Unit"), OTHERWISE,
    ), (WRONG_ANSWERS,)),
    Kind("fill-in", "Fill in", (), (Group("blanks", "Blanks", "blank", (
        Field("id", "Name"), Field("label", "Label"), Field("accept", "Right answers", "lines", "One a line.", 2),
        Field("wrong", "Foreseen wrong answers", "said", "One a line: what is typed => what is said to it.", 2),
        OTHERWISE,
    ), 1),)),
    Kind("predict", "Predict what the machine says", (
        Field("form", "Form", "choice", choices=("choose", "type")), SHOW,
        Field("otherwise", "When it is typed: what is said to any other wrong answer", "text", rows=2),
    ), (Group("options", "Wrong answers", "wrong answer", (TEXT, COMMANDS, FEEDBACK), 2),)),
    Kind("ordering", "Put in order", (), (Group("entries", "Lines, in a right order", "line", (
        Field("id", "Name"), TEXT, FEEDBACK,
    ), 3),)),
    Kind("matching", "Match", (Field("decoys", "Right sides that belong nowhere", "lines", "One a line.", 2),), (
        Group("pairs", "Pairs", "pair", (
            Field("id", "Name"), Field("left", "Left"), Field("right", "Right"), FEEDBACK,
        ), 2),
    )),
    Kind("point", "Point at the graph", (
        Field("graph", "Graph", "choice", choices=GRAPHS),
        Field("target.label", "Label of what is meant", help="Or a fact, below: the answer is where it is broken."),
        Field("target.inside", "Label of what it stands in"),
        Field("target.fact", "Fact that is broken", "fact"),
        Field("target.with", "Its arguments", "table", "One a line: jail = {jail}", 2),
        OTHERWISE,
    ), (Group("wrong", "Likely mistakes", "mistake", (
        Field("label", "Label"), Field("inside", "Label of what it stands in"), FEEDBACK,
    ), 1),)),
    Kind("do", "Do it at a machine", *TASK),
    Kind("mend", "Mend what is broken", *TASK),
)}  # fmt: skip


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """Every field that stands once, in the order of the form."""
    return (*ABOUT, *kind.fields, DRAWN, *SETUP, *ASKED, DEMONSTRATION, *DETAILS)


def groups_of(kind: Kind) -> tuple[Group, ...]:
    """Every group, in the order of the form."""
    return (*kind.groups, FILES)
