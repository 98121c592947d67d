"""true(1): exit status 0.

Models usr.bin/true/true.c.
"""

from __future__ import annotations


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Nothing else."""
    return 0
