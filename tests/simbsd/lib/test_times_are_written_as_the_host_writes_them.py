"""strftime(3) of the machine says what the host's says, for every field that both know."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from simbsd.lib.strftime import strftime

FIELDS = "%A %a %B %b %C %d %e %G %g %H %I %j %k %l %M %m %p %S %U %u %V %W %w %Y %y %-d %-H %F %T %R %D %%"


@given(st.integers(0, 4_102_444_799))
def test_every_field_agrees(seconds: int):
    assert strftime(FIELDS, seconds) == datetime.fromtimestamp(seconds, UTC).strftime(FIELDS)


def test_what_only_this_machine_or_nobody_knows():
    assert strftime("%s %v %z %Z %Q", 0) == "0  1-Jan-1970 +0000 UTC Q"
