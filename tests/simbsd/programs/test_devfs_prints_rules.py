"""devfs(8): rulesets shown, changed and applied."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[str, int]]
USAGE = "usage: \tdevfs [-m mount-point] rule [-s ruleset] ...\n\tdevfs [-m mount-point] ruleset ...\n"


def test_the_default_rulesets(sh: Run) -> None:
    assert sh("devfs rule showsets; devfs rule -s 4 show; devfs rule -s 1 show; devfs rule -s 2 show 300") == (
        "1\n2\n3\n4\n5\n"
        "100 include 1\n200 include 2\n300 include 3\n400 path fuse unhide\n500 path zfs unhide\n"
        "100 hide\n"
        "300 path crypto unhide\n",
        0,
    )


def test_a_set_of_ones_own_is_applied_to_a_mount(sh: Run) -> None:
    script = """
mount -t devfs -o ruleset=4 devfs /mnt
devfs rule -s 10 add path mem unhide mode 444 group operator
devfs rule -s 10 add 50 path 'k*' unhide user daemon
devfs rule -s 10 show
devfs -m /mnt rule -s 10 applyset
cd /mnt; ls -l *mem; ls -l /dev/mem
"""
    assert sh(script) == (
        "50 path k* unhide user daemon\n"
        "100 path mem unhide group operator mode 444\n"
        "crw-r-----  1 daemon kmem     0x8 Mar  1 12:00 kmem\n"
        "cr--r--r--  1 root   operator 0x7 Mar  1 12:00 mem\n"
        "crw-r-----  1 root kmem 0x7 Mar  1 12:00 /dev/mem\n",
        0,
    )


def test_changed_rules_count_only_when_applied(sh: Run) -> None:
    script = """
mount -t devfs -o ruleset=2 devfs /a
devfs rule -s 2 add path zero hide; devfs -m /a ruleset 4
cd /a; echo *; devfs -m /a rule -s 2 applyset; echo * | grep -c zero; devfs -m /a rule -s 2 del 600
devfs -m /a rule apply hide; echo *; devfs -m /a rule -s 2 apply 200; echo *
"""
    listing = "ada0 ada0p1 ada0p2 bpf bpf0 console fd full io klog kmem mem null ptmx random"
    output, status = sh(f"mkdir /a{script}")
    first, count, *rest = output.splitlines()
    assert first.startswith(listing)
    assert (count, rest, status) == ("0", ["*", "zero"], 0)


def test_refusals(sh: Run) -> None:
    refusals = {
        "devfs rule -s 10 add include 99": "devfs rule: ioctl DEVFSIO_RADD: No such process\n",
        "devfs rule -s 0 add hide": "devfs rule: ioctl DEVFSIO_RADD: Input/output error\n",
        "devfs rule -s 4 add 100 hide": "devfs rule: ioctl DEVFSIO_RADD: File exists\n",
        "devfs rule -s 4 del 150": "devfs rule: ioctl DEVFSIO_RDEL: No such file or directory\n",
        "devfs rule -s 99 applyset": "devfs rule: ioctl DEVFSIO_SAPPLY: No such process\n",
        "devfs rule add path": "devfs rule: expecting argument for path\n",
        "devfs rule add path null vanish": "devfs rule: unknown argument: vanish\n",
        "devfs rule add mode zzz": "devfs rule: invalid mode: zzz\n",
        "devfs rule -s x show": "devfs rule: error converting to number: x\n",
        "devfs rule foo": "devfs rule: unknown command: foo\n",
        "devfs foo": "devfs: unknown command: foo\n",
        "devfs -m /nope rule show": "devfs: open: /nope: No such file or directory\n",
        "devfs -m /tmp rule show": "devfs rule: ioctl DEVFSIO_RGETNEXT: Inappropriate ioctl for device\n",
        "devfs": USAGE,
        "devfs ruleset": USAGE,
        "devfs rule -s 4": USAGE,
    }
    for command, text in refusals.items():
        assert sh(command) == (text, 1), command


def test_a_jail_may_not_look_at_rules(sh: Run) -> None:
    output, _ = sh("jail -c name=j path=/ command=devfs rule show")
    assert output.splitlines()[0] == "devfs rule: ioctl DEVFSIO_RGETNEXT: Operation not permitted"
