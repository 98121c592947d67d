"""What the structures graph begins with (lab/graph/structures.py)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Walk:
    """What the calls of one process resolved in its stack: the prison's full name, the stack's number, variables."""

    pid: int
    comm: str
    prison: str
    vnet: int
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Focus:
    """Where to begin: processes by pid, elements that the learner opened, walks of the last command."""

    pids: tuple[int, ...] = ()
    opened: tuple[str, ...] = ()
    walks: tuple[Walk, ...] = ()
