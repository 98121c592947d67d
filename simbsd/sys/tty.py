"""Terminals.

Models sys/sys/tty.h; leaves out flow control by ^S and ^Q, and modem lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simbsd.sys.termios import Termios, Winsize

if TYPE_CHECKING:
    from simbsd.sys.proc import Pgrp, Session


@dataclass(slots=True, eq=False)
class Tty:
    """A terminal: ``t_line`` is the line being edited, ``t_input`` what a reader may take, in whole lines when
    canonical.

    ``t_eof`` counts the end-of-file marks waiting in ``t_input`` (a zero-length line each, held as ``None``).
    """

    t_number: int
    t_name: str
    t_termios: Termios = field(default_factory=Termios)
    t_winsize: Winsize = field(default_factory=Winsize)
    t_line: bytearray = field(default_factory=bytearray)
    t_input: list[bytes | None] = field(default_factory=list)
    t_session: Session | None = None
    t_pgrp: Pgrp | None = None
    t_column: int = 0
    t_literal: bool = False
