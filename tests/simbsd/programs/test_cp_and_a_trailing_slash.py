"""cp(1): a source that ends in a slash stands for its contents (bin/cp/cp.c, copy(), DIR_TO_DIR)."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("cp -R d t; find t", "t\nt/d\nt/d/f\n"),
        ("cp -R d/ t; find t", "t\nt/f\n"),
        ("cp -Rv d/ t", "d/ -> t\nd/f -> t/f\n"),
        ("cp -R d/ n; find n", "n\nn/f\n"),
        ("cd d; cp -R .. ../t; find ../t -name f", "../t/d/f\n"),
        ("cp d/f/ t", "cp: d/f/: Not a directory\n"),
    ],
)
def test_where_a_tree_goes(command: str, printed: str) -> None:
    script = f"cd /tmp; mkdir d t; touch d/f; {command}"
    assert Machine(ttys=0, watched=False).script(script.encode())[0].decode() == printed
