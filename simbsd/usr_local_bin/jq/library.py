"""The functions of jq that are written in jq, by name and number of arguments.

Models those of jq's manual (1.7) that LIBRARY has, in our own words; a function is parsed when it is first called.
"""

from __future__ import annotations

from functools import cache

from simbsd.usr_local_bin.jq.parse import Node, Parser

LIBRARY = {
    "path/1": "def path(f): paths_of(f);",
    "paths/0": "def paths: path(..) | select(length > 0);",
    "paths/1": "def paths(f): path(.. | select(f)) | select(length > 0);",
    "leaf_paths/0": "def leaf_paths: paths(scalars);",
    "del/1": "def del(f): delpaths([path(f)]);",
    "to_array/0": 'def to_array: if type == "array" then . else [.] end;',
    "pick/1": "def pick(f): . as $top | reduce path(f) as $p (null; setpath($p; $top | getpath($p)));",
    "walk/1": 'def walk(f): if type == "object" or type == "array" then map_values(walk(f)) else . end | f;',
    "while/2": "def while(cond; update): if cond then ., (update | while(cond; update)) else empty end;",
    "until/2": "def until(cond; update): if cond then . else update | until(cond; update) end;",
    "repeat/1": "def repeat(f): ., (f | repeat(f));",
    "recurse/2": "def recurse(f; cond): recurse(f | select(cond));",
    "add/1": "def add(f): reduce f as $x (null; . + $x);",
    "isempty/1": "def isempty(f): first((f | false), true);",
    "transpose/0": "def transpose: [range(0; map(length) | max // 0) as $i | [.[][$i]]];",
    "combinations/0": (
        "def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;"
    ),
    "ascii/0": "def ascii: [.] | implode;",
    "index/1": "def index($x): indices($x) | .[0];",
    "rindex/1": "def rindex($x): indices($x) | .[-1:][0];",
    "env/0": "def env: $ENV;",
    "todate/0": 'def todate: strftime("%Y-%m-%dT%H:%M:%SZ");',
    "finites/0": "def finites: select(. == .);",
    "abs/0": "def abs: if . < 0 then -. else . end;",
    "splits/1": "def splits($x): split($x) | .[];",
    "min_by_value/0": "def min_by_value: min;",
}  # fmt: skip


@cache
def library(name: str) -> Node | None:
    """The definition of a function, a ``def`` with nothing behind it; None when there is none."""
    text = LIBRARY.get(name)
    return Parser(f"{text} .").program() if text else None
