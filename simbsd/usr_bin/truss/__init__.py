"""truss(1)."""
