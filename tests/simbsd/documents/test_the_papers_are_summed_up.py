"""/usr/src/share/doc/papers: one directory for each paper of FreeBSD's tree, each with a summary in our own words."""

from __future__ import annotations

import re

from simbsd.machine import Machine

PAPERS = "/usr/src/share/doc/papers"
# The SUBDIR list of share/doc/papers/Makefile in stable/14.
IN_THE_TREE = [
    "beyond4.3", "bufbio", "contents", "devfs", "diskperf", "fsinterface", "jail", "kernmalloc", "kerntune",
    "malloc", "newvm", "relengr", "sysperf", "timecounter",
]  # fmt: skip


def sh(text: str) -> str:
    output, _status = Machine(ttys=0, watched=False).script(text.encode())
    return output.decode()


def test_the_directories_are_those_of_the_tree() -> None:
    assert sh(f"ls {PAPERS}").split() == ["README", *IN_THE_TREE]


def test_the_readme_lists_each_once() -> None:
    readme = sh(f"cat {PAPERS}/README").partition("How to read one of them")[0]
    listed = re.findall(r"^  (\S+) +(?:\d{4} +)?\S.*$", readme, re.MULTILINE)
    assert listed == IN_THE_TREE


def test_each_has_a_summary_that_fits_a_terminal() -> None:
    for name in IN_THE_TREE:
        text = sh(f"cat {PAPERS}/{name}/SUMMARY")
        assert len(text) > 200, name
        assert [line for line in text.splitlines() if len(line) > 80] == [], name


def test_the_manual_pages_that_the_jail_summary_names_are_here() -> None:
    pages = re.findall(r"man (\d) (\w+)", sh(f"cat {PAPERS}/jail/SUMMARY"))
    assert pages == [("2", "jail"), ("8", "jail"), ("8", "jls")]
    assert "No manual entry" not in sh("; ".join(f"man -w {section} {name}" for section, name in pages))
