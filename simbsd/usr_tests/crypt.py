"""crypt SALT PASSWORD: print a password as crypt(3) has it.

Models usr.sbin/pw/tests/crypt.c.
"""

from __future__ import annotations

from simbsd.lib.crypt import crypt
from simbsd.lib.err import Err
from simbsd.lib.printf import printf


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point; 1 for a salt of an unknown kind."""
    if len(argv) < 3:
        await Err(argv).errx(1, "Usage: crypt <salt> <password>")
    made = await crypt(argv[2], argv[1])
    await printf(made or "(null)")
    return 1 if made is None else 0
