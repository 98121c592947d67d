"""Every module says in its first line what it is.

Every public function of the machine and lab says what it does.
"""

from __future__ import annotations

import ast

import pytest
from modules import MACHINE, SITE, Module, modules, source

KERNEL = "kern vfs fs net netinet netinet6 netpfil vm"
KERNEL_AND_PROGRAMS = f"{KERNEL} lib sh bin sbin usr_bin usr_local_bin usr_local_sbin usr_sbin"
MODELS = tuple(f"simbsd/{package}/" for package in KERNEL_AND_PROGRAMS.split())


def first_line(module: Module) -> str:
    return (ast.get_docstring(module.tree) or "").partition("\n")[0]


def wrong_opening(module: Module) -> list[str]:
    line = first_line(module)
    if not line:
        # An empty __init__.py only marks a package.
        return (
            []
            if module.name.endswith("__init__.py") and not module.tree.body
            else [f"{module.name}: no docstring"]
        )
    return [] if line[-1] in ".:,;" or line[0].isupper() or line[0] in "`" else [f"{module.name}: {line!r}"]


def test_first_line_says_what_the_module_is() -> None:
    assert [line for module in modules(MACHINE + SITE) for line in wrong_opening(module)] == []


def says_what_it_models(module: Module) -> bool:
    return "Models " in (ast.get_docstring(module.tree) or "")


def test_modules_of_the_kernel_and_programs_say_what_they_model() -> None:
    """The fidelity page is made from these sentences."""
    silent = [m.name for m in modules() if m.name.startswith(MODELS) and not says_what_it_models(m)]
    assert [name for name in silent if not name.endswith("__init__.py")] == []


@pytest.mark.parametrize("text", ["x = 1\n", '"""lower case and no end"""\n'])
def test_a_missing_or_careless_first_line_is_found(text: str) -> None:
    assert wrong_opening(source(text)) != []
