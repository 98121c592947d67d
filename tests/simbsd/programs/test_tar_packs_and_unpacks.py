"""tar: archives of real bytes, and base.txz, whose files are the release's own. Texts: contrib/libarchive/tar."""

from __future__ import annotations

import io
import lzma
import tarfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.sys.fcntl import S_IFREG
from simbsd.usr_bin.tar.entry import ENDING, Entry, pack, unpack
from simbsd.usr_bin.tar.match import matches
from simbsd.usr_bin.tar.squeeze import gzipped, unsqueezed, xzipped

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
        ("-cjf /tmp/x /etc/group", "tar: Unsupported compression option --bzip2"),
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
        + "".join(f"rm: /jails/www/{path}: Operation not permitted\n" for path in ("lib/libc.so.7",))
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
    found, place = unpack(data + ENDING)
    assert place == len(data)
    data += ENDING
    assert [(entry.path, entry.data) for entry in found] == [(entry.path, entry.data) for entry in entries]
    assert lzma.decompress(xzipped(data)) == data
    assert unsqueezed(xzipped(data)) == (data, "xz")
    with tarfile.open(fileobj=io.BytesIO(gzipped(data)), mode="r:gz") as other:
        assert [member.name for member in other] == [entry.path.rstrip("/") for entry in entries]


def test_a_file_is_not_filled_up_and_everything_else_is(sh: Run) -> None:
    """archive_write_open_filename.c and archive_write_open_fd.c (file_open): the last block of a file is as long as it
    is, of standard output and devices a whole one; -b says it for all. The older test here asked a file for 10240.
    """
    script = (
        "cd /tmp; echo x > a; tar cf x.tar a; tar -b 3 -cf y.tar a; tar cf - a | wc -c; wc -c x.tar y.tar | head -2; "
        "tar --totals -cf /dev/null a; tar --totals -czf x.tgz a"
    )
    assert sh(script) == (
        "   10240\n    2048 x.tar\n    3072 y.tar\nTotal bytes written: 10240\nTotal bytes written: 2071\n",
        0,
    )


def test_an_archive_is_added_to_and_brought_up_to_date(sh: Run) -> None:
    """write.c: tar_mode_r, tar_mode_u, test_for_append."""
    script = (
        "cd /tmp; touch -t 202401010000 a b; tar cf x.tar a; tar rvf x.tar b; touch -t 202401020000 b; "
        "tar uvf x.tar a b; tar tf x.tar | xargs; tar rf - a; tar czf x.tgz a; tar rf x.tgz b; tar uf none a; "
        "tar rzf x.tar a; tar rf /tmp a; tar rf new a; tar tf new"
    )
    assert sh(script) == (
        "a b\na b\na b b\ntar: Cannot append to stdout.\ntar: Cannot append to compressed archive.\n"
        "tar: Cannot open none: No such file or directory\ntar: Option -z is not permitted in mode -r\n"
        "tar: Cannot append to /tmp: not a regular file.\na\n",
        0,
    )


def test_names_are_substituted_stripped_and_read_from_files(sh: Run) -> None:
    """subst.c: a rule takes the first match, with g each; ~ is the match, p says it. util.c: edit_pathname."""
    script = (
        "cd /tmp; mkdir -p d/e; echo 1 > d/e/one; ln -s d/e/one d/l; printf 'd/e/one\n-C\n/etc\nhosts\n' > list; "
        "tar -cf x.tar -s ',d/,top/,' d; tar -tvf x.tar | cut -c49-; tar -cvf y.tar -s ',\\(o\\)n,\\1<~>,gp' d/e; "
        "tar -cvf z.tar -T list; tar -xvf x.tar -C /mnt --strip-components 1; ls -R /mnt; "
        "printf 'd/l\\0d/e/one\\0' | tar -cvf - --null -T - | tar tf -; tar -cf - -s '/o' d; tar -cf - -s '/o/x/q' d"
    )
    assert sh(script) == (
        "d/\ntop/e/\ntop/e/one\ntop/l -> top/e/one\n"
        "a d/e\nd/e/one >> d/e/o<on>e\na d/e/o<on>e\na d/e/one\na hosts\n"
        "x e/\nx e/one\nx l\ne\nl\n\n/mnt/e:\none\n"
        "a d/l\na d/e/one\nd/l\nd/e/one\ntar: Invalid replacement string\ntar: Invalid replacement flag q\n",
        1,
    )


def test_what_is_meant_is_chosen_by_pattern_and_by_time(sh: Run) -> None:
    """archive_match.c: exclusions before inclusions, --newer a date, --newer-than a file; -q stops at the first."""
    script = (
        "cd /tmp; mkdir d .git; touch -t 202301010000 d/old; touch -t 202402010000 d/new; touch d/a.o .git/x; "
        "tar -cvf x.tar --newer-mtime '15 Jan 2024' --exclude '*.o' d; tar -cvf x.tar --older-mtime-than d/new d; "
        "tar -cvf x.tar --exclude-vcs -s '/^/x/R' .git d; tar -tf x.tar --include '*w'; tar -tqf x.tar d/old d/new; "
        "echo d/old > no; tar -tf x.tar -X no; tar -tf x.tar -n d; tar -cf - --newer nonsense d"
    )
    assert sh(script) == (
        "a d\na d/new\na d/old\na d\na d/old\na d/new\na d/a.o\nd/new\nd/old\nd/new\nd/\nd/new\nd/a.o\nd/\n"
        "tar: Error : invalid date string\n",
        1,
    )


def test_owners_containers_and_other_archives(sh: Run) -> None:
    script = (
        "cd /tmp; echo one > a; tar -caf x.txz --uid 7 --gname ops a; file x.txz; tar -tvf x.txz | cut -c1-35; "
        "tar -tvvf x.txz | tail -1; tar -cJf y.txz --numeric-owner @x.txz a; tar -tvf y.txz | cut -c1-35; "
        "tar -caf x.tgz a; tar -xOf x.tgz; tar -xvvf x.tgz | cut -c1-35; tar --format ustar -cf z.tar a; "
        "tar -tvvf z.tar | tail -1; tar --form cpio -cf z a; true"
    )
    assert sh(script) == (
        "x.txz: XZ compressed data\n-rw-r--r--  0 games  ops         4 \n"
        "Archive Format: POSIX ustar format,  Compression: xz\n"
        "-rw-r--r--  0 games  ops         4 \n-rw-r--r--  0 0      0           4 \none\n"
        "x -rw-r--r--  0 root   wheel       4 Mar  1 12:00 a\n"
        "Archive Format: POSIX ustar format,  Compression: none\n"
        "tar: --format cpio: left out of this machine\n",
        0,
    )


def test_what_cannot_be_packed_is_said_as_write_entry_says_it(sh: Run) -> None:
    """write.c (write_entry): without -v neither a name nor a newline, and no status. setup_sparse: a file that cannot
    be opened ends its hierarchy.
    """
    script = (
        'mkdir -m 755 /tmp/d; cd /tmp/d; echo x > a; tar cf x.tar .; echo " $?"; tar cvf x.tar x.tar; chmod 600 a; '
        "su alice -c 'tar cf /tmp/y.tar ./a /etc/hosts'; tar tf /tmp/y.tar"
    )
    assert sh(script) == (
        ": Can't add archive to itself 0\na x.tartar: x.tar: Can't add archive to itself\n\n"
        "tar: Can't open `a': Permission denied\ntar: Removing leading '/' from member names\n"
        "tar: Error exit delayed from previous errors.\netc/hosts\n",
        0,
    )


def test_a_file_too_large_for_memory_is_left_out_and_the_others_are_not(sh: Run) -> None:
    """Ours: bsdtar copies a file in pieces, this tar holds it."""
    assert sh("cd /; tar -cf /tmp/x.tar boot etc/hosts; tar -tf /tmp/x.tar | grep -c -e /kernel$ -e hosts") == (
        "tar: boot/kernel/kernel: Cannot allocate memory\ntar: Error exit delayed from previous errors.\n1\n",
        0,
    )


def test_unpacking_keeps_newer_files_and_replaces_what_is_in_the_way(sh: Run) -> None:
    """archive_write_disk_posix.c (restore_entry)."""
    script = (
        "cd /tmp; echo old > a; touch -t 202401010000 a; mkdir d; echo y > d/f; tar cf x.tar a d; echo new > a; "
        "tar xf x.tar --keep-newer-files; cat a; tar xkf x.tar; cat a; tar xUvf x.tar; cat a; rm -r d; ln -s /mnt d; "
        "tar xf x.tar; ls /mnt; rm a; mkdir -p a/b; tar xf x.tar a; tar -xvf x.tar a; chflags uchg d/f; "
        "tar xf x.tar d; tar xf x.tar --clear-nochange-fflags d; ls -lo /mnt/f | cut -d' ' -f6"
    )
    assert sh(script) == (
        "new\nnew\nx a\nx d/\nx d/f\nold\nf\n"
        "a: Can't replace existing directory with non-directory: Directory not empty\n"
        "tar: Error exit delayed from previous errors.\n"
        "x a: Can't replace existing directory with non-directory: Directory not empty\n"
        "tar: Error exit delayed from previous errors.\n"
        "d/f: Can't unlink already-existing object: Operation not permitted\n"
        "tar: Error exit delayed from previous errors.\n-\n",
        0,
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("-tf", "tar: Option -f requires an argument"),
        ("tf", "tar: Option f requires an argument"),
        ("-c --exclude", "tar: Option --exclude requires an argument"),
        ("-c --totals=1", "tar: Option --totals does not allow an argument"),
        ("-c --new x", "tar: Ambiguous option --new (matches --newer-than and --newer-mtime-than)"),
        ("-c --foo", "tar: Option --foo is not supported"),
        ("-cW foo", "tar: Option -W foo is not supported"),
        ("-c --format foo a", "Can't use format foo: No such format 'foo'"),
    ],
)
def test_words_that_tar_does_not_understand(sh: Run, words: str, message: str) -> None:
    usage = (
        "Usage:\n  List:    tar -tf <archive-filename>\n  Extract: tar -xf <archive-filename>\n"
        "  Create:  tar -cf <archive-filename> [filenames...]\n  Help:    tar --help\n"
    )
    assert sh(f"tar {words}") == (f"{message}\n{usage}", 1)


def test_options_of_other_modes_are_refused(sh: Run) -> None:
    """bsdtar.c (only_mode)."""
    script = "tar -xLf x; tar -tUf x; tar -caf x -O; tar -t --nodump; tar -cq x; tar -tl; tar -cb 0 x; tar -x --uid a"
    assert sh(script) == (
        "tar: Option -L is not permitted in mode -x\ntar: Option -U is not permitted in mode -t\n"
        "tar: Option -O is not permitted in mode -c\ntar: Option --nodump is not permitted in mode -t\n"
        "tar: Option --fast-read is not permitted in mode -c\ntar: Option --check-links is not permitted in mode -t\n"
        "tar: Invalid or out of range (1..8192) argument to -b\ntar: Invalid argument to --uid\n",
        1,
    )


def test_patterns_match_whole_names_and_what_is_below() -> None:
    for pattern, path in (("etc", "etc/passwd"), ("./etc", "etc/passwd"), ("*.c", "a/b.c")):
        assert matches(pattern, path)
    assert not matches("passwd", "etc/passwd")
    assert not matches("etc", "etc/passwd", below=False)
    assert not matches("^passwd", "etc/passwd", anywhere=True)
    assert not matches("etc$", "etc/passwd", anywhere=True)
    assert not matches("/etc", "etc/passwd")
    assert matches("passwd", "etc/passwd", anywhere=True)
