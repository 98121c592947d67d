"""pfctl(8): what is asked, in the order in which it is done.

Models main() of sbin/pfctl/pfctl.c; leaves out ALTQ and fingerprints of operating systems.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.unistd import open
from simbsd.sbin.pfctl.lex import Macro
from simbsd.sbin.pfctl.run import ALL, ETHER, FILTER, NAT, OPTION, TABLE, Run
from simbsd.sbin.pfctl.tables import COMMANDS, Usage
from simbsd.sys.errno import EEXIST, ENODEV, ENOENT, ESRCH, Errno
from simbsd.sys.fcntl import O_RDONLY, O_RDWR

USAGE = (
    "pfctl [-AdeghMmNnOPqRrvz] [-a anchor] [-D macro=value] [-F modifier]\n"
    "\t[-f file] [-i interface] [-K host | network]\n"
    "\t[-k host | network | gateway | label | id] [-o level] [-p device]\n"
    "\t[-s modifier] [-t table -T command [address ...]] [-x level]"
)
CLEAR = ("nat", "queue", "rules", "Sources", "states", "info", "Tables", "osfp", "all", "ethernet")
SHOW = (
    "ether", "nat", "queue", "rules", "Anchors", "Sources", "states", "info", "Interfaces", "labels", "timeouts",
    "memory", "Tables", "osfp", "Running", "all",
)  # fmt: skip
LEVELS = ("none", "urgent", "misc", "loud")
OPTIMIZATIONS = ("none", "basic", "profile")
# Options that name one of a list: which, and what is said of others.
_LISTED = {
    "F": (CLEAR, "Unknown flush modifier"), "o": (OPTIMIZATIONS, "Unknown optimization"),
    "s": (SHOW, "Unknown show modifier"), "T": (COMMANDS, "Unknown table command"),
    "x": (LEVELS, "Unknown debug level"),
}  # fmt: skip
_WRITERS = "deFfKkxz"
_PARTS = {"N": NAT, "R": FILTER, "O": OPTION, "A": "altq"}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    command = Command(Run(err))
    try:
        if len(argv) < 2:
            raise Usage
        await command.parse(argv)
        status = await command.do()
    except Usage:
        await command.run.out.flush()
        await err.usage(USAGE)
    except Errno as error:
        await command.run.out.flush()
        await err.err(1, "/dev/pf", error)
    await command.run.out.flush()
    return status & 0xFF


class Command:
    """One command line."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.letters: list[str] = []
        self.given: dict[str, str] = {}
        self.kill: list[str] = []
        self.kill_sources: list[str] = []
        self.macros: dict[str, Macro] = {}
        self.words: list[str] = []
        self.anchor = ""

    async def parse(self, argv: list[str]) -> None:
        """Read the options. Raises Usage."""
        run = self.run
        options, self.words = await getopt(argv, "a:AdD:eqf:F:ghi:k:K:mMnNOo:Pp:rRs:t:T:vx:z")
        for letter, value in options:
            if letter in "?h":
                raise Usage
            self.letters.append(letter)
            await self._option(letter, value)
        if self.words and "T" not in self.given:
            await run.err.warnx(f"unknown command line argument: {self.words[0]} ...")
            raise Usage
        parts = [_PARTS[letter] for letter in self.letters if letter in _PARTS]
        if self.given.get("T") == "load":
            parts.append(TABLE)
            del self.given["T"]
        run.loadopt = frozenset(parts) or ALL
        run.verbose = min(2, self.letters.count("v"))
        run.quiet, run.noaction, run.numeric = (letter in self.letters for letter in "qnP")
        run.usedns, run.merge, run.debug = (letter in self.letters for letter in "rmg")
        run.killmatch, run.clear_counters = "M" in self.letters, "z" in self.letters
        if "o" in self.given:
            run.optimize_given, run.optimize = True, self.given["o"] != "none"
        if "a" in self.given:
            self._set_anchor(self.given["a"])

    async def _option(self, letter: str, value: str) -> None:
        run = self.run
        if letter in _LISTED:
            names, complaint = _LISTED[letter]
            found = next((name for name in names if value and name.startswith(value)), None)
            if found is None:
                await run.err.warnx(f"{complaint} '{value}'")
                raise Usage
            self.given[letter] = found
        elif letter in "kK":
            words = self.kill if letter == "k" else self.kill_sources
            if len(words) >= 2:
                await run.err.warnx(f"can only specify -{letter} twice")
                raise Usage
            words.append(value)
        elif letter == "D":
            name, equals, text = value.rpartition("=")
            if not equals:
                await run.err.warnx(f"could not parse macro definition {value}")
            else:
                self.macros.setdefault(name, Macro(text, True))
        elif value:
            self.given[letter] = value

    def _set_anchor(self, name: str) -> None:
        run = self.run
        if name.endswith("*"):
            name = name[:-2] if name.endswith("/*") else name[:-1]
            run.recurse = True
        self.anchor = name
        run.loadopt &= frozenset((ETHER, FILTER, NAT, TABLE))

    async def _open(self) -> None:
        run = self.run
        device = self.given.get("p", "/dev/pf")
        if run.noaction:
            try:
                run.fd = await open(device, O_RDONLY)
                run.dummy = True
            except Errno:
                run.fd = -1
            return
        table = self.given.get("T", "")
        writes = any(letter in _WRITERS for letter in self.letters) or bool(self.kill or self.kill_sources)
        if table:
            writes = table[0] in "acdefkrz"
        try:
            run.fd = await open(device, O_RDWR if writes else O_RDONLY)
        except Errno as error:
            await run.err.err(1, device, error)
        try:
            await run.ioctl("DIOCGETALTQS")
        except Errno as error:
            if error.errno != ENODEV:
                await run.err.err(1, "DIOCGETALTQS", error)
            if run.verbose:
                await run.stderr("No ALTQ support in kernel\nALTQ related functions disabled")

    async def do(self) -> int:
        """Do all that is asked; the exit status. Raises Usage."""
        run, given = self.run, self.given
        await self._open()
        if run.noaction:
            self.letters = [letter for letter in self.letters if letter not in "de"]
            for letter in "Fsx":
                given.pop(letter, None)
        if "d" in self.letters:
            await self._disable()
        status = 0
        if "s" in given:
            status = await self._show(given["s"])
        elif run.clear_counters:
            from simbsd.sbin.pfctl.ether_show import show_eth_rules
            from simbsd.sbin.pfctl.show import NOTHING, show_rules

            await show_eth_rules(run, self.anchor, quiet=True)
            await show_rules(run, self.anchor, NOTHING)
        if "F" in given:
            from simbsd.sbin.pfctl.kill import flush

            await self._check_anchor()
            await flush(run, given["F"], self.anchor, given.get("i"))
        if self.kill or self.kill_sources:
            from simbsd.sbin.pfctl.kill import kill_sources, kill_states

            if self.kill:
                await kill_states(run, self.kill, given.get("i"))
            if self.kill_sources:
                await kill_sources(run, self.kill_sources)
        if "T" in given:
            status = await self._table(given["T"])
        elif "f" in given:
            status = await self._load(given["f"]) or status
        if "e" in self.letters:
            await self._enable()
        if "x" in given:
            await self._debug(given["x"])
        return status

    async def _check_anchor(self) -> None:
        if self.anchor.startswith("_") or "/_" in self.anchor:
            await self.run.err.errx(
                1, "anchor names beginning with '_' cannot be modified from the command line"
            )

    async def _disable(self) -> None:
        try:
            await self.run.ioctl("DIOCSTOP")
        except Errno as error:
            if error.errno == ENOENT:
                await self.run.err.errx(1, "pf not enabled")
            await self.run.err.err(1, "DIOCSTOP", error)
        await self.run.tell("pf disabled")

    async def _enable(self) -> None:
        try:
            await self.run.ioctl("DIOCSTART")
        except Errno as error:
            if error.errno == EEXIST:
                await self.run.err.errx(1, "pf already enabled")
            if error.errno == ESRCH:
                await self.run.err.errx(1, "pfil registeration failed")
            await self.run.err.err(1, "DIOCSTART", error)
        await self.run.tell("pf enabled")

    async def _debug(self, level: str) -> None:
        try:
            await self.run.ioctl("DIOCSETDEBUG", level)
        except Errno as error:
            await self.run.err.err(1, "DIOCSETDEBUG", error)
        await self.run.tell(f"debug level set to '{level}'")

    async def _table(self, command: str) -> int:
        from simbsd.sbin.pfctl.tables import Tables

        name = self.given.get("t")
        if name is None or len(name) >= 32:
            raise Usage
        return await Tables(self.run, self.anchor, name, self.given.get("f"), self.words).command(command)

    async def _load(self, name: str) -> int:
        from simbsd.sbin.pfctl.load import Loader
        from simbsd.sbin.pfctl.tables import warn_collision

        run = self.run
        await self._check_anchor()
        if OPTION in run.loadopt and not self.anchor and not run.merge and not run.noaction:
            try:
                await run.ioctl("DIOCOSFPFLUSH")
            except Errno as error:
                await run.err.err(1, "DIOCOSFPFLUSH", error)
        status = await Loader(run, self.macros).load(name, self.anchor)
        if not status and not run.noaction and TABLE in run.loadopt:
            await warn_collision(run, None)
        return status

    async def _show(self, what: str) -> int:
        from simbsd.sbin.pfctl import ether_show, show, status, tables

        run, anchor, ifname = self.run, self.anchor, self.given.get("i")
        if what == "Anchors":
            await show.show_anchors(run, anchor)
            if run.verbose > 1:
                await run.out.put("Ethernet:\n")
            await show.show_anchors(run, anchor, show.ETH_RULESETS)
        elif what == "ether":
            await ether_show.show_eth_rules(run, anchor)
        elif what in ("rules", "labels"):
            await show.show_rules(run, anchor, what)
        elif what == "nat":
            await show.show_nat(run, anchor)
        elif what == "states":
            await status.show_states(run, ifname)
        elif what == "Sources":
            await status.show_sources(run)
        elif what == "info":
            await status.show_status(run)
        elif what == "Running":
            return await status.show_running(run)
        elif what == "timeouts":
            await status.show_timeouts(run)
        elif what == "memory":
            await status.show_limits(run)
        elif what == "Tables":
            await tables.show_tables(run, anchor)
        elif what == "Interfaces":
            await status.show_interfaces(run, ifname)
        elif what == "all":
            await self._show_all()
        return 0

    async def _show_all(self) -> None:
        from simbsd.sbin.pfctl import ether_show, show, status, tables

        run, anchor = self.run, self.anchor
        run.showall = True
        await ether_show.show_eth_rules(run, anchor)
        await show.show_nat(run, anchor)
        await show.show_rules(run, anchor, show.RULES)
        await status.show_states(run, self.given.get("i"))
        await status.show_sources(run)
        await status.show_status(run)
        await show.show_rules(run, anchor, show.LABELS)
        await status.show_timeouts(run)
        await status.show_limits(run)
        await tables.show_tables(run, anchor)
