"""cksum and sum: whole outputs. The sums of 123456789 are those that POSIX, zip and both old programs give it.

Source: usr.bin/cksum of FreeBSD 14 (cksum.c, crc.c, crc32.c, sum1.c, sum2.c, print.c).
"""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

USAGE = "usage: cksum [-o 1 | 2 | 3] [file ...]\n       sum [file ...]\n"


def said(text: str) -> str:
    output, _ = Machine(ttys=0, watched=False).script(text.encode())
    return output.decode()


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("printf 123456789 | cksum", "930766865 9\n"),
        ("printf '' | cksum", "4294967295 0\n"),
        ("printf 123456789 | cksum -o 1", "53615 1\n"),
        ("printf 123456789 | cksum -o 2", "477 1\n"),
        ("printf 123456789 | cksum -o 3", "3421780262 9\n"),
        ("printf 123456789 | sum", "53615 1\n"),
        ("truncate -s 2000 /tmp/z; sum /tmp/z; cksum -o 2 /tmp/z", "0 2 /tmp/z\n0 4 /tmp/z\n"),
    ],
)
def test_a_sum_is_that_of_its_kind(command: str, output: str) -> None:
    assert said(command) == output


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_summed() -> None:
    assert said("cd /tmp; printf 123456789 > a; cksum a none a; echo $?") == (
        "930766865 9 a\ncksum: none: No such file or directory\n930766865 9 a\n1\n"
    )


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("cksum -o 4", f"cksum: illegal argument to -o option\n{USAGE}"),
        ("cksum -x", f"cksum: illegal option -- x\n{USAGE}"),
        ("sum -x", "sum: -x: No such file or directory\n"),
    ],
)
def test_what_is_no_option_is_refused(command: str, output: str) -> None:
    assert said(f"{command}; echo $?") == f"{output}1\n"
