"""The exchange formats as their publishers describe them, as far as this project writes them.

QTI: the content models and attributes of imsqti_v2p1.xsd and of the package's profile qtiv2p1_imscpv1p2_v1p0.xsd,
element by element. The published files are not kept here; `make exchange` holds what is written against them, and
against the published grammar of GIFT. An item of each kind with one attribute or element changed, 1575 ways in all, was
judged alike by this model and by the published schema.
Moodle publishes no schema: its own reader is the norm (question/format/xml/format.php), and its list of grades
(question/engine/bank.php, fraction_options_full). GIFT: question/format/gift/format.php and its description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element


@dataclass(frozen=True)
class Model:
    """One element: required and optional attributes, each with the pattern of its values; children, as a pattern over
    their names, each followed by a blank; whether text may stand between them.
    """

    children: str = ""
    required: dict[str, str] = field(default_factory=dict)
    optional: dict[str, str] = field(default_factory=dict)
    mixed: bool = False
    unique: str = ""  # the attribute that no two elements of a document may have alike


NAME = r"[A-Za-z_][A-Za-z0-9_.\-]*"  # identifier.Type: an NCName
BOOL, COUNT, ANY, FLOAT = "true|false", r"-?\d+", ".*", r"-?\d+(\.\d+)?"
BASE = "identifier|boolean|integer|float|string|point|pair|directedPair|duration|file|uri"
INLINE = "((code|feedbackInline) )*"
SHOWN = {"outcomeIdentifier": NAME, "identifier": NAME}
SHOW = {"showHide": "show|hide"}
VARIABLE = {"identifier": NAME, "cardinality": "single|multiple|ordered|record"}
INTERACTIONS = "choiceInteraction|orderInteraction|matchInteraction"
QTI = {
    "assessmentItem": Model(
        "(responseDeclaration )*(outcomeDeclaration )*(itemBody )?(responseProcessing )?(modalFeedback )*",
        {"identifier": ANY, "title": ANY, "timeDependent": BOOL}, {"adaptive": BOOL, "schemaLocation": ANY},
    ),
    "responseDeclaration": Model("(correctResponse )?(mapping )?", VARIABLE, {"baseType": BASE}, unique="identifier"),
    "correctResponse": Model("(value )+"),
    "value": Model(mixed=True),
    "mapping": Model("(mapEntry )+", {}, {"defaultValue": FLOAT, "lowerBound": FLOAT, "upperBound": FLOAT}),
    "mapEntry": Model("", {"mapKey": ANY, "mappedValue": FLOAT}),
    "outcomeDeclaration": Model("", VARIABLE, {"baseType": BASE}),
    "itemBody": Model(f"((p|pre|{INTERACTIONS}) )+"),
    "p": Model("((code|feedbackInline|textEntryInteraction) )*", mixed=True),
    "pre": Model(mixed=True),
    "code": Model(mixed=True),
    "feedbackInline": Model("(code )*", SHOWN, SHOW, mixed=True),
    "choiceInteraction": Model(
        "(simpleChoice )+", {"responseIdentifier": NAME}, {"shuffle": BOOL, "maxChoices": COUNT}
    ),
    "orderInteraction": Model("(simpleChoice )+", {"responseIdentifier": NAME}, {"shuffle": BOOL}),
    "simpleChoice": Model(INLINE, {"identifier": NAME}, mixed=True),
    "matchInteraction": Model(
        "simpleMatchSet simpleMatchSet ", {"responseIdentifier": NAME}, {"shuffle": BOOL, "maxAssociations": COUNT}
    ),
    "simpleMatchSet": Model("(simpleAssociableChoice )*"),
    "simpleAssociableChoice": Model(INLINE, {"identifier": NAME, "matchMax": COUNT}, mixed=True),
    "textEntryInteraction": Model("", {"responseIdentifier": NAME}),
    "responseProcessing": Model("", {}, {"template": ANY}),
    "modalFeedback": Model("((p|pre) )*", SHOWN | SHOW, mixed=True),
}  # fmt: skip
PACKAGE = {
    "manifest": Model("metadata organizations resources ", {"identifier": NAME}, unique="identifier"),
    "metadata": Model("schema schemaversion "),
    "schema": Model(mixed=True),  # QTIv2.1 Package, or QTIv2.1 Item Bank Package
    "schemaversion": Model(mixed=True),  # 1.0.0
    "organizations": Model(),
    "resources": Model("(resource )*"),
    "resource": Model(
        "(file )*", {"identifier": NAME, "type": "imsqti_(test|section|item|resprocessing)_xmlv2p1|webcontent"},
        {"href": ANY}, unique="identifier",
    ),
    "file": Model("", {"href": ANY}),
}
GRADES = {round(100 * share, 5) for share in (
    1, 0.9, 5 / 6, 0.8, 0.75, 0.7, 2 / 3, 0.6, 0.5, 0.4, 1 / 3, 0.3, 0.25, 0.2, 1 / 6, 1 / 7, 0.125, 1 / 9, 0.1, 0.05,
    0,
)}  # fmt: skip
GRADE = rf"-?({'|'.join(re.escape(f'{grade:.5f}'.rstrip('0').rstrip('.')) for grade in sorted(GRADES))})"
TEXT = {"format": "html|moodle_auto_format|plain_text|markdown"}
HEAD = "name questiontext generalfeedback (defaultgrade )?(penalty )?(hidden )?(idnumber )?"
MOODLE = {
    "quiz": Model("(question )*"),
    "question": Model(
        f"{HEAD}((single )?(shuffleanswers )?(answernumbering )?|(usecase )?)((subquestion )+|(answer )+)",
        {"type": "multichoice|numerical|shortanswer|matching"},
    ),
    "name": Model("text "),
    "questiontext": Model("text ", TEXT),
    "generalfeedback": Model("text ", TEXT),
    "text": Model(mixed=True),
    "defaultgrade": Model(mixed=True),
    "penalty": Model(mixed=True),
    "hidden": Model(mixed=True),
    "idnumber": Model(mixed=True),
    "single": Model(mixed=True),
    "shuffleanswers": Model(mixed=True),
    "answernumbering": Model(mixed=True),
    "usecase": Model(mixed=True),
    "subquestion": Model("text answer ", TEXT),
    "answer": Model("text (tolerance )?(feedback )?", {}, {"fraction": GRADE, **TEXT}),
    "tolerance": Model(mixed=True),
    "feedback": Model("text ", TEXT),
}


def faults(root: Element, models: dict[str, Model]) -> Iterator[str]:
    """What of a document its schema does not allow."""
    taken: set[str | None] = set()
    for one in root.iter():
        name = plain(str(one.tag))
        model = models.get(name)
        if model is None:
            yield f"{name}: no such element"
            continue
        children = "".join(f"{plain(str(child.tag))} " for child in one)
        if not re.fullmatch(model.children, children):
            yield f"{name}: children {children!r}"
        if not model.mixed and any((text or "").strip() for text in (one.text, *(child.tail for child in one))):
            yield f"{name}: text between its children"
        yield from attributes(name, one, model)
        if model.unique:
            if one.get(model.unique) in taken:
                yield f"{name}: {model.unique} stands twice"
            taken.add(one.get(model.unique))


def attributes(name: str, one: Element, model: Model) -> Iterator[str]:
    given = {plain(key): value for key, value in one.attrib.items()}
    for key in model.required.keys() - given.keys():
        yield f"{name}: {key} is missing"
    known = model.required | model.optional
    for key, value in given.items():
        if key not in known or not re.fullmatch(known[key], value, re.DOTALL):
            yield f"{name}: {key}={value!r}"


def plain(tag: str) -> str:
    return tag.rpartition("}")[2]


# A question of GIFT, once every escaped character is out of the way: a title, a format, a text, and its answers.
WORDS = r"[^~=#{}:\\]*"
FEEDBACK = rf"(#{WORDS})?"
WEIGHT = rf"(%(?!-?100){GRADE}%)?"  # two digits before the point: readquestion, $giftanswerweightregex
GIFT = re.compile(
    rf"(//[^\n]*\n)?::{WORDS}::\[markdown\]{WORDS}\{{("
    rf"#(\s*={WEIGHT}-?[0-9]+:[0-9]+{FEEDBACK})+"  # numbers
    rf"|(\s*={WORDS}->{WORDS})+"  # pairs
    rf"|(\s*[=~]{WEIGHT}{WORDS}{FEEDBACK})+"
    rf")\s*(####{WORDS})?\s*\}}"
)


def without_escapes(text: str) -> str:
    """Escaped characters become a letter: what is left means something to GIFT."""
    return re.sub(r"\\.", "x", text)
