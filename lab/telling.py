"""What a session shows, as wire messages: a reply, a screen, the clock, or everything anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lab.wire import say
from simbsd.sys.termios import SECRET

if TYPE_CHECKING:
    from lab.observer import Reply
    from lab.session import Session
    from lab.wire import Watch


def told(reply: Reply) -> Iterator[str]:
    """A reply as messages."""
    for kind, tty, data in reply.shown:
        yield say("output", tty=tty, data=data) if kind == "output" else say("command", tty=tty, line=data)
    for name, full, delta in reply.graphs:
        yield say("graph", name=name, full=full, delta=delta.dump())
    if reply.packets:
        yield say("packets", packets=reply.packets)
    if reply.trace is not None:
        yield say("trace", **reply.trace)
    if reply.goals is not None:
        goals: list[dict[str, Any]] = [goal.dump() for goal in reply.goals]
        yield say("goals", goals=goals, done=bool(goals) and all(goal["holds"] for goal in goals))


def screen(session: Session, number: int) -> str:
    """A terminal as it stands."""
    size = session.machine.kernel.ttys[number].t_winsize
    return say("screen", tty=number, data=session.screen(number), rows=size.ws_row, columns=size.ws_col)


def clock(session: Session, busy: bool = False) -> str:
    """The time, and what is about to happen; ``busy`` when the bridge has something under way besides."""
    # Whether the shell asks for a command, where something was typed last: a foreground program may sleep, and can be
    # interrupted then too.
    prompt = session.machine.waiting(session.inputs[-1].tty if session.inputs else 0)
    running = session.running or busy
    secret = any(tty.t_termios.c_lflag & SECRET for tty in session.machine.kernel.ttys.values())
    inputs = len(session.inputs)
    return say(
        "clock",
        time=session.time,
        running=running,
        next=session.next_event,
        prompt=prompt,
        secret=secret,
        inputs=inputs,
    )


def whole(session: Session, watching: Watch) -> list[str]:
    """Everything anew: screens, whole graphs, goals, the clock. What happened on the way is not told again."""
    session.observer.reply(settled=True)
    session.observer.watch(watching.graphs, watching.opened)
    session.observer.full = True
    screens = [screen(session, number) for number in session.machine.kernel.ttys]
    return [*screens, *told(session.observer.reply(settled=True)), clock(session)]
