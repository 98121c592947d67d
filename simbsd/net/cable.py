"""What a cable does to the frames that cross it: it loses some, takes its time, and carries so many bits a second.

Models no FreeBSD source: an epair has no such properties. This is the simulator's own, for linkctl(8); each direction
of a cable has its own. Loss is drawn from the machine's generator, so that a machine replays it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.fs.devfs_dev import read_random
from simbsd.net.bpf import drop
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.if_softc import Cable, EpairSoftc
from simbsd.sys.records import CableRecord
from simbsd.sys.vnet import Ifnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf
    from simbsd.sys.proc import Proc

MILLION = 1_000_000
MAXDELAY, MAXBANDWIDTH, MAXQUEUE = 60 * MILLION, 100_000_000_000, 10_000


def cable_cross(kernel: Kernel, ifp: Ifnet, cable: Cable, m: Mbuf) -> tuple[int, int] | None:
    """How many microseconds a frame waits for its turn, and how long it is then on its way; None when it is lost, which
    watchers are told.
    """
    waits = takes = 0
    if cable.bandwidth:
        cable.starts = [start for start in cable.starts if start > kernel.now]
        if len(cable.starts) >= cable.queue:
            cable.overflowed += 1
            drop(kernel, m, ifp, f"{ifp.if_xname}: {cable.queue} frames wait for the cable already (linkctl queue).")
            return None
        start = max(kernel.now, cable.free)
        takes = m.m_len * 8 * MILLION // cable.bandwidth
        cable.free = start + takes
        waits = start - kernel.now
        if waits:
            cable.starts.append(start)
    if cable.loss and int.from_bytes(read_random(kernel, 4), "big") % MILLION < cable.loss:
        cable.lost += 1
        drop(kernel, m, ifp, f"{ifp.if_xname}: the cable lost the frame (linkctl loss).")
        return None
    cable.sent += 1
    return waits, takes + cable.delay


def _softc(ifp: Ifnet) -> EpairSoftc:
    if not isinstance(ifp.if_softc, EpairSoftc):
        raise Errno(EINVAL, f"{ifp.if_xname} is not an end of an epair cable")
    return ifp.if_softc


def cable_set(
    kernel: Kernel, p: Proc, ifp: Ifnet, loss: int | None, delay: int | None, bandwidth: int | None, queue: int | None
) -> None:
    """Give the way out of an interface its properties; None leaves one as it is. All at nothing: a plain cable again.
    Errors: EINVAL.
    """
    sc = _softc(ifp)
    old = sc.cable or Cable()
    new = Cable(
        old.loss if loss is None else loss, old.delay if delay is None else delay,
        old.bandwidth if bandwidth is None else bandwidth, old.queue if queue is None else queue,
        old.free, old.starts, old.sent, old.lost, old.overflowed,
    )  # fmt: skip
    bounds = ((new.loss, 0, MILLION), (new.delay, 0, MAXDELAY), (new.bandwidth, 0, MAXBANDWIDTH))
    if any(not least <= value <= most for value, least, most in (*bounds, (new.queue, 1, MAXQUEUE))):
        raise Errno(EINVAL, "a cable's property is out of its bounds")
    sc.cable = new if new.loss or new.delay or new.bandwidth else None


def cable_get(kernel: Kernel, p: Proc, ifp: Ifnet) -> CableRecord:
    """The properties of the way out of an interface, and what it did. Errors: EINVAL."""
    sc = _softc(ifp)
    cable = sc.cable or Cable()
    other = sc.oifp.if_xname if sc.oifp is not None else ""
    return CableRecord(
        other, cable.loss, cable.delay, cable.bandwidth, cable.queue, cable.sent, cable.lost, cable.overflowed
    )
