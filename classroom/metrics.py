"""What the classroom counts, for Prometheus. No label names a person, a room or an address."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

READERS = Gauge("cellblock_room_sockets", "Sockets open in rooms", multiprocess_mode="livesum")
HUBS_HERE = Gauge("cellblock_rooms", "Rooms with a socket in this process", multiprocess_mode="livesum")
ENTRIES = Counter("cellblock_room_entries_total", "Entries written to rooms' logs by sockets", ["kind"])
REFUSED = Counter("cellblock_room_refused_total", "Messages refused", ["code"])
MOVED = Counter("cellblock_room_snapshots_total", "Readers given a snapshot", ["why"])
NUDGES_LOST = Counter("cellblock_room_nudges_lost_total", "Nudges that the channel layer did not take")
APPENDED = Histogram("cellblock_room_append_seconds", "From a frame's arrival to its commit")
