"""The parameters of a jail, checked and turned into what the kernel takes.

Models usr.sbin/jail/config.c (check_intparams, import_params).
"""

from __future__ import annotations

from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.jailparam import JailError, Param, jailparam_import, jailparam_init
from simbsd.lib.netdb import Unresolved, resolve_all
from simbsd.lib.stdio import decode, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.in6 import inet_ntop6, inet_pton6
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.strtol import is_whole
from simbsd.usr_sbin.jail.cfjail import (
    CfJail,
    CfParam,
    Speaker,
    add_text,
    convert,
    is_internal,
    kind_of,
)


async def check_intparams(say: Speaker, jail: CfJail, stopping: bool) -> bool:
    """Check the pseudo-parameters, set addresses and mounts aside; False when something is wrong."""
    good = True
    for param in jail.params:
        complaint = _complaint(param)
        if complaint:
            await say.warn(jail, complaint)
            good = False
    if not jail.resolved and jail.boolean("ip_hostname") and (not stopping or jail.find("interface") is not None):
        good = await _look_up_hostname(say, jail) and good
    _set_addresses_aside(jail, "ip4.addr")
    _set_addresses_aside(jail, "ip6.addr")
    return await _read_fstabs(say, jail) and good


def _complaint(param: CfParam) -> str:
    kind = kind_of(param.name)
    value = param.last
    if value is None or not kind:
        return ""
    if kind == "bool" and value.lower() not in ("true", "false", "") and not is_whole(value):
        return f'{param.name}: unknown boolean value "{value}"'
    if kind == "int" and not is_whole(value):
        return f'{param.name}: non-integer value "{value}"'
    return ""


async def _look_up_hostname(say: Speaker, jail: CfJail) -> bool:
    """ip_hostname: the host name's addresses become the jail's, of both families, in the order of preference."""
    hostname = jail.string("host.hostname")
    if hostname is None:
        return True
    jail.resolved = True
    four, six = inet_aton(hostname), inet_pton6(hostname)
    try:
        if four is not None or six is not None:
            found = [(AF_INET, four) if four is not None else (AF_INET6, six or 0)]
        else:
            found = await resolve_all(hostname)
    except Unresolved as why:
        await say.warn(jail, f"host.hostname {hostname}: {why.gai}")
        return False
    for family, address in found:
        name, text = ("ip4.addr", inet_ntoa) if family == AF_INET else ("ip6.addr", inet_ntop6)
        await add_text(say, jail, name, text(address or 0))
    return True


def _set_addresses_aside(jail: CfJail, name: str) -> None:
    """``if|addr/len options`` is for ifconfig; the kernel gets the bare address."""
    param = jail.find(name)
    if param is None:
        return
    has_interface = jail.string("interface") is not None
    for value in param.values:
        if "|" in value.text or has_interface:
            convert(jail, name, value.text)
        bare = value.text.partition("|")[2] if "|" in value.text else value.text
        value.text = bare.partition("/")[0].partition(" ")[0]


async def _read_fstabs(say: Speaker, jail: CfJail) -> bool:
    """mount.fstab: each line of each file is a mount."""
    good = True
    for path in jail.strings("mount.fstab"):
        if not path:
            continue
        try:
            fd = await open(path, O_RDONLY)
        except Errno as error:
            await say.warn(jail, f"mount.fstab: {path}: {strerror(error.errno)}")
            good = False
            continue
        text = decode(await read_all(fd))
        await close(fd)
        for line in text.split("\n")[: -1 if text.endswith("\n") or not text else None]:
            convert(jail, "mount.fstab", line.partition("#")[0])
    return good


async def import_params(say: Speaker, jail: CfJail) -> bool:
    """Turn every kernel parameter into libjail's form; False when one is wrong."""
    good = True
    jail.imported = []
    for param in jail.params:
        if is_internal(param):
            continue
        try:
            jail.imported.append(await _import(param))
        except JailError as error:
            await say.warn(jail, error.message)
            good = False
    return good


async def _import(param: CfParam) -> Param:
    """A list's values are joined; of a scalar's the last one holds."""
    imported = await jailparam_init(param.name)
    if param.values:
        texts = [value.text for value in param.values]
        jailparam_import(imported, ",".join(texts) if imported.is_list else texts[-1])
    return imported

