"""grep(1): lines that match."""
