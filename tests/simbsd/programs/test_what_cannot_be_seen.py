"""vis and unvis (contrib/vis/vis.c, contrib/libc-vis/vis.c and unvis.c)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.usr_bin.unvis import Decoder
from simbsd.usr_bin.vis import Style, encoded

LETTERS = st.sets(st.sampled_from("cosSwtMN"))


@settings(max_examples=60)
@given(st.text(max_size=30), LETTERS)
def test_what_is_encoded_comes_back(text: str, letters: set[str]) -> None:
    """A law of vis(3), but for characters whose bytes are not those of UTF-8: here no more than Latin letters."""
    text = "".join(char for char in text if ord(char) < 128)
    style = Style(letters, "\\", 80, wide=False)
    shown = "".join(encoded(style, char, text[at + 1 : at + 2] or "\0") for at, char in enumerate(text))
    decoder = Decoder(set())
    assert all(decoder.take(octet) for octet in shown.encode())
    decoder.end()
    assert decoder.flush() == text.encode()


def test_control_characters_and_high_bits(sh) -> None:
    assert sh(r"printf 'a\tb\001\177\200\377\240 \\ \n' | vis; printf 'a\tb\001\n' | vis -t")[0] == (
        "a\tb\\^A\\^?\\M^@\\M^?\\240 \\134 \na\\011b\\^A\n"
    )


def test_styles(sh) -> None:
    script = r"""
    printf 'a b\n\0001\00x\a' | vis -cw; echo; printf 'x y?<"\n' | vis -M; echo; printf 'a b/c\n' | vis -h; echo
    printf 'a=b \n~' | vis -m; echo; printf '\001\\' | vis -b; echo; printf 'a\\\001' | vis -n; echo
    printf 'one\ntwo' | vis -l; echo; printf 'abcdefghijklmnop' | vis -f -F 8
    """
    assert sh(script)[0] == (
        "a\\sb\\n\\0001\\0x\\a\nx\\040y\\077\\074\\042\\012\na%20b%2fc%0a\na=3Db=20\n=7E\n^A\\\na\\\\\x01\n"
        "one\\$\ntwo\nabcdef\\\nghijkl\\\nmnop\\\n"
    )


def test_letters_of_other_languages_are_seen_where_they_are_known(sh) -> None:
    script = r"""
    unset LANG LC_ALL LC_CTYPE; printf 'caf\303\251' | vis; echo; export LANG=C.UTF-8; printf 'caf\303\251' | vis; echo
    printf 'caf\303\251' | vis -N; echo; printf '\377\303\251' | vis
    """
    assert sh(script)[0] == "caf\\M-C\\M-)\ncafé\ncaf\\M-C\\M-)\n\\M^?\\M-C\\M-)"


def test_back_again(sh) -> None:
    script = r"""
    printf 'one\\n\\^A\\M-a\\M^A\\101\\x41z\\$\\\nq' | unvis | od -An -tx1 | tr -s ' '
    printf '&amp;&eacute;x' | unvis -H | od -An -tx1 | tr -s ' '
    printf 'a%%41b' | unvis -h; echo; printf 'a=3Db=\nc' | unvis -m; echo; printf '\\101' | unvis -e; echo
    printf 'bad\\\001q' | unvis; unvis -m -h; vis nope; echo $?; unvis nope; echo $?; vis -F 4
    """
    assert sh(script)[0] == (
        " 6f 6e 65 0a 01 e1 81 41 41 7a 71 \n 26 e9 78 \naAb\na=bc\n\\101\n"
        "badunvis: <stdin>: offset: 5: can't decode\nq"
        "unvis: Can't mix -m with -h and/or -H\n"
        "vis: nope: No such file or directory\n1\nunvis: nope: No such file or directory\n0\n"
        "vis: can't fold lines to less than 5 cols\n"
    )
