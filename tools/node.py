"""Runs node with the given arguments: the one that Playwright brings, so that the tests need no other.

    tools/node.py --test tests/js/

A folder after --test stands for the *.test.mjs files below it (versions of node differ in what they make of one).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import playwright

NODE = Path(playwright.__file__).parent / "driver" / "node"


def expanded(argument: str) -> list[str]:
    folder = Path(argument)
    return sorted(str(path) for path in folder.rglob("*.test.mjs")) if folder.is_dir() else [argument]


def main(arguments: list[str]) -> int:
    if not NODE.exists():
        print(f"tools/node.py: {NODE} is missing; `make venv` installs it", file=sys.stderr)
        return 1
    command = [str(NODE), *(word for argument in arguments for word in expanded(argument))]
    os.execv(NODE, command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
