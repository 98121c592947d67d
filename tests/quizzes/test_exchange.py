"""Questions to other systems and back: what a format carries comes back the same; what is bad imports nothing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from bank_under_test import BANK

from lab.items.item_file import load_bank
from lab.items.variant import draw
from quizzes.exchange import gift, moodle, package, qti
from quizzes.exchange.formats import FORMATS, exported, imported, write_items
from quizzes.exchange.plain import CannotRead, Pick, Plain, can_be_plain, plain_of

PLAIN = [plain_of(draw(item, 1)) for item in BANK.items if can_be_plain(item)]
HARD = Plain(
    name="hard-1", title="Signs: {a} = ~b # c", kind="single", prompt="A `{` and a `}`.\n\n```sh\nls | wc\n```\n\nEnd.",
    explanation="Because: 1 < 2 & 3 > 2.", picks=(Pick("`a = ~b`", True), Pick("#1 \\ 2 :: 3", False, "No: {x}.")),
)  # fmt: skip


def of(kinds: tuple[str, ...]) -> list[Plain]:
    return [one for one in PLAIN if one.kind in kinds]


def test_the_bank_has_something_of_every_kind() -> None:
    assert {one.kind for one in PLAIN} == set(qti.KINDS)


def test_moodle_xml_comes_back_the_same() -> None:
    questions = [HARD, *of(moodle.KINDS)]
    back = moodle.read("bank.xml", moodle.write(questions))
    assert back == [replace(one, picks=tuple(replace(pick, text=pick.text.strip()) for pick in one.picks))
                    for one in questions]  # fmt: skip


def test_gift_comes_back_the_same() -> None:
    questions = [HARD, *(one for one in PLAIN if FORMATS["gift"].can_carry(one))]
    back = gift.read("bank.gift.txt", gift.write(questions))
    assert back == [replace(one, picks=tuple(replace(pick, text=pick.text.strip()) for pick in gift.in_order(one)))
                    for one in questions]  # fmt: skip


ARROW = Plain(
    name="arrow-1", title="An arrow", kind="single", prompt="What is printed?", explanation="From -> to.",
    picks=(Pick("`0 -> 1`", True), Pick("`1 -> 0`", False, "Not -> this.")),
)  # fmt: skip


def test_an_arrow_in_a_choice_makes_no_pairs_of_it() -> None:
    """Moodle takes answers with = and -> for pairs unless a ~ stands among them; the grammar unless it is the first."""
    text = gift.write([ARROW])
    assert text.index(b"~") < text.index(b"\t=")
    (back,) = gift.read("bank.gift.txt", text)
    assert back == replace(ARROW, picks=ARROW.picks[::-1])


@pytest.mark.parametrize(
    "one",
    [
        replace(ARROW, kind="fill-in", picks=(Pick("0 -> 1", True),)),
        replace(ARROW, kind="fill-in", picks=(Pick("0", True), Pick("1", False, "0 -> 1."))),
        replace(ARROW, kind="matching", picks=(), pairs=(("a -> b", "c"), ("d", "e"))),
        replace(ARROW, kind="multiple"),
        replace(ARROW, picks=(Pick("%50% of it", True), Pick("all", False))),
    ],
)
def test_what_gift_would_take_for_something_else_is_left_out(one: Plain) -> None:
    assert not gift.can_carry(one)
    assert FORMATS["moodle"].can_carry(one)


def carried_by_qti(one: Plain) -> Plain:
    """What QTI keeps: paragraphs without their line ends; of a field no feedback, no tolerance."""
    field = one.kind in ("fill-in", "numeric")
    line = " ".join

    def flat(text: str) -> str:
        pieces = text.split("```")
        blocks = []
        for number, piece in enumerate(pieces):
            if number % 2:
                blocks.append("```\n" + piece.split("\n", 1)[1].rstrip("\n") + "\n```")
            else:
                blocks += [line(part.split()) for part in piece.strip().split("\n\n") if part.strip()]
        return "\n\n".join(blocks)

    picks = tuple(
        replace(pick, text=pick.text if field else line(pick.text.split()),
                feedback="" if field else line(pick.feedback.split())) for pick in one.picks
    )  # fmt: skip
    pairs = tuple((line(left.split()), line(right.split())) for left, right in one.pairs)
    texts = {"prompt": flat(one.prompt), "explanation": flat(one.explanation)}
    return replace(one, **texts, picks=picks, pairs=pairs, tolerance=0)


def test_a_qti_package_comes_back_with_what_it_carries() -> None:
    questions = [HARD, *of(qti.KINDS)]
    assert package.read("bank.zip", package.write(questions)) == [carried_by_qti(one) for one in questions]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_bank_goes_out_and_comes_in_as_items_that_prove_themselves(name: str, tmp_path: Path) -> None:
    data, count = exported(BANK.items, 2, FORMATS[name])
    assert count > 60
    texts = imported(f"bank.{FORMATS[name].ending}", data, FORMATS[name], [])
    assert len(texts) == count
    (tmp_path / "modules.toml").write_text('[[modules]]\nslug = "m"\ntitle = "M"\nsummary = "S"\nlessons = []\n')
    write_items(tmp_path, "m", texts)
    assert len(load_bank(tmp_path).items) == count


def test_an_export_is_the_same_each_time() -> None:
    for form in FORMATS.values():
        assert exported(BANK.items, 0, form) == exported(BANK.items, 0, form)


GOOD = moodle.write([HARD])
BOMB = b'<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'
BAD_MOODLE = [
    (b"<quiz", "file", "XML"), (BOMB, "file", "XML"), (OUTSIDE, "file", "XML"), (b"<html/>", "file", "html"),
    (b"<quiz></quiz>", "file", "questions"),
    (GOOD.replace(b'fraction="100"', b'fraction="0"'), HARD.title, "answer"),
    (GOOD.replace(b'fraction="100"', b'fraction="much"'), HARD.title, "fraction"),
    (GOOD.replace(b'type="multichoice"', b'type="essay"'), HARD.title, "type"),
    (GOOD.replace(b"`a = ~b`", b""), HARD.title, "answer"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "question", "field"), BAD_MOODLE, ids=range(len(BAD_MOODLE)))
def test_a_bad_moodle_file_names_question_and_field(data: bytes, question: str, field: str) -> None:
    with pytest.raises(CannotRead) as caught:
        imported("bank.xml", data, FORMATS["moodle"], [])
    assert (caught.value.file, caught.value.question, caught.value.field) == ("bank.xml", question, field)


BAD_GIFT = [
    ("::T::Text without answers", "question 1", "{ }"), ("::T::Text {}", "T", "answers"),
    ("::T::{=a ~b}", "question 1", "text"), ("::T::Text {~a ~b}", "T", "answers"),
    ("::T::Text {#=five}", "T", "answers"), ("::T::Text {=a -> b}", "T", "answers"),
    ("::G::Good {=a#x ~b#y ~c#z}\n\n::T::Text {~a ~b}", "T", "answers"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "question", "field"), BAD_GIFT)
def test_a_bad_gift_question_imports_nothing(text: str, question: str, field: str) -> None:
    with pytest.raises(CannotRead) as caught:
        imported("bank.txt", text.encode(), FORMATS["gift"], [])
    assert caught.value.field == field
    assert caught.value.question in (question, "T", "question 1")


def test_two_options_that_are_alike_are_refused() -> None:
    with pytest.raises(CannotRead, match="are alike"):
        imported("bank.txt", b"::T::Text {=a ~b ~b}", FORMATS["gift"], [])


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def manifest(*hrefs: str) -> bytes:
    rows = "".join(f'<resource identifier="r" type="imsqti_item_xmlv2p1" href="{href}"/>' for href in hrefs)
    return f'<manifest xmlns="{package.CONTENT}"><resources>{rows}</resources></manifest>'.encode()


def test_a_bad_item_in_a_package_is_named_by_its_file() -> None:
    bad = qti.write(HARD).replace(b"itemBody", b"itemTorso")
    data = archive(**{"imsmanifest.xml": manifest("a.xml", "b.xml"), "a.xml": qti.write(HARD), "b.xml": bad})
    with pytest.raises(CannotRead) as caught:
        imported("bank.zip", data, FORMATS["qti"], [])
    assert (caught.value.file, caught.value.field) == ("bank.zip/b.xml", "itemBody")


@pytest.mark.parametrize("path", ["../up.xml", "/etc/passwd", "a/../../b.xml", "c:evil.xml", "a\\b.xml"])
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("imsmanifest.xml", manifest())
        made.writestr(zipfile.ZipInfo(path), b"x")
    with pytest.raises(CannotRead, match="leads out"):
        package.read("bank.zip", out.getvalue())


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(CannotRead, match="unpacked"):
        package.read("bank.zip", archive(**{"imsmanifest.xml": b" " * (package.MOST_OF_ONE + 1)}))
    many = {f"f{number}": b"x" for number in range(package.MOST_FILES + 1)}
    with pytest.raises(CannotRead, match="more than 500 files"):
        package.read("bank.zip", archive(**many))


@pytest.mark.parametrize(
    "data", [b"no zip", archive(other=b"x"), archive(**{"imsmanifest.xml": manifest("missing.xml")}),
             archive(**{"imsmanifest.xml": manifest()})]
)  # fmt: skip
def test_a_package_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead):
        package.read("bank.zip", data)


def test_no_file_that_is_there_is_overwritten(tmp_path: Path) -> None:
    write_items(tmp_path, "m", {"one": "first"})
    with pytest.raises(FileExistsError):
        write_items(tmp_path, "m", {"one": "second"})
    assert (tmp_path / "items" / "m" / "one.toml").read_text() == "first"


def test_too_much_is_refused_before_it_is_looked_at() -> None:
    long, many = "::T::Text {=a ~" + "b" * gift.LONGEST + "}", "::T::Q {=a ~b ~c}\n\n" * 501
    for text, where in ((long, "text"), (many, "questions")):
        with pytest.raises(CannotRead, match="more than") as caught:
            imported("bank.txt", text.encode(), FORMATS["gift"], [])
        assert caught.value.field == where
