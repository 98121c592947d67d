"""Text files of the base image: what stands in /etc and in root's home when the machine first boots.

Models the files of FreeBSD's etc/ and lib/libc/net in form; the wording and the choice of entries are our own.
"""

from __future__ import annotations

HOST_NAME = "cellblock"

_ACCOUNTS = (
    # name, uid, gid, full name, home, shell
    ("root", 0, 0, "Charlie &", "/root", "/bin/sh"),
    ("toor", 0, 0, "Bourne-again Superuser", "/root", ""),
    ("daemon", 1, 1, "Owner of many system processes", "/root", "/usr/sbin/nologin"),
    ("operator", 2, 5, "System &", "/", "/usr/sbin/nologin"),
    ("bin", 3, 7, "Binaries Commands and Source", "/", "/usr/sbin/nologin"),
    ("tty", 4, 65533, "Tty Sandbox", "/", "/usr/sbin/nologin"),
    ("kmem", 5, 65533, "KMem Sandbox", "/", "/usr/sbin/nologin"),
    ("games", 7, 13, "Games pseudo-user", "/", "/usr/sbin/nologin"),
    ("sshd", 22, 22, "Secure Shell Daemon", "/var/empty", "/usr/sbin/nologin"),
    ("bind", 53, 53, "Bind Sandbox", "/", "/usr/sbin/nologin"),
    ("www", 80, 80, "World Wide Web Owner", "/nonexistent", "/usr/sbin/nologin"),
    ("tests", 977, 977, "Unprivileged user for tests", "/nonexistent", "/usr/sbin/nologin"),
    ("nobody", 65534, 65534, "Unprivileged user", "/nonexistent", "/usr/sbin/nologin"),
)
ALICE = ("alice", 1001, 1001, "Alice", "/home/alice", "/bin/sh")

_GROUPS = (
    ("wheel", 0, "root"), ("daemon", 1, ""), ("kmem", 2, ""), ("sys", 3, ""), ("tty", 4, ""), ("operator", 5, "root"),
    ("bin", 7, ""), ("news", 8, ""), ("man", 9, ""), ("games", 13, ""), ("staff", 20, ""), ("sshd", 22, ""),
    ("guest", 31, ""), ("bind", 53, ""), ("www", 80, ""), ("tests", 977, ""),
    ("nogroup", 65533, ""), ("nobody", 65534, ""),
)  # fmt: skip


def _passwd(accounts: tuple[tuple[str, int, int, str, str, str], ...]) -> str:
    return "".join(f"{n}:*:{u}:{g}:{full}:{home}:{shell}\n" for n, u, g, full, home, shell in accounts)


def _master(accounts: tuple[tuple[str, int, int, str, str, str], ...]) -> str:
    """master.passwd(5): root and ordinary users have no password, all others none that would match."""
    lines = []
    for name, uid, gid, full, home, shell in accounts:
        password = "" if name == "root" or 1000 < uid < 60000 else "*"
        lines.append(f"{name}:{password}:{uid}:{gid}::0:0:{full}:{home}:{shell}\n")
    return "".join(lines)


def _group(*more: tuple[str, int, str]) -> str:
    return "".join(f"{name}:*:{gid}:{members}\n" for name, gid, members in (*_GROUPS, *more))


_TTYS = "console\tnone\t\t\t\tunknown\toff secure\n" + "".join(
    f'ttyv{n:x}\t"/usr/libexec/getty Pc"\t\txterm\tonifexists secure\n' for n in range(8)
)

_PROTOCOLS = """\
#
# Internet protocols: name, number, aliases.
#
ip\t0\tIP
icmp\t1\tICMP
igmp\t2\tIGMP
ipencap\t4\tIP-ENCAP
tcp\t6\tTCP
udp\t17\tUDP
ipv6\t41\tIPV6
gre\t47\tGRE
esp\t50\tESP
ah\t51\tAH
ipv6-icmp\t58\tIPV6-ICMP icmp6
carp\t112\tCARP vrrp
pfsync\t240\tPFSYNC
"""

_PTYS = tuple(f"{kind}{letter}" for kind in ("pty", "tty") for letter in "pqrsPQRSlmnoLMNO")
_DEVFS_RULES = """\
# Rulesets that devfs(8) loads at boot: "[name=number]" begins one, each following line is a rule.

[devfsrules_hide_all=1]
add hide

[devfsrules_unhide_basic=2]
add path null unhide
add path zero unhide
add path crypto unhide
add path random unhide
add path urandom unhide

[devfsrules_unhide_login=3]
@PTYS@
add path ptmx unhide
add path pts unhide
add path 'pts/*' unhide
add path fd unhide
add path 'fd/*' unhide
add path stdin unhide
add path stdout unhide
add path stderr unhide

[devfsrules_jail=4]
add include $devfsrules_hide_all
add include $devfsrules_unhide_basic
add include $devfsrules_unhide_login
add path fuse unhide
add path zfs unhide

[devfsrules_jail_vnet=5]
add include $devfsrules_hide_all
add include $devfsrules_unhide_basic
add include $devfsrules_unhide_login
add include $devfsrules_jail
add path pf unhide
""".replace("@PTYS@\n", "".join(f"add path '{name}*' unhide\n" for name in _PTYS))

MOTD = "\nWelcome to FreeBSD!\n\nThis machine is simulated: break it, and boot it again.\n"

_DOT_PROFILE = """\
# What a login shell reads first.
export PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:~/bin
export ENV=$HOME/.shrc
"""

_DOT_SHRC = """\
# What every interactive shell reads ($ENV).
set -o emacs
alias h='fc -l'
alias j=jobs
alias m="$PAGER"
alias ll='ls -laFo'
alias l='ls -l'
"""

# path -> text, in every copy of the base system; @UNAME@ stands for the release, @BUILT@ for the
# day its kernel was made.

# The loader reads it at every boot, so it is here and not in simbsd/rootfs.
LOADER_CONF = """# What the loader assumes until /boot/loader.conf says otherwise. Do not change this file.
kernel="kernel"
bootfile="kernel"
kernel_options=""
loader_conf_files="/boot/device.hints /boot/loader.conf /boot/loader.conf.local"
loader_conf_dirs="/boot/loader.conf.d"
nextboot_conf="/boot/nextboot.conf"
verbose_loading="NO"
hostuuid_load="YES"
hostuuid_name="/etc/hostid"
hostuuid_type="hostuuid"
entropy_cache_load="YES"
entropy_cache_name="/boot/entropy"
entropy_cache_type="boot_entropy_cache"
module_path="/boot/modules;/boot/dtb;/boot/dtb/overlays"
module_blacklist="drm drm2 radeonkms i915kms amdgpu"
"""
# The logs of newsyslog.conf with flag C, made before syslogd first runs: path -> mode.
LOGS: dict[str, int] = {
    "/var/log/messages": 0o644, "/var/log/auth.log": 0o600, "/var/log/cron": 0o600, "/var/log/daemon.log": 0o644,
    "/var/log/debug.log": 0o600, "/var/log/maillog": 0o640, "/var/log/security": 0o600,
}  # fmt: skip

TEXTS: dict[str, str] = {
    "/boot/defaults/loader.conf": LOADER_CONF,
    **dict.fromkeys(LOGS, ""),
    "/COPYRIGHT": "FreeBSD is a registered trademark of the FreeBSD Foundation.\n\n"
    "This machine is a simulation of it, for learning:\nits programs were written anew.\n",
    "/etc/passwd": _passwd(_ACCOUNTS),
    "/etc/master.passwd": _master(_ACCOUNTS),
    "/etc/group": _group(),
    "/etc/hosts": "::1\t\t\tlocalhost localhost.my.domain\n127.0.0.1\t\tlocalhost localhost.my.domain\n",
    "/etc/host.conf": "# Made from /etc/nsswitch.conf\nhosts\ndns\n",
    "/etc/nsswitch.conf": "group: files\nhosts: files dns\nnetworks: files\npasswd: files\n"
    "shells: files\nservices: files\nprotocols: files\n",
    "/etc/shells": "# Shells that a user may choose.\n/bin/sh\n/bin/csh\n/bin/tcsh\n",
    "/etc/protocols": _PROTOCOLS,
    "/etc/networks": "loopback\t127\tloopback-net\n",
    "/etc/ttys": _TTYS,
    "/etc/profile": "# Read by every login shell, before the user's own .profile.\n",
    "/etc/motd.template": MOTD,
    "/etc/crontab": "SHELL=/bin/sh\nPATH=/etc:/bin:/sbin:/usr/bin:/usr/sbin\n",
    "/etc/defaults/devfs.rules": _DEVFS_RULES,
    "/root/.profile": _DOT_PROFILE,
    "/root/.shrc": _DOT_SHRC,
    "/usr/share/skel/dot.profile": _DOT_PROFILE,
    "/usr/share/skel/dot.shrc": _DOT_SHRC,
    "/var/run/motd": "FreeBSD @UNAME@ (GENERIC) #0: @BUILT@\n" + MOTD,
}

# path -> text, on the host only: what its installation added.
HOST_TEXTS: dict[str, str] = {
    "/etc/passwd": _passwd((*_ACCOUNTS, ALICE)),
    "/etc/master.passwd": _master((*_ACCOUNTS, ALICE)),
    "/etc/group": _group(("alice", 1001, "")),
    "/etc/rc.conf": f'hostname="{HOST_NAME}"\nifconfig_em0="inet 10.0.2.15/24"\ndefaultrouter="10.0.2.2"\n'
    'sshd_enable="NO"\nsyslogd_enable="NO"\n',
    "/etc/fstab": "# Device\tMountpoint\tFStype\tOptions\tDump\tPass#\n/dev/ada0p2\t/\t\tufs\trw\t1\t1\n",
    "/etc/resolv.conf": "nameserver 10.0.2.3\n",
    "/boot/loader.conf": "",
    "/home/alice/.profile": _DOT_PROFILE,
    "/home/alice/.shrc": _DOT_SHRC,
}

# Modes that differ from 0644.
TEXT_MODES: dict[str, int] = {"/etc/master.passwd": 0o600, "/bin/freebsd-version": 0o555, **LOGS}
