"""ifconfig's words about media.

Models sbin/ifconfig/ifmedia.c (setmedia, setmediaopt, unsetmediaopt, setmediainst, setmediamode, setifmediacallback)
and the Ethernet names of sys/net/if_media.h; leaves out instances above 0 and the modes of wireless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.strtol import atoi

if TYPE_CHECKING:
    from simbsd.sbin.ifconfig.run import Run

INST_MAX = 15  # IFM_INST_MAX
SUBTYPES = frozenset(
    """autoselect manual none 10baseT/UTP 10base2/BNC 10base5/AUI 100baseTX 100baseFX 100baseT4 100baseVG 100baseT2
    10baseSTP 10baseFL 1000baseSX 1000baseLX 1000baseCX 1000baseT homePNA 10Gbase-LR 10Gbase-SR 10Gbase-CX4 2500BaseSX
    10Gbase-LRM 10Gbase-Twinax 10Gbase-Twinax-Long Unknown 10Gbase-T 40Gbase-CR4 40Gbase-SR4 40Gbase-LR4 1000Base-KX
    Other 10GBase-KX4 10GBase-KR 10GBase-CR1 20GBase-KR2 2500Base-KX 2500Base-T 5000Base-T 1000Base-SGMII 10GBase-SFI
    40GBase-XLPPI 1000Base-CX-SGMII 40GBase-KR4 10GBase-ER 100GBase-CR4 100GBase-SR4 100GBase-KR4 100GBase-LR4
    56GBase-R4 100BaseT 25GBase-CR 25GBase-KR 25GBase-SR 50GBase-CR2 50GBase-KR2 25GBase-LR 10GBase-AOC 25GBase-ACC
    25GBase-AOC 100M-SGMII 2500Base-X 5000Base-KR 25GBase-T""".split()
)
ALIASES = {
    "auto": "autoselect", "10baseT": "10baseT/UTP", "UTP": "10baseT/UTP", "10UTP": "10baseT/UTP",
    "BNC": "10base2/BNC", "10BNC": "10base2/BNC", "AUI": "10base5/AUI", "10AUI": "10base5/AUI", "100TX": "100baseTX",
    "100T4": "100baseT4", "100VG": "100baseVG", "100T2": "100baseT2", "10STP": "10baseSTP", "10FL": "10baseFL",
    "1000SX": "1000baseSX", "1000LX": "1000baseLX", "1000CX": "1000baseCX", "1000baseTX": "1000baseT",
    "1000TX": "1000baseT", "1000T": "1000baseT", "2500SX": "2500BaseSX",
}  # fmt: skip
FULL, HALF = "full-duplex", "half-duplex"
OPTIONS = (FULL, HALF, "flowcontrol", "flag0", "flag1", "flag2", "hw-loopback", "master", "rxpause", "txpause")
OPTION_ALIASES = {
    "fdx": FULL, "hdx": HALF, "flow": "flowcontrol", "loop": "hw-loopback", "loopback": "hw-loopback",
}  # fmt: skip


async def _state(run: Run) -> tuple[str, list[str]]:
    """What the card is set to, subtype and options, as changed so far (ifmedia_getstate)."""
    if run.media is None:
        link = await run.link(run.ifname)
        if link is None or not link.media:
            error = Errno(EINVAL, "The interface has no media.", "if_media.c: ifmedia_ioctl")
            await run.fail(f"{run.ifname}: ifconfig_media_get_mediareq", error)
        chosen = link.media.removeprefix("Ethernet ").partition(" (")[0]
        subtype, _, rest = chosen.partition(" <")
        run.media = subtype, [word for word in rest.rstrip(">").split(",") if word]
        run.callbacks.append(_commit)
    return run.media


async def _commit(run: Run) -> None:
    """Tell the card once all words have been read (setifmediacallback)."""
    assert run.media is not None
    subtype, options = run.media
    await run.do("SIOCSIFMEDIA (media)", "SIOCSIFMEDIA", subtype, tuple(options))


def _known(word: str, names: tuple[str, ...] | frozenset[str], aliases: dict[str, str]) -> str | None:
    """The name that a word is, whatever its case (strcasecmp)."""
    lower = word.lower()
    for name in sorted(names):
        if name.lower() == lower:
            return name
    return next((name for alias, name in aliases.items() if alias.lower() == lower), None)


async def _media(run: Run, word: str) -> None:
    await _state(run)
    subtype = _known(word, SUBTYPES, ALIASES)
    if subtype is None:
        await run.errx(f"unknown media subtype: {word}")
    assert subtype is not None
    run.media = subtype, []


async def _options(run: Run, text: str, clear: bool) -> None:
    subtype, options = await _state(run)
    for word in [one for one in text.split(",") if one]:
        option = _known(word, OPTIONS, OPTION_ALIASES)
        if option is None:
            await run.errx(f"unknown option: {word}")
        assert option is not None
        if clear or option == HALF:
            options = [one for one in options if one != (FULL if option == HALF and not clear else option)]
        elif option not in options:
            options.append(option)
    run.media = subtype, options


async def _set(run: Run, text: str) -> None:
    await _options(run, text, False)


async def _unset(run: Run, text: str) -> None:
    await _options(run, text, True)


async def _instance(run: Run, text: str) -> None:
    await _state(run)
    if not 0 <= atoi(text) <= INST_MAX:
        await run.errx(f"invalid media instance: {text}")


async def _mode(run: Run, _word: str) -> None:
    """Ethernet has one mode; any other leads to a medium that no card has."""
    subtype, options = await _state(run)
    if _word.lower() not in ("autoselect", "auto"):
        run.media = subtype, [*options, "mode"]


WORDS = {
    "media": (1, _media), "mediaopt": (1, _set), "-mediaopt": (1, _unset), "mode": (1, _mode),
    "inst": (1, _instance), "instance": (1, _instance),
}  # fmt: skip
