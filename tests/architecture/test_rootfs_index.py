"""simbsd/rootfs_index.py says what stands in simbsd/rootfs."""

from __future__ import annotations

from tools.rootfs import TARGET, index


def test_the_index_is_written_from_the_files_as_they_are() -> None:
    assert TARGET.read_text() == index(), "run `make rootfs`"
