"""Whoever walks up to a root is told which root it is (vfs_lookup.c: vfs_lookup, ``isroot``)."""

from __future__ import annotations

import pytest
from vfshost import Host

from simbsd.lib.files import mkdir, stat
from simbsd.lib.unistd import chdir, chroot
from simbsd.sys.event import WalkStopped

END = "The walk up ends here, where .. is the directory itself: it is {}."


async def in_a_cage() -> None:
    await mkdir("/cage")
    await mkdir("/cage/sub")
    await chdir("/cage")
    await chroot("/cage")


async def at_the_real_root() -> None:
    await stat("/..")


async def at_the_first_chroot() -> None:
    await in_a_cage()
    await stat("../..")


async def at_a_second_chroot() -> None:
    await in_a_cage()
    await chroot("/sub")
    await stat("/..")


async def above_a_second_chroot() -> None:
    await in_a_cage()
    await chroot("/sub")
    await stat("..")


async def below_every_root() -> None:
    await in_a_cage()
    await stat("sub/..")


@pytest.mark.parametrize(
    ("program", "roots"),
    [
        (at_the_real_root, ["the root of the whole file system (rootvnode), the root of the process (rdir)"]),
        (at_the_first_chroot, ["the root of the process (rdir), its jail directory (jdir)"] * 2),
        (at_a_second_chroot, ["the root of the process (rdir)"]),
        (above_a_second_chroot, ["its jail directory (jdir)"]),
        (below_every_root, []),
    ],
)
def test_the_root_is_named(host: Host, program, roots: list[str]) -> None:
    host.run(program)
    told = [(event.why, event.where) for event in host.machine.events() if isinstance(event, WalkStopped)]
    assert told == [(END.format(root), "vfs_lookup.c: vfs_lookup") for root in roots]


def test_a_machine_that_nobody_watches_tells_nothing(host: Host) -> None:
    host.machine.events()
    host.kernel.watched = False
    host.run(at_the_first_chroot)
    assert host.machine.events() == []
