"""The work on every jail, one command at a time, until none is left that can go on.

Models usr.sbin/jail/jail.c (main's loop).
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sys.jail import JAIL_DYING
from simbsd.usr_sbin.jail.cfjail import (
    DEPEND,
    FAILED,
    OP_MASK,
    PARAMS,
    RESTART,
    SET,
    START,
    STOP,
    WILD,
    CfJail,
    add_text,
)
from simbsd.usr_sbin.jail.command import START_STEPS, STOP_STEPS, Work, finish_command, next_command
from simbsd.usr_sbin.jail.operate import (
    check_rdtun,
    clear_persist,
    print_jail,
    rdtun_differs,
    running_jid,
    update_jail,
)
from simbsd.usr_sbin.jail.params import check_intparams, import_params
from simbsd.usr_sbin.jail.state import dep_reset


@dataclass(frozen=True, slots=True)
class JidFile:
    """Where -J writes a line for each jail started (-1: nowhere), and in which form."""

    fd: int
    old_form: bool
    separator: str


async def work_on_all(work: Work, dying: bool, jid_file: JidFile) -> bool:
    """Take a jail that is ready, or whose command has ended, and bring it on; False when any failed."""
    good = True
    state = work.state
    while True:
        jail = await work.waiting.next_proc(patient=not state.ready) or state.next_ready()
        if jail is None:
            return good
        state.requeue(jail, state.cfjails)
        if jail.has(FAILED):
            good = False
            if jail.steps is None:
                await state.dep_done(jail)
                continue
        if await _prepare(work, jail, dying) and not await finish_command(work, jail):
            await _bring_on(work, jail, jid_file)


async def _prepare(work: Work, jail: CfJail, dying: bool) -> bool:
    """Check the parameters, once, and find out whether the jail runs; False when something is wrong."""
    if not jail.has(PARAMS):
        jail.flags |= PARAMS
        if dying:
            await add_text(work.say, jail, "allow.dying")
        if not await check_intparams(work.say, jail, jail.flags & OP_MASK == STOP) or (
            jail.has(START | SET) and not await import_params(work.say, jail)
        ):
            work.state.failed(jail)
            return False
    if not jail.jid:
        raised = jail.flags & (SET | DEPEND) == SET and (dying or jail.boolean("allow.dying"))
        await running_jid(jail, JAIL_DYING if raised else 0)
    return True


async def _bring_on(work: Work, jail: CfJail, jid_file: JidFile) -> None:
    operation = jail.flags & OP_MASK
    if operation.bit_count() > 1 and operation & SET and not await _settle(work, jail, operation):
        return
    operation = jail.flags & OP_MASK
    if operation == START:
        await _start(work, jail, jid_file)
    elif operation == SET:
        await _set(work, jail)
    else:
        await _stop(work, jail)


async def _settle(work: Work, jail: CfJail, operation: int) -> bool:
    """-cm, -mr and -cmr: which one it is depends on the jail. False when it is none."""
    if jail.jid < 0:
        if not operation & START:
            await work.say.quoted(jail, "not found", "no jail specified")
            work.state.failed(jail)
            return False
        jail.flags = START
    else:
        jail.flags = RESTART if operation & STOP and await rdtun_differs(jail) is not None else SET
        if jail.flags == RESTART:
            dep_reset(jail)
    return True


async def _start(work: Work, jail: CfJail, jid_file: JidFile) -> None:
    if jail.steps is None:
        if jail.jid > 0 and not jail.has(DEPEND | WILD):
            await work.say.quoted(jail, "already exists", "already exists")
            work.state.failed(jail)
            return
        if await work.state.dep_check(jail):
            return
        if jail.jid < 0:
            jail.steps, jail.step, jail.texts = START_STEPS, -1, None
    if jail.steps is not None and await next_command(work, jail):
        return
    await clear_persist(work.say, jail)
    if jid_file.fd >= 0:
        await print_jail(jail, jid_file.old_form, True, jid_file.separator, jid_file.fd)
    await work.state.dep_done(jail)


async def _set(work: Work, jail: CfJail) -> None:
    if jail.jid < 0 and not jail.has(DEPEND):
        await work.say.quoted(jail, "not found", "no jail specified")
        work.state.failed(jail)
        return
    if await work.state.dep_check(jail):
        return
    if not jail.has(DEPEND):
        if not await check_rdtun(work.say, jail) or not await update_jail(work.say, jail):
            work.state.failed(jail)
            return
        if work.say.verbose >= 0 and (jail.name is not None or work.say.verbose > 0):
            await work.say.note(jail, "updated")
    await work.state.dep_done(jail)


async def _stop(work: Work, jail: CfJail) -> None:
    going = True
    if jail.steps is None:
        if await work.state.dep_check(jail):
            return
        going = jail.jid > 0
        if going:
            jail.steps, jail.step, jail.texts = STOP_STEPS, -1, None
        elif not jail.has(DEPEND | WILD):
            if work.say.verbose >= 0:
                await work.say.quoted(jail, "not found", "not found")
            work.state.failed(jail)
    elif jail.has(FAILED) and jail.jid > 0:
        going = False
    if going and await next_command(work, jail):
        return
    await work.state.dep_done(jail)
    if jail.flags & (START | FAILED) == START:
        jail.steps = None
        jail.flags &= ~STOP
        dep_reset(jail)
        work.state.requeue(jail, work.state.depend if jail.pending else work.state.ready)
