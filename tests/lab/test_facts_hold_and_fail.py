"""Every fact, on a machine where it holds and on one for each way it fails: the layer and the sentence."""

from __future__ import annotations

from typing import Any

import pytest

from lab.course.rehearsal import perform
from lab.diagnosis.layers import LAYERS, Fails, Holds
from lab.facts import FACTS, FAMILIES, evaluate
from lab.session import Session

Case = tuple[str, str, dict[str, Any], str]
HOLDS = ""
WWW = {"jail": "www"}
HOST = {"jail": "host"}
MAKE = "jail -c name=www path=/ persist"
VNET = "jail -c name=www path=/ vnet persist"
CABLE = f"{VNET}; ifconfig epair create; ifconfig epair0b vnet www; ifconfig epair0a 10.9.0.1/24; "
CABLED = CABLE + "jexec www ifconfig epair0b 10.9.0.2/24"
GONE = "jail: The jail www does not exist."

# What is done, the fact, its arguments, and "layer: sentence", or nothing where it holds.
CASES: list[Case] = [
    # files
    ("true", "file_exists", {**HOST, "path": "/etc/rc.conf"}, HOLDS),
    ("mkdir /a; ln -s /a /b; touch /a/c", "file_exists", {**HOST, "path": "/b/c"}, HOLDS),
    ("true", "file_exists", {**HOST, "path": "/etc/none"}, "file: There is no /etc/none."),
    ("true", "file_exists", {**HOST, "path": "/x/y/z"}, "file: There is no /x, so there is no /x/y/z."),
    ("true", "file_exists", {**WWW, "path": "/x"}, GONE),
    ("true", "file_absent", {**HOST, "path": "/etc/none"}, HOLDS),
    ("true", "file_absent", {**HOST, "path": "/etc/rc.conf"}, "file: There is a /etc/rc.conf."),
    ("true", "file_absent", {**WWW, "path": "/x"}, GONE),
    ("echo one two > /a", "file_contains", {**HOST, "path": "/a", "pattern": "^one"}, HOLDS),
    ("echo two > /a", "file_contains", {**HOST, "path": "/a", "pattern": "one"},
     "file: The file /a does not say what is asked for."),
    ("> /a", "file_contains", {**HOST, "path": "/a", "pattern": "one"}, "file: The file /a is empty."),
    ("echo two > /a", "file_lacks", {**HOST, "path": "/a", "pattern": "one"}, HOLDS),
    ("echo one two > /a", "file_lacks", {**HOST, "path": "/a", "pattern": "one.*"},
     "file: The file /a still says: one two."),
    ("touch /a; chmod 640 /a", "file_mode", {**HOST, "path": "/a", "mode": "0640"}, HOLDS),
    ("touch /a", "file_mode", {**HOST, "path": "/a", "mode": "0640"}, "file: The mode of /a is 0644, not 0640."),
    ("touch /a; chown 1001:5 /a", "file_owner", {**HOST, "path": "/a", "uid": 1001, "gid": 5}, HOLDS),
    ("touch /a", "file_owner", {**HOST, "path": "/a", "uid": 1, "gid": 0},
     "file: /a belongs to user 0 and group 0, not 1 and 0."),
    ("touch /a; chflags schg /a", "file_flag", {**HOST, "path": "/a", "flag": "schg"}, HOLDS),
    ("touch /a", "file_flag", {**HOST, "path": "/a", "flag": "schg"}, "file: /a does not have the flag schg."),
    ("mount -t tmpfs tmpfs /mnt", "mounted", {"path": "/mnt", "type": "tmpfs"}, HOLDS),
    ("true", "mounted", {"path": "/mnt", "type": "tmpfs"}, "file: Nothing is mounted on /mnt."),
    ("mount -t tmpfs tmpfs /mnt", "mounted", {"path": "/mnt", "type": "nullfs"},
     "file: What is mounted on /mnt is tmpfs, not nullfs."),
    ("mount -t nullfs -o ro /usr /mnt", "mounted_from", {"path": "/mnt", "source": "/usr"}, HOLDS),
    ("mount -t nullfs /usr /mnt", "mounted_from", {"path": "/mnt", "source": "/var"},
     "file: What is mounted on /mnt is /usr, not /var."),
    ("true", "mounted_from", {"path": "/mnt", "source": "/var"}, "file: Nothing is mounted on /mnt."),
    ("mount -t nullfs -o ro /usr /mnt", "mount_option", {"path": "/mnt", "option": "read-only"}, HOLDS),
    ("mount -t nullfs /usr /mnt", "mount_option", {"path": "/mnt", "option": "read-only"},
     "file: /mnt is not mounted read-only."),
    ("true", "mount_option", {"path": "/mnt", "option": "read-only"}, "file: Nothing is mounted on /mnt."),
    ("true", "not_mounted", {"path": "/mnt"}, HOLDS),
    ("mount -t tmpfs tmpfs /mnt", "not_mounted", {"path": "/mnt"}, "file: tmpfs (tmpfs) is mounted on /mnt."),
    # filter
    ("sysctl net.inet.ip.forwarding=1", "forwards", HOST, HOLDS),
    ("true", "forwards", HOST, "forwarding: The stack of the host does not forward packets."),
    ("true", "pf_runs", HOST, "firewall: pf does not run in the stack of the host."),
    ("true", "nat_translates", {**HOST, "address": "10.9.0.2"},
     "firewall: pf does not run in the stack of the host."),
    ("true", "pf_blocks", HOST, "firewall: pf does not run in the stack of the host."),
    ("ifconfig epair create; ifconfig epair0a 10.9.0.1/24; ping -c 1 -t 1 10.9.0.2", "packet_dropped",
     {"pattern": "down"}, HOLDS),
    ("true", "packet_dropped", {"pattern": "x"}, "done: No packet has been dropped for that reason yet."),
    # history
    ("ls /etc", "command_ran", {**HOST, "command": "^ls /etc$"}, HOLDS),
    (f"{MAKE}; jexec www ls; jail -r www", "command_ran", {**WWW, "command": "^ls"}, HOLDS),
    ("true", "command_ran", {**HOST, "command": "^ls"}, "done: The command has not been run on the host yet."),
    ("ls /etc", "command_succeeded", {**HOST, "command": "^ls"}, HOLDS),
    ("ls /none", "command_succeeded", {**HOST, "command": "^ls"},
     "done: ls /none: it was run on the host, but it failed."),
    ("sleep 100 &", "command_succeeded", {**HOST, "command": "^sleep"},
     "done: sleep 100: it was run on the host, but it still runs."),
    ("ls /none", "command_failed", {**HOST, "command": "^ls"}, HOLDS),
    ("ls /etc", "command_failed", {**HOST, "command": "^ls"},
     "done: ls /etc: it was run on the host, but it did not fail."),
    (f"{MAKE}; jexec www mount -t tmpfs tmpfs /mnt", "call_refused", {**WWW, "call": "nmount", "error": "EPERM"},
     HOLDS),
    ("true", "call_refused", {**WWW, "call": "nmount", "error": "EPERM"},
     "done: No nmount(2) in jail www was answered with EPERM yet."),
    ("chroot / true", "call_granted", {**HOST, "call": "chroot"}, HOLDS),
    ("true", "call_granted", {**HOST, "call": "chroot"}, "done: No chroot(2) on the host has been granted yet."),
    ("chroot / true", "was_granted", {**HOST, "privilege": "PRIV_VFS_CHROOT"}, HOLDS),
    ("true", "was_granted", {**HOST, "privilege": "PRIV_VFS_CHROOT"},
     "done: Nobody on the host has been granted PRIV_VFS_CHROOT yet."),
    ("jail -c name=www path=/ ip4.addr=10.0.2.15 persist; jexec www nc -l 70 &", "address_rewritten",
     {**WWW, "call": "bind", "before": "0.0.0.0", "after": "10.0.2.15"}, HOLDS),
    ("true", "address_rewritten", {**WWW, "call": "bind", "before": "0.0.0.0", "after": "10.0.2.15"},
     "done: No bind(2) to 0.0.0.0 in jail www has been turned to 10.0.2.15 yet."),
    ("reboot", "rebooted", {}, HOLDS),
    ("true", "rebooted", {}, "done: The machine has not been booted again yet."),
    # host
    ("true", "host_unchanged", {}, HOLDS),
    ("hostname other", "host_unchanged", {},
     "jail: The host was changed: hostname cellblock at first, hostname other now."),
    # jails
    (MAKE, "jail_exists", WWW, HOLDS),
    ("true", "jail_exists", WWW, GONE),
    ("true", "jail_gone", WWW, HOLDS),
    (MAKE, "jail_gone", WWW, "jail: The jail www is still there."),
    (MAKE, "jail_persists", WWW, HOLDS),
    (f"{MAKE}; jexec www sleep 99 & sleep 1; jail -m name=www nopersist", "jail_persists", WWW,
     "jail: The jail www is not persistent: it goes when its last process ends."),
    (f"{MAKE} host.hostname=a.b", "jail_hostname", {**WWW, "hostname": "a.b"}, HOLDS),
    (MAKE, "jail_hostname", {**WWW, "hostname": "a.b"}, "jail: The host name in jail www is nothing at all, not a.b."),
    (MAKE, "jail_path", {**WWW, "path": "/"}, HOLDS),
    (MAKE, "jail_path", {**WWW, "path": "/usr"}, "jail: The root of jail www is /, not /usr."),
    (VNET, "jail_has_vnet", WWW, HOLDS),
    (MAKE, "jail_has_vnet", WWW, "vnet: The jail www has no network stack of its own: it shares the host's."),
    (MAKE, "jail_lacks_permission", {**WWW, "permission": "raw_sockets"}, HOLDS),
    (f"{MAKE} allow.raw_sockets", "jail_lacks_permission", {**WWW, "permission": "raw_sockets"},
     "jail: The jail www holds allow.raw_sockets, which it does not need."),
    (f"{MAKE} allow.raw_sockets", "jail_has_permission", {**WWW, "permission": "raw_sockets"}, HOLDS),
    (MAKE, "jail_has_permission", {**WWW, "permission": "raw_sockets"},
     "jail: The jail www does not hold allow.raw_sockets."),
    (f"{MAKE} enforce_statfs=1", "jail_parameter", {**WWW, "parameter": "enforce_statfs", "value": "1"}, HOLDS),
    (f"{MAKE} ip4.addr=10.0.2.15", "jail_parameter", {**WWW, "parameter": "ip4.addr", "value": "10.0.2.15"}, HOLDS),
    (VNET, "jail_parameter", {**WWW, "parameter": "vnet", "value": "new"}, HOLDS),
    (MAKE, "jail_parameter", {**WWW, "parameter": "persist", "value": "true"}, HOLDS),
    (MAKE, "jail_parameter", {**WWW, "parameter": "children.max", "value": "2"},
     "jail: The parameter children.max of jail www is 0, not 2."),
    (MAKE, "jail_parameter", {**WWW, "parameter": "wings", "value": "2"},
     "jail: A jail of this machine has no parameter wings."),
    (f"{MAKE} children.max=1; jexec www jail -c name=in path=/ persist", "jail_child_of",
     {"jail": "www.in", "parent": "www"}, HOLDS),
    (MAKE, "jail_child_of", {"jail": "www", "parent": "www"}, "jail: The jail www is not a child of www."),
    (f"{MAKE} ip4.addr=10.0.2.15; jexec www sh -c 'echo x | nc -N -l 10.0.2.15 70' & sleep 1;"
     "nc 10.0.2.15 70 < /dev/null; sleep 1; jail -r www", "jail_dying", WWW, HOLDS),
    (MAKE, "jail_dying", WWW, "jail: The jail www is alive."),
    ("true", "jail_dying", WWW, GONE),
    (f"{MAKE} ip4.addr=10.0.2.15", "jail_may_use_address", {**WWW, "address": "10.0.2.15"}, HOLDS),
    (f"{MAKE} ip4.addr=10.0.2.15", "jail_may_use_address", {**WWW, "address": "10.0.2.16"},
     "address: The jail www may not use 10.0.2.16; its addresses: 10.0.2.15."),
    (MAKE, "jails_running", {"count": 1}, HOLDS),
    (MAKE, "jails_running", {"count": 2}, "jail: 1 jails run, not 2."),
    # links
    ("ifconfig bridge create; ifconfig epair create; ifconfig bridge0 addm epair0a up; ifconfig epair0a up",
     "bridge_member", {**HOST, "bridge": "bridge0", "interface": "epair0a"}, HOLDS),
    ("ifconfig bridge create; ifconfig epair create", "bridge_member",
     {**HOST, "bridge": "bridge0", "interface": "epair0a"}, "bridged: epair0a is not a member of bridge0."),
    ("ifconfig bridge create; ifconfig epair create; ifconfig bridge0 addm epair0a", "bridge_member",
     {**HOST, "bridge": "bridge0", "interface": "epair0a"}, "up: The interface bridge0 on the host is down."),
    ("true", "bridge_member", {**HOST, "bridge": "em0", "interface": "epair0a"}, "interface: em0 is not a bridge."),
    ("ifconfig bridge create", "not_bridge_member", {**HOST, "bridge": "bridge0", "interface": "em0"}, HOLDS),
    ("ifconfig bridge create; ifconfig bridge0 addm em0", "not_bridge_member",
     {**HOST, "bridge": "bridge0", "interface": "em0"}, "bridged: em0 is a member of bridge0."),
    ("ifconfig bridge create; ifconfig epair create; ifconfig bridge0 addm epair0a stp epair0a up;"
     "ifconfig epair0a up; ifconfig epair0b up; sleep 40", "port_state",
     {**HOST, "bridge": "bridge0", "interface": "epair0a", "state": "forwarding"}, HOLDS),
    ("ifconfig bridge create; ifconfig epair create; ifconfig bridge0 addm epair0a up", "port_state",
     {**HOST, "bridge": "bridge0", "interface": "epair0a", "state": "forwarding"},
     "bridged: The port epair0a takes no part in the spanning tree."),
    ("ifconfig vlan create vlan 5 vlandev em0", "vlan_tag", {**HOST, "interface": "vlan0", "tag": 5}, HOLDS),
    ("ifconfig vlan create vlan 6 vlandev em0", "vlan_tag", {**HOST, "interface": "vlan0", "tag": 5},
     "link: vlan0 puts the tag 6 on its frames, not 5."),
    ("ifconfig vlan create", "vlan_tag", {**HOST, "interface": "vlan0", "tag": 5},
     "link: vlan0 rides on no other interface."),
    ("true", "vlan_tag", {**HOST, "interface": "em0", "tag": 5}, "interface: em0 is not a vlan interface."),
    ("true", "mtu", {**HOST, "interface": "em0", "mtu": 1500}, HOLDS),
    ("true", "mtu", {**HOST, "interface": "em0", "mtu": 9000}, "link: The MTU of em0 is 1500, not 9000."),
    ("ifconfig epair create", "macs_distinct", {}, HOLDS),
    ("ifconfig epair create; ifconfig epair0a ether 02:00:00:00:00:01; ifconfig epair0b ether 02:00:00:00:00:01",
     "macs_distinct", {}, "link: epair0a and epair0b have one link-level address."),
    ("ifconfig lo0 inet6 fd00::5/64", "address6", {**HOST, "address": "fd00::5", "plen": 64}, HOLDS),
    ("ifconfig lo0 inet6 fd00::5/48", "address6", {**HOST, "address": "fd00::5", "plen": 64},
     "address: lo0 has fd00::5/48, not /64."),
    ("true", "address6", {**HOST, "address": "fd00::5", "plen": 64}, "address: No interface there has fd00::5."),
    ("ifconfig em0 inet6 2001:db8:0:2::15/64; route -6 add default 2001:db8:0:2::2", "default_route6", HOST, HOLDS),
    ("ifconfig em0 inet6 -ifdisabled accept_rtadv; rtsol em0; sleep 2", "default_route6", HOST,
     "route: The network stack of the host has its IPv6 default route from a router's advertisement only."),
    ("true", "default_route6", HOST, "route: The network stack of the host has no IPv6 default route."),
    ("ifconfig epair create", "link_lossless", {**HOST, "interface": "epair0a"}, HOLDS),
    ("ifconfig epair create; linkctl epair0a loss 20%", "link_lossless", {**HOST, "interface": "epair0a"},
     "link: The cable loses 20 % of what epair0a sends."),
    ("ifconfig epair create; linkctl epair0a delay 30ms", "link_delay", {**HOST, "interface": "epair0a", "ms": 30},
     HOLDS),
    ("ifconfig epair create", "link_delay", {**HOST, "interface": "epair0a", "ms": 30},
     "link: What epair0a sends takes 0 ms, not 30."),
    # network
    (CABLED, "interface_in_vnet", {**WWW, "interface": "epair0b"}, HOLDS),
    (VNET, "interface_in_vnet", {**WWW, "interface": "epair0b"},
     "interface: There is no interface epair0b in the network stack of jail www."),
    (CABLED, "interface_up", {**WWW, "interface": "epair0b"}, HOLDS),
    (CABLE, "interface_up", {**WWW, "interface": "epair0b"}, "up: The interface epair0b in jail www is down."),
    (CABLED, "interface_address", {**WWW, "interface": "epair0b", "address": "10.9.0.2", "plen": 24}, HOLDS),
    (CABLED, "interface_address", {**WWW, "interface": "epair0b", "address": "10.9.0.2", "plen": 25},
     "address: The interface epair0b has 10.9.0.2/24: the mask should be /25."),
    (CABLED, "stacks_linked", {**WWW, "with": "host"}, HOLDS),
    (VNET, "stacks_linked", {**WWW, "with": "host"},
     "interface: No epair has one end in the stack of jail www and the other in that of the host."),
    (CABLED, "stack_address", {**WWW, "address": "10.9.0.2", "plen": 24}, HOLDS),
    (CABLE, "stack_address", {**WWW, "address": "10.9.0.2", "plen": 24},
     "address: No interface in the stack of jail www has 10.9.0.2."),
    (f"{VNET}; jexec www ifconfig lo0 127.0.0.1/8", "loopback_ready", WWW, HOLDS),
    (VNET, "loopback_ready", WWW, "up: The interface lo0 in jail www is down."),
    (f"{CABLED}; ifconfig bridge create; ifconfig bridge0 addm epair0a up", "on_bridge", WWW, HOLDS),
    (CABLED, "on_bridge", WWW, "bridged: No bridge of the host has a member that leads to jail www."),
    (f"{CABLED}; jexec www route add default 10.9.0.1", "route_exists",
     {**WWW, "destination": "192.0.2.1", "gateway": "10.9.0.1"}, HOLDS),
    (CABLED, "route_exists", {**WWW, "destination": "192.0.2.1", "gateway": "10.9.0.1"},
     "route: The network stack of jail www has no route to 192.0.2.1."),
    (CABLED, "reaches", {**WWW, "address": "10.9.0.1"}, HOLDS),
    ("true", "reaches", {**HOST, "address": "192.0.2.80"}, HOLDS),
    ("true", "reaches", {**HOST, "address": "192.0.9.80"},
     "route: Packets from the host to 192.0.9.80 leave the machine by em0."),
    ("route add 192.0.2.0/24 127.0.0.1 -blackhole", "reaches", {**HOST, "address": "192.0.2.80"},
     "route: The route of the host to 192.0.2.80 throws packets away (blackhole or reject)."),
    (f"{CABLED}; jexec www route add default 10.9.0.1", "reaches", {**WWW, "address": "192.0.2.80"},
     "forwarding: The stack of the host does not forward packets."),
    (f"{CABLED}; jexec www route add default 10.9.0.1; sysctl net.inet.ip.forwarding=1", "reaches",
     {**WWW, "address": "192.0.2.80"},
     "nat: Packets leave em0 with the sender 10.9.0.2, which nobody outside can answer."),
    (f"{CABLED}; jexec www ping -c 1 10.9.0.1", "ping_answered", {**WWW, "address": "10.9.0.1"}, HOLDS),
    (CABLED, "ping_answered", {**WWW, "address": "10.9.0.1"},
     "service: The jail www can reach 10.9.0.1, but has not had an answer to a ping yet."),
    # processes
    (f"{MAKE}; jexec www sleep 99 &", "process_in_jail", {**WWW, "command": "sleep"}, HOLDS),
    (MAKE, "process_in_jail", {**WWW, "command": "sleep"}, "process: No process sleep runs in jail www."),
    (MAKE, "process_not_in_jail", {**WWW, "command": "sleep"}, HOLDS),
    (f"{MAKE}; jexec www sleep 99 &", "process_not_in_jail", {**WWW, "command": "sleep"},
     "process: The process * (sleep) runs in jail www."),
    (f"{MAKE} ip4=inherit; jexec www ifconfig em0 down", "was_refused",
     {**WWW, "privilege": "PRIV_NET_SETIFFLAGS"}, HOLDS),
    (MAKE, "was_refused", {**WWW, "privilege": "PRIV_NET_SETIFFLAGS"},
     "process: Nobody in jail www has asked for PRIV_NET_SETIFFLAGS yet."),
    ("su -m alice -c 'sleep 99' &", "process_runs_as", {**HOST, "command": "sleep", "uid": 1001}, HOLDS),
    ("sleep 99 &", "process_runs_as", {**HOST, "command": "sleep", "uid": 1001},
     "user: The process * (sleep) runs as user 0, not 1001."),
    ("true", "process_runs_as", {**HOST, "command": "sleep", "uid": 1001},
     "process: No process sleep runs on the host."),
    ("chroot /usr/.. sleep 99 &", "process_rooted_at", {**HOST, "command": "sleep", "path": "/"}, HOLDS),
    ("sleep 99 &", "process_rooted_at", {**HOST, "command": "sleep", "path": "/usr"},
     "process: The root of process * (sleep) is not /usr."),
    ("true", "process_rooted_at", {**HOST, "command": "sleep", "path": "/usr"},
     "process: No process sleep runs there."),
    ("true", "process_rooted_at", {**HOST, "command": "sleep", "path": "/cage"}, "file: There is no /cage."),
    ("nice -n 10 sleep 99 &", "process_nice", {**HOST, "command": "sleep", "nice": 10}, HOLDS),
    ("sleep 99 &", "process_nice", {**HOST, "command": "sleep", "nice": 10},
     "limit: The nice value of process * is 0, less than 10."),
    ("true", "process_nice", {**HOST, "command": "sleep", "nice": 10}, "process: No process sleep runs there."),
    (MAKE, "jail_empty", WWW, HOLDS),
    (f"{MAKE}; jexec www sleep 99 &", "jail_empty", WWW, "process: The process * (sleep) runs in jail www."),
    # resources
    ("echo kern.racct.enable=1 >> /boot/loader.conf; reboot", "rctl_rule", {"rule": "jail:www:maxproc:deny=5"},
     "limit: There is no rule jail:www:maxproc:deny=5."),
    ("true", "rctl_rule", {"rule": "jail:www:maxproc:deny=5"},
     "setting: Accounting is off: kern.racct.enable is 0, and only the loader can set it."),
    ("true", "no_rctl_rules", WWW, HOLDS),
    (f"{MAKE}; cpuset -l 0 -j www", "cpus", {**WWW, "cpus": "0"}, HOLDS),
    (MAKE, "cpus", {**WWW, "cpus": "0,1"}, "limit: The jail www may run on the CPUs 0, not 0,1."),
    (MAKE, "shm_segment", WWW, "done: Nobody in jail www has made a shared memory segment."),
    (MAKE, "device_visible", {**WWW, "device": "null"}, HOLDS),
    (MAKE, "device_visible", {**WWW, "device": "bpf9"}, "device: The jail www sees no device bpf9 in its /dev."),
    (MAKE, "device_hidden", {**WWW, "device": "bpf9"}, HOLDS),
    (MAKE, "device_hidden", {**WWW, "device": "null"}, "device: The jail www sees the device null in its /dev."),
    # services
    ("nc -l 7000 &", "listens", {**HOST, "proto": "tcp", "port": 7000}, HOLDS),
    ("nc -ul 7000 &", "listens", {**HOST, "proto": "udp", "port": 7000}, HOLDS),
    ("true", "listens", {**HOST, "proto": "tcp", "port": 7000},
     "service: Nobody listens at tcp port 7000 on the host."),
    ("true", "not_listening", {**HOST, "proto": "tcp", "port": 7000}, HOLDS),
    ("nc -l 7000 &", "not_listening", {**HOST, "proto": "tcp", "port": 7000},
     "service: Somebody listens at tcp port 7000 on the host."),
    ("nc -l 10.0.2.15 7000 &", "bound_to", {**HOST, "proto": "tcp", "port": 7000, "address": "10.0.2.15"}, HOLDS),
    ("nc -l 7000 &", "bound_to", {**HOST, "proto": "tcp", "port": 7000, "address": "10.0.2.15"},
     "service: tcp port 7000 on the host is open at every address, not at 10.0.2.15 alone."),
    (f"{CABLED}; nc -l 7000 &", "serves", {**WWW, "proto": "tcp", "port": 7000, "address": "10.9.0.1"}, HOLDS),
    (CABLED, "serves", {**WWW, "proto": "tcp", "port": 7000, "address": "10.9.0.1"},
     "service: Nobody listens at tcp port 7000 of 10.9.0.1."),
    (f"{CABLED}; nc -l 7000 & sleep 1; jexec www nc -z 10.9.0.1 7000", "connected",
     {**WWW, "address": "10.9.0.1", "port": 7000}, HOLDS),
    (CABLED, "connected", {**WWW, "address": "10.9.0.1", "port": 7000},
     "done: No connection in jail www has come to 10.9.0.1 port 7000 yet."),
    ("ping -c 1 10.0.2.3", "pinged", {**HOST, "address": "10.0.2.3"}, HOLDS),
    ("true", "pinged", {**HOST, "address": "10.0.2.3"}, "done: Nobody on the host has pinged 10.0.2.3 yet."),
    ("ping -c 1 -t 1 10.0.2.99", "pinged", {**HOST, "address": "10.0.2.99"},
     "done: The ping of 10.0.2.99 had no answer*"),
    ("route add 192.0.2.0/24 127.0.0.1 -blackhole; ping -c 1 -t 1 192.0.2.9; ping -c 1 -t 1 10.0.2.99", "pinged",
     {**HOST, "address": "192.0.2.9"},  # its own loss, not that of another ping after it
     "done: The ping of 192.0.2.9 had no answer. The route to 192.0.2.9 throws packets away (blackhole or reject)."),
    ("kldload pf; echo 'block all' | pfctl -qef -; ping -c 1 -t 1 10.0.2.3", "pinged", {**HOST, "address": "10.0.2.3"},
     "firewall: The ping of 10.0.2.3 had no answer. pf: block drop all (rule 0)"),
    # settings
    ("sysrc a_enable=YES", "rc_variable", {**HOST, "variable": "a_enable", "value": "YES"}, HOLDS),
    ("sysrc a_enable=NO", "rc_variable", {**HOST, "variable": "a_enable", "value": "YES"},
     "setting: a_enable is NO in /etc/rc.conf, not YES."),
    ("true", "rc_variable", {**HOST, "variable": "a_enable", "value": "YES"},
     "setting: a_enable is not set in /etc/rc.conf."),
    ("sysrc jail_list='www mail'", "rc_variable_has", {**HOST, "variable": "jail_list", "word": "mail"}, HOLDS),
    ("sysrc jail_list='www'", "rc_variable_has", {**HOST, "variable": "jail_list", "word": "mail"},
     "setting: jail_list in /etc/rc.conf does not name mail."),
    ("echo 'kern.racct.enable=1' >> /boot/loader.conf", "loader_variable",
     {"variable": "kern.racct.enable", "value": "1"}, HOLDS),
    ("true", "loader_variable", {"variable": "kern.racct.enable", "value": "1"},
     "setting: /boot/loader.conf does not set kern.racct.enable to 1."),
    ("echo 'www { path=/; }' > /etc/jail.conf", "jail_in_conf", WWW, HOLDS),
    ("echo 'www { path=/; }' > /etc/jail.conf.d/www.conf", "jail_in_conf", WWW, HOLDS),
    ("echo '# www { path=/; }' > /etc/jail.conf", "jail_in_conf", WWW,
     "setting: Neither /etc/jail.conf nor a file of /etc/jail.conf.d defines a jail www."),
    ("sysctl net.inet.ip.forwarding=1", "sysctl_value", {**HOST, "variable": "net.inet.ip.forwarding", "value": "1"},
     HOLDS),
    ("true", "sysctl_value", {**HOST, "variable": "net.inet.ip.forwarding", "value": "1"},
     "setting: net.inet.ip.forwarding is 0, not 1."),
    (f"{MAKE} vnet; jexec www sysctl net.inet.ip.forwarding=1", "sysctl_value",
     {**WWW, "variable": "net.inet.ip.forwarding", "value": "0"},
     "setting: net.inet.ip.forwarding in jail www is 1, not 0."),
    ("true", "sysctl_value", {**HOST, "variable": "kern.nothing", "value": "1"},
     "setting: This machine has no variable kern.nothing."),
    (f"{MAKE} securelevel=2", "securelevel_at_least", {**WWW, "level": 2}, HOLDS),
    (MAKE, "securelevel_at_least", {**WWW, "level": 2}, "setting: The securelevel in jail www is -1, lower than 2."),
    (MAKE, "securelevel_at_most", {**WWW, "level": 1}, HOLDS),
    (f"{MAKE} securelevel=2", "securelevel_at_most", {**WWW, "level": 1},
     "setting: The securelevel in jail www is 2, higher than 1."),
    ("echo '10.0.0.1 web' >> /etc/hosts", "name_resolves", {**HOST, "name": "web"}, HOLDS),
    ("echo 'nameserver 10.0.2.3' > /etc/resolv.conf", "name_resolves", {**HOST, "name": "www.example.org"}, HOLDS),
    ("echo 'nameserver 10.0.2.20' > /etc/resolv.conf", "name_resolves", {**HOST, "name": "www.example.org"},
     "name: The name server 10.0.2.20, named in /etc/resolv.conf, does not answer."),
    ("> /etc/resolv.conf", "name_resolves", {**HOST, "name": "web"},
     "name: /etc/resolv.conf names no name server, and /etc/hosts not web."),
    ("echo cell: hello >> /var/log/messages", "logged",
     {**HOST, "path": "/var/log/messages", "pattern": "cell.*hello"}, HOLDS),
    ("true", "logged", {**HOST, "path": "/var/log/messages", "pattern": "hello"},
     "done: No such line stands in /var/log/messages yet."),
    # users
    ("true", "user_exists", {**HOST, "user": "alice"}, HOLDS),
    ("true", "user_exists", {**HOST, "user": "bob"}, "user: There is no user bob."),
    ("true", "user_has_uid", {**HOST, "user": "alice", "uid": 1001}, HOLDS),
    ("true", "user_has_uid", {**HOST, "user": "alice", "uid": 1002},
     "user: The user alice is number 1001, not 1002."),
    ("pw groupmod wheel -m alice", "user_in_group", {**HOST, "user": "alice", "group": "wheel"}, HOLDS),
    ("true", "user_in_group", {**HOST, "user": "alice", "group": "operator"}, "user: alice is not in group operator."),
    ("true", "user_in_group", {**HOST, "user": "alice", "group": "none"}, "user: There is no group none."),
]  # fmt: skip
IDS = [f"{fact}-{answer or 'holds'}"[:70] for _, fact, _, answer in CASES]


def _ask(commands: str, fact: str, arguments: dict[str, Any]) -> str:
    session = Session(None, 3, engine="test")
    perform(session, commands)
    session.wait(0, 1_000_000)
    before = session.machine.digest()
    answer = evaluate(session.observer.context, fact, arguments)
    assert session.machine.digest() == before, "asking changed the machine"
    if isinstance(answer, Fails):
        assert answer.layer in LAYERS
        return f"{answer.layer}: {answer.sentence}"
    assert answer == Holds()
    return HOLDS


@pytest.mark.parametrize(("commands", "fact", "arguments", "answer"), CASES, ids=IDS)
def test_a_fact_says_what_is(commands: str, fact: str, arguments: dict[str, Any], answer: str) -> None:
    said = _ask(commands, fact, arguments)
    before, star, after = answer.partition("*")
    if star:
        assert said.startswith(before)
        assert said.endswith(after)
    else:
        assert said == answer


def test_rules_and_segments_are_seen() -> None:
    """What takes a reboot, or a program of the machine's own, before it can hold."""
    session = Session(None, 3, engine="test")
    perform(session, "echo kern.racct.enable=1 >> /boot/loader.conf; reboot")
    session.wait(0, 60_000_000)
    perform(session, "rctl -a jail:www:maxproc:deny=5")
    context = session.observer.context
    assert evaluate(context, "rctl_rule", {"rule": "jail:www:maxproc:deny=5"}) == Holds()
    near = evaluate(context, "rctl_rule", {"rule": "jail:www:maxproc:deny=9"})
    assert isinstance(near, Fails)
    assert near.sentence == "There is no rule jail:www:maxproc:deny=9; there is jail:www:maxproc:deny=5."
    bound = evaluate(context, "no_rctl_rules", {"jail": "www"})
    assert isinstance(bound, Fails)
    assert bound.sentence == "A rule binds the jail www: jail:www:maxproc:deny=5."


@pytest.mark.parametrize("fact", list(FACTS))
def test_every_fact_is_shown_to_fail(fact: str) -> None:
    assert fact == "no_rctl_rules" or any(name == fact and answer for _, name, _, answer in CASES)


def test_the_families_name_their_facts() -> None:
    from importlib import import_module

    for family, names in FAMILIES.items():
        module = import_module(f"lab.facts.{family}")
        assert sorted(fact.name for fact in module.FACTS) == sorted(names.split()), family
