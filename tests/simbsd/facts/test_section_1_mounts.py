"""Facts 1.4 and 1.7: mount, mount.fstab, mount.devfs, mount.fdescfs, mount.procfs, there and back."""

from __future__ import annotations


def conf(text: str) -> str:
    return f"mkdir -p /j/dev/fd /j/proc /j/mnt /j/a /j/tmp; cat > /etc/jail.conf <<'E'\n{text}\nE\n"


def test_every_mount_in_order_and_back(sh) -> None:
    """mount, mount.fstab, devfs, fdescfs, procfs going up; on the way down the lists are turned round as well."""
    script = conf("""
    a { path = /j; persist;
        mount = "tmpfs /j/mnt tmpfs rw", "tmpfs /j/a tmpfs"; mount.fstab = /etc/f; mount.devfs; mount.fdescfs;
        mount.procfs; devfs_ruleset = 5; }
    """) + """
    printf '# comment\\n\\ntmpfs\\t/j/tmp tmpfs rw,nosuid 0 0 # more\\n/etc /j/a nullfs ro 0 0\\n' > /etc/f
    jail -v -c a; echo --; jail -v -r a; mount | grep -c /j
    """
    assert sh(script) == (
        "a: run command: /sbin/mount -t tmpfs -o rw tmpfs /j/mnt\n"
        "a: run command: /sbin/mount -t tmpfs tmpfs /j/a\n"
        "a: run command: /sbin/mount -t tmpfs -o rw,nosuid tmpfs /j/tmp\n"
        "a: run command: /sbin/mount -t nullfs -o ro /etc /j/a\n"
        "a: run command: /sbin/mount -t devfs -oruleset=5 . /j/dev\n"
        "a: run command: /sbin/mount -t fdescfs . /j/dev/fd\n"
        "a: run command: /sbin/mount -t procfs . /j/proc\n"
        "a: jail_set(JAIL_CREATE) name=a path=/j persist devfs_ruleset=5\na: created\n--\n"
        "a: removed\n"
        "a: run command: /sbin/umount /j/proc\n"
        "a: run command: /sbin/umount /j/dev/fd\n"
        "a: run command: /sbin/umount /j/dev\n"
        "a: run command: /sbin/umount -t nullfs /j/a\n"
        "a: run command: /sbin/umount -t tmpfs /j/tmp\n"
        "a: run command: /sbin/umount -t tmpfs /j/a\n"
        "a: run command: /sbin/umount -t tmpfs /j/mnt\n0\n",
        1,
    )


def test_a_failed_mount_undoes_those_before_it(sh) -> None:
    """Only what had been done is undone, the failing one is not; the walk goes on after a failure of its own."""
    script = conf("""
    a { path = /j; persist; exec.prepare = "echo prepare"; exec.release = "echo release";
        mount = "tmpfs /j/mnt tmpfs", "tmpfs /j/a tmpfs", "/nope /j/tmp nullfs"; }
    b { path = /j; persist; mount = "tmpfs /j/mnt tmpfs", "tmpfs /j/a tmpfs";
        exec.prestart = "umount /j/a", false; }
    """) + "jail -c a; echo $?; mount | grep -c /j; jail -c b; mount | grep -c /j"
    assert sh(script) == (
        "prepare\nmount_nullfs: /nope: No such file or directory\n"
        "jail: a: /sbin/mount -t nullfs /nope /j/tmp: failed\n1\n0\n"
        "jail: b: false: failed\njail: b: mount: /j/a: not a mount point\n0\n",
        1,
    )
