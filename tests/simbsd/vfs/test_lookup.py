"""Paths: links, dots, slashes and lengths (vfs_lookup.c)."""

from __future__ import annotations

from vfshost import Host

from simbsd.lib.files import lstat, mkdir, readlink, rmdir, stat, symlink
from simbsd.lib.unistd import chdir, close, getcwd, open
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_WRONLY, S_IFDIR, S_IFLNK, S_IFMT


async def make(path: str) -> None:
    await close(await open(path, O_WRONLY | O_CREAT))


def test_a_chain_of_links_is_followed_and_a_circle_is_not(host: Host) -> None:
    async def chain() -> str:
        await mkdir("/tmp/d")
        await symlink("d", "/tmp/one")
        await symlink("/tmp/one", "/tmp/two")
        await chdir("/tmp/two")
        return await getcwd()

    async def circle() -> None:
        await symlink("b", "/tmp/a")
        await symlink("a", "/tmp/b")
        await stat("/tmp/a")

    assert host.run(chain) == "/tmp/d"
    assert host.refused(circle) == "ELOOP"


def test_thirty_two_links_are_allowed_and_one_more_is_not(host: Host) -> None:
    async def links() -> None:
        await make("/tmp/l0")
        for number in range(33):
            await symlink(f"l{number}", f"/tmp/l{number + 1}")
        await stat("/tmp/l32")

    async def too_many() -> None:
        await stat("/tmp/l33")

    host.run(links)
    assert host.refused(too_many) == "ELOOP"


def test_a_slash_at_the_end_asks_for_a_directory(host: Host) -> None:
    async def on_a_file() -> None:
        await make("/tmp/f")
        await stat("/tmp/f/")

    async def on_a_link() -> tuple[int, int]:
        await mkdir("/tmp/d")
        await symlink("d", "/tmp/l")
        return (await lstat("/tmp/l")).st_mode & S_IFMT, (await lstat("/tmp/l/")).st_mode & S_IFMT

    async def on_a_new_file() -> None:
        await open("/tmp/new/", O_WRONLY | O_CREAT)

    assert host.refused(on_a_file) == "ENOTDIR"
    assert host.run(on_a_link) == (S_IFLNK, S_IFDIR)
    assert host.refused(on_a_new_file) == "ENOENT"


def test_a_file_is_no_step_on_a_path(host: Host) -> None:
    async def through() -> None:
        await make("/tmp/f")
        await stat("/tmp/f/x")

    assert host.refused(through) == "ENOTDIR"


def test_names_and_paths_have_a_greatest_length(host: Host) -> None:
    async def longest() -> None:
        await mkdir("/tmp/" + "n" * 255)

    async def name() -> None:
        await mkdir("/tmp/" + "n" * 256)

    async def letters_are_counted_in_bytes() -> None:
        await mkdir("/tmp/" + "é" * 128)

    async def path() -> None:
        await stat("/" + "./" * 512)

    host.run(longest)
    assert host.refused(name) == "ENAMETOOLONG"
    assert host.refused(letters_are_counted_in_bytes) == "ENAMETOOLONG"
    assert host.refused(path) == "ENAMETOOLONG"


def test_an_empty_path_names_nothing(host: Host) -> None:
    async def empty() -> None:
        await stat("")

    assert host.refused(empty) == "ENOENT"


def test_dotdot_stops_at_the_root_and_leaves_a_mount(host: Host) -> None:
    async def walk() -> list[str]:
        seen = []
        await chdir("/../../..")
        seen.append(await getcwd())
        await chdir("/dev/fd")
        await chdir("../..")
        seen.append(await getcwd())
        return seen

    assert host.run(walk) == ["/", "/"]


def test_a_removed_working_directory_has_no_path_and_holds_nothing(host: Host) -> None:
    async def stand() -> str:
        await mkdir("/tmp/gone")
        await chdir("/tmp/gone")
        await rmdir("/tmp/gone")
        return await getcwd()

    async def create() -> None:
        await mkdir("/tmp/gone")
        await chdir("/tmp/gone")
        await rmdir("/tmp/gone")
        await make("x")

    assert host.refused(stand) == "ENOENT"
    assert host.refused(create) == "ENOENT"


def test_readlink_gives_the_target_and_refuses_what_is_no_link(host: Host) -> None:
    async def target() -> str:
        await symlink("any where/..", "/tmp/l")
        return await readlink("/tmp/l")

    async def file() -> None:
        await readlink("/etc/passwd")

    async def dangling() -> int:
        return await open("/tmp/l", O_RDONLY)

    assert host.run(target) == "any where/.."
    assert host.refused(file) == "EINVAL"
    assert host.refused(dangling) == "ENOENT"
