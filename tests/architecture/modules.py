"""The modules of the machine and the lab, parsed: what the rules of this folder look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MACHINE = ("simbsd", "lab")
SITE = ("lessons", "accounts", "jailsite", "courses", "quizzes", "classroom")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file: its name from the root, its lines, its syntax tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def at(self, node: ast.AST, message: str) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}: {message}"


@lru_cache(maxsize=4)
def modules(packages: tuple[str, ...] = MACHINE) -> tuple[Module, ...]:
    """Every module of the packages that exist, in order of name; migrations are written by Django."""
    paths = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    return tuple(parse(path) for path in sorted(paths) if "migrations" not in path.parts)


def parse(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


def source(text: str) -> Module:
    """A module made from text, to show that a rule can fail."""
    return Module("made.py", text, ast.parse(text))


def functions(module: Module) -> Iterator[Function]:
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))
