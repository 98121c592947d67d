"""find(1): walk file hierarchies."""
