"""jail.conf(5) read: each jail with its own parameters, those of matching wildcards, and variables put in.

Models usr.sbin/jail/config.c (load_config).
"""

from __future__ import annotations

from simbsd.sys.strtol import to_int
from simbsd.usr_sbin.jail.cfjail import (
    CfJail,
    CfParam,
    CfString,
    Speaker,
    add_param,
    is_number,
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
        number = is_number(name) and to_int(name) != 0
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
        self.done: list[CfParam] = []

    async def resolve(self) -> None:
        """Every value of every parameter; a complaint fails the jail."""
        for param in list(self.jail.params):
            await self._param(param, [])

    async def _param(self, param: CfParam, above: list[CfParam]) -> bool:
        """Fill one parameter, after those whose values it takes; False when that cannot be."""
        if param in self.done:
            return not param.bad
        good = True
        filled: list[CfString] = []
        for value in param.values:
            parts = await self._value(param, value, [*above, param])
            good = good and parts is not None
            filled += parts if parts is not None else [CfString(value.text)]
        param.values, param.bad = filled, not good
        self.done.append(param)
        if not good:
            self.jail.failed = True
        return good

    async def _value(self, param: CfParam, value: CfString, above: list[CfParam]) -> list[CfString] | None:
        texts, grown, inline = [value.text], 0, len(value.vars) > 1 or value.text != ""
        for name, place in value.vars:
            found = next((other for other in self.jail.params if other.name == name), None)
            if found is None or not found.values:
                await self.say.warn(self.jail, f'{param.name}: variable "{name}" not found')
                return None
            if found in above:
                await self.say.warn(self.jail, f"{name}: variable loop")
                return None
            if not await self._param(found, above):
                return None
            if len(found.values) > 1 and inline:
                await self.say.warn(self.jail, f"{param.name}: array cannot be substituted inline")
                return None
            first, *more = [other.text for other in found.values]
            at = place + grown
            texts[0] = texts[0][:at] + first + texts[0][at:]
            grown += len(first)
            texts += more
        return [CfString(text) for text in texts]
