"""Mounted file systems as jails see them, with each enforce_statfs, in jails in jails and in a chroot.

Source: sys/kern/kern_jail.c (prison_canseemount, prison_enforce_statfs), vfs_syscalls.c (kern_getfsstat, kern_statfs).
"""

from __future__ import annotations

import pytest

TREE = """
mkdir -p /j/a/mnt /j/a/b/mnt /j/abc
cp -R /rescue /j/a; cp -R /rescue /j/a/b
for x in /j/a/mnt /j/a/b/mnt /j/abc; do mount -t tmpfs tmpfs $x; done
"""
SEEN = {
    0: "/ /dev /j/a/mnt /j/a/b/mnt /j/abc", 1: "/ /mnt /b/mnt", 2: "/",
}  # fmt: skip


def points(sh, before: str, command: str) -> str:
    output, _ = sh(f"{TREE}{before}\n{command} | while read from on rest; do echo $on; done 2>&1")
    return " ".join(output.split())


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_jail_sees_what_its_level_leaves(sh, level):
    make = f"jail -c name=a path=/j/a persist enforce_statfs={level}"
    assert points(sh, make, "jexec a /rescue/mount -p") == SEEN[level]


@pytest.mark.parametrize(
    ("inner", "seen"), [(0, "/ /dev /j/a/mnt /j/a/b/mnt /j/abc"), (1, "/ /mnt"), (2, "/")]
)
def test_a_jail_in_a_jail_sees_below_its_own_root(sh, inner, seen):
    make = "jail -c name=a path=/j/a persist enforce_statfs=0 children.max=1\n"
    make += f"jail -c name=a.b path=/j/a/b persist enforce_statfs={inner}"
    assert points(sh, make, "jexec a.b /rescue/mount -p") == seen


@pytest.mark.parametrize(
    ("outer", "inner", "status"), [(1, 0, 1), (2, 0, 1), (2, 1, 1), (1, 1, 0), (2, 2, 0), (0, 2, 0)]
)
def test_no_jail_sees_more_than_the_one_above(sh, outer, inner, status):
    make = f"jail -c name=a path=/j/a persist enforce_statfs={outer} children.max=1\n"
    refused = "jail: jail_set: Operation not permitted\n" if status else ""
    assert sh(f"{TREE}{make}jail -c name=a.b path=/j/a/b persist enforce_statfs={inner} 2>&1; echo $?")[0] == (
        f"{refused}{status}\n"
    )


def test_a_raised_level_counts_below_at_once(sh):
    make = "jail -c name=a path=/j/a persist enforce_statfs=0 children.max=1\n"
    make += "jail -c name=a.b path=/j/a/b persist enforce_statfs=0; jail -m name=a enforce_statfs=2"
    assert points(sh, make, "jexec a.b /rescue/mount -p") == "/"


@pytest.mark.parametrize(("level", "shown"), [(0, "/j/a/mnt"), (1, "/mnt"), (2, "[restricted]")])
def test_statfs_of_a_path_says_no_more_than_the_level(sh, level, shown):
    make = f"jail -c name=a path=/j/a persist enforce_statfs={level}\n"
    output, _ = sh(f"{TREE}{make}jexec a /rescue/df /mnt | tail -1; jexec a /rescue/umount /mnt 2>&1")
    lines = output.splitlines()
    assert lines[0].split()[-1] == shown
    assert lines[1] == f"umount: unmount of {shown} failed: Operation not permitted"


def test_a_chroot_in_a_jail_cuts_no_prefix_off(sh):
    make = "jail -c name=a path=/j/a persist enforce_statfs=1"
    assert points(sh, make, "jexec a /rescue/chroot /b /rescue/mount -p") == "/ /mnt /b/mnt"
    assert points(sh, "", "chroot /j/a /rescue/mount -p") == SEEN[0]


def test_a_sibling_whose_path_only_begins_alike_is_not_seen(sh):
    """prison_canseemount: /j/abc is not below /j/a."""
    assert "/j/abc" not in points(sh, "jail -c name=a path=/j/a persist enforce_statfs=1", "jexec a /rescue/mount -p")
