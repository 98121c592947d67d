"""jls(8): list jails.

Models usr.sbin/jls/jls.c; leaves out --libxo.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from simbsd.lib.err import Err
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


@dataclass(slots=True)
class Format:
    """How to print: which options hold, and the parameters chosen."""

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
    options, operands = await getopt(argv, "adj:hNnqsv")
    if any(letter == "?" for letter, _ in options):
        await err.errx(1, USAGE)
    layout = _layout(options)
    try:
        layout.params = _chosen(layout, operands)
    except JailError as error:
        await err.errx(1, error.message)
    flags = JAIL_DYING if any(letter in "ad" for letter, _ in options) else 0
    wanted = next((value for letter, value in reversed(options) if letter == "j"), None)
    await puts(_header(layout))
    try:
        await _say(layout, wanted, flags)
    except JailError as error:
        await err.errx(1, error.message)
    return 0


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


def _chosen(layout: Format, operands: list[str]) -> list[Param] | None:
    """The parameters to print, or None for a table. Raises JailError for an unknown one."""
    if operands:
        layout.verbose = False
    elif layout.header or layout.nameval:
        operands = ["all"]
    else:
        return None
    chosen: dict[str, Param] = {}
    for name in operands:
        found = sorted(jailparam_all(), key=_order) if name == "all" else [jailparam_init(name)]
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


async def _say(layout: Format, wanted: str | None, flags: int) -> None:
    if wanted is not None:
        await puts(_text(layout, await jailparam_get(key_of(wanted), flags)))
        return
    last = 0
    while True:
        try:
            record = await jailparam_get({"lastjid": last}, flags)
        except JailError as error:
            if error.errno == ENOENT:
                return
            raise
        await puts(_text(layout, record))
        last = record["jid"]


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
    if layout.skip and (param.flag == "rd" or not _has_new_parent(param, record)):
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


def _has_new_parent(param: Param, record: dict[str, Any]) -> bool:
    """False below a jailsys parameter that does not read "new"."""
    head, dot, _ = param.name.partition(".")
    if not dot or head not in JAIL_PARAMS:
        return True
    return bool(record[head] == JAIL_SYS_NEW)


def _quoted(layout: Format, text: str) -> str:
    if not text:
        return '""'
    quote = '"' if "'" in text else "'" if '"' in text else '"' if " " in text or "\t" in text else ""
    return f"{quote}{text}{quote}" if layout.quoted else text
