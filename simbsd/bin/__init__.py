"""Programs of /bin."""
