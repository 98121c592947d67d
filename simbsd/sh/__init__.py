"""The shell, sh(1)."""
