"""pf.conf's parser: one word of lookahead, what the file has set so far, and what is done about mistakes.

Models sbin/pfctl/parse.y (yyerror, check_rulestate, the productions that many rules share); its tables are yacc's, here
they are functions that descend. A line with a mistake is skipped, and the two words after it are not complained of.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

from simbsd.lib.netdb import protocols, services
from simbsd.sbin.pfctl.hosts import Hosts
from simbsd.sbin.pfctl.lex import EOF, NUMBER, STRING, Lexer, Macro, Token
from simbsd.sbin.pfctl.nodes import StateOptions
from simbsd.sbin.pfctl.run import Run
from simbsd.sys.strtol import is_number, to_int

Item = TypeVar("Item")
# PFCTL_STATE_: the order that rules are to have.
OPTION, ETHERNET, SCRUBBING, TRANSLATION, FILTERING = 1, 2, 3, 5, 6
RETURN_ICMP, RETURN_ICMP6 = (3, 3), (1, 4)  # returnicmpdefault: port unreachable
UINT_MAX = 0xFFFFFFFF
_QUIET = 3  # words without complaint after a mistake (yacc's yyerrflag)


class BadLine(Exception):
    """A mistake in a line, already said."""


class Parser:
    """What parse.y keeps in variables of the file."""

    def __init__(self, run: Run, macros: dict[str, Macro]) -> None:
        self.run = run
        self.lex = Lexer(macros, self._note)
        self.notes: list[str] = []
        self.errors = 0
        self.token: Token | None = None
        self.quiet = 0
        self.hosts = Hosts(run.stderr)
        self.rulestate = 0
        self.braces = 0  # anchors in braces so far: those without a name are called by their number
        self.require_order = True
        self.block_policy = "drop"
        self.fail_policy = "drop"
        self.if_bound = False
        self.state_defaults: StateOptions | None = None
        self._protocols: dict[str, int] | None = None
        self._services: dict[tuple[str, str], int] | None = None

    # Words.

    def _note(self, name: str, line: int, text: str) -> None:
        self.errors += 1
        self.notes.append(f"{name}:{line}: {text}")

    async def flush(self) -> None:
        """Print the complaints of the lexer."""
        for note in self.notes:
            await self.run.stderr(note)
        self.notes = []

    async def peek(self) -> Token:
        """The next word, which stays."""
        if self.token is None:
            self.token = self.lex.next()
            await self.flush()
        return self.token

    async def take(self) -> Token:
        """The next word."""
        token = await self.peek()
        self.token = None
        self.quiet = max(0, self.quiet - 1)
        return token

    async def at(self, *kinds: str) -> bool:
        """Whether the next word is one of these."""
        return (await self.peek()).kind in kinds

    async def accept(self, kind: str) -> bool:
        """Take the next word if it is this one."""
        if (await self.peek()).kind != kind:
            return False
        await self.take()
        return True

    async def expect(self, *kinds: str) -> Token:
        """Take the next word, which must be one of these. Raises BadLine."""
        if (await self.peek()).kind not in kinds:
            await self.syntax()
        return await self.take()

    async def yyerror(self, text: str) -> None:
        """Say what is wrong, and go on."""
        self.lex.error(text)
        await self.flush()

    async def fail(self, text: str = "") -> NoReturn:
        """Say what is wrong, and give the line up (YYERROR)."""
        if text:
            await self.yyerror(text)
        raise BadLine

    async def syntax(self) -> NoReturn:
        """The next word does not belong here."""
        if not self.quiet:
            await self.yyerror("syntax error")
        raise BadLine

    async def recover(self) -> bool:
        """Skip to the end of the line; False at the end of the file."""
        self.quiet = _QUIET
        while (await self.peek()).kind not in ("\n", EOF):
            self.token = None
        if (await self.peek()).kind == EOF:
            return False
        await self.take()
        self.errors += 1
        return True

    # What many rules share.

    async def check_rulestate(self, state: int) -> None:
        """Rules come in order (check_rulestate)."""
        if self.require_order and self.rulestate > state:
            await self.fail(
                "Rules must be in order: options, ethernet, normalization, queueing, translation, filtering"
            )
        self.rulestate = state

    async def newlines(self) -> None:
        """optnl: ends of lines inside braces."""
        while await self.accept("\n"):
            pass

    async def several(self, item: Callable[[], Awaitable[Item]]) -> list[Item]:
        """One item, or a list in braces, with commas or without."""
        if not await self.accept("{"):
            return [await item()]
        await self.newlines()
        found = [await item()]
        await self.newlines()
        while not await self.accept("}"):
            await self.accept(",")
            found.append(await item())
            await self.newlines()
        return found

    async def string(self) -> str:
        """string: one word, or several that are joined by blanks."""
        words = [(await self.expect(STRING)).text]
        while await self.at(STRING):
            words.append((await self.take()).text)
        return " ".join(words)

    async def varstring(self) -> str:
        """varstring: words and numbers, joined by blanks."""
        words = [await self.numberstring()]
        while await self.at(STRING, NUMBER):
            words.append(await self.numberstring())
        return " ".join(words)

    async def numberstring(self) -> str:
        """A word, or a number as text."""
        token = await self.expect(NUMBER, STRING)
        return str(token.number) if token.kind == NUMBER else token.text

    async def number(self) -> int:
        """A number, perhaps written as C writes it (atoul)."""
        token = await self.expect(NUMBER, STRING)
        if token.kind == NUMBER:
            return token.number
        value = atoul(token.text)
        if value is None:
            await self.fail(f"{token.text} is not a number")
        return value

    async def bounded(self, low: int, high: int, complaint: str) -> int:
        """A number within bounds; ``complaint`` may quote it as ``%d``."""
        number = (await self.expect(NUMBER)).number
        if not low <= number <= high:
            await self.fail(complaint.replace("%d", str(number)))
        return number

    async def positive(self) -> int:
        """A number that fits an unsigned int."""
        return await self.bounded(0, UINT_MAX, "only positive values permitted")

    async def negated(self) -> bool:
        """not: an exclamation mark, or none."""
        return await self.accept("!")

    async def protocol(self, name: str) -> int | None:
        """The number of a protocol's name (getprotobyname)."""
        if self._protocols is None:
            self._protocols = await protocols()
        return self._protocols.get(name)

    async def service(self, name: str) -> int:
        """A port by number or name (getservice)."""
        value = atoul(name)
        if value is not None:
            if value > 65535:
                await self.fail(f"illegal port value {value}")
            return value
        if self._services is None:
            self._services = {}
            for port, proto, names in await services():
                for known in names:
                    self._services.setdefault((known, proto), port)
        for proto in ("tcp", "udp", "sctp"):
            if (name, proto) in self._services:
                return self._services[name, proto]
        await self.fail(f"unknown port {name}")


def atoul(text: str) -> int | None:
    """An unsigned number in any of C's bases, or None."""
    body, base = text, 10
    if text[:2] in ("0x", "0X"):
        body, base = text[2:], 16
        good = bool(body) and all(char in "0123456789abcdefABCDEF" for char in body)
    elif text[:1] == "0" and len(text) > 1:
        base = 8
        good = all(char in "01234567" for char in body)
    else:
        good = is_number(body)
    return to_int(body, base) if good else None
