"""sed(1): a stream editor."""
