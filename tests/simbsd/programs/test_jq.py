"""jq(1), which is no part of FreeBSD: paths, pipes, construction, functions, and its options (jq's manual, 1.7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]


@pytest.mark.parametrize(
    ("program", "text", "output"),
    [
        (".", '{"b":[1,2.5,null],"a":"x"}', '{"b":[1,2.5,null],"a":"x"}'),
        (".a.b[1:]", '{"a":{"b":[1,2,3]}}', "[2,3]"),
        ('.["a b"], .c?, (.d // "no")', '{"a b":1}', '1\nnull\n"no"'),
        (".[] | select(.n > 1) | .s", '[{"n":1,"s":"a"},{"n":2,"s":"b"}]', '"b"'),
        ("map(. * 2) | add", "[1,2,3]", "12"),
        ('{(.k): .v, x: [.[]]} | keys', '{"k":"z","v":1}', '["x","z"]'),
        ("[.[] | if . > 1 then \"big\" elif . == 1 then 1 else empty end]", "[0,1,2]", '[1,"big"]'),
        ("reduce .[] as $x (0; . + $x), [foreach .[] as $x (0; . + $x)]", "[1,2,3]", "6\n[1,3,6]"),
        ('"\\(.a)-\\(.a + 1)"', '{"a":1}', '"1-2"'),
        ("try error(\"no\") catch . , (.[0] | not), ([..] | length)", "[[1]]", '"no"\nfalse\n3'),
        ("sort, sort_by(-.), unique, (group_by(. > 1) | length), min, max, reverse", "[2,1,2]",
         "[1,2,2]\n[2,2,1]\n[1,2]\n2\n1\n2\n[2,1,2]"),
        ('to_entries[0].key, with_entries({key: .key, value: 2}), has("a")', '{"a":1}', '"a"\n{"a":2}\ntrue'),
        ('split(","), (split(",") | join("-")), ascii_upcase, length', '"a,b"', '["a","b"]\n"a-b"\n"A,B"\n3'),
        ("[limit(2; .[])], first, last, [range(1; 4)], any, all, (.[1] | tostring)", "[true,false,true]",
         '[true,false]\ntrue\ntrue\n[1,2,3]\ntrue\nfalse\n"false"'),
        ("1 as $x | 2 as $y | [$x, $y, -$x, 7 % 4, 7 / 2, \"a\" * 2]", "null", '[1,2,-1,3,3.5,"aa"]'),
    ],
)  # fmt: skip
def test_programs(sh: Run, program: str, text: str, output: str) -> None:
    script = f"cat > /tmp/p <<'E'\n{program}\nE\necho '{text}' | jq -c \"$(cat /tmp/p)\""
    assert sh(script) == (output + "\n", 0)


def test_options(sh: Run) -> None:
    assert sh("echo '{\"a\":\"x\"} {\"a\":2}' | jq -r .a; jq -n '[1,{\"b\":[]}]'; echo '1 2' | jq -sc .") == (
        'x\n2\n[\n  1,\n  {\n    "b": []\n  }\n]\n[1,2]\n', 0
    )  # fmt: skip
    assert sh("jq -n --arg v x '$v'; echo false | jq -e .; echo $?; jq -nj '1,2'; echo; jq -nS -c '{b:1,a:2}'") == (
        '"x"\nfalse\n1\n12\n{"a":2,"b":1}\n', 0
    )  # fmt: skip


def test_refusals(sh: Run) -> None:
    assert sh("echo '[1' | jq .")[1] == 2
    assert sh("echo 1 | jq '.a'") == ("jq: error (at <stdin>:0): Cannot index number with \"a\"\n", 5)
    assert sh("jq . /nope") == ("jq: error: Could not open /nope: No such file or directory\n", 2)
    assert sh("jq -n '[range(10000000)] | length'")[1] == 5


def test_it_reads_what_libxo_writes(sh: Run) -> None:
    jail = "jail -c name=a path=/ host.hostname=w persist"
    assert sh(f"{jail}; jls --libxo json | jq '.\"jail-information\".jail[0].hostname'") == ('"w"\n', 0)


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        ('{"a":1} | .a = 2, .b.c[1] = 3, .a += 5, .x //= 9, .a |= .+1',
         '{"a":2}\n{"a":1,"b":{"c":[null,3]}}\n{"a":6}\n{"a":1,"x":9}\n{"a":2}'),
        ('[1,2,3,4] | (.[]|select(.>2)) |= empty, .[1:3] = ["x"], del(.[0,2]), del(.[1:])',
         '[1,2]\n[1,"x",4]\n[2,4]\n[1]'),
        ("def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; 10|fac", "3628800"),
        ("def f(g; $x): [g, $x]; [1,2] | f(.[]; 5, 6)", "[1,2,5]\n[1,2,6]"),
        ("def f: def g: 3; g; f, (def f: 4; f)", "3\n4"),
        ('{"a":{"b":[1]}} | [paths], [leaf_paths], [path(..)], pick(.a.b[0])',
         '[["a"],["a","b"],["a","b",0]]\n[["a","b",0]]\n[[],["a"],["a","b"],["a","b",0]]\n{"a":{"b":[1]}}'),
        ('[1,[2]] | walk(if type == "number" then .+1 else . end)', "[2,[3]]"),
        ("[1|while(.<10; .*2)], [1|until(.>10; .*3)], [limit(3; 1|repeat(.*2))]", "[1,2,4,8]\n[27]\n[1,2,4]"),
        ('[1,"a\\"b",null] | @csv, @tsv, @sh, ("<&>"|@html, @base64)',
         '"1,\\"a\\"\\"b\\","\n"1\\ta\\"b\\t"\n"1 \'a\\"b\' null"\n"&lt;&amp;&gt;"\n"PCY+"'),
        ('"abab" | indices("b"), index("b"), rindex("b")', "[1,3]\n1\n3"),
        ("[[1,2],[3]] | transpose", "[[1,3],[2,null]]"),
        ("(-1)|sqrt, pow(2;10), (0|todate)", 'null\n1024\n"1970-01-01T00:00:00Z"'),
        ("1 = 2", "jq: error (at <stdin>:0): Invalid path expression with result 1"),
        ("def r: r; r", "jq: error (at <stdin>:0): the program is nested too deep"),
        ("[3] | .[-2] = 1", "jq: error (at <stdin>:0): Out of bounds negative array index"),
        ('"x" | .a = 1', 'jq: error (at <stdin>:0): Cannot index string with "a"'),
    ],
)  # fmt: skip
def test_functions_paths_and_assignments(sh: Run, program: str, printed: str) -> None:
    """jq's manual 1.7: Defining functions, Path expressions, Assignment."""
    quoted = program.replace("'", "'\\''")
    text, status = sh(f"jq -nc '{quoted}'")
    assert (text, status) == (f"{printed}\n", 5 if printed.startswith("jq:") else 0)
