"""Facts about files: that one is there or not, what it says, whose it is, what is mounted where."""

from __future__ import annotations

import re
from stat import S_IMODE

from lab.diagnosis.layers import HOST, Broken, check_jail
from lab.facts.fact import Arguments, Context, Fact
from lab.files import Absent, find, inode_of, text_of
from simbsd.sys.fcntl import SF_APPEND, SF_IMMUTABLE, SF_NOUNLINK, UF_APPEND, UF_IMMUTABLE, UF_NODUMP, UF_NOUNLINK
from simbsd.sys.vnode import Inode, Mount, Vnode

FLAGS = {
    "schg": SF_IMMUTABLE, "sappnd": SF_APPEND, "sunlnk": SF_NOUNLINK, "uchg": UF_IMMUTABLE, "uappnd": UF_APPEND,
    "nodump": UF_NODUMP, "uunlnk": UF_NOUNLINK,
}  # fmt: skip


def in_jail(jail: str) -> str:
    """Where a file is, in a sentence."""
    return "" if jail == HOST else f" in jail {jail}"


def check_file(context: Context, given: Arguments, follow: bool = True) -> Vnode:
    """The file at ``path`` as the jail sees it."""
    root = check_jail(context.kernel, given["jail"]).pr_root
    try:
        return find(context.kernel, root, given["path"], follow)
    except Absent as absent:
        where = in_jail(given["jail"])
        rest = "" if absent.path == given["path"] else f", so there is no {given['path']}"
        raise Broken("file", f"There is no {absent.path}{where}{rest}.") from absent


def _inode(context: Context, given: Arguments) -> Inode:
    return inode_of(context.kernel, check_file(context, given))


def _exists(context: Context, given: Arguments) -> None:
    check_file(context, given)


def _absent(context: Context, given: Arguments) -> None:
    try:
        check_file(context, given, follow=False)
    except Broken as broken:
        if broken.fails.layer == "file":
            return
        raise
    raise Broken("file", f"There is a {given['path']}{in_jail(given['jail'])}.")


def _contains(context: Context, given: Arguments) -> None:
    pattern: re.Pattern[str] = given["pattern"]
    text = text_of(context.kernel, check_file(context, given))
    if not pattern.search(text):
        what = "does not say what is asked for" if text.strip() else "is empty"
        raise Broken("file", f"The file {given['path']}{in_jail(given['jail'])} {what}.")


def _lacks(context: Context, given: Arguments) -> None:
    pattern: re.Pattern[str] = given["pattern"]
    found = pattern.search(text_of(context.kernel, check_file(context, given)))
    if found:
        raise Broken("file", f"The file {given['path']}{in_jail(given['jail'])} still says: {found[0].strip()[:60]}.")


def _mode(context: Context, given: Arguments) -> None:
    mode = S_IMODE(_inode(context, given).mode)
    if mode != int(given["mode"], 8):
        raise Broken("file", f"The mode of {given['path']}{in_jail(given['jail'])} is {mode:04o}, not {given['mode']}.")


def _owner(context: Context, given: Arguments) -> None:
    inode = _inode(context, given)
    if (inode.uid, inode.gid) != (given["uid"], given["gid"]):
        whose = f"user {inode.uid} and group {inode.gid}, not {given['uid']} and {given['gid']}"
        raise Broken("file", f"{given['path']}{in_jail(given['jail'])} belongs to {whose}.")


def _flag(context: Context, given: Arguments) -> None:
    if not _inode(context, given).flags & FLAGS.get(given["flag"], 0):
        raise Broken("file", f"{given['path']}{in_jail(given['jail'])} does not have the flag {given['flag']}.")


def _mount_at(context: Context, path: str) -> Mount | None:
    return next((mount for mount in reversed(context.kernel.mountlist) if mount.mnt_on == path), None)


def _mounted(context: Context, given: Arguments) -> None:
    mount = _mount_at(context, given["path"])
    if mount is None:
        raise Broken("file", f"Nothing is mounted on {given['path']}.")
    if mount.mnt_type != given["type"]:
        raise Broken("file", f"What is mounted on {given['path']} is {mount.mnt_type}, not {given['type']}.")


def _mounted_from(context: Context, given: Arguments) -> None:
    mount = _mount_at(context, given["path"])
    if mount is None:
        raise Broken("file", f"Nothing is mounted on {given['path']}.")
    if mount.mnt_from != given["source"]:
        raise Broken("file", f"What is mounted on {given['path']} is {mount.mnt_from}, not {given['source']}.")


def _mount_option(context: Context, given: Arguments) -> None:
    mount = _mount_at(context, given["path"])
    if mount is None:
        raise Broken("file", f"Nothing is mounted on {given['path']}.")
    if not mount.mnt_flags.get(given["option"]):
        raise Broken("file", f"{given['path']} is not mounted {given['option']}.")


def _not_mounted(context: Context, given: Arguments) -> None:
    mount = _mount_at(context, given["path"])
    if mount is not None:
        raise Broken("file", f"{mount.mnt_from} ({mount.mnt_type}) is mounted on {given['path']}.")


_FILE = {"jail": "text", "path": "text"}
FACTS: tuple[Fact, ...] = (
    Fact("file_exists", _FILE, _exists),
    Fact("file_absent", _FILE, _absent),
    Fact("file_contains", {**_FILE, "pattern": "pattern"}, _contains),
    Fact("file_lacks", {**_FILE, "pattern": "pattern"}, _lacks),
    Fact("file_mode", {**_FILE, "mode": "text"}, _mode),
    Fact("file_owner", {**_FILE, "uid": "integer", "gid": "integer"}, _owner),
    Fact("file_flag", {**_FILE, "flag": "text"}, _flag),
    Fact("mounted", {"path": "text", "type": "text"}, _mounted),
    Fact("mounted_from", {"path": "text", "source": "text"}, _mounted_from),
    Fact("mount_option", {"path": "text", "option": "text"}, _mount_option),
    Fact("not_mounted", {"path": "text"}, _not_mounted),
)
