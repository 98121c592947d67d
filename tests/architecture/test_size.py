"""Modules and functions stay small: no module over 400 lines, no function over 40, no view over 15."""

from __future__ import annotations

from modules import MACHINE, ROOT, SITE, Function, Module, functions, modules, parse, source

MOST_LINES = 400
MOST_OF_FUNCTION = 40
MOST_OF_VIEW = 15


def length(function: Function) -> int:
    """Lines from `def` to the end, the docstring not counted."""
    body = function.body
    first = body[0]
    documented = len(body) > 1 and getattr(getattr(first, "value", None), "value", None).__class__ is str
    written = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - written


def too_long(module: Module, most: int) -> list[str]:
    return [
        module.at(function, f"{function.name} has {length(function)} lines")
        for function in functions(module)
        if length(function) > most
    ]


def test_modules() -> None:
    long = [
        f"{module.name}: {module.lines} lines"
        for module in modules(MACHINE + SITE)
        if module.lines > MOST_LINES
    ]
    assert long == []


def test_functions() -> None:
    assert [line for module in modules(MACHINE + SITE) for line in too_long(module, MOST_OF_FUNCTION)] == []


def test_views() -> None:
    views = [parse(path) for package in SITE for path in sorted((ROOT / package).glob("views*.py"))]
    assert views != []
    assert [line for module in views for line in too_long(module, MOST_OF_VIEW)] == []


def test_a_long_function_is_found_and_its_docstring_is_not_counted() -> None:
    body = "".join(f"    a{number} = {number}\n" for number in range(MOST_OF_FUNCTION))
    assert too_long(source("def f():\n" + body), MOST_OF_FUNCTION) == ["made.py:1: f has 41 lines"]
    documented = source('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n')
    assert [length(function) for function in functions(documented)] == [2]
