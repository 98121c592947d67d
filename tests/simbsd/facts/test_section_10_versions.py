"""Facts 10: differences between releases that are the kernel's; those of programs are not shown, all have 14's."""

from __future__ import annotations

import pytest

SECOND = "route -q add default 10.0.2.9; route add default 10.0.2.10"
OLD = "add net default: gateway 10.0.2.10 fib 0: route already in table\n"


NEW = "add net default: gateway 10.0.2.10\n"


@pytest.mark.parametrize(("release", "output", "status"), [("8.0", OLD, 1), ("14.0", NEW, 0)])
def test_a_second_default_route(sh, release: str, output: str, status: int) -> None:
    script = f"route -q delete default 2>/dev/null; {SECOND}"
    assert sh(script, release=release) == (output, status)


STACK = "jail -c name=v vnet persist; echo $?; sysctl -in kern.features.vimage"
NONE = "jail: jail_set: Function not implemented\n1\n"


BOTH = "0\n1\n"


@pytest.mark.parametrize(("release", "output"), [("3.4", NONE), ("8.0", BOTH), ("14.0", BOTH), ("15.0", BOTH)])
def test_stacks_of_their_own_came_with_8(sh, release: str, output: str) -> None:
    assert sh(STACK, release=release)[0] == output


@pytest.mark.parametrize("release", ["3.4", "4.0", "8.0", "14.0", "15.0", "whatif"])
def test_programs_and_their_formats_are_those_of_14(sh, release: str) -> None:
    output, status = sh("ifconfig lo0 | head -1", release=release)
    assert (output, status) == ("lo0: flags=1008049<UP,LOOPBACK,RUNNING,MULTICAST,LOWER_UP> metric 0 mtu 16384\n", 0)
