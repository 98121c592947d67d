"""GIFT, Moodle's text format (docs.moodle.org, GIFT format): choice, numeric, short answer and matching."""

from __future__ import annotations

import re
from collections.abc import Iterable

from quizzes.exchange.plain import CannotRead, Pick, Plain

KINDS = ("single", "multiple", "numeric", "fill-in", "matching")
LONGEST = 20_000  # characters of one question
SPECIAL = re.compile(r"[~=#{}:\\]")
PART = re.compile(r"(?<!\\)([=~])")
ARROW = "->"  # nothing escapes it: where answers begin with =, and none with ~, an arrow makes pairs of them
WEIGHT = re.compile(r"%-?\d{1,3}(\.\d+)?%")


def can_carry(one: Plain) -> bool:
    """Whether Moodle's reader (question/format/gift/format.php, readquestion) will take what is written for what it is.

    It knows no escape for an arrow, nor for a text that looks like a weight; and a weight of a hundred it cannot read,
    so that of several boxes one alone cannot be right.
    """
    if any(ARROW in left for left, _ in one.pairs) or any(WEIGHT.match(pick.text) for pick in one.picks):
        return False
    if one.kind == "fill-in":
        return not any(ARROW in pick.text + pick.feedback for pick in one.picks)
    return one.kind != "multiple" or sum(pick.right for pick in one.picks) > 1


def escaped(text: str) -> str:
    """A text in which nothing means anything to GIFT; line ends become ``\\n``."""
    return SPECIAL.sub(lambda match: "\\" + match.group(0), text).replace("\n", "\\n")


def unescaped(text: str) -> str:
    """What ``escaped`` made, undone."""
    return re.sub(r"\\(.)", lambda match: "\n" if match.group(1) == "n" else match.group(1), text).strip()


def write(questions: Iterable[Plain]) -> bytes:
    """A file of questions."""
    return "\n\n".join(_question(one) for one in questions).encode() + b"\n"


def _question(one: Plain) -> str:
    lines = [f"// {one.name}", f"::{escaped(one.title)}::[markdown]{escaped(one.prompt)}{{" + _mark(one)]
    lines += [f"\t={escaped(left)} -> {escaped(right)}" for left, right in one.pairs]
    lines += [f"\t{_pick(one, pick)}" for pick in in_order(one)]
    if one.explanation:
        lines.append(f"\t####{escaped(one.explanation)}")
    return "\n".join([*lines, "}"])


def in_order(one: Plain) -> Iterable[Pick]:
    """Wrong ones come first where there is an arrow: a question whose first answer has = and an arrow is of pairs."""
    arrow = one.kind == "single" and any(ARROW in pick.text for pick in one.picks)
    return sorted(one.picks, key=lambda pick: pick.right) if arrow else one.picks


def _mark(one: Plain) -> str:
    return "#" if one.kind == "numeric" else ""


def _pick(one: Plain, pick: Pick) -> str:
    feedback = f"#{escaped(pick.feedback)}" if pick.feedback else ""
    if one.kind == "numeric":
        weight = "=" if pick.right else "=%0%"
        return f"{weight}{pick.text}:{one.tolerance if pick.right else 0}{feedback}"
    if one.kind == "multiple":
        share = f"{100 / sum(other.right for other in one.picks):.5f}".rstrip("0").rstrip(".")
        return f"~%{'' if pick.right else '-'}{share}%{escaped(pick.text)}{feedback}"
    if one.kind == "fill-in":
        return f"={'' if pick.right else '%0%'}{escaped(pick.text)}{feedback}"
    return f"{'=' if pick.right else '~'}{escaped(pick.text)}{feedback}"


def read(file: str, data: bytes) -> list[Plain]:
    """The questions of a file. Raises CannotRead for the first that cannot be taken."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotRead(file, "file", "text", f"not UTF-8: byte {error.start + 1} makes no sense") from None
    blocks = re.split(r"\n\s*\n", re.sub(r"\r\n?", "\n", text))
    found: list[Plain] = []
    for block in blocks:
        lines = [line for line in block.split("\n") if not line.lstrip().startswith("//")]
        names = re.findall(r"^//\s*(\S+)\s*$", block, re.MULTILINE)
        body = "\n".join(lines).strip()
        if body and not body.startswith("$CATEGORY"):
            found.append(_read_one(file, len(found) + 1, body, names[-1] if names else ""))
    return found


TITLE, TEXT = r"(?:::(?P<title>(?:\\.|[^\\])*?)::)?", r"(?:\\.|[^\\{}])*"
QUESTION = re.compile(rf"{TITLE}(?P<prompt>{TEXT})\{{(?P<answers>{TEXT})\}}", re.DOTALL)


def _read_one(file: str, number: int, text: str, name: str) -> Plain:
    if len(text) > LONGEST:
        raise CannotRead(file, f"question {number}", "text", f"more than {LONGEST} characters")
    match = QUESTION.fullmatch(text)
    if match is None:
        raise CannotRead(file, f"question {number}", "{ }", "a text and its answers in braces must stand here, once")
    prompt = unescaped(re.sub(r"^\s*\[\w+\]", "", match["prompt"]))
    title = unescaped(match["title"] or "") or prompt[:60]

    def refuse(field: str, message: str) -> CannotRead:
        return CannotRead(file, title, field, message)

    if not prompt:
        raise refuse("text", "a text must stand here")
    answers, _, explanation = _cut(match["answers"], "####")
    answers = answers.strip()
    numeric = answers.startswith("#")
    parts = PART.split(answers[1:] if numeric else answers)
    rows = [(sign, part.strip()) for sign, part in zip(parts[1::2], parts[2::2], strict=True)]
    if not rows:
        raise refuse("answers", "at least one answer, after = or ~, must stand here")
    common = {"name": name or title, "title": title, "prompt": prompt, "explanation": unescaped(explanation)}
    if all(sign == "=" and ARROW in part for sign, part in rows):
        pairs = tuple((unescaped(left), unescaped(right)) for left, _, right in (_cut(part, ARROW) for _, part in rows))
        if sum(bool(left) for left, _ in pairs) < 2:
            raise refuse("answers", "at least two pairs must stand here")
        return Plain(**common, kind="matching", pairs=pairs)
    picks = tuple(_read_pick(sign, part) for sign, part in rows)
    if not any(pick.right for pick in picks) or not all(pick.text for pick in picks):
        raise refuse("answers", "each answer needs a text, and at least one must be right")
    if numeric:
        return Plain(**common, kind="numeric", **_numbers(refuse, picks))
    if all(sign == "=" for sign, _ in rows):
        return Plain(**common, kind="fill-in", picks=picks)
    return Plain(**common, kind="multiple" if not any(sign == "=" for sign, _ in rows) else "single", picks=picks)


def _cut(text: str, mark: str) -> tuple[str, str, str]:
    """A text before and after the first mark that is not escaped."""
    match = re.search(r"(?<!\\)" + re.escape(mark), text)
    return (text[: match.start()], mark, text[match.end() :]) if match else (text, "", "")


def _read_pick(sign: str, part: str) -> Pick:
    weight = re.match(r"%(-?[\d.]+)%", part)
    text, _, feedback = _cut(part[weight.end() :] if weight else part, "#")
    right = float(weight[1]) > 0 if weight else sign == "="
    return Pick(unescaped(text), right, unescaped(feedback))


def _numbers(refuse: object, picks: tuple[Pick, ...]) -> dict[str, object]:
    tolerance, found = 0, []
    assert callable(refuse)
    for pick in picks:
        number, _, width = pick.text.partition(":")
        try:
            tolerance = int(width or 0) if pick.right else tolerance
            found.append(Pick(str(int(number)), pick.right, pick.feedback))
        except ValueError:
            raise refuse("answers", f"{pick.text!r} is no whole number with its tolerance") from None
    return {"picks": tuple(found), "tolerance": tolerance}
