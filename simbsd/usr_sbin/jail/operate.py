"""What jail(8) asks of the kernel: is it running, make it, change it, let it go.

Models usr.sbin/jail/jail.c (running_jid, create_jail, update_jail, rdtun_params, clear_persist, jailparam_set_note).
"""

from __future__ import annotations

from typing import Any

from simbsd.lib.files import stat
from simbsd.lib.jail import jail_get, jail_set
from simbsd.lib.jailparam import (
    JailError,
    Param,
    export_value,
    jailparam_import,
    jailparam_known,
    jailparam_set,
)
from simbsd.lib.stdio import puts
from simbsd.sys.errno import EEXIST, ENOENT, ENOTDIR, Errno, strerror
from simbsd.sys.fcntl import S_IFDIR, S_IFMT
from simbsd.sys.jail import JAIL_CREATE, JAIL_DYING, JAIL_UPDATE
from simbsd.sys.strtol import atoi, is_whole
from simbsd.usr_sbin.jail.cfjail import PERSIST, RDTUN, CfJail, Speaker, equalopts


def quoted(text: str) -> str:
    """A value in quotes when it is empty or holds blanks or quotes (quoted_print)."""
    quote = (
        '"' if not text or "'" in text else "'" if '"' in text else '"' if " " in text or "\t" in text else ""
    )
    escaped = "".join("\\" + char if char == "\\" or (quote and char == quote) else char for char in text)
    return f"{quote}{escaped}{quote}"


async def running_jid(jail: CfJail, flags: int) -> None:
    """Set ``jid`` to that of the running jail, or -1."""
    jid, name = jail.string("jid"), jail.string("name")
    jail.jid = -1
    if jid is not None:
        if not is_whole(jid) or atoi(jid) == 0:
            return
        key: dict[str, Any] = {"jid": atoi(jid)}
    elif name is not None:
        key = {"name": name}
    else:
        return
    try:
        jail.jid = int((await jail_get(key, flags))["jid"])
    except Errno:
        jail.jid = -1


async def _set_note(say: Speaker, jail: CfJail, params: list[Param], flags: int) -> int:
    """jail_set, told of with -v. Raises JailError."""
    failure: JailError | None = None
    jid = -1
    try:
        jid = await jailparam_set(params, flags)
    except JailError as error:
        failure = error
    if say.verbose > 0:
        await say.note(jail, _set_text(params, flags) + (f": {strerror(failure.errno)}" if failure else ""))
    if failure is not None:
        raise failure
    return jid


def _set_text(params: list[Param], flags: int) -> str:
    create = flags & (JAIL_CREATE | JAIL_UPDATE) == JAIL_CREATE
    words = [f"jail_set({'JAIL_CREATE' if create else 'JAIL_UPDATE'}{' | JAIL_DYING' if flags & JAIL_DYING else ''})"]
    for param in params:
        if param.value is None:
            words.append(param.name)
        else:
            words.append(f"{param.name}={quoted(export_value(param.kind, param.value))}")
    return " ".join(words)


async def _check_path(say: Speaker, jail: CfJail) -> bool:
    """A better message for a missing path than jail_set's."""
    path = jail.string("path")
    if path is None:
        return True
    if jail.name is not None and not path.startswith("/"):
        await say.warn(jail, f"path {path}: not an absolute pathname")
        return False
    try:
        found = await stat(path)
    except Errno as error:
        await say.warn(jail, f"path {path}: {strerror(error.errno)}")
        return False
    if found.st_mode & S_IFMT != S_IFDIR:
        await say.warn(jail, f"path {path}: {strerror(ENOTDIR)}")
        return False
    return True


async def create_jail(say: Speaker, jail: CfJail) -> bool:
    """Make the jail; it persists while there are commands to run. False when it could not be made."""
    if not await _check_path(say, jail):
        return False
    commands = ("exec.start", "command", "exec.poststart")
    borrows = not jail.boolean("persist") and any(jail.find(name) is not None for name in commands)
    params = list(jail.imported)
    if borrows:
        params = [jailparam_known("persist"), *(p for p in params if not equalopts(p.name, "persist"))]
    try:
        jail.jid = await _create(say, jail, params)
    except JailError as error:
        jail.jid = -1
        if error.message:
            await say.warn(jail, error.message)
        return False
    if borrows:
        jail.flags |= PERSIST
    return True


async def _create(say: Speaker, jail: CfJail, params: list[Param]) -> int:
    """Create; with allow.dying a dying jail of the same jid is raised again. Raises JailError, without a message when
    why is said already.
    """
    try:
        return await _set_note(say, jail, params, JAIL_CREATE)
    except JailError as error:
        jid = jail.integer("jid")
        if error.errno != EEXIST or not jail.boolean("allow.dying") or not jid:
            raise
        try:
            dying = (await jail_get({"jid": jid}, JAIL_DYING))["dying"]
        except Errno as missing:
            if missing.errno != ENOENT:
                raise error from None
            return await _set_note(say, jail, params, JAIL_CREATE)
        if not dying:
            raise
    jail.jid = jid
    if not await check_rdtun(say, jail):
        raise JailError("")
    kept = [param for param in params if param.flag != "rdtun" or param.name == "jid"]
    try:
        return await _set_note(say, jail, kept, JAIL_UPDATE | JAIL_DYING)
    except JailError as error:
        if error.errno != ENOENT:
            raise
        return await _set_note(say, jail, params, JAIL_CREATE)


def _jid_param(jail: CfJail) -> Param:
    param = jailparam_known("jid")
    jailparam_import(param, str(jail.jid))
    return param


async def update_jail(say: Speaker, jail: CfJail) -> bool:
    """Change what can be changed of a running jail; False when the kernel refused."""
    changed = [param for param in jail.imported if param.flag != "rdtun"]
    if not changed:
        return True
    flags = JAIL_UPDATE | JAIL_DYING if jail.boolean("allow.dying") else JAIL_UPDATE
    try:
        await _set_note(say, jail, [_jid_param(jail), *changed], flags)
    except JailError as error:
        await say.warn(jail, error.message)
        return False
    return True


async def rdtun_differs(jail: CfJail) -> str | None:
    """The first parameter that could only be set at creation and is asked to be another now, or None.

    It is looked for once in the life of a jail's record; later answers are None.
    """
    fixed = [param for param in jail.imported if param.flag == "rdtun" and param.name != "jid"]
    if jail.has(RDTUN) or not fixed:
        return None
    jail.flags |= RDTUN
    try:
        now = await jail_get({"jid": jail.jid}, JAIL_DYING if jail.boolean("allow.dying") else 0)
    except Errno:
        return None
    for param in fixed:
        if param.value is None:
            jailparam_import(param, "")
        if param.value != now[param.canonical]:
            return param.name
    return None


async def check_rdtun(say: Speaker, jail: CfJail) -> bool:
    """Refuse to change what is fixed at creation."""
    name = await rdtun_differs(jail)
    if name is not None:
        await say.warn(jail, f"{name} cannot be changed after creation")
    return name is None


async def clear_persist(say: Speaker, jail: CfJail) -> None:
    """Take the borrowed persistence back: the jail now lives as long as its processes."""
    if not jail.has(PERSIST):
        return
    jail.flags &= ~PERSIST
    failure = ""
    try:
        await jail_set({"jid": jail.jid, "nopersist": True}, JAIL_UPDATE)
    except Errno as error:
        failure = f": {strerror(error.errno)}"
    if say.verbose > 0:
        await say.note(jail, f"jail_set(JAIL_UPDATE) jid={jail.jid} nopersist{failure}")


async def print_jail(jail: CfJail, old_form: bool, running: bool, separator: str, fd: int) -> None:
    """One line of a jid file, or of -e (print_jail)."""
    if old_form:
        addresses = ",".join(quoted(value) for name in ("ip4.addr", "ip6.addr") for value in jail.strings(name))
        fields = [",".join(quoted(v) for v in jail.strings(name)) for name in ("path", "host.hostname")]
        command = " ".join(quoted(value) for value in jail.strings("command"))
        words = ([str(jail.jid)] if running else []) + [*fields, addresses, command]
    else:
        words = [f"jid={jail.jid}"] if running else []
        for param in jail.params:
            if param.name != "jid":
                joined = ",".join(quoted(value.text) for value in param.values)
                words.append(f"{param.name}={joined}" if param.values else param.name)
    await puts(separator.join(words) + "\n", fd)

