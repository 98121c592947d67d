"""tar: archives of real bytes, and base.txz, whose files are the release's own. Texts: contrib/libarchive/tar."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.sys.fcntl import S_IFREG
from simbsd.usr_bin.tar.entry import Entry, ending, pack, unpack
from simbsd.usr_bin.tar.job import matches
from simbsd.usr_bin.tar.write import gzipped

Run = Callable[..., tuple[str, int]]
TREE = (
    "mkdir -p d/sub; echo one > d/a; ln d/a d/b; ln -s a d/s; chmod 640 d/a; chown alice d/a; "
    "touch -t 202402010304 d/a;"
)


def test_a_tree_is_packed_listed_and_unpacked(sh: Run) -> None:
    script = (
        f"cd /tmp; {TREE} tar -cvf x.tar d; tar -tf x.tar; tar -tvf x.tar d/a; mkdir out; tar -xvf x.tar -C out; "
        "ls -l out/d | cut -d' ' -f1-6; cat out/d/b; rm -r d; tar xf x.tar d/s; ls d; stat -f %Sm -t %F out/d/a"
    )
    assert sh(script) == (
        "a d\na d/sub\na d/a\na d/b\na d/s\nd/\nd/sub/\nd/a\nd/b\nd/s\n"
        "-rw-r-----  0 alice  wheel       4 Feb  1 03:04 d/a\n"
        "x d/\nx d/sub/\nx d/a\nx d/b\nx d/s\n"
        "total 12\n-rw-r-----  2 alice wheel \n-rw-r-----  2 alice wheel \nlrwxr-xr-x  1 root  wheel\n"
        "drwxr-xr-x  2 root  wheel\none\ns\n2024-02-01\n",
        0,
    )


def test_links_flags_and_long_names_survive(sh: Run) -> None:
    long = "n" * 120
    script = (
        f"cd /tmp; mkdir d; echo x > d/{long}; echo y > d/f; ln d/f d/g; chflags uchg d/f; tar -czf x.tgz d; "
        "tar -tvf x.tgz | tail -2 | cut -c49-; mkdir o; tar -xzf x.tgz -C o; ls -lo o/d/f | cut -d' ' -f6; "
        "ls o/d | wc -c"
    )
    assert sh(script) == ("d/f\nd/g link to d/f\nuchg\n     125\n", 0)


def test_absolute_names_and_patterns(sh: Run) -> None:
    script = (
        "tar -cf /tmp/x.tar /etc/passwd /etc/group; tar -tf /tmp/x.tar '*group'; tar -cPf /tmp/y.tar /etc/group; "
        "tar tf /tmp/y.tar; cd /tmp; tar -xf x.tar --exclude '*wd' --strip-components 1; ls; tar -tf x.tar nope; "
        "tar -cf z.tar nope; tar -cf - -C /etc group | tar -tf -"
    )
    assert sh(script) == (
        "tar: Removing leading '/' from member names\netc/group\n/etc/group\ngroup\nx.tar\ny.tar\n"
        "tar: nope: Not found in archive\ntar: Error exit delayed from previous errors.\n"
        "tar: nope: Cannot stat: No such file or directory\ntar: Error exit delayed from previous errors.\ngroup\n",
        0,
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("-xf /nope", "tar: Error opening archive: Failed to open '/nope'"),
        ("-xf /etc/passwd", "tar: Error opening archive: Unrecognized archive format"),
        ("-cf /nope/x /etc", "tar: Failed to open '/nope/x'"),
        ("-cf /tmp/x", "tar: no files or directories specified"),
        ("-cJf /tmp/x /etc/group", "tar: Unsupported compression option --xz"),
        ("-xf /usr/freebsd-dist/base.txz -C /nope", "tar: could not chdir to '/nope'\n"),
        ("/tmp", "Usage:\n  List:    tar -tf <archive-filename>\n  Extract: tar -xf <archive-filename>\n"
         "  Create:  tar -cf <archive-filename> [filenames...]\n  Help:    tar --help"),
        ("-f x", "tar: Must specify one of -c, -r, -t, -u, -x"),
        ("-cxf x", "tar: Can't specify both -x and -c"),
    ],
)  # fmt: skip
def test_what_tar_refuses(sh: Run, words: str, message: str) -> None:
    assert sh(f"tar {words}") == (message + "\n", 1)


def test_a_thick_jail_is_unpacked_in_one_go_and_is_a_jail(sh: Run) -> None:
    script = (
        "mkdir -p /jails/www; tar -xf /usr/freebsd-dist/base.txz -C /jails/www; ls -lo /jails/www/sbin/init; "
        "jail -c name=www path=/jails/www host.hostname=www command=/bin/sh -c 'hostname; "
        "echo x > /etc/motd; ls /home'; "
        "ls /etc/motd; rm -rf /jails/www; chflags -R noschg /jails/www; rm -r /jails/www; ls -d /jails/www"
    )
    assert sh(script) == (
        "-r-x------  1 root wheel schg 14000 Mar  1 00:00 /jails/www/sbin/init\nwww\n"
        "ls: /etc/motd: No such file or directory\n"
        + "".join(
            f"rm: /jails/www/{path}: Operation not permitted\n"
            for path in ("lib/libc.so.7",)
        )
        + "rm: /jails/www/lib: Directory not empty\n"
        "rm: /jails/www/libexec/ld-elf.so.1: Operation not permitted\nrm: /jails/www/libexec: Directory not empty\n"
        "rm: /jails/www/sbin/init: Operation not permitted\nrm: /jails/www/sbin: Directory not empty\n"
        "rm: /jails/www/usr/bin/login: Operation not permitted\n"
        "rm: /jails/www/usr/bin/passwd: Operation not permitted\n"
        "rm: /jails/www/usr/bin/su: Operation not permitted\nrm: /jails/www/usr/bin: Directory not empty\n"
        "rm: /jails/www/usr: Directory not empty\n"
        "rm: /jails/www/var/empty: Operation not permitted\nrm: /jails/www/var: Directory not empty\n"
        "rm: /jails/www: Directory not empty\nls: /jails/www: No such file or directory\n",
        1,
    )


def test_both_ways_of_unpacking_the_base_give_the_same_tree(sh: Run) -> None:
    script = (
        "mkdir -p /j/a /j/b/bin /mem; mount -t tmpfs tmpfs /mem; tar -xf /usr/freebsd-dist/base.txz -C /j/a; "
        "tar -xf /usr/freebsd-dist/base.txz -C /j/b; tar -xpf /usr/freebsd-dist/base.txz -C /mem; "
        "for d in /j/a /j/b /mem; do (cd $d; "
        "find . -exec stat -f '%Sp %l %u %g %z %Sf %N %Sm' {} + | sort > /tmp/list; "
        "wc -l < /tmp/list; md5 -q /tmp/list); done | sort | uniq -c | wc -l"
    )
    assert sh(script) == ("       2\n", 0)


def test_an_unprivileged_user_unpacks_what_they_may(sh: Run) -> None:
    script = (
        "su alice -c 'cd /home/alice; tar -xf /usr/freebsd-dist/base.txz ./bin/ls ./sbin/init; ls -lo bin sbin; "
        "cd /; tar -xf /usr/freebsd-dist/base.txz ./bin/ls'"
    )
    assert sh(script) == (
        "bin:\ntotal 16\n-r-xr-xr-x  1 alice alice - 14000 Mar  1 00:00 ls\n\n"
        "sbin:\ntotal 16\n-r-x------  1 alice alice - 14000 Mar  1 00:00 init\n"
        "./bin/ls: Can't unlink already-existing object: Permission denied\n"
        "tar: Error exit delayed from previous errors.\n",
        1,
    )


letters = st.characters(codec="utf-8", exclude_characters="\0/", exclude_categories=("Cs",))
names = st.text(letters, min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.lists(names, min_size=1, max_size=4), st.binary(max_size=700)), max_size=4))
def test_any_other_tar_reads_what_is_written(files: list[tuple[list[str], bytes]]) -> None:
    entries = [Entry("/".join(parts), S_IFREG | 0o644, 0, 0, 99, "root", "wheel", data) for parts, data in files]
    data = b"".join(map(pack, entries))
    data += ending(len(data))
    assert len(data) % 10240 == 0
    assert [(entry.path, entry.data) for entry in unpack(data)] == [(entry.path, entry.data) for entry in entries]
    with tarfile.open(fileobj=io.BytesIO(gzipped(data)), mode="r:gz") as other:
        assert [member.name for member in other] == [entry.path.rstrip("/") for entry in entries]


def test_patterns_match_whole_names_and_what_is_below() -> None:
    for pattern, path in (("etc", "etc/passwd"), ("./etc", "etc/passwd"), ("*.c", "a/b.c")):
        assert matches(pattern, path)
    assert not matches("passwd", "etc/passwd")
    assert matches("passwd", "etc/passwd", anywhere=True)
