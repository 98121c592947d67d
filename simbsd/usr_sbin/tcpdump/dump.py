"""Bytes as text: hexadecimal, with characters beside them, or characters alone.

Models contrib/tcpdump/print-ascii.c.
"""

from __future__ import annotations


def _printable(octet: int) -> str:
    return chr(octet) if 33 <= octet <= 126 else "."


def hex_dump(indent: str, data: bytes) -> str:
    """16 bytes a line (hex_print)."""
    text = ""
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        text += f"{indent}0x{at:04x}: " + "".join(f" {row[one : one + 2].hex()}" for one in range(0, len(row), 2))
    return text


def hex_and_ascii(indent: str, data: bytes) -> str:
    """16 bytes a line, and as characters (hex_and_ascii_print)."""
    text = ""
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        words = "".join(f" {row[one : one + 2].hex()}" for one in range(0, len(row), 2))
        text += f"{indent}0x{at:04x}: {words:<40}  {''.join(map(_printable, row))}"
    return text


def ascii_dump(indent: str, data: bytes) -> str:
    """Characters, with the line ends of what is text (ascii_print)."""
    text = "\n"
    for at, octet in enumerate(data):
        if octet == 13:
            if len(data) - at - 1 > 1 and data[at + 1] != 10:
                text += "."
        else:
            text += chr(octet) if octet in (9, 10, 32) else _printable(octet)
    return text
