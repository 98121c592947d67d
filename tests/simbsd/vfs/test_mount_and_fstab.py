"""mount, umount, fstab, tmpfs's limits, mount flags, files on files: whole outputs. Texts: sbin/mount, sbin/umount."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[str, int]]


def test_mounts_are_listed_in_three_forms(sh: Run) -> None:
    script = """\
mkdir /t; mount -t tmpfs -o ro,noexec,nosuid tmpfs /t; mkdir /a-directory-with-a-long-name
mount -t nullfs /t /a-directory-with-a-long-name
mount; mount -p; mount -v -t ufs,tmpfs; mount -t nodevfs,nullfs; mount -p -t devfs; mount -z
su alice -c 'mount -v -t ufs'
"""
    assert sh(script) == ("""\
/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
devfs on /dev (devfs)
tmpfs on /t (tmpfs, local, noexec, nosuid, read-only)
/t on /a-directory-with-a-long-name (nullfs, local)
/dev/ada0p2\t\t/\t\t\tufs\trw\t\t1 1
devfs\t\t\t/dev\t\t\tdevfs\trw\t\t0 0
tmpfs\t\t\t/t\t\t\ttmpfs\tro,noexec,nosuid \t0 0
/t\t\t\t/a-directory-with-a-long-name nullfs\trw\t\t0 0
/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates, fsid 0100000001000000)
tmpfs on /t (tmpfs, local, noexec, nosuid, read-only, fsid 0300000006000000)
/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
tmpfs on /t (tmpfs, local, noexec, nosuid, read-only)
devfs\t\t\t/dev\t\t\tdevfs\trw\t\t0 0
mount: illegal option -- z
usage: mount [-adflpruvw] [-F fstab] [-o options] [-t ufs | external_type]
       mount [-dfpruvw] special | node
       mount [-dfpruvw] [-o options] [-t ufs | external_type] special node
/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
""", 0)


def test_tmpfs_keeps_to_its_limits(sh: Run) -> None:
    script = """\
mkdir /t; mount -t tmpfs -o size=1m,mode=1770,uid=1001,gid=20,inodes=20 tmpfs /t; ls -ld /t; df -ki /t
dd if=/dev/zero of=/t/z bs=64k status=none; ls -l /t; rm /t/z
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do touch /t/$i || break; done; rm /t/*
mount -u -o size=2m /t; mount -u -o uid=5 /t; mount -u -o size=1m,ro /t && touch /t/x
mount -u /t && touch /t/x && mount -t tmpfs
mkdir /n; mount -t tmpfs -o maxfilesize=1k tmpfs /n; truncate -s 1025 /n/f; truncate -s 1k /n/f; ls -l /n/f
mount -t tmpfs -o foo tmpfs /mnt; mount -t tmpfs -o ruleset=4 tmpfs /mnt; mount -t devfs -o size=4 devfs /mnt
mount -t devfs -o ruleset=x devfs /mnt; mount -t foofs foo /mnt; mount -t tmpfs tmpfs /etc/passwd; mount -t\
 tmpfs tmpfs /nope
"""
    assert sh(script) == ("""\
drwxrwx--T  2 alice staff 512 Mar  1 12:00 /t
Filesystem 1K-blocks Used Avail Capacity iused ifree %iused  Mounted on
tmpfs           1024    4  1020     0%       1    19    5%   /t
dd: /t/z: No space left on device
total 960
-rw-r--r--  1 root staff 983040 Mar  1 12:00 z
touch: /t/20: No space left on device
mount: tmpfs: Operation not supported
mount: tmpfs: mount option <uid> is unknown: Operation not supported
touch: /t/x: Read-only file system
tmpfs on /t (tmpfs, local)
truncate: /n/f: File too large
-rw-r--r--  1 root wheel 1024 Mar  1 12:00 /n/f
mount: tmpfs: mount option <foo> is unknown: Invalid argument
mount: tmpfs: mount option <ruleset> is unknown: Invalid argument
mount: devfs: mount option <size> is unknown: Invalid argument
mount: devfs: invalid ruleset specification: Invalid argument
mount: foo: Operation not supported by device
mount: /etc/passwd: Not a directory
mount: /nope: No such file or directory
""", 1)


def test_fstab_says_what_is_mounted(sh: Run) -> None:
    script = """\
mkdir /a /b /c; cat >> /etc/fstab <<END
# comment
tmpfs /a tmpfs rw,size=1m,noauto 0 0
tmpfs\t/b\ttmpfs\trw,mode=700\t0\t0
/b /c nullfs ro,late 0 0
/nope /mnt nullfs rw,failok 0 0
bad line
END
mount -a; echo $?; mount -t tmpfs,nullfs; mount /a; mount -al; echo $?; mount -p -t nullfs,tmpfs; mount tmpfs;\
 mount /nope
mount -u /nope; umount -a -t nullfs; umount -av; mount -F /dev/null -a; umount -aF /dev/null
mount -d -t tmpfs -o ro tmpfs /a; mount -d -r -t nullfs /a /b; mount -av -t tmpfs
"""
    assert sh(script) == ("""\
fstab: /etc/fstab:8: Inappropriate file type or format
mount_nullfs: /nope: No such file or directory
0
tmpfs on /b (tmpfs, local)
fstab: /etc/fstab:8: Inappropriate file type or format
fstab: /etc/fstab:8: Inappropriate file type or format
mount_nullfs: /nope: No such file or directory
0
fstab: /etc/fstab:8: Inappropriate file type or format
tmpfs\t\t\t/b\t\t\ttmpfs\trw\t\t0 0
tmpfs\t\t\t/a\t\t\ttmpfs\trw\t\t0 0
/b\t\t\t/c\t\t\tnullfs\tro\t\t0 0
fstab: /etc/fstab:8: Inappropriate file type or format
fstab: /etc/fstab:8: Inappropriate file type or format
mount_nullfs: /nope: No such file or directory
fstab: /etc/fstab:8: Inappropriate file type or format
mount: not currently mounted /nope
fstab: /etc/fstab:8: Inappropriate file type or format
umount: /mnt: not a file system root directory
fstab: /etc/fstab:8: Inappropriate file type or format
umount: /mnt: not a file system root directory
umount: /c: not a file system root directory
tmpfs: unmount from /b
tmpfs: unmount from /a
umount: fstab reading failure
mount -t tmpfs -o ro tmpfs /a
exec: mount_nullfs -o ro /a /b
fstab: /etc/fstab:8: Inappropriate file type or format
tmpfs on /b (tmpfs, local, fsid 0700000006000000)
""", 0)


def test_umount_takes_names_numbers_and_kinds(sh: Run) -> None:
    script = """\
mkdir /a /b; mount -t tmpfs t1 /a; mount -t tmpfs t2 /b; umount -v /a/ t2; umount -v /b
mount -t tmpfs t1 /a; mount -t nullfs /a /b; umount /a; umount -v -A -t tmpfs; umount -Av; umount -A
mount -t tmpfs t1 /a; id=$(mount -v -t tmpfs); id=${id##*fsid }; umount -v ${id%)}; umount 0123456789abcdef
umount -fn /a; umount; umount -a /a; umount -t tmpfs -t ufs -A; umount /etc; umount /; umount /dev/ada0p2
mount -t tmpfs t1 /a; cd /a; umount /a; umount -f /a; pwd; cd /; mount -t tmpfs
"""
    assert sh(script) == ("""\
tmpfs: unmount from /a
umount: t2: statfs: No such file or directory
umount: t2: unknown file system
tmpfs: unmount from /b
umount: unmount of /a failed: Device busy
umount: unmount of /a failed: Device busy
/a: unmount from /b
tmpfs: unmount from /a
tmpfs: unmount from /a
umount: 0123456789abcdef: statfs: No such file or directory
umount: 0123456789abcdef: unknown file system
umount: -f and -n are mutually exclusive: No error: 0
usage: umount [-fNnv] special ... | node ... | fsid ...
       umount -a | -A [-F fstab] [-fnv] [-h host] [-t type]
usage: umount [-fNnv] special ... | node ... | fsid ...
       umount -a | -A [-F fstab] [-fnv] [-h host] [-t type]
umount: only one -t option may be specified: No error: 0
umount: /etc: not a file system root directory
umount: unmount of / failed: Invalid argument
umount: unmount of / failed: Invalid argument
umount: unmount of /a failed: Device busy
/a
""", 0)


def test_flags_of_a_mount_bite(sh: Run) -> None:
    script = """\
mkdir /t; mount -t tmpfs -o nosuid,noexec,nosymfollow tmpfs /t; cp /bin/echo /t; /t/echo hi
ln -s /etc/passwd /t/l; cat /t/l; ls -l /t/l; readlink /t/l; umount /t
mount -t tmpfs -o nosuid tmpfs /t; cp -p /usr/bin/su /t; su alice -c /t/su; umount /t
mkdir /r; mount -t nullfs -o ro /tmp /r; touch /r/x; chmod 700 /r; rm /r/x; echo > /r/y; chflags uchg /r; mkdir\
 /r/d; umount /r
mount -t tmpfs -o noatime tmpfs /t; echo x > /t/f; touch -at 200001010000 /t/f; cat /t/f; ls -lu /t/f; umount /t
mount -t tmpfs -o union tmpfs /t; mount -t tmpfs
"""
    assert sh(script) == ("""\
sh: /t/echo: Permission denied
cat: /t/l: Permission denied
lrwxr-xr-x  1 root wheel 11 Mar  1 12:00 /t/l -> /etc/passwd
/etc/passwd
su: not running setuid
touch: /r/x: Read-only file system
chmod: /r: Read-only file system
rm: /r/x: No such file or directory
sh: cannot create /r/y: Read-only file system
chflags: /r: Read-only file system
mkdir: /r/d: Read-only file system
x
-rw-r--r--  1 root wheel 2 Jan  1  2000 /t/f
tmpfs on /t (tmpfs, local, union)
""", 0)


def test_a_file_can_be_mounted_on_a_file(sh: Run) -> None:
    script = """\
echo hello > /tmp/f; touch /tmp/point; mount -t nullfs /tmp/f /tmp/point; cat /tmp/point; mount -t nullfs
echo more >> /tmp/point; cat /tmp/f; rm /tmp/point; umount /tmp/point; cat /tmp/point
mount -t nullfs /tmp /tmp/point; mount -t nullfs /tmp/f /tmp; ln /tmp/point /tmp/other; mount -t nullfs /tmp/f\
 /tmp/point
mount -t nullfs /nope /tmp; mount -u -o ro /tmp
"""
    assert sh(script) == ("""\
hello
/tmp/f on /tmp/point (nullfs, local)
hello
more
rm: /tmp/point: Device busy
mount_nullfs: /tmp/point: must be same type as /tmp (file or directory)
mount_nullfs: /tmp: must be same type as /tmp/f (file or directory)
mount_nullfs: /tmp/point: Invalid argument
mount_nullfs: /nope: No such file or directory
mount: not currently mounted /tmp
""", 1)


def test_a_jail_sees_what_enforce_statfs_lets_it_see(sh: Run) -> None:
    script = """\
mkdir -p /j/www/mnt /j/www/bin /j/www/rescue /j/other; cp /rescue/mount /rescue/df /rescue/umount /rescue/sh\
 /j/www/rescue
mount -t tmpfs jailmnt /j/www/mnt; mount -t tmpfs other /j/other
for n in 0 1 2; do echo "enforce_statfs=$n"; jail -c name=w path=/j/www enforce_statfs=$n\
 command=/rescue/mount; done
for n in 0 1 2; do echo "enforce_statfs=$n"; jail -c name=w path=/j/www enforce_statfs=$n command=/rescue/df\
 /mnt; done
for n in 0 1 2; do jail -c name=w path=/j/www enforce_statfs=$n allow.mount allow.mount.tmpfs\
 command=/rescue/umount /mnt; done
for n in 1 2; do jail -c name=w path=/j/www enforce_statfs=$n allow.mount allow.mount.tmpfs command=/rescue/sh\
 -c '/rescue/mount -t tmpfs in /bin; /rescue/mount; /rescue/umount /bin'; done
mount -t tmpfs
"""
    assert sh(script) == ("""\
enforce_statfs=0
/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
devfs on /dev (devfs)
tmpfs on /j/www/mnt (tmpfs, local)
tmpfs on /j/other (tmpfs, local)
enforce_statfs=1
/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
tmpfs on /mnt (tmpfs, local)
enforce_statfs=2
/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
enforce_statfs=0
Filesystem 1K-blocks Used Avail Capacity  Mounted on
tmpfs          65444    4 65440     0%    /j/www/mnt
enforce_statfs=1
Filesystem 1K-blocks Used Avail Capacity  Mounted on
tmpfs          65444    4 65440     0%    /mnt
enforce_statfs=2
Filesystem 1K-blocks Used Avail Capacity  Mounted on
tmpfs          65444    4 65440     0%    [restricted]
umount: unmount of /j/www/mnt failed: Operation not permitted
jail: /rescue/umount /mnt: failed
umount: unmount of /mnt failed: Operation not permitted
jail: /rescue/umount /mnt: failed
umount: unmount of [restricted] failed: Operation not permitted
jail: /rescue/umount /mnt: failed
/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
tmpfs on /mnt (tmpfs, local)
tmpfs on /bin (tmpfs, local)
mount: in: Operation not permitted
/dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
umount: /bin: not a file system root directory
jail: /rescue/sh -c /rescue/mount -t tmpfs in /bin; /rescue/mount; /rescue/umount /bin: failed
tmpfs on /j/www/mnt (tmpfs, local)
tmpfs on /j/other (tmpfs, local)
""", 0)


def test_users_mount_where_vfs_usermount_lets_them(sh: Run) -> None:
    script = """\
su alice -c 'mkdir m; mount -t tmpfs tmpfs m'; sysctl vfs.usermount=1; chmod 777 /mnt
su alice -c 'cd; mkdir m; mount -t tmpfs tmpfs m; mount -t tmpfs; mount -t tmpfs tmpfs /mnt; touch m/f; umount\
 m; mount -t tmpfs tmpfs m'
mount -t tmpfs tmpfs /mnt; su alice -c 'umount /mnt; umount /dev'; umount /home/alice/m; mount -t tmpfs
jail -c name=j path=/ command=/sbin/mount -t tmpfs tmpfs /media; umount /mnt
"""
    assert sh(script) == ("""\
mkdir: m: Permission denied
mount: /m: No such file or directory
vfs.usermount: 0 -> 1
tmpfs on /home/alice/m (tmpfs, local, nosuid, mounted by alice)
mount: tmpfs: Operation not permitted
umount: unmount of /mnt failed: Operation not permitted
umount: unmount of /dev failed: Operation not permitted
tmpfs on /mnt (tmpfs, local)
mount: tmpfs: Operation not permitted
jail: /sbin/mount -t tmpfs tmpfs /media: failed
""", 0)
