"""jail.conf(5) read: each jail with its own parameters, those of matching wildcards, and variables put in.

Models usr.sbin/jail/config.c (load_config).
"""

from __future__ import annotations

from simbsd.sys.strtol import is_whole, leading_int
from simbsd.usr_sbin.jail.cfjail import (
    FAILED,
    CfJail,
    CfParam,
    CfString,
    Speaker,
    add_param,
    wild_jail_match,
    wild_jail_name,
)
from simbsd.usr_sbin.jail.parse import Parser


async def load_config(say: Speaker, path: str) -> list[CfJail]:
    """The jails of a file that are not wildcards, in its order; wildcard text counts where it stands."""
    parser = Parser(say)
    await parser.parse_file(path)
    jails = [jail for jail in parser.jails if not wild_jail_name(jail.name or "")]
    for jail in jails:
        own, jail.params = jail.params, []
        name = jail.name or ""
        number = is_whole(name) and leading_int(name) != 0
        await add_param(say, jail, CfParam("jid" if number else "name", [CfString(name)], immutable=True))
        for other in parser.jails:
            if other is jail:
                for param in own:
                    await add_param(say, jail, param)
            elif wild_jail_name(other.name or "") and wild_jail_match(name, other.name or ""):
                for param in other.params:
                    await add_param(say, jail, param)
        await _Variables(say, jail).resolve()
        jail.params = [param for param in jail.params if not param.variable]
    return jails


class _Variables:
    """Puts variables into the values of one jail."""

    def __init__(self, say: Speaker, jail: CfJail) -> None:
        self.say = say
        self.jail = jail
        self.params = jail.params
        self.generation = 0

    async def resolve(self) -> None:
        """Every value of every parameter; a complaint fails the jail.

        A parameter whose values another one waits for is moved before it: -e and jail_set see that order.
        """
        index = 0
        while index < len(self.params):
            self.generation += 1
            self.params[index].generation = self.generation
            while (first := await self._fill(self.params[index])) is not None:
                self.params.remove(first)
                self.params.insert(index, first)
                first.generation = self.generation
            index += 1

    async def _fill(self, param: CfParam) -> CfParam | None:
        """Put variables in, up to one that must itself be filled first: that one, or None when all is done."""
        place = 0
        while place < len(param.values):
            value = param.values[place]
            while value.vars:
                found = await self._found(param, value.vars[0][0])
                if found is not None and any(other.vars for other in found.values):
                    return found
                _, at = value.vars.pop(0)
                if found is None or not await self._fits(param, value, found):
                    self._spoil()
                    continue
                first, *more = [other.text for other in found.values]
                value.text = value.text[:at] + first + value.text[at:]
                value.vars = [(later, where + len(first)) for later, where in value.vars]
                param.values[place + 1 : place + 1] = [CfString(text) for text in more]
                place += len(more)
            place += 1
        return None

    async def _found(self, param: CfParam, name: str) -> CfParam | None:
        """The parameter of a name that a value asks for; None, said why, when there is none to be had."""
        found = next((other for other in self.params if other.name == name), None)
        if found is None or not found.values:
            await self.say.warn(self.jail, f'{param.name}: variable "{name}" not found')
            return None
        if found.bad:
            return None
        if found.generation == self.generation:
            await self.say.warn(self.jail, f"{name}: variable loop")
            return None
        return found

    async def _fits(self, param: CfParam, value: CfString, found: CfParam) -> bool:
        if len(found.values) > 1 and (value.text or value.vars):
            await self.say.warn(self.jail, f"{param.name}: array cannot be substituted inline")
            return False
        return True

    def _spoil(self) -> None:
        """What waits for a value that cannot be had is bad too, and so is the jail."""
        self.jail.flags |= FAILED
        for param in self.params:
            if param.generation == self.generation:
                param.bad = True
