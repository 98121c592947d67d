"""md5 and its other names (sbin/md5/md5.c; the examples of RIPEMD-160, Skein 1.3 and FIPS 180-4)."""

from __future__ import annotations

import pytest

from simbsd.lib.digests import LENGTHS, digest

EXAMPLES = {
    ("rmd160", b""): "9c1185a5c5e9fc54612808977ee8f548b2258d31",
    ("rmd160", b"abc"): "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc",
    ("rmd160", b"1234567890" * 8): "9b752e45573d4b39f4dbd3323cab82bf63326bfb",
    ("sha512t224", b"abc"): "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa",
    ("sha512t256", b"abc"): "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
    ("skein256", b""): "c8877087da56e072870daa843f176e9453115929094c3a40c463a196c29bf7ba",
    ("skein512", b""): (
        "bc5b4c50925519c290cc634277ae3d6257212395cba733bbad37a4af0fa06af4"
        "1fca7903d06564fea7a2d3730dbdb80c1f85562dfcc070334ea4d1d9e72cba7a"
    ),
}


@pytest.mark.parametrize(("name", "data"), EXAMPLES)
def test_digests_are_those_of_the_examples(name: str, data: bytes) -> None:
    assert digest(name, data).hex() == EXAMPLES[name, data]


def test_every_digest_has_its_length_whatever_the_message() -> None:
    lengths = {name: {len(digest(name, bytes(size))) for size in (0, 55, 64, 111, 128, 129)} for name in LENGTHS}
    assert lengths == {name: {length} for name, length in LENGTHS.items()}


def test_the_name_says_which_and_how_it_is_printed(sh) -> None:
    script = """
    printf abc > a; rmd160 a; rmd160sum a; sha512t256 -r a; skein256 -q a | cut -c -16
    sha512t224sum --tag a | cut -c -24
    rmd160 -x | sed -n '1p;3p'; rmd160sum --version; rmd160sum a > l; rmd160sum -c l; rmd160 -c 00 a; echo $?; rmd160 -Z
    """
    rmd, sha = EXAMPLES["rmd160", b"abc"], EXAMPLES["sha512t256", b"abc"]
    assert sh(script)[0] == (
        f"RMD160 (a) = {rmd}\n{rmd}  a\n{sha} a\n258bdec343b9fde1\nSHA512t224 (a) = 4634270\nRMD160 test suite:\n"
        'RMD160 ("a") = 0bdc9d2d256b3ee9daae347be6f4dc835a467ffe - verified correct\nrmd160sum (FreeBSD) 14.0\na: OK\n'
        f"RMD160 (a) = {rmd} [ Failed ]\n2\nrmd160: invalid option -- Z\n"
        "usage: rmd160 [-pqrtx] [-c string] [-s string] [files ...]\n"
    )
