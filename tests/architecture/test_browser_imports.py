"""What the machine imports is in the library that travels to the browser."""

from __future__ import annotations

import ast
import zipfile
from pathlib import Path

from modules import MACHINE, ROOT, modules

# Compiled into the browser's interpreter, or used by command lines of the server alone (simbsd/__main__.py,
# lab/__main__.py).
BUILT_IN = {"_frozen_importlib", "marshal", "math", "unicodedata", "sys", "types", "zlib", "binascii"}
SERVER_ONLY = {"simbsd/__main__.py", "simbsd/atf.py", "lab/__main__.py"}
RUNNER = "simbsd/atf_python/"  # goes to no browser (jailsite/bundle.py)


def shipped() -> set[str]:
    (path,) = (ROOT / "static/vendor/pyodide").glob("*/python_stdlib.zip")
    return {Path(name).parts[0].removesuffix(".pyc") for name in zipfile.ZipFile(path).namelist()}


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_every_module_finds_its_imports_in_the_browser():
    known = shipped() | BUILT_IN | set(MACHINE)
    missing = {
        module.name: sorted(lacking)
        for module in modules()
        if module.name not in SERVER_ONLY and not module.name.startswith(RUNNER)
        if (lacking := imported(module.tree) - known)
    }
    assert missing == {}
