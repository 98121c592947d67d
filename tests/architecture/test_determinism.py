"""The machine and the lab use nothing that differs between hosts.

No clock, chance, host, hash order or thread.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator

import pytest
from modules import MACHINE, Module, modules, source

FORBIDDEN_IMPORTS = {
    "asyncio", "datetime", "errno", "locale", "multiprocessing", "os", "platform", "random", "secrets", "select",
    "signal", "socket", "subprocess", "tempfile", "threading", "time", "uuid", "calendar", "_thread", "concurrent",
}  # fmt: skip
FORBIDDEN_CALLS = {"hash", "id", "eval", "exec", "open", "input"}
# The machine's own command line and the conformance runner stand outside: they read files for it. lab/boot.py imports
# modules in the browser, which is to run their code; python3 runs a test's helper.
OUTSIDE = ("simbsd/__main__.py", "simbsd/atf.py", "simbsd/atf_python/python3.py", "lab/archive.py", "lab/boot.py")
Rule = Callable[[Module], Iterator[str]]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def imports_of_the_host(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        for name in imported(node):
            if name.partition(".")[0] in FORBIDDEN_IMPORTS:
                yield module.at(node, f"imports {name}")


def imports_beyond_the_standard_library(module: Module) -> Iterator[str]:
    allowed = {*sys.stdlib_module_names, *MACHINE}
    for node in ast.walk(module.tree):
        for name in imported(node):
            if name.partition(".")[0] not in allowed:
                yield module.at(node, f"imports {name}")


def bound_names(module: Module) -> Iterator[str]:
    """Names that the module imports or defines: there, `open` is open(2)."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def calls_that_differ(module: Module) -> Iterator[str]:
    forbidden = FORBIDDEN_CALLS - set(bound_names(module))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden:
            yield module.at(node, f"calls {node.func.id}()")


def is_set(node: ast.AST) -> bool:
    call = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("set", "frozenset")
    )
    return call or isinstance(node, ast.Set | ast.SetComp)


def iteration_over_sets(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        walked: list[ast.AST] = []
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            walked = [node.iter]
        elif isinstance(node, ast.Starred):
            walked = [node.value]
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("list", "tuple", "iter")
        ):
            walked = list(node.args)
        yield from (module.at(one, "iterates over a set") for one in walked if is_set(one))


def broad_excepts(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        if any(kind is None or getattr(kind, "id", "") in ("Exception", "BaseException") for kind in kinds):
            yield module.at(node, "catches everything")


RULES: list[tuple[Rule, str]] = [
    (imports_of_the_host, "import random\n"),
    (imports_of_the_host, "from os import path\n"),
    (imports_beyond_the_standard_library, "import django.conf\n"),
    (calls_that_differ, "order = id(object())\n"),
    (calls_that_differ, "key = hash('a')\n"),
    (iteration_over_sets, "for name in {'a', 'b'}:\n    pass\n"),
    (iteration_over_sets, "names = [n for n in set('ab')]\n"),
    (iteration_over_sets, "names = list({'a', 'b'})\n"),
    (broad_excepts, "try:\n    pass\nexcept Exception:\n    pass\n"),
    (broad_excepts, "try:\n    pass\nexcept:\n    pass\n"),
]


def is_inside(module: Module) -> bool:
    return not module.name.startswith(OUTSIDE)


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _ in RULES), ids=lambda rule: rule.__name__)
def test_rule_holds(rule: Rule) -> None:
    assert [line for module in modules() if is_inside(module) for line in rule(module)] == []


@pytest.mark.parametrize(("rule", "text"), RULES)
def test_a_breach_is_found(rule: Rule, text: str) -> None:
    assert len(list(rule(source(text)))) == 1
