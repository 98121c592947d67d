"""What stands in the form of an item, by kind: fields, and groups of fields that repeat.

A field's name is the key of the item's format (docs/items.md), with a point for a table within a table.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


FEEDBACK = Field("feedback", _("What is said to it"), "text", rows=2)
COMMANDS = Field(
    "commands", _("or commands"), "lines", _("Instead of a text: what the machine prints to these, one a line."), 2
)
TEXT = Field("text", pgettext_lazy("an answer", "Text"), "text", rows=2)
OTHERWISE = Field("otherwise", _("What is said to any other wrong answer"), "text", rows=2)

ABOUT = (
    Field("title", _("Title")),
    Field("concept", _("Concept"), help=_("In a word or three, with hyphens: raw-sockets. Reviews are counted by it.")),
    Field("prompt", _("What is asked"), "text",
          _("Markdown. A parameter stands in braces: {jail}. {commands} and {setup} are the machine's."), 5),
    Field("explanation", _("Why it is so"), "text", _("Markdown. Said after the answer only."), 3),
)  # fmt: skip
DETAILS = (
    Field("seconds", _("Seconds that an answer takes"), "number"),
    Field("sources", _("Sources"), "lines", _("Manual pages, source files, sections of the papers, one a line."), 2),
    Field("lesson", _("Lesson to read again"), help=_("Its name in the address, such as own-stack. May be empty.")),
    Field("step", _("Step of that lesson"), help=_("Such as 05-ping. May be empty.")),
    Field("covers", _("Confusions that it asks for"), "numbers", _("Numbers from 1 to 45, with commas. May be empty.")),
)
DRAWN = Field(
    "parameters", _("Parameters"), "parameters",
    _("One a line: “jail: www, mail, dns”, “net: 10 to 99”, “address = 10.{net}.0.1”; “other: www, mail unlike jail”."),
    3,
)  # fmt: skip
SETUP = (
    Field("setup.userlands", _("Userlands"), "lines", _("Folders with a whole system in them, one a line."), 1),
    Field("setup.loader", _("Lines of loader.conf"), "lines", _("What the machine boots with: kern.racct.enable=1"), 1),
    Field("setup.cpus", _("Processors"), "number", _("Empty: one.")),
    Field("setup.commands", _("Set-up"), "lines", _("Commands before anything is asked, one a line."), 3),
)
FILES = Group("setup.files", _("Files of the set-up"), _("file"), (
    Field("path", _("Path")), Field("content", _("Content"), "text", rows=3),
    Field("mode", _("Mode")), Field("owner", _("Owner")),
), begin=0)  # fmt: skip
ASKED = (
    Field("machine.commands", _("Commands"), "lines", _("What is typed at the machine, one a line."), 2),
    Field("machine.ask", _("What of the answer"), "choice", choices=("", *ASKS)),
    Field("machine.line", _("Line"), "number", _("From 1; below 0 from the end.")),
    Field("machine.word", _("Word"), "number", _("Of that line.")),
)
DEMONSTRATION = Field(
    "demonstration", _("Demonstration"), "lines",
    _("Commands that show it, one a line. May be empty: the machine's own."), 2,
)
SHOW = Field("show", _("Options shown"), "number", _("Empty: all of them."))
RIGHT = Field("correct", pgettext_lazy("an answer", "Right"), "check")
OPTIONS = Group("options", _("Options"), _("option"), (TEXT, COMMANDS, RIGHT, FEEDBACK), 3)
WRONG_ANSWERS = Group("wrong", _("Foreseen wrong answers"), _("wrong answer"), (TEXT, COMMANDS, FEEDBACK), 1)
GOALS = Group("goals", _("Goals"), _("goal"), (
    Field("id", _("Name")), Field("text", _("What the learner reads")), Field("fact", _("Fact"), "fact"),
    Field("with", _("Its arguments"), "table", _("One a line: jail = {jail}"), 2),
    Field("hints", _("Hints"), "lines", _("One a line; none in examinations."), 2),
), 1)  # fmt: skip
WAYS = Group("wrong", _("Wrong ways"), _("wrong way"), (
    Field("transcript", _("Transcript"), "text",
          _("First “fails: GOAL ...”, an empty line, then commands after $."), 4), FEEDBACK,
), 1)  # fmt: skip
SOLUTION = Field("solution", _("Solution"), "text", _("A transcript: each command after $ on a line of its own."), 3)
TASK = ((SOLUTION,), (GOALS, WAYS))

KINDS = {one.name: one for one in (
    Kind("single", _("Choose one"), (SHOW,), (OPTIONS,)),
    Kind("multiple", _("Choose all that are right"), (SHOW,), (OPTIONS,)),
    Kind("numeric", _("A number"), (
        Field("answer", _("Answer"), help=_("Empty: what the machine says.")),
        Field("tolerance", _("Tolerance"), "number"), Field("unit", _("Unit")), OTHERWISE,
    ), (WRONG_ANSWERS,)),
    Kind("fill-in", _("Fill in"), (), (Group("blanks", _("Blanks"), _("blank"), (
        Field("id", _("Name")), Field("label", _("Label")),
        Field("accept", _("Right answers"), "lines", _("One a line."), 2),
        Field("wrong", _("Foreseen wrong answers"), "said", _("One a line: what is typed => what is said to it."), 2),
        OTHERWISE,
    ), 1),)),
    Kind("predict", _("Predict what the machine says"), (
        Field("form", _("Form"), "choice", choices=("choose", "type")), SHOW,
        Field("otherwise", _("When it is typed: what is said to any other wrong answer"), "text", rows=2),
    ), (Group("options", _("Wrong answers"), _("wrong answer"), (TEXT, COMMANDS, FEEDBACK), 2),)),
    Kind("ordering", _("Put in order"), (), (Group("entries", _("Lines, in a right order"), _("line"), (
        Field("id", _("Name")), TEXT, FEEDBACK,
    ), 3),)),
    Kind("matching", _("Match"), (
        Field("decoys", _("Right sides that belong nowhere"), "lines", _("One a line."), 2),
    ), (
        Group("pairs", _("Pairs"), _("pair"), (
            Field("id", _("Name")), Field("left", _("Left")), Field("right", _("Right")), FEEDBACK,
        ), 2),
    )),
    Kind("point", _("Point at the graph"), (
        Field("graph", _("Graph"), "choice", choices=GRAPHS),
        Field("target.label", _("Label of what is meant"),
              help=_("Or a fact, below: the answer is where it is broken.")),
        Field("target.inside", _("Label of what it stands in")),
        Field("target.fact", _("Fact that is broken"), "fact"),
        Field("target.with", _("Its arguments"), "table", _("One a line: jail = {jail}"), 2),
        OTHERWISE,
    ), (Group("wrong", _("Likely mistakes"), _("mistake"), (
        Field("label", _("Label")), Field("inside", _("Label of what it stands in")), FEEDBACK,
    ), 1),)),
    Kind("do", _("Do it at a machine"), *TASK),
    Kind("mend", _("Mend what is broken"), *TASK),
)}  # fmt: skip


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """Every field that stands once, in the order of the form."""
    return (*ABOUT, *kind.fields, DRAWN, *SETUP, *ASKED, DEMONSTRATION, *DETAILS)


def groups_of(kind: Kind) -> tuple[Group, ...]:
    """Every group, in the order of the form."""
    return (*kind.groups, FILES)
