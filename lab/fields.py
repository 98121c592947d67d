"""What comes over the wire, field by field: each function gives the value or refuses it with the key's name."""

from __future__ import annotations

from typing import Any

LONGEST_TEXT = 4000


class PlanError(Exception):
    """A lesson object that cannot be one: ``where`` names the key, ``message`` what is wrong with it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


def table(value: object, where: str) -> dict[str, Any]:
    """A table."""
    if not isinstance(value, dict):
        raise PlanError(where, "not a table")
    return value


def rows(value: object, where: str, most: int) -> list[Any]:
    """A list of at most ``most`` items."""
    if not isinstance(value, list):
        raise PlanError(where, "not a list")
    if len(value) > most:
        raise PlanError(where, f"more than {most} items")
    return value


def texts(value: object, where: str, most: int) -> tuple[str, ...]:
    """A list of at most ``most`` texts."""
    return tuple(text(item, f"{where}[{number}]") for number, item in enumerate(rows(value, where, most)))


def text(value: object, where: str, least: int = 1) -> str:
    """A text of at least ``least`` characters."""
    if not isinstance(value, str):
        raise PlanError(where, "not a text")
    if not least <= len(value) <= LONGEST_TEXT:
        raise PlanError(where, "empty" if not value else f"longer than {LONGEST_TEXT} characters")
    return value


def integer(value: object, where: str, least: int = 0, most: int | None = None) -> int:
    """A number between two bounds."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least or most is not None and value > most:
        raise PlanError(where, "not a number" if most is None else f"not a number from {least} to {most}")
    return value
