"""Terminals.

Models sys/sys/tty.h; leaves out flow control by ^S and ^Q, and modem lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simbsd.sys.termios import Termios, Winsize

if TYPE_CHECKING:
    from simbsd.sys.conf import Cdev
    from simbsd.sys.proc import Pgrp, Session


PTS_OUTQ = 8192  # what a pseudo-terminal shows while its master does not read


@dataclass(slots=True, eq=False)
class Pts:
    """A pseudo-terminal's other side: what was shown and not yet read, and whether nobody has the terminal open."""

    pts_unit: int
    pts_dev: Cdev
    pts_outq: bytearray = field(default_factory=bytearray)
    pts_finished: bool = False


@dataclass(slots=True, eq=False)
class Tty:
    """A terminal: ``t_line`` is the line being edited, ``t_input`` what a reader may take, in whole lines when
    canonical.

    ``t_input`` holds an end-of-file mark as ``None``. A pseudo-terminal has ``t_pts`` and the number -1; it is
    ``t_gone`` once its master is closed. ``t_atime`` and ``t_mtime`` are when a program last read and wrote it.
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
    t_pts: Pts | None = None
    t_gone: bool = False
    t_atime: int = 0
    t_mtime: int = 0
