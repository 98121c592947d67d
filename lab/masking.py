"""Passwords in a journal: a stand-in is typed in a password's place, so that the password itself is nowhere.

Decision 15. The stand-in is made of the machine's own seed and the password: the same password gives the same stand-in,
so that the machine finds it right or wrong as it would have found the password.
"""

from __future__ import annotations

import base64
from hashlib import sha256

ROUNDS = 4000  # of the digest: guessing a password from its stand-in takes that much longer
LENGTH = 20
ENTER, ERASE, KILL, WORD, GIVE_UP, END = "\r\n", "\x7f\b", "\x15", "\x17", "\x03\x1a\x1c", "\x04"


def stand_in(salt: str, secret: str) -> str:
    """What is typed in a password's place; nothing stays nothing."""
    if not secret:
        return ""
    digest = f"{salt}\0{secret}".encode("utf-8", "surrogateescape")
    for _ in range(ROUNDS):
        digest = sha256(digest).digest()
    return base64.b32encode(digest).decode()[:LENGTH].lower()


class Masking:
    """The keys of one terminal while it asks for a password; they wait here until the line is whole."""

    def __init__(self, salt: str) -> None:
        self.salt = salt
        self.waiting = ""

    def take(self, data: str) -> str:
        """Keys pressed at a prompt for a password: what the machine is to be given now, perhaps nothing yet.

        What follows the line in the same keys is no password, and goes on as it is.
        """
        for place, key in enumerate(data):
            if key in ENTER or key in END:
                given, self.waiting = stand_in(self.salt, self.waiting) + key, ""
                return given + data[place + 1 :]
            if key in GIVE_UP:
                self.waiting = ""
                return key + data[place + 1 :]
            self._edit(key)
        return ""

    def _edit(self, key: str) -> None:
        """The terminal's own line editing (ttydisc_rint)."""
        if key in ERASE:
            self.waiting = self.waiting[:-1]
        elif key == KILL:
            self.waiting = ""
        elif key == WORD:
            self.waiting = _without_word(self.waiting)
        else:
            self.waiting += key


def _without_word(line: str) -> str:
    line = line.rstrip(" \t")
    return line[: max(line.rfind(" "), line.rfind("\t")) + 1]
