"""The machine's present state for a real FreeBSD host: files and commands that build it again."""
