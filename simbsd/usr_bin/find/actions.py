"""find(1): primaries that do something, and those that change the run.

Models usr.bin/find/function.c and ls.c.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.files import chflags, readlink, rmdir, unlink
from simbsd.lib.fts import Ftsent
from simbsd.lib.grp import getgrgid
from simbsd.lib.mode import strmode
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwuid
from simbsd.lib.stdio import STDERR, STDIN, LineReader, decode, encode
from simbsd.lib.unistd import chdir, fork, geteuid, waitpid
from simbsd.limits import Limits
from simbsd.sys.calendar import MONTHS, gmtime
from simbsd.sys.errno import EINTR, ENOTEMPTY, Errno
from simbsd.sys.fcntl import (
    S_IFBLK,
    S_IFCHR,
    S_IFDIR,
    S_IFLNK,
    S_IFMT,
    SF_APPEND,
    SF_IMMUTABLE,
    UF_APPEND,
    UF_IMMUTABLE,
)
from simbsd.usr_bin.find.plan import Find, FindError, Quit, Test
from simbsd.usr_bin.find.primaries import SECOND, constant, empty, nobody, simple, sparse

SIX_MONTHS = 365 // 2 * 86400
NAME_WIDTH = 32
ARG_MAX, POINTER = Limits().arguments, 8

Make = Callable[[Find, str], Awaitable[Test]]


async def _print(find: Find, option: str) -> Test:
    find.has_output = True
    end = "\0" if option == "-print0" else "\n"

    async def test(entry: Ftsent) -> bool:
        await find.out.put(entry.fts_path + end)
        return True

    return test


async def _ls(find: Find, option: str) -> Test:
    find.has_output = True

    async def test(entry: Ftsent) -> bool:
        await find.out.put(await _long(find, entry))
        return True

    return test


async def _long(find: Find, entry: Ftsent) -> str:
    """One line of -ls (printlong)."""
    info = entry.info
    user, group = await getpwuid(info.st_uid), await getgrgid(info.st_gid)
    owner = user.pw_name if user else str(info.st_uid)
    owners = group.gr_name if group else str(info.st_gid)
    kind = info.st_mode & S_IFMT
    size = f"0x{info.st_ino:x}" if kind in (S_IFCHR, S_IFBLK) else str(info.st_size)
    when = (find.boot + info.st_mtime) // SECOND
    year, month, day, hour, minute, _ = gmtime(when)
    near = find.now - SIX_MONTHS < when < find.now + SIX_MONTHS
    text = (
        f"{info.st_ino:>6} {info.st_blocks:>8} {strmode(info.st_mode)} {info.st_nlink:>3} "
        f"{owner:<{NAME_WIDTH}} {owners:<{NAME_WIDTH}} {size:>8} {MONTHS[month - 1]} {day:>2} "
        f"{f'{hour:02}:{minute:02}' if near else f' {year}'} {entry.fts_path}"
    )
    if kind == S_IFLNK:
        try:
            text += f" -> {await readlink(entry.fts_path)}"
        except Errno as error:
            await find.err.warn(entry.fts_path, error)
    return text + "\n"


async def _delete(find: Find, option: str) -> Test:
    find.has_output = find.depth_first = True

    async def test(entry: Ftsent) -> bool:
        if entry.fts_path in (".", ".."):
            return True
        if find.logical:
            raise FindError("-delete: forbidden when symlinks are followed")
        flags = entry.info.st_flags
        if flags & (UF_APPEND | UF_IMMUTABLE) and not flags & (SF_APPEND | SF_IMMUTABLE) and await geteuid() == 0:
            try:
                await chflags(entry.fts_path, flags & ~(UF_APPEND | UF_IMMUTABLE), follow=False)
            except Errno:
                pass
        directory = entry.info.st_mode & S_IFMT == S_IFDIR
        try:
            await (rmdir if directory else unlink)(entry.fts_path)
        except Errno as error:
            if not (directory and error.errno == ENOTEMPTY):
                await find.err.warn(f"-delete: {'rmdir' if directory else 'unlink'}({entry.fts_path})", error)
        return True

    return test


async def _prune(find: Find, option: str) -> Test:
    async def test(entry: Ftsent) -> bool:
        entry.skip = True
        return True

    return test


async def _quit(find: Find, option: str) -> Test:
    async def test(entry: Ftsent) -> bool:
        raise Quit

    return test


async def _setting(find: Find, option: str) -> Test:
    """Primaries that are always true and hold for the whole run; and -false, and -acl, for no file has a list."""
    if option in ("-xdev", "-mount"):
        find.xdev = True
    elif option == "-follow":
        find.logical = True
    return constant(option not in ("-false", "-acl"))


async def _empty(find: Find, option: str) -> Test:
    return empty


async def _sparse(find: Find, option: str) -> Test:
    return simple(sparse)


# Primaries without an argument.
ACTIONS: dict[str, Make] = {
    "-print": _print, "-print0": _print, "-ls": _ls, "-delete": _delete, "-prune": _prune, "-quit": _quit,
    "-empty": _empty, "-sparse": _sparse, "-nouser": nobody, "-nogroup": nobody,
    **dict.fromkeys(
        ("-xdev", "-mount", "-follow", "-noleaf", "-true", "-false", "-ignore_readdir_race", "-noignore_readdir_race",
         "-acl"),
        _setting,
    ),
}  # fmt: skip
EXECS = ("-exec", "-execdir", "-ok", "-okdir")


class Exec:
    """-exec and its like: a command for each file, or for many at once (``+``)."""

    def __init__(self, find: Find, option: str, words: list[str], many: bool) -> None:
        self.find, self.words, self.many = find, words, many
        self.ask, self.inside = option.startswith("-ok"), option.endswith("dir")
        self.paths: list[str] = []
        self.size = 0
        room = ARG_MAX - 1024 - 1 - POINTER
        room -= sum(len(encode(f"{name}={value}")) + 1 + POINTER for name, value in find.envp.items())
        self.most = 1 if self.inside else max(room // 16, 1)
        self.room = room - POINTER * self.most - sum(len(encode(word)) + 1 for word in words)

    async def test(self, entry: Ftsent) -> bool:
        """Run the command for a file: true when it succeeds; with ``+`` always."""
        path, directory = entry.fts_path, ""
        if self.inside and entry.fts_level > 0:
            directory, _, path = path.rpartition("/")
        if not self.many:
            return await self._run([word.replace("{}", path) for word in self.words], directory)
        self.paths.append(path)
        self.size += len(encode(path))
        if len(self.paths) >= self.most or self.size >= self.room:
            await self.finish(directory)
        return True

    async def finish(self, directory: str = "") -> None:
        """Run the command for the files that wait."""
        if self.paths:
            words, self.paths, self.size = self.words + self.paths, [], 0
            if not await self._run(words, directory):
                self.find.status = 1

    async def _run(self, words: list[str], directory: str) -> bool:
        if self.ask and not await _agreed(words):
            return False
        await self.find.out.flush()
        try:
            pid = await fork(_child, (self.find.err.name, words, self.find.envp, directory))
        except Errno as error:
            await self.find.err.err(1, "fork", error)
        while True:
            try:
                return (await waitpid(pid))[1] == 0
            except Errno as error:
                if error.errno != EINTR:
                    return False


async def _agreed(words: list[str]) -> bool:
    """Ask on standard error, read the answer from standard input (queryuser)."""
    await printf(f'"{" ".join(words)}"? ', STDERR)
    answer = decode(await LineReader(STDIN).line())
    if not answer.endswith("\n"):
        await printf("\n", STDERR)
    return answer[:1] in ("y", "Y")


async def _child(state: tuple[str, list[str], dict[str, str], str]) -> int:
    name, words, envp, directory = state
    err = Err([name])
    if directory:
        try:
            await chdir(directory)
        except Errno as error:
            await err.warn("chdir", error)
            return 1
    try:
        await execvpe(words[0], words, envp)
    except Errno as error:
        await err.warn(words[0], error)
    return 1
