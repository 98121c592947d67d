"""QTI 2.1 items: choice, text entry, match and order interactions (IMS Question and Test Interoperability 2.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from defusedxml import ElementTree as Safe
from defusedxml.common import DefusedXmlException

from quizzes.exchange.plain import CannotRead, Pick, Plain

SPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
MATCH_CORRECT = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
MAP_RESPONSE = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"
KINDS = ("single", "multiple", "numeric", "fill-in", "matching", "ordering")
register_namespace("", SPACE)
register_namespace("xsi", XSI)


def tag(name: str) -> str:
    return f"{{{SPACE}}}{name}"


def write(one: Plain) -> bytes:
    """One item's file."""
    root = Element(tag("assessmentItem"), {
        "identifier": one.name, "title": one.title, "adaptive": "false", "timeDependent": "false",
        f"{{{XSI}}}schemaLocation": f"{SPACE} {SCHEMA}",
    })  # fmt: skip
    _declare(root, one)
    outcome = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
    SubElement(root, tag("outcomeDeclaration"), outcome)
    SubElement(root, tag("outcomeDeclaration"), {
        "identifier": "FEEDBACK", "cardinality": "single", "baseType": "identifier",
    })  # fmt: skip
    body = SubElement(root, tag("itemBody"))
    _blocks(body, one.prompt)
    WRITERS[one.kind](body, one)
    mapped = one.kind in ("fill-in", "numeric")
    SubElement(root, tag("responseProcessing"), {"template": MAP_RESPONSE if mapped else MATCH_CORRECT})
    if one.explanation:
        modal = {"outcomeIdentifier": "FEEDBACK", "identifier": "explanation", "showHide": "show"}
        _blocks(SubElement(root, tag("modalFeedback"), modal), one.explanation)
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8") + b"\n"


CARDINALITY = {"single": ("single", "identifier"), "multiple": ("multiple", "identifier"),
               "ordering": ("ordered", "identifier"), "matching": ("multiple", "directedPair"),
               "fill-in": ("single", "string"), "numeric": ("single", "integer")}  # fmt: skip


def _declare(root: Element, one: Plain) -> None:
    cardinality, base = CARDINALITY[one.kind]
    response = SubElement(root, tag("responseDeclaration"), {
        "identifier": "RESPONSE", "cardinality": cardinality, "baseType": base,
    })  # fmt: skip
    correct = SubElement(response, tag("correctResponse"))
    if one.kind == "matching":
        values = [f"L{number} R{number}" for number, (left, _) in enumerate(one.pairs) if left]
    elif one.kind in ("fill-in", "numeric"):
        values = [next(pick.text for pick in one.picks if pick.right)]
    else:
        values = [f"C{number}" for number, pick in enumerate(one.picks) if pick.right]
    for value in values:
        SubElement(correct, tag("value")).text = value
    if one.kind in ("fill-in", "numeric"):
        mapping = SubElement(response, tag("mapping"), {"defaultValue": "0"})
        for pick in one.picks:
            worth = {"mapKey": pick.text, "mappedValue": "1" if pick.right else "0"}
            SubElement(mapping, tag("mapEntry"), worth)


def _choice(body: Element, one: Plain) -> None:
    most = "1" if one.kind == "single" else "0"
    interaction = SubElement(body, tag("choiceInteraction"), {
        "responseIdentifier": "RESPONSE", "shuffle": "true", "maxChoices": most,
    })  # fmt: skip
    for number, pick in enumerate(one.picks):
        choice = SubElement(interaction, tag("simpleChoice"), {"identifier": f"C{number}"})
        _inline(choice, pick.text)
        if pick.feedback:
            told = {"outcomeIdentifier": "FEEDBACK", "identifier": f"C{number}", "showHide": "show"}
            _inline(SubElement(choice, tag("feedbackInline"), told), pick.feedback)


def _order(body: Element, one: Plain) -> None:
    interaction = SubElement(body, tag("orderInteraction"), {"responseIdentifier": "RESPONSE", "shuffle": "true"})
    for number, pick in enumerate(one.picks):
        _inline(SubElement(interaction, tag("simpleChoice"), {"identifier": f"C{number}"}), pick.text)


def _match(body: Element, one: Plain) -> None:
    count = str(sum(bool(left) for left, _ in one.pairs))
    interaction = SubElement(body, tag("matchInteraction"), {
        "responseIdentifier": "RESPONSE", "shuffle": "true", "maxAssociations": count,
    })  # fmt: skip
    for side in ("L", "R"):
        texts = SubElement(interaction, tag("simpleMatchSet"))
        for number, (left, right) in enumerate(one.pairs):
            if side == "R" or left:
                about = {"identifier": f"{side}{number}", "matchMax": "1"}
                _inline(SubElement(texts, tag("simpleAssociableChoice"), about), left if side == "L" else right)


def _entry(body: Element, one: Plain) -> None:
    SubElement(SubElement(body, tag("p")), tag("textEntryInteraction"), {"responseIdentifier": "RESPONSE"})


WRITERS: dict[str, Callable[[Element, Plain], None]] = {
    "single": _choice, "multiple": _choice, "ordering": _order, "matching": _match, "fill-in": _entry,
    "numeric": _entry,
}  # fmt: skip


def _blocks(parent: Element, text: str) -> None:
    """Markdown as XHTML blocks: paragraphs, and fenced blocks as <pre>."""
    for block in re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL):
        if block.startswith("```"):
            SubElement(parent, tag("pre")).text = block.split("\n", 1)[1].rsplit("\n", 1)[0]
        else:
            for paragraph in re.split(r"\n\s*\n", block.strip()):
                if paragraph.strip():
                    _inline(SubElement(parent, tag("p")), " ".join(paragraph.split()))


def _inline(parent: Element, text: str) -> None:
    """A line of Markdown: `code` becomes <code>, the rest stays text."""
    last: Element | None = None
    for number, piece in enumerate(text.split("`")):
        if number % 2:
            last = SubElement(parent, tag("code"))
            last.text = piece
        elif last is None:
            parent.text = piece
        else:
            last.tail = piece


def read(file: str, data: bytes) -> Plain:
    """The question of one item's file. Raises CannotRead."""
    try:
        root = Safe.fromstring(data, forbid_dtd=True)
    except (Safe.ParseError, DefusedXmlException, ValueError) as error:
        raise CannotRead(file, "file", "XML", str(error) or type(error).__name__) from None
    if root.tag != tag("assessmentItem"):
        raise CannotRead(file, "file", root.tag, "a QTI 2.1 item begins with <assessmentItem> in its name space")
    title = root.get("title") or root.get("identifier") or file

    def refuse(field: str, message: str) -> CannotRead:
        return CannotRead(file, title, field, message)

    body = root.find(tag("itemBody"))
    if body is None:
        raise refuse("itemBody", "it must stand here")
    found = [one for one in body.iter() if one.tag in READERS]
    if len(found) != 1 or len([one for one in body.iter() if str(one.tag).endswith("Interaction")]) != 1:
        raise refuse("itemBody", "one choice, order, match or text entry interaction must stand here, and no other")
    response = root.find(tag("responseDeclaration"))
    if response is None:
        raise refuse("responseDeclaration", "it must stand here")
    prompt = _text_of(body, found[0])
    if not prompt:
        raise refuse("itemBody", "a text must stand here")
    feedback = root.find(tag("modalFeedback"))
    common = {
        "name": root.get("identifier") or title,
        "title": title,
        "prompt": prompt,
        "explanation": _text_of(feedback, None) if feedback is not None else "",
    }
    return READERS[str(found[0].tag)](common, found[0], response, refuse)


def _text_of(parent: Element, without: Element | None) -> str:
    blocks: list[str] = []
    for one in parent:
        if one is without or (without is not None and without in list(one)):
            continue
        if one.tag == tag("pre"):
            blocks.append(f"```\n{one.text or ''}\n```")
        elif text := _line(one):
            blocks.append(text)
    return "\n\n".join(blocks) or _line(parent)


def _line(one: Element) -> str:
    """An element's text as a line of Markdown, what is said to it left out."""
    text = one.text or ""
    for child in one:
        if child.tag == tag("code"):
            text += f"`{''.join(child.itertext())}`"
        elif child.tag != tag("feedbackInline"):
            text += _line(child)
        text += child.tail or ""
    return " ".join(text.split())


def _values(response: Element) -> list[str]:
    return [(value.text or "").strip() for value in response.findall(f"{tag('correctResponse')}/{tag('value')}")]


Refuse = Callable[[str, str], CannotRead]
Common = dict[str, str]


def _read_choice(common: Common, found: Element, response: Element, refuse: Refuse) -> Plain:
    right = _values(response)
    picks = []
    for choice in found.findall(tag("simpleChoice")):
        said = choice.find(tag("feedbackInline"))
        feedback = _line(said) if said is not None else ""
        picks.append(Pick(_line(choice), choice.get("identifier") in right, feedback))
    if not any(pick.right for pick in picks) or not all(pick.text for pick in picks):
        raise refuse("choiceInteraction", "each choice needs a text, and at least one must be correct")
    single = response.get("cardinality") == "single"
    return Plain(**common, kind="single" if single else "multiple", picks=tuple(picks))


def _read_order(common: Common, found: Element, response: Element, refuse: Refuse) -> Plain:
    texts = {one.get("identifier", ""): _line(one) for one in found.findall(tag("simpleChoice"))}
    order = _values(response)
    if sorted(order) != sorted(texts) or len(order) < 3:
        raise refuse("correctResponse", "each choice, of at least three, must stand here once")
    return Plain(**common, kind="ordering", picks=tuple(Pick(texts[name], True) for name in order))


def _read_match(common: Common, found: Element, response: Element, refuse: Refuse) -> Plain:
    sets = found.findall(tag("simpleMatchSet"))
    if len(sets) != 2:
        raise refuse("matchInteraction", "two sets must stand here")
    lefts, rights = ({one.get("identifier", ""): _line(one) for one in side} for side in sets)
    taken = dict(value.split()[:2] for value in _values(response) if len(value.split()) == 2)
    if sorted(taken) != sorted(lefts) or any(right not in rights for right in taken.values()) or len(taken) < 2:
        raise refuse("correctResponse", "each of the first set, at least two, needs one of the second")
    pairs = [(text, rights[taken[name]]) for name, text in lefts.items()]
    decoys = [("", text) for name, text in rights.items() if name not in taken.values()]
    return Plain(**common, kind="matching", pairs=(*pairs, *decoys))


def _read_entry(common: Common, found: Element, response: Element, refuse: Refuse) -> Plain:
    entries = response.findall(f"{tag('mapping')}/{tag('mapEntry')}")
    picks = [Pick(one.get("mapKey", ""), one.get("mappedValue", "0") not in ("0", "0.0")) for one in entries]
    picks = picks or [Pick(value, True) for value in _values(response)]
    if not any(pick.right for pick in picks) or not all(pick.text for pick in picks):
        raise refuse("responseDeclaration", "at least one text must be right, by mapping or as correct response")
    numeric = response.get("baseType") == "integer"
    if numeric and not all(re.fullmatch(r"[+-]?\d{1,18}", pick.text) for pick in picks):
        raise refuse("mapping", "a whole number must stand here")
    return Plain(**common, kind="numeric" if numeric else "fill-in", picks=tuple(picks))


READERS: dict[str, Callable[[Common, Element, Element, Refuse], Plain]] = {
    tag("choiceInteraction"): _read_choice,
    tag("orderInteraction"): _read_order,
    tag("matchInteraction"): _read_match,
    tag("textEntryInteraction"): _read_entry,
}
