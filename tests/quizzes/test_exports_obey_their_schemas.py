"""What goes out to other systems obeys the published schemas; and comes back: tests/quizzes/test_exchange.py."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from bank_under_test import BANK
from schemas import GIFT, MOODLE, PACKAGE, QTI, faults, without_escapes

from lab.items.variant import draw
from quizzes.exchange import gift, moodle, package, qti
from quizzes.exchange.plain import can_be_plain, plain_of

SEEDS = (0, 1)
PLAIN = [plain_of(draw(item, seed)) for item in BANK.items if can_be_plain(item) for seed in SEEDS]


@pytest.mark.parametrize("kind", qti.KINDS)
def test_every_qti_item_obeys_its_schema(kind: str) -> None:
    for one in PLAIN:
        if one.kind == kind:
            assert list(faults(ElementTree.fromstring(qti.write(one)), QTI)) == [], one.name


def test_what_is_correct_in_a_qti_item_can_be_chosen_in_it() -> None:
    """That identifiers are declared, unique, and meant by what is correct, no schema can say."""
    for one in PLAIN:
        root = ElementTree.fromstring(qti.write(one))
        names = [node.get("identifier", "") for node in root.iter() if str(node.tag).endswith("Choice")]
        assert len(set(names)) == len(names), one.name
        outcomes = [node.get("identifier") for node in root.iter(qti.tag("outcomeDeclaration"))]
        assert {node.get("outcomeIdentifier") for node in root.iter() if node.get("outcomeIdentifier")} <= {*outcomes}
        for value in root.iter(qti.tag("value")) if names else ():
            assert set((value.text or "").split()) <= {*names}, one.name


def test_a_package_names_every_file_once() -> None:
    with zipfile.ZipFile(io.BytesIO(package.write(PLAIN[::2]))) as archive:
        manifest = ElementTree.fromstring(archive.read(package.MANIFEST))
        assert list(faults(manifest, PACKAGE)) == []
        about = f"{{{package.CONTENT}}}metadata/{{{package.CONTENT}}}"
        assert manifest.findtext(f"{about}schema") == "QTIv2.1 Package"
        assert manifest.findtext(f"{about}schemaversion") == "1.0.0"
        named = [one.get("href") for one in manifest.iter(f"{{{package.CONTENT}}}resource")]
        assert sorted(named) == sorted(name for name in archive.namelist() if name != package.MANIFEST)  # type: ignore[type-var]


def test_a_manifest_with_two_resources_of_one_name_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(package.write(PLAIN[:2]))) as archive:
        text = archive.read(package.MANIFEST).decode().replace(f'"{PLAIN[1].name}"', f'"{PLAIN[0].name}"')
    assert list(faults(ElementTree.fromstring(text), PACKAGE)) == ["resource: identifier stands twice"]


def test_moodle_takes_every_question() -> None:
    questions = [one for one in PLAIN if one.kind in moodle.KINDS]
    root = ElementTree.fromstring(moodle.write(questions))
    assert list(faults(root, MOODLE)) == []
    for question in root:  # Moodle wants one answer of a hundred, or parts that make a hundred
        grades = [float(one.get("fraction", "0")) for one in question.findall("answer")]
        if question.get("type") != "matching":
            assert sum(grade for grade in grades if grade > 0) == pytest.approx(100, abs=0.001) or 100 in grades


@pytest.mark.parametrize("kind", gift.KINDS)
def test_every_gift_question_is_one(kind: str) -> None:
    for one in PLAIN:
        if one.kind == kind:
            text = without_escapes(gift.write([one]).decode().strip())
            assert GIFT.fullmatch(text), text
            assert not re.search(r"\n\s*\n", text)  # an empty line ends a question


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b' cardinality="single"', b"", "responseDeclaration: cardinality is missing"),
        (b'identifier="FEEDBACK"', b'name="FEEDBACK"', "outcomeDeclaration: identifier is missing"),
        (b'shuffle="true"', b'shuffle="yes"', "choiceInteraction: shuffle='yes'"),
        (b"itemBody", b"itemTorso", "itemTorso: no such element"),
        (b'identifier="C0"', b'identifier="0 C"', "simpleChoice: identifier='0 C'"),
        (b"<itemBody>", b"<itemBody>Loose text.", "itemBody: text between its children"),
    ],
)
def test_the_schema_refuses_what_the_published_one_does(old: bytes, new: bytes, fault: str) -> None:
    one = next(one for one in PLAIN if one.kind == "single")
    assert fault in list(faults(ElementTree.fromstring(qti.write(one).replace(old, new)), QTI))
