"""The terminal line discipline: what a key does before a program sees it.

Models sys/kern/tty_ttydisc.c and tty_inq.c; leaves out flow control (^S ^Q), VDSUSP, VSTATUS (^T), ECHOPRT and reprint
(^R).
"""

from __future__ import annotations

from simbsd.kern.kern_sig import pgsignal
from simbsd.kern.kern_synch import selwakeup, wakeup
from simbsd.sys.event import TtyOutput
from simbsd.sys.kernel import Kernel
from simbsd.sys.signal import SIGINT, SIGQUIT, SIGTSTP
from simbsd.sys.termios import (
    ECHO,
    ECHOCTL,
    ECHOE,
    ECHOK,
    ECHOKE,
    ECHONL,
    ICANON,
    ICRNL,
    IEXTEN,
    IGNCR,
    INLCR,
    ISIG,
    NOFLSH,
    ONLCR,
    OPOST,
)
from simbsd.sys.tty import Tty

TTYINQ_MAX = 8192  # the most unread input a terminal keeps; more is dropped with a bell where IMAXBEL says so
CR, LF, TAB, BS, DEL = 0x0D, 0x0A, 0x09, 0x08, 0x7F
SIGNAL_KEYS = (("VINTR", SIGINT), ("VQUIT", SIGQUIT), ("VSUSP", SIGTSTP))


def ttydisc_rint(kernel: Kernel, tty: Tty, data: bytes) -> None:
    """Take bytes from the keyboard. A run of plain bytes for a reader in raw mode goes in whole."""
    raw = not tty.t_termios.c_lflag & (ICANON | ISIG | IEXTEN | ECHO)
    if raw and not tty.t_termios.c_iflag & (ICRNL | INLCR | IGNCR):
        _give(tty, data)
    else:
        for byte in data:
            _byte(kernel, tty, byte)
    wakeup(kernel, tty)
    selwakeup(kernel)


def _byte(kernel: Kernel, tty: Tty, byte: int) -> None:
    modes = tty.t_termios
    if tty.t_literal:
        tty.t_literal = False
        _store(kernel, tty, byte, plain=True)
        return
    if modes.c_lflag & IEXTEN and modes.c_lflag & ICANON and byte == modes.c_cc["VLNEXT"]:
        tty.t_literal = True
        return
    if modes.c_lflag & ISIG and _signal(kernel, tty, byte):
        return
    if byte == CR:
        if modes.c_iflag & IGNCR:
            return
        byte = LF if modes.c_iflag & ICRNL else byte
    elif byte == LF and modes.c_iflag & INLCR:
        byte = CR
    _store(kernel, tty, byte, plain=not modes.c_lflag & ICANON)


def _signal(kernel: Kernel, tty: Tty, byte: int) -> bool:
    for name, sig in SIGNAL_KEYS:
        if byte == tty.t_termios.c_cc[name]:
            if not tty.t_termios.c_lflag & NOFLSH:
                tty.t_line.clear()
                tty.t_input.clear()
            _echo(kernel, tty, byte, newline=False)
            pgsignal(kernel, tty.t_pgrp, sig)
            return True
    return False


def _store(kernel: Kernel, tty: Tty, byte: int, plain: bool) -> None:
    """Put a byte where it belongs: to the reader at once, into the line, or at work on the line."""
    modes = tty.t_termios
    if not modes.c_lflag & ICANON:
        _give(tty, bytes((byte,)))
        _echo(kernel, tty, byte)
        return
    special = not plain and _edit(kernel, tty, byte)
    if special:
        return
    if len(tty.t_line) >= TTYINQ_MAX:
        ttydisc_write(kernel, tty, b"\a", 0)
        return
    tty.t_line.append(byte)
    _echo(kernel, tty, byte)
    if byte == LF or (byte == modes.c_cc["VEOL"] and not plain):
        _line_done(tty)


def _line_done(tty: Tty) -> None:
    tty.t_input.append(bytes(tty.t_line))
    tty.t_line.clear()


def _edit(kernel: Kernel, tty: Tty, byte: int) -> bool:
    characters, flags = tty.t_termios.c_cc, tty.t_termios.c_lflag
    if byte == characters["VEOF"]:
        if tty.t_line:
            _line_done(tty)
        else:
            tty.t_input.append(None)
        return True
    if byte in (characters["VERASE"], characters["VERASE2"]):
        _rub_out(kernel, tty)
        return True
    if byte == characters["VKILL"]:
        _kill(kernel, tty)
        return True
    if flags & IEXTEN and byte == characters["VWERASE"]:
        _erase_word(kernel, tty)
        return True
    return False


def _kill(kernel: Kernel, tty: Tty) -> None:
    if tty.t_termios.c_lflag & ECHOKE:
        while tty.t_line:
            _rub_out(kernel, tty)
        return
    tty.t_line.clear()
    if tty.t_termios.c_lflag & ECHOK:
        ttydisc_write(kernel, tty, b"\n", 0)


def _erase_word(kernel: Kernel, tty: Tty) -> None:
    while tty.t_line and tty.t_line[-1:].isspace():
        _rub_out(kernel, tty)
    while tty.t_line and not tty.t_line[-1:].isspace():
        _rub_out(kernel, tty)


def _rub_out(kernel: Kernel, tty: Tty) -> None:
    """Take back the last character (all bytes of a UTF-8 sequence), on the screen too."""
    if not tty.t_line:
        return
    last = tty.t_line.pop()
    while tty.t_line and last & 0xC0 == 0x80:
        last = tty.t_line.pop()
    flags = tty.t_termios.c_lflag
    if not flags & ECHO:
        return
    width = 2 if (last < 0x20 or last == DEL) and flags & ECHOCTL else 1
    if flags & ECHOE:
        ttydisc_write(kernel, tty, b"\b \b" * width, 0)


def _echo(kernel: Kernel, tty: Tty, byte: int, newline: bool = True) -> None:
    flags = tty.t_termios.c_lflag
    if not flags & ECHO:
        if byte == LF and flags & ECHONL and flags & ICANON:
            ttydisc_write(kernel, tty, b"\n", 0)
        return
    control = byte < 0x20 or byte == DEL
    if control and flags & ECHOCTL and not (newline and byte in (LF, TAB)):
        ttydisc_write(kernel, tty, bytes((0x5E, byte ^ 0x40)), 0)
    else:
        ttydisc_write(kernel, tty, bytes((byte,)), 0)


def _give(tty: Tty, data: bytes) -> None:
    """Hand bytes to a reader in raw mode, for whom it does not matter how they came."""
    held = sum(len(part) for part in tty.t_input if part)
    room = TTYINQ_MAX - held
    last = tty.t_input[-1] if tty.t_input else None
    if room > 0 and last is not None:
        tty.t_input[-1] = last + data[:room]
    elif room > 0:
        tty.t_input.append(data[:room])


def ttydisc_unread(kernel: Kernel, tty: Tty, data: bytes) -> None:
    """Put back what a reader in raw mode took too much of: it has been through the discipline already."""
    _give(tty, data)
    wakeup(kernel, tty)


def ttydisc_read(tty: Tty, nbytes: int) -> bytes | None:
    """Up to ``nbytes`` of what a reader may have now: one line when canonical; None when there is nothing yet."""
    if not tty.t_input:
        return None
    head = tty.t_input.pop(0)
    if head is None:
        return b""
    if not tty.t_termios.c_lflag & ICANON:
        while tty.t_input and len(head) < nbytes:
            more = tty.t_input.pop(0)
            head += more or b""
    if len(head) > nbytes:
        tty.t_input.insert(0, head[nbytes:])
        head = head[:nbytes]
    return head


def ttydisc_canonicalise(tty: Tty, was: int) -> None:
    """The mode changed: what was typed under the old one is regrouped, so that nothing typed ahead is lost."""
    now = tty.t_termios.c_lflag & ICANON
    if was == now:
        return
    waiting = b"".join(part for part in tty.t_input if part)
    tty.t_input.clear()
    if not now:
        waiting += bytes(tty.t_line)
        tty.t_line.clear()
        if waiting:
            tty.t_input.append(waiting)
        return
    *lines, rest = waiting.split(b"\n")
    tty.t_input.extend(line + b"\n" for line in lines)
    tty.t_line[:] = rest


def ttydisc_write(kernel: Kernel, tty: Tty, data: bytes, pid: int) -> None:
    """Show bytes: newline becomes carriage return and newline where the modes say so."""
    if not data:
        return
    modes = tty.t_termios
    if modes.c_oflag & OPOST and modes.c_oflag & ONLCR:
        data = data.replace(b"\n", b"\r\n")
    line = data.rpartition(b"\r")[2]
    tty.t_column = len(line) if b"\r" in data else tty.t_column + len(line)
    if tty.t_pts is None:
        kernel.emit_tty(TtyOutput(kernel.now, tty.t_number, pid, data.decode("utf-8", "replace")))
    elif not tty.t_gone:
        tty.t_pts.pts_outq += data
        wakeup(kernel, tty.t_pts)
        selwakeup(kernel)
