"""Facts 2.7: what root in a plain jail is refused, to the byte; the rows that other tests have are not repeated.

The others are in tests/simbsd/jail/test_what_a_jail_is_denied.py and netprogs/test_network_tools_and_jails.py.
devfs calls itself by its command (sbin/devfs/rule.c).
"""

from __future__ import annotations

import pytest

JAIL = "mkdir /mnt/x; jail -c name=p ip4.addr=10.0.2.15 persist; jail -c name=q persist\n"
CASES = [
    ("jexec q ping 10.0.0.1", "ping: ssend socket: Protocol not supported\n", 71),
    ("jexec p mount -t tmpfs tmpfs /mnt", "mount: tmpfs: Operation not permitted\n", 1),
    ("jexec p mount -t nullfs /etc /mnt", "mount_nullfs: /mnt: Operation not permitted\n", 1),
    (
        "mount -t tmpfs tmpfs /mnt; jail -c name=r path=/ persist; jexec r umount /mnt",
        "umount: unmount of [restricted] failed: Operation not permitted\n",
        1,
    ),
    (
        "mount -t tmpfs tmpfs /mnt; jail -c name=r path=/ enforce_statfs=1 persist; jexec r umount /mnt",
        "umount: unmount of /mnt failed: Operation not permitted\n",
        1,
    ),
    ("jexec p umount /etc", "umount: /etc: not a file system root directory\n", 1),
    ("umount /etc", "umount: /etc: not a file system root directory\n", 1),
    ("umount /nope", "umount: /nope: statfs: No such file or directory\numount: /nope: unknown file system\n", 1),
    (
        "jexec p umount /nope",
        "umount: /nope: statfs: No such file or directory\numount: /nope: unknown file system\n",
        1,
    ),
    ("jexec p mknod /root/n c 1 3", "mknod: /root/n: Operation not permitted\n", 1),
    ("jexec p kldload pf", "kldload: can't load pf: Operation not permitted\n", 1),
    ("jexec p kill 1", "kill: 1: No such process\n", 1),
    ("touch /root/f; jexec p chflags schg /root/f", "chflags: /root/f: Operation not permitted\n", 1),
    ("jexec p jail -c name=x persist", "jail: jail_set: Operation not permitted\n", 1),
    ("jexec p devfs rule show", "devfs rule: ioctl DEVFSIO_RGETNEXT: Operation not permitted\n", 1),
    ("jexec p nc -l 10.9.9.9 80", "nc: Can't assign requested address\n", 1),
    ("jexec q netstat -rn", "Routing tables\n", 0),
    ("jexec q ifconfig em0 10.9.9.9/24", "ifconfig: socket(family 2,SOCK_DGRAM): Protocol not supported\n", 1),
    (
        "jail -c name=r ip4.addr=127.0.0.1 persist; jexec r ifconfig em0 10.9.9.9/24",
        "ifconfig: ioctl (SIOCAIFADDR): Operation not permitted\n",
        1,
    ),
    ("jexec p route get 8.8.8.8", "route: route has not been found: No error: 0\n", 0),
    ("jexec p ping 10.0.0.1", "ping: ssend socket: Operation not permitted\n", 71),
    ("jexec p traceroute 10.0.0.1", "traceroute: icmp socket: Operation not permitted\n", 1),
    ("jexec p ifconfig em0 alias 10.9.9.9/32", "ifconfig: ioctl (SIOCAIFADDR): Operation not permitted\n", 1),
    ("jexec p ifconfig em0 10.9.9.9/24", "ifconfig: ioctl (SIOCDIFADDR): Operation not permitted\n", 1),
    ("jexec p ifconfig em0 down", "ifconfig: down: permission denied\n", 1),
    ("jexec p ifconfig em0 up", "ifconfig: up: permission denied\n", 1),
    ("jexec p ifconfig em0 mtu 1400", "ifconfig: ioctl SIOCSIFMTU (set mtu): Operation not permitted\n", 1),
    ("jexec p ifconfig epair create", "ifconfig: SIOCIFCREATE2 (epair): Operation not permitted\n", 1),
    ("jexec p ifconfig em0 name x", "ifconfig: ioctl SIOCSIFNAME (set name): Operation not permitted\n", 1),
    (
        "jexec p route add default 10.0.0.1",
        "add net default: gateway 10.0.0.1 fib 0: Operation not permitted\n",
        1,
    ),
    (
        "jexec p sysctl kern.maxprocperuid=1",
        "kern.maxprocperuid: 1800\nsysctl: kern.maxprocperuid=1: Operation not permitted\n",
        1,
    ),
    ("jexec p sysctl kern.ostype=x", "sysctl: oid 'kern.ostype' is read only\n", 1),
    (
        "jexec p sysctl kern.maxproc=3",
        "sysctl: oid 'kern.maxproc' is a read only tunable\n"
        "sysctl: Tunable values are set in /boot/loader.conf\n",
        1,
    ),
    (
        "jail -c name=r allow.noset_hostname persist; jexec r hostname x",
        "hostname: sethostname: Operation not permitted\n",
        1,
    ),
    ("jexec p date 202401010000", "date: settimeofday (timeval): Operation not permitted\n", 1),
    ("jexec p dmesg", "dmesg: sysctl kern.msgbuf: Operation not permitted\n", 1),
    ("jexec p reboot", "reboot: SIGTSTP init: No such process\n", 1),
    ("jexec p halt", "halt: SIGTSTP init: No such process\n", 1),
    (
        "jexec p rctl",
        "rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable\n",
        1,
    ),
    ("jexec p netstat -rn",
     "Routing tables\n\nInternet:\nDestination        Gateway            Flags     Netif Expire\n"
     "10.0.2.15          link#2             UHS         lo0\n", 0),
    ("jexec p route get 10.0.2.15",
     "   route to: 10.0.2.15\ndestination: 10.0.2.15\n        fib: 0\n  interface: lo0\n"
     "      flags: <UP,HOST,DONE,STATIC,PINNED>\n"
     " recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire\n"
     "       0         0         0         0     16384         1         0 \n", 0),
    ("jexec p devfs ruleset 5", "devfs ruleset: ioctl DEVFSIO_SUSE: Operation not permitted\n", 1),
    ("jexec p arp -d 10.0.2.2", "arp: delete: cannot locate 10.0.2.2\n", 0),
    ("jexec p arp -s 10.0.2.77 0:0:5e:0:53:1", "arp: delete: cannot locate 10.0.2.77\n", 0),
    ("jexec p arp -s 10.0.2.15 0:0:5e:0:53:1", "arp: set 10.0.2.15: Operation not permitted\n", 1),
    ("jexec p arp -an", "", 0),
    (
        "jail -c name=r ip6=inherit persist; jexec r ping -6 -c1 ::1",
        "ping: socket ssend: Operation not permitted\n",
        1,
    ),
    (
        "ifconfig bridge0 create; jexec p ifconfig bridge0 destroy",
        "ifconfig: SIOCIFDESTROY: Operation not permitted\n",
        1,
    ),
    (  # no interface is one that could be bound to (tcpdump.c; pcap-bpf.c: check_bpf_bindable)
        "jail -c name=r path=/ mount.devfs persist; jexec r tcpdump -c1",
        "tcpdump: no interfaces available for capture\n",
        1,
    ),
    (
        "jail -c name=r path=/ mount.devfs persist; jexec r tcpdump -i em0 -c1",
        "tcpdump: (there are no BPF devices)\n",
        1,
    ),
]


@pytest.mark.parametrize(("command", "output", "status"), CASES, ids=[case[0] for case in CASES])
def test_refused(sh, command: str, output: str, status: int) -> None:
    assert sh(JAIL + command) == (output, status)
