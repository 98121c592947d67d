"""mac(3): labels of mandatory access control, which no policy of this machine gives.

Models lib/libc/posix1e/mac.c (mac_prepare_type) and, with no policy loaded, mac_get(3): every element of mac.conf(5)
may be missing, so that a label is empty text.
"""

from __future__ import annotations

from simbsd.lib.stdio import decode, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_RDONLY

MAC_CONF = "/etc/mac.conf"
CONF_MAX = 65536


async def mac_prepare(kind: str) -> str:
    """The label of a ``process``, ``file`` and so on. Errors: ENOENT where mac.conf names no default for it."""
    try:
        fd = await open(MAC_CONF, O_RDONLY)
    except Errno:
        raise Errno(ENOENT, f"{MAC_CONF} cannot be read.", "mac.c: mac_prepare_type") from None
    lines = decode(await read_all(fd, CONF_MAX)).splitlines()
    await close(fd)
    if not any(line.split()[:2] == ["default_labels", kind] for line in lines):
        raise Errno(ENOENT, f"{MAC_CONF} has no default_labels for {kind}.", "mac.c: mac_prepare_type")
    return ""
