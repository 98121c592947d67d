"""kenv(2), kenv(1) and getenv_quad (sys/kern/kern_environment.c, bin/kenv/kenv.c)."""

from __future__ import annotations

import pytest

from simbsd.kern.kern_environment import KENV_MNAMELEN, KENV_SIZE, getenv_int, kern_setenv, parse_quad
from simbsd.machine import Machine
from simbsd.sys.kernel import Kernel


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10", 10), (" 10", 10), ("-3", -3), ("0x1F", 31), ("010", 8), ("2k", 2048), ("1M", 1 << 20), ("3g", 3 << 30),
        ("1t", 1 << 40), ("", None), ("k", None), ("10x", None), ("10kk", None), ("08", None), ("1 ", None),
    ],
)  # fmt: skip
def test_a_number_has_a_base_and_at_most_one_suffix(text, number):
    assert parse_quad(text) == number


def booted() -> Kernel:
    """The kernel of a machine whose init has taken its first step."""
    machine = Machine(ttys=0)
    machine.advance(1)
    return machine.kernel


def test_a_variable_that_is_no_number_leaves_the_default():
    kernel = booted()
    kern_setenv(kernel, "kern.maxproc", "many")
    assert getenv_int(kernel, "kern.maxproc", 7) == 7
    assert getenv_int(kernel, "no.such", 8) == 8


def test_what_does_not_fit_is_not_kept():
    kernel = booted()
    assert not kern_setenv(kernel, "n" * (KENV_MNAMELEN + 1), "v")
    for number in range(KENV_SIZE):
        kern_setenv(kernel, f"a{number}", "v")
    assert len(kernel.kenv) == KENV_SIZE
    assert kern_setenv(kernel, "a0", "another")
    assert kernel.kenv["a0"] == "another"


def test_kenv_shows_sets_and_removes(sh):
    assert sh("kenv colour=red; kenv colour; kenv -v colour; kenv -N | tail -1; kenv -u colour; kenv colour") == (
        'colour="red"\nred\ncolour="red"\ncolour\nkenv: unable to get colour\n',
        255,
    )


def test_kenv_refuses(sh):
    assert sh("kenv -q nope") == ("", 255)
    assert sh("kenv -u nope") == ("kenv: unable to unset nope\n", 255)
    assert sh("kenv -l") == ("kenv: requested environment is unavailable\n", 255)
    usage = "usage: kenv [-l|-s] [-hNq]\n       kenv [-qv] variable[=value]\n       kenv [-q] -u variable\n"
    assert sh("kenv -N x") == (usage, 1)
    assert sh("kenv -v") == (usage, 1)


def test_jailed_root_may_look_and_not_set(sh):
    """PRIV_KENV_SET and PRIV_KENV_UNSET are in no list of prison_priv_check."""
    script = "jail -c path=/ command=/bin/sh -c 'kenv kernelname; kenv a=b; kenv -u kernelname'"
    assert sh(script)[0].startswith(
        "/boot/kernel/kernel\nkenv: unable to set a to b\nkenv: unable to unset kernelname\n"
    )
