"""jail(8): the command line's forms.

Models usr.sbin/jail/jail.c (main, show_jails, usage).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv6Address

from simbsd.lib.err import Err
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import exit, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.strtol import atoi
from simbsd.usr_sbin.jail.cfjail import SET, SHOW, START, STOP, CfJail, Speaker, add_text, wild_jail_name
from simbsd.usr_sbin.jail.command import Work
from simbsd.usr_sbin.jail.config import load_config
from simbsd.usr_sbin.jail.loop import JidFile, work_on_all
from simbsd.usr_sbin.jail.operate import print_jail
from simbsd.usr_sbin.jail.state import State
from simbsd.usr_sbin.jail.wait import Waiting

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
OPTION_PARAMS: dict[str, tuple[str, str | None]] = {
    "h": ("ip_hostname", None),
    "l": ("exec.clean", None),
    "U": ("exec.system_jail_user", "false"),
    "u": ("exec.system_jail_user", None),
}
OPTION_VALUES = {"n": "name", "s": "securelevel", "u": "exec.jail_user", "U": "exec.jail_user"}


OPERATIONS = {"c": START, "m": SET, "r": STOP, "R": STOP, "e": SHOW}


@dataclass(slots=True)
class Plan:
    """What the command line asks for: ``operation`` holds JF_* bits; ``configured``: the file is read."""

    work: Work
    anonymous: CfJail = field(default_factory=lambda: CfJail(None))
    operation: int = 0
    remove_running: bool = False
    dying: bool = False
    configured: bool = True
    file: str = CONF_FILE
    jid_file: str | None = None
    separator: str = "\t"
    old_form: bool = False

    async def add(self, name: str, value: str | None = None) -> None:
        """A parameter of the one jail that the command line describes."""
        await add_text(self.work.say, self.anonymous, name, value)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Parse, find the jails meant, work on each."""
    state = State(Speaker(Err(argv)))
    plan = Plan(Work(state, Waiting(state), envp))
    operands = await _options(plan, argv)
    await _form(plan, operands)
    await state.dep_setup(plan.configured)
    good = True
    if plan.operation == STOP:
        for operand in operands:
            good = await state.start_state(operand, plan.configured, STOP, plan.remove_running) and good
    elif not await state.start_state(operands[0] if operands else None, plan.configured, plan.operation, False):
        return 1
    jid_file = JidFile(await _open_jid_file(plan), plan.old_form, plan.separator)
    return 0 if await work_on_all(plan.work, plan.dying, jid_file) and good else 1


async def _usage() -> None:
    await puts(USAGE, STDERR)
    await exit(1)


async def _options(plan: Plan, argv: list[str]) -> list[str]:
    options, operands = await getopt(argv, "cde:f:hiJ:lmn:p:qrRs:u:U:v")
    for letter, value in options:
        if letter == "?":
            await _usage()
        plan.operation |= OPERATIONS.get(letter, 0)
        if letter in OPTION_VALUES:
            await plan.add(OPTION_VALUES[letter], value)
        if letter in OPTION_PARAMS:
            await plan.add(*OPTION_PARAMS[letter])
        _switch(plan, letter, value)
    return operands


def _switch(plan: Plan, letter: str, value: str) -> None:
    """The options that only set something."""
    if letter in "hlnsuU":
        plan.configured = False
    elif letter == "f":
        plan.file = value
    elif letter == "R":
        plan.remove_running = True
    elif letter == "d":
        plan.dying = True
    elif letter == "e":
        plan.separator = value
    elif letter == "J":
        plan.jid_file = value
    elif letter == "p":
        plan.work.limit = atoi(value) or -1
    elif letter in "qi":
        plan.work.say.verbose = -1
        plan.work.show_jid = plan.work.show_jid or letter == "i"
    elif letter == "v":
        plan.work.say.verbose = 1


async def _form(plan: Plan, operands: list[str]) -> None:
    """Which of the four forms the command line has; collect the jails that it tells of."""
    if not plan.operation:
        await _old_form(plan, operands)
    elif plan.operation == SHOW:
        await _load(plan)
        for jail in plan.work.state.cfjails:
            await print_jail(jail, False, False, plan.separator, 1)
        await exit(0)
    elif plan.operation == STOP:
        await _removal_form(plan, operands)
    elif len(operands) > 1 or (operands and "=" in operands[0]):
        if plan.remove_running:
            await _usage()
        plan.configured = False
        await _line_params(plan, operands)
        plan.work.state.add(plan.anonymous)
    else:
        if plan.remove_running or not plan.configured:
            await _usage()
        await _load(plan)


async def _load(plan: Plan) -> None:
    for jail in await load_config(plan.work.say, plan.file):
        plan.work.state.add(jail)


async def _old_form(plan: Plan, operands: list[str]) -> None:
    """``jail path hostname ip[,...] command ...``, with the old sysctls as permissions."""
    if len(operands) < 4 or not operands[0].startswith("/"):
        await _usage()
    plan.operation, plan.configured, plan.old_form = START, False, True
    await plan.add("path", operands[0])
    await plan.add("host.hostname", operands[1])
    for address in operands[2].split(",") if operands[2] else ():
        await plan.add("ip6.addr" if _is_ip6(address) else "ip4.addr", address)
    for word in operands[3:]:
        await plan.add("command", word)
    if await _known("security.jail.jailed") == 0:
        for oid, (name, inverse) in PERM_SYSCTL.items():
            value = await _known(oid)
            if value is not None:
                await plan.add(name, None if bool(value) is not inverse else "false")
    plan.work.state.add(plan.anonymous)


def _is_ip6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return "%" not in text


async def _known(oid: str) -> int | None:
    try:
        return int(await sysctl(oid))
    except Errno:
        return None


async def _removal_form(plan: Plan, operands: list[str]) -> None:
    if not plan.configured or not operands:
        await _usage()
    if not plan.remove_running and any("=" in operand for operand in operands):
        await _usage()
    plan.configured = not plan.remove_running and (plan.file == "-" or await _exists(plan.file))
    if plan.configured:
        await _load(plan)
    plan.work.note_remove = plan.configured or len(operands) > 1 or wild_jail_name(operands[0])


async def _exists(path: str) -> bool:
    try:
        await stat(path)
    except Errno:
        return False
    return True


async def _line_params(plan: Plan, operands: list[str]) -> None:
    """``param=value ...``; ``command`` takes all that follows, addresses are split at commas."""
    for index, word in enumerate(operands):
        name, equals, value = word.partition("=")
        if name == "command":
            for part in ([value] if equals else []) + operands[index + 1 :]:
                await plan.add("command", part)
            return
        if name in ("ip4.addr", "ip6.addr") and equals:
            for address in value.split(","):
                await plan.add(name, address)
        else:
            await plan.add(name, value if equals else None)


async def _open_jid_file(plan: Plan) -> int:
    if plan.jid_file is None:
        return -1
    try:
        return await open(plan.jid_file, O_WRONLY | O_CREAT | O_TRUNC)
    except Errno as error:
        await plan.work.say.err.err(1, f"open {plan.jid_file}", error)
