"""dd's character sets and parity (bin/dd/conv_tab.c, dd.c), bintrans qp, uudecode's range (usr.bin/bintrans)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.bin.dd_tables import table
from simbsd.usr_bin.bintrans_qp import decoded, encoded


def made(*conversions: str) -> bytes:
    found = table(list(conversions))
    assert found is not None
    return found


def test_every_set_has_its_way_back() -> None:
    text = bytes(range(256))
    assert text.translate(made("ebcdic")).translate(made("ascii")) == text
    assert text.translate(made("oldebcdic")).translate(made("oldascii")) == text
    assert b"Az09 ^~".translate(made("ebcdic")).hex() == "c1a9f0f9409a5f"
    assert b"^~".translate(made("ibm")).hex() == "5fa1"


def test_parity_makes_a_number_of_bits_even_or_odd() -> None:
    assert {code.bit_count() & 1 for code in made("pareven")} == {0}
    assert {code.bit_count() & 1 for code in made("parodd")} == {1}
    assert {code >> 7 for code in made("parset")} == {1}
    assert {code >> 7 for code in made("parnone")} == {0}
    assert table(["sync", "swab"]) is None


def test_dd_refuses_what_does_not_go_together(sh) -> None:
    script = """
    echo abc | dd conv=ebcdic 2>/dev/null | od -An -tx1 | tr -s ' '; dd conv=ascii,ibm; dd conv=pareven,parset
    echo aB | dd conv=ucase,ebcdic 2>/dev/null | dd conv=ascii 2>/dev/null; dd conv=x
    """
    assert sh(script)[0] == (
        " 81 82 83 25 \ndd: ibm: illegal conversion combination\ndd: parset: illegal conversion combination\n"
        "aB\ndd: unknown conversion x\n"
    )


@settings(max_examples=50)
@given(st.binary(max_size=70).filter(lambda data: not {0, 10, 13} & set(data)))
def test_what_is_quoted_comes_back(data: bytes) -> None:
    line = data + b"\n"
    assert b"".join(decoded(piece) for piece in encoded(line).splitlines(keepends=True)) == line


def test_lines_of_mail(sh) -> None:
    script = r"""
    printf 'a=b \ncaf\303\251\n.\n' | bintrans qp; printf 'This=23 is=\n a=3D=2 line=' | bintrans qp -u; echo
    bintrans qp -x; bintrans qp nope; bintrans qp -o; printf 'begin 644 x\n#86)C\n\n' | uudecode -o y; echo $?
    printf 'begin 644 x\n#86)C\n\nend\n' | uudecode -o y; echo $?; cat y
    """
    assert sh(script)[0] == (
        "a=3Db=20\ncaf=C3=A9\n=2E\nThis# is a==2 line=\nusage: bintrans qp [-u] [-o outputfile] [file name]\n"
        "nope: No such file or directory\nqp: -o requires a file name.\nuudecode: stdin: x: short file\n1\n"
        "uudecode: stdin: y: character out of range: [32-96]\n1\nabc"
    )
