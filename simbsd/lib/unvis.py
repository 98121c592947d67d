"""strunvis(3): text whose awkward characters were written as escapes.

Models contrib/libc-vis/unvis.c (unvis, strunvis); leaves out the HTTP and MIME styles.
"""

from __future__ import annotations

import re

from simbsd.lib.stdio import decode, encode

_PIECE = re.compile(
    rb"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(M-|M\^|\^)(.)|[\n$]|([^0-7xM^\n$ ]))|([^\\])|\\\Z", re.DOTALL
)
_NAMED = {b"n": 10, b"r": 13, b"b": 8, b"a": 7, b"v": 11, b"t": 9, b"f": 12, b"s": 32, b"E": 27}
META, DELETE, CONTROL = 0o200, 0o177, 0o037


def strunvis(text: str) -> str | None:
    """The text that was meant; None when an escape is none. A backslash at the end is dropped."""
    data, out, place = encode(text), bytearray(), 0
    while place < len(data):
        found = _PIECE.match(data, place)
        if found is None:
            return None
        octal, hexadecimal, mark, letter, named, plain = found.groups()
        if octal or hexadecimal:
            out.append(int(octal, 8) & 0xFF if octal else int(hexadecimal, 16))
        elif mark:
            code = letter[0] if mark == b"M-" else DELETE if letter == b"?" else letter[0] & CONTROL
            out.append(code | (META if mark.startswith(b"M") else 0))
        elif named:
            if named not in _NAMED and not named.decode("latin-1").isprintable():
                return None
            out.append(_NAMED.get(named, named[0]))
        elif plain:
            out += plain
        place = found.end()
    return decode(bytes(out))
