"""curriculum/why.toml: every lesson exists, and every privilege, function, reason and call is one of the machine's."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from lab.course.lesson_file import load_catalogue
from lab.diagnosis.why import Reason, WhyError, read_why
from simbsd.kern.init_sysent import SYSENT
from simbsd.sys.priv import Priv

ROOT = Path(__file__).resolve().parents[2]
CURRICULUM = ROOT / "curriculum"
WHY = read_why(CURRICULUM)


@cache
def texts() -> str:
    """Every string that the kernel's source holds, what is filled in left out."""
    found: list[str] = []
    for path in sorted((ROOT / "simbsd").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return "\n".join(found)


def entries(table: str) -> list[tuple[str, Reason]]:
    return list(WHY[table].items())


@pytest.mark.parametrize("table", WHY)
def test_every_lesson_exists(table: str) -> None:
    slugs = [lesson.slug for lesson in load_catalogue(CURRICULUM).lessons()]
    assert [reason.lesson for _, reason in entries(table) if reason.lesson not in slugs] == []


@pytest.mark.parametrize("key", WHY["privilege"])
def test_every_privilege_is_one(key: str) -> None:
    assert any(privilege.name.startswith(key) for privilege in Priv)


@pytest.mark.parametrize("key", WHY["function"])
def test_every_function_refuses_something_here(key: str) -> None:
    assert re.search(rf"^{re.escape(key)}", texts(), re.MULTILINE)


@pytest.mark.parametrize("key", WHY["lost"])
def test_every_reason_is_given_for_a_drop(key: str) -> None:
    assert key in texts()


@pytest.mark.parametrize("key", WHY["empty"])
def test_every_call_is_one(key: str) -> None:
    assert key in SYSENT


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("[privileges]\n", "privileges", "no such table; there are privilege, function, lost, empty"),
        ("privilege = 3\n", "privilege", "not a table"),
        ("[lost]\nx = 3\n", "lost.x", "must have a lesson and a why, and nothing else"),
        ('[lost]\nx = { lesson = "a" }\n', "lost.x", "must have a lesson and a why, and nothing else"),
        ('[lost]\nx = { lesson = 1, why = "Y." }\n', "lost.x", "not texts"),
        (
            '[lost]\nx = { lesson = "a", why = "no end" }\n',
            "lost.x",
            "the why is not a sentence of at most 300 characters",
        ),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, text: str, where: str, message: str) -> None:
    (tmp_path / "why.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WhyError) as caught:
        read_why(tmp_path)
    assert (caught.value.where, caught.value.message) == (where, message)


def test_a_curriculum_without_the_file_explains_nothing(tmp_path: Path) -> None:
    assert read_why(tmp_path) == {"privilege": {}, "function": {}, "lost": {}, "empty": {}}
