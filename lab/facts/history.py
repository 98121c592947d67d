"""Facts about what has happened: commands run, calls and privileges refused or granted, addresses rewritten, a reboot.

A jail that is gone is remembered by its name.
"""

from __future__ import annotations

import re

from lab.diagnosis.layers import HOST, Broken
from lab.facts.fact import Arguments, Context, Fact
from lab.facts.witness import RUNNING, Command


def key_of(jail: str) -> str:
    """How the witness names a jail."""
    return "0" if jail == HOST else jail


def where(jail: str) -> str:
    """Where something happens, in a sentence."""
    return "on the host" if jail == HOST else f"in jail {jail}"


def _commands(context: Context, given: Arguments) -> list[Command]:
    """The commands that fit, if any; raises Broken if none."""
    pattern: re.Pattern[str] = given["command"]
    found = [one for one in context.witness.commands if one.jail == key_of(given["jail"]) and pattern.search(one.line)]
    if not found:
        raise Broken("done", f"The command has not been run {where(given['jail'])} yet.")
    return found


def _ran(context: Context, given: Arguments) -> None:
    _commands(context, given)


def _succeeded(context: Context, given: Arguments) -> None:
    found = _commands(context, given)
    if not any(one.status == 0 for one in found):
        how = "still runs" if found[-1].status == RUNNING else "failed"
        raise Broken("done", f"{found[-1].line}: it was run {where(given['jail'])}, but it {how}.")


def _failed(context: Context, given: Arguments) -> None:
    found = _commands(context, given)
    if not any(one.status not in (0, RUNNING) for one in found):
        how = "still runs" if found[-1].status == RUNNING else "did not fail"
        raise Broken("done", f"{found[-1].line}: it was run {where(given['jail'])}, but it {how}.")


def _call_refused(context: Context, given: Arguments) -> None:
    if not context.witness.calls.get((key_of(given["jail"]), given["call"], given["error"])):
        raise Broken("done", f"No {given['call']}(2) {where(given['jail'])} was answered with {given['error']} yet.")


def _call_made(context: Context, given: Arguments) -> None:
    if not context.witness.calls.get((key_of(given["jail"]), given["call"], "")):
        raise Broken("done", f"No {given['call']}(2) {where(given['jail'])} has been granted yet.")


def _granted(context: Context, given: Arguments) -> None:
    if not context.witness.privileges.get((key_of(given["jail"]), given["privilege"], True)):
        raise Broken("done", f"Nobody {where(given['jail'])} has been granted {given['privilege']} yet.")


def _rewritten(context: Context, given: Arguments) -> None:
    key = (key_of(given["jail"]), given["call"], given["before"], given["after"])
    if not context.witness.rewritten.get(key):
        what = f"No {given['call']}(2) to {given['before']}"
        raise Broken("done", f"{what} {where(given['jail'])} has been turned to {given['after']} yet.")


def _rebooted(context: Context, given: Arguments) -> None:
    if context.kernel.booted <= context.began:
        raise Broken("done", "The machine has not been booted again yet.")


FACTS: tuple[Fact, ...] = (
    Fact("command_ran", {"jail": "text", "command": "pattern"}, _ran, witnessed=True),
    Fact("command_succeeded", {"jail": "text", "command": "pattern"}, _succeeded, witnessed=True),
    Fact("command_failed", {"jail": "text", "command": "pattern"}, _failed, witnessed=True),
    Fact("call_refused", {"jail": "text", "call": "text", "error": "text"}, _call_refused, witnessed=True),
    Fact("call_granted", {"jail": "text", "call": "text"}, _call_made, witnessed=True),
    Fact("was_granted", {"jail": "text", "privilege": "text"}, _granted, witnessed=True),
    Fact(
        "address_rewritten",
        {"jail": "text", "call": "text", "before": "text", "after": "text"},
        _rewritten,
        witnessed=True,
    ),
    Fact("rebooted", {}, _rebooted),
)
