"""find(1): walks, primaries, actions and refusals. Texts: usr.bin/find."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simbsd.lib.getdate import get_date

Run = Callable[..., tuple[str, int]]
TREE = "cd /tmp; mkdir -p a/b/c; touch a/f a/b/g; echo hi > a/b/c/h; ln -s f a/l; chmod 600 a/f; "
USAGE = (
    "usage: find [-H | -L | -P] [-EXdsx] [-f path] path ... [expression]\n"
    "       find [-H | -L | -P] [-EXdsx] -f path [path ...] [expression]\n"
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("-s a", "a a/b a/b/c a/b/c/h a/b/g a/f a/l"),
        ("-sd a", "a/b/c/h a/b/c a/b/g a/b a/f a/l a"),
        ("-s a/ -type f", "a/b/c/h a/b/g a/f"),
        ("-s a -name g -o -name h", "a/b/c/h a/b/g"),
        ("-s a -name '[gf]' -a -print", "a/b/g a/f"),
        ("-s a ! -type d ! -type f", "a/l"),
        ("-s a -not '(' -type d -o -type l ')'", "a/b/c/h a/b/g a/f"),
        ("-s a -path '*/b' -prune -o -print", "a a/f a/l"),
        ("-s a -maxdepth 1", "a a/b a/f a/l"),
        ("-s a -mindepth 3", "a/b/c/h"),
        ("-s a -depth 2", "a/b/c a/b/g"),
        ("-s a -perm 600", "a/f"),
        ("-s a -type f -perm -044", "a/b/c/h a/b/g"),
        ("-s a -type f -perm +u=r", "a/b/c/h a/b/g a/f"),
        ("-s a -size -2c -type f", "a/b/g a/f"),
        ("-s a -size 1 -type f", "a/b/c/h"),
        ("-s a -empty", "a/b/g a/f"),
        ("-s a -newer a/f ! -type d", "a/b/c/h a/b/g a/l"),
        ("-s a -lname f", "a/l"),
        ("-L a -name l -type f", "a/l"),
        ("-s a -iname G -user root -group wheel -links 1", "a/b/g"),
        ("-Es a -regex 'a/(b/)?[fg]'", "a/b/g a/f"),
        ("-s a -mmin -2 -name f", "a/f"),
        ("-s a -mtime +1 -name f", ""),
        ("-s a -mtime -1h30m -name f", "a/f"),
        ("-s a -samefile a/f", "a/f"),
        ("-s a -quit", ""),
        ("-s a -print -quit", "a"),
        ("-s a -type d -exec echo x{}y ';'", "xay xa/by xa/b/cy"),
        ("-s a -type f -exec echo '{}' +", "a/b/c/h a/b/g a/f"),
        ("-s a -name h -execdir echo '{}' ';'", "h"),
        ("-s a -name h -exec false ';' -print", ""),
        ("-f a -- -name f", "a/f"),
    ],
)
def test_what_is_found(sh: Run, words: str, found: str) -> None:
    output, status = sh(f"{TREE}find {words}")
    assert (output.split(), status) == (found.split(), 0)


def test_names_with_blanks_travel_safely(sh: Run) -> None:
    assert sh("cd /tmp; touch 'a b'; find . -name 'a*' -print0 | xargs -0 ls; find -X . -name 'a*'") == (
        "./a b\nfind: ./a b: illegal path\n",
        1,
    )


def test_long_lines(sh: Run) -> None:
    assert sh(f"{TREE}find a -name l -ls | cut -c7-") == (
        f"        0 lrwxr-xr-x    1 {'root':<32} {'wheel':<32}        1 Mar  1 12:00 a/l -> f\n",
        0,
    )


def test_a_tree_is_deleted_from_its_leaves(sh: Run) -> None:
    assert sh(f"{TREE}chflags schg a/b/g; find a -delete; find -s a") == (
        "find: -delete: unlink(a/b/g): Operation not permitted\na\na/b\na/b/g\n",
        0,
    )


def test_what_cannot_be_seen_is_told(sh: Run) -> None:
    assert sh("find /nope /tmp; mkdir -m 700 /tmp/secret") == ("find: /nope: No such file or directory\n/tmp\n", 0)
    assert sh("mkdir -m 700 /tmp/secret; chown 1 /tmp/secret; su alice -c 'find /tmp'") == (
        "/tmp\n/tmp/secret\nfind: /tmp/secret: Permission denied\n",
        1,
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("-foo", "-foo: unknown primary or operator"),
        ("-name", "-name: requires additional arguments"),
        ("'(' -true -print", "(: missing closing ')'"),
        ("-print ')'", "): no beginning '('"),
        ("'(' ')'", "(): empty inner expression"),
        ("!", "!: no following expression"),
        ("! -o -true", "!: nothing between ! and -o"),
        ("-o", "-o: no expression before -o"),
        ("-true -o", "-o: no expression after -o"),
        ("-exec echo", '-exec: no terminating ";" or "+"'),
        ("-exec ';'", "-exec: no command specified"),
        ("-type z", "-type: z: unknown type"),
        ("-user bob", "-user: bob: no such user"),
        ("-group bob", "-group: bob: no such group"),
        ("-perm zz", "-perm: zz: illegal mode string"),
        ("-flags zz", "-flags: zz: illegal flags string"),
        ("-size x", "-size: x: illegal numeric value"),
        ("-size 1x", "-size: 1x: illegal trailing character"),
        ("-size 99999999P", "-size: 99999999P: value too large"),
        ("-links 1x", "-links: 1x: illegal trailing character"),
        ("-maxdepth -1", "-maxdepth: -1: value must be positive"),
        ("-mtime x", "-mtime: x: illegal time value"),
        ("-mtime 1x", "-mtime: 1x: bad unit 'x'"),
        ("-mtime 1h5", "-mtime: 1h5: missing trailing unit"),
        ("-regex '['", "-regex: [: brackets ([ ]) not balanced"),
        ("-newer /nope", "/nope: No such file or directory"),
        ("-newermt nonsense", "Can't parse date/time: nonsense"),
        ("-follow -name tmp -delete", "-delete: forbidden when symlinks are followed"),
    ],
)
def test_find_refuses(sh: Run, words: str, message: str) -> None:
    assert sh(f"find /tmp {words}") == (f"find: {message}\n", 1)


def test_usage_and_nesting_without_end(sh: Run) -> None:
    assert sh("find") == (USAGE, 1)
    assert sh("find -Q /") == (f"find: illegal option -- Q\n{USAGE}", 1)
    assert sh("find /tmp $(yes '(' | head -n 3000)") == ("Segmentation fault (core dumped)\n", 139)


def test_times_are_compared_with_dates(sh: Run) -> None:
    """function.c: c_newer (F_TIME2_T), f_acl: nothing here has a list of access."""
    script = (
        "cd /tmp; mkdir d; touch -t 202402011200 d/old; touch d/new; find d -type f -newermt '2024-02-01 12:00'; "
        "find d -newermt '2024-02-01 11:59:59' -name old; find d -type f -newermt '1 hour ago'; "
        "find d -type f ! -newermt yesterday; find d -newerat 'last month' -newerBt '1 Mar' -type f; find d -acl"
    )
    assert sh(script) == ("d/new\nd/old\nd/new\nd/old\nd/new\n", 0)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("now", 1709294400), ("", 1709251200), ("yesterday", 1709208000), ("3 days ago", 1709035200),
        ("2 weeks", 1710504000), ("last month", 1706788800), ("next friday", 1709856000), ("12:30 pm", 1709296200),
        ("3pm", 1709305200), ("20240101", 1704067200), ("2024-01-01 10:00 +0200", 1704096000), ("3/15/24", 1710460800),
        ("2023/3/15", 1678838400), ("17-JUN-1992", 708739200), ("Mar 1, 2023", 1677628800),
        ("tomorrow 10:00", 1709373600), ("31 Feb", None), ("2024-13-01", None), ("24:00", None), ("noon", None),
        ("2024-01-31T12:00Z", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_getdate_reads_them(text: str, means: int | None) -> None:
    """usr.bin/find/getdate.y at 2024-03-01 12:00:00: ``T`` and ``Z`` are two zones, one too many."""
    assert get_date(text, 1709294400) == means
