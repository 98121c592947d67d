"""touch, ln, rm, cp, install, dd, cmp, md5, chmod, chown, chflags: whole outputs. Texts: the programs' own sources."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("touch -t 99 t", "out of range or illegal time specification: [[CC]YY]MMDDhhmm[.SS]"),
        ("touch -d 2021-02-03 t", "out of range or illegal time specification: YYYY-MM-DDThh:mm:SS[.frac][tz]"),
        ("touch -A x t", "Invalid offset spec, must be [-][[HH]MM]SS"),
        ("touch -r nope t", "nope: No such file or directory"),
        ("touch nope/t", "nope/t: No such file or directory"),
        ("dd foo", "unknown operand foo"),
        ("dd foo=1", "unknown operand foo"),
        ("dd if=", "no value specified for if"),
        ("dd bs=x", "bs: invalid numeric value"),
        ("dd bs=0", "bs must be between 1 and 9223372036854775807"),
        ("dd bs=1 ibs=1", "ibs: illegal argument combination or already set"),
        ("dd conv=foo", "unknown conversion foo"),
        ("dd conv=lcase,ucase", "ucase: illegal conversion combination"),
        ("dd status=x", "unknown status x"),
        ("dd if=/nope", "/nope: No such file or directory"),
        ("dd iflag=x", "unknown iflag x"),
        ("dd bs=99g", "input buffer: Cannot allocate memory"),
        ("chmod -Rh 700 /tmp", "the -R and -h options may not be specified together."),
        ("chown -RHh alice /tmp", "the -RH and -h options may not be specified together"),
        ("chflags -hR 0 /tmp", "the -R and -h options may not be specified together."),
    ],
)
def test_what_is_refused(sh: Run, words: str, message: str) -> None:
    assert sh(words) == (f"{words.partition(' ')[0]}: {message}\n", 1)


def test_touch_sets_times(sh: Run) -> None:
    script = """\
cd /tmp
touch -t 202001020304.05 t; ls -lT t
touch -d 2021-02-03T04:05:06Z t; ls -lT t
touch -A -0110 t; ls -lT t
touch 0203040519 u v; ls -lT u
touch -am -r t v; [ v -nt t ] || [ t -nt v ] || echo same
ln -s t s; touch -h -t 200001010000 s; ls -lT s
touch -c n; ls n
"""
    assert sh(script) == ("""\
-rw-r--r--  1 root wheel 0 Jan  2 03:04:05 2020 t
-rw-r--r--  1 root wheel 0 Feb  3 04:05:06 2021 t
-rw-r--r--  1 root wheel 0 Feb  3 04:03:56 2021 t
-rw-r--r--  1 root wheel 0 Feb  3 04:05:00 2019 u
same
lrwxr-xr-x  1 root wheel 1 Jan  1 00:00:00 2000 s -> t
ls: n: No such file or directory
""", 1)


def test_digests_are_printed_and_checked(sh: Run) -> None:
    script = """\
cd /tmp; echo hello > a
md5 a; sha1 -q a; sha256 -r a; sha384 -q a; sha512sum a
md5 -s abc; echo hi | md5
md5 -c 0 a; echo $?
sha256sum a > l; sha256 a >> l; echo junk >> l
sha256sum -c l; echo $?
echo x > a; sha256sum -c l; echo $?
md5 nope; md5sum -c --status l; md5 -Z
"""
    assert sh(script) == ("""\
MD5 (a) = b1946ac92492d2347c6235b4d2611184
f572d396fae9206628714fb2ce00f72e94f2258f
5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 a
1d0f284efe3edea4b9ca3bd514fa134b17eae361ccc7a1eefeff801b9bd6604e01f21f6bf249ef030599f0c218f2ba8c
e7c22b994c59d9cf2b48e549b1e24666636045930d3da7c1acb299d1c3b7f931f94aae41edda2c2b207a36e10f8bcb8d45223e54878f5b31\
6e7ce3b6bc019629  a
900150983cd24fb0d6963f7d28e17f72
764efa883dda1e11db47671c4a3bbd9e
MD5 (a) = b1946ac92492d2347c6235b4d2611184 [ Failed ]
2
a: OK
a: OK
sha256sum: WARNING: 1 line is improperly formatted
0
a: FAILED
a: FAILED
sha256sum: WARNING: 1 line is improperly formatted
sha256sum: WARNING: 2 computed checksums did NOT match
1
md5: nope: No such file or directory
md5: invalid option -- Z
usage: md5 [-pqrtx] [-c string] [-s string] [files ...]
""", 1)


def test_dd_counts_blocks(sh: Run) -> None:
    script = """\
cd /tmp; dd if=/dev/zero of=z bs=1k count=4
printf abcdef | dd bs=4 conv=ucase status=noxfer; echo
printf abcde | dd conv=swab status=noxfer; echo
printf abcdef > f; dd if=f bs=2 skip=1 count=1 status=none; echo
printf XY | dd of=f bs=1 seek=2 conv=notrunc status=none; cat f; echo
dd if=f of=g count=0 status=none; wc -c < g
printf ab | dd ibs=4 conv=sync fillchar=. status=none; echo
dd if=/dev/zero of=big bs=64k count=1k status=noxfer
dd if=/dev/random bs=8 count=2 status=none | wc -c
dd if=f of=/dev/null bs=2 ibs=1 status=none
"""
    assert sh(script) == ("""\
4+0 records in
4+0 records out
4096 bytes transferred in 0.000030 secs (136533333 bytes/sec)
ABCDEF1+1 records in
1+1 records out

badce0+1 records in
0+1 records out
1 odd length swab block

cd
abXYef
       0
ab..
dd: big: File too large
257+0 records in
256+0 records out
      16
dd: ibs: illegal argument combination or already set
""", 1)


def test_cmp_compares(sh: Run) -> None:
    script = """\
cd /tmp; printf 'a\\nbc\\n' > a; printf 'a\\nbd\\n' > b; printf 'a\\n' > c
cmp a a; echo $?; cmp a b; echo $?
cmp -l a b; cmp -x a b; cmp -b a b; cmp a c
cmp -s a b; echo $?; cmp -z a c; cmp a b 4 4; echo $?
cmp -n 3 a b; echo $?; cmp -i 1:1 a c; cmp - a < b; cmp a nope; echo $?
cmp -ls a b; cmp - - < a; cmp a
"""
    assert sh(script) == ("""\
0
a b differ: char 4, line 2
1
     4 143 144
00000003 63 64
a b differ: char 4, line 2 is 143 c 144 d
cmp: EOF on c
1
a c differ: size
0
0
cmp: EOF on c
stdin a differ: char 4, line 2
cmp: nope: No such file or directory
2
cmp: specifying -s with -l or -x is not permitted
cmp: standard input may only be specified once
usage: cmp [-l | -s | -x] [-hz] file1 file2 [skip1 [skip2]]
""", 2)


def test_install_places_files(sh: Run) -> None:
    script = """\
cd /tmp; echo a > a; echo b > b
install -m 600 -o alice -g staff a i; ls -l i
install -d -m 700 x/y/z; ls -ld x/y/z x/y
install -v a b x; install -Cv a i; install -bv b i; cat i i.old
install -f uchg a u; ls -lo u; install -v b u; ls -lo u
install -S -m 4755 b u; ls -l u; ls | grep INS
install a n/x; install a b n; install /dev/null e; ls -l e
install a a; install -d a/b; install x y; install -m zz a b; install -o nobodyatall a b; install a
su alice -c 'install -o root a /tmp/mine; ls /tmp/mine'
"""
    assert sh(script) == ("""\
-rw-------  1 alice staff 2 Mar  1 12:00 i
drwxr-xr-x  3 root wheel 512 Mar  1 12:00 x/y
drwx------  2 root wheel 512 Mar  1 12:00 x/y/z
install: a -> x/a
install: b -> x/b
install: i -> i.old
install: b -> i
b
a
-rwxr-xr-x  1 root wheel uchg 2 Mar  1 12:00 u
install: b -> u
-rwxr-xr-x  1 root wheel - 2 Mar  1 12:00 u
-rwsr-xr-x  1 root wheel 2 Mar  1 12:00 u
install: n/x: No such file or directory
install: target directory `n' does not exist
usage: install [-bCcpSsUv] [-f flags] [-g group] [-m mode] [-o owner]
               [-M log] [-D dest] [-h hash] [-T tags]
               [-B suffix] [-l linkflags] [-N dbdir]
               file1 file2
       install [-bCcpSsUv] [-f flags] [-g group] [-m mode] [-o owner]
               [-M log] [-D dest] [-h hash] [-T tags]
               [-B suffix] [-l linkflags] [-N dbdir]
               file1 ... fileN directory
       install -dU [-vU] [-g group] [-m mode] [-N dbdir] [-o owner]
               [-M log] [-D dest] [-h hash] [-T tags]
               directory ...
-rwxr-xr-x  1 root wheel 0 Mar  1 12:00 e
install: a and a are the same file
install: a exists but is not a directory
install: x: Inappropriate file type or format
install: invalid file mode: zz
install: unknown user nobodyatall
usage: install [-bCcpSsUv] [-f flags] [-g group] [-m mode] [-o owner]
               [-M log] [-D dest] [-h hash] [-T tags]
               [-B suffix] [-l linkflags] [-N dbdir]
               file1 file2
       install [-bCcpSsUv] [-f flags] [-g group] [-m mode] [-o owner]
               [-M log] [-D dest] [-h hash] [-T tags]
               [-B suffix] [-l linkflags] [-N dbdir]
               file1 ... fileN directory
       install -dU [-vU] [-g group] [-m mode] [-N dbdir] [-o owner]
               [-M log] [-D dest] [-h hash] [-T tags]
               directory ...
install: /tmp/mine: chown/chgrp: Operation not permitted
ls: /tmp/mine: No such file or directory
""", 1)


def test_ln_links(sh: Run) -> None:
    script = """\
cd /tmp; echo x > a; mkdir d e
ln a d; ln -sfv nope s; ln -s d t; ln -sfnv a t; ln a a; ln a ./a
ln -ws gone w; ln -P s p; ls -l p; ln -L s q; ln -sF a e; ls -ld e
link a l; link d m; link a; ln a b c; ln -s a b c; ln d z; ln nope z; ln a l; ln /dev/null z
echo n | ln -i a l; stat -f %l a
"""
    assert sh(script) == ("""\
s -> nope
t -> a
ln: a and a are the same directory entry
ln: a and ./a are the same directory entry
ln: warning: gone: No such file or directory
lrwxr-xr-x  2 root wheel 4 Mar  1 12:00 p -> nope
ln: s: No such file or directory
lrwxr-xr-x  1 root wheel 1 Mar  1 12:00 e -> a
link: d: Is a directory
usage: ln [-s [-F] | -L | -P] [-f | -i] [-hnv] source_file [target_file]
       ln [-s [-F] | -L | -P] [-f | -i] [-hnv] source_file ... target_dir
       link source_file target_file
ln: c: No such file or directory
ln: c: No such file or directory
ln: d: Is a directory
ln: nope: No such file or directory
ln: l: File exists
ln: z: Cross-device link
replace l? not replaced
3
""", 0)


def test_rm_asks_once_stays_on_a_file_system_and_unlocks_what_users_locked(sh: Run) -> None:
    script = """\
cd /tmp; touch a b c d
echo n | rm -I a b c d; ls; echo y | rm -I a b c d; ls
mkdir -p x/m x/n; mount -t tmpfs tmpfs x/m; touch x/m/f x/n/f
rm -rx x; ls x x/m; umount x/m
touch u s; chflags uchg u; chflags schg s; rm -f u s; ls
su alice -c 'touch v; chflags uchg v; rm -f v'
rm -v v; unlink x; unlink -- s; unlink a b
"""
    assert sh(script) == ("""\
remove 4 files? a
b
c
d
remove 4 files? rm: x/m: Device busy
rm: x: Directory not empty
x:
m

x/m:
f
rm: s: Operation not permitted
s
x
rm: v: Operation not permitted
v
unlink: x: is a directory
unlink: s: Operation not permitted
usage: rm [-f | -i] [-dIPRrvWx] file ...
       unlink [--] file
""", 64)


def test_cp_keeps_kinds_and_attributes(sh: Run) -> None:
    script = """\
cd /tmp; mkdir -p d/e; echo x > d/f; chmod 4711 d/f; chown alice:staff d/f; chmod 4711 d/f; chflags nodump d/f
ln -s f d/l; mkfifo d/p; touch -t 200001010000 d/f; touch -ht 200101010000 d/l
cp -a d c; ls -loT c/f c/l
cp -RpN d n; ls -lo n/f; cp -R d/p q; ls -l q
cp /bin/ls ls; ./ls -d /; ls -s ls
cp -n d/f d/l; echo $?; cp -R d/l k; readlink k; cp -s d/f sym; ls -l sym
su alice -c 'cp -p /sbin/init mine; cp -p /tmp/d/f own; ls -l own'
cp a b; cp d x; cp -Rr d x; cp -ls d/f x; cp d/f d/f; cp -R d d/f
mkdir m; mount -t tmpfs tmpfs m; echo 1 > m/in; echo 2 > out; mkdir t; mv out m; mv m t; cp -Rx . /var/tmp/all;\
 ls /var/tmp/all/m
"""
    assert sh(script) == ("""\
-rws--x--x  1 alice staff nodump 2 Jan  1 00:00:00 2000 c/f
lrwxr-xr-x  1 root  wheel -      1 Jan  1 00:00:00 2001 c/l -> f
-rws--x--x  1 alice staff - 2 Jan  1  2000 n/f
prw-r--r--  1 root wheel 0 Mar  1 12:00 q
/
16 ls
cp: d/l and d/f are identical (not copied).
1
f
lrwxr-xr-x  1 root wheel 3 Mar  1 12:00 sym -> d/f
cp: /sbin/init: Permission denied
-rwx--x--x  1 alice wheel 2 Jan  1  2000 own
cp: a: No such file or directory
cp: d is a directory (not copied).
cp: the -R and -r options may not be specified together
cp: the -l and -s options may not be specified together
cp: d/f and d/f are identical (not copied).
cp: d/f: Not a directory
mv: cannot rename a mount point
""", 0)


def test_trees_are_changed_with_links_followed_or_not(sh: Run) -> None:
    script = """\
cd /tmp; mkdir -p t/s o; touch t/f o/g; ln -s ../o t/l; ln -s t k
chmod -R go-rwx k; stat -f '%Lp %N' t k
chmod -RH 700 k; stat -f '%Lp %N' t t/f t/l o
chown -RL alice t; stat -f '%Su %N' o o/g t/l
chown -RPv root:staff t; stat -f '%Su:%Sg %N' t/l o/g
chown -hv alice t/l; chown -vv root:wheel t/f; chgrp -vv staff t/f; chgrp nope t; chown alice:nope t
chflags -R uchg t; chflags -vv nodump o; stat -f '%Sf %N' t t/s o
chmod 700 t/f; touch t/f; chown alice t; mv t u; echo x > t/n; ln t/f x; rm -r t; ls -d t
"""
    assert sh(script) == ("""\
755 t
700 k
700 t
700 t/f
700 t/l
755 o
alice o
alice o/g
root t/l
t/s
t/f
t/l
t
root:staff t/l
alice:wheel o/g
t/l
t/f: 0:20 -> 0:0
t/f: 0 -> 20
chgrp: nope: illegal group name
chown: nope: illegal group name
o: 00 -> 01
uchg t
uchg t/s
nodump o
touch: t/f: Operation not permitted
chown: t: Operation not permitted
mv: rename t to u: Operation not permitted
sh: cannot create t/n: Operation not permitted
ln: x: Operation not permitted
ls: t: No such file or directory
""", 1)


def test_hard_links_to_others_files_can_be_forbidden(sh: Run) -> None:
    script = """\
cd /tmp; echo > r; su alice -c 'ln r a && echo made'; sysctl security.bsd.hardlink_check_uid=1; su alice -c 'ln\
 r b; touch c; ln c d && echo own'
ln d e; sysctl security.bsd.hardlink_check_uid=0 security.bsd.hardlink_check_gid=1; su alice -c 'ln r f';\
 sysctl -d security.bsd.hardlink_check_gid
"""
    assert sh(script) == ("""\
made
security.bsd.hardlink_check_uid: 0 -> 1
ln: b: Operation not permitted
own
security.bsd.hardlink_check_uid: 1 -> 0
security.bsd.hardlink_check_gid: 0 -> 1
ln: f: Operation not permitted
security.bsd.hardlink_check_gid: Unprivileged processes cannot create hard links to files owned by other groups
""", 0)
