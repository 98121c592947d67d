"""mandoc(1) lays out mdoc(7) as on FreeBSD: contrib/mandoc's column widths, blanks and signs."""

from __future__ import annotations

import re

import pytest

from simbsd.usr_bin.mandoc.page import Page

HEAD = ".Dd March 1, 2024\n.Dt THING 8\n.Os\n.Sh NAME\n.Nm thing\n.Nd do a thing\n"


def laid(source: str) -> str:
    """The page without head, NAME and foot, struck-over characters as they are seen."""
    text = re.sub(".\b", "", Page(HEAD + source, "FreeBSD 14.0-STABLE").text())
    return text.partition("do a thing\n\n")[2].rpartition("\n\nFreeBSD")[0]


def test_head_name_and_foot() -> None:
    assert Page(HEAD, "FreeBSD 14.0-STABLE").text() == (
        "THING(8)               FreeBSD System Manager's Manual                THING(8)\n"
        "\n"
        "N\bNA\bAM\bME\bE\n"
        "     t\bth\bhi\bin\bng\bg – do a thing\n"
        "\n"
        "FreeBSD 14.0-STABLE             March 1, 2024              FreeBSD 14.0-STABLE\n"
    )


def test_a_synopsis_hangs() -> None:
    assert laid(".Sh SYNOPSIS\n.Nm\n.Op Fl ab\n.Op Fl f Ar file | Fl g Ar group\n.Ar name ...\n.Nm\n.Fl l\n") == (
        "SYNOPSIS\n     thing [-ab] [-f file | -g group] name ...\n     thing -l"
    )


def test_long_synopses_are_broken_under_their_first_argument() -> None:
    options = "".join(f".Op Fl {letter} Ar argument\n" for letter in "abcdefg")
    assert laid(".Sh SYNOPSIS\n.Nm\n" + options) == (
        "SYNOPSIS\n"
        "     thing [-a argument] [-b argument] [-c argument] [-d argument] [-e\n"
        "           argument] [-f argument] [-g argument]"
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (".Xr jail 8 .", "jail(8)."),
        (".Fl a b , c", "-a -b, -c"),
        (".Op Fl u Ar user", "[-u user]"),
        (".Pq see Xr jls 8", "(see jls(8))"),
        (".Dq Li word .", "“word”."),
        (".Ql x=1 ,", "‘x=1’,"),
        (".Pa /etc/rc.conf", "/etc/rc.conf"),
        (".Fn jail_get \"struct iovec *iov\" \"int flags\" ,", "jail_get(struct iovec *iov, int flags),"),
        (".Fx 8.0 .", "FreeBSD 8.0."),
        (".Bx 4.2", "4.2BSD"),
        (".Ar a Ns = Ns Ar b", "a=b"),
        (".Cm up | Cm down", "up | down"),
        (".Oo Fl v Oc Ar x", "[-v] x"),
        ("plain \\-x and \\&.dot and \\(em", "plain -x and .dot and —"),
        (".Ex -std", "The thing utility exits 0 on success, and >0 if an error occurs."),
        (".Va kern.hostname", "kern.hostname"),
        (".Sq a b", "‘a b’"),
    ],
)
def test_macros_of_a_line(line: str, shown: str) -> None:
    assert laid(f".Sh DESCRIPTION\n{line}\n") == f"DESCRIPTION\n     {shown}"


def test_bold_and_underlined() -> None:
    text = Page(HEAD + ".Sh DESCRIPTION\n.Fl a Ar b c\n", "").text()
    assert "     -\b-a\ba _\bb _\bc\n" in text


def test_sentences_end_with_two_blanks_and_paragraphs_with_a_line() -> None:
    source = ".Sh DESCRIPTION\nOne.\nTwo.\n.Pp\nThree\nfour.\n"
    assert laid(source) == "DESCRIPTION\n     One.  Two.\n\n     Three four."


def test_tags_stand_beside_what_they_name_when_there_is_room() -> None:
    source = ".Sh DESCRIPTION\n.Bl -tag -width indent\n.It Fl a\nAll.\n.It Fl file Ar name\nA file.\n.El\nDone.\n"
    assert laid(source) == (
        "DESCRIPTION\n     -a      All.\n\n     -file name\n             A file.\n     Done."
    )


def test_other_lists() -> None:
    source = (
        ".Sh DESCRIPTION\n.Bl -bullet -compact\n.It\none\n.It\ntwo\n.El\n.Bl -enum -offset indent\n.It\nfirst\n.El\n"
        ".Bl -column \"wide cell\" other\n.It a Ta b\n.It cc Ta d\n.El\n"
    )
    assert laid(source) == (
        "DESCRIPTION\n     •   one\n     •   two\n\n           1.   first\n\n     a          b\n     cc         d"
    )


def test_displays_are_shown_as_they_stand() -> None:
    source = ".Sh EXAMPLES\nType\n.Bd -literal -offset indent\n# jls  -v\n\tx\n.Ed\n.Pp\nand\n.Dl # ls\n"
    assert laid(source) == "EXAMPLES\n     Type\n\n           # jls  -v\n           \tx\n\n     and\n           # ls"


def test_references_are_put_in_order() -> None:
    source = (
        ".Sh SEE ALSO\n.Rs\n.%T Jails\n.%A A. One\n.%A B. Two\n.%B Proceedings of SANE\n.%D May 2000\n.Re\n"
    )
    assert laid(source) == "SEE ALSO\n     A. One and B. Two, Jails, Proceedings of SANE, May 2000."
