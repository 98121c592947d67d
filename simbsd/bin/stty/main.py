"""stty(1): show and set the modes of a terminal.

Models bin/stty/{stty,print,modes,cchar,key,gfmt}.c; leaves out control flags other than their defaults, line
disciplines, and modes that the terminal does not have (sys/termios.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.bin.stty.modes import (
    ALIASES,
    CFLAG,
    CFLAGS,
    CHARACTERS,
    EXTPROC,
    IFLAGS,
    KEYS,
    LFLAGS,
    LKEEP,
    MODES,
    OFLAGS,
    OFLAGS_LATE,
)
from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.termios import tcgetattr, tcsetattr, winsize
from simbsd.lib.unistd import ioctl, open
from simbsd.sys.errno import EINVAL, ERANGE, Errno, strerror
from simbsd.sys.fcntl import O_NONBLOCK, O_RDONLY
from simbsd.sys.strtol import atoi, is_number, to_int
from simbsd.sys.termios import (
    CDISABLE,
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
    Termios,
    Winsize,
)

USAGE = "usage: stty [-a | -e | -g] [-f file] [arguments]\n"
LINELENGTH = 72


class Refused(Exception):
    """What to say before the usage."""


@dataclass
class Info:
    """The terminal as it is and as it shall be."""

    modes: Termios
    size: Winsize
    set: bool = False
    wset: bool = False
    out: list[str] = field(default_factory=list)


def character(name: str, code: int) -> str:
    """A control character as print() shows it."""
    if name in ("min", "time"):
        return str(code)
    if code == CDISABLE:
        return "<undef>"
    text = "M-" if code & 0x80 else ""
    code &= 0x7F
    if code == 0x7F:
        return text + "^?"
    return text + (f"^{chr(code + 0x40)}" if code < 0x20 else chr(code))


def fold(label: str, words: list[str]) -> str:
    """bput(): words after a label, folded before they would pass the line's length."""
    text, column = "", 0
    for word in words:
        if column == 0:
            piece = f"{label}: {word}"
            column = len(piece)
        elif column + len(word) > LINELENGTH:
            piece = f"\n\t{word}"
            column = len(word) + 8
        else:
            piece = f" {word}"
            column += len(piece)
        text += piece
    return text + "\n" if text else ""


def describe(info: Info, every: bool, posix: bool) -> str:
    """print(): the modes that differ from the usual ones, or (-a, -e) all."""
    modes, size = info.modes, info.size
    ispeed, ospeed = modes.c_ispeed, modes.c_ospeed
    speed = f"speed {ispeed} baud;" if ispeed == ospeed else f"ispeed {ispeed} baud; ospeed {ospeed} baud;"
    text = speed + (f" {size.ws_row} rows; {size.ws_col} columns;" if every else "") + "\n"

    def words(table: tuple[tuple[str, int, bool], ...], flags: int) -> list[str]:
        shown = [(name, bool(flags & bit)) for name, bit, usual in table if every or bool(flags & bit) != usual]
        return [name if on else "-" + name for name, on in shown]

    text += fold("lflags", words(LFLAGS, modes.c_lflag))
    text += fold("iflags", words(IFLAGS, modes.c_iflag))
    tabs = ["tab3" if modes.c_oflag & 0x4 else "tab0"]
    text += fold("oflags", words(OFLAGS, modes.c_oflag) + tabs + words(OFLAGS_LATE, modes.c_oflag))
    text += fold("cflags", CFLAGS.split() if every else ["cs8", "-parenb"])
    return text + _characters(modes, every, posix)


def _characters(modes: Termios, every: bool, posix: bool) -> str:
    usual = Termios().c_cc
    names = [name for name in CHARACTERS if every or modes.c_cc["V" + name.upper()] != usual["V" + name.upper()]]
    values = [character(name, modes.c_cc["V" + name.upper()]) for name in names]
    if posix:
        return fold("cchars", [f"{name} = {value};" for name, value in zip(names, values, strict=True)])
    text = ""
    for start in range(0, len(names), LINELENGTH // 8):
        for row in (names, values):
            text += "".join(f"{word:<8}" for word in row[start : start + LINELENGTH // 8]) + "\n"
    return text


def apply(info: Info, words: list[str]) -> None:
    """Do what the words say to ``info``. Raises Refused at the first that is not known."""
    words = list(words)
    while words:
        word = words.pop(0)
        if _key(info, word, words) or _set_character(info, word, words):
            continue
        if word[:1].isascii() and word[:1].isdigit():
            info.modes.c_ispeed = info.modes.c_ospeed = _speed(word)
            info.set = True
            continue
        if word.startswith("gfmt1"):
            _gread(info.modes, word.removeprefix("gfmt1"))
            info.set = True
            continue
        if word not in MODES:
            raise Refused(f"illegal option -- {word}")
        name, on, off = MODES[word]
        setattr(info.modes, name, getattr(info.modes, name) & ~off | on)
        info.set = True


def _argument(word: str, words: list[str]) -> str:
    if not words:
        raise Refused(f"option requires an argument -- {word}")
    return words.pop(0)


def _key(info: Info, word: str, words: list[str]) -> bool:
    """Words that are no single mode (ksearch)."""
    name = word.removeprefix("-")
    off = name != word
    if name not in KEYS:
        return False
    if off and name not in ("cbreak", "extproc", "raw", "nl"):
        raise Refused(f"illegal option -- -{name}")
    if name in ("all", "everything"):
        info.out.append(describe(info, True, False))
    elif name == "size":
        info.out.append(f"{info.size.ws_row} {info.size.ws_col}\n")
    elif name == "speed":
        info.out.append(f"{info.modes.c_ospeed}\n")
    elif name in ("new", "old", "tty"):
        pass  # the line discipline, of which there is one
    elif name in ("ispeed", "ospeed"):
        setattr(info.modes, f"c_{name}", atoi(_argument(name, words)))
        info.set = True
    elif name in ("cols", "columns", "rows"):
        setattr(info.size, "ws_row" if name == "rows" else "ws_col", atoi(_argument(name, words)))
        info.wset = True
    else:
        _several(info.modes, name, off)
        info.set = True
    return True


def _several(modes: Termios, name: str, off: bool) -> None:
    usual = Termios()
    if name == "dec":
        modes.c_cc |= {"VERASE": 0x7F, "VKILL": ord("U") & 0x1F, "VINTR": ord("C") & 0x1F}
        modes.c_lflag = modes.c_lflag & ~ECHOPRT | ECHOE | ECHOKE | ECHOCTL
        modes.c_iflag &= ~IXANY
    elif name == "extproc":
        modes.c_lflag = modes.c_lflag & ~EXTPROC if off else modes.c_lflag | EXTPROC
    elif name == "ek":
        modes.c_cc |= {key: usual.c_cc[key] for key in ("VERASE", "VKILL")}
    elif name == "nl":
        modes.c_iflag = modes.c_iflag | ICRNL if off else modes.c_iflag & ~ICRNL
        modes.c_oflag = modes.c_oflag | ONLCR if off else modes.c_oflag & ~ONLCR
    elif name in ("cooked", "sane") or off:
        modes.c_iflag, modes.c_oflag = usual.c_iflag, usual.c_oflag
        modes.c_lflag = (ICANON | ISIG | IEXTEN | ECHO | ECHOE | ECHOKE | ECHOCTL) | modes.c_lflag & LKEEP
    elif name == "cbreak":
        modes.c_iflag |= IXON | IMAXBEL
        modes.c_oflag |= OPOST
        modes.c_lflag = (modes.c_lflag | ISIG | IEXTEN) & ~ICANON
    else:
        modes.c_iflag &= ~(IMAXBEL | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXANY)
        modes.c_oflag &= ~OPOST
        modes.c_lflag &= ~(ECHO | ECHOE | ECHOK | ECHONL | ICANON | ISIG | IEXTEN | NOFLSH | TOSTOP)
        modes.c_cc |= {"VMIN": 1, "VTIME": 0}


def _set_character(info: Info, word: str, words: list[str]) -> bool:
    """``erase ^H`` and its like (csearch)."""
    name = ALIASES.get(word, word)
    if name not in CHARACTERS:
        return False
    value = _argument(word, words)
    if value in ("undef", "<undef>", "^-"):
        code = CDISABLE
    elif name in ("min", "time"):
        if not is_number(value):
            raise Refused(f"option requires a numeric argument -- {word}")
        if to_int(value) > 255:
            raise Refused(f"maximum option value is 255 -- {word}")
        code = to_int(value)
    elif value.startswith("^") and len(value) > 1:
        code = 0x7F if value[1] == "?" else ord(value[1]) & 0x1F
    else:
        code = ord(value[0]) if value else 0
    info.modes.c_cc["V" + name.upper()] = code
    info.set = True
    return True


class Bad(Exception):
    """A word that is no speed, or no gfmt1: what is said, without the usage."""


def _speed(word: str) -> int:
    """A line speed. Raises Bad, as err(1, "speed") has it."""
    if not is_number(word):
        raise Bad(f"speed: {strerror(EINVAL)}")
    if to_int(word) >= 1 << 32:
        raise Bad(f"speed: {strerror(ERANGE)}")
    return to_int(word)


def describe_g(modes: Termios) -> str:
    """-g: everything in one word that stty takes back (gprint)."""
    flags = f"cflag={CFLAG:x}:iflag={modes.c_iflag:x}:lflag={modes.c_lflag:x}:oflag={modes.c_oflag:x}:"
    characters = "".join(f"{name}={modes.c_cc['V' + name.upper()] & 0xFF:x}:" for name in CHARACTERS)
    return f"gfmt1:{flags}{characters}ispeed={modes.c_ispeed}:ospeed={modes.c_ospeed}\n"


def _gread(modes: Termios, text: str) -> None:
    """Take such a word back; min and time are read as decimal numbers, though they were not written so. Raises Bad."""
    if ":" not in text:
        raise Bad("illegal gfmt1 option")
    for part in text.partition(":")[2].split(":"):
        if not part:
            return
        name, equals, value = part.partition("=")
        if not equals:
            raise Bad(f"illegal gfmt1 option -- {name}")
        digits = re.match(r"[0-9A-Fa-f]*", value)
        number = int(digits.group(), 16) if digits is not None and digits.group() else 0
        if name in ("iflag", "lflag", "oflag"):
            setattr(modes, f"c_{name}", number & 0xFFFFFFFF)
        elif name in ("ispeed", "ospeed"):
            setattr(modes, f"c_{name}", atoi(value))
        elif name in CHARACTERS:
            number = (atoi(value) if name in ("min", "time") else number) & 0xFF
            modes.c_cc["V" + name.upper()] = CDISABLE if number == CDISABLE & 0xFF else number
        elif name != "cflag":
            raise Bad(f"illegal gfmt1 option -- {name}")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    flags = 1
    while flags < len(argv) and argv[flags].startswith("-") and not argv[flags].strip("-aefg"):
        flags += 2 if argv[flags].endswith("f") else 1
    options, rest = await getopt(argv[:flags], "aef:g")
    if any(letter == "?" for letter, _ in options):
        await printf(USAGE, STDERR)
        return 1
    fd, name = 0, "stdin"
    for letter, value in options:
        if letter == "f":
            name = value
            try:
                fd = await open(value, O_RDONLY | O_NONBLOCK)
            except Errno as error:
                await err.err(1, value, error)
    try:
        info = Info(await tcgetattr(fd), await winsize(fd))
    except Errno:
        await err.errx(1, f"{name} isn't a terminal")
    return await _run(err, fd, info, [letter for letter, _ in options], [*rest, *argv[flags:]])


async def _run(err: Err, fd: int, info: Info, letters: list[str], words: list[str]) -> int:
    form = next((letter for letter in reversed(letters) if letter in "aeg"), "")
    if form == "g":
        info.out.append(describe_g(info.modes))
    elif form or not words:
        info.out.append(describe(info, bool(form), form == "a"))
    try:
        apply(info, words)
    except Bad as bad:
        await err.errx(1, str(bad))
    except Refused as refused:
        await err.warnx(str(refused))
        await printf(USAGE, STDERR)
        return 1
    try:
        if info.set:
            await tcsetattr(fd, info.modes)
        if info.wset:
            await ioctl(fd, "TIOCSWINSZ", info.size)
    except Errno as error:
        await err.err(1, "tcsetattr", error)
    await printf("".join(info.out))
    return 0
