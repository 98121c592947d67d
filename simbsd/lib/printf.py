"""printf(3) as most programs use it: what becomes of the text is not looked at.

Models lib/libc/stdio (a failed write marks the stream, and nothing more happens); programs that check use
lib/stdio.py: puts.
"""

from __future__ import annotations

from simbsd.lib.stdio import STDOUT, puts
from simbsd.sys.errno import Errno


async def printf(text: str, fd: int = STDOUT) -> bool:
    """Write text; False when it could not be written (a closed descriptor, a full file system)."""
    try:
        await puts(text, fd)
    except Errno:
        return False
    return True
