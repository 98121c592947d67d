"""false(1): exit status 1.

Models usr.bin/false/false.c.
"""

from __future__ import annotations


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Nothing else."""
    return 1
