"""atf-check(1): statuses and outputs compared, and what it says when they differ (contrib/atf/atf-sh/atf-check.cpp)."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

CHECK = "/usr/libexec/atf-check"


def sh(text: str) -> tuple[str, int]:
    output, status = Machine(ttys=0, watched=False).script(text.encode())
    return output.decode(), status


@pytest.mark.parametrize(
    "command",
    [
        "true",
        "-s exit:3 sh -c 'exit 3'",
        "-s exit false",
        "-s not-exit:0 false",
        "-s ignore false",
        "-s signal:term -x 'kill -TERM $$'",
        "-s signal:15 -x 'kill -TERM $$'",
        r"-o inline:'a\tb\n' printf 'a\tb\n'",
        r"-o inline:'\0101\n' echo A",
        r"-o inline:'\q\n' printf '\\q\n'",
        "-o match:'^b+$' printf 'a\nbb\n'",
        "-o not-match:c printf 'a\nbb\n'",
        "-o not-empty echo",
        "-o not-inline:b echo a",
        "-e inline:'x\n' -x 'echo x >&2'",
        "-o save:/tmp/o echo kept && test $(cat /tmp/o) = kept",
        "-o match:a -o match:b -o not-match:c echo ab",
        "-o file:/etc/fstab cat /etc/fstab",
        "-r 3:100 -x 'test -e /tmp/f || { touch /tmp/f; false; }'",
    ],
)
def test_what_is_expected_holds(command: str) -> None:
    _, status = sh(f"{CHECK} {command}")
    assert status == 0


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("false", "Fail: incorrect exit status: 1, expected: 0\nstdout:\n\nstderr:\n\n"),
        ("-s not-exit:0 true", "Fail: incorrect exit status: 0, expected: anything else\nstdout:\n\nstderr:\n\n"),
        ("-x 'kill -9 $$'", "Fail: program did not exit cleanly\nstdout:\n\nstderr:\n\n"),
        ("-s signal:9 true", "Fail: program did not receive a signal\nstdout:\n\nstderr:\n\n"),
        ("echo a", "Fail: stdout not empty\na\n"),
        ("-x 'echo a >&2'", "Fail: stderr not empty\na\n"),
        ("-o not-empty true", "Fail: stdout is empty\n"),
        ("-o inline:b echo a", "Fail: stdout does not match expected value\nexpected:\nbfound:\na\n"),
        ("-o match:b echo a", "Fail: regexp b not in stdout\na\n"),
        ("-o not-match:a echo a", "Fail: regexp a is in stdout\na\n"),
    ],
)
def test_what_differs_is_told(command: str, told: str) -> None:
    output, status = sh(f"{CHECK} {command} 2>&1 | grep -v '^Executing'; {CHECK} {command} >/dev/null 2>&1")
    assert (output, status) == (told, 1)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("", "No command specified"),
        ("-s wind true", "Invalid status checker"),
        ("-o wind true", "Invalid output checker"),
        ("-o not-save:x true", "Cannot negate save checker"),
        ("-s exit:0 -s exit:1 true", "Cannot specify -s more than once"),
        ("-r x true", "Timeout must be a number"),
        ("-s signal:wind true", "Invalid signal name or number in check: signal:wind"),
    ],
)
def test_a_senseless_command_line_is_refused(command: str, told: str) -> None:
    """application.cpp (run): a usage_error names the manual page too."""
    see = "atf-check: See atf-check(1) for usage details.\n"
    assert sh(f"{CHECK} {command}") == (f"atf-check: ERROR: {told}\n{see}", 1)


def test_a_missing_program_is_told() -> None:
    output, status = sh(f"{CHECK} -s exit:127 -e match:'failed: No such file' nosuch")
    assert (output, status) == ("Executing command [ nosuch ]\n", 0)
