"""unvis(1): what vis(1) has made visible, as it was.

Models contrib/unvis/unvis.c and unvis of contrib/libc-vis/unvis.c; of names of characters (-H) those of RFC 1866.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, put, puts, read_all
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

SIMPLE = {
    ord("\\"): 92, ord("n"): 10, ord("r"): 13, ord("b"): 8, ord("a"): 7, ord("v"): 11, ord("t"): 9, ord("f"): 12,
    ord("s"): 32, ord("E"): 27,
}  # fmt: skip
LATIN = (  # those of 160 to 255, in their order
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 "
    "sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc "
    "Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve "
    "Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute "
    "acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde "
    "ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml"
)
NAMES = {b"quot": 34, b"amp": 38, b"lt": 60, b"gt": 62} | {
    name.encode(): code for code, name in enumerate(LATIN.split(), 160)
}
OCTAL, HEXADECIMAL, UPPER = b"01234567", b"0123456789abcdefABCDEF", b"0123456789ABCDEF"
_BREATH = 4000


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Copy files, or standard input, decoded."""
    err = Err(argv)
    options, operands = await getopt(argv, "eHhm")
    letters = {letter for letter, _ in options}
    if "?" in letters:
        await puts(f"Usage: {err.name} [-e] [-Hh | -m] [file...]\n", STDERR)
        return 1
    if "m" in letters and letters & {"h", "H"}:
        await err.errx(1, "Can't mix -m with -h and/or -H")
    for path in operands or ["<stdin>"]:
        try:
            fd = STDIN if not operands else await open(path, O_RDONLY)
            data = await read_all(fd)
            if operands:
                await close(fd)
        except Errno as error:
            await err.warn(path, error)
            continue
        await _process(err, letters, path, data)
    return 0


async def _process(err: Err, letters: set[str], path: str, data: bytes) -> None:
    decoder = Decoder(letters)
    for offset, octet in enumerate(data, 1):
        if offset % _BREATH == _BREATH - 1:
            await tick()
        if not decoder.take(octet):
            await put(STDOUT, decoder.flush())
            await err.warnx(f"{path}: offset: {offset}: can't decode")
    decoder.end()
    await put(STDOUT, decoder.flush())


class Decoder:
    """The state between bytes: ``state`` names what was begun, ``value`` is the byte that comes of it."""

    def __init__(self, letters: set[str]) -> None:
        self.letters = letters
        self.state = ""
        self.value = 0
        self.name = b""
        self.out = bytearray()

    def flush(self) -> bytes:
        """What has been decoded since the last time."""
        done = bytes(self.out)
        self.out.clear()
        return done

    def _emit(self, value: int) -> bool:
        self.out.append(value & 0xFF)
        self.state = ""
        return True

    def _go(self, state: str, value: int = 0) -> bool:
        self.state, self.value = state, value
        return True

    def _bad(self) -> bool:
        self.state = ""
        return False

    def end(self) -> None:
        """The end of a file: a number that was begun is done."""
        if self.state in ("octal2", "octal3", "hex2"):
            self._emit(self.value)

    def take(self, octet: int) -> bool:
        """One more byte; False: it cannot follow what was begun."""
        return getattr(self, f"_in_{self.state or 'ground'}")(octet)  # type: ignore[no-any-return]

    def _in_ground(self, octet: int) -> bool:
        begun = {"\\": "start", "%": "hex1", "&": "amp", "=": "mime1"}.get(chr(octet), "")
        wanted = {"start": "e" not in self.letters, "hex1": "h" in self.letters, "amp": "H" in self.letters,
                  "mime1": "m" in self.letters}  # fmt: skip
        return self._go(begun) if wanted.get(begun) else self._emit(octet)

    def _in_start(self, octet: int) -> bool:
        if octet in SIMPLE:
            return self._emit(SIMPLE[octet])
        if octet in OCTAL:
            return self._go("octal2", octet - 48)
        states = {"M": ("meta", 0x80), "^": ("control", 0), "x": ("hex", 0), "\n": ("", 0), "$": ("", 0)}
        if chr(octet) in states:
            return self._go(*states[chr(octet)])
        return self._emit(octet) if 32 < octet < 127 else self._bad()

    def _in_meta(self, octet: int) -> bool:
        state = {"-": "meta1", "^": "control"}.get(chr(octet))
        return self._go(state, self.value) if state is not None else self._bad()

    def _in_meta1(self, octet: int) -> bool:
        return self._emit(self.value | octet)

    def _in_control(self, octet: int) -> bool:
        return self._emit(self.value | (0x7F if octet == 63 else octet & 0x1F))

    def _in_octal2(self, octet: int) -> bool:
        if octet in OCTAL:
            return self._go("octal3", self.value * 8 + octet - 48)
        self._emit(self.value)
        return self.take(octet)

    def _in_octal3(self, octet: int) -> bool:
        if octet in OCTAL:
            return self._emit(self.value * 8 + octet - 48)
        self._emit(self.value)
        return self.take(octet)

    def _in_hex(self, octet: int) -> bool:
        return self._in_hex1(octet) if octet in HEXADECIMAL else self._bad()

    def _in_hex1(self, octet: int) -> bool:
        if octet in HEXADECIMAL:
            return self._go("hex2", int(chr(octet), 16))
        self._emit(self.value)
        return self.take(octet)

    def _in_hex2(self, octet: int) -> bool:
        if octet in HEXADECIMAL:
            return self._emit(self.value * 16 + int(chr(octet), 16))
        self._emit(self.value)
        return self.take(octet)

    def _in_mime1(self, octet: int) -> bool:
        if octet in b"\r\n":
            return self._go("eat")
        return self._go("mime2", int(chr(octet), 16)) if octet in UPPER else self._bad()

    def _in_mime2(self, octet: int) -> bool:
        return self._emit(self.value * 16 + int(chr(octet), 16)) if octet in UPPER else self._bad()

    def _in_eat(self, octet: int) -> bool:
        if octet in b"\r\n":
            return True
        return self._go("mime1") if octet == 61 else self._emit(octet)

    def _in_amp(self, octet: int) -> bool:
        self.name = b""
        return self._go("number") if octet == 35 else self._in_string(octet)

    def _in_string(self, octet: int) -> bool:
        if octet == 59:
            return self._emit(NAMES[self.name]) if self.name in NAMES else self._bad()
        self.name += bytes((octet,))
        known = any(name.startswith(self.name) for name in NAMES)
        return self._go("string") if known else self._bad()

    def _in_number(self, octet: int) -> bool:
        """A number; each digit adds to eleven times what was there, and the state stays (as unvis.c has it)."""
        if octet == 59:
            self.out.append(self.value & 0xFF)
            return True
        return self._go("number", self.value * 11 + octet - 48 & 0xFF) if octet in b"0123456789" else self._bad()
