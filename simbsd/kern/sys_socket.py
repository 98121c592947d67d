"""A socket as an open file.

Models sys/kern/sys_socket.c; leaves out asynchronous notification and kqueue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.uipc_socket import soclose, sopoll, soreceive, sosend
from simbsd.net.if_ioctl import IFIOCTLS, ifioctl
from simbsd.sys.errno import ENOTTY, Errno
from simbsd.sys.fcntl import O_NONBLOCK, S_IFSOCK
from simbsd.sys.file import Fileops
from simbsd.sys.vnode import Stat

if TYPE_CHECKING:
    from simbsd.sys.file import File
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc


def soo_read(kernel: Kernel, p: Proc, fp: File, nbytes: int) -> bytes:
    """read(2) on a socket."""
    data, _ = soreceive(kernel, p, fp.f_data, fp, nbytes)
    return data if isinstance(data, bytes) else b""


def soo_write(kernel: Kernel, p: Proc, fp: File, data: bytes) -> int:
    """write(2) on a socket."""
    return sosend(kernel, p, fp.f_data, fp, data, None)


def soo_ioctl(kernel: Kernel, p: Proc, fp: File, request: str, argument: Any) -> Any:
    """ioctl(2) on a socket: what is about interfaces, FIONREAD, FIONBIO. Errors: ENOTTY, and the request's own."""
    so = fp.f_data
    if request in IFIOCTLS:
        return ifioctl(kernel, p, so.so_vnet, request, argument)
    if request == "FIONREAD":
        return len(so.so_rcvbuf) + so.so_rcvcc
    if request == "FIONBIO":
        fp.f_flag = fp.f_flag | O_NONBLOCK if argument else fp.f_flag & ~O_NONBLOCK
        return None
    raise Errno(ENOTTY, f"{request} is no request of a socket")


def soo_poll(kernel: Kernel, p: Proc, fp: File, events: str) -> str:
    """poll(2) on a socket."""
    return sopoll(fp.f_data, events)


def soo_stat(kernel: Kernel, p: Proc, fp: File) -> Stat:
    """fstat(2) on a socket: its type, its owner's ids, and little else."""
    so = fp.f_data
    mode = S_IFSOCK | 0o666
    return Stat(0, 0, mode, 0, so.so_cred.cr_uid, so.so_cred.cr_gid, 0, 0, "", 0, 0, 0, 0, 0)


def soo_close(kernel: Kernel, fp: File) -> None:
    """The last descriptor is gone."""
    soclose(kernel, fp.f_data)


SOCKETOPS = Fileops(soo_read, soo_write, soo_ioctl, soo_poll, soo_stat, soo_close)
