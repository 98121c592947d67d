"""What a room is made of. The log (`Entry`) is the truth of everything live; sockets only carry it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from courses.models import Course
from lessons.models import Learner


class Room(models.Model):
    """One live room and its machine: the lesson (or none, the sandbox), what boots it, and what was done at it."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=8, unique=True, help_text="To be read aloud; the participants' door.")
    title = models.CharField(max_length=80)
    lesson = models.CharField(max_length=80, help_text="A lesson, or one of the sandbox's starting points.")
    revision = models.PositiveIntegerField(default=0)
    engine = models.CharField(max_length=64)
    release = models.CharField(max_length=16)
    seed = models.BigIntegerField()
    journal = models.TextField(blank=True, help_text="As the executor last kept it.")
    trusted = models.TextField(blank=True, help_text="The last journal that staff kept, or that was replayed here.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    locked = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    attention = models.BooleanField(default=False)
    speed = models.PositiveSmallIntegerField(default=1)
    marks = models.JSONField(default=list, help_text="What stands drawn on the graphs, and what is pointed at.")
    quiz = models.CharField(max_length=96, blank=True, help_text="A module or an item whose questions come first.")
    course = models.ForeignKey(Course, on_delete=models.SET_NULL, null=True, blank=True, related_name="rooms")
    scores = models.BooleanField(default=False, help_text="Whether a score board is shown.")
    last_seq = models.BigIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(auto_now_add=True, help_text="When something last happened in it.")
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Member(models.Model):
    """Somebody in a room: a browser under a display name. What the board shows of their work is kept here."""

    class Role(models.TextChoices):
        TEACHER = "teacher"
        CO_TEACHER = "co-teacher"
        PARTICIPANT = "participant"
        PROJECTOR = "projector"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="members")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=40)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.PARTICIPANT)
    removed = models.BooleanField(default=False)
    joined = models.DateTimeField(auto_now_add=True)
    seen = models.DateTimeField(null=True, blank=True, help_text="When a socket of theirs last gave a sign of life.")
    hand = models.DateTimeField(null=True, blank=True, help_text="Since when the hand is up.")
    consent = models.BooleanField(default=False, help_text="Staff may open this one's machine.")
    work = models.JSONField(default=dict, help_text="Goals held and wanted, first broken layer; as their page reports.")
    active = models.DateTimeField(null=True, blank=True, help_text="When their work last changed.")

    class Meta:
        ordering = ["joined", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["room", "learner"], name="one_member_per_browser"),
            models.UniqueConstraint(fields=["room", "name"], name="one_member_per_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"

    @property
    def is_staff(self) -> bool:
        return self.role in (self.Role.TEACHER, self.Role.CO_TEACHER)


class Capability(models.Model):
    """A link that gives a role to whoever holds it. Only its digest is kept; it is shown once, when made."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="capabilities")
    role = models.CharField(max_length=12, choices=Member.Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    revoked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.role} of {self.room_id}"


class Entry(models.Model):
    """One thing that happened in a room. `seq` has no holes and is the order for everybody."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="entries")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    audience = models.CharField(max_length=24, blank=True, help_text="Empty: all; `staff`; or a member's number.")
    author = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    body = models.TextField(help_text="JSON")
    at = models.DateTimeField()

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["room", "seq"], name="one_entry_per_seq")]
        indexes = [
            models.Index(fields=["room", "-seq"], condition=Q(kind="snapshot"), name="snapshots_of_room"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Lease(models.Model):
    """Who runs the room's machine. `generation` grows with each change of hands: an older one may not speak."""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="lease")
    executor = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    generation = models.PositiveIntegerField(default=1)
    page = models.CharField(max_length=32, blank=True, help_text="Which of the executor's pages has the machine.")
    heard = models.PositiveBigIntegerField(default=0, help_text="Number of the executor's last accepted message.")
    expires = models.DateTimeField()
    heir = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    asked = models.DateTimeField(null=True, help_text="Since when the executor is asked to give the machine.")

    def __str__(self) -> str:
        return f"{self.executor_id} in generation {self.generation}"


class Fork(models.Model):
    """A machine of one's own in a room: the room's, as it was when it was forked, and what was done at it since."""

    class State(models.TextChoices):
        OWN = "own"
        HANDED = "handed"
        REFUSED = "refused"

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="fork")
    number = models.PositiveIntegerField(default=1, help_text="How many times it was forked anew.")
    journal = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OWN)
    handed = models.TextField(blank=True, help_text="The journal that was handed back and replayed here.")
    reason = models.TextField(blank=True, help_text="Why the replay refused it.")
    checks = models.JSONField(default=dict, help_text="Goals by name, as the replay found them.")

    def __str__(self) -> str:
        return f"{self.member} ({self.state})"


class Asked(models.Model):
    """A question put to a room: one item with one seed, the same for everybody; its time is the server's."""

    class State(models.TextChoices):
        ASKED = "asked"
        STOPPED = "stopped"
        REVEALED = "revealed"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField()
    item = models.CharField(max_length=96)
    revision = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    opens = models.DateTimeField()
    closes = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="one_question_per_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.item}"


class Reply(models.Model):
    """One member's answer to one question, graded when it came. There is one, and it stays."""

    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="replies")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="replies")
    value = models.JSONField()
    points = models.PositiveIntegerField()
    possible = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asked", "member"], name="one_reply_per_member")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.points} of {self.possible}"

    @property
    def is_right(self) -> bool:
        return self.points == self.possible
