"""awk(1): pattern scanning and processing."""
