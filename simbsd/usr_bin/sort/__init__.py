"""sort(1): lines in order."""
