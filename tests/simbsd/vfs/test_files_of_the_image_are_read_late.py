"""A file of simbsd/rootfs is in every machine and jail, is read when first needed, and changes like any other."""

from __future__ import annotations

from simbsd.machine import Machine
from simbsd.rootfs import read
from simbsd.rootfs_index import FILES

NAME = "usr/libexec/atf-sh"


def sh(text: str) -> str:
    return Machine(ttys=0, watched=False).script(text.encode())[0].decode()


def test_it_has_its_size_before_it_is_read() -> None:
    read.cache_clear()
    assert sh(f"stat -f '%z %Sp' /{NAME}").split() == [str(FILES[NAME]), "-r-xr-xr-x"]
    assert read.cache_info().misses == 0


def test_it_reads_as_it_stands() -> None:
    assert sh(f"cat /{NAME}").encode() == read(NAME)


def test_it_changes_like_any_other() -> None:
    assert sh(f"chmod 755 /{NAME}; echo one more >> /{NAME}; tail -n 1 /{NAME}; wc -c < /{NAME}").split() == [
        "one", "more", str(FILES[NAME] + 9),
    ]  # fmt: skip


def test_another_machine_does_not_see_the_change() -> None:
    assert sh(f": > /{NAME}; wc -c < /{NAME}").split() == ["0"]
    assert sh(f"cat /{NAME}").encode() == read(NAME)
