"""diff(1): how two files differ."""
