"""What dd(1) makes of each byte: other character sets, other cases, parity.

Models bin/dd (conv_tab.c, and main() of dd.c where it fills its table).
"""

from __future__ import annotations

# ASCII to EBCDIC as POSIX has it; the other sets differ from it where these say so.
_EBCDIC = bytes.fromhex(
    "00010203372d2e2f1605250b0c0d0e0f101112133c3d322618193f271c1d1e1f"
    "405a7f7b5b6c507d4d5d5c4e6b604b61f0f1f2f3f4f5f6f7f8f97a5e4c7e6e6f"
    "7cc1c2c3c4c5c6c7c8c9d1d2d3d4d5d6d7d8d9e2e3e4e5e6e7e8e9ade0bd9a6d"
    "79818283848586878889919293949596979899a2a3a4a5a6a7a8a9c04fd05f07"
    "202122232415061728292a2b2c090a1b30311a333435360838393a3b04143ee1"
    "4142434445464748495152535455565758596263646566676869707172737475"
    "767778808a8b8c8d8e8f906a9b9c9d9e9fa0aaabac4aaeafb0b1b2b3b4b5b6b7"
    "b8b9babbbca1bebfcacbcccdcecfdadbdcdddedfeaebecedeeeffafbfcfdfeff"
)
_IBM = {0x5E: 0x5F, 0x7E: 0xA1, 0xCB: 0x9A, 0xD5: 0xAD, 0xE5: 0xBD}
_OLD = {**_IBM, 0x21: 0x4F, 0x5B: 0x4A, 0x5D: 0x5A, 0x7C: 0x6A}
SETS = ("ascii", "ebcdic", "ibm", "oldascii", "oldebcdic", "oldibm")
PARITIES = ("pareven", "parnone", "parodd", "parset")


def _other(changes: dict[int, int]) -> bytes:
    return bytes(changes.get(code, _EBCDIC[code]) for code in range(256))


def _inverse(table: bytes) -> bytes:
    return bytes(table.index(code) for code in range(256))


def _set(name: str) -> bytes:
    if name.endswith("ascii"):
        return _inverse(_other(_OLD) if name.startswith("old") else _EBCDIC)
    return _EBCDIC if name == "ebcdic" else _other(_OLD if name == "oldebcdic" else _IBM)


def table(conversions: list[str]) -> bytes | None:
    """The byte for each byte; None when nothing changes one. Of several sets the last counts."""
    sets = [name for name in conversions if name in SETS]
    parity = [name for name in conversions if name in PARITIES]
    if not sets and not parity and not {"lcase", "ucase"} & set(conversions):
        return None
    made = bytearray(_set(sets[-1]) if sets else range(256))
    if parity and not any(name.endswith("ascii") for name in sets):
        made[200:] = bytes(made[code & 0x7F] for code in range(200, 256))
    if "lcase" in conversions:
        made = made.lower()
    elif "ucase" in conversions:
        made = made.upper()
    if parity:
        odd = [code.bit_count() & 1 for code in range(128)]
        even, never, always = [1 - one for one in odd], [0] * 128, [1] * 128
        high = {"pareven": odd, "parodd": even, "parset": always, "parnone": never}[parity[-1]]
        made = bytearray(code & 0x7F | high[code & 0x7F] << 7 for code in made)
    return bytes(made)
