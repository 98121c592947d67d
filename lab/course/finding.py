"""What a check of the curriculum has to say of a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: the file, the key or line in it, and a sentence."""

    file: str
    key: str
    message: str
