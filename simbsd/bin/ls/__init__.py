"""ls(1): what is in a directory."""
