"""What the floors above may listen to."""

from __future__ import annotations

from django.dispatch import Signal

# attempt: whose work changed; submission: what was handed in and judged, or None when it was only kept or reported.
work_changed = Signal()
