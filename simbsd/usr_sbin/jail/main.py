"""jail(8): the command line's forms, and the work on each jail.

Models usr.sbin/jail/jail.c (main) and state.c (start_state, dep_setup, dep_check); leaves out work on several jails at
once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.jail import jail_all, jail_get
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import exit, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.jail import JAIL_DYING
from simbsd.sys.strtol import to_int
from simbsd.usr_sbin.jail.cfjail import CfJail, Speaker, add_text, is_number, wild_jail_match, wild_jail_name
from simbsd.usr_sbin.jail.command import Work, start, stop
from simbsd.usr_sbin.jail.config import load_config
from simbsd.usr_sbin.jail.depend import find_jail, loops, order
from simbsd.usr_sbin.jail.operate import (
    check_rdtun,
    clear_persist,
    print_jail,
    rdtun_differs,
    running_jid,
    update_jail,
)
from simbsd.usr_sbin.jail.params import check_intparams, import_params

CONF_FILE = "/etc/jail.conf"
USAGE = """\
usage: jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            -[cmr] param=value ... [command=command ...]
       jail [-dqv] [-f file] -[cmr] [jail]
       jail [-qv] [-f file] -[rR] ['*' | jail ...]
       jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            [-n jailname] [-s securelevel]
            path hostname ip[,...] command ...
       jail [-f file] -e separator
"""
# Old permissions for the four-argument form: sysctl -> (parameter, the other way round).
PERM_SYSCTL = {
    "security.jail.set_hostname_allowed": ("allow.set_hostname", False),
    "security.jail.sysvipc_allowed": ("allow.sysvipc", False),
    "security.jail.allow_raw_sockets": ("allow.raw_sockets", False),
    "security.jail.chflags_allowed": ("allow.chflags", False),
    "security.jail.mount_allowed": ("allow.mount", False),
    "security.jail.socket_unixiproute_only": ("allow.socket_af", True),
}
OPTION_PARAMS: dict[str, tuple[tuple[str, str | None], ...]] = {
    "h": (("ip_hostname", None),),
    "l": (("exec.clean", None),),
    "U": (("exec.system_jail_user", "false"),),
    "u": (("exec.system_jail_user", None),),
}
OPTION_VALUES = {"n": "name", "s": "securelevel", "u": "exec.jail_user", "U": "exec.jail_user"}


@dataclass(slots=True)
class Plan:
    """What the command line asks for: ``op`` holds the letters c, m, r and e; ``file`` is None when none is read."""

    work: Work
    op: str = ""
    remove_running: bool = False
    dying: bool = False
    file: str | None = CONF_FILE
    jid_file: str | None = None
    separator: str = "\t"
    old_form: bool = False
    jails: list[CfJail] = field(default_factory=list)
    targets: list[CfJail] = field(default_factory=list)
    status: int = 0


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Parse, find the jails meant, work on each."""
    plan = Plan(Work(Speaker(Err(argv)), envp))
    anonymous = CfJail(None)
    operands = await _options(plan, anonymous, argv)
    await _form(plan, anonymous, operands)
    if plan.op == "r":
        await _remove_targets(plan, operands)
    else:
        await _start_targets(plan, operands)
    jid_fd = await _open_jid_file(plan)
    for jail in plan.targets:
        if jail.failed or await _is_skipped(plan, jail) or not await _work_on(plan, jail, jid_fd):
            jail.failed = True
            plan.status = 1
    return plan.status


async def _usage() -> None:
    await puts(USAGE, STDERR)
    await exit(1)


async def _options(plan: Plan, anonymous: CfJail, argv: list[str]) -> list[str]:
    options, operands = await getopt(argv, "cde:f:hiJ:lmn:p:qrRs:u:U:v")
    say = plan.work.say
    for letter, value in options:
        if letter == "?":
            await _usage()
        if letter in "cmre" or letter == "R":
            plan.op += letter.lower()
        for name, fixed in OPTION_PARAMS.get(letter, ()):
            await add_text(say, anonymous, name, fixed)
        if letter in OPTION_VALUES:
            await add_text(say, anonymous, OPTION_VALUES[letter], value)
        _switch(plan, letter, value)
    plan.op = "".join(letter for letter in "cmre" if letter in plan.op)
    return operands


def _switch(plan: Plan, letter: str, value: str) -> None:
    """The options that only set something."""
    if letter in "hlnsuU":
        plan.file = None
    elif letter == "f" and plan.file is not None:
        plan.file = value
    elif letter == "R":
        plan.remove_running = True
    elif letter == "d":
        plan.dying = True
    elif letter == "e":
        plan.separator = value
    elif letter == "J":
        plan.jid_file = value
    elif letter in "qi":
        plan.work.say.verbose = -1
        plan.work.show_jid = plan.work.show_jid or letter == "i"
    elif letter == "v":
        plan.work.say.verbose = 1


async def _form(plan: Plan, anonymous: CfJail, operands: list[str]) -> None:
    """Which of the four forms the command line has; collect the jails that it tells of."""
    if not plan.op:
        await _old_form(plan, anonymous, operands)
    elif plan.op == "e":
        plan.jails = await load_config(plan.work.say, plan.file or CONF_FILE)
        for jail in plan.jails:
            await print_jail(jail, False, False, plan.separator, 1)
        await exit(0)
    elif plan.op == "r":
        await _removal_form(plan, operands)
    elif len(operands) > 1 or (operands and "=" in operands[0]):
        if plan.remove_running:
            await _usage()
        plan.file = None
        await _line_params(plan, anonymous, operands)
        plan.jails = [anonymous]
    else:
        if plan.remove_running or plan.file is None:
            await _usage()
        plan.jails = await load_config(plan.work.say, plan.file or CONF_FILE)


async def _old_form(plan: Plan, anonymous: CfJail, operands: list[str]) -> None:
    """``jail path hostname ip[,...] command ...``, with the old sysctls as permissions."""
    if len(operands) < 4 or not operands[0].startswith("/"):
        await _usage()
    say = plan.work.say
    plan.op, plan.file, plan.old_form = "c", None, True
    await add_text(say, anonymous, "path", operands[0])
    await add_text(say, anonymous, "host.hostname", operands[1])
    for address in operands[2].split(",") if operands[2] else ():
        await add_text(say, anonymous, "ip6.addr" if ":" in address else "ip4.addr", address)
    for word in operands[3:]:
        await add_text(say, anonymous, "command", word)
    if await sysctl("security.jail.jailed") == 0:
        for oid, (name, inverse) in PERM_SYSCTL.items():
            held = bool(await sysctl(oid)) is not inverse
            await add_text(say, anonymous, name, None if held else "false")
    plan.jails = [anonymous]


async def _removal_form(plan: Plan, operands: list[str]) -> None:
    if plan.file is None or not operands:
        await _usage()
    if not plan.remove_running and any("=" in operand for operand in operands):
        await _usage()
    if plan.remove_running or not (plan.file == "-" or await _exists(plan.file or "")):
        plan.file = None
    else:
        plan.jails = await load_config(plan.work.say, plan.file or CONF_FILE)
    plan.work.note_remove = plan.file is not None or len(operands) > 1 or wild_jail_name(operands[0])


async def _exists(path: str) -> bool:
    try:
        await stat(path)
    except Errno:
        return False
    return True


async def _line_params(plan: Plan, anonymous: CfJail, operands: list[str]) -> None:
    """``param=value ...``; ``command`` takes all that follows, addresses are split at commas."""
    say = plan.work.say
    for index, word in enumerate(operands):
        name, equals, value = word.partition("=")
        if name == "command":
            for part in ([value] if equals else []) + operands[index + 1 :]:
                await add_text(say, anonymous, "command", part)
            return
        if name in ("ip4.addr", "ip6.addr") and equals:
            for address in value.split(","):
                await add_text(say, anonymous, name, address)
        else:
            await add_text(say, anonymous, name, value if equals else None)


async def _start_targets(plan: Plan, operands: list[str]) -> None:
    """The jails to create or change: the one of the command line, or those of the file, what they need first."""
    say, jails = plan.work.say, plan.jails
    if plan.file is None:
        plan.targets = jails
        for name in jails[0].strings("depend"):
            if await _running(plan, name) is None:
                await say.err.warnx(f'depends on nonexistent jail "{name}"')
                jails[0].failed = True
        return
    await loops(say, jails)
    target = operands[0] if operands else "*"
    if target == "*":
        for jail in jails:
            jail.wild = True
        plan.targets = await order(say, jails, jails)
        return
    wild = wild_jail_name(target)
    chosen = [jail for jail in jails if (wild_jail_match(jail.name or "", target) if wild else jail.name == target)]
    if not chosen and not wild:
        await say.err.warnx(f'"{target}" not found')
        await exit(1)
    for jail in chosen:
        jail.wild = wild
    plan.targets = await order(say, jails, chosen)


async def _remove_targets(plan: Plan, operands: list[str]) -> None:
    """The jails to remove, the last one first; what needs them before them."""
    say, chosen = plan.work.say, list[CfJail]()
    for target in operands:
        if target == "*" and not plan.remove_running:
            found = list(plan.jails)
        elif wild_jail_name(target):
            found = await _running_matches(plan, target) if plan.remove_running else [
                jail for jail in plan.jails if wild_jail_match(jail.name or "", target)
            ]  # fmt: skip
        else:
            one = find_jail(plan.jails, target) or await _running(plan, target, JAIL_DYING)
            if one is None:
                await say.err.warnx(f'"{target}" not found')
                plan.status = 1
                continue
            chosen += [one] if one not in chosen else []
            continue
        for jail in found:
            jail.wild = True
        chosen += [jail for jail in found if jail not in chosen]
    plan.targets = await order(say, plan.jails, list(reversed(chosen)), stopping=True)


async def _running_matches(plan: Plan, target: str) -> list[CfJail]:
    """-R: its wildcards are for running jails."""
    return [CfJail(r["name"], jid=r["jid"]) for r in await jail_all() if wild_jail_match(r["name"], target)]


async def _running(plan: Plan, name: str, flags: int = 0) -> CfJail | None:
    """The running jail of this name or number, under its own name (running_jail)."""
    number = to_int(name) if is_number(name) else 0
    try:
        record = await jail_get({"jid": number} if number else {"name": name}, flags)
    except Errno:
        return None
    return find_jail(plan.jails, record["name"]) or CfJail(record["name"], jid=record["jid"])


async def _open_jid_file(plan: Plan) -> int:
    if plan.jid_file is None:
        return -1
    try:
        return await open(plan.jid_file, O_WRONLY | O_CREAT | O_TRUNC)
    except Errno as error:
        await plan.work.say.err.err(1, f"open {plan.jid_file}", error)


async def _is_skipped(plan: Plan, jail: CfJail) -> bool:
    """True when a jail that this one needs has failed."""
    if not any(other.failed for other in jail.needs):
        return False
    if not jail.implied and plan.work.say.verbose >= 0:
        await plan.work.say.warn(jail, "skipped")
    return True


async def _work_on(plan: Plan, jail: CfJail, jid_fd: int) -> bool:
    """Check the parameters, find out whether the jail runs, and do what was asked; False when that failed."""
    say = plan.work.say
    if plan.dying:
        await add_text(say, jail, "allow.dying")
    op = "m" if jail.implied and plan.op == "m" else plan.op
    if not await check_intparams(say, jail, op == "r"):
        return False
    if op != "r" and not await import_params(say, jail):
        return False
    if not jail.jid:
        raised = "m" in op and op == "m" and (plan.dying or jail.boolean("allow.dying"))
        await running_jid(jail, JAIL_DYING if raised else 0)
    if "m" in op and "r" in op:
        return await _set_or_restart(plan, jail, op, jid_fd)
    if op == "cm":
        op = "c" if jail.jid < 0 else "m"
    return await _operate(plan, jail, op, jid_fd)


async def _set_or_restart(plan: Plan, jail: CfJail, op: str, jid_fd: int) -> bool:
    """-mr and -cmr: change what can be changed, restart for the rest."""
    if jail.jid < 0:
        if "c" in op:
            return await _operate(plan, jail, "c", jid_fd)
        await plan.work.say.quoted(jail, "not found", "no jail specified")
        return False
    return await _operate(plan, jail, "cr" if await rdtun_differs(jail) is not None else "m", jid_fd)


async def _operate(plan: Plan, jail: CfJail, op: str, jid_fd: int) -> bool:
    if op == "c":
        return await _do_start(plan, jail, jid_fd)
    if op == "m":
        return await _do_set(plan, jail)
    if op == "r":
        return await _do_stop(plan, jail)
    remembered, plan.work.note_remove = plan.work.note_remove, False
    stopped = await _do_stop(plan, jail)
    plan.work.note_remove = remembered
    return stopped and await _do_start(plan, jail, jid_fd)


async def _do_start(plan: Plan, jail: CfJail, jid_fd: int) -> bool:
    say = plan.work.say
    if jail.jid > 0:
        if jail.wild or jail.implied:
            return True
        await say.quoted(jail, "already exists", "already exists")
        return False
    good = await start(plan.work, jail)
    if good:
        await clear_persist(say, jail)
        if jid_fd >= 0:
            await print_jail(jail, plan.old_form, True, "\t", jid_fd)
    return good


async def _do_set(plan: Plan, jail: CfJail) -> bool:
    say = plan.work.say
    if jail.jid < 0:
        if jail.implied:
            return True
        await say.quoted(jail, "not found", "no jail specified")
        return False
    if jail.implied:
        return True
    if not await check_rdtun(say, jail) or not await update_jail(say, jail):
        return False
    if say.verbose >= 0 and (jail.name is not None or say.verbose > 0):
        await say.note(jail, "updated")
    return True


async def _do_stop(plan: Plan, jail: CfJail) -> bool:
    if jail.jid < 0:
        if jail.implied or jail.wild:
            return True
        if plan.work.say.verbose >= 0:
            await plan.work.say.quoted(jail, "not found", "not found")
        return False
    return await stop(plan.work, jail)

