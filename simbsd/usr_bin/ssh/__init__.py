"""ssh(1): a login on another host."""
