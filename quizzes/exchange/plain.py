"""A plain question: what any of the formats can carry. Made of an item's variant, and made into an item's file.

Texts are Markdown. Kinds: single, multiple, numeric, fill-in (one field), matching, ordering.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from lab.items.answers import right_order
from lab.items.item import Blanks, Choice, Item, Matching, Ordering, Told
from lab.items.variant import Variant

SECONDS = 60


class CannotRead(Exception):
    """A file that is not taken: which file, which question in it, which field, and why, in a sentence."""

    def __init__(self, file: str, question: str, field: str, message: str) -> None:
        super().__init__(f"{file}: {question}: {field}: {message}")
        self.file = file
        self.question = question
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Pick:
    """Something to choose, or to type: right or not, and what is said to it."""

    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Plain:
    """One question without parameters. ``pairs`` of a matching one; a pair without a left side is a decoy.

    ``picks`` are options, or the texts that a field takes; of an ordering they stand in the right order.
    """

    name: str
    title: str
    kind: str
    prompt: str
    explanation: str
    picks: tuple[Pick, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    tolerance: int = 0


def can_be_plain(item: Item) -> bool:
    """Whether an item is of a kind that the formats know."""
    body = item.body
    return isinstance(body, Choice | Matching | Ordering) or (isinstance(body, Blanks) and len(body.blanks) == 1)


def plain_of(variant: Variant) -> Plain:
    """The plain question of a variant whose item ``can_be_plain``."""
    item, body = variant.item, variant.body
    common = {
        "name": f"{item.slug}-{variant.seed}",
        "title": item.title,
        "prompt": variant.prompt,
        "explanation": variant.explanation,
    }
    if isinstance(body, Choice):
        picks = tuple(Pick(text_of(one.told), one.correct, one.feedback) for one in body.options)
        return Plain(**common, kind="multiple" if body.many else "single", picks=picks)
    if isinstance(body, Matching):
        taken = [pair.right for pair in body.pairs]
        decoys = tuple(("", right) for right in body.rights if right not in taken)
        return Plain(**common, kind="matching", pairs=tuple((one.left, one.right) for one in body.pairs) + decoys)
    if isinstance(body, Ordering):
        return Plain(**common, kind="ordering", picks=tuple(Pick(one.text, True) for one in right_order(body)))
    assert isinstance(body, Blanks)
    (blank,) = body.blanks
    right = tuple(Pick(one.text, True) for one in blank.accept)
    wrong = tuple(Pick(one.told.text, False, one.feedback) for one in blank.wrong)
    kind = "numeric" if blank.number else "fill-in"
    return Plain(**common, kind=kind, picks=right + wrong, tolerance=blank.tolerance)


def text_of(told: Told) -> str:
    """A text as Markdown: what a machine printed becomes code."""
    if not told.literal:
        return told.text
    return f"`{told.text}`" if "\n" not in told.text and "`" not in told.text else told.text


def name_of(text: str, taken: list[str]) -> str:
    """A file's name for an imported question, of its own among those taken."""
    base = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:48].strip("-") or "question"
    base = base if base[0].isalpha() else f"q-{base}"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def toml_of(plain: Plain, source: str) -> str:
    """The text of an item's file."""
    lines = [
        f"title = {quoted(plain.title)}",
        f"kind = {quoted(plain.kind)}",
        f"concept = {quoted(name_of(plain.title, []))}",
        "revision = 1",
        f"seconds = {SECONDS}",
        f"sources = [{quoted(source)}]",
        f"prompt = {quoted(braces(plain.prompt))}",
        f"explanation = {quoted(braces(plain.explanation) or 'No explanation came with it.')}",
        *BODIES[plain.kind](plain),
    ]
    return "\n".join(lines) + "\n"


def braces(text: str) -> str:
    """A text in which no ``{name}`` is taken for a parameter."""
    return re.sub(r"\{([a-z][a-z0-9_]*)\}", r"{ \1 }", text)


def quoted(text: str) -> str:
    """A TOML basic string; JSON escapes the same characters, but for delete."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _options(plain: Plain) -> list[str]:
    lines: list[str] = []
    for pick in plain.picks:
        lines += ["", "[[options]]", f"text = {quoted(braces(pick.text))}"]
        lines += ["correct = true"] if pick.right else []
        if pick.feedback or not pick.right or plain.kind == "multiple":
            lines.append(f"feedback = {quoted(braces(pick.feedback) or 'No reason came with it.')}")
    return lines


def _numeric(plain: Plain) -> list[str]:
    right = next(pick for pick in plain.picks if pick.right)
    lines = [f"answer = {quoted(right.text)}", f"tolerance = {plain.tolerance}"]
    return [*lines, 'otherwise = "That is not the number."', *_wrong(plain, "wrong")]


def _fill_in(plain: Plain) -> list[str]:
    accept = ", ".join(quoted(braces(pick.text)) for pick in plain.picks if pick.right)
    lines = ["", "[[blanks]]", 'id = "answer"', 'label = "Your answer"', f"accept = [{accept}]"]
    return [*lines, 'otherwise = "That is not the answer."', *_wrong(plain, "blanks.wrong")]


def _wrong(plain: Plain, table: str) -> list[str]:
    lines: list[str] = []
    for pick in plain.picks:
        if not pick.right:
            feedback = quoted(braces(pick.feedback) or "No reason came with it.")
            lines += ["", f"[[{table}]]", f"text = {quoted(braces(pick.text))}", f"feedback = {feedback}"]
    return lines


def _matching(plain: Plain) -> list[str]:
    decoys = ", ".join(quoted(braces(right)) for left, right in plain.pairs if not left)
    lines = [f"decoys = [{decoys}]"]
    for number, (left, right) in enumerate((pair for pair in plain.pairs if pair[0]), 1):
        lines += ["", "[[pairs]]", f'id = "pair-{number}"', f"left = {quoted(braces(left))}"]
        lines += [f"right = {quoted(braces(right))}", 'feedback = "Another one belongs to it."']
    return lines


def _ordering(plain: Plain) -> list[str]:
    lines: list[str] = []
    for number, pick in enumerate(plain.picks, 1):
        lines += ["", "[[entries]]", f'id = "entry-{number}"', f"text = {quoted(braces(pick.text))}"]
        lines.append('feedback = "It comes after the one before it."')
    return lines


BODIES = {
    "single": _options,
    "multiple": _options,
    "numeric": _numeric,
    "fill-in": _fill_in,
    "matching": _matching,
    "ordering": _ordering,
}
