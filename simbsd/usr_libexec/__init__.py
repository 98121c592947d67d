"""Programs that other programs run: /usr/libexec."""
