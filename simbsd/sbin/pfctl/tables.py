"""pfctl -t TABLE -T COMMAND, and -s Tables, -F Tables.

Models sbin/pfctl/pfctl_table.c; what ``-T load`` does is in load.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.inet6 import gethostbyaddr6
from simbsd.lib.netdb import gethostbyaddr
from simbsd.lib.strtonum import strtonum
from simbsd.lib.unistd import gettimeofday
from simbsd.sbin.pfctl.hosts import Hosts
from simbsd.sbin.pfctl.load import word_addrs
from simbsd.sbin.pfctl.run import Run
from simbsd.sbin.pfctl.text import ctime, pfr_strerror, read_words
from simbsd.sys.errno import EINVAL, EPERM, Errno
from simbsd.sys.pf import PfTableAddr, PfTableInfo
from simbsd.sys.pf_text import ntop
from simbsd.sys.socketvar import AF_INET

COMMANDS = ("kill", "flush", "add", "delete", "load", "replace", "show", "test", "zero", "expire")
_ADDR_STATS = ("In/Block:", "In/Pass:", "Out/Block:", "Out/Pass:")
_STATS = ("In/Block:", "In/Pass:", "In/XPass:", "Out/Block:", "Out/Pass:", "Out/XPass:")


class Failed(Exception):
    """A request was refused; why has been said."""


class Usage(Exception):
    """The command line makes no sense."""


class Tables:
    """One command for a table of an anchor."""

    def __init__(self, run: Run, anchor: str, name: str, file: str | None, words: list[str]) -> None:
        self.run = run
        self.anchor = anchor
        self.name = name
        self.file = file
        self.words = words

    async def request(self, name: str, *arguments: object) -> object:
        """A request about the table. Raises Failed."""
        if self.run.noaction and not self.run.dummy:
            return 0
        try:
            answer: object = await self.run.ioctl(name, self.anchor, *arguments)
            return answer
        except Errno as error:
            await self.run.stderr(f"{self.run.err.name}: {pfr_strerror(error)}.")
            raise Failed from error

    async def tell(self, text: str) -> None:
        """xprintf: what was done."""
        end = " (dummy)." if self.run.dummy else " (syntax only)." if self.run.noaction else "."
        await self.run.tell(text + end)

    async def command(self, command: str) -> int:
        """Do it; the exit status. Raises Usage."""
        if command not in ("add", "delete", "replace", "test", "expire") and (self.words or self.file is not None):
            raise Usage
        try:
            return await _COMMANDS[command](self)
        except Failed:
            return -1

    async def addresses(self, single: bool = False) -> list[PfTableAddr]:
        """The addresses of the command line and file (load_addr). Raises Failed."""
        run = self.run
        hosts = Hosts(run.stderr)
        found: list[PfTableAddr] = []
        for word in self.words:
            addrs = await word_addrs(hosts, word)
            if single and any(addr.neg or addr.plen != _width(addr) for addr in addrs):
                await run.err.warn(f"cannot decode {word}", EINVAL)
                raise Failed
            if not addrs:
                raise Failed
            found += addrs
        if self.file is None:
            return found
        try:
            for word in await read_words(self.file):
                addrs = await word_addrs(hosts, word)
                if not addrs:
                    raise Errno(EINVAL, f"{word} is no address.")
                found += addrs
        except Errno as error:
            await run.err.warn(f"cannot load {self.file}", error)
            raise Failed from error
        return found

    async def create(self) -> bool:
        """CREATE_TABLE; False when nothing else is to be done."""
        run = self.run
        if run.noaction and not run.dummy:
            return True
        try:
            made = await run.ioctl("DIOCRADDTABLES", self.anchor, self.name, run.noaction)
        except Errno as error:
            if error.errno != EPERM:
                await run.stderr(f"{run.err.name}: {pfr_strerror(error)}.")
                raise Failed from error
            made = 0
        if made:
            await warn_collision(run, self.name)
            await self.tell(f"{made} table created")
        return not (made and run.noaction)

    async def changed(self, addrs: list[PfTableAddr], feedback: dict[PfTableAddr, str]) -> None:
        """With -v the addresses to which something happened, with -vv all."""
        for addr in addrs if self.run.verbose else ():
            if self.run.verbose > 1 or addr in feedback:
                await self.run.out.put(await self.row(addr, feedback.get(addr, " ")))

    async def row(self, addr: PfTableAddr, mark: str = " ", other: PfTableAddr | None = None) -> str:
        """An address with a mark, and with -r its name (print_addrx)."""
        text = f"{mark} {addr_text(addr)}"
        if other is not None:
            text += f"\t{addr_text(other)}"
        if self.run.usedns and addr.plen == _width(addr):
            name = await (gethostbyaddr(addr.addr) if addr.af == AF_INET else gethostbyaddr6(addr.addr))
            text += f"\t({name})" if name is not None else ""
        return f"{text}\n"


def _width(addr: PfTableAddr) -> int:
    return 32 if addr.af == AF_INET else 128


def addr_text(addr: PfTableAddr) -> str:
    """An address as tables show it: a blank or an exclamation mark before it."""
    plen = f"/{addr.plen}" if addr.plen < _width(addr) else ""
    return f"{'!' if addr.neg else ' '}{ntop(addr.af, addr.addr)}{plen}"


async def _kill(table: Tables) -> int:
    await table.tell(f"{await table.request('DIOCRDELTABLES', table.name, table.run.noaction)} table deleted")
    return 0


async def _flush(table: Tables) -> int:
    await table.tell(f"{await table.request('DIOCRCLRADDRS', table.name, table.run.noaction)} addresses deleted")
    return 0


async def _add(table: Tables) -> int:
    addrs = await table.addresses()
    if not await table.create():
        return 0
    new = _listed(await table.request("DIOCRADDADDRS", table.name, addrs, table.run.noaction))
    await table.tell(f"{len(new)}/{len(addrs)} addresses added")
    await table.changed(addrs, dict.fromkeys(new, "A"))
    return 0


async def _delete(table: Tables) -> int:
    addrs = await table.addresses()
    gone = _listed(await table.request("DIOCRDELADDRS", table.name, addrs, table.run.noaction))
    await table.tell(f"{len(gone)}/{len(addrs)} addresses deleted")
    await table.changed(addrs, dict.fromkeys(gone, "D"))
    return 0


def _listed(answer: object) -> list[PfTableAddr]:
    """The addresses that a request answers; none where nothing was asked."""
    return answer if isinstance(answer, list) else []


async def _replace(table: Tables) -> int:
    addrs = await table.addresses()
    if not await table.create():
        return 0
    answer = await table.request("DIOCRSETADDRS", table.name, addrs, table.run.noaction)
    added, deleted, changed = answer if isinstance(answer, tuple) else ([], [], [])
    for found, word in ((added, "added"), (deleted, "deleted"), (changed, "changed")):
        if found:
            await table.tell(f"{len(found)} addresses {word}")
    if not (added or deleted or changed):
        await table.tell("no changes")
    marks = dict.fromkeys(added, "A") | dict.fromkeys(deleted, "D") | dict.fromkeys(changed, "C")
    await table.changed([*addrs, *deleted], marks)
    return 0


async def _expire(table: Tables) -> int:
    """Addresses whose counters are older than that many seconds go."""
    if len(table.words) != 1 or table.file is not None:
        raise Usage
    try:
        lifetime = strtonum(table.words[0], 0, 0xFFFFFFFF)
    except ValueError as error:
        await table.run.err.errx(1, f"expiry time: {error}")
    stats = await table.request("DIOCRGETASTATS", table.name)
    now = await gettimeofday() // 1_000_000
    old = [addr for addr, tzero, _ in stats if now - tzero > lifetime] if isinstance(stats, list) else []
    gone = _listed(await table.request("DIOCRDELADDRS", table.name, old, table.run.noaction))
    await table.tell(f"{len(gone)}/{len(old)} addresses expired")
    await table.changed(old, dict.fromkeys(gone, "D"))
    return 0


async def _show(table: Tables) -> int:
    if not table.run.verbose:
        for addr in _listed(await table.request("DIOCRGETADDRS", table.name)):
            await table.run.out.put(await table.row(addr))
        return 0
    stats = await table.request("DIOCRGETASTATS", table.name)
    for addr, tzero, counts in stats if isinstance(stats, list) else ():
        text = await table.row(addr) + f"\tCleared:     {ctime(tzero)}\n"
        for name, packets, octets in zip(_ADDR_STATS, counts[:4], counts[4:], strict=True) if counts else ():
            text += f"\t{name:<12} [ Packets: {packets:<18} Bytes: {octets:<18} ]\n"
        await table.run.out.put(text)
    return 0


async def _test(table: Tables) -> int:
    """Whether addresses are in the table; the exit status is 2 unless all are."""
    addrs = await table.addresses(True)
    answer = await table.request("DIOCRTSTADDRS", table.name, addrs)
    entries: list[PfTableAddr | None] = answer if isinstance(answer, list) else [None] * len(addrs)
    matches = sum(entry is not None and not entry.neg for entry in entries)
    await table.tell(f"{matches}/{len(addrs)} addresses match")
    for addr, entry in zip(addrs, entries, strict=True) if table.run.verbose else ():
        matched = entry is not None and not entry.neg
        if table.run.verbose == 1:
            if matched:
                await table.run.out.put(await table.row(addr, "M"))
        elif entry is None:
            await table.run.out.put((await table.row(addr)).rstrip("\n") + "\t nomatch\n")
        else:
            await table.run.out.put(await table.row(addr, "M" if matched else "X", entry))
    return 2 if matches < len(addrs) else 0


async def _zero(table: Tables) -> int:
    await table.tell(f"{await table.request('DIOCRCLRTSTATS', table.name, table.run.noaction)} table/stats cleared")
    return 0


_COMMANDS: dict[str, Callable[[Tables], Awaitable[int]]] = {
    "kill": _kill, "flush": _flush, "add": _add, "delete": _delete, "replace": _replace, "show": _show, "test": _test,
    "zero": _zero, "expire": _expire,
}  # fmt: skip


async def clear_tables(run: Run, anchor: str) -> None:
    """pfctl -F Tables."""
    table = Tables(run, anchor, "", None, [])
    try:
        await table.tell(f"{await table.request('DIOCRCLRTABLES', run.noaction)} tables deleted")
    except Failed:
        return


async def show_tables(run: Run, anchor: str) -> None:
    """pfctl -s Tables."""
    found: list[PfTableInfo] = await run.ioctl("DIOCRGETTABLES", anchor, False)
    if found and run.showall:
        await run.title("TABLES:")
    for info in found:
        await run.out.put(_table_text(info, run.verbose))


def _table_text(info: PfTableInfo, verbose: int) -> str:
    if not verbose:
        return f"{info.name}\n"
    text = f"{info.flags}\t{info.name}" + (f"\t{info.anchor}" if info.anchor else "") + "\n"
    if verbose == 1:
        return text
    text += f"\tAddresses:   {info.count}\n\tCleared:     {ctime(info.tzero)}\n"
    text += f"\tReferences:  [ Anchors: {info.anchors:<18} Rules: {info.rules:<18} ]\n"
    text += f"\tEvaluations: [ NoMatch: {info.nomatch:<18} Match: {info.match:<18} ]\n"
    for name, packets, octets in zip(_STATS, info.packets, info.octets, strict=True):
        text += f"\t{name:<12} [ Packets: {packets:<18} Bytes: {octets:<18} ]\n"
    return text


async def warn_collision(run: Run, name: str | None) -> None:
    """Tables of anchors hide behind those of the main ruleset with their names (warn_namespace_collision)."""
    found: list[PfTableInfo] = await run.ioctl("DIOCRGETTABLES", "", True)
    main = [info.name for info in found if not info.anchor and name in (None, info.name)]
    hidden = [one for one in main if any(info.anchor and info.name == one for info in found)]
    if len(hidden) == 1:
        await run.err.warnx(f"warning: namespace collision with <{hidden[0]}> global table.")
    elif hidden:
        await run.err.warnx(f"warning: namespace collisions with {len(hidden)} global tables.")
