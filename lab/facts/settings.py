"""Facts about settings: rc.conf, jail.conf, sysctl variables, securelevel, names of hosts, what a log says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from typing import Any

from lab.diagnosis.layers import Broken, check_jail, processes_in
from lab.diagnosis.walk import check_reaches
from lab.facts.fact import Arguments, Context, Fact
from lab.facts.files import in_jail
from lab.files import Absent, find, inode_of, text_of
from lab.graph.processes import prison_id
from lab.words import from_dotted
from simbsd.kern.kern_sysctl import sysctl_tree
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel
from simbsd.sys.proc import Proc

ASSIGNED = re.compile(r"^\s*([A-Za-z_]\w*)=(?:\"([^\"]*)\"|'([^']*)'|([^\s#;]*))", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|#[^\n]*", re.DOTALL)
JAIL_BLOCK = re.compile(r"(?:^|[\s;}])(\"[^\"]+\"|[\w.*-]+)\s*\{")


def _text(context: Context, jail: str, path: str) -> str:
    """What a file says; nothing if it is not there."""
    try:
        return text_of(context.kernel, find(context.kernel, check_jail(context.kernel, jail).pr_root, path))
    except Absent:
        return ""


def _assigned(text: str) -> dict[str, str]:
    return {match[1]: match[2] or match[3] or match[4] or "" for match in ASSIGNED.finditer(text)}


def _rc_variable(context: Context, given: Arguments) -> None:
    found = _assigned(_text(context, given["jail"], "/etc/rc.conf")).get(given["variable"])
    if found is None:
        raise Broken("setting", f"{given['variable']} is not set in /etc/rc.conf{in_jail(given['jail'])}.")
    if found != given["value"]:
        where = f"/etc/rc.conf{in_jail(given['jail'])}"
        raise Broken("setting", f"{given['variable']} is {found or 'empty'} in {where}, not {given['value']}.")


def _rc_variable_has(context: Context, given: Arguments) -> None:
    found = _assigned(_text(context, given["jail"], "/etc/rc.conf")).get(given["variable"])
    if found is None:
        raise Broken("setting", f"{given['variable']} is not set in /etc/rc.conf{in_jail(given['jail'])}.")
    if given["word"] not in found.split():
        where = f"/etc/rc.conf{in_jail(given['jail'])}"
        raise Broken("setting", f"{given['variable']} in {where} does not name {given['word']}.")


def _loader_variable(context: Context, given: Arguments) -> None:
    text = _text(context, "host", "/boot/loader.conf")
    found = {line.partition("=")[0].strip(): line.partition("=")[2].strip().strip('"') for line in text.splitlines()}
    if found.get(given["variable"]) != given["value"]:
        raise Broken("setting", f"/boot/loader.conf does not set {given['variable']} to {given['value']}.")


def _conf_files(context: Context) -> Iterator[str]:
    yield _text(context, "host", "/etc/jail.conf")
    root = context.kernel.prison0.pr_root
    try:
        folder = find(context.kernel, root, "/etc/jail.conf.d")
    except Absent:
        return
    for name, _ in sorted(folder.v_mount.mnt_ops.vop_entries(context.kernel, folder)):
        if name.endswith(".conf"):
            yield _text(context, "host", f"/etc/jail.conf.d/{name}")


def _jail_in_conf(context: Context, given: Arguments) -> None:
    for text in _conf_files(context):
        names = [match[1].strip('"') for match in JAIL_BLOCK.finditer(COMMENT.sub(" ", text))]
        if given["jail"] in names:
            return
    raise Broken("setting", f"Neither /etc/jail.conf nor a file of /etc/jail.conf.d defines a jail {given['jail']}.")


def _sysctl(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    found = str(_value(context, prison, given["variable"]))
    if found != given["value"]:
        sentence = f"{given['variable']}{in_jail(given['jail'])} is {found}, not {given['value']}."
        raise Broken("setting", sentence, prison_id(prison.pr_id))


def _value(context: Context, prison: Prison, name: str) -> Any:
    oid = sysctl_tree(context.kernel)[0].get(name)
    if oid is None:
        raise Broken("setting", f"This machine has no variable {name}.")
    if oid.get is not None:
        inside = processes_in(context.kernel, prison)
        return oid.get(context.kernel, inside[0] if inside else _visitor(context.kernel, prison))
    values = prison.pr_vnet.vnet_sysctls if oid.vnet else context.kernel.sysctls
    return values.get(name, oid.default)


def _visitor(kernel: Kernel, prison: Prison) -> Proc:
    """Who would ask in an empty jail: init(8) as jexec(8) would put it there."""
    visitor = copy(kernel.allproc[1])
    visitor.p_ucred = replace(visitor.p_ucred, cr_prison=prison)
    return visitor


def _securelevel(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if prison.pr_securelevel < given["level"]:
        where = in_jail(given["jail"]) or " of the host"
        raise Broken(
            "setting",
            f"The securelevel{where} is {prison.pr_securelevel}, lower than {given['level']}.",
            prison_id(prison.pr_id),
        )


def _securelevel_at_most(context: Context, given: Arguments) -> None:
    prison = check_jail(context.kernel, given["jail"])
    if prison.pr_securelevel > given["level"]:
        where = in_jail(given["jail"]) or " of the host"
        raise Broken(
            "setting",
            f"The securelevel{where} is {prison.pr_securelevel}, higher than {given['level']}.",
            prison_id(prison.pr_id),
        )


def _resolves(context: Context, given: Arguments) -> None:
    """The name stands in /etc/hosts, or a name server is named and would answer."""
    hosts = _text(context, given["jail"], "/etc/hosts")
    if any(given["name"] in line.partition("#")[0].split()[1:] for line in hosts.splitlines()):
        return
    text = _text(context, given["jail"], "/etc/resolv.conf")
    servers = [line.split()[1] for line in text.splitlines() if line.split()[:1] == ["nameserver"] and line.split()[1:]]
    where = in_jail(given["jail"])
    if not servers:
        raise Broken("name", f"/etc/resolv.conf{where} names no name server, and /etc/hosts not {given['name']}.")
    check_reaches(context.kernel, given["jail"], from_dotted(servers[0]))
    if servers[0] not in ANSWERING:
        raise Broken("name", f"The name server {servers[0]}, named in /etc/resolv.conf{where}, does not answer.")


ANSWERING = ("10.0.2.3", "192.0.2.53")  # who speaks DNS outside (net/internet.py: HOSTS)


def _logged(context: Context, given: Arguments) -> None:
    pattern: re.Pattern[str] = given["pattern"]
    kernel = context.kernel
    try:
        vp = find(kernel, check_jail(kernel, given["jail"]).pr_root, given["path"])
    except Absent as absent:
        raise Broken("file", f"There is no {absent.path}{in_jail(given['jail'])}.") from absent
    if not inode_of(kernel, vp).data or not pattern.search(text_of(kernel, vp)):
        raise Broken("done", f"No such line stands in {given['path']}{in_jail(given['jail'])} yet.")


FACTS: tuple[Fact, ...] = (
    Fact("rc_variable", {"jail": "text", "variable": "text", "value": "text"}, _rc_variable),
    Fact("rc_variable_has", {"jail": "text", "variable": "text", "word": "text"}, _rc_variable_has),
    Fact("loader_variable", {"variable": "text", "value": "text"}, _loader_variable),
    Fact("jail_in_conf", {"jail": "text"}, _jail_in_conf),
    Fact("sysctl_value", {"jail": "text", "variable": "text", "value": "text"}, _sysctl),
    Fact("securelevel_at_least", {"jail": "text", "level": "integer"}, _securelevel),
    Fact("securelevel_at_most", {"jail": "text", "level": "integer"}, _securelevel_at_most),
    Fact("name_resolves", {"jail": "text", "name": "text"}, _resolves),
    Fact("logged", {"jail": "text", "path": "text", "pattern": "pattern"}, _logged),
)
