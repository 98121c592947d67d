"""``set ...`` in pf.conf: what is not a rule.

Models sbin/pfctl/parse.y (option, timeout_spec, limit_spec, expand_skip_interface) and pfctl.c (pfctl_set_*,
pfctl_load_options); leaves out fingerprints.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.sbin.pfctl.items import each, interface
from simbsd.sbin.pfctl.lex import NUMBER, STRING
from simbsd.sbin.pfctl.nodes import Interface
from simbsd.sbin.pfctl.parser import OPTION, UINT_MAX, Parser
from simbsd.sbin.pfctl.run import OPTION as LOAD_OPTION
from simbsd.sbin.pfctl.run import Run
from simbsd.sbin.pfctl.states import state_options
from simbsd.sys.errno import Errno
from simbsd.sys.pf import (
    ADAPTIVE,
    ALWAYS,
    LIMITS,
    NEVER,
    PF_SYNCOOKIES_HIWATPCT,
    PF_SYNCOOKIES_LOWATPCT,
    TIMEOUTS,
)
from simbsd.sys.strtol import is_number, to_int

_TCP = ("tcp.first", "tcp.opening", "tcp.established", "tcp.closing", "tcp.finwait", "tcp.closed", "tcp.tsdiff")
_SATELLITE = (180, 35, 86400, 905, 50, 95, 60)
# pf_hints: seconds for each of _TCP.
HINTS = {
    "normal": (120, 30, 86400, 900, 45, 90, 30), "satellite": _SATELLITE, "high-latency": _SATELLITE,
    "conservative": (3600, 900, 432000, 3600, 600, 180, 60), "aggressive": (30, 5, 18000, 60, 30, 30, 10),
}  # fmt: skip
DEBUG_LEVELS = ("none", "urgent", "misc", "loud")


@dataclass
class Options:
    """What the file sets; what it does not is pf's default, unless -m keeps what there is."""

    timeouts: dict[str, int] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    loginterface: str | None = None
    hostid: int | None = None
    reassemble: int | None = None
    debug: str | None = None
    skip: list[tuple[str, bool]] = field(default_factory=list)
    keep_counters: bool = False
    syncookies: str = NEVER
    watermarks: tuple[int, int] = (PF_SYNCOOKIES_HIWATPCT, PF_SYNCOOKIES_LOWATPCT)


async def option(pf: Parser, options: Options) -> None:
    """One ``set`` line; the word itself is taken."""
    token = await pf.expect(*_OPTIONS)
    await _OPTIONS[token.kind](pf, options)


async def _say(pf: Parser, text: str) -> None:
    if pf.run.verbose:
        await pf.run.out.put(f"{text}\n")


def _loads(pf: Parser) -> bool:
    return LOAD_OPTION in pf.run.loadopt


async def _reassemble(pf: Parser, options: Options) -> None:
    on = await _yesno(pf)
    nodf = await pf.accept("no-df")
    await pf.check_rulestate(OPTION)
    if _loads(pf):
        options.reassemble = on and (3 if nodf else 1)
        await _say(pf, f"set reassemble {'yes' if on else 'no'} {'no-df' if nodf else ''}")


async def _yesno(pf: Parser) -> bool:
    if await pf.accept("no"):
        return False
    text = (await pf.expect(STRING)).text
    if text != "yes":
        await pf.fail(f"invalid value '{text}', expected 'yes' or 'no'")
    return True


async def _optimization(pf: Parser, options: Options) -> None:
    name = (await pf.expect(STRING)).text
    await pf.check_rulestate(OPTION)
    if not _loads(pf):
        return
    hint = HINTS.get(name.lower())
    if hint is None:
        await pf.run.err.warnx("invalid state timeouts optimization")
        await pf.fail(f"unknown optimization {name}")
    options.timeouts.update(zip(_TCP, hint, strict=True))
    await _say(pf, f"set optimization {name}")


async def _ruleset_optimization(pf: Parser, options: Options) -> None:
    name = await pf.string()
    if name not in ("none", "basic", "profile"):
        await pf.fail(f"unknown ruleset-optimization {name}")
    if not pf.run.optimize_given:
        pf.run.optimize_given = True
        pf.run.optimize = name != "none"


async def _timeout(pf: Parser, options: Options) -> None:
    await pf.several(lambda: _timeout_spec(pf, options))


async def _timeout_spec(pf: Parser, options: Options) -> None:
    name = (await pf.expect(STRING, "interval")).text
    seconds = (await pf.expect(NUMBER)).number
    await pf.check_rulestate(OPTION)
    if not 0 <= seconds <= UINT_MAX:
        await pf.fail("only positive values permitted")
    if not _loads(pf):
        return
    if name.lower() not in TIMEOUTS:
        await pf.run.err.warnx("Bad timeout name.")
        await pf.fail(f"unknown timeout {name}")
    options.timeouts[name.lower()] = seconds
    await _say(pf, f"set timeout {name} {seconds}")


async def _limit(pf: Parser, options: Options) -> None:
    await pf.several(lambda: _limit_spec(pf, options))


async def _limit_spec(pf: Parser, options: Options) -> None:
    name = (await pf.expect(STRING)).text
    limit = (await pf.expect(NUMBER)).number
    await pf.check_rulestate(OPTION)
    if not 0 <= limit <= UINT_MAX:
        await pf.fail("only positive values permitted")
    if name.lower() not in LIMITS:
        await pf.run.err.warnx("Bad pool name.")
        await pf.fail(f"unable to set limit {name} {limit}")
    options.limits[name.lower()] = limit
    await _say(pf, f"set limit {name} {limit}")


async def _loginterface(pf: Parser, options: Options) -> None:
    name = (await pf.expect(STRING, "all")).text
    await pf.check_rulestate(OPTION)
    if _loads(pf):
        options.loginterface = "" if name == "none" else name
        await _say(pf, f"set loginterface {name}")


async def _hostid(pf: Parser, options: Options) -> None:
    number = await pf.number()
    if not 0 < number <= UINT_MAX:
        await pf.fail("hostid must be non-zero")
    if _loads(pf):
        options.hostid = number
        await _say(pf, f"set hostid 0x{number:08x}")


async def _policy(pf: Parser, name: str, setter: str) -> None:
    kind = (await pf.expect("drop", "return")).kind
    await _say(pf, f"set {name} {kind}")
    await pf.check_rulestate(OPTION)
    setattr(pf, setter, kind)


async def _block_policy(pf: Parser, options: Options) -> None:
    await _policy(pf, "block-policy", "block_policy")


async def _fail_policy(pf: Parser, options: Options) -> None:
    await _policy(pf, "fail-policy", "fail_policy")


async def _require_order(pf: Parser, options: Options) -> None:
    on = await _yesno(pf)
    await _say(pf, f"set require-order {'yes' if on else 'no'}")
    pf.require_order = on


async def _state_policy(pf: Parser, options: Options) -> None:
    kind = (await pf.expect("if-bound", "floating")).kind
    await _say(pf, f"set state-policy {kind}")
    pf.if_bound = kind == "if-bound"


async def _debug(pf: Parser, options: Options) -> None:
    level = (await pf.expect(STRING)).text
    await pf.check_rulestate(OPTION)
    if not _loads(pf):
        return
    if level not in DEBUG_LEVELS:
        await pf.run.err.warnx(f'unknown debug level "{level}"')
        await pf.fail(f"error setting debuglevel {level}")
    options.debug = level
    await _say(pf, f"set debug {level}")


async def _skip(pf: Parser, options: Options) -> None:
    """set skip on (expand_skip_interface)."""
    items = await pf.several(lambda: interface(pf)) if await pf.accept("on") else []
    if not items or items == [Interface("none")]:
        await _say(pf, "set skip on none")
        if _loads(pf):
            options.skip.append(("", False))
        return
    await _say(pf, f"set skip on {{ {' '.join(item.name for item in items)} }}")
    if any(item.neg for item in items):
        await pf.yyerror("skip on ! <interface> is not supported")
        await pf.fail("error setting skip interface(s)")
    if _loads(pf):
        options.skip += [(item.name, True) for item in items]


async def _state_defaults(pf: Parser, options: Options) -> None:
    found = await state_options(pf)
    if pf.state_defaults is not None:
        await pf.fail("cannot redefine state-defaults")
    pf.state_defaults = found


async def _syncookies(pf: Parser, options: Options) -> None:
    """set syncookies (pfctl_cfg_syncookies)."""
    mode = (await pf.expect(STRING)).text
    if mode not in (NEVER, ALWAYS, ADAPTIVE):
        await pf.fail("illegal value for syncookies")
    marks: dict[str, int] = {}
    text = ""
    if await pf.accept("("):
        await each(pf, lambda: _watermark(pf, marks))
        text = await _watermarks(pf, options, mode, marks)
    await _say(pf, f"set syncookies {mode}{text}")
    options.syncookies = mode


async def _watermark(pf: Parser, marks: dict[str, int]) -> None:
    """start or end, and a share; of a broken one the whole part counts."""
    name, text = (await pf.expect(STRING)).text, (await pf.expect(STRING)).text
    whole, dot, part = text.removesuffix("%").partition(".")
    if not text.endswith("%") or not is_number(whole or "0") or not (is_number(part) if dot and part else not part):
        await pf.fail()
    value = to_int(whole or "0")
    exact = value == 100 and not part.strip("0")
    if not (0 < value < 100 or exact or (not value and part.strip("0"))):
        await pf.fail("illegal percentage value")
    if name not in ("start", "end"):
        await pf.fail("illegal syncookie option")
    marks[name] = value


async def _watermarks(pf: Parser, options: Options, mode: str, marks: dict[str, int]) -> str:
    """Where cookies begin and end, as it is printed."""
    if mode != ADAPTIVE:
        await pf.run.err.warnx("syncookies start/end only apply to adaptive")
        await pf.fail("error setting syncookies")
    high = marks.get("start") or PF_SYNCOOKIES_HIWATPCT
    low = marks.get("end") or high // 2
    if low >= high:
        await pf.run.err.warnx("start must be higher than end")
        await pf.fail("error setting syncookies")
    options.watermarks = high, low
    return f" (start {high}%, end {low}%)"


async def _keepcounters(pf: Parser, options: Options) -> None:
    """Counters of equal rules are kept across loads."""
    options.keep_counters = True


_OPTIONS = {
    "reassemble": _reassemble, "optimization": _optimization, "ruleset-optimization": _ruleset_optimization,
    "timeout": _timeout, "limit": _limit, "loginterface": _loginterface, "hostid": _hostid,
    "block-policy": _block_policy, "fail-policy": _fail_policy, "require-order": _require_order,
    "state-policy": _state_policy, "debug": _debug, "skip": _skip, "state-defaults": _state_defaults,
    "syncookies": _syncookies, "keepcounters": _keepcounters,
}  # fmt: skip


async def load_options(run: Run, options: Options) -> bool:
    """Tell the kernel (pfctl_load_options); True when something was refused."""
    timeouts, limits = dict(options.timeouts), dict(options.limits)
    if "states" in limits and "adaptive.start" not in timeouts and "adaptive.end" not in timeouts:
        timeouts |= {"adaptive.start": limits["states"] // 10 * 6, "adaptive.end": limits["states"] // 10 * 12}
    if not run.merge:
        timeouts, limits = TIMEOUTS | timeouts, LIMITS | limits
    requests: list[tuple[str, tuple[object, ...]]] = []
    requests += [("DIOCSETLIMIT", (name, limits[name])) for name in LIMITS if name in limits]
    requests += [("DIOCSETTIMEOUT", (name, timeouts[name])) for name in TIMEOUTS if name in timeouts]
    others = (
        ("DIOCSETDEBUG", options.debug, "urgent"), ("DIOCSETSTATUSIF", options.loginterface, ""),
        ("DIOCSETHOSTID", options.hostid, 0), ("DIOCSETREASS", options.reassemble, 0),
    )  # fmt: skip
    for request, value, default in others:
        if value is not None or not run.merge:
            requests.append((request, (default if value is None else value,)))
    requests.append(("DIOCKEEPCOUNTERS", (options.keep_counters,)))
    states = limits["states"] if "states" in limits else (await run.ioctl("DIOCGETLIMITS"))["states"]
    high, low = (states * share // 100 for share in options.watermarks)
    requests.append(("DIOCSETSYNCOOKIES", (options.syncookies, high + (high == low), low)))
    failed = False
    for request, arguments in requests:
        try:
            await run.ioctl(request, *arguments)
        except Errno:
            await run.err.warnx(request)
            failed = True
    return failed
