"""devfs: devices, rulesets, the descriptors (devfs_rule.c, devfs_vnops.c)."""

from __future__ import annotations

import pytest
from vfshost import ALICE, Host

from simbsd.fs.devfs_devs import destroy_dev, make_dev
from simbsd.lib.files import chmod, chown, getdents, nmount, readlink, stat, symlink, unlink
from simbsd.lib.unistd import close, dup2, open, read, write
from simbsd.sys.conf import Cdev, Cdevsw
from simbsd.sys.fcntl import O_RDONLY, O_RDWR, O_WRONLY
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Proc


async def listing(path: str) -> list[str]:
    fd = await open(path, O_RDONLY)
    found = sorted(entry.d_name for entry in await getdents(fd))
    await close(fd)
    return found[2:]


JAIL = ["fd", "null", "ptmx", "random", "stderr", "stdin", "stdout", "urandom", "zero"]


@pytest.mark.parametrize(
    ("ruleset", "names"),
    [(1, []), (4, JAIL), (5, JAIL)],
)
def test_a_ruleset_shows_what_it_says(host: Host, ruleset: int, names: list[str]) -> None:
    async def program() -> list[str]:
        await nmount({"fstype": "devfs", "fspath": "/mnt", "ruleset": str(ruleset)})
        return await listing("/mnt")

    assert host.run(program) == names


def test_a_hidden_device_cannot_be_reached_by_name(host: Host) -> None:
    async def program() -> None:
        await nmount({"fstype": "devfs", "fspath": "/mnt", "ruleset": "4"})
        await open("/mnt/mem", O_RDONLY)

    assert host.refused(program) == "ENOENT"


def test_a_device_made_later_obeys_the_ruleset_at_once(host: Host) -> None:
    host.run(lambda: nmount({"fstype": "devfs", "fspath": "/mnt", "ruleset": "4"}))
    make_dev(host.kernel, Cdevsw(), "pts/0")
    make_dev(host.kernel, Cdevsw(), "bpf")

    async def program() -> tuple[list[str], list[str]]:
        return await listing("/mnt"), await listing("/mnt/pts")

    assert host.run(program) == (sorted([*JAIL, "pts"]), ["0"])


def test_the_simple_devices(host: Host) -> None:
    async def program() -> list[object]:
        null, zero, full = [await open(f"/dev/{name}", O_RDWR) for name in ("null", "zero", "full")]
        return [await read(null, 10), await write(null, b"abc"), await read(zero, 3), await read(full, 2)]

    async def fill() -> None:
        await write(await open("/dev/full", O_WRONLY), b"x")

    async def memory() -> None:
        await read(await open("/dev/mem", O_RDONLY), 1)

    assert host.run(program) == [b"", 3, b"\0\0\0", b"\0\0"]
    assert host.refused(fill) == "ENOSPC"
    assert host.refused(memory) == "ENODEV"
    assert host.refused(memory, uid=ALICE) == "EACCES"


def test_random_bytes_are_the_seeds(host: Host) -> None:
    async def program() -> bytes:
        fd = await open("/dev/urandom", O_RDONLY)
        return await read(fd, 16) + await read(fd, 16)

    first = host.run(program)
    assert first == Host().run(program)
    assert first[:16] != first[16:]


def test_a_descriptors_device_is_one_more_descriptor(host: Host) -> None:
    async def program() -> tuple[bytes, bytes]:
        fd = await open("/etc/passwd", O_RDONLY)
        await dup2(fd, 0)
        again = await open("/dev/stdin", O_RDONLY)
        return await read(0, 4), await read(again, 4)

    async def not_open() -> None:
        await open("/dev/fd/2", O_RDONLY)

    async def other_mode() -> None:
        await dup2(await open("/etc/passwd", O_RDONLY), 1)
        await open("/dev/fd/1", O_WRONLY)

    assert host.run(program) == (b"root", b":*:0")
    assert host.refused(not_open) == "EBADF"
    assert host.refused(other_mode) == "EACCES"
    assert host.kernel.openfiles == 0


def test_changes_belong_to_one_mount(host: Host) -> None:
    async def program() -> list[object]:
        await nmount({"fstype": "devfs", "fspath": "/mnt"})
        await chmod("/mnt/null", 0o600)
        await chown("/mnt/null", ALICE, ALICE)
        await symlink("null", "/mnt/nothing")
        await unlink("/mnt/zero")
        here, there = await stat("/mnt/null"), await stat("/dev/null")
        return [here.st_mode & 0o777, here.st_uid, there.st_mode & 0o777, await readlink("/mnt/nothing")]

    assert host.run(program) == [0o600, ALICE, 0o666, "null"]
    assert "zero" in host.run(lambda: listing("/dev"))
    assert "zero" not in host.run(lambda: listing("/mnt"))


def test_a_driver_hears_of_the_last_close_and_a_gone_device_is_enxio(host: Host) -> None:
    heard: list[str] = []

    def opened(kernel: Kernel, p: Proc, dev: Cdev, flags: int) -> None:
        heard.append("open")

    def closed(kernel: Kernel, dev: Cdev) -> None:
        heard.append("close")

    dev = make_dev(host.kernel, Cdevsw(open=opened, close=closed), "gadget", mode=0o666)
    p = host.process()
    first, second = (host.call(p, "open", "/dev/gadget", O_RDONLY, 0) for _ in range(2))
    host.call(p, "close", first)
    assert heard == ["open", "open"]
    host.call(p, "close", second)
    assert heard == ["open", "open", "close"]

    async def use() -> None:
        fd = await open("/dev/gadget", O_RDONLY)
        destroy_dev(host.kernel, dev)
        await read(fd, 1)

    assert host.refused(use) in ("ENXIO", "ENOENT")
