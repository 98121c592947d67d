"""Terminal modes and window sizes.

Models sys/sys/_termios.h, sys/sys/ttydefaults.h and sys/sys/ttycom.h; leaves out line speeds and modem control.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# c_iflag
ISTRIP, INLCR, IGNCR, ICRNL, IXON, IXANY, IMAXBEL = 0x20, 0x40, 0x80, 0x100, 0x200, 0x800, 0x2000
BRKINT, IUTF8 = 0x2, 0x4000  # shown by stty(1); nothing here has a break or asks for UTF-8
# c_oflag
OPOST, ONLCR = 0x1, 0x2
# c_lflag
ECHOKE, ECHOE, ECHOK, ECHO, ECHONL, ECHOPRT, ECHOCTL = 0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40
ISIG, ICANON, IEXTEN, TOSTOP, NOFLSH = 0x80, 0x100, 0x400, 0x400000, 0x80000000
SECRET = 0x1000  # this machine's own: a password is being read (lib/readpassphrase.py)

CDISABLE = -1


def _control(letter: str) -> int:
    return ord(letter) & 0x1F


def _default_characters() -> dict[str, int]:
    return {
        "VEOF": _control("d"), "VEOL": CDISABLE, "VEOL2": CDISABLE, "VERASE": 0x7F, "VWERASE": _control("w"),
        "VKILL": _control("u"), "VREPRINT": _control("r"), "VERASE2": _control("h"), "VINTR": _control("c"),
        "VQUIT": 0x1C, "VSUSP": _control("z"), "VDSUSP": _control("y"), "VSTART": _control("q"),
        "VSTOP": _control("s"), "VLNEXT": _control("v"), "VDISCARD": _control("o"), "VSTATUS": _control("t"),
        "VMIN": 1, "VTIME": 0,
    }  # fmt: skip


@dataclass(slots=True)
class Termios:
    """The modes of one terminal, as tcgetattr(3) gives them; defaults as ttydefaults.h."""

    c_iflag: int = BRKINT | ICRNL | IXON | IXANY | IMAXBEL | IUTF8
    c_oflag: int = OPOST | ONLCR
    c_lflag: int = ICANON | ISIG | IEXTEN | ECHO | ECHOE | ECHOKE | ECHOCTL
    c_cc: dict[str, int] = field(default_factory=_default_characters)
    c_ispeed: int = 9600
    c_ospeed: int = 9600

    def copy(self) -> Termios:
        """A copy that shares nothing."""
        return Termios(self.c_iflag, self.c_oflag, self.c_lflag, dict(self.c_cc), self.c_ispeed, self.c_ospeed)


@dataclass(slots=True)
class Winsize:
    """Size of a terminal in character cells."""

    ws_row: int = 24
    ws_col: int = 80
