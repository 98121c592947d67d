"""Sizes as text: human-readable numbers, and the unit that BLOCKSIZE asks for.

Models lib/libutil/humanize_number.c (HN_AUTOSCALE, HN_NOSPACE, HN_DECIMAL) and lib/libc/gen/getbsize.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.sys.strtol import is_number, to_int

PREFIXES = {1024: ("", "K", "M", "G", "T", "P", "E"), 1000: ("", "k", "M", "G", "T", "P", "E")}
UNITS = {"G": 1 << 30, "M": 1 << 20, "K": 1 << 10}
DEFAULT_BLOCK, GREATEST_BLOCK = 512, 1 << 30


def humanize_number(number: int, width: int, byte: bool = True, divisor: int = 1024, decimal: bool = True) -> str:
    """``number`` in at most ``width`` characters, scaled as far as it must be; ``byte`` puts B after an unscaled one,
    ``decimal`` gives small ones a tenth.
    """
    sign, left = ("-", -number) if number < 0 else ("", number)
    room = width - len(sign) - 1
    cut = -(-divisor * 95 // 100)
    scale = remainder = 0
    while scale < 6 and (left >= 10**room or (left == 10**room - 1 and remainder >= min(cut, divisor // 2))):
        remainder = left % divisor
        left //= divisor
        scale += 1
    prefix = PREFIXES[divisor][scale] or ("B" if byte else "")
    if decimal and scale and (left < 9 or (left == 9 and remainder < cut)):
        tenths = (remainder * 10 + divisor // 2) // divisor
        return f"{sign}{left + tenths // 10}.{tenths % 10}{prefix}"
    return f"{sign}{left + (remainder + divisor // 2) // divisor}{prefix}"


async def getbsize(err: Err, envp: dict[str, str]) -> tuple[str, int]:
    """The header (``1K-blocks``) and the size of a block as BLOCKSIZE says; complains about nonsense (getbsize)."""
    text = envp.get("BLOCKSIZE", "")
    size = DEFAULT_BLOCK
    if text:
        digits = text.rstrip("kKmMgG")
        unit = text[len(digits) :].upper()
        if (digits and not is_number(digits)) or len(unit) > 1:
            await err.warnx(f"{text}: unknown blocksize")
        else:
            size = to_int(digits or "1") * UNITS.get(unit, 1)
    if size > GREATEST_BLOCK:
        await err.warnx("maximum blocksize is 1G")
        size = GREATEST_BLOCK
    if size < DEFAULT_BLOCK:
        await err.warnx("minimum blocksize is 512")
        size = DEFAULT_BLOCK
    for unit, scale in UNITS.items():
        if size % scale == 0:
            return f"{size // scale}{unit}-blocks", size
    return f"{size}-blocks", size
