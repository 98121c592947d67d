"""Accounts, groups and shell patterns, as programs ask for them."""

from __future__ import annotations

import pytest
from vfshost import ALICE, Host

from simbsd.lib.files import unlink
from simbsd.lib.fnmatch import Flags, fnmatch
from simbsd.lib.grp import Group, getgrgid, getgrnam, getgrouplist, parse_group
from simbsd.lib.pwd import Passwd, getpwnam, getpwuid, parse_passwd


def test_accounts_are_found_by_name_and_number(host: Host) -> None:
    async def program() -> list[object]:
        return [await getpwnam("alice"), await getpwuid(ALICE), await getpwnam("nobody_here"), await getpwuid(4242)]

    as_user = Passwd("alice", "*", ALICE, ALICE, "Alice", "/home/alice", "/bin/sh")
    as_root = Passwd("alice", "", ALICE, ALICE, "Alice", "/home/alice", "/bin/sh")
    assert host.run(program, uid=ALICE) == [as_user, as_user, None, None]
    assert host.run(program) == [as_root, as_root, None, None]


def test_groups_are_found_and_an_account_has_each_of_its_groups_once(host: Host) -> None:
    async def program() -> list[object]:
        found: list[object] = [await getgrnam("wheel"), await getgrgid(5), await getgrgid(4242)]
        return [*found, await getgrouplist("root", 0), await getgrouplist("alice", ALICE)]

    assert host.run(program) == [
        Group("wheel", "*", 0, ("root",)), Group("operator", "*", 5, ("root",)), None, [0, 5], [ALICE],
    ]  # fmt: skip


def test_without_files_there_is_nobody(host: Host) -> None:
    async def program() -> list[object]:
        for path in ("/etc/passwd", "/etc/master.passwd", "/etc/group"):
            await unlink(path)
        return [await getpwuid(0), await getgrgid(0), await getgrouplist("root", 0)]

    assert host.run(program) == [None, None, [0]]


@pytest.mark.parametrize(
    "line", ["", "# root:*:0:0::/:/bin/sh", "root:*:0:0:x:/", "root:*:zero:0:x:/:/bin/sh", ":*:0:0:::"]
)
def test_a_malformed_account_is_passed_over(line: str) -> None:
    assert parse_passwd(line) is None


@pytest.mark.parametrize("line", ["", "#wheel:*:0:root", "wheel:*:0", "wheel:*:x:root"])
def test_a_malformed_group_is_passed_over(line: str) -> None:
    assert parse_group(line) is None


@pytest.mark.parametrize(
    ("pattern", "text", "flags", "matches"),
    [
        ("*", "", Flags(), True),
        ("a*c*e", "abcde", Flags(), True),
        ("a*c*e", "abcd", Flags(), False),
        ("?", "", Flags(), False),
        ("[a-c]x", "bx", Flags(), True),
        ("[!a-c]x", "bx", Flags(), False),
        ("[]]", "]", Flags(), True),
        ("[a", "[a", Flags(), True),
        ("\\*", "*", Flags(), True),
        ("\\*", "\\x", Flags(noescape=True), True),
        ("*", "a/b", Flags(), True),
        ("*", "a/b", Flags(pathname=True), False),
        ("a/*", "a/b", Flags(pathname=True), True),
        ("a[/]b", "a/b", Flags(pathname=True), False),
        ("*", ".x", Flags(period=True), False),
        (".*", ".x", Flags(period=True), True),
        ("a*", "a.x", Flags(period=True), True),
        ("*/*", "a/.x", Flags(pathname=True, period=True), False),
        ("ABC", "abc", Flags(casefold=True), True),
        ("a**b", "ab", Flags(), True),
        ("a\\", "a\\", Flags(), True),
    ],
)
def test_shell_patterns(pattern: str, text: str, flags: Flags, matches: bool) -> None:
    assert fnmatch(pattern, text, flags) is matches
