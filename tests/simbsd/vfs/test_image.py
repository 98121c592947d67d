"""The base image, and the copies of it that jails get."""

from __future__ import annotations

import tracemalloc

import pytest
from vfshost import ALICE, Host

from simbsd.fs.ufs import ibytes
from simbsd.image import base_image, paths_of, populate_jail, programs_of
from simbsd.lib.files import chflags, getdents, link, lstat, mkdir, readlink, rename, rmdir, stat, unlink
from simbsd.lib.unistd import chdir, chroot, close, getcwd, open, read, write
from simbsd.release import RELEASES
from simbsd.sys.elf import INTERP, make, parse
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_APPEND, O_RDONLY, O_WRONLY, S_IFDIR, S_IFMT, SF_IMMUTABLE


async def get(path: str) -> bytes:
    fd = await open(path, O_RDONLY)
    data = await read(fd, 1 << 20)
    await close(fd)
    return data


async def tree(path: str) -> dict[str, tuple[int, int, int, int]]:
    """Mode, owner, links and size of everything below a directory."""
    found = {}
    fd = await open(path, O_RDONLY)
    entries = await getdents(fd)
    await close(fd)
    for entry in entries[2:]:
        name = f"{path}/{entry.d_name}"
        about = await lstat(name)
        found[name] = (about.st_mode, about.st_uid, about.st_nlink, about.st_size)
        if about.st_mode & S_IFMT == S_IFDIR:
            found |= await tree(name)
    return found


def test_a_binary_names_its_program() -> None:
    assert parse(make("ls")) == ("ls", INTERP)
    assert parse(make("init", "")) == ("init", "")
    assert parse(b"\x7fELF" + b"rubbish") == ("", "")


def test_link_counts_parents_and_bytes_agree_with_the_entries() -> None:
    base = base_image("14.0")
    names: dict[int, int] = dict.fromkeys(base.inodes, 0)
    for inode in base.inodes.values():
        for child in (inode.entries or {}).values():
            names[child] += 1
    for ino, inode in base.inodes.items():
        if inode.entries is None:
            assert inode.nlink == names[ino] > 0
        else:
            below = sum(1 for child in inode.entries.values() if base.inodes[child].entries is not None)
            assert inode.nlink == 2 + below
            assert names[ino] == (0 if ino in (2, base.pristine) else 1)
            children = [base.inodes[child] for child in inode.entries.values()]
            assert all(child.parent == ino or child.nlink > 1 for child in children)
    sizes = [ibytes(inode) for inode in base.inodes.values()]
    assert (base.bytes, base.files) == (sum(sizes[: base.files]), base.pristine - 2)
    assert base.pristine_bytes == sum(sizes[base.files + 1 :])


def test_every_program_of_the_machine_has_a_place(host: Host) -> None:
    async def program() -> list[str]:
        missing = []
        for name in programs_of(RELEASES["14.0"]):
            for path in paths_of(name):
                if not (await stat(path)).st_mode & 0o111 or parse((await get(path))[:512])[0] != name:
                    missing.append(path)
        return missing

    assert host.run(program) == []


def test_owners_modes_and_flags_that_matter(host: Host) -> None:
    async def program() -> dict[str, tuple[str, int, int]]:
        found = {}
        for path in ("/tmp", "/root", "/etc/master.passwd", "/home/alice", "/var/empty", "/lib/libc.so.7", "/bin/ls"):
            about = await stat(path)
            found[path] = (oct(about.st_mode & 0o7777), about.st_uid, about.st_flags)
        return found

    assert host.run(program) == {
        "/tmp": ("0o1777", 0, 0),
        "/root": ("0o750", 0, 0),
        "/etc/master.passwd": ("0o600", 0, 0),
        "/home/alice": ("0o755", ALICE, 0),
        "/var/empty": ("0o555", 0, SF_IMMUTABLE),
        "/lib/libc.so.7": ("0o444", 0, SF_IMMUTABLE),
        "/bin/ls": ("0o555", 0, 0),
    }


def test_a_jail_gets_a_whole_system_without_the_hosts_own_files(host: Host) -> None:
    async def prepare() -> None:
        await mkdir("/usr/jails/www")

    async def compare() -> tuple[list[str], list[str]]:
        jail = {name.removeprefix("/usr/jails/www"): about for name, about in (await tree("/usr/jails/www")).items()}
        roots = {name.removeprefix("/."): about for name, about in (await tree("/.")).items()}
        ours = {name: about for name, about in roots.items() if not name.startswith("/usr/jails/")}
        return sorted(set(ours) - set(jail)), sorted(set(jail) - set(ours))

    host.run(prepare)
    populate_jail(host.kernel, "/usr/jails/www")
    only_host, only_jail = host.run(compare)
    devices = [name for name in only_host if name.startswith("/dev/")]
    modules = [name for name in only_host if name.endswith(".ko")]
    assert [name for name in only_host if name not in devices + modules] == [
        "/boot/kernel/kernel", "/boot/loader.conf", "/etc/fstab", "/etc/rc.conf", "/etc/resolv.conf", "/home/alice",
        "/home/alice/.profile", "/home/alice/.shrc", "/usr/freebsd-dist", "/usr/freebsd-dist/base.txz", "/usr/jails",
        "/var/log/utx.lastlogin", "/var/log/utx.log", "/var/run/utx.active",
    ]  # fmt: skip
    assert only_jail == []


def test_two_copies_and_the_host_keep_apart(host: Host) -> None:
    async def change() -> list[bytes]:
        fd = await open("/usr/jails/a/etc/motd.template", O_WRONLY | O_APPEND)
        await write(fd, b"jail a\n")
        await unlink("/usr/jails/a/etc/shells")
        await rename("/usr/jails/a/bin/ls", "/usr/jails/a/bin/dir")
        await link("/usr/jails/a/bin/cat", "/usr/jails/a/cat")
        return [(await get(f"{root}/etc/motd.template"))[-7:] for root in ("", "/usr/jails/a", "/usr/jails/b")]

    async def look() -> list[str]:
        await chdir("/usr/jails/b/usr/local/share")
        here = [await getcwd()]
        await chroot("/usr/jails/b")
        await stat("/bin/ls")
        await stat("/etc/shells")
        await chdir("/usr/local/etc")
        return [*here, await getcwd(), await readlink("/sys")]

    for name in "ab":
        host.run(lambda name=name: mkdir(f"/usr/jails/{name}"))
        populate_jail(host.kernel, f"/usr/jails/{name}")
    again = host.run(lambda: get("/etc/motd.template"))[-7:]
    assert host.run(change) == [again, b"jail a\n", again]
    assert host.run(look) == ["/usr/jails/b/usr/local/share", "/usr/local/etc", "usr/src/sys"]


def test_a_copy_can_be_removed_once_its_immutable_files_are_freed(host: Host) -> None:
    before = host.kernel.storage, host.kernel.inodes

    async def empty(path: str) -> None:
        fd = await open(path, O_RDONLY)
        entries = await getdents(fd)
        await close(fd)
        if (await lstat(path)).st_flags:
            await chflags(path, 0)
        for entry in entries[2:]:
            name = f"{path}/{entry.d_name}"
            if entry.d_type == S_IFDIR:
                await empty(name)
                await rmdir(name)
            else:
                await chflags(name, 0, follow=False)
                await unlink(name)

    host.run(lambda: mkdir("/usr/jails/www"))
    populate_jail(host.kernel, "/usr/jails/www")
    assert host.refused(lambda: unlink("/usr/jails/www/lib/libc.so.7")) == "EPERM"
    host.run(lambda: empty("/usr/jails/www"))
    host.run(lambda: rmdir("/usr/jails/www"))
    assert (host.kernel.storage, host.kernel.inodes) == before


def test_refusals_of_populating(host: Host) -> None:
    refusals = {"/none": "ENOENT", "/etc": "ENOTEMPTY", "/etc/passwd": "ENOTDIR", "/dev": "EINVAL"}
    before = host.state()
    for path, name in refusals.items():
        with pytest.raises(Errno) as caught:
            populate_jail(host.kernel, path)
        assert caught.value.name == name
    assert host.state() == before


def test_an_idle_machine_and_a_hundred_copies_cost_little(host: Host) -> None:
    base_image("14.0")
    tracemalloc.start()
    try:
        machine = Host()
        idle, _ = tracemalloc.get_traced_memory()
        for number in range(100):
            machine.call(machine.kernel.allproc[1], "mkdir", f"/usr/jails/{number}", 0o755)
            populate_jail(machine.kernel, f"/usr/jails/{number}")
        full, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert idle < 1_000_000
    assert full - idle < 3_000_000
