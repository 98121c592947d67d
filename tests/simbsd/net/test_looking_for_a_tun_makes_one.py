"""A device of tun(4) or tap(4) that is looked for is made, for root and where net.link.*.devfs_cloning says so
(tunclone of sys/net/if_tuntap.c).
"""

from __future__ import annotations

from simbsd.machine import Machine


def said(script: str) -> list[str]:
    """What a script prints."""
    return Machine(ttys=0).script(script.encode())[0].decode().splitlines()


def test_an_open_makes_the_next_free_one_or_the_one_named() -> None:
    assert said("cat /dev/tun >/dev/null &\ncat /dev/tun >/dev/null &\ncat /dev/tap7 >/dev/null &\nsleep 1\n"
                "ifconfig -l\nls /dev/ta*\n") == ["em0 lo0 tun0 tun1 tap7", "/dev/tap7"]  # fmt: skip


def test_in_a_jail_with_a_stack_it_is_that_stacks() -> None:
    assert said("jail -c name=a vnet persist path=/\njexec a cat /dev/tun >/dev/null &\nsleep 1\nifconfig -l\n"
                "jexec a ifconfig -l\n") == ["em0 lo0", "lo0 tun0"]  # fmt: skip


def test_what_makes_none() -> None:
    missing = ": No such file or directory"
    assert said("su -m nobody -c 'cat /dev/tap'\ncat /dev/tunx /dev/tap07 /dev/tap99999\n"
                "sysctl -q net.link.tun.devfs_cloning=0 >/dev/null\ncat /dev/tun\nifconfig -l\n") == [
        f"cat: /dev/tap{missing}", f"cat: /dev/tunx{missing}", f"cat: /dev/tap07{missing}",
        f"cat: /dev/tap99999{missing}", f"cat: /dev/tun{missing}", "em0 lo0",
    ]  # fmt: skip
