"""Golden transcripts: what a learner types at a fresh machine prints exactly what FreeBSD prints; each names
its source.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.course.rehearsal import play
from lab.course.transcript import parse_transcript
from lab.session import Session

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.t"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
def test_a_transcript_holds(path: Path) -> None:
    text = path.read_text()
    assert "Source: " in text.split("\n\n")[0]
    transcript = parse_transcript(path.name, text)
    assert len(transcript.exchanges) > 3
    assert "\n".join(map(str, play(Session(None, 1), transcript))) == ""
