"""Variants: an item with a seed is a question, everything filled in, computed and shuffled; and its right answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar
from zlib import crc32

from lab.course.params import MASK, Generator, UnknownName, Values, fill, fill_all
from lab.course.plan import Goal, Plan, PlanError, Setup, SetupFile
from lab.course.plan import parse as parse_plan
from lab.course.toml_reader import CurriculumError
from lab.items import machine as item_machine
from lab.items.item import (
    Blank,
    Blanks,
    Body,
    Choice,
    Entry,
    Item,
    Machine,
    Matching,
    Ordering,
    Pointing,
    Target,
    Task,
    Told,
    Wrong,
)  # fmt: skip
from lab.items.machine import MachineError

T = TypeVar("T")
SHUFFLING = 0x5DEECE66D


@dataclass(frozen=True, slots=True)
class Variant:
    """One item for one seed. ``body`` has its texts filled in and its parts in the order shown."""

    item: Item
    seed: int
    values: Values
    prompt: str
    explanation: str
    setup: Setup
    demonstration: tuple[str, ...]
    body: Body


def draw(item: Item, seed: int) -> Variant:
    """The variant of a seed, always the same. Raises CurriculumError where the item cannot be one."""
    try:
        values = item.parameters.values(seed)
        machine = _machine(item.machine, values)
        texts = {**values, "commands": "\n".join(machine.commands), "setup": "\n".join(machine.setup.commands)}
        artist = Artist(item, machine, seed, values, Generator(_stream(item, seed)))
        return Variant(
            item=item,
            seed=seed,
            values=values,
            prompt=fill(item.prompt, texts),
            explanation=fill(item.explanation, texts),
            setup=machine.setup,
            demonstration=tuple(fill(line, values) for line in item.demonstration),
            body=DRAWERS[type(item.body)](artist, item.body),
        )
    except UnknownName as error:
        raise CurriculumError(item.file, error.name, "the item has no parameter of this name") from error
    except MachineError as error:
        raise CurriculumError(item.file, error.where, f"{error.message} (seed {seed})") from error
    except PlanError as error:
        raise CurriculumError(item.file, error.where, error.message) from error


def _stream(item: Item, seed: int) -> int:
    """Where the shuffle's numbers begin: apart from the parameters', and apart from other items'."""
    return (seed ^ SHUFFLING ^ crc32(item.slug.encode()) << 31) & MASK


def _machine(machine: Machine, values: Values) -> Machine:
    setup = machine.setup
    files = tuple(SetupFile(**fill_all(asdict(file), values)) for file in setup.files)
    filled = Setup(
        _fill(setup.userlands, values), _fill(setup.cables, values), files, _fill(setup.commands, values),
        _fill(setup.loader, values), setup.cpus,
    )
    return Machine(filled, _fill(machine.commands, values), machine.ask)


def _fill(lines: Sequence[str], values: Values) -> tuple[str, ...]:
    return tuple(fill(line, values) for line in lines)


@dataclass(slots=True)
class Artist:
    """Draws one variant: fills texts, asks the machine, shuffles."""

    item: Item
    machine: Machine
    seed: int
    values: Values
    chance: Generator

    def text(self, text: str) -> str:
        """A text with its parameters filled in."""
        return fill(text, self.values)

    def told(self, told: Told) -> Told:
        """What stands there, or what the machine says."""
        if told.commands is None and told.setup is None:
            return Told(self.text(told.text), literal=told.literal)
        commands = self.machine.commands if told.commands is None else _fill(told.commands, self.values)
        setup = self.machine.setup
        if told.setup is not None:
            setup = replace(setup, commands=_fill(told.setup, self.values))
        said = item_machine.tell(Machine(setup, commands, self.machine.ask), self.item.release, self.seed)
        return Told(said, literal=True)

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The things in an order of this variant's own (Fisher and Yates)."""
        found = list(things)
        for last in range(len(found) - 1, 0, -1):
            other = self.chance.below(last + 1)
            found[last], found[other] = found[other], found[last]
        return found


def _choice(artist: Artist, body: Choice) -> Choice:
    options = list(body.options)
    if body.show:
        right = [option for option in options if option.correct]
        wrong = artist.shuffled([option for option in options if not option.correct])
        options = [*right, *wrong[: body.show - len(right)]]
    literal = artist.item.kind == "predict"
    drawn = [
        replace(
            option, told=replace(artist.told(option.told), literal=literal), feedback=artist.text(option.feedback)
        )
        for option in artist.shuffled(options)
    ]
    return replace(body, options=tuple(drawn))


def _blanks(artist: Artist, body: Blanks) -> Blanks:
    return Blanks(tuple(_blank(artist, blank) for blank in body.blanks))


def _blank(artist: Artist, blank: Blank) -> Blank:
    return replace(
        blank,
        label=artist.text(blank.label),
        accept=tuple(artist.told(one) for one in blank.accept),
        wrong=tuple(Wrong(artist.told(one.told), artist.text(one.feedback)) for one in blank.wrong),
        otherwise=artist.text(blank.otherwise),
    )


def _ordering(artist: Artist, body: Ordering) -> Ordering:
    entries = [
        replace(one, text=artist.text(one.text), feedback=artist.text(one.feedback)) for one in body.entries
    ]  # fmt: skip
    order = artist.shuffled(entries)
    while not any(broken(order, one) for one in order):  # what is shown must not be the answer
        order = [*order[1:], order[0]]
    return Ordering(tuple(order))


def broken(order: Sequence[Entry], entry: Entry) -> tuple[str, ...]:
    """The entries that should stand before this one and do not."""
    places = {one.id: place for place, one in enumerate(order)}
    return tuple(name for name in entry.after if places[name] > places[entry.id])


def _matching(artist: Artist, body: Matching) -> Matching:
    pairs = [
        replace(one, left=artist.text(one.left), right=artist.text(one.right), feedback=artist.text(one.feedback))
        for one in body.pairs
    ]
    rights = list(dict.fromkeys([*(one.right for one in pairs), *_fill(body.decoys, artist.values)]))
    return Matching(tuple(artist.shuffled(pairs)), (), tuple(artist.shuffled(rights)))


def _pointing(artist: Artist, body: Pointing) -> Pointing:
    host = item_machine.prepare(artist.machine, artist.item.release, artist.seed)
    graph = item_machine.graph_of(body.graph, host)
    told: dict[str, str] = {}
    for one in body.wrong:
        told[item_machine.find(graph, host, _target(artist, one.target))] = artist.text(one.feedback)
    answer = item_machine.find(graph, host, _target(artist, body.target))
    if answer in told:
        raise MachineError("wrong", "the right answer stands among the wrong ones")
    shown = item_machine.shown(graph)
    return replace(body, otherwise=artist.text(body.otherwise), shown=shown, answer=answer, told=told)


def _target(artist: Artist, target: Target) -> Target:
    filled: dict[str, Any] = fill_all(target.arguments, artist.values)
    return Target(artist.text(target.label), artist.text(target.inside), target.fact, filled)


def _task(artist: Artist, body: Task) -> Task:
    goals: list[Goal] = []
    for goal in body.goals:
        arguments = fill_all(goal.arguments, artist.values)
        hints = _fill(goal.hints, artist.values)
        at = {layer: _fill(lines, artist.values) for layer, lines in goal.at.items()}
        goals.append(replace(goal, text=artist.text(goal.text), arguments=arguments, hints=hints, at=at))
    wrong = tuple(
        replace(one, transcript=artist.text(one.transcript), feedback=artist.text(one.feedback)) for one in body.wrong
    )
    return Task(tuple(goals), artist.text(body.solution), wrong)


DRAWERS: dict[type[Body], Callable[[Artist, Any], Body]] = {
    Choice: _choice,
    Blanks: _blanks,
    Ordering: _ordering,
    Matching: _matching,
    Pointing: _pointing,
    Task: _task,
}


def plan_of(variant: Variant, hints: bool = True) -> Plan:
    """A task's plan, for a machine; without hints for an examination. Raises PlanError."""
    assert isinstance(variant.body, Task)
    goals = tuple(goal if hints else replace(goal, hints=(), at={}) for goal in variant.body.goals)
    return _plan(variant, goals)


def stage(variant: Variant) -> Plan:
    """The machine of an item's demonstration: its set-up, and no goals. Raises PlanError."""
    return _plan(variant, ())


def _plan(variant: Variant, goals: tuple[Goal, ...]) -> Plan:
    """No lesson has a colon in its name: what is kept by a plan's name is never mixed up."""
    item = variant.item
    return parse_plan(Plan(f"item:{item.slug}", item.revision, item.release, variant.setup, goals).dump())
