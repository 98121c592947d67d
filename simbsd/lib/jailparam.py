"""libjail: parameters of jails between their text and their value.

Models lib/libjail/jail.c (jailparam_init, jailparam_import, jailparam_export, jailparam_set, jailparam_get);
the table of parameters is sys/jailparam.py, where libjail asks sysctl; only those that modules bring are asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Any

from simbsd.lib.err import Err
from simbsd.lib.jail import jail_attach, jail_get, jail_getid, jail_set
from simbsd.lib.sysctl import kldload, sysctl
from simbsd.sys.errno import Errno
from simbsd.sys.jail import JAIL_SYS_NEW
from simbsd.sys.jailparam import JAIL_PARAMS, NO_PARAMS, noname
from simbsd.sys.strtol import atoi, is_whole, strtoul

BOOL_VALUES = ("false", "true")
JAILSYS_VALUES = ("disable", "new", "inherit")
MOUNT = "allow.mount."  # what comes with file systems (prison_add_vfs)
_NUMBER = re.compile(r"\s*[+-]?[0-9]+")


class JailError(Exception):
    """A refusal by libjail or the kernel; its text is jail_errmsg. ``errno`` is 0 where libjail itself refused."""

    def __init__(self, message: str, errno: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.errno = errno


@dataclass(slots=True)
class Param:
    """One parameter: its name as given and as the kernel has it; ``negated`` for the "no" form of a boolean.

    ``value`` is None where none was given.
    """

    name: str
    canonical: str
    kind: str
    flag: str
    negated: bool = False
    value: Any = None

    @property
    def is_list(self) -> bool:
        """True of address lists."""
        return self.kind in ("ip4", "ip6")


async def jailparam_init(name: str) -> Param:
    """Look a parameter up; the file system that brings one is loaded for it. Raises JailError for an unknown one."""
    param = jailparam_known(name)
    mount = param.canonical.partition(MOUNT)[2]
    if mount and not await _described(param):
        try:
            await kldload(mount)
        except Errno:
            raise JailError(f"unknown parameter: {name}") from None
        if not await _described(param):
            raise JailError(f"unknown parameter: {name}")
    return param


async def _described(param: Param) -> bool:
    """Whether the kernel has the parameter now (jailparam_type)."""
    try:
        await sysctl(f"security.jail.param.{param.canonical}")
    except Errno:
        return False
    return True


def jailparam_known(name: str) -> Param:
    """A parameter that the kernel itself has. Raises JailError for an unknown one."""
    canonical = NO_PARAMS.get(name, name)
    param = JAIL_PARAMS.get(canonical)
    if param is None:
        raise JailError(f"unknown parameter: {name}")
    return Param(name, canonical, param.kind, param.flag, canonical != name)


async def jailparam_all() -> list[Param]:
    """Every parameter that the kernel has now, in its order."""
    params = [jailparam_known(name) for name in JAIL_PARAMS]
    return [param for param in params if not param.canonical.startswith(MOUNT) or await _described(param)]


def _integer(name: str, kind: str, text: str) -> int:
    """A number that is a whole text, cut to what an int or an unsigned long holds; an empty one is 0."""
    if text and not _NUMBER.fullmatch(text):
        raise JailError(f'{name}: non-integer value "{text}"')
    return strtoul(text) if kind == "ulong" else atoi(text)


def _enum(text: str, values: tuple[str, ...]) -> int | None:
    lowered = text.lower()
    if lowered in values:
        return values.index(lowered)
    if not text:
        return 0
    return atoi(text) if _NUMBER.fullmatch(text) else None


def _boolean(name: str, text: str) -> bool:
    value = _enum(text, BOOL_VALUES)
    if value is None:
        raise JailError(f'{name}: unknown boolean value "{text}"')
    return value != 0


def _jailsys(name: str, text: str) -> int:
    value = JAIL_SYS_NEW if not text else _enum(text, JAILSYS_VALUES)
    if value is None:
        raise JailError(f'{name}: unknown jailsys value "{text}"')
    return value


def _address(name: str, kind: str, text: str) -> int:
    try:
        if "%" in text:
            raise AddressValueError
        return int(IPv4Address(text) if kind == "ip4" else IPv6Address(text))
    except AddressValueError:
        raise JailError(f"{name}: not an IPv{kind[-1]} address: {text}") from None


def jailparam_import(param: Param, text: str | None) -> None:
    """Set a parameter's value from text; None leaves it without one. Raises JailError."""
    if text is None:
        return
    if param.kind == "string":
        param.value = text
    elif param.kind == "bool":
        param.value = _boolean(param.name, text)
    elif param.kind == "jailsys":
        param.value = _jailsys(param.name, text)
    elif param.is_list:
        parts = [] if text in ("", "-") else text.split(",")
        param.value = [_address(param.name, param.kind, part) for part in parts]
    else:
        param.value = _integer(param.name, param.kind, text)


def export_value(kind: str, value: Any) -> str:
    """A value as text; an empty list is an empty text (jailparam_export)."""
    if kind == "bool":
        return BOOL_VALUES[value]
    if kind == "jailsys" and 0 <= value < len(JAILSYS_VALUES):
        return JAILSYS_VALUES[value]
    if kind == "ip4":
        return ",".join(str(IPv4Address(addr)) for addr in value)
    if kind == "ip6":
        return ",".join(str(IPv6Address(addr)) for addr in value)
    return str(value)


def kernel_params(params: list[Param]) -> dict[str, Any]:
    """The list as the kernel takes it: booleans by their plain name, missing values as an empty text would be."""
    given: dict[str, Any] = {}
    for param in params:
        if param.kind == "bool":
            given[param.canonical] = (param.value is None or param.value) is not param.negated
            continue
        if param.value is None:
            jailparam_import(param, "")
        given[param.canonical] = param.value
    return given


def set_name(param: Param) -> str:
    """The name under which jail_set is given a boolean: the other form when its value is false."""
    if param.kind == "bool" and param.value is False:
        return param.canonical if param.negated else noname(param.name)
    return param.name


async def jailparam_set(params: list[Param], flags: int) -> int:
    """Create or change a jail; its jid. Raises JailError with the kernel's text, else ``jail_set: strerror``."""
    try:
        return await jail_set(kernel_params(params), flags)
    except Errno as error:
        raise JailError(error.message or f"jail_set: {error}", error.errno) from None


async def jailparam_get(key: dict[str, Any], flags: int) -> dict[str, Any]:
    """Every parameter of a jail. Raises JailError with the kernel's text, else ``jail_get: strerror``."""
    try:
        return await jail_get(key, flags)
    except Errno as error:
        raise JailError(error.message or f"jail_get: {error}", error.errno) from None


def key_of(name: str) -> dict[str, Any]:
    """How jls(8) finds a jail: by jid when the name is a number (strtoul) but 0, else by name."""
    return {"jid": atoi(name)} if is_whole(name) and atoi(name) else {"name": name}


async def attach(err: Err, jail: str) -> None:
    """Enter the jail of a name or number, or say why not and exit with 1."""
    try:
        jid = await jail_getid(jail)
    except Errno as error:
        await err.errx(1, error.message or f"jail_get: {error}")
    try:
        await jail_attach(jid)
    except Errno as error:
        await err.err(1, f"jail_attach({jid})", error)
