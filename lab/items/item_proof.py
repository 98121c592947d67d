"""Proves an item for a seed: what is right is accepted, each foreseen wrong answer is refused in its own words, no two
things to choose from are alike; and that nobody gets far without reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lab.course.lint import Finding
from lab.course.plan import Setup
from lab.course.rehearsal import play
from lab.course.toml_reader import CurriculumError
from lab.course.transcript import Transcript, TranscriptError, parse_transcript
from lab.fields import PlanError
from lab.items.answers import right_answer, wrong_answers
from lab.items.grading import grade, plain
from lab.items.item import Blanks, Choice, Item, Matching, Ordering, Pointing, Task
from lab.items.variant import Variant, draw, plan_of, stage
from lab.session import Session, SessionError


def prove(item: Item, seed: int) -> list[Finding]:
    """What does not hold of the item's variant; nothing for a good one."""
    try:
        variant = draw(item, seed)
        found = [*_alike(variant), *_judged(variant), *_staged(variant)]
        if isinstance(variant.body, Task):
            found += _done(variant)
    except CurriculumError as error:
        return [Finding(error.file, error.key, error.message)]
    except PlanError as error:
        return [Finding(item.file, error.where, error.message)]
    return [Finding(item.file, where, f"{message} (seed {seed})") for where, message in found]


Fault = tuple[str, str]  # where, and a sentence


def _alike(variant: Variant) -> Iterator[Fault]:
    for where, texts in _texts(variant):
        for text, times in Counter(plain(text) for text in texts).items():
            if times > 1:
                yield where, f"{times} are alike: {text!r}"


def _texts(variant: Variant) -> Iterator[tuple[str, list[str]]]:
    body = variant.body
    if isinstance(body, Choice):
        yield "options", [option.told.text for option in body.options]
    elif isinstance(body, Ordering):
        yield "entries", [entry.text for entry in body.entries]
    elif isinstance(body, Matching):
        yield "pairs", [pair.left for pair in body.pairs]
    elif isinstance(body, Blanks):
        for blank in body.blanks:
            known = [*(one.text for one in blank.accept), *(one.told.text for one in blank.wrong)]
            yield f"blanks.{blank.id}", known


def _judged(variant: Variant) -> Iterator[Fault]:
    right = right_answer(variant)
    if not grade(variant, right).right:
        yield "answer", f"the right answer is refused: {right!r}"
    for answer, feedback in wrong_answers(variant):
        outcome = grade(variant, answer)
        if outcome.right:
            yield "answer", f"a wrong answer is accepted: {answer!r}"
        elif feedback not in outcome.feedback:
            yield "feedback", f"{answer!r} is not told {feedback!r}"


def _staged(variant: Variant) -> Iterator[Fault]:
    """The demonstration's machine gets as far as its prompt; what an answer is computed on, did already."""
    body, setup = variant.body, variant.setup
    if isinstance(body, Pointing | Task) or variant.item.machine.commands or setup == Setup():
        return
    try:
        Session(stage(variant), variant.seed, variant.item.release, watched=False)
    except SessionError as error:
        yield "setup", error.message


def _done(variant: Variant) -> Iterator[Fault]:
    assert isinstance(variant.body, Task)
    try:
        if not _missed(_session(variant)):
            yield "goals", "the untouched machine reaches every goal"
        yield from _played(variant, "solution", variant.body.solution)
        for number, way in enumerate(variant.body.wrong):
            yield from _played(variant, f"wrong[{number}]", way.transcript)
    except (TranscriptError, SessionError) as error:
        yield "transcript", str(error)
    named = {name for way in variant.body.wrong for name in _transcript(variant, way.transcript).fails}
    for goal in variant.body.goals:
        if goal.id not in named:
            yield f"goals.{goal.id}", "no wrong way misses this goal, so nothing shows that it can fail"


def _played(variant: Variant, where: str, text: str) -> Iterator[Fault]:
    session, transcript = _session(variant), _transcript(variant, text)
    for mismatch in play(session, transcript):
        yield where, str(mismatch)
    missed = _missed(session)
    if sorted(missed) != sorted(transcript.fails):
        yield where, f"misses {missed}, and says that it misses {list(transcript.fails)}"
    if where != "solution" and not transcript.fails:
        yield where, "a wrong way names the goals that it misses"


def _transcript(variant: Variant, text: str) -> Transcript:
    return parse_transcript(variant.item.file, text)


def _session(variant: Variant) -> Session:
    return Session(plan_of(variant), variant.seed, variant.item.release)


def _missed(session: Session) -> list[str]:
    return [goal.id for goal in session.observer.goals() if not goal.holds]


@dataclass(frozen=True, slots=True)
class Blind:
    """How a strategy that reads nothing fares: its share of right answers, and that of chance, in percent."""

    strategy: str
    score: float
    chance: float


MARGIN = 5.0  # percentage points that a blind strategy may lie above chance


def longest(texts: list[str]) -> int:
    """The longest option."""
    return max(range(len(texts)), key=lambda number: (len(texts[number]), -number))


def first(texts: list[str]) -> int:
    """The first option."""
    return 0


def commonest(texts: list[str]) -> int:
    """The option whose words are commonest among the options."""
    words = Counter(word for text in texts for word in dict.fromkeys(text.lower().split()))
    share = [sum(words[word] for word in dict.fromkeys(text.lower().split())) for text in texts]
    size = [max(1, len(dict.fromkeys(text.split()))) for text in texts]
    return max(range(len(texts)), key=lambda number: (share[number] / size[number], -number))


STRATEGIES: dict[str, Callable[[list[str]], int]] = {"longest": longest, "first": first, "commonest": commonest}


def blind(items: Iterable[Item], seeds: Iterable[int]) -> list[Blind]:
    """Each strategy over every question of one right option."""
    questions = [
        body for item in items for seed in seeds if isinstance(body := draw(item, seed).body, Choice) and not body.many
    ]
    if not questions:
        return []
    chance = 100 * sum(1 / len(body.options) for body in questions) / len(questions)
    found: list[Blind] = []
    for name, choose in STRATEGIES.items():
        right = sum(body.options[choose([one.told.text for one in body.options])].correct for body in questions)
        found.append(Blind(name, 100 * right / len(questions), chance))
    return found
