"""A picture as PNG, drawn with rectangles, straight lines and letters: no library, no font of the system.

Letters are those of JetBrains Mono that tools/picture_letters.py drew: printable ASCII in two sizes; others are a box.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LETTERS = Path(__file__).with_name("picture_letters.bin")
FIRST, LAST = 0x20, 0x7E
UNKNOWN = "?"

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Letters side by side in one row, a byte of ink for each pixel; width and height of one, in pixels."""

    width: int
    height: int
    ink: bytes

    def row(self, letter: str, line: int) -> bytes:
        """One line of a letter's pixels."""
        number = ord(letter if FIRST <= ord(letter) <= LAST else UNKNOWN) - FIRST
        start = (line * (LAST - FIRST + 1) + number) * self.width
        return self.ink[start : start + self.width]


@cache
def alphabets() -> tuple[Alphabet, Alphabet]:
    """The small one and the large one."""
    content, found = zlib.decompress(LETTERS.read_bytes()), []
    while content:
        width, height = content[0], content[1]
        end = 2 + width * height * (LAST - FIRST + 1)
        found.append(Alphabet(width, height, content[2:end]))
        content = content[end:]
    return found[0], found[1]


def colour(text: str) -> Colour:
    """A colour as the style sheets write it: ``#rrggbb``."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


class Picture:
    """Pixels of three bytes, row by row. What lies outside is cut off."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.width = width
        self.height = height
        self.pixels = bytearray(bytes(ground) * (width * height))

    def fill(self, x: int, y: int, width: int, height: int, ink: Colour) -> None:
        """A rectangle."""
        left, right = max(x, 0), min(x + width, self.width)
        row = bytes(ink) * max(0, right - left)
        for line in range(max(y, 0), min(y + height, self.height)):
            start = 3 * (line * self.width + left)
            self.pixels[start : start + len(row)] = row

    def frame(self, x: int, y: int, width: int, height: int, ink: Colour, thick: int = 2, dashed: bool = False) -> None:
        """A rectangle's edge."""
        for side in (y, y + height - thick):
            self.across(x, side, width, ink, thick, dashed)
        for side in (x, x + width - thick):
            self.down(side, y, height, ink, thick, dashed)

    def across(self, x: int, y: int, width: int, ink: Colour, thick: int = 2, dashed: bool = False) -> None:
        """A level line to the right."""
        for start, length in dashes(width, dashed):
            self.fill(x + start, y, length, thick, ink)

    def down(self, x: int, y: int, height: int, ink: Colour, thick: int = 2, dashed: bool = False) -> None:
        """An upright line downwards."""
        for start, length in dashes(height, dashed):
            self.fill(x, y + start, thick, length, ink)

    def text(self, x: int, y: int, words: str, ink: Colour, large: bool = False) -> None:
        """Letters from a left upper corner."""
        letters, words = alphabets()[large], plain(words)
        for line in range(max(0, -y), min(letters.height, self.height - y)):
            at = 3 * ((y + line) * self.width + x)
            for letter in words:
                for place, strength in enumerate(letters.row(letter, line)):
                    if strength and 0 <= x < self.width and at + 3 * place < 3 * (y + line + 1) * self.width:
                        self._blend(at + 3 * place, ink, strength)
                at += 3 * letters.width

    def _blend(self, at: int, ink: Colour, strength: int) -> None:
        for channel in range(3):
            below = self.pixels[at + channel]
            self.pixels[at + channel] = below + (ink[channel] - below) * strength // 255

    def png(self) -> bytes:
        """The picture as a file (PNG, three bytes a pixel)."""
        stride = 3 * self.width
        rows = b"".join(b"\0" + self.pixels[start : start + stride] for start in range(0, len(self.pixels), stride))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = (b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in chunks)


def plain(words: str) -> str:
    """Words without accents, for which there are no letters."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", words) if not unicodedata.combining(letter))


def dashes(length: int, dashed: bool) -> list[tuple[int, int]]:
    """Where the strokes of a line begin, and how long they are."""
    if not dashed:
        return [(0, length)]
    return [(start, min(8, length - start)) for start in range(0, length, 14)]


def chunk(name: bytes, content: bytes) -> bytes:
    """A part of a PNG file, with its length and checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
