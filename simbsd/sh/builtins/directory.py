"""The cd, pwd and umask built-ins.

Models bin/sh/cd.c and umaskcmd() in miscbltin.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.files import lstat, stat
from simbsd.lib.mode import ModeError, setmode
from simbsd.lib.unistd import chdir, getcwd, umask
from simbsd.sh.errors import ShellError
from simbsd.sh.options import NextOption
from simbsd.sh.state import Shell
from simbsd.sh.vars import EXPORT
from simbsd.sys.errno import ENOENT, ENOTDIR, Errno, strerror
from simbsd.sys.fcntl import S_IFDIR, S_IFMT


async def cd(sh: Shell, argv: list[str]) -> int:
    """cd [-eLP] [directory | -]"""
    options = NextOption(argv, "eLP")
    physical, exact = sh.options["physical"], False
    for letter in options:
        exact = exact or letter == "e"
        physical = physical if letter == "e" else letter == "P"
    if len(options.rest) > 1:
        raise ShellError("too many arguments")
    target = options.rest[0] if options.rest else sh.lookup("HOME")
    if target is None:
        raise ShellError("HOME not set")
    show = target == "-"
    if show:
        target = sh.lookup("OLDPWD")
        if target is None:
            raise ShellError("OLDPWD not set")
    failure = ENOENT
    for candidate in _candidates(sh, target or "."):
        try:
            if (await stat(candidate)).st_mode & S_IFMT != S_IFDIR:
                failure = ENOTDIR
                continue
            status = await _change(sh, candidate, physical)
        except Errno as error:
            if error.errno != ENOENT:
                failure = error.errno
            continue
        named = candidate[2:] if candidate[:2] == "./" and candidate[2:] else candidate
        if (show or named != (target or ".")) and sh.options["interactive"] and sh.cwd is not None:
            sh.output.out(f"{sh.cwd}\n")
            await sh.output.flush()
            # The directory has been changed, whether that could be written or not.
            sh.output.failed = False
        return status if exact else 0
    raise ShellError(f"{target or '.'}: {strerror(failure)}")


def _candidates(sh: Shell, target: str) -> list[str]:
    """The directories that ``target`` may be: along CDPATH unless it begins with ``/``, ``.`` or ``..``."""
    path = sh.lookup("CDPATH")
    if path is None or target.split("/")[0] in ("", ".", ".."):
        return [target]
    return [f"{directory}/{target}" if directory else target for directory in path.split(":")]


async def _change(sh: Shell, target: str, physical: bool) -> int:
    """Change the directory: by the names in the path, or if that fails (or is not wanted) as the system does."""
    if not physical:
        try:
            await _logical(sh, target)
            return 0
        except Errno:
            pass
    await chdir(target)
    cwd = await working_directory()
    if cwd is None:
        await sh.warning("warning: failed to get name of current directory")
    _update(sh, cwd)
    return int(cwd is None)


async def _logical(sh: Shell, target: str) -> None:
    known = True
    walked = "/" if target.startswith("/") else ""
    for component in target.split("/"):
        if component in ("", "."):
            continue
        walked += ("/" if walked not in ("", "/") else "") + component
        if component == "..":
            continue
        try:
            await lstat(walked)
        except Errno:
            known = False
            break
    path = _resolve(sh.cwd, target) if known and sh.cwd is not None else await working_directory()
    if path is None:
        raise Errno(ENOENT)
    await chdir(path)
    _update(sh, path)


def _resolve(cwd: str, target: str) -> str:
    """``target`` seen from ``cwd``, with ``.`` and ``..`` taken out of it (findcwd)."""
    parts = [] if target.startswith("/") else [part for part in cwd.split("/") if part]
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


def _update(sh: Shell, cwd: str | None) -> None:
    """Remember the new directory, in PWD and OLDPWD too (updatepwd)."""
    if sh.hashed_depends_on_cwd:
        sh.hashed.clear()
        sh.hashed_depends_on_cwd = False
    sh.vars.set("PWD", cwd, EXPORT)
    sh.vars.set("OLDPWD", sh.cwd, EXPORT)
    sh.cwd = cwd


async def working_directory() -> str | None:
    """getcwd(3), None if it has no name."""
    try:
        return await getcwd()
    except Errno:
        return None


async def pwd_init(sh: Shell) -> None:
    """Set PWD in a new shell: the environment's if it is right (pwd_init)."""
    given = sh.vars.get("PWD")
    if given and given.startswith("/"):
        try:
            here, there = await stat("."), await stat(given)
            if (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino):
                sh.cwd = given
        except Errno:
            pass
    if sh.cwd is None:
        sh.cwd = await working_directory()
    if sh.cwd is None and sh.options["interactive"]:
        sh.output.err("sh: cannot determine working directory\n")
        await sh.output.flush_err()
    sh.vars.set("PWD", sh.cwd, EXPORT)


async def pwd(sh: Shell, argv: list[str]) -> int:
    """pwd [-LP]"""
    options = NextOption(argv, "LP")
    physical = sh.options["physical"]
    for letter in options:
        physical = letter == "P"
    if options.rest:
        raise ShellError("too many arguments")
    if not physical and sh.cwd is None:
        sh.cwd = await working_directory()
    if not physical and sh.cwd is not None:
        sh.output.out(f"{sh.cwd}\n")
        return 0
    try:
        sh.output.out(f"{await getcwd()}\n")
    except Errno as error:
        raise ShellError(f".: {error}") from None
    return 0


async def umask_command(sh: Shell, argv: list[str]) -> int:
    """umask [-S] [mask]"""
    options = NextOption(argv, "S")
    symbolic = "S" in list(options)
    if not options.rest:
        mask = await umask(0)
        await umask(mask)
        sh.output.out(_symbolic(mask) if symbolic else f"{mask:04o}\n")
        return 0
    text = options.rest[0]
    if text[:1].isascii() and text[:1].isdigit():
        if any(char not in "01234567" for char in text):
            raise ShellError(f"Illegal number: {text}")
        await umask(int(text[-6:], 8) & 0o7777)
        return 0
    mask = await umask(0)
    await umask(mask)
    try:
        mode = setmode(text, ~mask & 0o777, mask)
    except ModeError:
        raise ShellError(f"Illegal number: {text}") from None
    await umask(~mode & 0o777)
    return 0


def _symbolic(mask: int) -> str:
    groups = []
    for who, shift in (("u", 6), ("g", 3), ("o", 0)):
        bits = ~mask >> shift & 7
        groups.append(who + "=" + "".join(letter for letter, bit in zip("rwx", (4, 2, 1), strict=True) if bits & bit))
    return ",".join(groups) + "\n"
