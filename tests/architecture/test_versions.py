"""The machine's sources are Python 3.11's, whatever runs the suite.

The browser has 3.14, a server may have 3.11.
"""

from __future__ import annotations

import ast

import pytest
from modules import MACHINE, SITE, modules


@pytest.mark.parametrize("module", modules(MACHINE + SITE), ids=lambda module: module.name)
def test_syntax_is_of_the_oldest_python(module: object) -> None:
    ast.parse(module.text, feature_version=(3, 11))  # type: ignore[attr-defined]


def test_newer_syntax_is_found() -> None:
    with pytest.raises(SyntaxError):
        ast.parse("type Name = str\n", feature_version=(3, 11))
