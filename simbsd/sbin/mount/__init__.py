"""mount(8): file systems, mounted and listed."""
