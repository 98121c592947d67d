"""setproctitle(3): what ps(1) shows of this process.

Models lib/libc/gen/setproctitle.c.
"""

from __future__ import annotations

from simbsd.lib.sysctl import sysctl_set


async def setproctitle(name: str, title: str) -> None:
    """Show ``name: title``; a title that begins with a dash is shown without it and without the name."""
    await sysctl_set("kern.proc.args", title[1:] if title.startswith("-") else f"{name}: {title}")
