"""awk(1): the language, getline, pipes, functions, arrays in the order of their hash table, and what it complains of.

Behaviour and texts: contrib/one-true-awk (version 20210724): run.c, lib.c, tran.c, lex.c, awkgram.y.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]
FILE = "cd /tmp; printf 'a b c\\nd e f\\n' > f\n"


@pytest.mark.parametrize(
    ("program", "output"),
    [
        ('print 1+2*3, "a" "b", 2^10, -2^2, 7%3, 1e6, 0.1, 1/3', "7 ab 1024 -4 1 1000000 0.1 0.333333"),
        ("print 100000000000000000000, 2^53+1, 1e300*1e300, -0", "100000000000000000000 9007199254740992 +inf 0"),
        ('x = "A"; print x++, x, !x, !"", 1 " " -1, 2 -1', "0 1 0 1 1-1 1"),
        ('print (1 < 2), ("10" < "9"), ("a" ~ /^a$/), ("a" ~ "b"), (1 == 1.0)', "1 1 1 0 1"),
        ('print length("abc"), substr("hello", 0, 2), substr("hello", 4), index("foobar", "ob")', "3 he lo 3"),
        ('s = "hello"; n = gsub(/l/, "[&]", s); print n, s; sub("l+", "\\\\&", s); print s', "2 he[l][l]o\nhe[&][l]o"),
        ('s = "abc"; print gsub(/x*/, "-", s), s', "4 -a-b-c-"),
        ('print match("foobar", /o+/), RSTART, RLENGTH; print match("x", "y"), RSTART, RLENGTH', "2 2 2\n0 0 -1"),
        ('n = split("a,b,c", p, ","); print n, p[1], p[3]; print split("", p), length(p)', "3 a c\n0 0"),
        ('print split("a1b22c", p, /[0-9]+/), p[2]; print split("abc", p, ""), p[3]', "3 b\n3 c"),
        ('print toupper("abc"), tolower("ABC"), int(-3.7), sqrt(16), and(6, 3), xor(6, 3), lshift(1, 4)',
         "ABC abc -3 4 2 5 16"),
        ('print gensub(/o/, "0", "g", "foo"), gensub(/o/, "0", 2, "foo")', "f00 fo0"),
        ('printf "%5d|%-5s|%05.1f|%x|%c|%c|%%|%i|%.2s|%*d\\n", 42, "ab", 3.14159, 255, 65, "hi", 7.9, "xyz", 4, 1',
         "   42|ab   |003.1|ff|A|h|%|7|xy|   1"),
        ('for (i = 0; i < 6; i++) a[i] = i; for (k in a) printf "%s ", k; print ""', "2 3 4 5 0 1 "),
        ('a["x", 1] = 2; for (k in a) { split(k, p, SUBSEP); print p[1], p[2] } print (("x", 1) in a), ("y" in a)',
         "x 1\n1 0"),
        ('a[1]; a[2]; delete a[1]; print length(a); delete a; print length(a)', "1\n0"),
        ('i = 5; do { if (i == 3) continue; if (i == 1) break; printf i } while (i--); print ""', "542"),
        ('while (i < 3) { i++; if (i == 2) continue; print i }', "1\n3"),
        ('"echo a b" | getline; print $2, NR; "echo c" | getline x; print x; print getline < "/nope"', "b 0\nc\n-1"),
        ('print "b\\na" | "sort"; print close("sort"), close("never"); print system("exit 3")', "a\nb\n0 -1\n3"),
        ('print "x" > "o"; print "y" >> "o"; close("o"); while ((getline l < "o") > 0) print "l", l', "l x\nl y"),
        ('CONVFMT = "%.2g"; a = 3.14159; b = a ""; print b, a; OFMT = "%.3f"; print a, 17', "3.1 3.14159\n3.142 17"),
        ('print length(), (ENVIRON["PATH"] != ""), ARGC, ARGV[0]', "0 1 1 awk"),
        ('srand(1); print srand(2), (rand() < 1); print (substr("é", 1, 1) == "é"), length("é"), toupper("é")',
         "1 1\n0 2 É"),
        ('print index("a.b", "."), "a.b" ~ /a\\.b/, "{" ~ /{/, "aa" ~ /^a{2}$/, ")" ~ /)/, "" ~ //', "2 1 1 1 1 1"),
        ("print strftime(\"%Y\", 0), -3 % 2, 2 ** 3, 2 ^ 3 ^ 0", "1970 -1 8 2"),
        ('$0 = "a b c"; $5 = "e"; print; print NF; NF = 2; print; $1 = ""; print', "a b c  e\n5\na b\n b"),
        ('x["a"]; if ("a" in x) print "in"; else print "out"; print length(x)', "in\n1"),
        ('print 1 " " 2, 3 > "/dev/stdout"', "1 2 3"),
        ('printf "%s %s %s\\n", "a" , "b", "c" ; print(1)(2); print (1, 2)', "a b c\n12\n1 2"),
        ("if (!(3 in a)) print (a[3] == 0), (a[3] == \"\"); # comment", "1 1"),
        ('a = "x" ; a = a a a; print a; a += 3; a -= 1; a *= 4; a /= 2; a %= 3; a ^= 2; print a', "xxx\n1"),
        ('print 1>2; close("2"); getline l < "2"; print l; print -"3x", +"", !0', "1\n-3 0 1"),
    ],
)  # fmt: skip
def test_expressions_and_statements(sh: Run, program: str, output: str) -> None:
    assert sh(f"cd /tmp; awk 'BEGIN {{ {program}\n}}'") == (output + "\n", 0)


@pytest.mark.parametrize(
    ("command", "output", "status"),
    [
        ("awk '{ print $2, NF, NR; $2 = \"X\"; print; print $NF }' f", "b 3 1\na X c\nc\ne 3 2\nd X f\nf\n", 0),
        ("awk /e/ f", "d e f\n", 0),
        ("awk 'NR == 1, /e/ { n++ } END { print n, NR, FILENAME, FNR; exit 3 }' f", "2 2 f 2\n", 3),
        ("awk 'FNR == 2 { nextfile } { print FILENAME, $1; next; print 1 }' f f", "f a\nf a\n", 0),
        ("awk -F: -v OFS=- '{ $1 = $1; print }' <<E\na:b:c\nE", "a-b-c\n", 0),
        ("awk -F '[:,]+' '{ print $2 }' <<E\na::,b\nE", "b\n", 0),
        ("awk '{ print x, $1 }' x=1 f x=2 /dev/null", "1 a\n1 d\n", 0),
        ("awk -v 'x=a\\tb' 'BEGIN { print x }'", "a\tb\n", 0),
        ("printf 'a b\\nc\\n\\n\\nd\\n' | awk 'BEGIN { RS = \"\" } { print NR \": \" $1, $3; print NF }'",
         "1: a c\n3\n2: d \n1\n", 0),
        ("printf 'a12b3c' | awk -v 'RS=[0-9]+' '{ print NR, $0 }'", "1 a\n2 b\n3 c\n", 0),
        ("awk '{ getline; print; getline x; print x; print getline }' f", "d e f\n\n0\n", 0),
        ("awk 'BEGIN { exit 4; print 1 } { print 2 } END { print NR }'", "0\n", 4),
        ("awk 'function f() { n = 1; exit } BEGIN { f(); n = 2 } END { print n }'", "1\n", 0),
        ("awk '{ exit } END { print NR; exit; print 2 }' f", "1\n", 0),
        ("printf 'BEGIN { print f(3) }\\n' > p; printf 'function f(n) { return n ? n*f(n-1) : 1 }' > q; awk -f p -f q",
         "6\n", 0),
        ("echo 3 | awk '$1 == 3 && $1 > 10 { print \"text\" } $1 < 10 { print \"number\" }'", "number\n", 0),
        ("echo 'a b' | awk '{ $3 = \"\"; print NF; print $0 \"|\" }'", "3\na b |\n", 0),
        ("awk 'BEGIN { while (\"cat f\" | getline > 0) n++; print n, NR }'", "2 0\n", 0),
        ("awk 'BEGIN { print \"to stderr\" > \"/dev/stderr\" }' 2>&1 >/dev/null", "to stderr\n", 0),
        ("awk -version", "awk version 20210724\n", 0),
    ],
)  # fmt: skip
def test_records_files_and_options(sh: Run, command: str, output: str, status: int) -> None:
    assert sh(FILE + command) == (output, status)


@pytest.mark.parametrize(
    ("program", "output"),
    [
        ("function f(n) { return n < 2 ? n : f(n-1) + f(n-2) } BEGIN { print f(15) }", "610\n"),
        ("function d(n) { return n ? 1 + d(n-1) : 0 } BEGIN { print d(5000) }", "5000\n"),
        ("function g(z) { z[1] = 7 } function h(z) { g(z) } BEGIN { h(u); print u[1] }", "7\n"),
        ("function f(a, i) { i = a; a = 3; return i } BEGIN { a = 1; print f(a), a, f() }", "1 1 \n"),
        ("func f(x) { x[1] = 1; delete x; x[2] } BEGIN { a[5]; f(a); for (k in a) print k }", "2\n"),
    ],
)
def test_functions(sh: Run, program: str, output: str) -> None:
    assert sh(f"awk '{program}'") == (output, 0)


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("awk 'BEGIN { print 1/0 }'", "awk: division by zero\n source line number 1\n"),
        ("awk 'BEGIN {\nprint 1 % 0 }'", "awk: division by zero in mod\n source line number 2\n"),
        ("echo x | awk '{ print $(-1) }' -",
         "awk: trying to access out of range field -1\n input record number 1\n source line number 1\n"),
        ("awk 'BEGIN { f(1) }'", "awk: calling undefined function f\n source line number 1\n"),
        ("awk 'BEGIN { a[1]; print a }'", "awk: can't read value of a; it's an array name.\n source line number 1\n"),
        ("awk 'BEGIN { printf \"%d %s\", 3 }'", "awk: not enough args in printf(%d %s)\n source line number 1\n"),
        ("awk 'BEGIN { NF = -1 }'", "awk: cannot set NF to a negative value\n source line number 1\n"),
        ("awk 'BEGIN { print > \"\" }'", "awk: null file name in print or getline\n source line number 1\n"),
        ("awk 'BEGIN { print > \"/nope/x\" }'", "awk: can't open file /nope/x\n source line number 1\n"),
        ("awk 1 /nope", "awk: can't open file /nope\n source line number 1\n"),
        ("awk 'BEGIN { next }'",
         "awk: illegal break, continue, next or nextfile from BEGIN\n source line number 1\n"),
        ("awk '/(/'",
         "awk: illegal primary in regular expression ( at \n source line number 1\n context is\n\t >>> /(/ <<< \n"),
        ("awk 'BEGIN { x = \"(\"; if (\"a\" ~ x) print }'",
         "awk: illegal primary in regular expression ( at \n source line number 1\n"),
        ("awk -f /nope", "awk: can't open file /nope\n"),
        ("awk -v 1=2 1", "awk: invalid -v option argument: 1=2\n"),
        ("awk -f", "awk: no program filename\n"),
        ("awk '{ print' f", "awk: syntax error at source line 1\n context is\n\t{ >>>  print <<< \n"
         "awk: illegal statement at source line 1\n\tmissing }\n"),
        ("awk 'BEGIN { print 1 == 1 }'",
         "awk: syntax error at source line 1\n context is\n\tBEGIN { print 1 >>>  == <<< \n"
         "awk: illegal statement at source line 1\n"),
        ("awk 'BEGIN { print (1 }'", "awk: syntax error at source line 1\n context is\n\tBEGIN { print (1 >>>  } <<< \n"
         "awk: illegal statement at source line 1\n\tmissing )\n"),
        ("awk '!x = y'", "awk: syntax error at source line 1\n context is\n\t!x >>>  = <<<  y\n"
         "awk: bailing out at source line 1\n"),
        ("awk 'BEGIN { \"hello\" }'", "awk: illegal statement\n source line number 1\n"),
        ("awk 'function f(x) {} BEGIN { f(f) }'",
         "awk: can't use function f as argument in f\n source line number 1\n"),
        ("awk '{ break }'",
         "awk: break illegal outside of loops at source line 1\n context is\n\t{ break >>>  } <<< \n"),
        ("awk 'function f(a, a) { next }'", "awk: duplicate argument a at source line 1 in function f\n context is\n"
         "\tfunction f(a, >>>  a <<< ) { next }\n"
         "awk: next is illegal inside a function at source line 1 in function f\n"),
        ("awk 'BEGIN { print \"abc }'", "awk: non-terminated string abc }... at source line 1\n context is\n"
         "\tBEGIN { print \"abc >>>  } <<< \nawk: giving up\n source line number 1\n"),
    ],
)  # fmt: skip
def test_what_it_complains_of(sh: Run, command: str, output: str) -> None:
    assert sh(f"cd /tmp; {command}") == (output, 2)


def test_warnings_do_not_stop_it(sh: Run) -> None:
    assert sh("awk 'BEGIN { print log(-1), atan2(1) }'") == (
        "awk: log argument out of domain\n source line number 1\n"
        "awk: atan2 requires two arguments; returning 1.0\n source line number 1\n1 1\n",
        0,
    )
    assert sh("awk -Ft 'BEGIN { print (FS == \"\\t\") }'") == (
        "awk: -Ft to imply tab separator is deprecated behavior.\n1\n", 0
    )  # fmt: skip


def test_without_anything_it_says_how_it_is_used(sh: Run) -> None:
    assert sh("awk") == ("usage: awk [-F fs] [-v var=value] [-f progfile | 'prog'] [file ...]\n", 1)


def test_an_endless_loop_can_be_interrupted_and_endless_growth_stops(sh: Run) -> None:
    assert sh("awk 'BEGIN { while (1); }' & p=$!; sleep 1; kill $p; wait $p; echo $?") == ("143\n", 0)
    assert sh("awk 'BEGIN { s = \"xxxxxxxx\"; while (1) s = s s }'") == (
        "awk: out of memory in cat2\n source line number 1\n", 2
    )  # fmt: skip
    assert sh("awk 'function f() { f() } BEGIN { f() }'") == (
        "awk: out of space for stack frames in f\n source line number 1\n", 2
    )  # fmt: skip
