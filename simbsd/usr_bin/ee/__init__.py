"""ee(1): the easy editor."""
