"""Media: what a card can be set to, and what it is set to.

Models sys/net/if_media.c (ifmedia_ioctl, ifmedia_match), sys/dev/e1000/if_em.c (em_setup_interface,
em_if_media_change, em_if_media_status) and the media of sys/net/if_epair.c; leaves out that the link of em0 goes down
for a moment, and instances. A medium is the words by which ifconfig(8) knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.sys.errno import EINVAL, ENXIO, Errno

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Ifnet

_FULL, _HALF = "full-duplex", "half-duplex"
EM_MEDIA = (
    "autoselect", "1000baseT", f"1000baseT mediaopt {_FULL}", f"100baseTX mediaopt {_FULL}", "100baseTX",
    f"10baseT/UTP mediaopt {_FULL}", "10baseT/UTP",
)  # fmt: skip
MEDIA = {"em": EM_MEDIA, "epair": ("10Gbase-T",)}
_BAUDRATES = {"1000baseT": 1_000_000_000, "100baseTX": 100_000_000, "10baseT/UTP": 10_000_000}


def ifmedia_set(kernel: Kernel, p: Proc, ifp: Ifnet, subtype: str, options: tuple[str, ...]) -> None:
    """Set the medium (SIOCSIFMEDIA). Errors: EINVAL (an interface without media), ENXIO (the card has no such one)."""
    if not ifp.if_media:
        raise Errno(EINVAL, f"{ifp.if_xname} has no media.", "if.c: ifhwioctl")
    word = subtype + (f" mediaopt {','.join(options)}" if options else "")
    if word not in MEDIA.get(ifp.if_type, ("autoselect",)):
        raise Errno(ENXIO, f"{ifp.if_xname} cannot be set to {word}.", "if_media.c: ifmedia_ioctl")
    if ifp.if_type != "em":
        return
    speed = "1000baseT" if subtype == "autoselect" else subtype
    full = _FULL if speed == "1000baseT" or options else _HALF  # a gigabit is negotiated, and full duplex
    active = f"{speed} <{full}>"
    chosen = f"{subtype} <{_FULL}>" if options else subtype
    ifp.if_media = f"Ethernet {chosen}" + ("" if chosen == active else f" ({active})")
    ifp.if_baudrate = _BAUDRATES[speed]
