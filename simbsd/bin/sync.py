"""sync(8): write everything out.

Models bin/sync/sync.c.
"""

from __future__ import annotations

from simbsd.lib.files import sync


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Ask the kernel once; operands are passed over."""
    await sync()
    return 0
