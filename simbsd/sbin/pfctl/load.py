"""pfctl -f: read a file, put its rules in order, and load all of it at once.

Models sbin/pfctl/pfctl.c (pfctl_rules, pfctl_load_ruleset, pfctl_load_rule, pfctl_ruleset_trans, pfctl_load_anchors)
and parse.y (process_tabledef).
"""

from __future__ import annotations

from simbsd.lib.netdb import Unresolved
from simbsd.sbin.pfctl.anchors import Table
from simbsd.sbin.pfctl.config import Config, parse_config
from simbsd.sbin.pfctl.ether_show import load_eth_ruleset
from simbsd.sbin.pfctl.expand import with_labels
from simbsd.sbin.pfctl.hosts import Hosts
from simbsd.sbin.pfctl.lex import Macro
from simbsd.sbin.pfctl.nodes import Host
from simbsd.sbin.pfctl.options import Options, load_options
from simbsd.sbin.pfctl.parser import Parser
from simbsd.sbin.pfctl.ruleset import Entry, Ruleset
from simbsd.sbin.pfctl.run import ETHER, FILTER, NAT, OPTION, TABLE, Run
from simbsd.sbin.pfctl.text import pfr_strerror, read_words
from simbsd.sys.errno import Errno
from simbsd.sys.pf import PfAddr, PfTableAddr
from simbsd.sys.pf_text import addr_text, rule_text

TableText = tuple[str, tuple[str, ...], bool, tuple[list[Host] | str, ...]]


class Failed(Exception):
    """Loading went wrong; why has been said."""


class Loader:
    """One pfctl -f: the transaction's ticket, and the file's macros."""

    def __init__(self, run: Run, macros: dict[str, Macro]) -> None:
        self.run = run
        self.macros = macros
        self.ticket = 0
        self.table_number = 0
        self.tables_made = 0

    async def load(self, name: str, anchor: str) -> int:
        """Load a file; the exit status (pfctl_rules)."""
        if not self.run.noaction:
            try:
                self.ticket = await self.run.ioctl("DIOCXBEGIN")
            except Errno as error:
                await self.run.err.warnx("pfctl_rules")
                await self.run.err.err(1, "DIOCXROLLBACK", error)
        try:
            options = await self._file(name, anchor)
        except Failed:
            return 1
        if self.run.noaction:
            return 0
        if not anchor and OPTION in self.run.loadopt and await load_options(self.run, options):
            return 1
        await self.run.ioctl("DIOCXCOMMIT", self.ticket)
        return 0

    async def _file(self, name: str, anchor: str) -> Options:
        """Parse a file and add its rules to the transaction. Raises Failed."""
        run = self.run
        await self._begin(anchor, True)
        config = Config(lambda pf, table: self._define(pf, table, anchor), self.macros)
        if not await parse_config(run, name, config):
            if not run.noaction:
                await run.err.warnx("Syntax error in config file: pf rules not loaded")
            raise Failed
        await self._skip(config.options)
        kinds: tuple[str, ...] = ("scrub",) if FILTER in run.loadopt else ()
        kinds += (ETHER,) if ETHER in run.loadopt else ()
        kinds += ("nat", "rdr", "binat") if NAT in run.loadopt else ()
        kinds += ("filter",) if FILTER in run.loadopt else ()
        for kind in kinds:
            if kind == ETHER:
                await load_eth_ruleset(run, self.ticket, config.ether, anchor)
            else:
                await self._ruleset(config.ruleset, kind, anchor, 0)
        for below, file in () if anchor else config.loads:
            if run.verbose:
                await run.out.flush()
                await run.stderr(f"\nLoading anchor {below} from {file}")
            try:
                await self._file(file, below)
            except Failed:
                await run.err.warnx("load anchors")
                raise
        return config.options

    async def _begin(self, anchor: str, ether: bool = False) -> None:
        """The rulesets of an anchor that are replaced (pfctl_ruleset_trans)."""
        run = self.run
        if run.noaction:
            return
        kinds: tuple[str, ...] = (ETHER,) if ether and ETHER in run.loadopt else ()
        kinds += ("nat", "binat", "rdr") if NAT in run.loadopt else ()
        kinds += ("scrub", "filter") if FILTER in run.loadopt else ()
        kinds += ("table",) if TABLE in run.loadopt else ()
        for kind in kinds:
            await run.ioctl("DIOCXADD", self.ticket, kind, anchor)

    async def _skip(self, options: Options) -> None:
        """Interfaces to pass over; without -m others are not passed over any more (pfctl_adjust_skip_ifaces)."""
        run = self.run
        if run.noaction or OPTION not in run.loadopt:
            return
        await run.ioctl("DIOCSETIFFLAG", "", False)
        for name, on in options.skip:
            await run.ioctl("DIOCSETIFFLAG", name, on)

    async def _ruleset(self, ruleset: Ruleset, kind: str, anchor: str, depth: int) -> None:
        """Add the rules of one kind, those in braces too (pfctl_load_ruleset)."""
        run = self.run
        entries = ruleset.rules[kind]
        if depth:
            if entries:
                await self._begin(anchor)
            if run.verbose:
                await run.out.put(" {\n" if entries else "\n")
        if run.optimize and kind == "filter":
            from simbsd.sbin.pfctl.optimize import Optimizer

            entries = await Optimizer(run, self, anchor).optimize(entries)
        for entry in entries:
            await self._rule(entry, kind, anchor, depth)
        if depth and entries and run.verbose:
            await run.out.put("  " * (depth - 1) + "}\n")

    async def _rule(self, entry: Entry, kind: str, anchor: str, depth: int) -> None:
        """Add a rule, and print it with -v (pfctl_load_rule)."""
        run = self.run
        try:
            rule = with_labels(entry.rule, entry.nr)
        except ValueError:
            await run.err.errx(1, "expand_label: label too long")
        if not run.noaction:
            try:
                await run.ioctl("DIOCADDRULE", self.ticket, anchor, rule)
            except Errno as error:
                await run.err.err(1, "DIOCADDRULENV", error)
        if run.verbose:
            text = rule_text(rule, await run.services(), run.verbose > 1)
            number = f"@{entry.nr} " if run.verbose > 1 else ""
            await run.out.put(("" if run.verbose > 1 else "  " * depth) + number + text)
        if entry.inner is not None:
            below = f"{anchor}/{entry.inner.name}" if anchor else entry.inner.name
            await self._ruleset(entry.inner, kind, below, depth + 1)
        elif run.verbose:
            await run.out.put("\n")

    async def _define(self, pf: Parser, table: Table, anchor: str) -> None:
        """A table of the file goes into the transaction (process_tabledef)."""
        addrs: list[PfTableAddr] = []
        for part in table.parts:
            if isinstance(part, str):
                addrs += await _from_file(pf, part)
            else:
                addrs += [table_addr(host) for host in part]
        if self.run.verbose:
            await self.run.out.put(table_text(table))
        if not self.run.noaction:
            try:
                await self.define(table, anchor, addrs)
            except Errno as error:
                await pf.fail(f"cannot define table {table.name}: {pfr_strerror(error)}")

    async def define(self, table: Table, anchor: str, addrs: list[PfTableAddr]) -> None:
        """Put a table into the transaction. Errors: those of the request."""
        given = addrs if table.addrs else None
        await self.run.ioctl("DIOCRINADEFINE", self.ticket, anchor, table.name, table.flags, given)


async def _from_file(pf: Parser, name: str) -> list[PfTableAddr]:
    """The addresses of a file (pfr_buf_load)."""
    found: list[PfTableAddr] = []
    try:
        words = await read_words(name)
    except Errno as error:
        from simbsd.sys.errno import strerror

        await pf.fail(f'cannot load "{name}": {strerror(error.errno)}')
    for word in words:
        addrs = await word_addrs(pf.hosts, word)
        if not addrs:
            await pf.fail(f'file "{name}" contains bad data')
        found += addrs
    return found


async def word_addrs(hosts: Hosts, word: str) -> list[PfTableAddr]:
    """What a word of a table means; nothing, said why, when it means nothing (append_addr)."""
    body = word.lstrip("!")
    neg = (len(word) - len(body)) % 2 == 1
    try:
        return [table_addr(host, neg) for host in await hosts.host(body)]
    except Unresolved:
        return []


def table_addr(host: Host, neg: bool = False) -> PfTableAddr:
    """An address as a table holds it (append_addr_host)."""
    return PfTableAddr(host.af, host.addr.addr, host.addr.plen, host.neg != neg)


def table_text(table: Table) -> str:
    """A table as it is written (print_tabledef)."""
    text = f"table <{table.name}>" + "".join(f" {flag}" for flag in table.flags)
    inside = False
    for part in table.parts:
        if isinstance(part, str):
            text += (" }" if inside else "") + f' file "{part}"'
            inside = False
            continue
        text += ("" if inside else " {") + "".join(_host_text(host) for host in part)
        inside = True
    text += " }" if inside else " { }" if table.addrs and not table.parts else ""
    return f"{text}\n"


def _host_text(host: Host) -> str:
    wrap: PfAddr = host.addr
    return (" !" if host.neg else " ") + addr_text(wrap, host.af)
