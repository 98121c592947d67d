"""Reads quiz items: items/MODULE/SLUG.toml in a curriculum folder, unknown keys refused.

What stands in an item beside the common keys depends on its kind: ``BODIES`` has a reader for each.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lab.course.lesson_file import read_goals, read_parameters, read_setup
from lab.course.toml_reader import SLUG, CurriculumError, Reader, read_toml
from lab.course.transcript import TranscriptError, parse_transcript
from lab.items.item import (
    ASKS,
    KINDS,
    Ask,
    Bank,
    Blank,
    Blanks,
    Body,
    Choice,
    Entry,
    Item,
    Machine,
    Matching,
    Option,
    Ordering,
    Pair,
    Pointed,
    Pointing,
    Target,
    Task,
    Told,
    Wrong,
    WrongWay,
)  # fmt: skip
from simbsd.release import DEFAULT, RELEASES

FOLDER = "items"
COMMON = (
    "title", "kind", "concept", "revision", "seconds", "release", "covers", "lesson", "step", "sources", "parameters",
    "prompt", "explanation", "setup", "machine", "demonstration",
)  # fmt: skip
TOLD = ("text", "commands", "setup")
CONFUSIONS = 45
GRAPHS = ("network", "processes")
OWN = ("commands", "setup")  # names in a prompt that stand for the machine's own


def load_bank(root: Path) -> Bank:
    """Every item below ``items``. Raises CurriculumError."""
    modules = {one.slug("slug"): one.text("title") for one in read_toml(root / "modules.toml", root).tables("modules")}
    paths = sorted((root / FOLDER).glob("*/*.toml"))
    items = tuple(read_item(read_toml(path, root), path.stem, path.parent.name) for path in paths)
    seen: dict[str, str] = {}
    for item in items:
        if item.slug in seen:
            raise CurriculumError(item.file, "file", f"{seen[item.slug]} has this name already")
        if item.module not in modules:
            raise CurriculumError(item.file, "file", f"modules.toml has no module {item.module}")
        seen[item.slug] = item.file
    order = list(modules)
    return Bank(tuple(sorted(items, key=lambda item: order.index(item.module))), modules)


def read_item(reader: Reader, slug: str, module: str) -> Item:
    """One item. Raises CurriculumError."""
    kind = reader.one_of("kind", KINDS)
    if not SLUG.fullmatch(slug):
        raise reader.error("file", "a file's name has small letters, digits and - only")
    keys, read = BODIES[kind]
    reader.only((*COMMON, *keys))
    parameters = read_parameters(reader.inner("parameters"))
    for one in parameters.items:
        if one.name in OWN:
            raise reader.error(f"parameters.{one.name}", "this name stands for the machine's own")
    machine = _machine(reader)
    shown = reader.texts("demonstration")
    return Item(
        slug=slug,
        module=module,
        file=reader.file,
        title=reader.text("title"),
        kind=kind,
        concept=reader.slug("concept"),
        revision=reader.integer("revision", 1),
        seconds=reader.integer("seconds", 5),
        release=reader.one_of("release", tuple(RELEASES)) if "release" in reader.table else DEFAULT,
        covers=reader.integers("covers", 1, CONFUSIONS),
        lesson=reader.text("lesson", ""),
        step=reader.text("step", ""),
        sources=reader.texts("sources", required=True),
        parameters=parameters,
        prompt=reader.text("prompt").strip(),
        explanation=reader.text("explanation").strip(),
        machine=machine,
        demonstration=shown or machine.commands,
        body=read(reader, machine),
    )


def _machine(item: Reader) -> Machine:
    reader = item.inner("machine")
    reader.only(("commands", "ask", "line", "word"))
    ask = reader.one_of("ask", ASKS) if "ask" in reader.table else "output"
    ask_at = Ask(ask, *(_place(reader, key) for key in ("line", "word")))
    return Machine(read_setup(item.inner("setup")), reader.texts("commands"), ask_at)


def _place(reader: Reader, key: str) -> int:
    place = reader.table.get(key, 1)
    if not isinstance(place, int) or isinstance(place, bool) or place == 0:
        raise reader.error(key, "a number from 1, or below 0 to count from the end, must stand here")
    return place


def _told(reader: Reader) -> Told:
    """A text, or commands (with a set-up of their own, if they have one)."""
    if ("text" in reader.table) == ("commands" in reader.table or "setup" in reader.table):
        raise reader.error("text", "either a text or commands must stand here")
    if "text" in reader.table:
        return Told(reader.text("text"))
    commands = reader.texts("commands") if "commands" in reader.table else None
    setup = reader.texts("setup") if "setup" in reader.table else None
    return Told(commands=commands, setup=setup)


def _computed(reader: Reader, machine: Machine) -> Told:
    if not machine.commands:
        raise reader.error("machine.commands", "the right answer comes from these: at least one must stand here")
    return Told(commands=machine.commands)


def _single(reader: Reader, machine: Machine) -> Body:
    return _options(reader, many=False)


def _multiple(reader: Reader, machine: Machine) -> Body:
    return _options(reader, many=True)


def _options(reader: Reader, many: bool) -> Choice:
    options: list[Option] = []
    for number, one in enumerate(reader.tables("options")):
        one.only((*TOLD, "correct", "feedback"))
        correct = one.table.get("correct", False)
        if not isinstance(correct, bool):
            raise one.error("correct", "true or false must stand here")
        feedback = one.text("feedback", "" if correct and not many else None)
        options.append(Option(_told(one), correct, feedback, number))
    right = sum(option.correct for option in options)
    if (many and not 0 < right < len(options)) or (not many and right != 1):
        wanted = "some, but not all, options" if many else "exactly one option"
        raise reader.error("options", f"{wanted} must be correct")
    return Choice(tuple(options), many, _show(reader, len(options), right))


def _show(reader: Reader, options: int, right: int) -> int:
    show = reader.table.get("show", 0)
    if type(show) is not int or (show and not max(right + 1, 3) <= show <= options):
        raise reader.error("show", "a number of options must stand here: all that are right, one more, at least three")
    return show


def _predict(reader: Reader, machine: Machine) -> Body:
    form = reader.one_of("form", ("choose", "type")) if "form" in reader.table else "choose"
    right = _computed(reader, machine)
    wrong = _wrongs(reader, "options")
    if form == "type":
        blank = Blank("answer", reader.text("label", "Your answer"), (right,), wrong, _otherwise(reader))
        return Blanks((blank,))
    if len(wrong) < 2:
        raise reader.error("options", "at least two wrong answers must stand here")
    others = (Option(one.told, False, one.feedback, number) for number, one in enumerate(wrong, 1))
    options = (Option(right, True, ""), *others)
    return Choice(options, show=_show(reader, len(options), 1))


def _wrongs(reader: Reader, key: str) -> tuple[Wrong, ...]:
    found: list[Wrong] = []
    for one in reader.tables(key):
        one.only((*TOLD, "feedback"))
        found.append(Wrong(_told(one), one.text("feedback")))
    return tuple(found)


def _otherwise(reader: Reader) -> str:
    return reader.text("otherwise")


def _numeric(reader: Reader, machine: Machine) -> Body:
    right = Told(reader.text("answer")) if "answer" in reader.table else _computed(reader, machine)
    tolerance = reader.integer("tolerance", 0, default=0)
    return Blanks((
        Blank(
            "answer", reader.text("label", "Your answer"), (right,), _wrongs(reader, "wrong"), _otherwise(reader),
            number=True, tolerance=tolerance, unit=reader.text("unit", ""),
        ),
    ))  # fmt: skip


def _fill_in(reader: Reader, machine: Machine) -> Body:
    blanks: list[Blank] = []
    for one in reader.tables("blanks"):
        one.only(("id", "label", "accept", "wrong", "otherwise"))
        accept = tuple(Told(text) for text in one.texts("accept", required=True))
        name = one.slug("id")
        blanks.append(Blank(name, one.text("label"), accept, _wrongs(one, "wrong"), _otherwise(one)))
    if not blanks:
        raise reader.error("blanks", "at least one must stand here")
    _check_ids(reader, "blanks", [blank.id for blank in blanks])
    return Blanks(tuple(blanks))


def _ordering(reader: Reader, machine: Machine) -> Body:
    entries: list[Entry] = []
    for one in reader.tables("entries"):
        one.only(("id", "text", "after", "feedback"))
        before = tuple(entry.id for entry in entries)
        after = one.texts("after") if "after" in one.table else before[-1:]
        if any(name not in before for name in after):
            raise one.error("after", "only ids of entries above must stand here")
        feedback = one.text("feedback", None if after else "")
        entries.append(Entry(one.slug("id"), one.text("text"), after, feedback))
    if len(entries) < 3:
        raise reader.error("entries", "at least three must stand here")
    _check_ids(reader, "entries", [entry.id for entry in entries])
    return Ordering(tuple(entries))


def _matching(reader: Reader, machine: Machine) -> Body:
    pairs: list[Pair] = []
    for one in reader.tables("pairs"):
        one.only(("id", "left", "right", "feedback"))
        name = one.slug("id")
        pairs.append(Pair(name, one.text("left"), one.text("right"), one.text("feedback")))
    if len(pairs) < 2:
        raise reader.error("pairs", "at least two must stand here")
    _check_ids(reader, "pairs", [pair.id for pair in pairs])
    return Matching(tuple(pairs), reader.texts("decoys"))


def _pointing(reader: Reader, machine: Machine) -> Body:
    graph = reader.one_of("graph", GRAPHS)
    wrong: list[Pointed] = []
    for one in reader.tables("wrong"):
        one.only(("label", "inside", "feedback"))
        wrong.append(Pointed(Target(one.text("label"), one.text("inside", "")), one.text("feedback")))
    return Pointing(graph, _target(reader.inner("target")), tuple(wrong), _otherwise(reader))


def _target(reader: Reader) -> Target:
    reader.only(("label", "inside", "fact", "with"))
    if ("label" in reader.table) == ("fact" in reader.table):
        raise reader.error("label", "either a label or a fact must stand here")
    return Target(
        reader.text("label", ""), reader.text("inside", ""), reader.text("fact", ""), reader.inner("with").table
    )


def _task(reader: Reader, machine: Machine) -> Body:
    wrong: list[WrongWay] = []
    for one in reader.tables("wrong"):
        one.only(("transcript", "feedback"))
        text = one.text("transcript")
        try:
            fails = parse_transcript(reader.file, text).fails
        except TranscriptError as error:
            raise one.error("transcript", str(error)) from error
        wrong.append(WrongWay(text, fails, one.text("feedback")))
    return Task(read_goals(reader), reader.text("solution"), tuple(wrong))


def _check_ids(reader: Reader, key: str, names: list[str]) -> None:
    if len(dict.fromkeys(names)) != len(names):
        raise reader.error(key, "two have one id")


BODIES: dict[str, tuple[tuple[str, ...], Callable[[Reader, Machine], Body]]] = {
    "single": (("options", "show"), _single),
    "multiple": (("options", "show"), _multiple),
    "predict": (("form", "options", "show", "otherwise", "label"), _predict),
    "numeric": (("answer", "tolerance", "unit", "wrong", "otherwise", "label"), _numeric),
    "fill-in": (("blanks",), _fill_in),
    "ordering": (("entries",), _ordering),
    "matching": (("pairs", "decoys"), _matching),
    "point": (("graph", "target", "wrong", "otherwise"), _pointing),
    "do": (("goals", "solution", "wrong"), _task),
    "mend": (("goals", "solution", "wrong"), _task),
}
