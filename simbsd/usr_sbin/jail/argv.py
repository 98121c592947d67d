"""The command line that each step of a jail's life stands for.

Models usr.sbin/jail/command.c (run_command's argument lists, check_path).
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.files import lstat, stat, statfs
from simbsd.lib.unvis import strunvis
from simbsd.sys.errno import ENOENT, Errno, strerror
from simbsd.sys.fcntl import S_IFLNK, S_IFMT
from simbsd.usr_sbin.jail.cfjail import CfJail, Speaker

IFCONFIG, MOUNT, UMOUNT, SHELL = "/sbin/ifconfig", "/sbin/mount", "/sbin/umount", "/bin/sh"
SHELL_CHARACTERS = "!\"$&'()*;<>?[\\]`{|}~"
DEVFS_RULES_JAIL = "4"
FILE_SYSTEMS = {
    "mount.devfs": ("devfs", "dev"), "mount.fdescfs": ("fdescfs", "dev/fd"), "mount.procfs": ("procfs", "proc"),
}  # fmt: skip


@dataclass(slots=True)
class Command:
    """A command to run: its arguments, and whether nobody waits for it."""

    argv: list[str]
    background: bool = False


async def command_for(say: Speaker, jail: CfJail, step: str, text: str, down: bool) -> Command | None:
    """What a step runs; None when it cannot (told already). An empty list: nothing to run."""
    if step in ("ip4.addr", "ip6.addr"):
        return Command(_alias(jail, step, text, down))
    if step == "vnet.interface":
        who = jail.string("jid") or jail.string("name") or ""
        return Command([IFCONFIG, text, "-vnet" if down else "vnet", who])
    if step in ("mount", "mount.fstab"):
        return await _mount(say, jail, step, text, down)
    if step in FILE_SYSTEMS:
        return await _file_system(say, jail, step, down)
    if step == "command" and jail.name is None:
        return Command(jail.strings("command"))
    return _words(text)


def _words(text: str) -> Command:
    """Through sh where the text holds its characters, else split at blanks; a last ``&`` alone: in the background."""
    place = next((i for i, char in enumerate(text) if char in SHELL_CHARACTERS), -1)
    if place >= 0 and text[place:] != "&":
        return Command([SHELL, "-c", text])
    return Command(text[:place].split() if place >= 0 else text.split(), place >= 0)


def _alias(jail: CfJail, step: str, text: str, down: bool) -> list[str]:
    """``[if|]addr[/len] [options]`` as ifconfig takes it."""
    head, *options = text.split(" ")
    name, bar, address = head.rpartition("|")
    argv = [IFCONFIG, name if bar else jail.string("interface") or "", "inet" if step == "ip4.addr" else "inet6"]
    bare, slash, length = address.partition("/")
    if step == "ip6.addr":
        argv += [address] if slash else [address, "prefixlen", "128"]
    elif not slash:
        argv += [address, "netmask", "255.255.255.255"]
    elif "." in length:
        argv += [bare, "netmask", length]
    else:
        argv += [address]
    return argv + (["-alias"] if down else [*(option for option in options if option), "alias"])


async def _mount(say: Speaker, jail: CfJail, step: str, text: str, down: bool) -> Command | None:
    """A line of fstab(5): what, where, type, options."""
    fields = text.split()[:4]
    if not fields:
        return Command([])
    for place, field in enumerate(fields[:2]):
        meant = strunvis(field)
        if meant is None:
            await say.warn(jail, f"{step}: {text}: fstab parse error")
            return None
        fields[place] = meant
    if len(fields) < 3:
        await say.warn(jail, f"{step}: {text}: missing information")
        return None
    special, node, kind, *options = fields
    if not await check_path(say, jail, step, node, False, kind if down else None):
        return None
    if down:
        return Command([UMOUNT, "-t", kind, node])
    return Command([MOUNT, "-t", kind, *(["-o", options[0]] if options else []), special, node])


async def _file_system(say: Speaker, jail: CfJail, step: str, down: bool) -> Command | None:
    kind, below = FILE_SYSTEMS[step]
    path = jail.string("path")
    if path is None:
        await say.warn(jail, f"{step}: no jail root path defined")
        return None
    node = f"{path}/{below}"
    if not await check_path(say, jail, step, node, False, kind if down else None):
        return None
    if down:
        return Command([UMOUNT, node])
    rules = [f"-oruleset={jail.string('devfs_ruleset') or DEVFS_RULES_JAIL}"] if kind == "devfs" else []
    return Command([MOUNT, "-t", kind, *rules, ".", node])


async def check_path(say: Speaker, jail: CfJail, step: str, path: str, is_file: bool, unmount: str | None) -> bool:
    """Refuse a path that is relative, leads through a symbolic link in the jail, or is not the mount meant."""
    if not path.startswith("/"):
        await say.warn(jail, f"{step}: {path}: not an absolute pathname")
        return False
    complaint = await _symlink_below(path, jail.string("path") or "", is_file)
    if not complaint and unmount is not None:
        complaint = await _not_mounted(path, unmount)
    if complaint:
        await say.warn(jail, f"{step}: {complaint}")
    return not complaint


async def _symlink_below(path: str, root: str, is_file: bool) -> str:
    if not path.startswith(root + "/"):
        return ""
    parts = path[len(root) + 1 :].split("/")
    for count in range(1, len(parts) + 1):
        part = f"{root}/{'/'.join(parts[:count])}"
        try:
            found = await lstat(part)
        except Errno as error:
            if error.errno == ENOENT and is_file and count == len(parts):
                return ""
            return f"{part}: {strerror(error.errno)}"
        if found.st_mode & S_IFMT == S_IFLNK:
            return f"{part} is a symbolic link"
    return ""


async def _not_mounted(path: str, kind: str) -> str:
    where = path
    try:
        here, mounted = await stat(path), await statfs(path)
        where = mounted.f_mntonname
        root = await stat(where)
    except Errno as error:
        return f"{where}: {strerror(error.errno)}"
    if here.st_ino != root.st_ino:
        return f"{path}: not a mount point"
    return "" if mounted.f_fstypename == kind else f"{path}: not a {kind} mount"
