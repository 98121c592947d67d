"""Tables of stty(1): the words for modes and characters.

Models bin/stty/modes.c, cchar.c and print.c.
"""

from __future__ import annotations

from simbsd.sys.termios import (
    ECHO,
    ECHOCTL,
    ECHOE,
    ECHOK,
    ECHOKE,
    ECHONL,
    ECHOPRT,
    ICANON,
    ICRNL,
    IEXTEN,
    IGNCR,
    IMAXBEL,
    INLCR,
    ISIG,
    ISTRIP,
    IXANY,
    IXON,
    NOFLSH,
    ONLCR,
    OPOST,
    TOSTOP,
)

EXTPROC = 0x800
# name, bit, whether a fresh terminal has it: what print() shows without -a only when it differs
LFLAGS = (
    ("icanon", ICANON, True),
    ("isig", ISIG, True),
    ("iexten", IEXTEN, True),
    ("echo", ECHO, True),
    ("echoe", ECHOE, False),
    ("echok", ECHOK, False),
    ("echoke", ECHOKE, False),
    ("echonl", ECHONL, False),
    ("echoctl", ECHOCTL, False),
    ("echoprt", ECHOPRT, False),
    ("altwerase", 0x200, False),
    ("noflsh", NOFLSH, False),
    ("tostop", TOSTOP, False),
    ("flusho", 0x800000, False),
    ("pendin", 0x20000000, False),
    ("nokerninfo", 0x2000000, False),
    ("extproc", EXTPROC, False),
)
IFLAGS = (
    ("istrip", ISTRIP, False),
    ("icrnl", ICRNL, True),
    ("inlcr", INLCR, False),
    ("igncr", IGNCR, False),
    ("ixon", IXON, True),
    ("ixoff", 0x400, False),
    ("ixany", IXANY, True),
    ("imaxbel", IMAXBEL, True),
    ("ignbrk", 0x1, False),
    ("brkint", 0x2, True),
    ("inpck", 0x10, False),
    ("ignpar", 0x4, False),
    ("parmrk", 0x8, False),
    ("iutf8", 0x4000, True),
)
OFLAGS = (("opost", OPOST, True), ("onlcr", ONLCR, True), ("ocrnl", 0x10, False))
OFLAGS_LATE = (("onocr", 0x20, False), ("onlret", 0x40, False))
CFLAG = 0x4B00  # CREAD, CS8, HUPCL
CFLAGS = "cread cs8 -parenb -parodd hupcl -clocal -cstopb -crtscts -dsrflow -dtrflow -mdmbuf rtsdtr"
CHARACTERS = (
    "discard dsusp eof eol eol2 erase erase2 intr kill lnext min quit reprint start status stop susp time werase"
).split()
KEYS = (
    "all everything cbreak dec extproc ispeed ospeed new old tty cols columns rows cooked sane raw nl ek size speed"
).split()
ALIASES = {"brk": "eol", "flush": "discard", "rprnt": "reprint"}
# words for several modes: field, bits set, bits cleared
_GROUPS = {
    "crt": ("c_lflag", ECHOE | ECHOKE | ECHOCTL, ECHOK | ECHOPRT),
    "newcrt": ("c_lflag", ECHOE | ECHOKE | ECHOCTL, ECHOK | ECHOPRT),
    "-crt": ("c_lflag", ECHOK, ECHOE | ECHOKE | ECHOCTL),
    "-newcrt": ("c_lflag", ECHOK, ECHOE | ECHOKE | ECHOCTL),
    "kerninfo": ("c_lflag", 0, 0x2000000),
    "-kerninfo": ("c_lflag", 0x2000000, 0),
    "litout": ("c_oflag", 0, OPOST),
    "-litout": ("c_oflag", OPOST, 0),
    "decctlq": ("c_iflag", 0, IXANY),
    "-decctlq": ("c_iflag", IXANY, 0),
}
_SAME = {
    "crterase": "echoe",
    "crtbs": "echoe",
    "crtkill": "echoke",
    "ctlecho": "echoctl",
    "prterase": "echoprt",
    "flow": "ixon",
}


def _modes() -> dict[str, tuple[str, int, int]]:
    """Every mode's word: field, bits set, bits cleared."""
    modes = dict(_GROUPS)
    for name, table in (("c_lflag", LFLAGS), ("c_iflag", IFLAGS), ("c_oflag", OFLAGS + OFLAGS_LATE)):
        modes |= {word: (name, bit, 0) for word, bit, _ in table}
        modes |= {"-" + word: (name, 0, bit) for word, bit, _ in table}
    return modes | {sign + word: modes[sign + same] for word, same in _SAME.items() for sign in ("", "-")}


MODES = _modes()
LKEEP = ECHOKE | ECHOE | ECHOK | ECHOPRT | ECHOCTL | 0x200 | TOSTOP | NOFLSH
