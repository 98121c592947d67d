"""The rc(8) system of the base image: every file of it, path -> text, and the modes.

Models libexec/rc, whose text is not copied: these scripts are our own, with FreeBSD's names, variables and words.
"""

from __future__ import annotations

from simbsd.image_rc_conf import DEFAULTS_RC_CONF, LOADER_CONF, RC, RC_SHUTDOWN, SERVICE
from simbsd.image_rc_d import SYSTEM
from simbsd.image_rc_daemons import DAEMONS
from simbsd.image_rc_jail import JAIL
from simbsd.image_rc_late import LATE
from simbsd.image_rc_net import NETWORK
from simbsd.image_rc_network import NETWORK_SUBR
from simbsd.image_rc_subr import RC_SUBR

_ALL = {**SYSTEM, **LATE, **NETWORK, **DAEMONS, **JAIL}
_SCRIPTS = {f"/etc/rc.d/{name}": text for name, text in sorted(_ALL.items())}
RC_TEXTS: dict[str, str] = {
    "/boot/defaults/loader.conf": LOADER_CONF,
    "/etc/defaults/rc.conf": DEFAULTS_RC_CONF,
    "/etc/network.subr": NETWORK_SUBR,
    "/etc/rc": RC,
    "/etc/rc.shutdown": RC_SHUTDOWN,
    "/etc/rc.subr": RC_SUBR,
    "/usr/sbin/service": SERVICE,
    **_SCRIPTS,
}
RC_MODES: dict[str, int] = {**dict.fromkeys(_SCRIPTS, 0o555), "/usr/sbin/service": 0o555}
