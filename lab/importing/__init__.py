"""A real host's jail.conf and rc.conf lines, tried in a fresh machine: what is wrong or left out, what to type."""
