"""pw(8): home directories and mail files.

Models usr.sbin/pw/{cpdir,rm_r}.c and create_and_populate_homedir() in pw_user.c.
"""

from __future__ import annotations

from simbsd.lib.err import EX_OSFILE
from simbsd.lib.files import chmod, chown, mkdir, readlink, rmdir, stat, symlink, unlink
from simbsd.lib.fts import FTS_D, FTS_DP, FTS_SL, Fts
from simbsd.lib.mode import ModeError, setmode
from simbsd.lib.pwd import Passwd
from simbsd.lib.stdio import put
from simbsd.lib.unistd import close, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_WRONLY, S_IFDIR, S_IFMT
from simbsd.usr_sbin.pw.database import Request

SKELETON = "/usr/share/skel"
HOME_MODE = 0o755
CHUNK = 65536


async def make_mail(path: str, user: Passwd) -> None:
    """An empty mail file of the user's own; where there can be none there is none."""
    try:
        await close(await open(path, O_RDWR | O_CREAT, 0o600))
        await chown(path, user.pw_uid, user.pw_gid, follow=False)
    except Errno:
        pass


async def make_home(request: Request, user: Passwd) -> None:
    """The home directory with a copy of the skeleton; what is there already stays as it is."""
    skeleton, home = request.get("k") or SKELETON, user.pw_dir
    try:
        if (await stat(skeleton)).st_mode & S_IFMT != S_IFDIR:
            await request.err.errx(EX_OSFILE, f"skeleton `{skeleton}' is not a directory")
    except Errno:
        if request.has("k"):
            await request.err.errx(EX_OSFILE, f"skeleton `{skeleton}' does not exists")
        skeleton = ""
    if not home.startswith("/") or home == "/":
        return
    mode = HOME_MODE
    try:
        mode = setmode(request.get("M") or "755", 0, 0)
    except ModeError:
        await request.err.errx(EX_OSFILE, f"invalid directory creation mode '{request.get('M')}'")
    parts = home.strip("/").split("/")
    for count in range(1, len(parts)):
        await _directory("/" + "/".join(parts[:count]), 0o755)
    await _directory(home, mode)
    await chown(home, user.pw_uid, user.pw_gid)
    await chmod(home, mode)
    if skeleton:
        await _copy(skeleton, home, user)


async def _directory(path: str, mode: int) -> None:
    try:
        await mkdir(path, mode)
    except Errno:
        pass


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
                await mkdir(target, entry.info.st_mode & 0o777)
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


async def remove_home(user: Passwd) -> None:
    """The home and all in it that belongs to the user (rm_r)."""
    walk = Fts([user.pw_dir])
    while (entry := await walk.read()) is not None:
        if entry.fts_errno or entry.fts_info == FTS_D or entry.info.st_uid != user.pw_uid:
            continue
        try:
            await (rmdir if entry.fts_info == FTS_DP else unlink)(entry.fts_path)
        except Errno:
            continue
