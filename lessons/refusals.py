"""What the site refuses, as exceptions.

Each knows its status, its sentence, and the field that it is about.
"""

from __future__ import annotations


class Refusal(Exception):
    """A request that is refused; `where` names the part that is wrong, or is empty."""

    status = 400

    def __init__(self, error: str, where: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.where = where


class Forbidden(Refusal):
    """Known, but not allowed; the sentence says who may."""

    status = 403


class TooLarge(Refusal):
    status = 413


class Unreadable(Refusal):
    status = 422


class Conflict(Refusal):
    """The journal is another machine's: not of the attempt's engine, release, seed, lesson or revision."""

    status = 409


class Overtaken(Refusal):
    """Other work than the sender knew of is kept: `journal`, under `mark`. Both can be had; neither is thrown away."""

    status = 412

    def __init__(self, error: str, journal: object, mark: str) -> None:
        super().__init__(error, "journal")
        self.journal = journal
        self.mark = mark


class TooFast(Refusal):
    """`retry_after` is in whole seconds."""

    status = 429

    def __init__(self, error: str, retry_after: int) -> None:
        super().__init__(error)
        self.retry_after = retry_after
