"""The programs of the machine: name -> where its ``main`` is. A binary's header names one of these.

A module is imported when its program first runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from simbsd.sys.kernel import Main

PROGRAMS: dict[str, str] = {
    "arp": "simbsd.usr_sbin.arp:main",
    "atf-check": "simbsd.usr_libexec.atf_check:main",
    "awk": "simbsd.usr_bin.awk.main:main",
    "basename": "simbsd.usr_bin.basename:main",
    "cat": "simbsd.bin.cat:main",
    "chflags": "simbsd.bin.chflags:main",
    "chmod": "simbsd.bin.chmod:main",
    "chown": "simbsd.usr_sbin.chown:main",
    "chroot": "simbsd.usr_sbin.chroot:main",
    "cmp": "simbsd.usr_bin.cmp:main",
    "cpuset": "simbsd.bin.cpuset:main",
    "container": "simbsd.usr_local_sbin.container:main",
    "cp": "simbsd.bin.cp:main",
    "cut": "simbsd.usr_bin.cut:main",
    "daemon": "simbsd.usr_sbin.daemon:main",
    "date": "simbsd.bin.date:main",
    "dd": "simbsd.bin.dd:main",
    "devfs": "simbsd.sbin.devfs:main",
    "df": "simbsd.bin.df:main",
    "dhclient": "simbsd.sbin.dhclient.main:main",
    "dirname": "simbsd.usr_bin.dirname:main",
    "dmesg": "simbsd.sbin.dmesg:main",
    "drill": "simbsd.usr_bin.drill:main",
    "du": "simbsd.usr_bin.du:main",
    "echo": "simbsd.bin.echo:main",
    "env": "simbsd.usr_bin.env:main",
    "escape": "simbsd.usr_local_bin.escape:main",
    "expr": "simbsd.bin.expr:main",
    "false": "simbsd.usr_bin.false:main",
    "fetch": "simbsd.usr_bin.fetch:main",
    "find": "simbsd.usr_bin.find.main:main",
    "getaddrinfo": "simbsd.usr_bin.getaddrinfo:main",
    "grep": "simbsd.usr_bin.grep:main",
    "head": "simbsd.usr_bin.head:main",
    "host": "simbsd.usr_bin.host:main",
    "hostname": "simbsd.bin.hostname:main",
    "httpd-lite": "simbsd.usr_local_sbin.httpd_lite.main:main",
    "id": "simbsd.usr_bin.id:main",
    "ifconfig": "simbsd.sbin.ifconfig.main:main",
    "init": "simbsd.sbin.init:main",
    "install": "simbsd.usr_bin.install:main",
    "ifmcstat": "simbsd.usr_sbin.ifmcstat:main",
    "ipcrm": "simbsd.usr_bin.ipcrm:main",
    "ipcs": "simbsd.usr_bin.ipcs:main",
    "jail": "simbsd.usr_sbin.jail.main:main",
    "jail_4": "simbsd.usr_sbin.jail_4:main",
    "jexec": "simbsd.usr_sbin.jexec:main",
    "jls": "simbsd.usr_sbin.jls:main",
    "kenv": "simbsd.bin.kenv:main",
    "kill": "simbsd.bin.kill:main",
    "killall": "simbsd.usr_bin.killall:main",
    "kldload": "simbsd.sbin.kldload:main",
    "kldstat": "simbsd.sbin.kldstat:main",
    "kldunload": "simbsd.sbin.kldunload:main",
    "ld-elf.so.1": "simbsd.lib.rtld:main",
    "ldd": "simbsd.usr_bin.ldd:main",
    "linkctl": "simbsd.usr_local_sbin.linkctl:main",
    "ln": "simbsd.bin.ln:main",
    "logger": "simbsd.usr_bin.logger:main",
    "login": "simbsd.usr_bin.login:main",
    "logname": "simbsd.usr_bin.logname:main",
    "ls": "simbsd.bin.ls.main:main",
    "md5": "simbsd.sbin.md5:main",
    "apropos": "simbsd.usr_bin.mandoc.whatis:main",
    "less": "simbsd.usr_bin.less.main:main",
    "man": "simbsd.usr_bin.man:main",
    "mandoc": "simbsd.usr_bin.mandoc.main:main",
    "mkdir": "simbsd.bin.mkdir:main",
    "mkfifo": "simbsd.usr_bin.mkfifo:main",
    "mknod": "simbsd.sbin.mknod:main",
    "mktemp": "simbsd.usr_bin.mktemp:main",
    "mount": "simbsd.sbin.mount.main:main",
    "mount_nullfs": "simbsd.sbin.mount_nullfs:main",
    "mv": "simbsd.bin.mv:main",
    "nc": "simbsd.usr_bin.nc.main:main",
    "ndp": "simbsd.usr_sbin.ndp:main",
    "netstat": "simbsd.usr_bin.netstat.main:main",
    "nice": "simbsd.usr_bin.nice:main",
    "nohup": "simbsd.usr_bin.nohup:main",
    "nologin": "simbsd.usr_sbin.nologin:main",
    "passwd": "simbsd.usr_bin.passwd:main",
    "pfctl": "simbsd.sbin.pfctl.main:main",
    "ping": "simbsd.sbin.ping.main:main",
    "pkill": "simbsd.usr_bin.pgrep:main",
    "printenv": "simbsd.usr_bin.printenv:main",
    "printf": "simbsd.usr_bin.printf:main",
    "procstat": "simbsd.usr_bin.procstat:main",
    "ps": "simbsd.bin.ps.main:main",
    "pw": "simbsd.usr_sbin.pw.main:main",
    "pwait": "simbsd.bin.pwait:main",
    "pwd": "simbsd.bin.pwd:main",
    "rctl": "simbsd.usr_bin.rctl:main",
    "rcorder": "simbsd.sbin.rcorder:main",
    "realpath": "simbsd.bin.realpath:main",
    "reboot": "simbsd.sbin.reboot:main",
    "renice": "simbsd.usr_bin.renice:main",
    "rm": "simbsd.bin.rm:main",
    "rmdir": "simbsd.bin.rmdir:main",
    "route": "simbsd.sbin.route.main:main",
    "rtprio": "simbsd.usr_sbin.rtprio:main",
    "sed": "simbsd.usr_bin.sed.main:main",
    "seq": "simbsd.usr_bin.seq:main",
    "setfib": "simbsd.usr_sbin.setfib:main",
    "shutdown": "simbsd.sbin.shutdown:main",
    "sh": "simbsd.sh.main:main",
    "sleep": "simbsd.bin.sleep:main",
    "sockstat": "simbsd.usr_bin.sockstat:main",
    "sort": "simbsd.usr_bin.sort.main:main",
    "ssh": "simbsd.usr_bin.ssh.main:main",
    "ssh-keygen": "simbsd.usr_bin.ssh_keygen:main",
    "sshd": "simbsd.usr_sbin.sshd.main:main",
    "stat": "simbsd.usr_bin.stat:main",
    "stty": "simbsd.bin.stty:main",
    "su": "simbsd.usr_bin.su:main",
    "sync": "simbsd.bin.sync:main",
    "sysctl": "simbsd.sbin.sysctl:main",
    "sysrc": "simbsd.usr_sbin.sysrc.main:main",
    "syslogd": "simbsd.usr_sbin.syslogd.main:main",
    "tail": "simbsd.usr_bin.tail:main",
    "tar": "simbsd.usr_bin.tar.main:main",
    "tcpdump": "simbsd.usr_sbin.tcpdump.main:main",
    "tee": "simbsd.usr_bin.tee:main",
    "test": "simbsd.bin.test:main",
    "time": "simbsd.usr_bin.time:main",
    "touch": "simbsd.usr_bin.touch:main",
    "tr": "simbsd.usr_bin.tr:main",
    "traceroute": "simbsd.usr_sbin.traceroute:main",
    "traceroute6": "simbsd.usr_sbin.traceroute6:main",
    "true": "simbsd.usr_bin.true:main",
    "truncate": "simbsd.usr_bin.truncate:main",
    "tty": "simbsd.usr_bin.tty:main",
    "umount": "simbsd.sbin.umount:main",
    "uname": "simbsd.usr_bin.uname:main",
    "uniq": "simbsd.usr_bin.uniq:main",
    "vimage": "simbsd.usr_sbin.vimage:main",
    "w": "simbsd.usr_bin.w:main",
    "wc": "simbsd.usr_bin.wc:main",
    "which": "simbsd.usr_bin.which:main",
    "xargs": "simbsd.usr_bin.xargs:main",
    "yes": "simbsd.usr_bin.yes:main",
}


class Programs(Mapping[str, Main]):
    """The table as the kernel sees it: name -> main."""

    digest_name = "programs"

    def __getitem__(self, name: str) -> Main:
        module, _, function = PROGRAMS[name].partition(":")
        main: Main = getattr(import_module(module), function)
        return main

    def __iter__(self) -> Iterator[str]:
        return iter(PROGRAMS)

    def __len__(self) -> int:
        return len(PROGRAMS)

    def load(self) -> None:
        """Import every program now, so that none waits at its first run."""
        for name in PROGRAMS:
            self[name]
