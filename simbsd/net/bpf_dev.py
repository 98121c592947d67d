"""/dev/bpf: a listener for each open, put on an interface, told what to catch, and read.

Models sys/net/bpf.c (bpfopen, bpfread, bpfioctl, bpf_setif, bpf_detachd, bpfdetach).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.fs.devfs_devs import make_dev, make_dev_alias
from simbsd.kern.kern_synch import wakeup
from simbsd.net.bpf_tap import BpfD, bpf_dlt
from simbsd.net.if_promisc import ifpromisc
from simbsd.sys.bpf import Insn
from simbsd.sys.bpf_filter import can_bpf_validate
from simbsd.sys.conf import Cdev, Cdevsw
from simbsd.sys.errno import EAGAIN, EINVAL, ENOTTY, ENXIO, Errno
from simbsd.sys.fcntl import O_NONBLOCK, S_IFCHR
from simbsd.sys.file import File, Fileops
from simbsd.sys.proc import Sleep
from simbsd.sys.vnode import Stat

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Ifnet

MAXBUFSIZE, MINBUFSIZE = 524288, 32  # net.bpf.maxbufsize, BPF_MINBUFSIZE
PCP_MAX = 7  # BPF_PRIO_MAX


def bpf_open(kernel: Kernel, p: Proc, dev: Cdev, flags: int) -> tuple[str, Any]:
    """Each open is a listener of its own (bpfopen, devfs_set_cdevpriv)."""
    return "bpf", BpfD(bd_pid=p.p_pid)


def _rotate(d: BpfD) -> None:
    """ROTATE_BUFFERS."""
    d.bd_hbuf = bytes(d.bd_sbuf)
    d.bd_sbuf.clear()


def bpf_read(kernel: Kernel, p: Proc, fp: File, nbytes: int) -> bytes:
    """The packets caught so far (bpfread). Waits for the first, and then for the end of the timeout under way or a full
    buffer. Errors: EINVAL (not the buffer's size), ENXIO (no interface), EAGAIN.

    FreeBSD's read returns nothing at the end of a timeout without packets, and programs read again: one wait stands for
    all these.
    """
    d: BpfD = fp.f_data
    d.bd_pid = p.p_pid
    if nbytes != d.bd_bufsize:
        raise Errno(EINVAL, f"bpfread: a read takes the whole buffer, {d.bd_bufsize} bytes")
    assert p.p_call is not None
    state = p.p_call.state
    since = state.setdefault("since", kernel.now)
    if not d.bd_hbuf and d.bd_sbuf:
        waits = d.bd_rtout - (kernel.now - since) % d.bd_rtout if d.bd_rtout else None
        due = state.setdefault("due", None if waits is None else kernel.now + waits)
        if d.bd_immediate or fp.f_flag & O_NONBLOCK or (due is not None and kernel.now >= due):
            _rotate(d)
    if d.bd_hbuf:
        data, d.bd_hbuf = d.bd_hbuf, b""
        return data
    if d.bd_ifp is None:
        raise Errno(ENXIO, "bpfread: the listener is on no interface")
    if fp.f_flag & O_NONBLOCK:
        raise Errno(EAGAIN, "No packet was caught, and the descriptor does not block.", "bpf.c: bpfread")
    raise Sleep(d, "bpf", state.get("due"))


def _reset(d: BpfD) -> None:
    """reset_d."""
    d.bd_sbuf.clear()
    d.bd_hbuf = b""
    d.bd_rcount = d.bd_dcount = d.bd_fcount = d.bd_wcount = 0


def bpf_detachd(kernel: Kernel, d: BpfD, gone: bool = False) -> None:
    """Take a listener from its interface; one that is ``gone`` needs no promiscuous mode any more
    (bpf_detachd_locked).
    """
    ifp = d.bd_ifp
    if ifp is None:
        return
    ifp.if_bpf.remove(d)
    d.bd_ifp = None
    if gone:
        wakeup(kernel, d)
    elif d.bd_promisc:
        d.bd_promisc = False
        ifpromisc(kernel, ifp, False)


def bpfdetach(kernel: Kernel, ifp: Ifnet) -> None:
    """An interface ends: who listens on it gets ENXIO (bpfdetach)."""
    for d in tuple(ifp.if_bpf):
        bpf_detachd(kernel, d, True)


def _setif(kernel: Kernel, p: Proc, d: BpfD, name: str) -> None:
    ifp = p.p_ucred.cr_prison.pr_vnet.vnet_names.get(name)
    if ifp is None:
        raise Errno(ENXIO, f"bpf_setif: this stack has no interface {name}")
    if ifp is not d.bd_ifp:
        bpf_detachd(kernel, d)
        d.bd_ifp = ifp
        ifp.if_bpf.append(d)
    _reset(d)


def _attached(d: BpfD) -> Ifnet:
    if d.bd_ifp is None:
        raise Errno(EINVAL, "bpfioctl: the listener is on no interface")
    return d.bd_ifp


def _promisc(kernel: Kernel, p: Proc, d: BpfD, argument: None) -> None:
    ifp = _attached(d)
    if not d.bd_promisc:
        ifpromisc(kernel, ifp, True)
        d.bd_promisc = True


def _setf(kernel: Kernel, p: Proc, d: BpfD, program: tuple[Insn, ...]) -> None:
    if program and not can_bpf_validate(program):
        raise Errno(EINVAL, "bpf_validate: the filter is no proper program")
    d.bd_rfilter = program
    _reset(d)


def _sblen(kernel: Kernel, p: Proc, d: BpfD, size: int) -> int:
    if d.bd_ifp is not None:
        raise Errno(EINVAL, "bpfioctl: the buffer's size is settled before the interface is")
    d.bd_bufsize = min(max(size, MINBUFSIZE), MAXBUFSIZE)
    return d.bd_bufsize


def _srtimeout(kernel: Kernel, p: Proc, d: BpfD, us: int) -> None:
    d.bd_rtout = us


def _immediate(kernel: Kernel, p: Proc, d: BpfD, on: bool) -> None:
    d.bd_immediate = on


def _setdirection(kernel: Kernel, p: Proc, d: BpfD, direction: str) -> None:
    if direction not in ("in", "out", "inout"):
        raise Errno(EINVAL, "bpfioctl: packets come in, go out, or do both")
    d.bd_direction = direction


def _shdrcmplt(kernel: Kernel, p: Proc, d: BpfD, on: bool) -> None:
    d.bd_hdrcmplt = bool(on)


def _setvlanpcp(kernel: Kernel, p: Proc, d: BpfD, pcp: int) -> None:
    if not 0 <= pcp <= PCP_MAX:
        raise Errno(EINVAL, f"A priority is between 0 and {PCP_MAX}.", "bpf.c: bpfioctl")
    d.bd_pcp = pcp


_REQUESTS: dict[str, Callable[[Kernel, Proc, BpfD, Any], Any]] = {
    "BIOCSETIF": _setif,
    "BIOCPROMISC": _promisc,
    "BIOCSETF": _setf,
    "BIOCSBLEN": _sblen,
    "BIOCSRTIMEOUT": _srtimeout,
    "BIOCIMMEDIATE": _immediate,
    "BIOCSDIRECTION": _setdirection,
    "BIOCGDIRECTION": lambda kernel, p, d, argument: d.bd_direction,
    "BIOCSHDRCMPLT": _shdrcmplt,
    "BIOCSETVLANPCP": _setvlanpcp,
    "BIOCGHDRCMPLT": lambda kernel, p, d, argument: d.bd_hdrcmplt,
    "BIOCGBLEN": lambda kernel, p, d, argument: d.bd_bufsize,
    "BIOCGDLT": lambda kernel, p, d, argument: bpf_dlt(_attached(d)),
    "BIOCGETIF": lambda kernel, p, d, argument: _attached(d).if_xname,
    "BIOCGSTATS": lambda kernel, p, d, argument: (d.bd_rcount, d.bd_dcount),
    "FIONREAD": lambda kernel, p, d, argument: len(d.bd_sbuf) + len(d.bd_hbuf),
}


def bpf_ioctl(kernel: Kernel, p: Proc, fp: File, request: str, argument: Any) -> Any:
    """What a listener is told and asked (bpfioctl). Errors: ENOTTY, EINVAL, ENXIO (no such interface)."""
    if request == "FIONBIO":
        fp.f_flag = fp.f_flag | O_NONBLOCK if argument else fp.f_flag & ~O_NONBLOCK
        return None
    if request not in _REQUESTS:
        raise Errno(ENOTTY, f"/dev/bpf knows no {request}")
    fp.f_data.bd_pid = p.p_pid
    return _REQUESTS[request](kernel, p, fp.f_data, argument)


def bpf_write(kernel: Kernel, p: Proc, fp: File, data: bytes) -> int:
    """Send a frame of the program's own making (bpfwrite). Errors: those of net/bpf_send.py."""
    from simbsd.net.bpf_send import bpfwrite

    d: BpfD = fp.f_data
    d.bd_wcount += 1
    return bpfwrite(kernel, d.bd_ifp, data, d.bd_hdrcmplt, d.bd_pcp)


def bpf_poll(kernel: Kernel, p: Proc, fp: File, events: str) -> str:
    """Ready once something is caught (bpfpoll)."""
    d: BpfD = fp.f_data
    return "".join(letter for letter in events if letter == "w" or (letter == "r" and (d.bd_sbuf or d.bd_hbuf)))


def bpf_stat(kernel: Kernel, p: Proc, fp: File) -> Stat:
    """fstat(2): the device."""
    return Stat(0, 0, S_IFCHR | 0o600, 1, 0, 0, 0, 0, "", 0, 0, 0, 0, 0)


def bpf_close(kernel: Kernel, fp: File) -> None:
    """The last descriptor is gone (bpf_dtor)."""
    bpf_detachd(kernel, fp.f_data)


BPFOPS = Fileops(read=bpf_read, write=bpf_write, ioctl=bpf_ioctl, poll=bpf_poll, stat=bpf_stat, close=bpf_close)
BPF_CDEVSW = Cdevsw(fdopen=bpf_open)


def bpf_drvinit(kernel: Kernel) -> None:
    """Make /dev/bpf, and its older name (bpf_drvinit)."""
    make_dev(kernel, BPF_CDEVSW, "bpf", mode=0o600)
    make_dev_alias(kernel, "bpf0", "bpf")
