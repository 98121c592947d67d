"""getent(1): entries of the system's databases, all of them or those of some keys.

Models usr.bin/getent/getent.c; leaves out ethers(5), netgroup(5) and rpc(5), which the image has no tables of.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from simbsd.lib.grp import Group, getgrent_all
from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.inet6 import gethostbyaddr6
from simbsd.lib.netdb import Unresolved, gethostbyaddr, host_lines, resolve, table_lines
from simbsd.lib.printf import printf
from simbsd.lib.pwd import Passwd, getpwent_all
from simbsd.lib.stdio import puts
from simbsd.lib.utmpx import getutxents, getutxlog
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import Errno
from simbsd.sys.in6 import inet_ntop6, inet_pton6
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.utmpx import (
    BOOT_TIME,
    DEAD_PROCESS,
    EMPTY,
    INIT_PROCESS,
    LOGIN_PROCESS,
    NEW_TIME,
    OLD_TIME,
    SHUTDOWN_TIME,
    USER_PROCESS,
    UTX_ACTIVE,
    UTX_LASTLOGIN,
    UTX_LOG,
    Utmpx,
)

RV_OK, RV_USAGE, RV_NOTFOUND, RV_NOENUM = 0, 1, 2, 3
UTMPX = {"active": UTX_ACTIVE, "lastlogin": UTX_LASTLOGIN, "log": UTX_LOG}
SYSTEM_RECORDS = {
    BOOT_TIME: "system boot", SHUTDOWN_TIME: "system shutdown", OLD_TIME: "old system time",
    NEW_TIME: "new system time",
}  # fmt: skip
SESSION_RECORDS = {
    USER_PROCESS: ("user", True), INIT_PROCESS: ("init", False), LOGIN_PROCESS: ("login", True),
    DEAD_PROCESS: ("dead", False),
}  # fmt: skip
Database = Callable[[list[str]], Awaitable[int]]


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    name = argv[0].rpartition("/")[2]
    if len(argv) < 2:
        return await _usage(name)
    if argv[1] == "utmpx" and (len(argv) not in (3, 4) or argv[2] not in UTMPX):
        await printf(f"Usage: {name} utmpx active | lastlogin | log [filename]\n", 2)
        return RV_USAGE
    if argv[1] not in DATABASES:
        await printf(f"Unknown database: {argv[1]}\n", 2)
        return await _usage(name)
    return await DATABASES[argv[1]](argv[2:])


async def _usage(name: str) -> int:
    names = "".join(f" {one}" for one in DATABASES)
    await printf(f"Usage: {name} database [key ...]\n       database may be one of:\n\t{names}\n", 2)
    return RV_USAGE


def _number(key: str) -> int | None:
    """parsenum(): a number, if it is nothing else."""
    return int(key) if key.isascii() and key.isdigit() else None


def _with_aliases(text: str, aliases: Iterable[str], prefix: str = "  ", separator: str = " ") -> str:
    """printfmtstrings(): the text, then the aliases, if there are any."""
    joined = separator.join(aliases)
    return text + (prefix + joined if joined else "") + "\n"


async def _show(keys: list[str], lines: list[tuple[set[str], str]]) -> int:
    """All lines, or for each key the first that has it, until one has none."""
    if not keys:
        await puts("".join(line for _, line in lines))
        return RV_OK
    for key in keys:
        found = next((line for names, line in lines if key in names), None)
        if found is None:
            return RV_NOTFOUND
        await puts(found)
    return RV_OK


def _by_number(keys: list[str]) -> list[str]:
    """Keys that are numbers, marked as such: ``#7`` finds no name."""
    return [key if _number(key) is None else f"#{_number(key)}" for key in keys]


def _group_line(group: Group) -> str:
    return _with_aliases(f"{group.gr_name}:{group.gr_passwd}:{group.gr_gid}", group.gr_mem, ":", ",")


def _passwd_line(one: Passwd) -> str:
    ids = f"{one.pw_uid}:{one.pw_gid}"
    return f"{one.pw_name}:{one.pw_passwd}:{ids}:{one.pw_gecos}:{one.pw_dir}:{one.pw_shell}\n"


async def _group(keys: list[str]) -> int:
    groups = await getgrent_all()
    return await _show(_by_number(keys), [({one.gr_name, f"#{one.gr_gid}"}, _group_line(one)) for one in groups])


async def _passwd(keys: list[str]) -> int:
    accounts = await getpwent_all()
    return await _show(_by_number(keys), [({one.pw_name, f"#{one.pw_uid}"}, _passwd_line(one)) for one in accounts])


async def _protocols(keys: list[str]) -> int:
    lines = []
    for name, *rest in await table_lines("/etc/protocols"):
        if rest and _number(rest[0]) is not None:
            text = _with_aliases(f"{name:<16s}  {int(rest[0]):5d}", rest[1:])
            lines.append(({name, *rest[1:], f"#{int(rest[0])}"}, text))
    return await _show(_by_number(keys), lines)


async def _services(keys: list[str]) -> int:
    """A key may have a protocol behind a slash."""
    lines = []
    for name, *rest in await table_lines("/etc/services"):
        port, _, proto = rest[0].partition("/") if rest else ("", "", "")
        if _number(port) is not None:
            names = {name, *rest[1:], f"#{int(port)}"}
            text = _with_aliases(f"{name:<16s}  {int(port):5d}/{proto}", rest[1:])
            lines.append((names | {f"{one}/{proto}" for one in names}, text))
    wanted = []
    for key in keys:
        word, slash, proto = key.partition("/")
        wanted.append(_by_number([word])[0] + slash + proto)
    return await _show(wanted, lines)


async def _shells(keys: list[str]) -> int:
    return await _show(keys, [({words[0]}, words[0] + "\n") for words in await table_lines("/etc/shells")])


async def _networks(keys: list[str]) -> int:
    lines = []
    for name, *rest in await table_lines("/etc/networks"):
        address = inet_aton(rest[0]) if rest else None
        if address is not None:
            text = _with_aliases(f"{name:<16s}  {inet_ntoa(address)}", rest[1:])
            lines.append(({name, *rest[1:], rest[0]}, text))
    return await _show(keys, lines)


def _inet_pton(text: str) -> int | None:
    """An IPv4 address of four numbers, and no other way to write one (inet_pton)."""
    return inet_aton(text) if text.count(".") == 3 else None


def _host_line(family: int, address: int, name: str, aliases: Iterable[str]) -> str:
    """hostsprint()."""
    text = inet_ntop6(address) if family == AF_INET6 else inet_ntoa(address)
    return _with_aliases(f"{text:<16s}  {name}", aliases)


async def _hosts(keys: list[str]) -> int:
    if not keys:
        for text, name, *aliases in [line for line in await host_lines() if len(line) > 1]:
            four, six = _inet_pton(text), inet_pton6(text)
            if six is not None:
                await puts(_host_line(AF_INET6, six, name, aliases))
            elif four is not None:
                await puts(_host_line(AF_INET, four, name, aliases))
        return RV_OK
    for key in keys:
        lines = await _host(key)
        if not lines:
            return RV_NOTFOUND
        await puts("".join(lines))
    return RV_OK


async def _host(key: str) -> list[str]:
    """What is known of an address, or of a name: as an IPv6 host, then as an IPv4 host."""
    four, six = _inet_pton(key), inet_pton6(key)
    if six is not None or four is not None:
        name = await gethostbyaddr6(six) if six is not None else await gethostbyaddr(four or 0)
        if name is None:
            return []
        found = (AF_INET6, six) if six is not None else (AF_INET, four or 0)
        return [_host_line(*found, name, await _aliases(found[1], name))]
    lines = []
    for family in (AF_INET6, AF_INET):
        try:
            _, address, name = await resolve(key, (family,))
        except Unresolved:
            continue
        aliases = await _aliases(address, name)
        lines.append(_host_line(family, address, name, aliases or ([key] if name.lower() != key.lower() else [])))
    return lines


async def _aliases(address: int, name: str) -> list[str]:
    """The other names on the line of an address in /etc/hosts."""
    for text, *names in await host_lines():
        if names[:1] == [name] and address in (inet_aton(text), inet_pton6(text)):
            return names[1:]
    return []


def _no_table(enumerates: str, found: int) -> Database:
    """A database without a table: it cannot be listed, and holds no key."""

    async def database(keys: list[str]) -> int:
        if not keys and enumerates:
            await printf(f"Enumeration not supported on {enumerates}\n", 2)
            return RV_NOENUM
        return found if keys else RV_OK

    return database


async def _utmpx(keys: list[str]) -> int:
    """Every record of one of the files of utmpx(3), or of another like it."""
    path = keys[1] if len(keys) > 1 else UTMPX[keys[0]]
    try:
        records = await (getutxlog(path) if keys[0] == "log" else getutxents(path))
    except Errno:
        return RV_NOTFOUND
    await puts("".join(_utmpx_line(record) for record in records if record.ut_type != EMPTY))
    return RV_OK


def _utmpx_line(ut: Utmpx) -> str:
    """utmpxprint()."""
    seconds, rest = divmod(ut.ut_tv, 1_000_000)
    head = f"[{seconds}.{rest:06} -- {ctime(seconds)}] "
    if ut.ut_type in SYSTEM_RECORDS:
        return f"{head}{SYSTEM_RECORDS[ut.ut_type]}\n"
    kind, full = SESSION_RECORDS[ut.ut_type]
    more = f' user="{ut.ut_user}" line="{ut.ut_line}" host="{ut.ut_host}"' if full else ""
    return f'{head}{kind} process: id="{ut.ut_id.hex()}" pid="{ut.ut_pid}"{more}\n'


DATABASES: dict[str, Database] = {
    "ethers": _no_table("ethers", RV_NOTFOUND), "group": _group, "hosts": _hosts,
    "netgroup": _no_table("netgroup", RV_OK), "networks": _networks, "passwd": _passwd, "protocols": _protocols,
    "rpc": _no_table("", RV_NOTFOUND), "services": _services, "shells": _shells, "utmpx": _utmpx,
}  # fmt: skip
