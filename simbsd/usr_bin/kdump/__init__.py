"""kdump(1)."""
