"""How much and how often in the classroom.

Rates of guesses count failures only, so that a class behind one address is free.
"""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from lessons.learners import remember
from lessons.limits import Rate, check_rate

MOST_MEMBERS = 1000
MOST_ROOMS = 20  # open at once, of one learner
LONGEST_NAME = 40
LONGEST_TITLE = 80

OPENINGS = Rate("rooms", 20, 3600)
GUESSES = Rate("guesses", 20, 60)
GUESSES_OF_ADDRESS = Rate("guesses-here", 200, 60)
GUESSES_OF_ROOM = Rate("guesses-of-room", 60, 60)
ACTIONS = Rate("changes", 240, 60)
ADDRESSES = uuid.UUID("7c1e3b1e-53f0-4d0c-9d0b-0c3f0f1a9d2e")  # a name space: counts are kept by digest, not by address


def check_guess(request: HttpRequest, room: uuid.UUID | None = None) -> None:
    """Counts a code or link that opened nothing, and of a room's links from wherever they are tried.

    Raises TooFast for whoever seems to try them out.
    """
    if room is not None:
        check_rate(GUESSES_OF_ROOM, room)
    check_rate(GUESSES, remember(request))
    check_rate(GUESSES_OF_ADDRESS, uuid.uuid5(ADDRESSES, request.META.get("REMOTE_ADDR", "")))
