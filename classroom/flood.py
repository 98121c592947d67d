"""How much one socket may say: a bucket of messages and one of characters, both refilled with time."""

from __future__ import annotations

import time

MESSAGES = 60.0
MESSAGES_A_SECOND = 30.0
CHARACTERS = 3 * 1024 * 1024.0
CHARACTERS_A_SECOND = 256 * 1024.0
MOST_REFUSED = 40  # in a row of a minute: then the socket is closed


class Bucket:
    """Counts one socket's messages. `now` is seconds of any steady clock."""

    def __init__(self, now: float | None = None) -> None:
        self.messages = MESSAGES
        self.characters = CHARACTERS
        self.refused = 0.0
        self.at = time.monotonic() if now is None else now

    def takes(self, size: int, now: float | None = None) -> bool:
        """Whether a message of that many characters is within the limits; it is counted if so."""
        now = time.monotonic() if now is None else now
        passed, self.at = max(0.0, now - self.at), now
        self.messages = min(MESSAGES, self.messages + passed * MESSAGES_A_SECOND)
        self.characters = min(CHARACTERS, self.characters + passed * CHARACTERS_A_SECOND)
        self.refused = max(0.0, self.refused - passed * MOST_REFUSED / 60)
        if self.messages < 1 or self.characters < size:
            return False
        self.messages -= 1
        self.characters -= size
        return True

    def refuse(self) -> bool:
        """Counts a refusal; True when there were too many."""
        self.refused += 1
        return self.refused > MOST_REFUSED
