"""vi(1): a screen editor."""
