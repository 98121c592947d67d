"""host, drill and the resolver: what is known, what is not, and each way a lookup fails, with its symptom."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.sys.errno import Errno
from simbsd.sys.nameser import QR, T_A, T_CNAME, T_MX, T_TXT, Message, Record, check_name, pack, unpack

DATE = "date +%S"


@pytest.mark.parametrize(
    ("command", "output", "status"),
    [
        ("host www.freebsd.org",
         "www.freebsd.org is an alias for web.freebsd.org.\nweb.freebsd.org has address 192.0.2.80\n"
         "web.freebsd.org has IPv6 address 2001:db8:0:10::80\n", 0),
        ("host example.org",
         "example.org has address 192.0.2.10\nexample.org has IPv6 address 2001:db8:0:10::10\n"
         "example.org mail is handled by 10 mail.example.org.\n", 0),
        ("host nosuch.example.org", "Host nosuch.example.org not found: 3(NXDOMAIN)\n", 1),
        ("host -t TXT example.org", 'example.org descriptive text "v=spf1 mx -all"\n', 0),
        ("host -t MX papers.freebsd.org", "papers.freebsd.org has no MX record\n", 0),
        ("host 192.0.2.81", "81.2.0.192.in-addr.arpa domain name pointer papers.freebsd.org.\n", 0),
        ("host -t NS example.org 192.0.2.53 | tail -1", "example.org name server ns.example.net.\n", 0),
        ("host -t NOPE x", "host: invalid type: NOPE\n\n", 2),
        ("host a..b", "host: 'a..b' is not a legal name (Empty label)\n", 1),
        ("host x 10.0.2.77", ";; connection timed out; no servers could be reached\n", 1),
        ("drill -Q example.org MX", "10 mail.example.org.\n", 0),
        ("drill x.example.org @10.0.2.77",
         "Error: error sending query: Could not send or receive, because of network error\n", 1),
    ],
)  # fmt: skip
def test_questions_and_answers(sh, command: str, output: str, status: int) -> None:
    assert sh(command) == (output, status)


def test_drill_shows_the_whole_packet(sh) -> None:
    out, status = sh("drill papers.freebsd.org")
    assert (re.sub(r"id: \d+", "id: N", out), status) == (
        ";; ->>HEADER<<- opcode: QUERY, rcode: NOERROR, id: N\n"
        ";; flags: qr rd ra ; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0 \n"
        ";; QUESTION SECTION:\n;; papers.freebsd.org.\tIN\tA\n\n"
        ";; ANSWER SECTION:\npapers.freebsd.org.\t3600\tIN\tA\t192.0.2.81\n\n"
        ";; AUTHORITY SECTION:\n\n;; ADDITIONAL SECTION:\n\n"
        ";; Query time: 0 msec\n;; SERVER: 10.0.2.3\n;; WHEN: Fri Mar  1 12:00:00 2024\n;; MSG SIZE  rcvd: 52\n",
        0,
    )


def test_programs_go_by_names_and_say_the_canonical_one(sh) -> None:
    script = """
    ping -qc 1 www.freebsd.org | head -1; traceroute -n www.freebsd.org 2>&1 >/dev/null
    fetch -qo - http://papers.freebsd.org/ | grep -c clonable; nc -zv peer.home.arpa 80
    """
    assert sh(script) == (
        "PING web.freebsd.org (192.0.2.80): 56 data bytes\n"
        "traceroute to web.freebsd.org (192.0.2.80), 64 hops max, 40 byte packets\n"
        "1\nConnection to peer.home.arpa 80 port [tcp/http] succeeded!\n",
        0,
    )


def test_a_server_that_does_not_answer_costs_fifteen_seconds_for_each_family(sh) -> None:
    """5 seconds, then 10 (res_send: retrans << try); AAAA and A are asked for whatever came of the other
    (getaddrinfo.c: res_queryN goes on after an error, which this test knew not).
    """
    assert sh(f"echo nameserver 10.0.2.77 >/etc/resolv.conf; {DATE}; ping -c1 example.org; {DATE}") == (
        "00\nping: cannot resolve example.org: Name could not be resolved at this time\n30\n", 0,
    )  # fmt: skip


def test_options_shorten_the_wait_and_a_second_server_answers(sh) -> None:
    """ping asks twice: which family it is (ping/main.c), by AAAA and A, and then for the address (ping/ping.c)."""
    conf = "printf 'nameserver 10.0.2.77\\nnameserver 10.0.2.3\\noptions timeout:2\\n' >/etc/resolv.conf"
    assert sh(f"{conf}; {DATE}; ping -qc1 example.org | head -1; {DATE}") == (
        "00\nPING example.org (192.0.2.10): 56 data bytes\n06\n", 0,
    )  # fmt: skip


def test_without_resolv_conf_the_own_machine_is_asked_and_refuses_at_once(sh) -> None:
    assert sh(f"rm /etc/resolv.conf; {DATE}; fetch http://example.org/; {DATE}") == (
        "00\nfetch: http://example.org/: Transient resolver failure\n00\n", 0,
    )  # fmt: skip


def test_domains_are_searched_and_nsswitch_and_hosts_come_first(sh) -> None:
    script = """
    printf 'search nowhere.test home.arpa\\nnameserver 10.0.2.3\\n' >/etc/resolv.conf
    ping -qc1 peer | head -1
    echo '10.0.2.2 papers.freebsd.org mine' >>/etc/hosts; ping -qc1 papers.freebsd.org | head -1
    ping -qc1 mine | head -1
    echo 'hosts: files' >/etc/nsswitch.conf; ping -c1 example.org
    """
    assert sh(script) == (
        "PING peer.home.arpa (10.0.2.20): 56 data bytes\nPING papers.freebsd.org (10.0.2.2): 56 data bytes\n"
        "PING papers.freebsd.org (10.0.2.2): 56 data bytes\n"
        "ping: cannot resolve example.org: Name does not resolve\n", 68,
    )  # fmt: skip


def test_a_jail_needs_a_resolv_conf_of_its_own(sh) -> None:
    script = """
    ifconfig em0 alias 10.0.2.50/32; mkdir -p /j; tar cf - -C / bin lib libexec usr/bin usr/lib etc | tar xf - -C /j
    rm /j/etc/resolv.conf; jail -c name=j path=/j ip4.addr=10.0.2.50 persist
    jexec j fetch http://example.org/
    cp /etc/resolv.conf /j/etc/; jexec j fetch -qo - http://example.org/ | grep -c Example
    """
    assert sh(script) == ("fetch: http://example.org/: Transient resolver failure\n2\n", 0)


names = st.from_regex(r"\A[a-z]{1,8}(\.[a-z]{1,8}){0,3}\.\Z")
records = st.one_of(
    st.builds(Record, names, st.just(T_A), st.integers(0, 2**31), st.integers(0, 2**32 - 1)),
    st.builds(Record, names, st.just(T_CNAME), st.integers(0, 2**31), names),
    st.builds(Record, names, st.just(T_MX), st.integers(0, 2**31), st.tuples(st.integers(0, 65535), names)),
    st.builds(Record, names, st.just(T_TXT), st.integers(0, 2**31), st.text("ab c", max_size=40)),
)


@settings(max_examples=50, deadline=None)
@given(names, st.lists(records, max_size=4), st.lists(records, max_size=2))
def test_what_is_packed_is_unpacked(name: str, answer: list[Record], more: list[Record]) -> None:
    message = Message(7, QR, 0, name, T_A, answer, more)
    assert unpack(pack(message)) == message


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    try:
        message = unpack(data)
    except Errno:
        return
    assert message.name.endswith(".")


def test_a_label_has_sixty_three_octets_at_most() -> None:
    assert [check_name(name) for name in ("a" * 63, "a" * 64, "a..b", ".")] == [True, False, False, True]
