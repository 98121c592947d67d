"""Authors are told the line: of a key, of a goal by its name or number, of a quoted sentence, of broken TOML."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from lessons_under_test import ROOT

from lab.course.place import line_of, place_of

LESSON = (ROOT / "lessons" / "own-stack" / "lesson.toml").read_text()
CASES = [
    ("minutes", "minutes = "),
    ("goals[2].fact", 'fact = "stack_address"'),
    ("goals[3].with.jail", 'with = { jail = "{jail}", address = "{jail_address}"'),
    ("goals.host-end.hints", "hints = ["),
    ("goals.host-end", "[[goals]]"),
    ("parameters.jail.choose", "jail = { choose"),
    ("misconceptions[1].pattern", 'pattern = "^ifconfig epair0b'),
    ("setup.cables", "[setup]"),
    ("A new stack has a", '  "A new stack has a lo0'),
]


@pytest.mark.parametrize(("key", "begins"), CASES, ids=[case[0] for case in CASES])
def test_a_key_is_found_at_its_line(key: str, begins: str) -> None:
    line = line_of(LESSON, key)
    assert line is not None
    assert LESSON.splitlines()[line - 1].startswith(begins)


def test_a_goal_by_its_name_is_the_goal_with_that_id() -> None:
    line = line_of(LESSON, "goals.host-end")
    assert line is not None
    assert LESSON.splitlines()[line] == 'id = "host-end"'


def test_a_line_that_is_named_is_taken_and_one_that_is_nowhere_is_not_invented(tmp_path: Path) -> None:
    assert line_of("a\nb\n", "line 2") == 2
    assert line_of("a = \n", "TOML", "Invalid value (at line 1, column 5)") == 1
    assert line_of("a\nb\n", "steps") is None
    assert place_of(tmp_path, "curriculum/none.toml", "title") == "curriculum/none.toml"


def test_lint_prints_file_line_key_and_a_sentence(tmp_path: Path, settings, capsys) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "curriculum"
    folder.mkdir()
    (folder / "modules.toml").write_text('\n[[modules]]\nslug = "A!"\n')
    settings.CURRICULUM_DIR = folder
    with pytest.raises(CommandError, match="1 findings"):
        call_command("lint_curriculum")
    assert capsys.readouterr().out == "curriculum/modules.toml:3: modules[0].slug: small letters, digits and - only\n"
