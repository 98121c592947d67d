"""Pathname expansion.

Models bin/sh/expand.c (expandmeta, expmeta); leaves out locale's collation: names are sorted by their bytes.
"""

from __future__ import annotations

from simbsd.lib.files import getdents, lstat
from simbsd.lib.unistd import close, open, tick
from simbsd.sh.pattern import ESC, compile_pattern, has_magic, unescape
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_DIRECTORY, O_RDONLY, PATH_MAX, S_IFDIR, S_IFLNK


async def glob(pattern: str) -> list[str]:
    """The names that match ``pattern``, sorted; none if nothing does."""
    prefixes = [""]
    components = _components(pattern)
    for index, component in enumerate(components):
        last = index + 1 == len(components)
        if has_magic(component) and _closed(component):
            prefixes = await _match_all(prefixes, component, last)
        else:
            # A component without pattern characters is only looked for at the end of the path.
            text = unescape(component) + ("" if last else "/")
            prefixes = [prefix + text for prefix in prefixes if len(prefix + text) < PATH_MAX]
            if last:
                prefixes = [prefix for prefix in prefixes if await _exists(prefix)]
        if not prefixes:
            break
    return sorted(prefixes, key=lambda name: name.encode("utf-8", "surrogateescape"))


def _components(pattern: str) -> list[str]:
    """``pattern`` cut at its slashes, quoted or not."""
    return pattern.replace(ESC + "/", "/").split("/")


def _closed(component: str) -> bool:
    """Whether ``component`` has a star, a question mark or a bracket that is closed."""
    escaped = False
    bracket = False
    for char in component:
        if escaped:
            escaped = False
        elif char == ESC:
            escaped = True
        elif char in "*?" or (bracket and char == "]"):
            return True
        elif char == "[":
            bracket = True
    return False


async def _match_all(prefixes: list[str], component: str, last: bool) -> list[str]:
    pattern = compile_pattern(component)
    dots = unescape(component[:2])[:1] == "."
    found = []
    for prefix in prefixes:
        await tick(1)
        try:
            fd = await open(prefix or ".", O_RDONLY | O_DIRECTORY)
        except Errno:
            continue
        entries = await getdents(fd)
        await close(fd)
        for entry in entries:
            if (entry.d_name[0] == "." and not dots) or not pattern.matches(entry.d_name):
                continue
            if last:
                found.append(prefix + entry.d_name)
            elif entry.d_type in (0, S_IFDIR, S_IFLNK):
                found.append(prefix + entry.d_name + "/")
    return found


async def _exists(path: str) -> bool:
    try:
        await lstat(path)
    except Errno:
        return False
    return True
