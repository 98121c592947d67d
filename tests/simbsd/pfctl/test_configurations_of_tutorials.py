"""Configurations as tutorials have them, typed in and working: a jail manager's with tables and anchors, and a host
with two providers (pf.conf(5); parse.y, pf_print_rule).
"""

from __future__ import annotations

import re

JAIL_MANAGER = """
kldload pf
ifconfig lo1 create >/dev/null; ifconfig lo1 name bastille0 >/dev/null; ifconfig bastille0 inet 10.17.89.10/32
cat >/etc/pf.conf <<'X'
ext_if="em0"

set block-policy return
scrub in on $ext_if all fragment reassemble
set skip on lo

table <jails> persist
nat on $ext_if from <jails> to any -> ($ext_if:0)
rdr-anchor "rdr/*"

block in all
pass out quick keep state
antispoof for $ext_if inet
pass in inet proto tcp from any to any port ssh flags S/SA keep state
X
pfctl -q -ef /etc/pf.conf
jail -c name=www path=/ ip4.addr=10.17.89.10 persist
"""


def test_a_jail_managers_rules_as_they_are_printed(sh) -> None:
    script = f"""{JAIL_MANAGER} pfctl -sn; pfctl -sr
        echo 'rdr pass on em0 inet proto tcp to port 8080 -> 10.17.89.10 port 80' | pfctl -a rdr/www -f -
        pfctl -a rdr/www -sn; pfctl -sA
    """
    assert sh(script)[0] == (
        'nat on em0 from <jails> to any -> (em0:0)\nrdr-anchor "rdr/*" all\n'
        "scrub in on em0 all fragment reassemble\nblock return in all\npass out quick all flags S/SA keep state\n"
        "block drop in on ! em0 inet from 10.0.2.0/24 to any\nblock drop in inet from 10.0.2.15 to any\n"
        "pass in inet proto tcp from any to any port = ssh flags S/SA keep state\n"
        "rdr pass on em0 inet proto tcp from any to any port = http-alt -> 10.17.89.10 port 80\n"
        "  rdr\n"
    )


def test_a_jail_reaches_the_world_once_it_is_in_the_table(sh) -> None:
    script = f"""{JAIL_MANAGER} jexec www fetch -T 3 -qo - http://192.0.2.81/ | grep -c FreeBSD
        pfctl -t jails -T add 10.17.89.10; jexec www fetch -qo - http://papers.freebsd.org/ | grep -c '<title>'
        pfctl -ss | grep -c '10.0.2.15:.*(10.17.89.10:'
        pfctl -t jails -T test 10.17.89.10; pfctl -t jails -T delete 10.17.89.10; pfctl -t jails -T show
    """
    out = sh(script)[0].splitlines()
    assert out[0] == "0" or out[0].startswith("fetch:")
    assert out[-5:-2] == ["1/1 addresses added.", "1", out[-3]]
    assert int(out[-3]) > 1
    assert out[-2:] == ["1/1 addresses match.", "1/1 addresses deleted."]


TWO_PROVIDERS = """
kldload pf
for n in 0 1 2; do ifconfig epair create >/dev/null; done
jail -c name=isp1 vnet persist vnet.interface=epair0b path=/ >/dev/null
jail -c name=isp2 vnet persist vnet.interface=epair1b path=/ >/dev/null
jail -c name=lan vnet persist vnet.interface=epair2b path=/ >/dev/null
ifconfig epair0a 198.51.100.2/24; jexec isp1 ifconfig epair0b 198.51.100.1/24; jexec isp1 ifconfig lo0 192.0.2.200/32
ifconfig epair1a 203.0.113.2/24; jexec isp2 ifconfig epair1b 203.0.113.1/24; jexec isp2 ifconfig lo0 192.0.2.200/32
ifconfig epair2a 10.9.0.1/24; jexec lan ifconfig epair2b 10.9.0.2/24; jexec lan route -q add default 10.9.0.1
sysctl -q net.inet.ip.forwarding=1 >/dev/null
cat >/etc/pf.conf <<'X'
lan_if  = "epair2a"
ext_if1 = "epair0a"
ext_if2 = "epair1a"
lan_net = $lan_if:network

table <martians> const { 127.0.0.0/8 172.16.0.0/12 169.254.0.0/16 }
set block-policy drop
set state-policy if-bound
set limit { states 20000, frags 2000 }
set timeout tcp.established 3600
set skip on lo0

scrub on { $ext_if1 $ext_if2 } reassemble tcp no-df random-id max-mss 1440

nat on $ext_if1 inet from $lan_net to any -> ($ext_if1)
nat on $ext_if2 inet from $lan_net to any -> ($ext_if2)

block log all
antispoof quick for { $lan_if $ext_if1 $ext_if2 }
block drop in quick on { $ext_if1 $ext_if2 } from <martians> to any
pass in quick on $lan_if from $lan_net to $lan_if
pass in on $lan_if route-to ($ext_if1 198.51.100.1) inet proto tcp from $lan_net to any flags S/SA modulate state
pass in on $lan_if route-to ($ext_if2 203.0.113.1) inet proto { udp icmp } from $lan_net to any keep state
pass out on $ext_if1 inet all keep state
pass out on $ext_if2 inet all keep state
X
pfctl -q -ef /etc/pf.conf
"""


def test_two_providers_rules_as_they_are_printed(sh) -> None:
    assert sh(f"{TWO_PROVIDERS} pfctl -sr; pfctl -sn; pfctl -st | grep tcp.est; pfctl -sm | head -1")[0] == (
        "scrub on epair0a all no-df random-id max-mss 1440 reassemble tcp fragment reassemble\n"
        "scrub on epair1a all no-df random-id max-mss 1440 reassemble tcp fragment reassemble\n"
        "block drop log all\n"
        "block drop in quick on ! epair2a inet from 10.9.0.0/24 to any\nblock drop in quick inet from 10.9.0.1 to any\n"
        "block drop in quick on ! epair0a inet from 198.51.100.0/24 to any\n"
        "block drop in quick inet from 198.51.100.2 to any\n"
        "block drop in quick on ! epair1a inet from 203.0.113.0/24 to any\n"
        "block drop in quick inet from 203.0.113.2 to any\n"
        "block drop in quick on epair0a from <martians> to any\nblock drop in quick on epair1a from <martians> to any\n"
        "pass in quick on epair2a inet from 10.9.0.0/24 to 10.9.0.1 flags S/SA keep state (if-bound)\n"
        "pass in on epair2a route-to (epair0a 198.51.100.1) inet proto tcp from 10.9.0.0/24 to any flags S/SA"
        " modulate state (if-bound)\n"
        "pass in on epair2a route-to (epair1a 203.0.113.1) inet proto udp from 10.9.0.0/24 to any keep state"
        " (if-bound)\n"
        "pass in on epair2a route-to (epair1a 203.0.113.1) inet proto icmp from 10.9.0.0/24 to any keep state"
        " (if-bound)\n"
        "pass out on epair0a inet all flags S/SA keep state (if-bound)\n"
        "pass out on epair1a inet all flags S/SA keep state (if-bound)\n"
        "nat on epair0a inet from 10.9.0.0/24 to any -> (epair0a) round-robin\n"
        "nat on epair1a inet from 10.9.0.0/24 to any -> (epair1a) round-robin\n"
        "tcp.established            3600s\nstates        hard limit    20000\n"
    )


def test_connections_leave_by_one_provider_and_pings_by_the_other(sh) -> None:
    script = f"""{TWO_PROVIDERS}
        jexec isp1 tcpdump -nti epair0b -c 1 ip 2>/dev/null >/tmp/1 &
        jexec isp2 tcpdump -nti epair1b -c 1 ip 2>/dev/null >/tmp/2 &
        sleep 1; jexec lan ping -c 1 192.0.2.200 | grep -c '1 packets received'
        jexec isp1 sh -c 'echo hello | nc -l 192.0.2.200 99' & sleep 1; jexec lan nc -w 3 192.0.2.200 99 </dev/null
        cat /tmp/1 /tmp/2
    """
    out = re.sub(r"(seq|id|val) \d+|2\.\d+ >", "N", sh(script)[0])
    assert out == (
        "1\nhello\nIP 198.51.100.N 192.0.2.200.99: Flags [S], N, win 65535,"
        " options [mss 1440,nop,wscale 6,sackOK,TS N ecr 0], length 0\n"
        "IP 203.0.113.2 > 192.0.2.200: ICMP echo request, N, N, length 64\n"
    )
