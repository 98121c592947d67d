"""ls(1): gather the files, then print them.

Models bin/ls/ls.c.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from simbsd.bin.ls.options import LETTERS, LONG, USAGE, Options, choose, colours, when_coloured
from simbsd.bin.ls.show import Entry, show, sort_entries
from simbsd.lib.err import Err
from simbsd.lib.files import getdents, lstat, readlink, stat
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.grp import getgrgid
from simbsd.lib.path import join
from simbsd.lib.pwd import getpwuid
from simbsd.lib.stdio import STDOUT, puts
from simbsd.lib.termios import winsize
from simbsd.lib.unistd import close, geteuid, gettimeofday, isatty, monotonic, open
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_DIRECTORY, O_RDONLY, S_IFDIR, S_IFLNK, S_IFMT
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.vnode import Stat

DEFAULT_BLOCKSIZE = 512


@dataclass(slots=True)
class Listing:
    """One run: its options, the width, the block size, names of users and groups already asked for, and how it goes."""

    err: Err
    options: Options
    width: int
    blocksize: int
    now: int
    boottime: int
    users: dict[int, str]
    groups: dict[int, str]
    status: int = 0
    said: bool = False

    async def complain(self, path: str, error: Errno) -> None:
        """Say what could not be listed; the status is 1 in the end."""
        await self.err.warnx(f"{path}: {strerror(error.errno)}")
        self.status = 1


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """List the operands (none: the working directory), files first, then each directory."""
    err = Err(argv)
    given, operands = await getopt_long(argv, LETTERS, LONG, "POSIXLY_CORRECT" in envp)
    letters = "".join(letter for letter, _ in given if letter != "color")
    if set(letters) & set("?X"):
        await err.usage(USAGE)
    when = when_coloured(given, envp)
    if when is None:
        word = next(value for letter, value in reversed(given) if letter == "color")
        await err.errx(2, f"unsupported --color value '{word}' (must be always, auto, or never)")
    terminal = await isatty(STDOUT)
    form = next((value for letter, value in reversed(given) if letter == "D"), "")
    painted = colours(when, "G" in letters, terminal, envp)
    options = choose(letters, terminal, await geteuid() == 0, form, painted)
    now = await monotonic()
    boottime = (await gettimeofday() - now) // 1_000_000
    listing = Listing(err, options, await _width(terminal, envp), _blocksize(options, envp), now, boottime, {}, {})
    if not options.follow:
        await _hold_dot()
    await _operands(listing, operands or ["."], bool(operands))
    return listing.status


async def _hold_dot() -> None:
    """Where the walk would come back to; the descriptor stays open to the end (fts_open)."""
    with suppress(Errno):
        await open(".", O_RDONLY | O_DIRECTORY)


async def _width(terminal: bool, envp: dict[str, str]) -> int:
    if is_number(envp.get("COLUMNS", "")):
        return to_int(envp["COLUMNS"])
    return (await winsize(STDOUT)).ws_col or 80 if terminal else 80


def _blocksize(options: Options, envp: dict[str, str]) -> int:
    """getbsize(3): K, M, G or a number of bytes; -k means kilobytes."""
    if options.kilobytes:
        return 1024
    text = envp.get("BLOCKSIZE", "").upper()
    number, unit = text.rstrip("KMG") or "1", text[-1:]
    scale = {"K": 1024, "M": 1024**2, "G": 1024**3}.get(unit, 1)
    size = to_int(number) * scale if is_number(number) and text else DEFAULT_BLOCKSIZE
    return max(size, DEFAULT_BLOCKSIZE)


async def _operands(listing: Listing, operands: list[str], named: bool) -> None:
    options = listing.options
    files: list[Entry] = []
    directories: list[Entry] = []
    for path in sorted(operands):
        try:
            info = await _attributes(path, options.follow_operands)
        except Errno as error:
            await listing.complain(path, error)
            continue
        entry = await _entry(listing, path, path, info)
        is_directory = info.st_mode & S_IFMT == S_IFDIR
        (directories if is_directory and not options.directory else files).append(entry)
    if files:
        await _print(listing, sort_entries(files, options), total=False)
    headed = len(operands) > 1 or bool(files)
    for entry in sort_entries(directories, options):
        await _directory(listing, entry.path, headed)


async def _attributes(path: str, follow: bool) -> Stat:
    """stat, or lstat when links are not followed or lead nowhere."""
    if follow:
        try:
            return await stat(path)
        except Errno:
            pass
    return await lstat(path)


async def _directory(listing: Listing, path: str, headed: bool) -> None:
    options = listing.options
    try:
        fd = await open(path, O_RDONLY | O_DIRECTORY)
        found = await getdents(fd)
    except Errno as error:
        await listing.complain(path, error)
        return
    if headed:
        await puts(f"\n{path}:\n" if listing.said else f"{path}:\n")
    listing.said = True
    entries = []
    for dirent in found:
        name = dirent.d_name
        if (name in (".", "..") and not options.dots) or (name.startswith(".") and not options.hidden):
            continue
        full = join(path, name)
        try:
            info = await _attributes(full, options.follow)
        except Errno as error:
            await listing.complain(name, error)
            continue
        entries.append(await _entry(listing, full, name, info))
    await close(fd)  # what was found has been looked at: fdescfs shows this descriptor too (fts_build)
    entries = sort_entries(entries, options)
    await _print(listing, entries, total=True)
    if options.recursive:
        for entry in entries:
            if entry.info.st_mode & S_IFMT == S_IFDIR and entry.name not in (".", ".."):
                await _directory(listing, entry.path, headed=True)


async def _entry(listing: Listing, path: str, name: str, info: Stat) -> Entry:
    link = ""
    user, group = str(info.st_uid), str(info.st_gid)
    if listing.options.layout == "long":
        if info.st_mode & S_IFMT == S_IFLNK:
            link = await readlink(path)
        if not listing.options.numeric:
            user = await _user(listing, info.st_uid)
            group = await _group(listing, info.st_gid)
    return Entry(path, name, info, user, group, link)


async def _user(listing: Listing, uid: int) -> str:
    if uid not in listing.users:
        found = await getpwuid(uid)
        listing.users[uid] = found.pw_name if found else str(uid)
    return listing.users[uid]


async def _group(listing: Listing, gid: int) -> str:
    if gid not in listing.groups:
        found = await getgrgid(gid)
        listing.groups[gid] = found.gr_name if found else str(gid)
    return listing.groups[gid]


async def _print(listing: Listing, entries: list[Entry], total: bool) -> None:
    text = show(entries, listing.options, listing.width, listing.blocksize, listing.now, listing.boottime, total)
    listing.said = listing.said or bool(text)
    if text:
        await puts(text)
