"""A jail as jail(8) knows it: its name, what is to be done with it, its parameters as text.

Models usr.sbin/jail/{jailp.h,config.c} (struct cfjail, add_param, bool_param, equalopts, wild_jail_match).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.jailparam import Param
from simbsd.lib.stdio import puts
from simbsd.sys.strtol import atoi, leading_int

# Pseudo-parameters: their kind where it is checked. They never reach the kernel.
INTERNAL: dict[str, str] = {
    "allow.dying": "bool", "command": "", "depend": "", "exec.clean": "bool", "exec.consolelog": "", "exec.fib": "int",
    "exec.jail_user": "", "exec.poststart": "", "exec.poststop": "", "exec.prepare": "", "exec.prestart": "",
    "exec.prestop": "", "exec.release": "", "exec.created": "", "exec.start": "", "exec.stop": "",
    "exec.system_jail_user": "bool", "exec.system_user": "", "exec.timeout": "int", "interface": "",
    "ip_hostname": "bool", "mount": "", "mount.devfs": "bool", "mount.fdescfs": "bool", "mount.procfs": "bool",
    "mount.fstab": "", "stop.timeout": "int", "vnet.interface": "",
}  # fmt: skip
# Parameters of the kernel that jail(8) knows by name.
KERNEL = (
    "allow.chflags", "allow.mount", "allow.raw_sockets", "allow.set_hostname", "allow.socket_af", "allow.sysvipc",
    "devfs_ruleset", "host.hostname", "ip4.addr", "ip6.addr", "jid", "name", "path", "persist", "securelevel", "vnet",
)  # fmt: skip
IMMUTABLE = ("jid", "name")
# What is to be done with a jail, and how far that is (JF_*).
START, SET, STOP, DEPEND, WILD, FAILED, PARAMS, RDTUN, PERSIST, TIMEOUT, SLEEPQ, FROM_RUNQ, SHOW = (
    1 << bit for bit in range(13)
)  # fmt: skip
OP_MASK = START | SET | STOP
RESTART = START | STOP
FROM, TO = 0, 1


@dataclass(slots=True)
class CfString:
    """A value, or what is left of one once its variables are put in: ``vars`` are (name, place in the text)."""

    text: str
    vars: list[tuple[str, int]] = field(default_factory=list)

    def copy(self) -> CfString:
        """A copy that shares nothing."""
        return CfString(self.text, list(self.vars))


@dataclass(slots=True, eq=False)
class CfParam:
    """A parameter: name and values; ``variable``: ``$name = ...``; ``append``: ``+=``; ``spoken``: without ``=``.

    ``converted``: values of another parameter as commands need them (PF_CONV). ``generation`` and ``bad`` serve the
    substitution of variables.
    """

    name: str
    values: list[CfString] = field(default_factory=list)
    variable: bool = False
    append: bool = False
    spoken: bool = False
    immutable: bool = False
    converted: bool = False
    bad: bool = False
    generation: int = 0

    @property
    def last(self) -> str | None:
        """The value of a scalar: the last one given."""
        return self.values[-1].text if self.values else None


@dataclass(slots=True, eq=False)
class Dependency:
    """One jail needs another: ``ends`` are (who needs, what is needed); ``light``: only that it exists."""

    ends: tuple[CfJail, CfJail]
    light: bool
    seen: bool = False


@dataclass(slots=True, eq=False)
class CfJail:
    """One jail to work on. ``name`` is None for a jail from the command line; ``jid`` 0 unknown, -1 not running.

    ``flags`` are the JF_* bits above; ``queue`` is the list it stands in, ``edges`` its dependencies by either end, and
    ``pending`` how many of them are not done. ``steps``, ``step``, ``texts`` and ``place`` say which command is next;
    ``line`` is the one that runs, ``status`` how it ended, ``processes`` how many are waited for, and ``deadline`` the
    time in microseconds until which they are (0: for ever). ``resolved``: ip_hostname has been looked up.
    """

    name: str | None
    params: list[CfParam] = field(default_factory=list)
    jid: int = 0
    flags: int = 0
    imported: list[Param] = field(default_factory=list)
    queue: list[CfJail] = field(default_factory=list)
    edges: tuple[list[Dependency], list[Dependency]] = field(default_factory=lambda: ([], []))
    pending: int = 0
    steps: tuple[str, ...] | None = None
    step: int = -1
    texts: list[str] | None = None
    place: int = 0
    line: str = ""
    status: int = 0
    processes: int = 0
    deadline: int = 0
    resolved: bool = False

    def has(self, flag: int) -> bool:
        """Whether any of these JF_* bits is set."""
        return bool(self.flags & flag)

    @property
    def stops_only(self) -> bool:
        """Whether the jail is on its way down, so that what needs it goes first (JF_DO_STOP)."""
        return self.flags & (SET | STOP) == STOP

    def find(self, name: str) -> CfParam | None:
        """The parameter of this name, in its plain or its "no" form."""
        return next((param for param in self.params if not param.converted and equalopts(param.name, name)), None)

    def find_converted(self, name: str) -> CfParam | None:
        """The values of a parameter as commands need them."""
        return next((param for param in self.params if param.converted and param.name == name), None)

    def string(self, name: str) -> str | None:
        """The value of a scalar parameter, or None (string_param)."""
        param = self.find(name)
        return param.last if param is not None else None

    def strings(self, name: str) -> list[str]:
        """Every value of a parameter."""
        param = self.find(name)
        return [value.text for value in param.values] if param is not None else []

    def boolean(self, name: str) -> bool:
        """Whether a boolean parameter is there and true (bool_param)."""
        param = self.find(name)
        if param is None:
            return False
        negated = param.name.rpartition(".")[2].startswith("no")
        last = param.last
        return (last is None or last.lower() == "true" or leading_int(last) != 0) is not negated

    def integer(self, name: str) -> int | None:
        """The value of an integer parameter, or None (int_param)."""
        last = self.string(name)
        return atoi(last) if last is not None else None


@dataclass(slots=True)
class Speaker:
    """What jail(8) says: notes on standard output, warnings on standard error; ``verbose`` -1 (-q), 0, 1 (-v)."""

    err: Err
    verbose: int = 0

    async def note(self, jail: CfJail, text: str) -> None:
        """``NAME: text`` and a newline; without a name the text alone."""
        await puts(f"{jail.name}: {text}\n" if jail.name is not None else f"{text}\n")

    async def warn(self, jail: CfJail, text: str) -> None:
        """``jail: NAME: text``."""
        await self.err.warnx(f"{jail.name}: {text}" if jail.name is not None else text)

    async def quoted(self, jail: CfJail, with_name: str, without: str) -> None:
        """``jail: "NAME" with_name``, by name, jid or name parameter; ``jail: without`` for a jail that has none."""
        labels = (jail.name, jail.string("jid"), jail.string("name"))
        label = next((one for one in labels if one is not None), None)
        await self.err.warnx(f'"{label}" {with_name}' if label is not None else without)


def equalopts(one: str, two: str) -> bool:
    """True of the same parameter, with or without "no" before one of its components."""
    if one == two:
        return True
    if len(one) - len(two) not in (2, -2):
        return False
    longer, shorter = (one, two) if len(one) > len(two) else (two, one)
    at = 0
    while True:
        if longer.startswith("no", at) and longer[:at] + longer[at + 2 :] == shorter:
            return True
        at = longer.find(".", at) + 1
        if at == 0:
            return False


def kind_of(name: str) -> str | None:
    """What a pseudo-parameter's value must be (``bool``, ``int`` or nothing); None for a name that is none."""
    if name in INTERNAL:
        return INTERNAL[name]
    if "no" not in name:
        return None
    return next((kind for known, kind in INTERNAL.items() if equalopts(name, known)), None)


def is_internal(param: CfParam) -> bool:
    """True of what never reaches the kernel."""
    return param.converted or kind_of(param.name) is not None


async def add_param(say: Speaker, jail: CfJail, new: CfParam) -> None:
    """Add a parameter to a jail, or values to one it has; refusals fail the jail, not the program."""
    old = jail.find(new.name)
    if old is None:
        values = [value.copy() for value in new.values]
        fixed = new.immutable or new.name in IMMUTABLE
        jail.params.append(CfParam(new.name, values, new.variable, new.append, new.spoken, fixed))
        if new.variable and (kind_of(new.name) is not None or any(equalopts(new.name, known) for known in KERNEL)):
            await _clash(say, jail, new.name)
        return
    if old.variable is not new.variable:
        await _clash(say, jail, new.name)
        return
    if old.immutable:
        await say.warn(jail, f'cannot redefine parameter "{old.name}".')
        jail.flags |= FAILED
        return
    old.name = new.name
    if not new.append or not new.values:
        old.values = []
    old.values += [value.copy() for value in new.values]


async def _clash(say: Speaker, jail: CfJail, name: str) -> None:
    await say.warn(jail, f'variable "${name}" cannot have the same name as a parameter.')
    jail.flags |= FAILED


def convert(jail: CfJail, name: str, text: str) -> None:
    """Add a value in the form that commands need."""
    param = jail.find_converted(name)
    if param is None:
        param = CfParam(name, converted=True)
        jail.params.append(param)
    param.values.append(CfString(text))


async def add_text(say: Speaker, jail: CfJail, name: str, value: str | None = None) -> None:
    """Add one value of a parameter from the command line."""
    values = [CfString(value)] if value is not None else []
    await add_param(say, jail, CfParam(name, values, append=True))


def wild_jail_name(name: str) -> bool:
    """True when a whole component of a name is ``*``."""
    return "*" in name.split(".")


def wild_jail_match(name: str, wild: str) -> bool:
    """True when a name matches: a ``*`` inside stands for one component, a last one for one or more."""
    names, wilds = name.split("."), wild.split(".")
    while len(names) > 1 and len(wilds) > 1:
        if wilds[0] not in ("*", names[0]):
            return False
        names, wilds = names[1:], wilds[1:]
    return ".".join(names) == ".".join(wilds) or wilds == ["*"]
