"""Records that are copied field by field, for speed, are copied whole."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from simbsd.sys.proc import Rusage
from simbsd.sys.vnode import Inode


@pytest.mark.parametrize("kind", [Rusage, Inode])
def test_a_copy_has_every_field_of_its_original(kind: Any) -> None:
    names = [one.name for one in fields(kind)]
    original = kind(*range(1, len(names) + 1))
    copy = original.copy()
    assert copy is not original
    assert {name: getattr(copy, name) for name in names} == dict(zip(names, range(1, len(names) + 1), strict=True))
