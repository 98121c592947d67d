"""pw(8): home directories and mail files.

Models usr.sbin/pw/{cpdir,rm_r}.c and create_and_populate_homedir() in pw_user.c; leaves out file flags.
"""

from __future__ import annotations

from simbsd.lib.err import EX_DATAERR, EX_OSFILE
from simbsd.lib.files import chown, lstat, mkdir, readlink, rmdir, stat, symlink, unlink
from simbsd.lib.fts import FTS_D, FTS_DP, FTS_SL, Fts
from simbsd.lib.pwd import Passwd
from simbsd.lib.stdio import put
from simbsd.lib.unistd import close, open, read
from simbsd.sys.errno import EEXIST, Errno
from simbsd.sys.fcntl import O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_WRONLY, S_IFDIR, S_IFLNK, S_IFMT
from simbsd.usr_sbin.pw.conf import DIRECTORY_MODE
from simbsd.usr_sbin.pw.database import Request

CHUNK = 65536


async def make_mail(path: str, user: Passwd) -> None:
    """An empty mail file of the user's own; where there can be none there is none."""
    try:
        await close(await open(path, O_RDWR | O_CREAT, 0o600))
        await chown(path, user.pw_uid, user.pw_gid, follow=False)
    except Errno:
        pass


async def kind(path: str) -> int | None:
    """The kind of file that a path leads to, or None."""
    try:
        return (await stat(path)).st_mode & S_IFMT
    except Errno:
        return None


async def make_home(request: Request, user: Passwd, skeleton: str | None, mode: int) -> None:
    """The home directory with a copy of the skeleton; what is there already stays as it is."""
    await _parents(request, user.pw_dir)
    home = request.root + user.pw_dir
    try:
        await mkdir(home, mode)
    except Errno as error:
        if error.errno != EEXIST:
            await request.err.warn(f"mkdir({user.pw_dir.removeprefix('/')})", error)
            return
    await chown(home, user.pw_uid, user.pw_gid, follow=False)
    if skeleton and await kind(f"{request.root}/{skeleton}") == S_IFDIR:
        await _copy(f"{request.root}/{skeleton}".replace("//", "/"), home, user)


async def _parents(request: Request, home: str) -> None:
    """What stands above a home is made as it is needed (mkdir_home_parents)."""
    if not home.startswith("/"):
        await request.err.errx(EX_DATAERR, f"invalid base directory for home '{home}'")
    found = await kind(request.root + home)
    if found == S_IFDIR:
        return
    if found is not None:
        await request.err.errx(EX_OSFILE, f"root home `{home}' is not a directory")
    parts = home.strip("/").split("/")[:-1]
    for count in range(1, len(parts) + 1):
        path = "/".join(parts[:count])
        if await kind(f"{request.root}/{path}") is None:
            try:
                await mkdir(f"{request.root}/{path}", DIRECTORY_MODE)
            except Errno as error:
                await request.err.err(EX_OSFILE, f"'{path}' (home parent) is not a directory", error)


async def _copy(skeleton: str, home: str, user: Passwd) -> None:
    """Files named ``dot.x`` become ``.x`` (copymkdir)."""
    walk = Fts([skeleton])
    while (entry := await walk.read()) is not None:
        inside = entry.fts_path[len(skeleton) :].lstrip("/")
        if not inside or entry.fts_info == FTS_DP or entry.fts_errno:
            continue
        target = "/".join([home, *("." + part[4:] if part.startswith("dot.") else part for part in inside.split("/"))])
        try:
            if entry.fts_info == FTS_D:
                await mkdir(target, entry.info.st_mode & DIRECTORY_MODE)
            elif entry.fts_info == FTS_SL:
                await symlink(await readlink(entry.fts_path), target)
            else:
                await _file(entry.fts_path, target, entry.info.st_mode & 0o7777)
            await chown(target, user.pw_uid, user.pw_gid, follow=False)
        except Errno:
            continue


async def _file(source: str, target: str, mode: int) -> None:
    fd = await open(source, O_RDONLY)
    out = await open(target, O_WRONLY | O_CREAT | O_EXCL, mode)
    while data := await read(fd, CHUNK):
        await put(out, data)
    await close(fd)
    await close(out)


async def remove_home(home: str, uid: int) -> None:
    """A directory, and all in it that belongs to the user or is a link; a home that is a link goes too (rm_r)."""
    if await kind(home) != S_IFDIR:
        return
    link = (await lstat(home)).st_mode & S_IFMT == S_IFLNK
    walk = Fts([f"{home}/" if link else home])
    while (entry := await walk.read()) is not None:
        if entry.fts_errno or entry.fts_info == FTS_D or (link and not entry.fts_level):
            continue
        if entry.info.st_uid != uid and entry.fts_info != FTS_SL:
            continue
        try:
            await (rmdir if entry.fts_info == FTS_DP else unlink)(entry.fts_path)
        except Errno:
            continue
    if link:
        await unlink(home)
