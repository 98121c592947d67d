"""bc(1): numbers of any size, the language, its functions and its errors (contrib/bc)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.usr_bin.bc import numbers
from simbsd.usr_bin.bc.numbers import Number

Run = Callable[..., tuple[str, int]]


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        ("2^64; 1/3; scale=5; 1/3; 10%3; -7/2; 2^-2; sqrt(2); 0.5", "18446744073709551616 0 .33333 .00001 -3.50000 "
         ".25000 1.41421 .5"),
        ("obase=16; 255; 3.5; ibase=2; 1011", "FF 3.8 B"),
        ("obase=60; 3661", "01 01 01"),
        ("a=1; b=(a=5)+1; b; a==5; !0; 1&&0; 0||2; i++; ++i; i; -2^2", "6 1 1 0 1 0 2 2 4"),
        ("define f(n) { if (n <= 1) return 1; return n * f(n-1); }\nf(30)", "265252859812191058636308480000000"),
        ("define g(a[]) { a[0] = 9; return a[1]; }\nb[1] = 7; g(b[]); b[0]", "7 0"),
        ("for (i=0;i<9;i++) { if (i==1) continue; if (i>3) break; print i, \" \"; }\nwhile (x<3) ++x", "0 2 3 1 2 3"),
        ("length(12.34); length(0); scale(1.234); last; .", "4 1 3 3 3"),
        ("/* so */ 1 # and so\nx = 5; x ^= 2; x; if (x > 9) print \"big\\n\" else 3", "1 25 big"),
    ],
)
def test_programs(sh: Run, program: str, printed: str) -> None:
    text, status = sh(f"bc <<'E'\n{program}\nE\n")
    assert (text.split(), status) == (printed.split(), 0)


def test_functions_of_the_library(sh: Run) -> None:
    assert sh("echo 'e(1); 4*a(1); s(1); c(1); l(2); j(0,1); e(-5); l(10)' | bc -l; bc -e 1+1 -S 3 -e 1/3") == (
        "2.71828182845904523536\n3.14159265358979323844\n.84147098480789650665\n.54030230586813971740\n"
        ".69314718055994530941\n.76519768655796655144\n.00673794699908546709\n2.30258509299404568401\n2\n.333\n",
        0,
    )


@pytest.mark.parametrize(
    ("program", "error", "status"),
    [
        ("1/0", "Math error: divide by 0\n    0: (main)\n", 1),
        ("2^.5", "Math error: non-integer number\n    0: (main)\n", 1),
        ("sqrt(-1)", "Math error: negative number\n    0: (main)\n", 1),
        ("foo(1)", "Runtime error: undefined function: foo()\n    0: (main)\n", 3),
        ("ibase=99", "Runtime error: bad ibase: must be [2, 16]\n    0: (main)\n", 3),
        ("define g(x) { return x/0; }\ng(1)", "Math error: divide by 0\n    0: g()\n    1: (main)\n", 1),
        ("5 $ 3", "Parse error: bad character '$'\n    <stdin>:1\n", 2),
        ("3 = 4", "Parse error: bad assignment: left side must be scale, ibase, obase, seed, last, var, or array "
         "element\n    <stdin>:1\n", 2),
        ("9^99999999", "Fatal error: memory allocation failed\n    0: (main)\n", 4),
        ("define r(x) { return r(x); }\nr(1)", None, 4),
    ],
)  # fmt: skip
def test_errors_end_what_is_no_terminal(sh: Run, program: str, error: str | None, status: int) -> None:
    text, left = sh(f"bc <<'E'\n{program}\n7\nE\n")
    assert left == status
    assert text == f"\n{error}\n" if error else text.startswith("\nFatal error: memory allocation failed\n")


def test_long_numbers_are_printed_in_lines(sh: Run) -> None:
    text, _ = sh("echo '2^1000' | bc")
    assert int(text.replace("\\\n", "")) == 2**1000
    assert [len(line) for line in text.splitlines()] == [69, 69, 69, 69, 30]


decimals = st.builds(Number, st.integers(-(10**30), 10**30), st.integers(0, 12))


@given(decimals, decimals, st.integers(0, 15))
@settings(max_examples=60, deadline=None)
def test_quotients_and_remainders_belong_together(one: Number, two: Number, scale: int) -> None:
    def value(number: Number) -> Fraction:
        return Fraction(number.units, 10**number.scale)

    assert value(numbers.add(one, two)) == value(one) + value(two)
    if two.units:
        exact = value(numbers.divide(one, two, scale)) * value(two) + value(numbers.remainder(one, two, scale))
        assert exact == value(one)
        assert abs(value(one) / value(two) - value(numbers.divide(one, two, scale))) < Fraction(1, 10**scale)
    assert numbers.parse(numbers.text_of(Number(abs(one.units), one.scale)).replace("\\\n", ""), 10).rescaled(
        one.scale
    ) == Number(abs(one.units), one.scale)
