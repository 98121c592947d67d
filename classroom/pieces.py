"""The log as it is sent: entries as JSON text, written once and shared by every socket that may see the same."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from classroom.log import EVERYBODY, FRAMES, JUMP, SNAPSHOT, STAFF
from classroom.models import Entry, Member
from classroom.wire import VERSION

MOST_KEPT = 600  # entries
MOST_BYTES = 4 * 1024 * 1024
MOST_BEHIND = 120  # entries, or
MOST_BYTES_BEHIND = 768 * 1024  # of frames: more than that and a reader gets a snapshot instead


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry, ready to be sent."""

    seq: int
    kind: str
    audience: str
    text: str
    jump: bool = False

    @property
    def is_frame(self) -> bool:
        return self.kind == FRAMES


@dataclass(frozen=True, slots=True)
class Eyes:
    """What one socket may see."""

    member: str
    staff: bool
    frames: bool = True  # a page that shows them has seen them

    def sees(self, piece: Piece) -> bool:
        if piece.kind == SNAPSHOT:
            return piece.jump and self.frames  # else given to who needs one, not sent to those who follow
        if piece.kind == FRAMES and not self.frames:
            return False
        return self.staff or piece.audience in (EVERYBODY, self.member)


def eyes_of(member: Member, frames: bool = True) -> Eyes:
    return Eyes(str(member.pk), member.is_staff, frames)


def piece_of(entry: Entry) -> Piece:
    at = int(entry.at.timestamp() * 1000)
    who = "null" if entry.author_id is None else entry.author_id
    head = f'{{"seq":{entry.seq},"kind":"{entry.kind}","at":{at},"author":{who},"to":"{entry.audience}"'
    jump = entry.kind == SNAPSHOT and entry.body.startswith(JUMP)
    return Piece(entry.seq, entry.kind, entry.audience, f'{head},"body":{entry.body}}}', jump)


def batch(pieces: list[Piece], after: int, upto: int) -> str:
    """The message that brings a page from entry `after` to entry `upto`."""
    entries = ",".join(piece.text for piece in pieces)
    return f'{{"v":{VERSION},"type":"entries","after":{after},"upto":{upto},"entries":[{entries}]}}'


def snapshot_message(piece: Piece) -> str:
    """The message that shows the whole machine as of that entry."""
    return f'{{"v":{VERSION},"type":"snapshot","seq":{piece.seq},"entry":{piece.text}}}'


class Tail:
    """The end of a room's log in memory. `first` and `last` are the numbers it holds, in a row."""

    def __init__(self, seq: int) -> None:
        self.pieces: deque[Piece] = deque()
        self.last = seq
        self.bytes = 0
        self.snapshot: Piece | None = None
        self.shared: dict[tuple[int, bool, bool], str] = {}

    @property
    def first(self) -> int:
        return self.last - len(self.pieces) + 1

    def add(self, piece: Piece) -> None:
        """The next entry. What came before it and is no longer needed goes."""
        self.pieces.append(piece)
        self.last = piece.seq
        self.bytes += len(piece.text)
        self.shared.clear()
        if piece.kind == SNAPSHOT:
            self.snapshot = piece
        while len(self.pieces) > MOST_KEPT or self.bytes > MOST_BYTES:
            self.bytes -= len(self.pieces.popleft().text)

    def emptied(self, seq: int) -> Tail:
        """A tail that begins after that entry and keeps the snapshot."""
        other = Tail(seq)
        other.snapshot = self.snapshot
        return other

    def holds(self, after: int) -> bool:
        """Whether everything after that entry is here."""
        return self.first - 1 <= after <= self.last

    def after(self, seq: int) -> list[Piece]:
        return list(self.pieces)[seq - self.first + 1 :]

    def is_far(self, seq: int) -> bool:
        """Whether so much has come since then that a snapshot is the shorter way."""
        if self.snapshot is None or self.snapshot.seq <= seq:
            return False
        missing = [piece for piece in self.after(seq) if piece.is_frame]
        return len(missing) > MOST_BEHIND or sum(len(piece.text) for piece in missing) > MOST_BYTES_BEHIND

    def text(self, seq: int, eyes: Eyes) -> str:
        """Everything after that entry for these eyes; made once for all who see the same."""
        key = (seq, eyes.staff, eyes.frames)
        if key not in self.shared:
            pieces = self.after(seq)
            common = [piece for piece in pieces if eyes.sees(piece)]
            plain = all(piece.audience in (EVERYBODY, STAFF) for piece in pieces)
            made = batch(common, seq, self.last)
            if not plain and not eyes.staff:
                return made
            self.shared[key] = made
        return self.shared[key]
