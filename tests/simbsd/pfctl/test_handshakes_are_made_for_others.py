"""SYN cookies and proxied handshakes (pf_syncookies.c; pf.c: pf_synproxy; pfctl.c: pfctl_cfg_syncookies)."""

from __future__ import annotations

from simbsd.kern.siphash import siphash24
from simbsd.netpfil.pf_send import offered_wscale
from simbsd.sys.mbuf import Tcp

PAIR = """
    kldload pf; ifconfig epair create >/dev/null; ifconfig epair0a 192.0.2.1/24 up; jail -c name=j vnet persist path=/
    ifconfig epair0b vnet j; jexec j ifconfig epair0b 192.0.2.2/24 up; jexec j pfctl -qe 2>/dev/null
    rules() { printf '%s\\n' "$@" | jexec j pfctl -qf -; }
    serve() { jexec j sh -c 'echo hello | nc -N -l 7777' & sleep 1; }
    status() { jexec j pfctl -si $1 2>/dev/null; }
"""


def test_the_hash_is_siphash() -> None:
    """The example of the paper (Aumasson and Bernstein, appendix A)."""
    assert siphash24(bytes(range(16)), bytes(range(15))) == 0xA129CA6149BE45E5


def test_a_window_scale_is_found_among_options() -> None:
    """pf_get_wscale: up to 14, behind what is skipped; an option that is cut off is none."""
    flag = 0x80  # PF_WSCALE_FLAG; the end of options ends nothing there
    options = {
        b"\x02\x04\x05\xb4\x01\x03\x03\x07": flag | 7, b"\x03\x03\xff": flag | 14, b"\x00\x03\x03\x07": flag | 7,
        b"\x01\x03\x03": 0, b"\x03\x03\x00": flag,
    }  # fmt: skip
    assert {given: offered_wscale(Tcp(1, 2, 0, 0, 2, 0, options=given)) for given in options} == options


def test_a_call_is_answered_by_a_cookie_and_then_put_through(sh) -> None:
    """No state before the third segment; what the ends say later is renumbered."""
    script = PAIR + """
    rules "set syncookies always" "pass"; serve; tcpdump -nlt -i epair0a tcp 2>/dev/null > /tmp/d & sleep 1
    nc -dN 192.0.2.2 7777; jexec j pfctl -ss; status -v | grep -A 2 -e 'syncookies ' -e ^Sync | cut -c 3-42
    sleep 1; kill %2; wait
    sed -n 's/.*Flags \\(.*\\), seq.*\\(win .*\\), length.*/\\1 \\2/p' /tmp/d | sed 's/val [0-9]*/val N/; 3q'
    grep -c R /tmp/d
    """
    assert sh(script)[0] == (
        "hello\nall tcp 192.0.2.2:7777 <- 192.0.2.1:10000       FIN_WAIT_2:FIN_WAIT_2\n"
        "syncookies sent                        1\nsyncookies validated                   1\n"
        "ncookies\nmode                      always\nactive                    active\n"
        "[S] win 65535, options [mss 1460,nop,wscale 6,sackOK,TS val N ecr 0]\n"
        "[S.] win 0, options [mss 1460]\n[P.] win 65535\n0\n"
    )


def test_a_flood_begins_and_ends(sh) -> None:
    """adaptive: more half-open states than the share of the limit; fifteen quiet seconds end it. The
    third call gives up its half-open state when its second SYN is answered with a cookie.
    """
    script = PAIR + """
    rules "set limit states 20" "set syncookies adaptive (start 10%, end 5%)" "pass"
    jexec j sysctl -n net.inet.tcp.blackhole=2 >/dev/null
    look() { status -vv | grep -A 5 ^Sync | tail -5 | cut -c 3-; }; look
    for port in 1 2 3 4 5; do nc -dw 1 192.0.2.2 $port; done; look | grep -e active -e half
    jexec j pfctl -ss | grep -c tcp; jexec j pfctl -qF states; sleep 40; look | grep -e active -e half
    """
    wide = "{:<25} {}\n".format
    assert sh(script)[0] == (
        wide("mode", "adaptive") + wide("active", "inactive") + wide("highwater", "10 %") + wide("lowwater", "5 %")
        + wide("halfopen states", 0) + wide("active", "active") + wide("halfopen states", 2) + "5\n"
        + wide("active", "inactive") + wide("halfopen states", 0)
    )  # fmt: skip


def test_a_proxied_call_is_put_through_when_the_caller_answers(sh) -> None:
    script = PAIR + """
    rules "pass in proto tcp to port 7777 synproxy state" "pass in proto tcp to port 9 synproxy state"; serve
    nc -dN 192.0.2.2 7777; jexec j sysctl -n net.inet.tcp.blackhole=2 >/dev/null; nc -dw 2 192.0.2.2 9 & sleep 1
    jexec j pfctl -ss | grep :9; id=`jexec j pfctl -ss -vv 2>/dev/null | grep -A 3 :9 | awk '/id:/ { print $2 }'`
    jexec j pfctl -k id -k $id
    status | grep synproxy | cut -c 1-42
    """
    assert sh(script)[0] == (
        "hello\nall tcp 192.0.2.2:9 <- 192.0.2.1:10001       PROXY:DST\nkilled 1 states\n"
        "  synproxy                               5\n"
    )


def test_options_of_cookies_are_checked(sh) -> None:
    lines = (
        "adaptive", "adaptive (start 40%)", "adaptive (start 40%, end 12.5%)", "often", "always (start 5%)",
        "adaptive (end 30%)", "adaptive (begin 3%)", "adaptive (start 101%)",
    )  # fmt: skip
    script = "kldload pf\n" + "".join(f"echo 'set syncookies {line}' | pfctl -nvf - 2>&1\n" for line in lines)
    assert sh(script)[0] == (
        "set syncookies adaptive\nset syncookies adaptive (start 40%, end 20%)\n"
        "set syncookies adaptive (start 40%, end 12%)\nstdin:1: illegal value for syncookies\n"
        "pfctl: syncookies start/end only apply to adaptive\nstdin:1: error setting syncookies\n"
        "pfctl: start must be higher than end\nstdin:1: error setting syncookies\n"
        "stdin:1: illegal syncookie option\nstdin:1: illegal percentage value\n"
    )
