"""pf.conf from its first line to its last.

Models sbin/pfctl/parse.y (ruleset, varset, include, parse_config); leaves out ALTQ, a syntax error here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simbsd.lib.stdio import STDIN, decode, read_all
from simbsd.lib.unistd import close, open
from simbsd.sbin.pfctl import anchors
from simbsd.sbin.pfctl.ether import EthRuleset, etherrule
from simbsd.sbin.pfctl.filter import ACTIONS, pfrule
from simbsd.sbin.pfctl.lex import EOF, STRING, Macro
from simbsd.sbin.pfctl.nat import binatrule, natrule
from simbsd.sbin.pfctl.options import Options, option
from simbsd.sbin.pfctl.parser import BadLine, Parser
from simbsd.sbin.pfctl.ruleset import Ruleset
from simbsd.sbin.pfctl.run import TABLE, Run
from simbsd.sbin.pfctl.scrub import scrubrule
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.pf import NOSCRUB, SCRUB

DefineTable = Callable[[Parser, anchors.Table], Awaitable[None]]


@dataclass(slots=True)
class Config:
    """What a file says: rules, options, anchors to load, macros. ``define`` is told of each table as it is read."""

    define: DefineTable
    macros: dict[str, Macro]
    ruleset: Ruleset = field(default_factory=Ruleset)
    ether: EthRuleset = field(default_factory=EthRuleset)
    options: Options = field(default_factory=Options)
    loads: list[tuple[str, str]] = field(default_factory=list)


async def read_file(run: Run, name: str) -> str | None:
    """A file's text, or None, said why (pushfile)."""
    if name == "-":
        return decode(await read_all(STDIN))
    try:
        fd = await open(name, O_RDONLY)
        text = decode(await read_all(fd))
    except Errno as error:
        await run.err.warn(name, error)
        return None
    await close(fd)
    return text


async def parse_config(run: Run, name: str, config: Config) -> bool:
    """Read a file; False when something in it is wrong."""
    text = await read_file(run, name)
    if text is None:
        from simbsd.sys.errno import ENOENT

        await run.err.warn("cannot open the main config file!", ENOENT)
        return False
    pf = Parser(run, config.macros)
    pf.lex.push("stdin" if name == "-" else name, text)
    while not await pf.at(EOF):
        try:
            await _line(pf, config)
            await pf.expect("\n")
        except BadLine:
            if not await pf.recover():
                break
    await _forget_macros(run, config.macros)
    return not pf.errors


async def _forget_macros(run: Run, macros: dict[str, Macro]) -> None:
    for name, macro in macros.items():
        if run.verbose > 1 and not macro.used:
            await run.stderr(f"warning: macro '{name}' not used")
    macros.clear()


async def _line(pf: Parser, config: Config) -> None:
    """One line, up to its end."""
    kind = (await pf.peek()).kind
    ruleset = config.ruleset
    if kind == "\n":
        return
    if kind in ACTIONS:
        await pfrule(pf, ruleset)
        return
    if kind == STRING:
        await _varset(pf, config)
        return
    if kind not in ("include", "set", "ether", "scrub", "no", "nat", "rdr", "binat", "anchor", "load", "antispoof",
                    "table", *anchors.NAT_ANCHORS):  # fmt: skip
        await pf.syntax()
    await pf.take()
    if kind == "include":
        await _include(pf)
    elif kind == "set":
        await option(pf, config.options)
    elif kind == "ether":
        await etherrule(pf, config.ether)
    elif kind == "anchor":
        await anchors.anchorrule(pf, ruleset)
    elif kind == "load":
        await anchors.loadrule(pf, config.loads)
    elif kind == "antispoof":
        await anchors.antispoof(pf, ruleset)
    elif kind == "table":
        table = await anchors.tabledef(pf)
        if TABLE in pf.run.loadopt:
            await config.define(pf, table)
    elif kind in anchors.NAT_ANCHORS:
        await anchors.nat_anchor(pf, ruleset, kind)
    else:
        negated = kind == "no"
        if negated:
            kind = (await pf.expect("scrub", "nat", "rdr", "binat")).kind
        await _translate_or_scrub(pf, ruleset, kind, negated)


async def _translate_or_scrub(pf: Parser, ruleset: Ruleset, kind: str, negated: bool) -> None:
    if kind == "scrub":
        await scrubrule(pf, ruleset, NOSCRUB if negated else SCRUB)
    elif kind == "binat":
        await binatrule(pf, ruleset, negated)
    else:
        await natrule(pf, ruleset, negated, kind)


async def _varset(pf: Parser, config: Config) -> None:
    """A macro."""
    name = (await pf.take()).text
    await pf.expect("=")
    value = await pf.varstring()
    if pf.run.verbose:
        await pf.run.out.put(f'{name} = "{value}"\n')
    if any(char.isspace() for char in name[1:]):
        await pf.fail("macro name cannot contain whitespace")
    if name not in config.macros or not config.macros[name].persist:
        config.macros.pop(name, None)
        config.macros[name] = Macro(value)


async def _include(pf: Parser) -> None:
    name = (await pf.expect(STRING)).text
    text = await read_file(pf.run, name) if len(pf.lex.files) < 64 else None
    if text is None:
        await pf.fail(f"failed to include file {name}")
    await pf.expect("\n")
    pf.lex.push(name, text)
    pf.lex.pushed.append("\n")
