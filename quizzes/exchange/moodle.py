"""Moodle XML: multichoice, numerical, shortanswer and matching questions (docs.moodle.org, Moodle XML format)."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml import ElementTree as Safe
from defusedxml.common import DefusedXmlException

from quizzes.exchange.plain import CannotRead, Pick, Plain

TYPES = {"single": "multichoice", "multiple": "multichoice", "numeric": "numerical", "fill-in": "shortanswer",
         "matching": "matching"}  # fmt: skip
KINDS = ("single", "multiple", "numeric", "fill-in", "matching")


def write(questions: Iterable[Plain]) -> bytes:
    """A file of questions; those of a kind that Moodle XML has no type for are left out by the caller."""
    quiz = Element("quiz")
    for one in questions:
        _question(quiz, one)
    indent(quiz)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(quiz, encoding="utf-8") + b"\n"


def _question(quiz: Element, one: Plain) -> None:
    question = SubElement(quiz, "question", type=TYPES[one.kind])
    _text(SubElement(question, "name"), one.title)
    _text(SubElement(question, "questiontext", format="markdown"), one.prompt)
    _text(SubElement(question, "generalfeedback", format="markdown"), one.explanation)
    SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "penalty").text = "0"
    SubElement(question, "hidden").text = "0"
    SubElement(question, "idnumber").text = one.name
    if one.kind in ("single", "multiple"):
        SubElement(question, "single").text = "true" if one.kind == "single" else "false"
        SubElement(question, "shuffleanswers").text = "true"
        SubElement(question, "answernumbering").text = "none"
    if one.kind == "fill-in":
        SubElement(question, "usecase").text = "1"
    if one.kind == "matching":
        SubElement(question, "shuffleanswers").text = "true"
    for left, right in one.pairs:
        part = SubElement(question, "subquestion", format="markdown")
        _text(part, left)
        _text(SubElement(part, "answer"), right)
    for pick in one.picks:
        answer = SubElement(question, "answer", fraction=_fraction(one, pick), format="markdown")
        _text(answer, pick.text)
        if one.kind == "numeric":
            SubElement(answer, "tolerance").text = str(one.tolerance if pick.right else 0)
        _text(SubElement(answer, "feedback", format="markdown"), pick.feedback)


def _fraction(one: Plain, pick: Pick) -> str:
    if one.kind != "multiple":
        return "100" if pick.right else "0"
    share = f"{100 / sum(other.right for other in one.picks):.5f}".rstrip("0").rstrip(".")
    return share if pick.right else f"-{share}"


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def read(file: str, data: bytes) -> list[Plain]:
    """The questions of a file. Raises CannotRead for the first that cannot be taken; categories are passed over."""
    try:
        root = Safe.fromstring(data, forbid_dtd=True)
    except (Safe.ParseError, DefusedXmlException, ValueError) as error:
        raise CannotRead(file, "file", "XML", str(error) or type(error).__name__) from None
    if root.tag != "quiz":
        raise CannotRead(file, "file", root.tag, "a Moodle file begins with <quiz>")
    found = [one for one in root if one.tag == "question" and one.get("type") != "category"]
    return [_read_one(file, number, question) for number, question in enumerate(found, 1)]


def _read_one(file: str, number: int, question: Element) -> Plain:
    name = (question.findtext("name/text") or "").strip() or f"question {number}"

    def refuse(field: str, message: str) -> CannotRead:
        return CannotRead(file, name, field, message)

    kind = _kind(question)
    if kind is None:
        raise refuse("type", f"questions of the type {question.get('type')} cannot be taken")
    prompt = (question.findtext("questiontext/text") or "").strip()
    if not prompt:
        raise refuse("questiontext", "a text must stand here")
    picks = tuple(_pick(refuse, answer) for answer in question.findall("answer"))
    pairs = tuple(
        ((part.findtext("text") or "").strip(), (part.findtext("answer/text") or "").strip())
        for part in question.findall("subquestion")
    )
    if kind == "matching" and (sum(bool(left) for left, _ in pairs) < 2 or not all(right for _, right in pairs)):
        raise refuse("subquestion", "at least two pairs, each with its answer, must stand here")
    if kind != "matching" and not any(pick.right for pick in picks):
        raise refuse("answer", "at least one answer must have a fraction above 0")
    return Plain(
        name=(question.findtext("idnumber") or "").strip() or name,
        title=name,
        kind=kind,
        prompt=prompt,
        explanation=(question.findtext("generalfeedback/text") or "").strip(),
        picks=picks,
        pairs=pairs,
        tolerance=_tolerance(refuse, question),
    )


def _kind(question: Element) -> str | None:
    if question.get("type") == "multichoice":
        return "single" if question.findtext("single", "true").strip() in ("true", "1") else "multiple"
    return {"numerical": "numeric", "shortanswer": "fill-in", "matching": "matching"}.get(question.get("type", ""))


def _pick(refuse: object, answer: Element) -> Pick:
    text = (answer.findtext("text") or "").strip()
    assert callable(refuse)
    if not text:
        raise refuse("answer", "a text must stand here")
    try:
        right = float(answer.get("fraction", "")) > 0
    except ValueError:
        raise refuse("fraction", f"{answer.get('fraction')!r} is no number") from None
    return Pick(text, right, (answer.findtext("feedback/text") or "").strip())


def _tolerance(refuse: object, question: Element) -> int:
    text = (question.findtext("answer/tolerance") or "0").strip()
    assert callable(refuse)
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        raise refuse("tolerance", f"{text!r} is no number") from None
