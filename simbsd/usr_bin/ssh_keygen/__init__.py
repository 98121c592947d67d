"""ssh-keygen(1)."""
