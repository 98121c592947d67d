"""tar(1): archives."""
