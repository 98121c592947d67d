"""Completion for jail(8), jexec(8), jls(8) and the tools that take a jail."""

from __future__ import annotations

import pytest

JAILS = "jail -c name=www persist; jail -c name=wiki persist; jail -c name=db persist\n"
CASES = [
    ("jexec d", "db"),
    ("jexec -l -u root d", "db"),
    ("jexec db /bin/ech", "/bin/echo"),
    ("jail -r ww", "www"),
    ("jail -R d", "db"),
    ("jail -c per", "persist"),
    ("jail -c nopers", "nopersist"),
    ("jail -c host.hostn", "host.hostname="),
    ("jail -c exec.sta", "exec.start="),
    ("jail -c mount.devf", "mount.devfs"),
    ("jail -c allow.mount.tm", "allow.mount.tmpfs"),
    ("jail -m name=wi", "name=wiki"),
    ("jail -c vnet=n", "vnet=new"),
    ("jail -c exec.clean=t", "exec.clean=true"),
    ("jail -c path=/us", "path=/usr/"),
    ("jail -c name=x command=/bin/ech", "command=/bin/echo"),
    ("jls -j ww", "www"),
    ("jls secur", "securelevel"),
    ("ps -J d", "db"),
    ("pkill -j d", "db"),
    ("sockstat -j d", "db"),
]


@pytest.mark.parametrize(("typed", "last"), CASES, ids=[typed for typed, _ in CASES])
def test_the_word_is_completed(console, typed: str, last: str) -> None:
    """Nothing runs: the line is not ended."""
    shown = console(f"{JAILS}{typed}\t")
    assert shown.rstrip().endswith(last)


def test_two_tabs_list_the_possibilities(console) -> None:
    """The jails for jexec, jail -r and jls -j; a jail's name stands nowhere else."""
    for typed in ("jexec w", "jail -r w", "jls -j w"):
        assert "wiki" in console(f"{JAILS}{typed}\t\t").split(typed)[1]
    assert "wiki" not in console(f"{JAILS}echo w\t\t").split("echo w")[1]
