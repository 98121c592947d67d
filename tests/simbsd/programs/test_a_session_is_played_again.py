"""script -r, -p, -d and -T (usr.bin/script/script.c: record, playback)."""

from __future__ import annotations

RECORD = "script -q -r rec sh -c 'echo one; sleep 2; echo two' >/dev/null\n"


def test_what_was_printed_comes_again_with_its_pauses(sh) -> None:
    script = RECORD + "date +%S; script -p rec | tr -d '\\r'; date +%S; script -dpq rec | tr -d '\\r'; date +%S"
    assert sh(script)[0] == (
        "02\nScript started on Fri Mar  1 12:00:00 2024\none\ntwo\n\nScript done on Fri Mar  1 12:00:02 2024\n04\n"
        "one\ntwo\n04\n"
    )


def test_times_may_stand_between(sh) -> None:
    """A format without a percent sign is the usual one."""
    script = RECORD + "(script -q -T '[%H:%M:%S] ' rec; script -qT x rec | head -3) | tr -d '\\r'"
    assert sh(script)[0] == "[12:00:00] one\n[12:00:02] two\n\n@ 1709294400 [2024-03-01 12:00:00]\none\n"


def test_what_was_typed_is_kept_and_not_shown(sh) -> None:
    script = "echo typed | script -qr rec cat >/dev/null; grep -c typed rec; script -dpq rec | tr -d '\\r'"
    assert sh(script)[0] == "3\ntyped\ntyped\n"


def test_no_recording_is_refused(sh) -> None:
    script = """
    echo hello > bad; script -p bad; echo 'a very long line that is no recording' > bad; script -p bad; echo $?
    script -f x; script -p nope
    """
    assert sh(script)[0] == (
        "script: reading playback header: No error: 0\nscript: invalid stamp\n1\n"
        'script: open("/dev/filemon", O_RDWR): No such file or directory\nscript: nope: No such file or directory\n'
    )
