"""rctl(2) stubs.

Models sys/rctl.h: a rule or a filter is the text ``subject:id:resource:action=amount/per``.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall


async def rctl_get_racct(subject: str) -> list[tuple[str, int]]:
    """What a subject uses, resource by resource. Errors: ENOSYS, EPERM, EINVAL, ESRCH."""
    result: list[tuple[str, int]] = await syscall("rctl_get_racct", subject)
    return result


async def rctl_get_rules(wanted: str) -> list[str]:
    """The rules that fit a filter. Errors: ENOSYS, EPERM, EINVAL, ESRCH."""
    result: list[str] = await syscall("rctl_get_rules", wanted)
    return result


async def rctl_get_limits(process: str) -> list[str]:
    """The rules that bind a process. Errors: ENOSYS, EPERM, EINVAL, ESRCH, EOPNOTSUPP."""
    result: list[str] = await syscall("rctl_get_limits", process)
    return result


async def rctl_add_rule(rule: str) -> None:
    """Add a rule. Errors: ENOSYS, EPERM, EINVAL, ESRCH, EOPNOTSUPP."""
    await syscall("rctl_add_rule", rule)


async def rctl_remove_rule(wanted: str) -> None:
    """Remove the rules that fit a filter. Errors: ENOSYS, EPERM, EINVAL, ESRCH."""
    await syscall("rctl_remove_rule", wanted)
