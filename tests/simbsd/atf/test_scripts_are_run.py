"""simbsd.atf runs ATF and TAP scripts from a source tree and tells how each case ended, in kyua's words.

The scripts here are our own; FreeBSD's stay outside the repository (docs/conformance.md tells how they end).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simbsd.atf import Script, main, verdict

ROOT = Path(__file__).resolve().parents[3]
HEAD = """
add() { atf_test_case "$@"; cases="$cases $1"; }
atf_init_test_cases() { for one in $cases; do atf_add_test_case "$one"; done; }
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The top of a small source tree."""
    for name in ("sys", "usr.bin/thing/tests", "tests/sys/net", "tests/sys/common"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "tests/sys/common/lib.subr").write_text("lib() { echo from the library; }\n")
    return tmp_path


def results(tree: Path, text: str, *cases: str) -> list[str]:
    file = tree / "tests/sys/net/some_test.sh"
    file.write_text(HEAD + text)
    return [str(result) for result in Script(file, "14.0").run(list(cases))]


def test_a_case_passes_fails_or_is_skipped(tree: Path) -> None:
    assert results(
        tree,
        """
add good; good_body() { atf_check -o inline:"a\\n" echo a; }
add bad; bad_body() { atf_check -o empty echo a; }
add told; told_body() { atf_fail "it is" broken; }
add shy; shy_body() { atf_skip "not today"; }
add falls; falls_body() { false; }
add gone; gone_body() { exit 3; }
add early; early_body() { atf_pass; false; }
""",
    ) == [
        "good: passed",
        "bad: failed: atf-check failed; see the output of the test for details",
        "told: failed: it is broken",
        "shy: skipped: not today",
        "falls: failed: Test case body returned a non-ok exit code, but this is not allowed",
        "gone: failed: Premature exit; test case exited with code 3",
        "early: passed",
    ]


def test_expectations_are_held_to(tree: Path) -> None:
    assert results(
        tree,
        """
add known; known_body() { atf_expect_fail "PR 1"; atf_check false; }
add mended; mended_body() { atf_expect_fail "PR 1"; atf_check true; }
add leaves; leaves_body() { atf_expect_exit 4 "by itself"; exit 4; }
add leaves_otherwise; leaves_otherwise_body() { atf_expect_exit 4 "by itself"; exit 5; }
add killed; killed_body() { atf_expect_signal 15 "killed"; kill -TERM $$; }
""",
    ) == [
        "known: passed: expected failure: PR 1: atf-check failed; see the output of the test for details",
        "mended: failed: Test case was expecting a failure but none were raised",
        "leaves: passed: expected exit: by itself",
        "leaves_otherwise: failed: Test case said expected_exit(4): by itself but exited with code 5",
        "killed: passed: expected signal: killed",
    ]


def test_heads_are_heeded(tree: Path) -> None:
    assert results(
        tree,
        """
add user; user_head() { atf_set require.user unprivileged; }; user_body() { atf_check -o inline:"977\\n" id -u; }
add root; root_head() { atf_set require.user root; }; root_body() { atf_check -o inline:"0\\n" id -u; }
add prog; prog_head() { atf_set require.progs "ls nosuch"; }; prog_body() { :; }
add conf; conf_head() { atf_set "require.config" wind; }; conf_body() { :; }
add quick; quick_head() { atf_set timeout 5; }; quick_body() { sleep 100; }
add var; var_head() { atf_set descr a few words; }; var_body() { atf_check_equal "a few words" "$(atf_get descr)"; }
add user_name; user_name_body() { atf_check_equal tests "$(atf_config_get unprivileged_user)"; }
""",
    ) == [
        "user: passed",
        "root: passed",
        "prog: skipped: Required program 'nosuch' not found in PATH",
        "conf: skipped: Required configuration property 'wind' not defined",
        "quick: failed: Test case body timed out",
        "var: passed",
        "user_name: passed",
    ]


def test_cleanup_runs_after_a_failure_and_counts(tree: Path) -> None:
    assert results(
        tree,
        """
add fails cleanup; fails_body() { touch mark; atf_fail no; }; fails_cleanup() { test -f mark && touch /tmp/clean; }
add messy cleanup; messy_body() { :; }; messy_cleanup() { false; }
add next; next_body() { atf_check -s exit:1 test -e /tmp/clean; }
""",
    ) == [
        "fails: failed: no",
        "messy: failed: Test case cleanup did not terminate successfully",
        "next: passed",
    ]


def test_the_tree_is_there_read_only_and_as_installed(tree: Path) -> None:
    (tree / "usr.bin/thing/tests/data.out").write_text("data\n")
    assert results(
        tree,
        """
. $(atf_get_srcdir)/../common/lib.subr
add lib; lib_body() { atf_check_equal "from the library" "$(lib)"; }
add where; where_body() { atf_check_equal /usr/tests/sys/net "$(atf_get_srcdir)"; }
add data; data_body() {
    atf_check -o inline:"data\\n" cat /usr/tests/usr.bin/thing/data.out
    atf_check -o inline:"data\\n" cat /usr/src/usr.bin/thing/tests/data.out
    atf_check -s exit:1 -e inline:"touch: /usr/tests/x: Read-only file system\\n" touch /usr/tests/x
}
""",
        "data",
        "lib",
        "where",
    ) == ["data: passed", "lib: passed", "where: passed"]


def test_a_tap_script_tells_its_results(tree: Path) -> None:
    file = tree / "usr.bin/thing/tests/legacy_test.sh"
    file.write_text("echo 1..4\necho ok 1 - first\necho not ok 2 - second '# got 3'\necho 'ok 3 - third # SKIP why'\n")
    assert [str(result) for result in Script(file, "14.0").run([])] == [
        "first: passed",
        "second: failed: got 3",
        "third: skipped: why",
        "main: failed: 3 results of 4 planned, status 0",
    ]
    file.write_text("echo '1..0 # SKIP no hardware'\n")
    assert [str(result) for result in Script(file, "14.0").run([])] == ["main: skipped: no hardware"]


@pytest.mark.parametrize(
    ("told", "status", "expected"),
    [
        ("passed", 1, ("failed", "Test case said passed but exited with code 1")),
        ("", 0, ("failed", "Premature exit; test case exited with code 0")),
        ("expected_timeout: hangs", 124, ("passed", "expected timeout: hangs")),
        ("expected_timeout: hangs", 0, ("failed", "Test case said expected_timeout: hangs but exited with code 0")),
        ("expected_death: dies", 137, ("passed", "expected death: dies")),
    ],
)
def test_results_and_statuses_must_agree(told: str, status: int, expected: tuple[str, str]) -> None:
    assert verdict(told, status) == expected


def test_the_command_line(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    file = tree / "usr.bin/thing/tests/x_test.sh"
    file.write_text(HEAD + "add a; a_body() { :; }\nadd b; b_body() { atf_fail no; }\n")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["simbsd.atf", *words])
        status = main()
        out, errors = capsys.readouterr()
        return status, out, errors

    assert run(str(file)) == (1, "a: passed\nb: failed: no\n", "")
    assert run(str(file), "a") == (0, "a: passed\n", "")
    status, out, _ = run("--json", str(file), "b")
    cases = [{"name": "b", "result": "failed", "reason": "no"}]
    assert (status, json.loads(out)) == (1, {"file": str(file), "cases": cases})
    assert run(str(file), "c") == (2, "", f"simbsd.atf: {file}: there is no case c\n")
    lonely = tree.parent / "lonely.sh"
    lonely.write_text(":\n")
    assert run(str(lonely))[0] == 2


def test_it_runs_with_no_installation(tree: Path) -> None:
    file = tree / "usr.bin/thing/tests/x_test.sh"
    file.write_text(HEAD + "add a; a_body() { :; }\n")
    command = [sys.executable, "-m", "simbsd.atf", str(file)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "a: passed\n"


def test_a_script_is_its_own_name_and_modules_stay_for_the_next_case(tree: Path) -> None:
    """atf-sh.cpp (construct_argv): the script's path is $0. Kyua boots once: what a case loads is there afterwards."""
    assert results(
        tree,
        """
add name; name_body() { atf_check_equal /usr/tests/sys/net/some_test.sh "$0"; }
add none; none_body() { atf_check -s exit:1 kldstat -q -m if_bridge; }
add loads; loads_body() { atf_check -o inline:"bridge0\\n" ifconfig bridge create; }
add has; has_body() { kldstat -q -m if_bridge || atf_fail gone; atf_check_equal "em0 lo0" "$(ifconfig -l)"; }
""",
    ) == ["name: passed", "none: passed", "loads: passed", "has: passed"]


def test_a_program_stands_in_for_a_helper_in_python(tree: Path) -> None:
    (tree / "tests/sys/common/net_receiver.py").write_text("#!/usr/bin/env python\n")
    assert results(
        tree,
        """
helper=$(atf_get_srcdir)/../common/net_receiver.py
listen() { $helper --test_name test_listen_$1 --ports 5,6 --match_str hi --family $2; }
add tcp; tcp_body() {
    listen tcp inet & sleep 1; printf hi | nc -N 127.0.0.1 6; wait $!
}
add udp; udp_body() {
    listen udp inet6 & sleep 1; printf ho | nc -6uNw1 ::1 5; wait $!; atf_check_equal 1 $?
}
add none; none_body() { atf_check -s exit:127 -e ignore -o ignore net_receiver; }
""",
    ) == ["tcp: passed", "udp: passed", "none: passed"]
