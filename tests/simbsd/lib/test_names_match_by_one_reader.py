"""glob(3) matches by fnmatch(3): a bracket expression that Python's would refuse is no error."""

from __future__ import annotations

import pytest

from simbsd.lib.fnmatch import Flags, fnmatch


@pytest.mark.parametrize(
    ("pattern", "matches"), [("[z-a].conf", []), ("[[a].conf", ["a.conf"]), ("*.conf", ["a.conf"])]
)
def test_sets_of_any_shape(pattern: str, matches: list[str]):
    assert [name for name in ("a.conf", "b", ".x.conf") if fnmatch(pattern, name, Flags(period=True))] == matches
