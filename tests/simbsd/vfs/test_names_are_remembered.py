"""The cache of names tells nothing but what a walk would: with it and without it a machine says and holds the same.

Directories are made, moved, removed, covered, uncovered and closed to others, symbolic links take their places, and
everything is asked by root, by a user, from a chroot(8) and from a jail: output, virtual time, events and digest.
"""

from __future__ import annotations

import re
from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.digest import digest
from simbsd.machine import Machine
from simbsd.vfs import vfs_lookup

SECOND = 1_000_000
ADDRESS = re.compile(" at 0x[0-9a-f]+")
NAMES = ("a", "b", "c")
DIRECTORIES = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(lambda names: "/t/" + "/".join(names))
PATHS = st.one_of(
    DIRECTORIES,
    st.builds(
        "{}/{}".format, DIRECTORIES, st.sampled_from(("f", "./f", "../f", "../a/f", "dev/null", "dev/fd/0", "f/x"))
    ),
)
WHO = st.sampled_from(
    ("{}", "{}", "su -m alice -c '{}'", "cd /t/a && {}", "chroot /t /bin/sh -c '{}'", "jexec j /bin/sh -c '{}'")
)
ASKED = st.builds("cat {}; ls -ld {}; echo $?".format, PATHS, PATHS)
CHANGES = st.one_of(
    st.builds("mkdir -p {}; echo {} > {}/f".format, DIRECTORIES, st.sampled_from(("1", "2", "3")), DIRECTORIES),
    st.builds("mv {} {}".format, DIRECTORIES, DIRECTORIES),
    st.builds("rm -rf {}".format, DIRECTORIES),
    st.builds("rmdir {}".format, DIRECTORIES),
    st.builds("ln -shf {} {}".format, DIRECTORIES, DIRECTORIES),
    st.builds("mount -t tmpfs tmpfs {}".format, DIRECTORIES),
    st.builds("mount -t nullfs {} {}".format, DIRECTORIES, DIRECTORIES),
    st.builds("mount -t devfs devfs {}/dev".format, DIRECTORIES),
    st.builds("devfs -m {}/dev rule apply path fd hide".format, DIRECTORIES),
    st.builds("umount {} {}/dev".format, DIRECTORIES, DIRECTORIES),
    st.builds("umount -f {}".format, DIRECTORIES),
    st.builds("chmod {} {}".format, st.sampled_from(("700", "711", "755", "644")), DIRECTORIES),
    st.builds("chown {} {}".format, st.sampled_from(("alice", "root")), DIRECTORIES),
    st.builds("jail -c name=j path={} persist; jail -r j".format, DIRECTORIES),
)
HEAD = """mkdir -p /t/a/b/c/dev /t/b/a/dev /t/c/dev /t/bin /t/lib /t/libexec
for d in bin lib libexec; do mount -t nullfs /$d /t/$d; done
for d in a a/b a/b/c b b/a c; do echo $d > /t/$d/f; done
jail -c name=j path=/t persist
"""


def outcome(script: str, remembers: bool) -> tuple[bytes, int, int, list[str], str]:
    without = nullcontext() if remembers else pytest.MonkeyPatch.context()
    with without as patch:
        if patch is not None:
            patch.setattr(vfs_lookup, "cache_lookup", lambda kernel, cred, start, head: None)
        machine = Machine(ttys=0)
        output, status = machine.script(script.encode(), 60 * SECOND)
        events = [ADDRESS.sub("", str(event)) for event in machine.kernel.events]
        return output, status, machine.time, events, digest(machine.kernel)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(CHANGES, st.builds(lambda who, what: who.format(what), WHO, ASKED)), min_size=2, max_size=8))
def test_what_is_remembered_is_what_a_walk_finds(steps: list[tuple[str, str]]) -> None:
    # Everything is asked twice before and after each change, so that it is remembered when it changes.
    lines = [f"{asked}\n{asked}\n{change}\n{asked}\n" for change, asked in steps]
    script = HEAD + "".join(lines)
    assert outcome(script, True) == outcome(script, False)


def test_walks_are_taken_from_where_the_last_one_led(monkeypatch: pytest.MonkeyPatch) -> None:
    known = []

    def asked(*arguments: object) -> object:
        known.append(look(*arguments))
        return known[-1]

    look = vfs_lookup.cache_lookup
    monkeypatch.setattr(vfs_lookup, "cache_lookup", asked)
    Machine(ttys=0, watched=False).script(
        b"for i in 1 2 3 4 5 6 7 8 9; do cat /etc/rc.d/netif; done > /dev/null\n", SECOND
    )
    assert sum(one is not None for one in known) >= 4 * sum(one is None for one in known)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ("chmod 700 /t/a", b"su: cannot open /t/a/s/f: Permission denied\n"),
        ("chown alice /t/a; chmod 070 /t/a", b"su: cannot open /t/a/s/f: Permission denied\n"),
        ("mv /t/a /t/z; mv /t/b /t/a", b"b\n"),
        ("rm -r /t/a", b"su: cannot open /t/a/s/f: No such file or directory\n"),
        ("rm -r /t/a; ln -s b /t/a", b"b\n"),
        ("mount -t nullfs /t/b /t/a", b"b\n"),
    ],
)
def test_who_has_walked_there_before_sees_the_change(change: str, after: bytes) -> None:
    script = f"""mkdir -p /t/a/s /t/b/s; echo a > /t/a/s/f; echo b > /t/b/s/f
su -m alice -c 'read x < /t/a/s/f; sleep 1; read x < /t/a/s/f; sleep 2; read x < /t/a/s/f && echo $x' &
sleep 2; {change}; wait"""
    assert Machine(ttys=0, watched=False).script(script.encode(), 60 * SECOND)[0] == after


def test_what_was_covered_is_seen_again() -> None:
    script = """mkdir -p /t/a/s /t/b/s; echo a > /t/a/s/f; echo b > /t/b/s/f
mount -t nullfs /t/b /t/a; read x < /t/a/s/f; read x < /t/a/s/f; umount /t/a; cat /t/a/s/f"""
    assert Machine(ttys=0, watched=False).script(script.encode(), 60 * SECOND)[0] == b"a\n"
