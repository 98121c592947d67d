"""A broken lesson is refused with file, key and a sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lessons_under_test import ROOT

from lab.course.lint import Finding, lint

MODULES = '[[modules]]\nslug = "m"\ntitle = "M"\nsummary = "S"\nlessons = ["first-jail"]\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A curriculum with one good lesson in it, told in one language: a translation would find the faults first."""
    root = tmp_path / "curriculum"
    told_elsewhere = shutil.ignore_patterns("*.de.*")
    shutil.copytree(ROOT / "lessons" / "first-jail", root / "lessons" / "first-jail", ignore=told_elsewhere)
    (root / "modules.toml").write_text(MODULES)
    return root


def test_the_copied_lesson_is_good(root: Path) -> None:
    assert lint(root) == []


TOML = "lessons/first-jail/lesson.toml"
WRONG = "lessons/first-jail/wrong/02-not-persistent.t"

CASES = [
    (TOML, "minutes = 20", "minutes = 0", "minutes", "a number of at least 1 must stand here"),
    (TOML, "minutes = 20", 'minutes = "20"', "minutes", "a number of at least 1 must stand here"),
    (TOML, "minutes = 20", "minuets = 20", "minuets", "no such key"),
    (TOML, 'kind = "tutorial"', 'kind = "song"', "kind",
     "one of these must stand here: tutorial, build, mend, attack, predict, scenario"),
    (TOML, 'release = "14.0"', 'release = "2.2"', "release",
     "one of these must stand here: 3.4, 4.0, 8.0, 14.0, 15.0, whatif"),
    (TOML, 'needs = []', 'needs = ["nothing"]', "needs", "there is no lesson nothing"),
    (TOML, 'fact = "jail_gone"', 'fact = "jail_lost"', "goals[6].fact", "there is no fact jail_lost"),
    (TOML, 'with = { jail = "{old}" }', 'with = { name = "{old}" }', "goals[6].with.name",
     "jail_gone takes no such argument"),
    (TOML, 'with = { jail = "{old}" }', "with = {}", "goals[6].with.jail", "jail_gone needs it"),
    (TOML, 'with = { jail = "{old}" }', 'with = { jail = "{odl}" }', "odl", "the lesson has no parameter of this name"),
    (TOML, 'id = "gone"', 'id = "made"', "goals", "two goals have one id"),
    (TOML, 'id = "gone"', 'id = "Gone!"', "goals[6].id", "small letters, digits and - only"),
    (TOML, "naptime = { integer = [5000, 9000] }", "naptime = { integer = [9000, 5000] }",
     "parameters.naptime.integer", "two numbers must stand here, the smaller first"),
    (TOML, "naptime = { integer = [5000, 9000] }", "naptime = { between = [1, 2] }", "parameters.naptime.between",
     "no such key"),
    (TOML, 'step = "06-remove"', 'step = "07-rest"', "goals.gone.step", "there is no step 07-rest"),
    (TOML, '"Type: jail -r {old}"', '"jail -r {old}"', "goals.gone.hints[2]",
     "a hint is a sentence and ends like one, or says 'Type: ' and a command"),
    ("lessons/first-jail/steps/01-look.md", "# Who is here already?", "Who is here already?", "line 1",
     "a step begins with its title: '# Title'"),
    ("lessons/first-jail/text.md", "**root**", "**{root}**", "root", "the lesson has no parameter of this name"),
    ("lessons/first-jail/solution.t", "The way that", "fails: gone\nThe way that", "fails", "a solution fails nothing"),
    (WRONG, "fails: stays", "fails: stayed", "fails", "there is no goal stayed"),
    (WRONG, "fails: stays", "", "fails", "a wrong answer names the goals that it misses"),
    (WRONG, "misconception:", "belief:", "misconception", "a wrong answer says what whoever gives it believes"),
    (WRONG, "fails: stays", "fails: stays\nfault: cable", "fault", "there is no fault cable"),
    (TOML, 'concepts = ["jail"]', 'concepts = ["jail", "vnet"]', "concepts", "no lesson before this one teaches vnet"),
    (TOML, "covers = [23, 25]", "covers = [46]", "covers", "a list of numbers from 1 to 45 must stand here"),
    (TOML, 'kind = "tutorial"', 'kind = "mend"', "faults", "a lesson to mend has at least 3 causes"),
    (TOML, 'kind = "tutorial"', 'kind = "tutorial"\nttys = 9', "ttys", "a machine has at most 4 terminals"),
    (TOML, 'goal = "refused"', 'goal = "lost"', "misconceptions[0].goal", "there is no goal lost"),
    (TOML, '"^ifconfig em0 down"', '"^ifconfig em9 down"', "misconceptions.cage-for-the-command",
     "no wrong answer shows it: one that misses refused and types such a command"),
    (TOML, '"^ifconfig em0 down"', '"("', "misconceptions[0].pattern",
     "not a regular expression: missing ), unterminated subpattern at position 0"),
    (TOML, '[[goals]]\nid = "made"', '[[goals]]\nid = "made"\nat = { roof = ["Look up."] }', "goals[0].at.roof",
     "no such layer"),
    (TOML, '  "jls lists who is there; jail(8) has an option for each thing that is done to a jail.",\n', "",
     "goals.gone.hints", "three levels: what is missing, where to look, what to type"),
    (TOML, '"Type: jail -r {old}"', '"It is jail -r."', "goals.gone.hints",
     "the last hint says 'Type: ' and a command"),
    ("lessons/first-jail/closing.md", "**Trace**", "**Record**", "trace",
     "the last walk is one through the trace: it has to say so"),
    ("lessons/first-jail/teacher.md", "**Before:**", "Before:", "**Before:**", "teachers expect this part"),
    ("lessons/first-jail/solution.t", "  $ jls\n", "  jls\n", "line 3", "output without a command before it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "message"), CASES, ids=[f"{case[3]}: {case[4]}" for case in CASES]
)
def test_a_fault_is_found(root: Path, file: str, old: str, new: str, key: str, message: str) -> None:
    path = root / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    assert Finding(f"curriculum/{file}", key, message) in lint(root)


def test_a_missing_file_is_named(root: Path) -> None:
    (root / "lessons" / "first-jail" / "teacher.md").unlink()
    assert lint(root) == [Finding("curriculum/lessons/first-jail/teacher.md", "file", "there is no such file")]


def test_broken_toml_is_named(root: Path) -> None:
    (root / TOML).write_text("title = ")
    (finding,) = lint(root)
    assert (finding.file, finding.key) == (f"curriculum/{TOML}", "TOML")


def test_a_goal_that_no_wrong_answer_misses_is_found(root: Path) -> None:
    (root / "lessons" / "first-jail" / "wrong" / "02-not-persistent.t").unlink()
    (root / "lessons" / "first-jail" / "wrong" / "04-everything-removed.t").unlink()
    findings = lint(root)
    assert Finding(f"curriculum/{TOML}", "wrong", "a lesson needs at least 3 wrong answers in wrong/") in findings
    message = "no wrong answer misses this goal, so nothing shows that it can fail"
    assert Finding(f"curriculum/{TOML}", "goals.stays", message) in findings


def test_commands_without_a_reason_are_found(root: Path) -> None:
    path = root / "lessons" / "first-jail" / "steps" / "01-look.md"
    path.write_text("# Look\n\n```sh\n# jls\n```\n\n```sh\n# jls\n```\n\nSo it is.\n\n```sh\n# jls\n```\n")
    file = "curriculum/lessons/first-jail/steps/01-look.md"
    message = "commands without a reason before them"
    assert lint(root) == [Finding(file, "line 3", message), Finding(file, "line 7", message)]


def test_a_lesson_that_asks_for_no_prediction_is_found(root: Path) -> None:
    for path in (root / "lessons" / "first-jail").rglob("*.md"):
        path.write_text(path.read_text().replace("**Predict", "**Say"))
    message = "somewhere a **prediction** is asked for before the commands that show it"
    assert Finding(f"curriculum/{TOML}", "steps", message) in lint(root)


def test_a_sentence_too_long_to_be_read_once_is_found(root: Path) -> None:
    path = root / "lessons" / "first-jail" / "text.md"
    path.write_text(path.read_text() + "\n" + " ".join(["so it goes"] * 20) + ".\n")
    file = "curriculum/lessons/first-jail/text.md"
    assert lint(root) == [Finding(file, "so it goes so it goes", "a sentence of 60 words: say it in two")]
