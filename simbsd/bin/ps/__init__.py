"""ps(1): process status."""
