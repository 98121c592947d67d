"""The queues that jails wait in, and which jail must be done before which.

Models usr.sbin/jail/state.c; that a jail found running joins the configured ones, and so is worked on itself when it
was only asked for by ``depend``, is the real program's way.
"""

from __future__ import annotations

from simbsd.lib.jail import jail_all, jail_get
from simbsd.sys.errno import Errno
from simbsd.sys.jail import JAIL_DYING
from simbsd.sys.strtol import atoi, is_whole
from simbsd.usr_sbin.jail.cfjail import (
    DEPEND,
    FAILED,
    FROM,
    OP_MASK,
    RESTART,
    SET,
    START,
    STOP,
    TO,
    WILD,
    CfJail,
    Dependency,
    Speaker,
    wild_jail_match,
    wild_jail_name,
)


class State:
    """Every jail known, in one of five queues: at rest, ready, waiting for others, for a command, for a free place."""

    def __init__(self, say: Speaker) -> None:
        self.say = say
        self.cfjails: list[CfJail] = []
        self.ready: list[CfJail] = []
        self.depend: list[CfJail] = []
        self.sleeping: list[CfJail] = []
        self.runnable: list[CfJail] = []
        self.by_name: dict[str, CfJail] = {}

    def add(self, jail: CfJail) -> CfJail:
        """A jail joins those at rest."""
        jail.queue = self.cfjails
        self.cfjails.append(jail)
        return jail

    def requeue(self, jail: CfJail, queue: list[CfJail]) -> None:
        """Move a jail to the end of another queue; in its own it keeps its place."""
        if jail.queue is not queue:
            jail.queue.remove(jail)
            queue.append(jail)
            jail.queue = queue

    def requeue_head(self, jail: CfJail, queue: list[CfJail]) -> None:
        """Move a jail to the head of a queue."""
        jail.queue.remove(jail)
        queue.insert(0, jail)
        jail.queue = queue

    def failed(self, jail: CfJail) -> None:
        """A jail has failed: it is next."""
        jail.flags |= FAILED
        self.requeue_head(jail, self.ready)

    def next_ready(self) -> CfJail | None:
        """The first jail that is ready; while the first is on its way down, the last of those that are."""
        if not self.ready:
            return None
        if not self.ready[0].stops_only:
            return self.ready[0]
        return next(jail for jail in reversed(self.ready) if jail.stops_only)

    async def dep_setup(self, configured: bool) -> None:
        """Note who needs whom: by ``depend``, and every jail its parent; fail those that need one another."""
        if not configured:
            for name in self.cfjails[0].strings("depend") if self.cfjails else ():
                if await self.running_jail(name, 0) is None:
                    await self.say.err.warnx(f'depends on nonexistent jail "{name}"')
                    self.cfjails[0].flags |= FAILED
            return
        for jail in self.cfjails:
            self.by_name.setdefault(jail.name or "", jail)
        heavy = light = 0
        for jail in self.cfjails:
            if jail.has(FAILED):
                continue
            heavy += await self._add_depend(jail)
            parent = self.by_name.get((jail.name or "").rpartition(".")[0])
            if parent is not None and "." in (jail.name or ""):
                light += 1
                _link(jail, parent, True)
        if heavy and (heavy > 1 or light):
            await self._find_loops()

    async def _add_depend(self, jail: CfJail) -> int:
        count = 0
        for name in jail.strings("depend"):
            needed = self.by_name.get(name)
            if needed is None:
                await self.say.warn(jail, f'depends on undefined jail "{name}"')
                jail.flags |= FAILED
            else:
                count += 1
                _link(jail, needed, False)
        return count

    async def _find_loops(self) -> None:
        """Go through the motions of a start; what never becomes ready waits for itself."""
        self._start_all(0)
        while self.ready:
            await self._pass_by(self.ready[0])
        while self.depend:
            jail = self.depend[0]
            await self.say.warn(jail, "dependency loop")
            jail.flags |= FAILED
            await self._pass_by(jail)
            while self.ready:
                await self._pass_by(self.ready[0])
        for jail in self.cfjails:
            for edge in jail.edges[FROM]:
                edge.seen = False

    async def _pass_by(self, jail: CfJail) -> None:
        self.requeue(jail, self.cfjails)
        await self.dep_done(jail, spread=False)

    def _start_all(self, flags: int) -> None:
        for jail in list(self.cfjails):
            jail.flags = (jail.flags & FAILED) | flags
            dep_reset(jail)
            self.requeue(jail, self.depend if jail.pending else self.ready)

    async def dep_check(self, jail: CfJail) -> bool:
        """Whether a jail must still wait for others; those get their operation from it."""
        if not jail.pending:
            return False
        down, waiting = jail.stops_only, False
        for edge in jail.edges[TO if down else FROM]:
            other = edge.ends[FROM if down else TO]
            if edge.seen:
                continue
            if other.has(FAILED):
                await self._skip(jail)
                continue
            self._draw_in(jail, other)
            if not (edge.light and (other.jid < 0 if down else other.jid > 0)):
                waiting = True
        if waiting:
            self.requeue(jail, self.depend)
        return waiting

    def _draw_in(self, jail: CfJail, other: CfJail) -> None:
        """Give a jail that another waits for its operation, unless it has a full one of its own."""
        reset = False
        if (other.flags & OP_MASK).bit_count() > 1:
            return
        if not other.has(OP_MASK):
            reset = True
            other.flags |= DEPEND
            self.requeue(other, self.ready)
        operation = jail.flags & OP_MASK
        if operation == START:
            other.flags |= START
        elif operation == SET:
            other.flags |= START if other.has(STOP) else 0 if other.has(OP_MASK) else SET
        elif operation in (STOP, RESTART):
            reset = reset or not other.has(STOP)
            other.flags |= STOP
            if other.has(SET):
                other.flags ^= START | SET
        if reset:
            dep_reset(other)

    async def dep_done(self, jail: CfJail, *, light: bool = False, spread: bool = True) -> None:
        """A jail is finished (``light``: it exists, or no longer does): what waited for it may go on.

        ``spread``: its failure is also theirs.
        """
        down = jail.stops_only
        for edge in jail.edges[FROM if down else TO]:
            if edge.seen or (light and not edge.light):
                continue
            edge.seen = True
            other = edge.ends[TO if down else FROM]
            if spread and jail.has(FAILED) and jail.flags & (OP_MASK | DEPEND) != SET | DEPEND:
                await self._skip(other)
            other.pending -= 1
            if not other.pending and other.queue is self.depend:
                self.requeue(other, self.ready)

    async def _skip(self, jail: CfJail) -> None:
        if not jail.has(DEPEND | FAILED) and self.say.verbose >= 0:
            await self.say.warn(jail, "skipped")
        jail.flags |= FAILED

    async def start_state(self, target: str | None, configured: bool, operation: int, running: bool) -> bool:
        """Give the jails that a command line means their operation; False when there is none of that name."""
        if target is None or (not configured and operation != STOP) or (not running and target == "*"):
            self._start_all(operation | (WILD if configured else 0))
        elif wild_jail_name(target):
            for jail in await self._running_like(target) if running else self._like(target):
                self._start_one(jail, operation | WILD)
        else:
            found = self.by_name.get(target)
            if found is None and operation == STOP:
                found = await self.running_jail(target, JAIL_DYING)
            if found is None:
                await self.say.err.warnx(f'"{target}" not found')
                return False
            self._start_one(found, operation)
        return True

    def _start_one(self, jail: CfJail, flags: int) -> None:
        jail.flags = (jail.flags & FAILED) | flags
        dep_reset(jail)
        self.requeue(jail, self.ready)

    def _like(self, target: str) -> list[CfJail]:
        return [jail for jail in self.cfjails if wild_jail_match(jail.name or "", target)]

    async def _running_like(self, target: str) -> list[CfJail]:
        """-R: its wildcards are for running jails."""
        found = [record for record in await jail_all() if wild_jail_match(record["name"], target)]
        return [self.add(CfJail(record["name"], jid=record["jid"])) for record in found]

    async def running_jail(self, name: str, flags: int) -> CfJail | None:
        """The running jail of this name or number, under its own name."""
        number = atoi(name) if is_whole(name) else 0
        try:
            record = await jail_get({"jid": number} if number else {"name": name}, flags)
        except Errno:
            return None
        return self.by_name.get(record["name"]) or self.add(CfJail(record["name"], jid=record["jid"]))


def dep_reset(jail: CfJail) -> None:
    """Count what a jail waits for."""
    jail.pending = len(jail.edges[TO if jail.stops_only else FROM])


def _link(who: CfJail, needed: CfJail, light: bool) -> None:
    edge = Dependency((who, needed), light)
    who.edges[FROM].append(edge)
    needed.edges[TO].append(edge)
