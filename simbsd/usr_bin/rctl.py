"""rctl(8): rules about resources, and what is used.

Models usr.bin/rctl/rctl.c; leaves out the subject ``group``, which no kernel knows.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from simbsd.lib import rctl as calls
from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.humanize import humanize_number
from simbsd.lib.pwd import getpwnam, getpwuid
from simbsd.lib.stdio import puts
from simbsd.lib.sysctl import sysctl
from simbsd.sys.errno import ENOENT, ENOSYS, Errno
from simbsd.sys.strtol import is_number, to_int

USAGE = "usage: rctl [ -h ] [-a rule | -l filter | -r filter | -u filter | filter]\n"
SHORT = {"u": "user", "g": "group", "p": "process", "l": "loginclass", "c": "loginclass", "class": "loginclass",
         "j": "jail"}  # fmt: skip
FAILED = {
    "a": "failed to add rule", "l": "failed to get limits for", "r": "failed to remove rule",
    "u": "failed to show resource consumption for", "": "failed to show rules for",
}  # fmt: skip
UNITS = "bkmgtpe"  # lib/libutil/expand_number.c: each a factor of 1024
UINT64_MAX = (1 << 64) - 1
WIDTH = 6


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Add, list or remove rules, or show what is used; the status is how many words failed."""
    err = Err(argv)
    options, operands = await getopt(argv, "ahlnru")
    letters = "".join(dict.fromkeys(letter for letter, _ in options))
    modes = [letter for letter in letters if letter in "alru"]
    if "?" in letters:
        return await err.refuse(Refused(), USAGE)
    if len(modes) > 1:
        await err.errx(1, "at most one of -a, -l, -r, or -u may be specified")
    mode = modes[0] if modes else ""
    if not operands:
        if mode:
            return await err.refuse(Refused(), USAGE)
        await _do(err, mode, letters, "::", "::")
        return 0
    failed = 0
    for word in operands:
        try:
            rule = await _expand(word, not ("n" in letters and mode == "a"))
        except Refused as refused:
            await err.warnx(refused.message)
            failed += 1
            continue
        failed += not await _do(err, mode, letters, rule, word)
    return failed


async def _do(err: Err, mode: str, letters: str, rule: str, word: str) -> bool:
    try:
        if mode == "a":
            await calls.rctl_add_rule(rule)
        elif mode == "r":
            await calls.rctl_remove_rule(rule)
        elif mode == "u":
            await _usage(rule, "h" in letters)
        else:
            await _rules(calls.rctl_get_limits if mode == "l" else calls.rctl_get_rules, rule, letters)
    except Errno as error:
        if error.errno == ENOSYS:
            await _enosys(err)
        await err.warn(f"{FAILED[mode]} '{word}'", error)
        return False
    return True


async def _enosys(err: Err) -> None:
    """Why there is no rctl: the kernel has none, or it is off."""
    try:
        enabled = await sysctl("kern.racct.enable")
    except Errno as error:
        if error.errno == ENOENT:
            await err.errx(1, "RACCT/RCTL support not present in kernel; see rctl(8) for details")
        await err.err(1, "sysctlbyname", error)
    if not enabled:
        await err.errx(1, "RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable")


async def _usage(rule: str, human: bool) -> None:
    used = await calls.rctl_get_racct(rule)
    await puts("".join(f"{name}={_human(amount) if human else amount}\n" for name, amount in used))


async def _rules(ask: Callable[[str], Awaitable[list[str]]], rule: str, letters: str) -> None:
    for text in await ask(rule):
        subject, key, rest = text.split(":", 2)
        if subject == "user" and "n" not in letters:
            user = await getpwuid(to_int(key))
            key = user.pw_name if user is not None else key
        if "h" in letters:
            rest = re.sub(r"=([0-9]+)", lambda found: f"={_human(to_int(found.group(1)))}", rest, count=1)
        await puts(f"{subject}:{key}:{rest}\n")


def _human(amount: int) -> str:
    return humanize_number(amount, WIDTH, byte=False)


async def _expand(word: str, resolve: bool) -> str:
    """A rule as the kernel reads it: whole names, user ids, plain amounts (expand_rule, expand_amount)."""
    if ":" not in word:
        raise Refused(f"malformed rule '{word}': missing subject")
    subject, key, *more = word.split(":", 2)
    subject = SHORT.get(subject.lower(), subject)
    if resolve and subject.lower() == "user" and key:
        key = await _user(word, key)
    rest = more[0] if more else ""
    found = re.match(r"([^=/]*:[^=/]*)[=/]([^/]+)(.*)", rest, re.DOTALL)
    if found is None:
        return f"{subject}:{key}:{rest}"
    number = expand_number(found.group(2))
    if number is None:
        raise Refused(f"malformed rule '{word}': invalid numeric value '{found.group(2)}'")
    return f"{subject}:{key}:{found.group(1)}={number}{found.group(3)}"


async def _user(word: str, key: str) -> str:
    user = await getpwnam(key)
    if user is not None:
        return str(user.pw_uid)
    if not is_number(key[0]):
        raise Refused(f"malformed rule '{word}': unknown user '{key}'")
    if not is_number(key):
        raise Refused(f"malformed rule '{word}': trailing characters after numerical id")
    return key


def expand_number(text: str) -> int | None:
    """``10k`` as a number, or None (expand_number(3))."""
    found = re.fullmatch(r"\s*([0-9]+)(?:([bkmgtpe])b?)?", text, re.IGNORECASE)
    if found is None:
        return None
    number = to_int(found.group(1)) << 10 * UNITS.index((found.group(2) or "b").lower())
    return number if number <= UINT64_MAX else None
