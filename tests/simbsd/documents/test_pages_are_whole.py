"""Every manual page of the image has the sections that a reader looks for, and refers to pages that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simbsd.image import paths_of, programs_of
from simbsd.release import RELEASES
from simbsd.usr_bin.mandoc.macros import CALLABLE
from simbsd.usr_bin.mandoc.page import BLOCKS, IGNORED, Page

FOLDER = Path(__file__).resolve().parents[3] / "simbsd" / "rootfs" / "usr" / "share" / "man"
FILES = sorted(FOLDER.rglob("*.[1-9]"))
LINKS = [path for path in FILES if path.read_text(encoding="utf-8").startswith(".so ")]
PAGES = [path for path in FILES if path not in LINKS]
NEEDED = ("NAME", "DESCRIPTION", "SEE ALSO", "HISTORY")


def sections(source: str) -> list[str]:
    return re.findall(r"^\.Sh (.+)$", source, re.MULTILINE)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    name, _, section = path.name.rpartition(".")
    assert path.parent.name == f"man{section}"
    assert re.search(rf"^\.Dt {re.escape(name.upper())} {section}$", source, re.MULTILINE)
    assert [one for one in NEEDED if one not in sections(source)] == []
    if section in ("1", "8"):
        assert {"SYNOPSIS", "EXAMPLES"} <= set(sections(source))
    macros = {line[1:].split()[0] for line in source.splitlines() if re.match(r"\.[A-Za-z%]", line)}
    assert {one for one in macros if not one.startswith("%")} - CALLABLE - set(BLOCKS) - IGNORED - {"Bl", "Re"} == set()
    lines = re.sub(".\b", "", Page(source, "FreeBSD 14.0-STABLE").text()).splitlines()
    assert [line for line in lines if len(line) > 100] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_its_references(path: Path) -> None:
    """A page that this machine has not is not referred to, so that a learner never meets ``No manual entry``."""
    there = {(one.name.rpartition(".")[0], one.suffix[1:]) for one in FILES}
    source = path.read_text(encoding="utf-8")
    also = source.partition(".Sh SEE ALSO")[2].partition(".Sh ")[0]
    named = set(re.findall(r"^\.Xr (\S+) (\d)", also, re.MULTILINE))
    assert named - there == set()


@pytest.mark.parametrize("path", LINKS, ids=lambda path: path.name)
def test_another_name_of_a_page(path: Path) -> None:
    """The page that it names is there, and has that name in its NAME section: so whatis(1) finds it."""
    page = FOLDER / path.read_text(encoding="utf-8").removeprefix(".so ").strip()
    assert page in PAGES
    assert path.name.rpartition(".")[0] in re.findall(r"^\.Nm (\S+)", page.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_program_has_a_page() -> None:
    """Under each of its names, so that ``man NAME`` never says that there is none."""
    names = {path.rpartition("/")[2] for program in programs_of(RELEASES["14.0"]) for path in paths_of(program)}
    assert names - {one.name.rpartition(".")[0] for one in FILES} == set()
