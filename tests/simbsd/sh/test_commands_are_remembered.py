"""A command that is read again is not parsed again, and that is all the difference it makes."""

from __future__ import annotations

import pytest

from simbsd.sh.cmdtext import command_text as shown
from simbsd.sh.errors import NeedMore, SyntaxFault
from simbsd.sh.parser import END, parse_command
from simbsd.sh.remembered import next_command
from simbsd.sh.source import Alias, Source

TEXT = "a=1 # one\nfor x in 1 2; do\n  echo $x\ndone\ncat <<end\nhere\nend\n\nb"


def test_the_same_text_gives_the_same_trees_and_places():
    plain, first, again = Source(TEXT), Source(TEXT), Source(TEXT)
    while (node := parse_command(plain, {}, 0)) is not END:
        found = next_command(first, {}, 0)
        assert shown(found) == shown(node)
        assert next_command(again, {}, 0) is found
        assert [(s.position, s.line) for s in (first, again)] == [(plain.position, plain.line)] * 2
    assert next_command(first, {}, 0) is END


def test_aliases_are_looked_up_each_time():
    source = "word a\n"
    assert next_command(Source(source), {}, 0) != next_command(Source(source), {"word": Alias("word", "echo")}, 0)
    assert next_command(Source(source), {}, 0) == parse_command(Source(source), {})


def test_a_fault_is_found_again_where_it_stands():
    for _ in range(2):
        source = Source("true\nif x; then\nfi )\n")
        assert next_command(source, {}, 0) is not END
        with pytest.raises(SyntaxFault) as fault:
            next_command(source, {}, 0)
        assert (fault.value.line, source.line) == (3, 3)


def test_a_command_that_goes_on_asks_for_more_and_loses_nothing():
    source = Source("if true\n", eof=False)
    source.set_mark()
    with pytest.raises(NeedMore):
        next_command(source, {}, 0)
    source.rewind()
    source.text += "then a; fi\n"
    assert next_command(source, {}, 0) == parse_command(Source("if true\nthen a; fi\n"), {})
