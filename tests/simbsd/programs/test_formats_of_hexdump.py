"""hexdump -e and -f, od's floating point and old offsets (usr.bin/hexdump: parse.c, display.c, odsyntax.c)."""

from __future__ import annotations

import pytest

from simbsd.usr_bin.hexdump_format import Display, parse

LETTERS = bytes(range(97, 107))


def shown(data: bytes, *formats: str, every: bool = False) -> str:
    return "".join(Display([parse(text) for text in formats], False, False).lines(data, 0, every))


@pytest.mark.parametrize(
    ("formats", "text"),
    [
        (('1/1 "%02x "',), "61 62 63 64 65 66 67 68 69 6a "),
        (('4/1 "%3d " "\\n"',), " 97  98  99 100\n101 102 103 104\n105 106        \n"),
        (('"%_ad: " 8/1 "%_p" "\\n"', '"%_Ax end\\n"'), "0: abcdefgh\n8: ij\na end\n"),
        (('2/4 "%08x " "|" 1/2 "%u" "\\n"',), "64636261 68676665|27241\n"),
        (('1/5 "%s-" ',), "abcde-fghij-"),
        (('"%.3s,%c\\t"',), "abc,d\tefg,h\tij,\t"),
        (('/2 "%-6o|"',), "61141 |62143 |63145 |64147 |65151 |"),
    ],
)
def test_formats_take_what_they_say(formats: tuple[str, ...], text: str) -> None:
    """Repetitions, byte counts, the blank that the last repetition leaves out, what is left blank at the end."""
    assert shown(LETTERS, *formats) == text


def test_equal_blocks_are_one_star(sh) -> None:
    assert shown(bytes(12), '4/1 "%d" "\n"') == "0000\n*\n"
    assert shown(bytes(12), '4/1 "%d" "\n"', every=True) == "0000\n" * 3


def test_mistakes_are_named(sh) -> None:
    """badfmt, badconv, badnoconv, badcnt, badsfmt."""
    formats = ('"%q"', "%x", '1/3 "%d"', '"%s"', '"%"', '2x "%d"', '1/2 "%d%d"', '"%_z"', '"%_ab"', '1/2 "%_p"')
    script = "".join(f"echo x | hexdump -e '{text}'\n" for text in formats)
    assert sh(script + "hexdump -f nope; hexdump -Z 2>&1 | head -2")[0] == (
        'hexdump: %q: bad conversion character\nhexdump: "%x": bad format\nhexdump: d: bad byte count\n'
        "hexdump: %s: requires a precision or a byte count\nhexdump: missing conversion character\n"
        'hexdump: "2x "%d"": bad format\nhexdump: byte count with multiple conversion characters\n'
        "hexdump: %_z: bad conversion character\nhexdump: %_ab: bad conversion character\nhexdump: _p: bad byte count\n"
        "hexdump: nope: No such file or directory\nhexdump: illegal option -- Z\n"
        "usage: hexdump [-bcCdovx] [-e fmt] [-f fmt_file] [-n length]\n"
    )


def test_a_file_of_formats(sh) -> None:
    script = r"""
    printf '# a comment\n\n"%%07.7_Ax\\n"\n  "%%07.7_ax " 4/4 "%%08x " "\\n"\n' > f; printf 0123456789 | hexdump -f f
    """
    assert sh(script)[0] == "0000000 33323130 37363534 00003938         \n000000a\n"


def test_od_knows_floating_point_names_and_offsets(sh) -> None:
    script = r"""
    printf '\0\0\200?\0\0\0@\0\0\0\0\0\0\360?' > d; od -f -e d; od -t f3 d; printf 'a \n\177' | od -a
    seq 100 > s; od s 0x10 | head -1; od s 8. | head -1; od s +2b; od -t o1 s 9 >/dev/null; hexdump -s 1000 s
    """
    assert sh(script)[0] == (
        "0000000     1.000000e+00    2.000000e+00    0.000000e+00    1.875000e+00\n"
        "            2.000000473111868e+00    1.000000000000000e+00\n0000020\nod: unsupported floating point size 3\n"
        "0000000    a  sp  nl del                                                \n0000004\n"
        "0000010    005071  030061  030412  005061  031061  030412  005063  032061\n"
        "0000008    005065  005066  005067  005070  005071  030061  030412  005061\n"
        "od: cannot skip past end of input\nod: 9: No such file or directory\n0000124\n"
    )
