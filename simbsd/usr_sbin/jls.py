"""jls(8): list jails.

Models usr.sbin/jls/jls.c.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import Options, getopt
from simbsd.lib.jailparam import (
    JailError,
    Param,
    export_value,
    jailparam_all,
    jailparam_get,
    jailparam_init,
    key_of,
)
from simbsd.lib.libxo import Style, document, parse_args
from simbsd.lib.stdio import puts
from simbsd.sys.errno import ENOENT
from simbsd.sys.jail import JAIL_DYING, JAIL_SYS_NEW
from simbsd.sys.jailparam import JAIL_PARAMS, noname

USAGE = "usage: jls [-dhNnqv] [-j jail] [param ...]"
DEFAULT_HEADER = f"{'JID':>6}  IP Address{'':6}Hostname{'':22}Path\n"
NAME_HEADER = f" {'JID':<15} {'IP Address':<15} {'Hostname':<29} Path\n"
VERBOSE_HEADER = (
    f"{'':3}JID  Hostname{'':22}Path\n{'':8}Name{'':26}State\n{'':8}CPUSetID\n{'':8}IP Address(es)\n"
)


XO_VERSION = "2"


@dataclass(slots=True)
class Format:
    """How to print: which options hold, the parameters chosen, and libxo's style where it is asked for."""

    style: Style | None = None
    header: bool = False
    nameval: bool = False
    quoted: bool = False
    skip: bool = False
    verbose: bool = False
    by_name: bool = False
    params: list[Param] | None = None


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """List every jail, or one; a table, or the parameters asked for."""
    err = Err(argv)
    try:
        argv, style = parse_args(argv)
    except Refused as refused:
        return await err.refuse(refused, "")
    options, operands = await getopt(argv, "adj:hNnqsv")
    layout = _layout(options)
    layout.style = style
    if any(letter == "?" for letter, _ in options):
        return await _fail(err, layout, USAGE)
    try:
        layout.params = await _chosen(layout, operands)
    except JailError as error:
        return await _fail(err, layout, error.message)
    flags = JAIL_DYING if any(letter in "ad" for letter, _ in options) else 0
    wanted = next((value for letter, value in reversed(options) if letter == "j"), None)
    if style is not None:
        return await _document(err, layout, wanted, flags)
    await puts(_header(layout))
    try:
        async for record in _records(wanted, flags):
            await puts(_text(layout, record))
    except JailError as error:
        await err.errx(1, error.message)
    return 0


async def _fail(err: Err, layout: Format, message: str) -> int:
    """xo_errx(): what is open is closed, and nothing yet is an empty document."""
    await err.warnx(message)
    if layout.style is not None:
        await puts(document({}, style=layout.style))
    return 1


async def _document(err: Err, layout: Format, wanted: str | None, flags: int) -> int:
    """libxo's output; when there is no such jail, with no jail in it."""
    instances: list[dict[str, Any]] = []
    status = 0
    try:
        async for record in _records(wanted, flags):
            instances.append(_instance(layout, record))
    except JailError as error:
        await err.warnx(error.message)
        status = 1
    await puts(document({"jail-information": {"jail": instances}}, XO_VERSION, layout.style))
    return status


def _layout(options: Options) -> Format:
    """The options in the order given: -h, -n, -s and -v undo one another in part."""
    layout = Format()
    for letter, _ in options:
        if letter == "h":
            layout.skip, layout.verbose, layout.header = False, False, True
        elif letter == "N":
            layout.by_name = True
        elif letter == "n":
            layout.verbose, layout.nameval = False, True
        elif letter == "q":
            layout.quoted = True
        elif letter == "s":
            layout.header, layout.verbose = False, False
            layout.nameval = layout.quoted = layout.skip = True
        elif letter == "v":
            layout.header = layout.nameval = layout.skip = False
            layout.verbose = True
    return layout


async def _chosen(layout: Format, operands: list[str]) -> list[Param] | None:
    """The parameters to print, or None for a table. Raises JailError for an unknown one."""
    if operands:
        layout.verbose = False
    elif layout.header or layout.nameval:
        operands = ["all"]
    else:
        return None
    chosen: dict[str, Param] = {}
    for name in operands:
        found = sorted(await jailparam_all(), key=_order) if name == "all" else [await jailparam_init(name)]
        for param in found:
            chosen.setdefault(param.name, param)
    return list(chosen.values())


def _order(param: Param) -> tuple[bool, str]:
    return "." in param.name, param.name


def _header(layout: Format) -> str:
    if layout.verbose:
        return VERBOSE_HEADER
    if layout.params is None:
        return NAME_HEADER if layout.by_name else DEFAULT_HEADER
    return " ".join(param.name for param in layout.params) + "\n" if layout.header else ""


async def _records(wanted: str | None, flags: int) -> AsyncIterator[dict[str, Any]]:
    """One jail, or every one by ascending number. Raises JailError."""
    if wanted is not None:
        yield await jailparam_get(key_of(wanted), flags)
        return
    last = 0
    while True:
        try:
            record = await jailparam_get({"lastjid": last}, flags)
        except JailError as error:
            if error.errno == ENOENT:
                return
            raise
        yield record
        last = record["jid"]


def _instance(layout: Format, record: dict[str, Any]) -> dict[str, Any]:
    """A jail under libxo's names; addresses are lists, chosen parameters are text but for booleans by name."""
    four = tuple(str(IPv4Address(addr)) for addr in record["ip4.addr"])
    six = tuple(str(IPv6Address(addr)) for addr in record["ip6.addr"])
    where = {"hostname": record["host.hostname"], "path": record["path"]}
    if layout.verbose:
        state = "DYING" if record["dying"] else "ACTIVE"
        rest = {"name": record["name"], "state": state, "cpusetid": record["cpuset.id"]}
        return {"jid": record["jid"], **where, **rest, "ipv4_addrs": four, "ipv6_addrs": six}
    if layout.params is None:
        key = {"name": record["name"]} if layout.by_name else {"jid": record["jid"]}
        return {**key, "ipv4": next(iter(four), ""), **where}
    instance: dict[str, Any] = {}
    for param in layout.params:
        if layout.skip and _is_skipped(param, record):
            continue
        value = record[param.canonical]
        if param.kind == "bool":
            # A "no" form is told as true also where it does not hold (print_jail, JP_NOBOOL).
            held = value is not param.negated
            instance[param.name] = held or param.negated if layout.nameval else export_value("bool", held)
        elif param.is_list:
            instance[param.name] = four if param.kind == "ip4" else six
        else:
            instance[param.name] = export_value(param.kind, value)
    return instance


def _text(layout: Format, record: dict[str, Any]) -> str:
    if layout.verbose:
        return _verbose(record)
    if layout.params is None:
        return _row(layout, record)
    printed = (_parameter(layout, param, record) for param in layout.params)
    return " ".join(text for text in printed if text is not None) + "\n"


def _row(layout: Format, record: dict[str, Any]) -> str:
    first = str(IPv4Address(record["ip4.addr"][0])) if record["ip4.addr"] else ""
    head = f" {record['name']:<15} " if layout.by_name else f"{record['jid']:>6}  "
    return f"{head}{first:<15.15} {record['host.hostname']:<29.29} {record['path']:.74}\n"


def _verbose(record: dict[str, Any]) -> str:
    lines = [
        f"{record['jid']:>6}  {record['host.hostname']:<29.29} {record['path']:.74}",
        f"{'':8}{record['name']:<29.29} {'DYING' if record['dying'] else 'ACTIVE':.74}",
        f"{'':8}{record['cpuset.id']}",
        *(f"{'':8}{IPv4Address(addr)}" for addr in record["ip4.addr"]),
        *(f"{'':8}{IPv6Address(addr)}" for addr in record["ip6.addr"]),
    ]
    return "\n".join(lines) + "\n"


def _parameter(layout: Format, param: Param, record: dict[str, Any]) -> str | None:
    """One parameter's text; None when -s leaves it out."""
    if layout.skip and _is_skipped(param, record):
        return None
    if param.canonical not in record:  # an older kernel does not know it
        return None
    value = record[param.canonical]
    if param.kind == "bool":
        value = value is not param.negated
        if layout.nameval:
            return param.name if value else (param.canonical if param.negated else noname(param.name))
    prefix = f"{param.name}=" if layout.nameval else ""
    if param.is_list and not value:
        return prefix + ('""' if layout.quoted else "" if layout.nameval else "-")
    return prefix + _quoted(layout, export_value(param.kind, value))


def _is_skipped(param: Param, record: dict[str, Any]) -> bool:
    """-s leaves out what cannot be set, and what is below a jailsys parameter that does not read "new"."""
    head, dot, _ = param.name.partition(".")
    return param.flag == "rd" or (bool(dot) and head in JAIL_PARAMS and record[head] != JAIL_SYS_NEW)


def _quoted(layout: Format, text: str) -> str:
    if not text:
        return '""'
    quote = '"' if "'" in text else "'" if '"' in text else '"' if " " in text or "\t" in text else ""
    return f"{quote}{text}{quote}" if layout.quoted else text
