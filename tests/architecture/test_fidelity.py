"""docs/fidelity.md says what the modules say."""

from __future__ import annotations

from tools.fidelity import TARGET, page


def test_the_page_is_generated_from_the_modules_as_they_are():
    assert TARGET.read_text() == page(), "run `make fidelity`"
