"""fetch(1) and httpd-lite, on the host and in jails. Texts of fetch: usr.bin/fetch/fetch.c, lib/libfetch."""

from __future__ import annotations

import re

import pytest

from simbsd.lib.libfetch import Url, parse_url
from simbsd.usr_bin.fetch import Transfer, stat_bps, stat_bytes, stat_eta
from simbsd.usr_local_sbin.httpd_lite.config import Config, ConfigError, parse
from simbsd.usr_local_sbin.httpd_lite.serve import resolve

PAGE = (
    "<!DOCTYPE html>\n<html><head><title>It works</title></head>\n"
    "<body><h1>It works</h1><p>This page is /usr/local/www/index.html.</p></body></html>\n"
)
HEAD = (
    "HTTP/1.1 200 OK\nDate: Fri, 01 Mar 2024 12:00:00 GMT\nServer: httpd-lite/1.0\n"
    "Last-Modified: Fri, 01 Mar 2024 00:00:00 GMT\nContent-Type: text/html\nContent-Length: 143\n"
)


def test_a_file_is_fetched_with_its_time(sh) -> None:
    script = """
        httpd-lite; cd /tmp
        fetch -q http://127.0.0.1/index.html; fetch -q -o sub/x http://127.0.0.1/; mkdir sub
        fetch -q -o sub http://127.0.0.1/index.html http://127.0.0.1/; fetch -qn http://127.0.0.1/
        ls -l . sub; fetch -qo - http://127.0.0.1; fetch -s http://127.0.0.1/
    """
    file = "-rw-r--r--  1 root wheel 143 Mar  1"
    assert sh(script)[0] == (
        "fetch: sub/x: open(): No such file or directory\n"
        f".:\ntotal 12\n{file} 12:00 fetch.out\n{file} 00:00 index.html\n"
        "drwxr-xr-x  2 root wheel 512 Mar  1 12:00 sub\n"
        f"\nsub:\ntotal 8\n{file} 00:00 fetch.out\n{file} 00:00 index.html\n{PAGE}143\n"
    )


def test_what_fetch_says(sh) -> None:
    script = "httpd-lite; cd /tmp; fetch http://127.0.0.1/index.html; fetch -v http://localhost/"
    assert re.sub(r"[\d ]{4} [ kM]Bps", "RATE", sh(script)[0]) == (
        f"{'index.html':<46}         143  B RATE    00s\n"
        "resolving server address: localhost:80\nrequesting http://localhost/\n"
        f"remote size / mtime: 143 / 1709251200\n{'fetch.out':<46}         143  B RATE    00s\n"
    )


def test_on_a_terminal_the_line_is_written_over(console) -> None:
    shown = console("httpd-lite; fetch http://127.0.0.1/index.html\r")
    name = f"\r{'index.html':<46}"
    assert re.search(rf"{name}  0% of  143  B[ \d]+.Bps{name} {{9}}143  B", shown) is not None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1/nope", "http://127.0.0.1/nope: Not Found"),
        ("http://127.0.0.1/dir", "http://127.0.0.1/dir: Forbidden"),
        ("http://127.0.0.1:81/", "http://127.0.0.1:81/: Connection refused"),
        ("http://nope/", "http://nope/: Host does not resolve"),
        ("ftp://127.0.0.1/", "ftp://127.0.0.1/: Invalid URL scheme"),
        ("http://127.0.0.1:x/", "http://127.0.0.1:x/: parse error"),
        ("''", "empty URL"),
        ("file:///nope", "file:///nope: No such file or directory"),
        ("-S 5 http://127.0.0.1/", "http://127.0.0.1/: size mismatch: expected 5, actual 143"),
        ("-S x http://127.0.0.1/", "invalid size (x)"),
        ("-o /nope http://127.0.0.1/ http://127.0.0.1/", "/nope is not a directory"),
        ("-i /tmp/new http://127.0.0.1/", "http://127.0.0.1/: Not Modified"),
    ],
)
def test_refusals(sh, url: str, why: str) -> None:
    script = f"httpd-lite; mkdir /usr/local/www/dir; touch /tmp/new; cd /tmp; fetch {url}; ls | grep -v new"
    assert sh(script)[0] == f"fetch: {why}\n"


def test_requests_by_hand(sh) -> None:
    script = r"""
        httpd-lite
        printf 'HEAD / HTTP/1.0\r\n\r\n' | nc 127.0.0.1 80
        get='GET / HTTP/1.1\r\nHost: x\r\n'
        printf "$get\r\n${get}Connection: close\r\n\r\n" | nc 127.0.0.1 80
        for line in 'GET /' 'GET / HTTP/1.1' 'GET /../etc/passwd HTTP/1.0' 'PUT / HTTP/1.0' 'FETCH / HTTP/1.0' \
            'GET / HTTP/2' 'GET /usr HTTP/1.0'; do
            printf "$line\r\n\r\n" | nc 127.0.0.1 80 | head -n 1
        done
        cat /var/log/httpd-lite-access.log
    """
    out, _ = sh(script)
    answers, _, log = out.replace("\r", "").partition("127.0.0.1 - -")
    assert answers == (
        f"{HEAD}Connection: close\n\n{HEAD}Connection: keep-alive\n\n{PAGE}{HEAD}Connection: close\n\n{PAGE}"
        "HTTP/1.1 400 Bad Request\nHTTP/1.1 400 Bad Request\nHTTP/1.1 400 Bad Request\n"
        "HTTP/1.1 405 Method Not Allowed\n"
        "HTTP/1.1 501 Not Implemented\nHTTP/1.1 505 HTTP Version Not Supported\nHTTP/1.1 404 Not Found\n"
    )
    assert log.startswith(' [01/Mar/2024:12:00:00 +0000] "HEAD / HTTP/1.0" 200 -\n')
    assert log.count("\n") == 10


def test_each_connection_has_a_process_without_rights(sh) -> None:
    script = r"""
        httpd-lite; (printf 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'; sleep 2) | nc 127.0.0.1 80 > /dev/null &
        sleep 1; ps -axo user,args | grep httpd-lite; sockstat -q -p 80 | grep httpd
        sleep 7; ps -axo user,args | grep -c httpd-lite
        kill $(cat /var/run/httpd-lite.pid); sleep 1; ls /var/run; sockstat -4lq
    """
    assert re.sub(r"(httpd-lite) +\d+", r"\1 PID", sh(script)[0]) == (
        "root httpd-lite\nwww  httpd-lite\n"
        "www      httpd-lite PID 6   tcp4   127.0.0.1:80          127.0.0.1:10000\n"
        "root     httpd-lite PID 3   tcp4   *:80                  *:*\n"
        "1\ndhclient\nmotd\nutx.active\n"  # the directory is there from the start (etc/mtree/BSD.var.dist)
    )


def test_in_a_jail_it_has_the_jails_address(sh) -> None:
    """Facts 2.6: one address: bound to it; several: the wildcard, which answers for the jail's addresses alone."""
    script = """
        ifconfig lo0 alias 10.0.0.5/32; ifconfig lo0 alias 10.0.0.6/32; ifconfig lo0 alias 10.0.0.7/32
        jail -c name=one path=/ ip4.addr=10.0.0.5 persist
        jail -c name=two path=/ ip4.addr=10.0.0.6,10.0.0.7 persist
        for j in one two; do
            printf "PidFile /var/run/$j.pid\\nAccessLog /tmp/$j.log\\n" > /tmp/$j.conf
            jexec $j httpd-lite -f /tmp/$j.conf
        done
        sockstat -4l; jexec one sockstat -4lq; echo --; sockstat -4lq -j two
        for a in 10.0.0.5 10.0.0.6 10.0.0.7 127.0.0.1; do fetch -qo - http://$a/ | grep -c h1; done
        jexec one fetch -qo - http://127.0.0.1/ | grep -c h1
        cat /tmp/one.log
    """
    row = "root     httpd-lite PID 3   tcp4  "
    assert re.sub(r"(httpd-lite) +\d+", r"\1 PID", sh(script)[0]) == (
        "USER     COMMAND    PID   FD  PROTO  LOCAL ADDRESS         FOREIGN ADDRESS      \n"
        f"{row} *:80                  *:*\n{row} 10.0.0.5:80           *:*\n"
        f"{row} 10.0.0.5:80           *:*\n--\n{row} *:80                  *:*\n"
        "1\n1\n1\nfetch: http://127.0.0.1/: Connection refused\n0\n1\n"
        '10.0.0.5 - - [01/Mar/2024:12:00:00 +0000] "GET / HTTP/1.1" 200 143\n'
        '10.0.0.5 - - [01/Mar/2024:12:00:00 +0000] "GET / HTTP/1.1" 200 143\n'
    )


def test_what_the_server_refuses(sh) -> None:
    script = """
        httpd-lite -f /nope; echo $?; echo 'Listen x' > /tmp/c; httpd-lite -f /tmp/c; echo $?
        echo 'Listen 10.9.9.9:80' > /tmp/c; httpd-lite -f /tmp/c; echo $?; httpd-lite -t
        httpd-lite; httpd-lite; echo $?
    """
    assert sh(script)[0] == (
        "httpd-lite: /nope: cannot be read, or is empty\n1\n"
        "httpd-lite: /tmp/c: line 1: x: not an address and a port\n1\n"
        "httpd-lite: 10.9.9.9:80: Can't assign requested address\n1\n"
        "httpd-lite: /usr/local/etc/httpd-lite.conf: syntax ok\n"
        "httpd-lite: *:80: Address already in use\n1\n"
    )


@pytest.mark.parametrize(
    ("target", "path"),
    [("/", "/"), ("/a/./b//c", "/a/b/c"), ("/a/../b/", "/b/"), ("/..", None), ("/%2e%2e/x", None), ("/%41", "/A"),
     ("/%4", None), ("/x?q=1", "/x"), ("/%00", None)],
)  # fmt: skip
def test_paths_stay_below_the_root(target: str, path: str | None) -> None:
    assert resolve(target) == path


@pytest.mark.parametrize(
    ("text", "url"),
    [("http://H:8080/x y", Url("http", "h", 8080, "/x%20y")), ("www.x/y", Url("", "www.x", 0, "/y")),
     ("file:/etc/motd", Url("file", "", 0, "/etc/motd")), ("http://h", Url("http", "h", 0, "/")),
     ("http://h:0/", None), ("http://h:99999999/", None), ("http://h*/", None)],
)  # fmt: skip
def test_urls(text: str, url: Url | None) -> None:
    assert parse_url(text) == url


def test_progress_figures() -> None:
    transfer = Transfer("x", 4000, 0, 2_000_000, 0, rcvd=1000)
    assert (stat_bytes(9999), stat_bytes(10240), stat_bps(transfer), stat_eta(transfer)) == (
        "9999  B", "  10 kB", " 500  Bps", "   06s",
    )  # fmt: skip


def test_configuration() -> None:
    assert parse("# x\nListen 10.0.0.5:80\nUser nobody") == Config([(0x0A000005, 80)], user="nobody")
    for line in ("Listen", "Listen 80 81", "Color red", "Listen 0", "Listen 1.2.3.4.5:80"):
        with pytest.raises(ConfigError):
            parse(line)
